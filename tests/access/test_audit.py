"""The audit: every way in, and what it may not be able to see."""

from __future__ import annotations

import datetime as dt

import pytest

from cocsheets.access.audit import audit, paths_of
from cocsheets.access.files import SharedFile
from cocsheets.access.judgement import Judge
from cocsheets.access.membership import Roster
from cocsheets.access.paths import AccessPath, Kind, PathState, Request, Surroundings
from cocsheets.access.permissions import GranteeType, Permission, Role
from cocsheets.access.policy import SharingSettings
from cocsheets.data import replace
from cocsheets.plans.situation import Situation
from cocsheets.records.table import Block, Protection, Worksheet
from tests.access.builders import (
    ANA,
    LONG_AGO,
    OWNER,
    ROBOT,
    SEEN,
    TODAY,
    chair,
    domain,
    doubtful,
    facts,
    group,
    judge,
    link,
    member,
    owner,
    robot,
    roster,
    user,
)
from tests.access.worlds import world


def ways(
    permissions: list[Permission],
    people: Roster | None = None,
    around: Surroundings = SEEN,
    **file: object,
) -> tuple[AccessPath, ...]:
    """The audit of the owner's file."""
    known = facts(**file)
    return audit(judge(permissions, people, known), known, around)


def open_ways(found: tuple[AccessPath, ...]) -> list[tuple[Kind, str]]:
    """Kind and grantee of what should be closed."""
    return [(way.kind, way.who) for way in found if way.verdict is PathState.OPEN]


def test_members_only() -> None:
    """A file as it should be has no open way, and still says what editors may do."""
    found = ways([owner(), robot(), ANA])
    assert open_ways(found) == []
    assert [(way.kind, way.verdict) for way in found] == [
        (Kind.USER, PathState.ALLOWED),
        (Kind.USER, PathState.ALLOWED),
        (Kind.USER, PathState.ALLOWED),
        (Kind.WRITERS_SHARE, PathState.ALLOWED),
    ]


def test_every_kind_of_way() -> None:
    """People, groups, domains, links, search, folders, pending owners and dead accounts."""
    until = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
    found = ways(
        [
            owner(),
            user("12", "stranger@example.net", expires=until),
            user("13", "up@example.net", inherited=Role.WRITER, direct=False),
            user("14", "next@example.net", pending_owner=True),
            user("15", "", deleted=True),
            group("16", "all@example.org"),
            group("17", "Bots@example.org"),
            domain(),
            link(),
            Permission("anyone", GranteeType.ANYONE, Role.READER, discoverable=True),
        ]
    )
    assert open_ways(found) == [
        (Kind.USER, "stranger@example.net"),
        (Kind.EXPIRING, "stranger@example.net"),
        (Kind.INHERITED, "up@example.net"),
        (Kind.USER, "next@example.net"),
        (Kind.PENDING_OWNER, "next@example.net"),
        (Kind.GONE, "account 15"),
        (Kind.GROUP, "group all@example.org"),
        (Kind.DOMAIN, "everyone at example.org"),
        (Kind.LINK, "anyone with the link"),
        (Kind.PUBLIC, "anyone"),
    ]
    unseen = [way for way in found if way.verdict is PathState.UNSEEN]
    assert [way.who for way in unseen] == ["group Bots@example.org"]
    assert all(
        way.close for way in found if way.verdict is PathState.OPEN and way.kind != "ends by itself"
    )


def test_who_can_close_a_way() -> None:
    """A cure is named only where it works: by who may share, or in the settings."""
    barred = facts(capabilities=frozenset({"canEdit"}))
    people = [owner(), ANA, user("12", "x@example.net"), group("17", "bots@example.org")]
    found = {way.who: way.close for way in audit(judge(people), barred, SEEN)}
    assert found["x@example.net"] == f"{OWNER.email} can close it, or let editors share"
    assert "[sharing] groups" in found["group bots@example.org"]


@pytest.mark.parametrize(
    ("around", "kind", "verdict"),
    [
        (replace(SEEN, published=True), Kind.PUBLISHED, PathState.OPEN),
        (replace(SEEN, published=None), Kind.PUBLISHED, PathState.UNSEEN),
        (replace(SEEN, requests=None), Kind.REQUEST, PathState.UNSEEN),
        (replace(SEEN, requests=(Request("x@example.net"),)), Kind.REQUEST, PathState.OPEN),
        (replace(SEEN, requests=(Request("ana@example.org"),)), Kind.REQUEST, PathState.UNSEEN),
    ],
)
def test_beside_the_permissions(around: Surroundings, kind: Kind, verdict: PathState) -> None:
    """Publishing and requests are ways in; what could not be looked at is said, not left out."""
    found = [way for way in ways([owner(), ANA], around=around) if way.kind is kind]
    assert [way.verdict for way in found] == [verdict]


def test_published_by_the_listing() -> None:
    """A row of the published view tells as much, once."""
    row = Permission("anyone", GranteeType.ANYONE, Role.READER, view="published")
    assert open_ways(ways([owner(), ANA, row])) == [(Kind.PUBLISHED, "anyone")]


def test_who_is_in_doubt_is_not_shown_as_allowed() -> None:
    """Nobody can tell of whoever a row may be about that cannot be read, nor of the account of
    another run; both are told with what to do."""
    people = replace(roster(chair("ana@example.org")), doubtful=(doubtful(7, "una@example.org"),))
    judged = Judge(
        file=facts(),
        account=ROBOT,
        permissions=[owner(), ANA, user("12", "una@example.org"), user("13", "job@example.org")],
        roster=people,
        resolved={},
        policy=SharingSettings(keep=(OWNER.email,)),
        today=TODAY,
        acted=("job@example.org",),
    )
    found = {way.who: way for way in audit(judged, facts(), SEEN)}
    una, job = found["una@example.org"], found["job@example.org"]
    assert (una.verdict, job.verdict) == (PathState.UNSEEN, PathState.UNSEEN)
    assert "row 7" in una.reason
    assert "correct the roster" in una.close
    assert "members remove" in job.close
    assert judged.may_stay("una@example.org")
    assert judged.may_stay("job@example.org")


def test_who_sees_only_the_name_has_no_way_in() -> None:
    """A permission for metadata opens nothing: it is no way in, and makes nobody a reader."""
    seen = user("12", "v@example.org", Role.READER, view="metadata")
    assert not seen.opens_contents
    kinds = [way.kind for way in ways([owner(), robot(), ANA, seen])]
    assert kinds == [Kind.USER, Kind.USER, Kind.USER, Kind.WRITERS_SHARE]


def test_readers_who_may_copy() -> None:
    """Told only where somebody may only read and copying is not restricted."""
    reader = user("12", "rik@example.org", Role.READER)
    kinds = [way.kind for way in ways([owner(), ANA, reader])]
    assert Kind.READERS_COPY in kinds
    restricted = ways([owner(), ANA, reader], copy_requires_writer=True)
    assert Kind.READERS_COPY not in [way.kind for way in restricted]


def test_protected_ranges() -> None:
    """Editors of protected ranges who are neither members nor owner nor ourselves are told."""
    protection = Protection(
        1,
        Block(7),
        (),
        warning_only=False,
        editable=True,
        users=("ANA@example.org", "gone@example.net", OWNER.email, ROBOT.email),
        groups=("bots@example.org", "others@example.org"),
    )
    sheet = Worksheet("Reports", 7, 0, (), protections=(protection,))
    found = ways([owner(), robot(), ANA], around=replace(SEEN, worksheets=(sheet,)))
    assert open_ways(found) == [
        (Kind.PROTECTED_RANGE, "gone@example.net"),
        (Kind.PROTECTED_RANGE, "group others@example.org"),
    ]


def test_the_ways_of_one_person() -> None:
    """Own grants, links, the own domain, groups and publishing; not others', not other domains."""
    people = roster(chair("ana@example.org"), member("gone@example.org", stepped_down=LONG_AGO))
    found = ways(
        [
            owner(),
            ANA,
            user("12", "Gone@example.org", inherited=Role.READER),
            user("13", "other@example.net"),
            group("16", "bots@example.org"),
            domain(),
            Permission("78k", GranteeType.DOMAIN, Role.READER, domain="example.com"),
            link(),
        ],
        people,
        replace(SEEN, published=True),
    )
    mine = paths_of("gone@example.org", frozenset({"12"}), found)
    assert [(way.kind, way.who) for way in mine] == [
        (Kind.USER, "Gone@example.org"),
        (Kind.INHERITED, "Gone@example.org"),
        (Kind.DOMAIN, "everyone at example.org"),
        (Kind.LINK, "anyone with the link"),
        (Kind.PUBLISHED, "anyone"),
        (Kind.GROUP, "group bots@example.org"),
    ]
    assert "stepped down on 2020-01-01" in mine[0].reason


@pytest.mark.parametrize("seed", range(0, 500, 10))
def test_audit_and_plan_agree(seed: int) -> None:
    """Whatever the plan revokes or cannot close is open in the audit, and the other way round."""
    drive, people, policy = world(seed)
    ids = {member.email: drive.permission_id(member.email) for member in people}
    listed = drive.permissions()
    judged = Judge(
        file=drive.file(),
        account=drive.account(),
        permissions=listed,
        roster=people,
        resolved=ids,
        policy=policy,
        today=TODAY,
    )
    seen = SharedFile(drive.file(), listed, policy)
    plan = Situation("sheet", drive.account(), (seen,), people, ids, TODAY).plan(people)
    open_ids = {
        way.permission_id
        for way in audit(judged, drive.file(), SEEN)
        if way.verdict is PathState.OPEN and way.permission_id
    }
    if not drive.file().may("canShare"):
        assert not plan.changes
        return
    revoked = {change.permission_id for change in plan.changes if change.action == "revoke"}
    assert revoked <= open_ids
    kept_by_folder = {p.id for p in listed if p.direct_role is None}
    assert open_ids - revoked <= kept_by_folder
