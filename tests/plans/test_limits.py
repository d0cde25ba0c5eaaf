"""The guards: what is too much at once, in rows and in access, and who has to be left."""

from __future__ import annotations

from typing import Any

import pytest

from cocsheets.access.files import Item
from cocsheets.access.membership import DoubtfulRow, MemberRole, Roster
from cocsheets.access.permissions import Account, Action, GranteeType, Permission, Role
from cocsheets.access.policy import SharingSettings
from cocsheets.data import replace
from cocsheets.errors import RefusedError
from cocsheets.plans.limits import Limits, check_sharing
from cocsheets.plans.plan import CellChange, Plan
from cocsheets.plans.sharing_plan import SharingChange
from cocsheets.records.record import RecordKey
from tests.access.builders import (
    ANA,
    LONG_AGO,
    OWNER,
    ROBOT,
    TODAY,
    chair,
    domain,
    facts,
    link,
    member,
    owner,
    robot,
    roster,
    user,
)
from tests.plans.builders import plan


def strangers(count: int) -> list[Permission]:
    """People whom no roster names."""
    return [user(f"9{n}", f"s{n}@example.net", Role.READER) for n in range(count)]


@pytest.mark.parametrize(
    ("members", "gone", "refused"), [(1, 2, False), (1, 3, True), (9, 5, False), (7, 5, True)]
)
def test_too_many_unexplained_revokes(members: int, gone: int, refused: bool) -> None:
    """At most 2, or a third of those with access, go without `Stepped down`."""
    inside = [user(f"1{n}", f"m{n}@example.org") for n in range(members)]
    people = roster(
        chair("m0@example.org"), *(member(f"m{n}@example.org") for n in range(1, members))
    )
    made = plan([owner(), *inside, *strangers(gone)], people)
    if refused:
        with pytest.raises(RefusedError, match=f"{gone} of {members + gone + 1}"):
            check_sharing(made, Limits())
    else:
        check_sharing(made, Limits())
    check_sharing(made, Limits(), allow_large=True)
    check_sharing(made, Limits(), named={change.permission_id for change in made.changes})


@pytest.mark.parametrize(
    ("members", "new", "refused"), [(1, 3, False), (1, 4, True), (9, 4, False), (8, 6, True)]
)
def test_too_many_grants(members: int, new: int, refused: bool) -> None:
    """At most 3, or a third of the current roster, are let in at once after the first good run."""
    inside = [user(f"1{n}", f"m{n}@example.org") for n in range(members)]
    people = roster(
        chair("m0@example.org"),
        *(member(f"m{n}@example.org") for n in range(1, members)),
        *(member(f"new{n}@example.org") for n in range(new)),
        member("old@example.org", stepped_down=LONG_AGO),
    )
    made = plan([owner(), *inside], people, begun=True)
    if refused:
        allowed = max(3, (members + new) // 3)
        said = f"{new} people would be let in at once; the limit is {allowed}"
        with pytest.raises(RefusedError, match=said):
            check_sharing(made, Limits())
    else:
        check_sharing(made, Limits())
    check_sharing(made, Limits(), allow_large=True)
    check_sharing(made, Limits(max_grants=new))
    check_sharing(
        made, Limits(), named={"new0@example.org", "new1@example.org", "new2@example.org"}
    )
    check_sharing(plan([owner(), *inside], people), Limits(max_grants=0))


def test_explained_revokes_links_and_domains_are_not_counted() -> None:
    """Former members, deleted accounts, links and domains do not use up the limit."""
    former = [user(f"3{n}", f"old{n}@example.org") for n in range(4)]
    people = roster(
        chair("ana@example.org"),
        *(member(permission.email, stepped_down=LONG_AGO) for permission in former),
    )
    gone = user("70", "", deleted=True)
    made = plan([owner(), ANA, *former, gone, link(), domain(), *strangers(2)], people)
    assert len(made.changes) == 9
    check_sharing(made, Limits())


@pytest.mark.parametrize(
    "people",
    [
        roster(),
        Roster((), (DoubtfulRow(2),)),
        roster(member("ana@example.org")),
        roster(member("ana@example.org", MemberRole.CHAIR, stepped_down=TODAY)),
    ],
)
def test_a_roster_that_is_no_ground(people: Roster) -> None:
    """By an empty or unreadable roster, or one without a current chair, nothing is changed."""
    for made in (plan([owner(), ANA, link()], people), plan([owner()], people).only(takes=False)):
        with pytest.raises(RefusedError, match="roster"):
            check_sharing(made, Limits(), allow_large=True)


@pytest.mark.parametrize(("among_others", "begins"), [(True, "cases: The roster"), (False, "The")])
def test_a_refusal_says_which_file_it_is_about(among_others: bool, begins: str) -> None:
    """Where there are several; the others go on."""
    made = plan([owner(), ANA, link()], roster())
    one = replace(made, seen=replace(made.seen, name="cases"), among_others=among_others)
    with pytest.raises(RefusedError, match=f"^{begins}") as found:
        check_sharing(one, Limits())
    ends = "access to cases was changed." if among_others else "Nobody's access was changed."
    assert found.value.message.endswith(ends)


def test_editors_are_left() -> None:
    """Nothing leaves fewer than two editors; those who are let in by the same plan count."""
    people = roster(chair("new@example.org"), member("ana@example.org", stepped_down=LONG_AGO))
    alone = plan([owner(), ANA], people, account=OWNER)
    check_sharing(alone, Limits())
    with pytest.raises(RefusedError, match="only 1 would be left"):
        check_sharing(alone.only(takes=True), Limits(), allow_large=True)
    few = plan([owner()], roster(chair("new@example.org")), account=OWNER)
    check_sharing(few, Limits(min_editors=5))


def test_a_plan_that_takes_no_editor_away_is_let_through_however_few_there_are() -> None:
    """Somebody who only reads goes, though fewer edit than there should be."""
    people = roster(chair("ana@example.org"), member("70@example.org", stepped_down=LONG_AGO))
    made = plan([owner(), ANA, user("70", "70@example.org", Role.READER)], people, account=OWNER)
    assert [change.action for change in made.changes] == [Action.REVOKE]
    check_sharing(made, Limits(min_editors=5))


def test_who_loses_an_item_of_the_folder_still_edits_it_all() -> None:
    """What is changed at an item is not counted, and a group is no editor."""
    made = plan([owner(), robot(), ANA], roster(chair("ana@example.org")))
    item = Item(facts(id="item"), ())
    seen = replace(made.seen, items=(item,))
    mine = SharingChange(Action.REVOKE, ANA.email, "x", ANA.id, before=Role.WRITER, at="item")
    check_sharing(replace(made, seen=seen, changes=(mine,)), Limits(min_editors=3))
    crowd = SharingChange(
        Action.RAISE, "all@example.org", "x", "14", GranteeType.GROUP, after=Role.WRITER
    )
    gone = replace(mine, at="")
    with pytest.raises(RefusedError, match="only 2 would be left"):
        check_sharing(replace(made, seen=seen, changes=(crowd, gone)), Limits(min_editors=3))


def test_lowering_counts_against_editors() -> None:
    """Making all members readers is refused like removing them."""
    readers = SharingSettings(roles={"chair": "reader"}, keep=(OWNER.email,))
    made = plan([owner(), ANA], roster(chair("ana@example.org")), policy=readers, account=OWNER)
    with pytest.raises(RefusedError, match="min_editors"):
        check_sharing(made, Limits())


@pytest.mark.parametrize(
    ("account", "action", "role"),
    [
        (OWNER, Action.REVOKE, None),
        (OWNER, Action.LOWER, Role.READER),
        (ROBOT, Action.REVOKE, None),
        (ROBOT, Action.RAISE, Role.WRITER),
    ],
)
def test_owner_and_acting_account_in_a_plan_are_refused(
    account: Account, action: Action, role: Role | None
) -> None:
    """Whatever made such a plan: nothing lifts it, not a name nor the option. A second line of
    defence, since no plan of ours holds one."""
    made = plan([owner(), robot(), ANA], roster(chair("ana@example.org")))
    change = SharingChange(action, account.email, "x", account.permission_id, after=role)
    with pytest.raises(RefusedError, match=account.email):
        check_sharing(
            replace(made, changes=(change,)),
            Limits(),
            allow_large=True,
            named={account.permission_id},
        )


@pytest.mark.parametrize("view", ["published", "metadata"])
def test_who_only_sees_a_view_is_no_editor(view: str) -> None:
    """A permission for a published copy or for the file's name counts neither as an editor that is
    left, nor as somebody with access."""
    people = roster(
        chair("ana@example.org"), member("una@example.org", MemberRole.MEMBER, None, TODAY)
    )
    seen = [user(f"8{n}", f"v{n}@example.org", view=view) for n in range(9)]
    una = user("12", "una@example.org")
    made = plan([owner(), ANA, una, *seen], people)
    check_sharing(made, Limits(min_editors=2))
    with pytest.raises(RefusedError, match="Of 3 who can edit, only 2 would be left"):
        check_sharing(made, Limits(min_editors=3))
    if view == "metadata":
        crowd = plan([owner(), ANA, *seen, *strangers(3)], people)
        with pytest.raises(RefusedError, match="3 of 5 would lose access"):
            check_sharing(crowd, Limits())


@pytest.mark.parametrize(
    ("rows", "records", "refused"),
    [
        (19, 19, ""),
        (6, 20, ""),
        (7, 20, "max_share is 30%"),
        (20, 1000, ""),
        (21, 1000, "max_rows is 20"),
        (0, 0, ""),
    ],
)
def test_rows_expunged_at_once(rows: int, records: int, refused: str) -> None:
    """At most 20, and at most 30 % from 20 records up; exactly that much is allowed."""
    keys = [RecordKey.parse(f"2024-01-{1 + n % 28:02} #{1 + n // 28}") for n in range(rows)]
    changes = tuple(
        CellChange("expunge", 2 + n, key, column, "x", "due", None, None)
        for n, key in enumerate(keys)
        if key is not None
        for column in (1, 2)
    )
    made = Plan("KEY", "expunge", changes, records=records)
    if refused:
        with pytest.raises(RefusedError, match=refused):
            made.check(Limits())
    else:
        made.check(Limits())
    made.check(Limits(), allow_large=True)


@pytest.mark.parametrize(
    ("name", "lowest", "below"),
    [
        ("max_rows", 0, -1),
        ("max_share", 0.0, -0.01),
        ("max_share", 1.0, 1.01),
        ("min_editors", 1, 0),
        ("max_revokes", 0, -1),
        ("max_grants", 0, -1),
        ("max_items", 1, 0),
        ("retry_seconds", 600.0, 601.0),
        ("timeout_seconds", 0.1, 0.0),
        ("request_seconds", 0.1, 0.0),
    ],
)
def test_figures_that_make_no_sense(name: str, lowest: float, below: float) -> None:
    """Each limit is accepted up to its bound, and refused beyond it."""
    accepted: dict[str, Any] = {name: lowest}
    Limits(**accepted).check()
    refused: dict[str, Any] = {name: below}
    with pytest.raises(ValueError, match=name):
        Limits(**refused).check()
