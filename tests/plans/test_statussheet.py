"""Which worksheet is the status page, and what keeps it from being written."""

from __future__ import annotations

import pytest

from cocsheets.errors import ConfigurationError
from cocsheets.plans.edits import AddWorksheet, Grow, WritePage, WriteValue
from cocsheets.plans.statuspage import MOST, Entry, Section, StatusPage
from cocsheets.plans.statussheet import StatusSettings, find, obstacle, plan_page, protection_note
from cocsheets.records.ownsheets import STATUS as HEADER
from cocsheets.records.table import Block, Protection, Row, Spreadsheet, Worksheet
from cocsheets.settings import NotifySettings

TITLE = "cocsheets status"
PAGE = StatusPage("id", (Section("a", "A", (Entry("b", fix="c"),)),))


def sheet(
    number: int, title: str = "Other", *, header: bool = False, note: str = "", rows: int = 300
) -> Worksheet:
    """A worksheet with some of the signs."""
    first = HEADER if header else ("When", "something", "else")
    barred = Protection(1, Block(number), (), warning_only=True, editable=True, description=note)
    signs = (barred,) if note else ()
    return Worksheet(title, number, 0, (Row(1, first),), rows, 5, protections=signs)


def book(*sheets: Worksheet) -> Spreadsheet:
    """A spreadsheet."""
    return Spreadsheet("id", "t", "Etc/GMT", "en_GB", sheets)


NOTE = protection_note(7)


@pytest.mark.parametrize(
    ("sheets", "ours"),
    [
        ((sheet(7, TITLE, header=True, note=NOTE),), 7),
        ((sheet(7, "Renamed", header=True, note=NOTE),), 7),
        ((sheet(7, TITLE, note=NOTE),), 7),
        ((sheet(7, TITLE, header=True),), 7),
        ((sheet(7, "COCSHEETS Status", header=True),), 7),
        ((sheet(7, TITLE),), None),
        ((sheet(7, header=True),), None),
        ((sheet(7, note=NOTE),), None),
        ((sheet(8, header=True, note=NOTE),), None),
        ((sheet(8, TITLE), sheet(7, header=True, note=NOTE)), 7),
        ((sheet(8, TITLE, header=True), sheet(7, TITLE, header=True, note=NOTE)), 7),
    ],
)
def test_two_signs_of_three_make_it_ours(sheets: tuple[Worksheet, ...], ours: int | None) -> None:
    """Title, first row, protection: one alone may be a member's; a copy has another gid."""
    found = find(book(*sheets), TITLE)
    assert (found.sheet_id if found else None) == ours


def test_records_roster_and_ledger_are_never_the_page() -> None:
    """Even with every sign."""
    one = sheet(7, TITLE, header=True, note=NOTE)
    assert obstacle(book(one), TITLE) is None
    found = obstacle(book(one), TITLE, {7})
    assert found is not None
    assert found.rule == "status-taken"


def test_a_spreadsheet_without_room() -> None:
    """Where no more cells fit, nothing is tried; a page that is there has its room."""
    full = sheet(1, rows=1_999_900)
    found = obstacle(book(full), TITLE)
    assert found is not None
    assert found.rule == "status-refused"
    assert obstacle(book(full, sheet(7, TITLE, header=True)), TITLE) is None
    assert obstacle(book(sheet(1)), TITLE) is None


def test_an_editable_protection_is_no_obstacle() -> None:
    """What the acting account may edit is written."""
    barred = Protection(2, Block(7, 0, 5), (), warning_only=False, editable=False)
    free = Protection(2, Block(7, 0, 5), (), warning_only=False, editable=True)
    for protection, rule in ((barred, "status-refused"), (free, "")):
        one = Worksheet(TITLE, 7, 0, (Row(1, HEADER),), protections=(protection,))
        found = obstacle(book(one), TITLE)
        assert (found.rule if found else "") == rule


def test_a_new_page_is_as_long_as_it_must_be() -> None:
    """The grid has room for every line; a page that grew makes its worksheet grow."""
    entries = tuple(Entry(str(n), fix="x") for n in range(MOST + 50))
    sections = tuple(Section(str(n), str(n), entries) for n in range(3))
    long = StatusPage("id", sections)
    made = plan_page(book(), TITLE, long)[0]
    assert isinstance(made, AddWorksheet)
    assert made.rows == 1 + 3 * (1 + MOST + 1)
    grown = plan_page(book(sheet(7, TITLE, header=True, rows=20)), TITLE, long)[0]
    assert grown == Grow(7, made.rows, 5)


def test_only_what_has_to_be_is_written() -> None:
    """A page that reads right takes no edit; the members' column is written where it moved."""
    first = Row(1, HEADER)
    heading, entry = Row(2, ("A",)), Row(3, (None, None, "b", "c", "Ana"))
    right = Worksheet(TITLE, 7, 0, (first, heading, entry), 300, 5)
    assert plan_page(book(right), TITLE, PAGE) == ()
    moved = Worksheet(TITLE, 7, 0, (first, heading, Row(5, entry.values)), 300, 5)
    page, *cells = plan_page(book(moved), TITLE, PAGE)
    assert isinstance(page, WritePage)
    assert (page.block.start_column, page.block.end_column) == (0, 4)
    assert cells == [WriteValue(7, 2, 4, "Ana"), WriteValue(7, 4, 4, None)]


def test_settings_are_checked() -> None:
    """A title of blanks, and a form that does not exist, are errors."""
    with pytest.raises(ConfigurationError, match="blank"):
        StatusSettings(" ").check()
    with pytest.raises(ConfigurationError, match="form"):
        NotifySettings(form="long").check()
    StatusSettings("").check()
    NotifySettings(form="full").check()
