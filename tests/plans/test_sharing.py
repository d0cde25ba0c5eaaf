"""The sharing plan: members only, one by one, each in one role."""

from __future__ import annotations

import datetime as dt
import itertools
import re

import pytest

from cocsheets.access.identity import unresolved
from cocsheets.access.judgement import Judge, Standing
from cocsheets.access.membership import MemberRole, Roster
from cocsheets.access.permissions import Account, GranteeType, Part, Permission, Role
from cocsheets.access.policy import SharingSettings
from cocsheets.data import replace
from cocsheets.errors import AccessError
from cocsheets.findings import Severity
from cocsheets.plans.limits import Limits, check_sharing
from cocsheets.plans.sharing import plan_file
from cocsheets.plans.situation import Situation
from tests.access.builders import (
    ANA,
    KEEP_OWNER,
    LONG_AGO,
    OWNER,
    ROBOT,
    TODAY,
    chair,
    domain,
    doubtful,
    facts,
    group,
    link,
    member,
    owner,
    robot,
    roster,
    user,
)
from tests.plans.builders import digest, lines, obstacles, plan


def test_nothing_to_do() -> None:
    """Members with their roles, the owner and the acting account: an empty plan."""
    made = plan([owner(), robot(), ANA], roster(chair("ana@example.org")))
    assert (lines(made), made.obstacles) == ([], ())
    assert [finding.severity for finding in made.findings] == [Severity.NOTE]


def test_a_plan_says_what_it_rests_on() -> None:
    """A roster that is no ground, a good run before this one, and other files beside it."""
    faults = {
        "it names nobody": roster(),
        "none of its 2 rows can be read": Roster((), (doubtful(2), doubtful(3))),
        "nobody on it is chair today": roster(member("ana@example.org")),
        "": roster(chair("ana@example.org")),
    }
    made = {
        words: plan([owner(), ANA], people, begun=not words) for words, people in faults.items()
    }
    assert {words: one.roster_fault for words, one in made.items()} == {one: one for one in faults}
    assert [one.begun for one in made.values()] == [False, False, False, True]
    alone = Situation("sheet", ROBOT, (made[""].seen,), faults[""], {}, TODAY)
    cases = replace(made[""].seen, name="cases")
    (told,) = plan_file(replace(alone, files=(cases,)), cases).findings
    assert told.message.startswith("cases: ")
    assert not made[""].findings[0].message.startswith("records: ")
    failed = {"cases": AccessError("not shared")}
    for now, others in ((alone, False), (replace(alone, failed=failed), True)):
        assert plan_file(now, made[""].seen).among_others is others


def test_revokes_come_first_and_the_widest_of_them() -> None:
    """Links, then domains, then groups, then people are revoked before anybody is let in."""
    made = plan(
        [
            owner(),
            robot(),
            user("13", "una@example.org", Role.OWNER),
            user("12", "stranger@example.net"),
            group("14", "all@example.org"),
            domain(),
            link(Role.WRITER),
            user("15", "rik@example.org"),
        ],
        roster(chair("new@example.org"), member("rik@example.org", MemberRole.ADVISER)),
    )
    assert lines(made) == [
        "revoke anyone with the link",
        "revoke everyone at example.org",
        "revoke group all@example.org",
        "revoke stranger@example.net",
        "lower rik@example.org reader",
        "grant new@example.org writer",
    ]


@pytest.mark.parametrize(
    ("kind", "role", "inherited", "deleted", "pending"),
    list(
        itertools.product(
            GranteeType,
            [Role.READER, Role.COMMENTER, Role.WRITER],
            [None, "all", "part"],
            [False, True],
            [False, True],
        )
    ),
)
def test_whoever_is_not_a_member(
    kind: GranteeType, role: Role, inherited: str | None, deleted: bool, pending: bool
) -> None:
    """A grant of any kind, role and origin to somebody else: what stands on the file goes, and
    what comes from above is named as a way in that is left, unless the account is gone."""
    parts = {
        None: (),
        "all": (Part("file", role, inherited=True, inherited_from="F1"),),
        "part": (
            Part("file", role),
            Part("file", Role.READER, inherited=True, inherited_from="F1"),
        ),
    }[inherited]
    odd = Permission(
        "99",
        kind,
        role,
        "x@example.net",
        "example.net",
        deleted,
        pending,
        parts=parts,
    )
    made = plan([owner(), robot(), ANA, odd], roster(chair("ana@example.org")))
    assert [change.permission_id for change in made.changes] == (
        [] if inherited == "all" else ["99"]
    )
    assert obstacles(made) == ([odd.label] if inherited and not deleted else [])
    if inherited and not deleted:
        assert "still has access through the folder F1" in made.obstacles[0].reason
    check_sharing(made, Limits())


@pytest.mark.parametrize("role", [Role.READER, Role.COMMENTER, Role.WRITER])
@pytest.mark.parametrize("inherited", [None, *[Role.READER, Role.COMMENTER, Role.WRITER]])
@pytest.mark.parametrize("direct", [True, False])
@pytest.mark.parametrize("committee_role", list(MemberRole))
def test_a_member_in_any_role(
    role: Role, inherited: Role | None, direct: bool, committee_role: MemberRole
) -> None:
    """A member ends up with the role that the roster gives, or an obstacle says why not."""
    given = user("20", "rik@example.org", role, inherited=inherited, direct=direct)
    made = plan(
        [owner(), robot(), ANA, given],
        roster(chair("ana@example.org"), member("rik@example.org", committee_role)),
    )
    wanted = SharingSettings().role_for(committee_role)
    assert wanted is not None
    after = {change.permission_id: change.after for change in made.changes}.get("20", given.role)
    if inherited and inherited.rank > wanted.rank:
        assert after is not None
        assert after.rank == inherited.rank
        assert obstacles(made) == ["rik@example.org"]
    else:
        assert after is wanted
        assert obstacles(made) == []


def test_owner_and_acting_account_are_never_touched() -> None:
    """Neither the owner nor the account that we act as is lowered or removed, whoever they are."""
    old = user("52", "gone@example.net")
    acting = Account("ana@example.org", "11")
    former = member("ana@example.org", stepped_down=LONG_AGO)
    made = plan(
        [owner(), ANA, old],
        roster(chair("chair@example.org"), former, member(OWNER.email, MemberRole.ADVISER)),
        account=acting,
    )
    assert lines(made) == ["revoke gone@example.net", "grant chair@example.org writer"]
    assert [finding.rule for finding in made.findings] == ["sharing-acting-account"]


@pytest.mark.parametrize("own", [[], [user(ROBOT.permission_id, ROBOT.email, Role.READER)]])
def test_the_branch_that_we_sit_on(own: list[Permission]) -> None:
    """If the acting account may edit only by a link, domain or group, that one is left and told;
    what lets others only read goes."""
    people = roster(chair("ana@example.org"))
    listed = [
        owner(),
        ANA,
        *own,
        link(Role.WRITER),
        domain(),
        group("5", "g@example.org", Role.WRITER),
    ]
    made = plan(listed, people)
    assert lines(made) == ["revoke everyone at example.org"]
    assert obstacles(made) == ["anyone with the link", "group g@example.org"]
    assert ROBOT.email in made.obstacles[0].hint
    named = [owner(), robot(), link(Role.WRITER), domain()]
    assert lines(plan(named, roster(chair(OWNER.email)))) == [
        "revoke anyone with the link",
        "revoke everyone at example.org",
    ]


def test_an_owner_who_is_no_member() -> None:
    """Such an owner is a warning, or a note if the settings name the address."""
    people = roster(chair("ana@example.org"))
    found = {
        policy.keep: [
            (f.rule, f.severity) for f in plan([owner(), ANA], people, policy=policy).findings
        ]
        for policy in (SharingSettings(), KEEP_OWNER)
    }
    assert found == {
        (): [("sharing-owner", Severity.WARNING)],
        (OWNER.email,): [("sharing-owner", Severity.NOTE)],
    }


def test_the_owner_is_known_by_id() -> None:
    """Also where the listing shows the owner in another role and under another address."""
    shown = user(OWNER.permission_id, "alias@example.net", Role.WRITER)
    for people in (
        roster(chair("ana@example.org")),
        roster(chair("ana@example.org"), member("alias@example.net", stepped_down=LONG_AGO)),
    ):
        made = plan([shown, ANA], people, policy=SharingSettings())
        assert lines(made) == []
        assert ("", OWNER.permission_id) in made.untouchable
        assert [finding.rule for finding in made.findings] == ["sharing-owner"]


@pytest.mark.parametrize(("days", "warned"), [(31, False), (30, True), (1, True), (0, True)])
def test_an_owner_who_leaves(days: int, warned: bool) -> None:
    """From 30 days before the owner steps down, it is said that ownership must pass on."""
    last = TODAY + dt.timedelta(days=days)
    people = roster(chair("ana@example.org"), member(OWNER.email, stepped_down=last))
    made = plan([owner(), ANA], people, policy=SharingSettings())
    assert bool(made.findings) is warned


def test_identity_is_the_permission_id() -> None:
    """An address that Drive files under another one of the same person: no change at all."""
    people = roster(chair("chair@example.org"))
    listed = [owner(), robot(), user("21", "jo@example.org")]
    assert unresolved(listed, people, (OWNER, ROBOT), TODAY) == ("chair@example.org",)
    made = plan(listed, people, resolved={"chair@example.org": "21"})
    assert (lines(made), obstacles(made)) == ([], [])


def test_case_never_matters() -> None:
    """Drive's own spelling is the same account; nothing is looked up."""
    people = roster(chair("ada@example.org"))
    listed = [owner(), robot(), user("11", "Ada@Example.org")]
    assert unresolved(listed, people, (OWNER, ROBOT), TODAY) == ()
    assert lines(plan(listed, people)) == []


def test_former_members_are_looked_up_only_for_strangers() -> None:
    """An idle day costs no look-ups for people who left long ago; an unknown account does."""
    people = roster(chair("ana@example.org"), member("alias@example.org", stepped_down=LONG_AGO))
    listed = [owner(), robot(), ANA]
    assert unresolved(listed, people, (OWNER, ROBOT), TODAY, ["kept@example.org"]) == ()
    listed.append(user("31", "real@example.org"))
    assert unresolved(listed, people, (OWNER, ROBOT), TODAY) == ("alias@example.org",)
    assert unresolved(listed, people, (OWNER, ROBOT), TODAY, ["real@example.org"]) == ()
    made = plan(listed, people, resolved={"alias@example.org": "31"})
    assert made.changes[0].explained
    assert "stepped down on 2020-01-01" in made.changes[0].reason


def test_one_person_under_two_addresses() -> None:
    """Two rows of one account are one person with the more powerful role."""
    people = roster(chair("ana@example.org"), member("a@example.net", MemberRole.ADVISER))
    made = plan([owner(), ANA], people, resolved={"a@example.net": "11"})
    assert lines(made) == []


def test_an_address_without_a_google_account() -> None:
    """It is an obstacle with the cure; with mail allowed it is invited; others are not affected."""
    people = roster(chair("ana@example.org"), member("una@example.net"), member("rik@example.org"))
    resolved: dict[str, str | None] = {"una@example.net": None, "rik@example.org": "40"}
    made = plan([owner(), ANA], people, resolved=resolved)
    assert lines(made) == ["grant rik@example.org writer"]
    assert obstacles(made) == ["una@example.net"]
    made = plan([owner(), ANA], people, resolved=resolved, notify=True)
    assert lines(made) == ["grant rik@example.org writer", "grant una@example.net writer"]


@pytest.mark.parametrize("by_id", [True, False])
def test_a_group_or_an_account_that_is_gone_is_not_let_in(by_id: bool) -> None:
    """Known by the id that Google gives the address, or by the address that was on the roster."""
    people = roster(chair("ana@example.org"), member("all@example.org"), member("rik@example.org"))
    crowd = group("14", "Everybody@example.org" if by_id else "All@example.org")
    gone = user("12", "", deleted=True)
    resolved: dict[str, str | None] = {"rik@example.org": "12"}
    if by_id:
        resolved["all@example.org"] = "14"
    made = plan([owner(), ANA, crowd, gone], people, resolved=resolved)
    assert [change for change in made.changes if change.action == "grant"] == []
    assert [(one.address, one.reason.partition(":")[0]) for one in made.obstacles] == [
        ("all@example.org", "this is the address of a group"),
        ("rik@example.org", "the account is gone"),
    ]


def test_proposed_grants() -> None:
    """With `grants = "proposed"` an unattended run grants nothing and says who waits."""
    policy = SharingSettings(keep=(OWNER.email,), grants="proposed")
    people = roster(chair("ana@example.org"), member("rik@example.org"))
    made = plan([owner(), ANA, link()], people, policy=policy, attended=False)
    assert lines(made) == ["revoke anyone with the link"]
    assert obstacles(made) == ["rik@example.org"]
    attended = plan([owner(), ANA, link()], people, policy=policy)
    assert lines(attended)[1:] == ["grant rik@example.org writer"]


def test_a_row_that_cannot_be_read_protects() -> None:
    """The account that such a row names, or seems to name, is neither revoked nor granted."""
    people = Roster(
        (chair("ana@example.org"),),
        (
            doubtful(3, "rik@example.org"),
            replace(doubtful(4, "una@example.org"), emails=()),
        ),
    )
    listed = [owner(), ANA, user("12", "Rik@example.org"), user("13", "una@example.org")]
    made = plan([*listed, user("14", "stranger@example.net")], people)
    assert lines(made) == ["revoke stranger@example.net"]
    assert obstacles(made) == ["Rik@example.org", "una@example.org"]


def test_a_row_that_might_be_anybody_protects_everybody() -> None:
    """While it cannot be told whom a row is about, nobody goes merely for not being found."""
    people = Roster(
        (chair("ana@example.org"), member("old@example.org", stepped_down=LONG_AGO)),
        (doubtful(3, nameless=True),),
    )
    listed = [owner(), ANA, link(), user("12", "who@example.org"), user("13", "old@example.org")]
    made = plan(listed, people)
    assert lines(made) == ["revoke anyone with the link", "revoke old@example.org"]
    assert "row 3" in made.obstacles[0].reason


def test_a_row_whose_address_google_does_not_know_protects_everybody() -> None:
    """It may be anyone's, misspelt; so may a row whose e-mail cell has no readable address."""
    listed = [owner(), ANA, user("12", "who@example.org")]
    people = roster(chair("ana@example.org"))
    unknown = replace(people, doubtful=(doubtful(4, "x@example.org"),))
    assert lines(plan(listed, unknown)) == []
    hidden = replace(people, doubtful=(replace(doubtful(4, "ana@example.org"), own=""),))
    assert lines(plan(listed, hidden)) == []
    known = replace(people, doubtful=(doubtful(4, "ana@example.org"),))
    assert lines(plan(listed, known)) == ["revoke who@example.org"]


def test_a_row_that_cannot_be_read_is_stronger_than_one_that_can() -> None:
    """Whoever it names under any address is not let in, raised, lowered or removed, whatever other
    rows say; so is a group of that address."""
    people = Roster(
        (
            chair("ana@example.org"),
            member("new@example.org"),
            member("rik@example.org"),
            member("old@example.org", stepped_down=TODAY),
        ),
        (
            doubtful(5, "alias@example.net", "rik@example.org"),
            doubtful(6, "old@example.org", "all@example.org"),
        ),
    )
    listed = [
        owner(),
        ANA,
        user("12", "rik@example.org", Role.READER),
        user("13", "old@example.org"),
        group("14", "all@example.org"),
    ]
    ids: dict[str, str | None] = {"new@example.org": "20", "alias@example.net": "20"}
    made = plan(listed, people, resolved=ids)
    assert lines(made) == []
    assert sorted(map(str, obstacles(made))) == [
        "group all@example.org",
        "new@example.org",
        "old@example.org",
        "rik@example.org",
    ]
    assert all(re.search("row [56] of the roster", each.reason) for each in made.obstacles)


def test_addresses_of_unreadable_rows_are_looked_up_where_somebody_may_come_in() -> None:
    """They could be the same person; where nobody comes or goes, Google is not asked."""
    people = Roster((chair("ana@example.org"),), (doubtful(3, "alias@example.net"),))
    assert unresolved([owner(), ANA], people, [OWNER, ROBOT], TODAY) == ()
    stranger = user("12", "who@example.org")
    assert unresolved(
        [owner(), ANA, stranger], people, [OWNER, ROBOT], TODAY, ["job@example.net"]
    ) == ("alias@example.net", "job@example.net")
    coming = replace(people, members=(*people.members, member("new@example.org")))
    assert unresolved([owner(), ANA], coming, [OWNER, ROBOT], TODAY) == (
        "new@example.org",
        "alias@example.net",
    )


def test_a_heading_on_the_roster_makes_unattended_grants_wait() -> None:
    """While a row has no address nobody is let in or raised but by a person; revokes go on."""
    people = Roster(
        (
            chair("ana@example.org"),
            member("gia@example.org"),
            member("rik@example.org"),
            member("old@example.org", stepped_down=LONG_AGO),
        ),
        (doubtful(4, nameless=True),),
    )
    rik, old = user("12", "rik@example.org", Role.READER), user("13", "old@example.org")
    listed = [owner(), ANA, rik, old, link()]
    made = plan(listed, people, attended=False)
    assert lines(made) == ["revoke anyone with the link", "revoke old@example.org"]
    assert sorted(map(str, obstacles(made))) == ["gia@example.org", "rik@example.org"]
    assert all("row 4" in each.reason for each in made.obstacles)
    assert len(plan(listed, people).changes) == 4


def test_whoever_cocsheets_has_acted_as_is_named_and_not_removed() -> None:
    """By any address; not by name, once on the roster as stepped down, or where the settings say
    more."""
    job = user("12", "Job@example.org")
    people = roster(chair("ana@example.org"))
    acted = ("job@example.net",)
    ids: dict[str, str | None] = {"job@example.net": "12"}
    made = plan([owner(), ANA, job], people, resolved=ids, acted=acted)
    assert lines(made) == []
    (told,) = [finding for finding in made.findings if finding.rule == "sharing-acted-as"]
    assert told.severity is Severity.WARNING
    assert "Job@example.org" in told.message
    assert "members remove Job@example.org" in told.hint
    former = roster(*people.members, member("job@example.net", stepped_down=TODAY))
    made = plan([owner(), ANA, job], former, resolved=ids, acted=acted)
    assert lines(made) == ["revoke Job@example.org"]
    assert made.changes[0].explained
    later = roster(*people.members, member("job@example.net", joined=dt.date(2027, 1, 1)))
    assert lines(plan([owner(), ANA, job], later, resolved=ids, acted=acted)) == []


def test_allowed_groups_and_kept_accounts() -> None:
    """What the settings allow stays, whatever its role and case, and is a note."""
    policy = SharingSettings(groups=("Bots@example.org",), keep=("Tess@example.org", OWNER.email))
    listed = [
        owner(),
        ANA,
        group("5", "bots@example.org", Role.WRITER),
        user("6", "tess@example.org"),
    ]
    made = plan(listed, roster(chair("ana@example.org")), policy=policy)
    assert lines(made) == []
    assert {f.rule for f in made.findings} == {"sharing-owner", "sharing-group", "sharing-kept"}
    assert {finding.severity for finding in made.findings} == {Severity.NOTE}


def test_who_may_not_share_is_told_who_can() -> None:
    """If the acting account may not share, every change is an obstacle that names the owner."""
    made = plan(
        [owner(), ANA, link()],
        roster(chair("ana@example.org"), member("rik@example.org")),
        capabilities=frozenset({"canEdit"}),
    )
    assert lines(made) == []
    assert obstacles(made) == ["anyone with the link", "rik@example.org"]
    assert all(OWNER.email in obstacle.hint for obstacle in made.obstacles)


def test_a_member_who_manages_the_shared_drive() -> None:
    """Somebody has to: a note, no obstacle; a manager who is no member is a way in that is left."""
    listed = [
        user("11", "ana@example.org", inherited=Role.ORGANIZER, direct=False),
        user("12", "boss@example.net", inherited=Role.ORGANIZER, direct=False),
    ]
    made = plan(listed, roster(chair("ana@example.org")), owners=(), drive_id="F1")
    assert lines(made) == []
    assert obstacles(made) == ["boss@example.net"]
    assert "through the shared drive F1" in made.obstacles[0].reason
    assert [(f.rule, f.severity) for f in made.findings] == [("sharing-manager", Severity.NOTE)]


def test_pending_owners_and_expiring_members_are_warned_of() -> None:
    """A member who was asked to take over, or whose access ends by itself, is a warning."""
    until = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
    listed = [
        owner(),
        user("11", "ana@example.org", pending_owner=True),
        user("12", "rik@example.org", expires=until),
    ]
    made = plan(listed, roster(chair("ana@example.org"), member("rik@example.org")))
    assert [finding.rule for finding in made.findings] == [
        "sharing-owner",
        "sharing-pending-owner",
        "sharing-expires",
    ]
    assert lines(made) == []


@pytest.mark.parametrize(
    ("account", "drive", "changed"),
    [(OWNER, "", True), (ROBOT, "", False), (ROBOT, "D1", False)],
)
def test_writers_can_share(account: Account, drive: str, changed: bool) -> None:
    """Only the owner's account keeps writers from sharing; others are told why not."""
    policy = SharingSettings(keep=(OWNER.email,), writers_can_share=False)
    made = plan(
        [owner(), robot(), ANA],
        roster(chair("ana@example.org"), member(ROBOT.email)),
        policy=policy,
        account=account,
        owners=() if drive else (OWNER,),
        drive_id=drive,
    )
    assert [change.action for change in made.changes] == (["restrict"] if changed else [])
    why = "do not know this setting" if drive else "would lock itself out"
    assert [why in obstacle.reason for obstacle in made.obstacles] == [True] * (not changed)


def test_halves() -> None:
    """A plan can be cut to what takes access away or to what gives it; the rest is named."""
    whole = plan(
        [owner(), ANA, link()], roster(chair("ana@example.org"), member("rik@example.org"))
    )
    assert lines(whole.only(takes=True)) == ["revoke anyone with the link"]
    assert lines(whole.only(takes=False)) == ["grant rik@example.org writer"]
    assert obstacles(whole.only(takes=True)) == ["rik@example.org"]
    assert (
        len({digest(whole), digest(whole.only(takes=True)), digest(whole.only(takes=False))}) == 3
    )


def test_the_digest_is_of_ids_and_roles() -> None:
    """The digest is the same in any order of the listing and another for another role."""
    people = roster(chair("ana@example.org"), member("rik@example.org"))
    one = plan([owner(), ANA, link(), domain()], people)
    other = plan([domain(), link(), ANA, owner()], people)
    assert digest(one) == digest(other)
    reader = SharingSettings(roles={"member": "reader"}, keep=(OWNER.email,))
    assert digest(plan([owner(), ANA, link(), domain()], people, policy=reader)) != digest(one)


# Guards ------------------------------------------------------------------------------------------


def test_who_is_removed_by_name_goes_though_a_row_is_in_doubt() -> None:
    """A person has said whom they mean; anybody else whom the row may be about stays."""
    people = replace(roster(chair("ana@example.org")), doubtful=(doubtful(3, "rik@example.org"),))
    rik = user("12", "rik@example.org")
    judged = {
        removed: Judge(
            file=facts(),
            account=ROBOT,
            permissions=[owner(), ANA, rik],
            roster=people,
            resolved={},
            policy=KEEP_OWNER,
            today=TODAY,
            removed=(removed,),
        ).judge(rik)
        for removed in ("12", "13")
    }
    assert [found.standing for found in judged.values()] == [Standing.FORMER, Standing.DOUBTFUL]
    assert [found.stays for found in judged.values()] == [False, True]
