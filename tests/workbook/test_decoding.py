"""What an answer to `spreadsheets.get` becomes: values, what hangs on cells, what is loose."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cocsheets.errors import UnreachableError
from cocsheets.records.table import Block, CellError, DateNumber, OutsideText, Spreadsheet, Value
from cocsheets.workbook.decoding import decode, decode_outline

Json = dict[str, Any]


def read(*cells: Json, sheet: Json | None = None, **book: Any) -> Spreadsheet:
    """A spreadsheet of one sheet with one row of cells."""
    made = {
        "properties": {"title": "Reports"},
        "data": [{"rowData": [{"values": list(cells)}]}],
        **(sheet or {}),
    }
    return decode(json.dumps({"spreadsheetId": "KEY", "sheets": [made], **book}).encode())


def dated(kind: str) -> Json:
    """A number that is shown in a format of this kind."""
    shown = {"effectiveFormat": {"numberFormat": {"type": kind}}}
    return {"effectiveValue": {"numberValue": 43831}, **shown}


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ({}, None),
        ({"effectiveValue": {"stringValue": "Ann"}}, "Ann"),
        ({"effectiveValue": {"stringValue": ""}}, None),
        ({"effectiveValue": {"numberValue": 0}}, 0.0),
        ({"effectiveValue": {"boolValue": False}}, False),
        ({"effectiveValue": {"errorValue": {"type": "N_A"}}}, CellError("N_A")),
        (dated("DATE"), DateNumber(43831)),
        (dated("DATE_TIME"), DateNumber(43831)),
        (dated("CURRENCY"), 43831.0),
        ({"unheardOf": {"x": 1}, "effectiveValue": {"stringValue": "Ann"}}, "Ann"),
    ],
)
def test_a_cell_has_the_value_that_it_shows(cell: Json, value: Value) -> None:
    """Dates are numbers with a date's format; empty text is nothing; what is new does no harm."""
    last = {"effectiveValue": {"stringValue": "end"}}
    found = read(cell, last).worksheets[0].rows[0].value(0)
    assert (found, type(found)) == (value, type(value))


def test_what_hangs_on_a_cell_is_kept() -> None:
    """Formula, note, link, runs, chips, rule and pivot; a value without an entry is spilled."""
    link = {"textFormat": {"link": {"uri": "https://example.org"}}}
    entered = {"userEnteredValue": {"formulaValue": "=A1"}, "userEnteredFormat": link}
    hung = {"note": "n", "textFormatRuns": [{}], "chipRuns": [{"chip": {}}]}
    ruled = {"dataValidation": {"strict": True}, "pivotTable": {"values": [{"name": "Ann"}]}}
    shown = {"effectiveValue": {"stringValue": "x"}}
    (row,) = read({**entered, **hung, **ruled, **shown}, shown).worksheets[0].rows
    extra = row.extra(0)
    assert (extra.formula, extra.note, extra.link) == ("=A1", "n", "https://example.org")
    assert (extra.runs, extra.chips) == (({},), ({"chip": {}},))
    assert (extra.validation, extra.pivot, extra.pivot_texts) == ({"strict": True}, True, ("Ann",))
    assert not extra.spilled
    assert row.extra(1).spilled


def test_blank_rows_are_left_out_and_hidden_ones_told() -> None:
    """Rows keep their numbers; whether by hand or by a filter, hidden is hidden."""
    line = {"values": [{"effectiveValue": {"stringValue": "x"}}]}
    data = {
        "rowData": [{}, line, {"values": [{}]}, line, line],
        "rowMetadata": [{}, {"hiddenByUser": True}, {}, {"hiddenByFilter": True}],
    }
    rows = read(sheet={"data": [data]}).worksheets[0].rows
    assert [(row.number, row.hidden) for row in rows] == [(2, True), (4, True), (5, False)]


def test_texts_that_stand_in_no_cell_are_found() -> None:
    """In names, filters, charts, formats and tables, at any depth, with their sheet."""
    value = {"condition": {"values": [{"userEnteredValue": "Ann"}]}}
    sheet = {
        "properties": {"sheetId": 7},
        "basicFilter": {"criteria": {"2": {"hiddenValues": ["Bob"]}}},
        "filterViews": [{"title": "Cy"}],
        "slicers": [{"spec": {"title": "Di"}}],
        "charts": [{"spec": {"title": "Eve"}}],
        "conditionalFormats": [{"booleanRule": value}],
        "tables": [{"name": "Flo"}],
    }
    found = read(sheet=sheet, namedRanges=[{"name": "Gus"}]).outside
    kinds = {(text.kind, text.text, text.sheet_id) for text in found if text.text.isalpha()}
    assert kinds == {
        ("named range", "Gus", None),
        ("filter", "Bob", 7),
        ("filter view", "Cy", 7),
        ("slicer", "Di", 7),
        ("chart", "Eve", 7),
        ("conditional format", "Ann", 7),
        ("table", "Flo", 7),
    }
    assert all(isinstance(text, OutsideText) for text in found)


def test_a_protection_without_a_range_is_of_the_sheet() -> None:
    """Zeros are left out by Google; what is unbounded stays so."""
    given = [
        {
            "protectedRangeId": 1,
            "requestingUserCanEdit": True,
            "editors": {"users": ["ann@example.org"]},
        },
        {
            "protectedRangeId": 2,
            "range": {"startRowIndex": 1, "endRowIndex": 2},
            "warningOnly": True,
        },
    ]
    whole, row = read(sheet={"protectedRanges": given}).worksheets[0].protections
    assert (whole.block, whole.editable, whole.users) == (Block(0), True, ("ann@example.org",))
    assert (row.block, row.warning_only) == (Block(0, 1, 2, 0, None), True)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"sheets": []}', b'{"spreadsheetId": 1}', b'{"spreadsheetId": "\xff"}'],
)
def test_an_answer_that_is_none_is_no_answer(content: bytes) -> None:
    """Whatever is cut short, or not as documented, counts as unreachable."""
    with pytest.raises(UnreachableError, match="cut short"):
        decode(content)


def test_an_answer_to_ranges_is_completed_by_the_outline() -> None:
    """What lies beside the cells of a worksheet that was not read is the outline's; a chart that
    fills a sheet has no cells; rows of a block keep their numbers."""
    small, large = {"sheetId": 1, "title": "Small"}, {"sheetId": 2, "title": "Large"}
    chart = {"sheetId": 3, "title": "Chart", "sheetType": "OBJECT"}
    merges = [{"sheetId": 2, "startRowIndex": 900, "endRowIndex": 902}]
    protected = [{"protectedRangeId": 5, "range": {"sheetId": 2}}]
    row = {"rowData": [{"values": [{"effectiveValue": {"stringValue": "Ann"}}]}]}
    about: Json = {
        "spreadsheetId": "KEY",
        "sheets": [
            {"properties": small, "charts": [{"title": "before"}]},
            {"properties": large, "merges": merges, "protectedRanges": protected},
            {"properties": chart, "charts": [{"title": "Ann"}]},
        ],
    }
    asked: Json = {
        "spreadsheetId": "KEY",
        "sheets": [
            {"properties": small, "data": [row], "charts": [{"title": "now"}]},
            {"properties": large, "data": [{"startRow": 40, **row}]},
        ],
    }
    outline = decode_outline(json.dumps(about).encode())
    found = decode(json.dumps(asked).encode(), outline=outline, whole={1})
    assert [(sheet.title, sheet.unread) for sheet in found.worksheets] == [
        ("Small", False),
        ("Large", True),
        ("Chart", False),
    ]
    assert [sheet.title for sheet in found.unread] == ["Large"]
    assert [text.text for text in found.outside] == ["now", "Ann"]
    assert [row.number for row in found.worksheets[1]] == [41]
    assert found.worksheets[1].merges == (Block(2, 900, 902),)
    assert found.worksheets[1].protections[0].id == 5
    asked["sheets"].pop()
    with pytest.raises(UnreachableError):
        decode(json.dumps(asked).encode(), outline=outline, whole={1})
    with pytest.raises(UnreachableError):
        decode_outline(b"{")
