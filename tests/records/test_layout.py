"""Where the records stand: worksheets, and rows as people leave them."""

from __future__ import annotations

import pytest

from cocsheets.errors import LayoutError
from cocsheets.records.layout import locate
from cocsheets.records.reading import read_table
from cocsheets.records.table import CellError, Extras, Value
from tests.records.sheets import HEADERS, KEYS, SCHEMA, cells, day, sheet, spreadsheet, table


def test_blank_and_short_rows() -> None:
    """Rows of nothing or of spaces are no records; a short row is one."""
    found = table(cells(), (), (None, " ", "  "), cells()[:3], (False, None, None))
    assert [record.row for record in read_table(found).records] == [2, 5]


def test_rows_that_formulas_alone_fill_are_no_records() -> None:
    """A formula may run on below the last report; a row with a date or a name is one."""
    spilled = {
        (3, 9): Extras(spilled=True),
        (4, 0): Extras(spilled=True),
        (5, 2): Extras(formula="=IMPORTRANGE(A1)"),
    }
    found = table(
        cells(),
        cells(date_reported=None, reporter=None, expunge_on=day("2022-01-10")),
        cells(reporter=None),
        cells(date_reported=None, reporter=None, named_subjects="Ada Fixture"),
        cells(date_reported=None, reporter=None, expunge_on=day("2022-01-10")),
        extras=spilled,
    )
    assert [row.number for row in found.data_rows()] == [2, 4, 5, 6]


def test_totals_and_repeated_headers_are_no_records() -> None:
    """Rows that add up others are found, and only those."""
    counted = {(5, 2): Extras(formula="=COUNTA(C2:C3)")}
    found = table(
        cells(),
        cells(reporter=None, date_reported=None, named_subjects="Total"),
        HEADERS,
        (None, "Total:", 2.0),
        extras=counted,
    )
    assert found.totals == (4, 5)
    assert [row.number for row in found.data_rows()] == [2, 3]


def test_a_report_about_somebody_called_total_is_a_record() -> None:
    """A row with anything that no total has is a report, even without a date."""
    found = table(cells(date_reported=None, named_subjects="Total", summary="shouted"))
    assert len(found.data_rows()) == 1


def test_hidden_and_filtered_rows_are_read() -> None:
    """A filter is a way of looking, not a way of deleting."""
    made = spreadsheet(sheet([HEADERS, cells(), cells(), cells()], hidden=(3,)))
    assert len(locate(made, SCHEMA).data_rows()) == 3


def test_the_only_worksheet_that_fits_is_taken() -> None:
    """Without a name, the one worksheet with the headers is meant."""
    made = spreadsheet(sheet([("Name", "E-mail")], title="Members", sheet_id=1), sheet([HEADERS]))
    assert locate(made, SCHEMA).worksheet.title == "Reports"


def test_several_that_fit_are_an_error() -> None:
    """Which of two copies is the log must be said by a person."""
    copy = sheet([HEADERS], title="Copy of Reports", sheet_id=5)
    with pytest.raises(LayoutError, match='"Reports", "Copy of Reports"'):
        locate(spreadsheet(sheet([HEADERS]), copy), SCHEMA)


@pytest.mark.parametrize("name", ["C1", 1234, "1234"])
def test_a_worksheet_is_named_by_title_or_gid(name: str | int) -> None:
    """A title may look like a cell; a gid may be given in digits."""
    twin = sheet([HEADERS], title="Copy", sheet_id=5)
    named = sheet([HEADERS, cells()], title="C1", sheet_id=1234)
    assert locate(spreadsheet(twin, named), SCHEMA, name).worksheet is named


@pytest.mark.parametrize("name", ["Reports 2025", 99, "99", "reports"])
def test_a_named_worksheet_that_is_not_there_is_an_error(name: str | int) -> None:
    """Never the first tab instead; the message lists what there is, with gids."""
    with pytest.raises(LayoutError, match="There is no worksheet") as caught:
        locate(spreadsheet(sheet([HEADERS], sheet_id=77)), SCHEMA, name)
    assert "gid 77" in caught.value.hint


@pytest.mark.parametrize("rows", [[], [("Name", "E-mail")], [("Date of 1st report",)]])
def test_no_worksheet_that_fits_is_an_error(rows: list[tuple[str, ...]]) -> None:
    """An empty or foreign spreadsheet is refused."""
    with pytest.raises(LayoutError):
        locate(spreadsheet(sheet(rows)), SCHEMA)


def test_unknown_columns_are_known_by_place() -> None:
    """Columns that the schema does not have, with a header or without, are listed."""
    found = table((*cells(), "x", "y"), headers=[*HEADERS, "Notes"])
    assert found.unknown == ((10, "Notes"), (11, ""))


def test_optional_columns_may_be_there() -> None:
    """`Hold until` and its reason are read where the sheet has them."""
    made = table(
        (*cells(), day("2024-05-01"), "appeal"), headers=[*HEADERS, "Hold until", "Hold reason"]
    )
    (record,) = read_table(made).records
    assert str(record.hold_until) == "2024-05-01"
    assert record.hold_reason == "appeal"
    assert set(made.columns) == {*KEYS, "hold_until", "hold_reason"}


@pytest.mark.parametrize(
    ("first", "beside"),
    [
        ("Total", {}),
        ("Total 2019", {}),
        ("2019 total:", {}),
        ("Totals 2016\u20132024", {"summary": "as of March"}),
        ("Summe 2019", {}),
        ("Gesamt", {"reporter": "alle Jahre"}),
        ("Total g\u00e9n\u00e9ral", {}),
        ("\u0418\u0442\u043e\u0433\u043e", {}),
        ("\u5408\u8a08", {}),
        ("TOTALE", {"outcome_to_share": "senza spam"}),
        ("Total of all reports, without spam", {}),
        ("Toplam", {}),
    ],
)
def test_totals_are_told_in_any_language(first: str, beside: dict[str, Value]) -> None:
    """A word for a total, with a year or a text beside it, and a number: no report."""
    row = {"date_reported": first, "reporter": None, "named_subjects": 12.0, **beside}
    found = table(cells(), cells(**row))
    assert (found.totals, len(found.data_rows())) == ((3,), 1)


@pytest.mark.parametrize(
    "row",
    [
        {"date_reported": "Total", "reporter": "Ana Lopez"},
        {"date_reported": "Total 2019", "named_subjects": "Jane Doe", "action_by_us": 1.0},
        {"date_reported": "Total", "subject_contacts": "jane@example.org", "summary": 3.0},
        {"date_reported": None, "reporter": "Summer Total", "summary": 3.0},
        {"date_reported": "Counting on you", "summary": 3.0},
        {"date_reported": "Total", "named_subjects": 3.0, "expunge_on": day("2020-01-01")},
    ],
)
def test_what_may_be_a_report_is_no_total(row: dict[str, Value]) -> None:
    """Without a number, with somebody named, or with a date: never left out of the reports."""
    found = table(cells(), cells(**row))
    assert (found.totals, len(found.data_rows())) == ((), 2)


def test_a_note_in_an_otherwise_empty_row_is_no_report() -> None:
    """Beside the table, below a header that nobody knows, as a heading, or as an outcome alone."""
    beside = (*[None] * 12, "see the minutes of May")
    heading = ("Reports from before the move:",)
    headers = (*HEADERS, "Seen by")
    unknown = (*[None] * 10, "Robin", *[None], "moved")
    share = cells(date_reported=None, reporter=None, outcome_to_share="to be rewritten")
    found = table(cells(), beside, heading, unknown, share, cells(), headers=headers)
    assert (found.notes, len(found.data_rows())) == ((3, 4, 5, 6), 2)


@pytest.mark.parametrize(
    "row",
    [
        cells(date_reported="2019", reporter=None),
        cells(date_reported="xx.04.2019", reporter=None),
        cells(date_reported=None, reporter="Ana Lopez"),
        cells(date_reported=None, reporter=None, named_subjects="Jane Doe"),
        cells(date_reported=None, reporter=None, summary="She shouted."),
        cells(date_reported=None, reporter=None, status="flagged"),
        cells(date_reported="soon", reporter=None, outcome_to_share="nothing yet"),
        cells(date_reported=None, reporter=None, expunge_on=day("2020-01-01")),
        cells(date_reported=CellError("REF"), reporter=None),
    ],
)
def test_what_may_be_a_report_is_no_note(row: tuple[Value, ...]) -> None:
    """Part of a date, a name, a status or a summary alone is a report with an error."""
    found = table(cells(), row)
    assert (found.notes, len(found.data_rows())) == ((), 2)
