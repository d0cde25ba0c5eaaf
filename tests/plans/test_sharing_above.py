"""Access that comes from folders above a file: taken away there, or told with who can."""

from __future__ import annotations

import pytest

from cocsheets.access.files import Item, SharedFile
from cocsheets.access.permissions import Account, Part, Permission, Role
from cocsheets.data import replace
from cocsheets.plans.plan import Obstacle
from cocsheets.plans.sharing import plan_file
from cocsheets.plans.sharing_plan import FilePlan
from cocsheets.plans.situation import Situation
from tests.access.builders import (
    ANA,
    KEEP_OWNER,
    OWNER,
    ROBOT,
    TODAY,
    chair,
    facts,
    owner,
    roster,
    user,
)

WHO = "who@example.net"
NAMED = user("12", WHO, inherited=Role.WRITER, direct=False)
UNNAMED = replace(NAMED, parts=(Part("file", Role.WRITER, inherited=True),))
GIVEN = user("12", WHO)
"""The grant as the folder lists it that it was given at."""
THROUGH = replace(GIVEN, parts=(*UNNAMED.parts, Part("file", Role.READER)))
"""The same where more comes from above that folder."""
MANAGER = user("12", WHO, Role.ORGANIZER)


def folder(
    *listed: Permission,
    id_: str = "F1",
    owners: tuple[Account, ...] = (OWNER,),
    may: str = "canShare",
) -> Item:
    """A folder above the file, with what it lists."""
    return Item(facts(id=id_, owners=owners, capabilities=frozenset({may})), listed)


CLOSED = replace(folder(id_="F2"), permissions=None)
"""A folder of which the acting account may not see who is in it."""


def plan(grant: Permission, *above: Item, partial: bool = False) -> FilePlan:
    """What follows for a file in these folders, the nearest first, that a stranger is in."""
    file = SharedFile(facts(), (owner(), ANA, grant), KEEP_OWNER, above=above)
    managed = {"sheet": "records", **({"other": "other"} if partial else {})}
    people = roster(chair("ana@example.org"))
    now = Situation("sheet", ROBOT, (file,), people, {}, TODAY, managed=managed)
    return plan_file(now, file)


def told(obstacles: tuple[Obstacle, ...]) -> list[tuple[str, str]]:
    """Where, and through what, of each obstacle."""
    return [
        (one.item, one.reason.partition(" through ")[2].partition(" (")[0]) for one in obstacles
    ]


@pytest.mark.parametrize(
    ("grant", "above", "at", "left"),
    [
        (NAMED, (CLOSED, folder(GIVEN)), ["F1"], []),
        (NAMED, (folder(GIVEN, id_="F2"), folder(GIVEN)), ["F1"], []),
        (NAMED, (folder(),), [], [("", "the folder F1")]),
        (NAMED, (), [], [("", "the folder F1")]),
        (NAMED, (folder(THROUGH),), ["F1"], []),
        (NAMED, (folder(UNNAMED),), [], [("", "the folder F1")]),
        (UNNAMED, (folder(GIVEN),), ["F1"], []),
        (UNNAMED, (folder(GIVEN), CLOSED), ["F1"], []),
        (UNNAMED, (folder(THROUGH),), ["F1"], [("", "a folder above the file")]),
        (UNNAMED, (folder(THROUGH), CLOSED), ["F1"], [("F2", "the folder F2")]),
        (UNNAMED, (CLOSED, folder(GIVEN)), ["F1"], [("F2", "the folder F2")]),
        (UNNAMED, (folder(),), [], [("", "a folder above the file")]),
    ],
)
def test_it_is_taken_away_where_it_was_given(
    grant: Permission, above: tuple[Item, ...], at: list[str], left: list[tuple[str, str]]
) -> None:
    """In the folder that the listing names, else in the nearest that gives it; what may still come
    from elsewhere is told."""
    made = plan(grant, *above)
    assert [change.at for change in made.changes] == at
    assert told(made.obstacles) == left


@pytest.mark.parametrize(
    "above",
    [
        folder(GIVEN, may="canEdit"),
        folder(GIVEN, owners=(Account(WHO, "12"),)),
        folder(user("12", WHO, Role.OWNER)),
        folder(MANAGER),
    ],
)
def test_where_it_cannot_be_taken_away_it_is_told(above: Item) -> None:
    """By who owns the folder or runs the drive, or where the acting account may not share it."""
    made = plan(NAMED, above)
    assert (made.changes, told(made.obstacles)) == ((), [("F1", "the folder F1")])
    (obstacle,) = made.obstacles
    assert obstacle.hint.startswith(above.facts.owners[0].email)


@pytest.mark.parametrize("folders", [(), (replace(CLOSED, facts=facts(id="F2", owners=())),)])
def test_where_nobody_is_known_to_own_the_folder_nobody_is_named(folders: tuple[Item, ...]) -> None:
    """It is said what to do all the same."""
    (obstacle,) = plan(UNNAMED, *folders).obstacles
    assert obstacle.hint.startswith("Whoever may share the folder")


def test_a_folder_that_may_be_under_another_policy_is_left_alone() -> None:
    """Where only some of the files were looked at, nobody knows whom the others let in there."""
    assert plan(NAMED, folder(GIVEN), partial=True).changes == ()
