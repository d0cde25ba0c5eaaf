"""Plans about members: the roster first, then the sharing that follows from it."""

from __future__ import annotations

import datetime as dt

import pytest

from cocsheets.access.files import Item, SharedFile
from cocsheets.access.membership import Member, MemberRole, Roster, Term
from cocsheets.access.permissions import Account, Permission, Role
from cocsheets.access.policy import SharingSettings
from cocsheets.data import replace
from cocsheets.errors import ConfigurationError, RefusedError
from cocsheets.plans.limits import Limits
from cocsheets.plans.members import MembersPlan, plan_add, plan_remove, plan_renew
from cocsheets.plans.roster import RosterChange
from cocsheets.plans.situation import Situation
from tests.access.builders import (
    LONG_AGO,
    OWNER,
    ROBOT,
    TODAY,
    chair,
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

ANA = user("11", "ana@example.org")
RIK = user("12", "Rik@Example.org")
LATER = TODAY + dt.timedelta(days=20)


def situation(
    permissions: tuple[Permission, ...] = (owner(), robot(), ANA, RIK),
    people: Roster | None = None,
    resolved: dict[str, str | None] | None = None,
    policy: SharingSettings | None = None,
) -> Situation:
    """A file of the owner's with a chair, Ana, and a member, Rik."""
    return Situation(
        spreadsheet_id="sheet",
        account=ROBOT,
        files=(SharedFile(facts(), permissions, policy or SharingSettings(keep=(OWNER.email,))),),
        roster=people or roster(chair("ana@example.org"), member("rik@example.org")),
        resolved=resolved or {},
        today=TODAY,
    )


def lines(plan: MembersPlan) -> list[str]:
    """The changes in a few words."""
    found = []
    for change in plan.changes:
        if isinstance(change, RosterChange):
            found.append(f"{change.action} {change.email} {change.role} {change.day}")
        else:
            found.append(
                f"{change.action} {change.address}" + (f" {change.after}" * bool(change.after))
            )
    return found


def safe(plan: MembersPlan) -> None:
    """The guards as the command asks them."""
    plan.check(Limits())


def test_add_somebody_new() -> None:
    """A row, then a grant; nobody else is looked at."""
    plan = plan_add(
        situation((owner(), robot(), ANA, RIK, link()), resolved={"new@example.org": "30"}),
        " New@example.org",
        name="New",
        role=MemberRole.ADVISER,
        joined=TODAY,
    )
    assert lines(plan) == [
        f"enrol New@example.org adviser {TODAY}",
        "grant New@example.org reader",
    ]
    safe(plan)


def test_add_somebody_for_later() -> None:
    """A term that begins later gives no access now; the daily job gives it then."""
    plan = plan_add(
        situation(), "new@example.org", name="New", role=MemberRole.MEMBER, joined=LATER
    )
    assert lines(plan) == [f"enrol new@example.org member {LATER}"]


def test_add_twice_changes_nothing() -> None:
    """A current member with that role is not enrolled again, nor under another address."""
    plan = plan_add(
        situation(resolved={"r@example.net": "12"}),
        "r@example.net",
        name="",
        role=MemberRole.MEMBER,
        joined=TODAY,
    )
    assert lines(plan) == []


def test_another_role_is_a_new_term() -> None:
    """The old term ends on the day on which the new one begins; access follows."""
    plan = plan_add(situation(), "RIK@example.org", name="", role=MemberRole.ADVISER, joined=TODAY)
    assert lines(plan) == [
        f"step down rik@example.org member {TODAY}",
        f"enrol RIK@example.org adviser {TODAY}",
        "lower Rik@Example.org reader",
    ]
    safe(plan)


def test_the_last_chair_stays_chair() -> None:
    """Another role for the only chair is refused, since sharing could not be judged any more."""
    with pytest.raises(RefusedError, match="chair"):
        plan_add(situation(), "ana@example.org", name="", role=MemberRole.MEMBER, joined=TODAY)


@pytest.mark.parametrize("day", [dt.date(1926, 4, 2), dt.date(2226, 4, 2)])
def test_nobody_joins_on_a_day_that_the_roster_would_not_believe(day: dt.date) -> None:
    """The row could not be read, and would keep everybody else's access as it is."""
    with pytest.raises(ConfigurationError, match=f"Nobody joins on {day}"):
        plan_add(situation(), "new@example.org", name="", role=MemberRole.MEMBER, joined=day)


@pytest.mark.parametrize("known", ["listed", "settings", "an earlier run"])
def test_a_group_is_no_member(known: str) -> None:
    """However it is known to be one: the roster is not touched."""
    email = "All@example.org"
    seen = situation(
        (owner(), ANA, *[group("14", email)] * (known == "listed")),
        policy=SharingSettings(groups=("all@example.org",) if known == "settings" else ()),
    )
    now = replace(seen, groups=(email,) if known == "an earlier run" else ())
    with pytest.raises(RefusedError, match="address of a group"):
        plan_add(now, "all@example.org", name="", role=MemberRole.MEMBER, joined=TODAY)


def test_a_former_member_comes_back() -> None:
    """The old row stays as it is and a new one is added."""
    people = roster(chair("ana@example.org"), member("rik@example.org", stepped_down=LONG_AGO))
    plan = plan_add(
        situation((owner(), ANA), people, {"rik@example.org": "12"}),
        "rik@example.org",
        name="",
        role=MemberRole.MEMBER,
        joined=TODAY,
    )
    assert lines(plan) == [
        f"enrol rik@example.org member {TODAY}",
        "grant rik@example.org writer",
    ]


@pytest.mark.parametrize(
    "typed", ["RIK@EXAMPLE.ORG", "\ufeffrik@example.org ", "alias@example.net"]
)
def test_remove(typed: str) -> None:
    """Found in any spelling and under any address of the same account."""
    plan = plan_remove(situation(resolved={"alias@example.net": "12"}), typed, on=TODAY)
    assert lines(plan) == [
        f"step down rik@example.org member {TODAY}",
        "revoke Rik@Example.org",
    ]
    assert plan.changes[1].reason == f"stepped down on {TODAY}"
    safe(plan)


def test_remove_an_alias_on_the_roster() -> None:
    """The roster's address is another one than Drive lists: the same account is removed."""
    people = roster(chair("ana@example.org"), member("boss@example.org"))
    plan = plan_remove(
        situation(people=people, resolved={"boss@example.org": "12"}), "boss@example.org", on=TODAY
    )
    assert lines(plan) == [
        f"step down boss@example.org member {TODAY}",
        "revoke Rik@Example.org",
    ]


def test_what_no_plan_takes_from_somebody_who_leaves_is_told() -> None:
    """Kept by the settings of another file, or owner of it or of an item there; not for a day to
    come, nor where it is somebody else's."""
    rik = Account("rik@example.org", "12")
    kept = SharingSettings(keep=("Rik@example.org",))
    item = Item(facts(id="deep", owners=(rik,)), (RIK,))
    theirs = Item(facts(id="theirs"), ())
    cases = SharedFile(facts(id="cases"), (owner(), robot(), RIK), kept, "cases")
    for file, told in (
        (cases, [("keeps access: named in", "")]),
        (replace(cases, permissions=(owner(), robot(), ANA)), []),
        (replace(cases, policy=SharingSettings(), items=(item, theirs)), [("owns it", "deep")]),
        (
            replace(cases, policy=SharingSettings(), facts=facts(id="c", owners=(rik,))),
            [("owns it", "")],
        ),
    ):
        seen = situation(resolved={"rik@example.org": "12"})
        now = replace(seen, files=(*seen.files, file))
        found = plan_remove(now, "rik@example.org", on=TODAY).obstacles
        assert [(one.file, one.item) for one in found] == [("cases", at) for _, at in told]
        assert all(words in one.reason for one, (words, _) in zip(found, told, strict=True))
        assert plan_remove(now, "rik@example.org", on=LATER).obstacles == ()


def test_remove_later() -> None:
    """A day to come is written down now; access ends with it."""
    plan = plan_remove(situation(), "rik@example.org", on=LATER)
    assert lines(plan) == [f"step down rik@example.org member {LATER}"]


def test_remove_somebody_who_is_on_no_roster() -> None:
    """Whoever merely has access is removed by name, even while a row cannot be read."""
    people = Roster((chair("ana@example.org"),), (doubtful(9),))
    plan = plan_remove(situation(people=people), "rik@example.org", on=TODAY)
    assert lines(plan) == ["revoke Rik@Example.org"]
    assert plan.changes[0].reason == "removed by name"
    safe(plan)


def test_remove_all_terms() -> None:
    """Every open term of the person ends, one that has not begun on its first day."""
    terms = (Term(MemberRole.MEMBER, LONG_AGO), Term(MemberRole.CHAIR, LATER))
    people = roster(chair("ana@example.org"), Member("Rik", "rik@example.org", terms))
    plan = plan_remove(situation(people=people), "rik@example.org", on=TODAY)
    assert lines(plan)[:2] == [
        f"step down rik@example.org member {TODAY}",
        f"step down rik@example.org chair {LATER}",
    ]


def test_remove_again_changes_nothing() -> None:
    """Somebody who has left and has no access needs no change; it is no error."""
    people = roster(chair("ana@example.org"), member("rik@example.org", stepped_down=LONG_AGO))
    plan = plan_remove(situation((owner(), ANA), people), "rik@example.org", on=TODAY)
    assert lines(plan) == []


def test_inherited_access_is_an_obstacle() -> None:
    """What comes from a folder is named; other people's obstacles are not this plan's."""
    listed = (
        owner(),
        ANA,
        user("12", "rik@example.org", inherited=Role.WRITER, direct=False),
        user("13", "other@example.net", inherited=Role.WRITER, direct=False),
    )
    plan = plan_remove(situation(listed), "rik@example.org", on=TODAY)
    assert lines(plan) == [f"step down rik@example.org member {TODAY}"]
    assert [obstacle.address for obstacle in plan.obstacles] == ["rik@example.org"]


@pytest.mark.parametrize(
    ("email", "words"),
    [
        (OWNER.email, "is the owner"),
        (ROBOT.email, "acts as"),
        ("tess@example.org", "keep"),
        ("ana@example.org", "chair"),
        ("una@example.org", "Row 7"),
    ],
)
def test_who_cannot_be_removed(email: str, words: str) -> None:
    """Owner, acting account, the kept, the last chair, and whoever a row may be about."""
    people = Roster(
        (chair("ana@example.org"), member(OWNER.email), member("tess@example.org")),
        (doubtful(7, "una@example.org"),),
    )
    policy = SharingSettings(keep=("Tess@example.org",))
    listed = (owner(), robot(), ANA, user("14", "tess@example.org"), user("15", "una@example.org"))
    with pytest.raises(RefusedError, match=words):
        plan_remove(situation(listed, people, policy=policy), email, on=TODAY)


def test_nobody_of_that_name() -> None:
    """An address that is nowhere is an error, and so is one that is none."""
    with pytest.raises(ConfigurationError, match="Not found"):
        plan_remove(situation(), "nobody@example.org", on=TODAY)
    with pytest.raises(ConfigurationError, match="Not found"):
        plan_remove(situation(), "-x@example.org", on=TODAY)
    with pytest.raises(ConfigurationError, match="hidden"):
        plan_remove(situation(), "ri\u200bk@example.org", on=TODAY)


def test_renewal() -> None:
    """Who stays is named; everybody else's term ends, former members are left alone."""
    people = roster(
        chair("ana@example.org"),
        member("rik@example.org"),
        member("una@example.org"),
        member("old@example.org", stepped_down=LONG_AGO),
    )
    listed = (owner(), robot(), ANA, RIK, user("13", "una@example.org"))
    plan = plan_renew(situation(listed, people), ["Ana@example.org", "una@example.org"], on=TODAY)
    assert lines(plan) == [
        f"step down rik@example.org member {TODAY}",
        "revoke Rik@Example.org",
    ]
    safe(plan)
    with pytest.raises(ConfigurationError, match="Not among the current members: "):
        plan_renew(situation(listed, people), ["ana@example.org", "old@example.org"], on=TODAY)
    with pytest.raises(RefusedError, match="chair"):
        plan_renew(situation(listed, people), ["una@example.org"], on=TODAY)


def test_a_renewal_finishes_what_an_interrupted_one_began() -> None:
    """Whoever has left by the roster and has access still goes now; who stays is never touched."""
    people = roster(chair("ana@example.org"), member("rik@example.org", stepped_down=TODAY))
    plan = plan_renew(situation(people=people), ["ana@example.org"], on=TODAY)
    assert lines(plan) == ["revoke Rik@Example.org"]


def test_a_renewal_puts_nobody_down_as_gone_who_cannot_be_removed() -> None:
    """The owner, who does not stay by name, is told of first."""
    people = roster(chair("ana@example.org"), member(OWNER.email))
    with pytest.raises(RefusedError, match="is the owner of the file"):
        plan_renew(situation(people=people), ["ana@example.org"], on=TODAY)


def test_editors_are_kept_when_removing() -> None:
    """A removal by name lifts the count of revokes, never the least number of editors."""
    alone = replace(situation((owner(), RIK)), account=OWNER)
    plan = plan_remove(alone, "rik@example.org", on=TODAY)
    with pytest.raises(RefusedError, match="min_editors"):
        safe(plan)


def test_digest_and_json() -> None:
    """The digest is of what will be done; the note that a person gave is in neither."""
    plain = plan_remove(situation(), "rik@example.org", on=TODAY)
    noted = plan_remove(situation(), "rik@example.org", on=TODAY, note="moved away")
    later = plan_remove(situation(), "rik@example.org", on=LATER)
    assert plain.digest == noted.digest != later.digest
    assert "moved away" not in repr(noted) + str(noted.to_json())
    assert plain.to_json()["changes"][0] == {
        "action": "step down",
        "file": "records",
        "address": "rik@example.org",
        "row": 2,
        "role": "member",
        "date": "2026-04-02",
        "reason": "leaves",
    }
