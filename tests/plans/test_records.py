"""New and amended reports, as plans over all sorts of sheets."""

from __future__ import annotations

import pytest

from cocsheets.errors import ConfigurationError
from cocsheets.plans.edits import InsertRow, WriteValue
from cocsheets.plans.plan import CellChange
from cocsheets.plans.records import AddedRecord, amend_changes, new_row_obstacles
from cocsheets.plans.reports import (
    fitted,
    insert_edits,
    place_for_new,
    read_field,
    row_values,
    twin,
    with_cells,
    with_row,
)
from cocsheets.records.layout import RecordTable, locate
from cocsheets.records.reading import read_table
from cocsheets.records.record import RecordKey
from cocsheets.records.table import Block, Extras, Protection, Value
from tests.records.sheets import HEADERS, KEYS, SCHEMA, cells, day, sheet, spreadsheet, table

NEW: dict[str, Value] = {"date_reported": day("2024-01-01"), "reporter": "Ana Lopez"}
FIRST = cells(expunge_on=day("2023-01-10"), action_by_us=True)
TOTALS = ("Total", None, None, None, None, 2.0)


def test_below_the_last_report_and_above_totals() -> None:
    """Blank rows between reports do not matter; a row of sums stays below."""
    blank = (None,) * len(KEYS)
    assert place_for_new(table(FIRST, blank, FIRST, blank, TOTALS)) == 5
    assert place_for_new(table(FIRST)) == 3
    assert place_for_new(table()) == 2


def test_the_row_takes_over_the_formats_above() -> None:
    """It is inserted; a date is given a format only where the cell above is no date."""
    made = insert_edits(table(FIRST), {**NEW, "expunge_on": day("2025-01-01")})
    assert [type(edit) for edit in made] == [InsertRow]
    undated = cells(expunge_on=None)
    made = insert_edits(table(undated), {**NEW, "expunge_on": day("2025-01-01")})
    assert [type(edit) for edit in made] == [InsertRow, WriteValue]
    assert isinstance(made[1], WriteValue)
    assert (made[1].row, made[1].column, made[1].as_date) == (2, 9, True)


def test_the_first_report_does_not_look_like_a_header() -> None:
    """Below a bare header the row takes over the formats and checks of the empty row below."""
    for found in (table(), table(TOTALS)):
        inserted, *dates = insert_edits(found, NEW)
        assert isinstance(inserted, InsertRow)
        assert (inserted.row, inserted.like_above) == (1, False)
        assert [type(edit) for edit in dates] == [WriteValue]


def test_columns_in_any_order_and_title_rows() -> None:
    """The cells go where this sheet has its columns."""
    headers = HEADERS[::-1]
    found = locate(spreadsheet(sheet([("Our records",), headers])), SCHEMA)
    values = row_values(found, {"expunge_on": day("2025-01-01"), "reporter": "Ana"})
    assert values == (day("2025-01-01"), *[None] * 7, "Ana", None)
    assert place_for_new(found) == 3


def test_the_sheet_as_it_would_be() -> None:
    """Trying a report out moves what is below, and reads like any other sheet."""
    found = table(FIRST, TOTALS)
    tried = with_row(spreadsheet(found.worksheet), found, row_values(found, NEW))
    records = read_table(locate(tried, SCHEMA)).records
    assert [str(record.key) for record in records] == ["2022-01-10 #1", "2024-01-01 #1"]
    assert [row.number for row in tried.worksheets[0]] == [1, 2, 3, 4]
    amended = with_cells(spreadsheet(found.worksheet), found, 2, {"status": "flagged"})
    (record,) = read_table(locate(amended, SCHEMA)).records
    assert record.flagged


@pytest.mark.parametrize(
    ("key", "text", "expected"),
    [
        ("date_reported", "2024-04-03", day("2024-04-03")),
        ("date_reported", " ", None),
        ("summary", " =SUM(A1) ", "=SUM(A1)"),
        ("summary", "007", "007"),
        ("action_by_us", "Yes - mailed them", "Yes - mailed them"),
        ("status", "banned", "banned"),
    ],
)
def test_fields_as_given(key: str, text: str, expected: Value) -> None:
    """Dates become true dates; all else stays the text that it is."""
    found = read_field(SCHEMA, key, text)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("date_reported", "MARKER"),
        ("expunge_on", "12.07.2022"),
        ("action_by_us", "MARKER"),
        ("status", "MARKER"),
        ("nickname", "MARKER"),
    ],
)
def test_what_cannot_be_read_is_refused_without_being_repeated(key: str, text: str) -> None:
    """The message names the field, and never what was given for it."""
    with pytest.raises(ConfigurationError) as refused:
        read_field(SCHEMA, key, text)
    assert text not in str(refused.value)


def test_ticks_where_the_sheet_has_checkboxes() -> None:
    """A plain yes or no becomes a tick; one with words stays text."""
    found = fitted(table(FIRST), {"action_by_us": "yes", "action_by_local_rep": "no"})
    assert found == {"action_by_us": True, "action_by_local_rep": "no"}
    assert fitted(table(FIRST), {"action_by_us": "yes - both"}) == {"action_by_us": "yes - both"}


def test_the_very_same_report_is_known_again() -> None:
    """Blank or empty text is the same; another word or another day is not."""
    found = table(FIRST, cells(**NEW, summary="  ", expunge_on=day("2025-01-01")))
    row = twin(found, NEW)
    assert row is not None
    assert row.number == 3
    assert twin(found, {**NEW, "summary": "shouted"}) is None
    assert twin(found, {**NEW, "date_reported": day("2024-01-02")}) is None


def test_a_report_is_known_again_in_a_row_that_somebody_has_filled_further() -> None:
    """All that was given stands there: an action that was typed since makes no other report."""
    given = {**NEW, "summary": "shouted"}
    found = table(FIRST, cells(**given, status="flagged", action_by_us="Yes"))
    row = twin(found, given)
    assert row is not None
    assert row.number == 3
    without = table(FIRST, cells(**NEW, status="flagged"))
    assert twin(without, NEW) is None, "without a summary, another report may share the rest"


def guarded(found: RecordTable) -> RecordTable:
    """The table with everything protected from the acting account."""
    worksheet = sheet([HEADERS, FIRST])
    wall = Protection(1, Block(0), (), warning_only=False, editable=False)
    changed = spreadsheet(
        type(worksheet)(worksheet.title, 0, 0, found.worksheet.rows, protections=(wall,))
    )
    return locate(changed, SCHEMA)


def test_obstacles_for_a_new_row() -> None:
    """A column that a formula fills, a protected range, and a column that is not there."""
    filled = table(FIRST, extras={(2, 9): Extras(spilled=True)})
    assert [
        item.column for item in new_row_obstacles(filled, {"expunge_on": day("2025-01-01")})
    ] == [9]
    assert new_row_obstacles(filled, {**NEW, "expunge_on": None}) == []
    assert len(new_row_obstacles(guarded(table(FIRST)), NEW)) == 2
    assert len(new_row_obstacles(table(FIRST), {"hold_until": day("2025-01-01")})) == 1


def test_amending_names_only_what_changes() -> None:
    """Equal cells are left out; a formula stands in the way; texts are not told."""
    found = table(FIRST, extras={(2, 9): Extras(formula="=EDATE(A2,12)")})
    (row,), (record,) = found.data_rows(), read_table(found).records
    wanted: dict[str, Value] = {
        "status": "flagged",
        "outcome_to_share": "MARKER",
        "reporter": "Ana Lopez",
        "expunge_on": None,
    }
    made = amend_changes(found, row, record, wanted)
    changes = [item for item in made if isinstance(item, CellChange)]
    assert [(item.name, item.public_after) for item in changes] == [
        ("status", "flagged"),
        ("outcome_to_share", ""),
    ]
    assert len(made) == 3
    assert "MARKER" not in repr(made)


def test_an_added_record_shows_no_contents() -> None:
    """Neither text, JSON nor digest holds what is in the cells."""
    key = RecordKey(None, 1)
    made = AddedRecord(3, key, {"named_subjects": "MARKER"}, "C", None, "It was asked for.")
    assert "MARKER" not in f"{made}{made.to_json()}{made.effect()}"


def test_a_text_that_no_cell_can_hold_is_an_obstacle() -> None:
    """It is said before anything is sent; Google would refuse the whole batch."""
    found = table(FIRST)
    long: dict[str, Value] = {**NEW, "summary": "x" * 50_001}
    assert [item.column for item in new_row_obstacles(found, long)] == [4]
    (row,) = found.data_rows()
    (record,) = read_table(found).records
    (obstacle,) = amend_changes(found, row, record, {"outcome_to_share": "x" * 50_001})
    assert not isinstance(obstacle, CellChange)
    assert new_row_obstacles(found, {**NEW, "summary": "x" * 49_000}) == []
