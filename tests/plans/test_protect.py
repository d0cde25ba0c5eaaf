"""The plan that prevents slips where people type."""

from __future__ import annotations

from collections.abc import Mapping

from cocsheets.data import replace
from cocsheets.plans.edits import FreezeRows, ProtectBlock, SetDateCheck, SetList, Unprotect
from cocsheets.plans.plan import Plan
from cocsheets.plans.protect import HEADER_NOTE, ROSTER_NOTE, Safeguard, plan_protect
from cocsheets.records.layout import locate
from cocsheets.records.schema import SchemaSettings, load_schema
from cocsheets.records.table import Block, Extras, Protection, Worksheet
from tests.records.sheets import HEADERS, SCHEMA, cells, sheet, spreadsheet

CHAIRS = ("Chair@example.org", "robot@example.net")
LIST = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "flagged"}]}}
BOTH = {
    "condition": {
        "type": "ONE_OF_LIST",
        "values": [{"userEnteredValue": "Flagged"}, {"userEnteredValue": "banned"}],
    }
}
DATE = {"condition": {"type": "DATE_IS_VALID"}}
ROSTER = sheet([("Name", "E-mail")], title="Members", sheet_id=5)


def plan(
    worksheet: Worksheet, roster: Worksheet | None = ROSTER, who: tuple[str, ...] = CHAIRS
) -> Plan:
    """The plan for a sheet of records and a roster."""
    made = spreadsheet(worksheet) if roster is None else spreadsheet(worksheet, roster)
    return plan_protect(
        made, locate(made, SCHEMA), roster=roster, editors=who, owners=("owner@example.org",)
    )


def edits(found: Plan) -> list[object]:
    """All edits of a plan, in order."""
    return [
        edit for change in found.changes if isinstance(change, Safeguard) for edit in change.edits
    ]


def test_a_bare_sheet_gets_everything() -> None:
    """A list, two date checks, a frozen and protected header, and the roster for chairs."""
    rows = [("Title",), HEADERS, cells(status="Flagged")]
    who = ("chair@example.org", "robot@example.net")
    assert edits(plan(sheet(rows))) == [
        SetDateCheck(Block(0, 2, None, 0, 1)),
        SetList(Block(0, 2, None, 8, 9), ("Flagged", "blacklisted")),
        SetDateCheck(Block(0, 2, None, 9, 10)),
        FreezeRows(0, 2),
        ProtectBlock(Block(0, 1, 2), HEADER_NOTE, who),
        ProtectBlock(Block(5), ROSTER_NOTE, who),
    ]


def _done(validation: Mapping[str, object] = BOTH, *, editable: bool = True) -> Worksheet:
    extras = {
        (2, 0): Extras(validation=DATE),
        (2, 8): Extras(validation=validation),
        (2, 9): Extras(validation=DATE),
    }
    protection = Protection(
        1, Block(0, 0, 1), (), False, editable, HEADER_NOTE, ("owner@example.org", *CHAIRS)
    )
    made = sheet([HEADERS, cells()], extras=extras)
    return replace(made, frozen_rows=1, protections=(protection,))


def test_what_is_there_is_left_alone() -> None:
    """Own lists of known words, any date check, and the protection with the same people."""
    assert plan(_done(), roster=None).changes == ()


def test_a_list_that_lacks_a_value_is_replaced() -> None:
    """A drop-down without blacklisted would keep people from telling the truth."""
    assert [change.action for change in plan(_done(LIST), roster=None).changes] == ["list"]


def test_a_protection_follows_the_chairs() -> None:
    """When a chair changes, the protection is made anew, in one batch."""
    assert edits(plan(_done(), roster=None, who=("new@example.org",))) == [
        Unprotect(1),
        ProtectBlock(Block(0, 0, 1), HEADER_NOTE, ("new@example.org",)),
    ]


def test_without_a_chair_the_header_warns_and_the_roster_is_an_obstacle() -> None:
    """Nobody is locked out for want of a name."""
    found = plan(sheet([HEADERS, cells()]), who=())
    assert ProtectBlock(Block(0, 0, 1), HEADER_NOTE, (), warning_only=True) in edits(found)
    assert ["the roster" in obstacle.reason for obstacle in found.obstacles] == [True]


def test_a_protection_that_others_rule_is_an_obstacle() -> None:
    """What the acting account may not edit is named, not fought."""
    found = plan(_done(editable=False), roster=None)
    assert found.changes == ()
    assert len(found.obstacles) == 1


def test_a_roster_that_others_protected_is_an_obstacle() -> None:
    """A worksheet can be protected only once as a whole."""
    theirs = Protection(3, Block(5), (), False, True, "mine", ("someone@example.org",))
    found = plan(_done(), roster=replace(ROSTER, protections=(theirs,)))
    assert [obstacle.reason for obstacle in found.obstacles] == [
        '"Members" is protected by someone else, for other people'
    ]
    same = replace(theirs, users=CHAIRS)
    found = plan(_done(), roster=replace(ROSTER, protections=(same,)))
    assert not any(
        edit for edit in edits(found) if isinstance(edit, ProtectBlock) and edit.block == Block(5)
    )


def test_the_plan_says_where_and_why_and_has_a_digest() -> None:
    """Stable keys, places as people say them; the digest depends on who may edit."""
    found = plan(sheet([HEADERS, cells()]))
    assert [change.to_json()["address"] for change in found.changes] == [
        "Reports!A2:A",
        "Reports!I2:I",
        "Reports!J2:J",
        "Reports!1:1",
        "Reports!1:1",
        "Members",
    ]
    assert found.digest == plan(sheet([HEADERS, cells(), cells()])).digest
    assert found.digest != plan(sheet([HEADERS, cells()]), who=("x@example.org",)).digest


CHOICE = load_schema(SchemaSettings(preset="django-2026"))
TITLES = tuple(column.header for column in CHOICE.columns)


def _lists(*rows: tuple[str | None, ...]) -> dict[str, tuple[str, ...]]:
    """What the drop-downs of a sheet of 2026 would offer, by header."""
    made = spreadsheet(sheet([TITLES, *rows]))
    found = plan_protect(made, locate(made, CHOICE))
    return {TITLES[e.block.start_column]: e.values for e in edits(found) if isinstance(e, SetList)}


def test_the_drop_downs_of_2026_offer_the_words_of_its_manual() -> None:
    """Not what they are counted as: a first suspension stays one, and each source its own."""
    lists = _lists()
    assert lists["Resolution Source"] == ("CoC WG", "DSF Board", "Local Event Reps", "None")
    assert lists["Consequences"] == (
        *("Not a violation", "Out of scope", "Warning", "First Suspension", "Second Suspension"),
        *("Ban", "Other", "No action taken"),
    )


def test_words_that_the_sheet_uses_are_offered_too() -> None:
    """A list that lacks what people type would make them type over it."""
    row = ("2025-01-02", "home shelf", "Person A", "open", "event team", *[None] * 3, "ban")
    lists = _lists(row)
    assert lists["Status"] == ("Ongoing", "open", "Resolved")
    assert "event team" in lists["Resolution Source"]
    assert lists["Consequences"].count("ban") == 1
    assert "Ban" not in lists["Consequences"]
