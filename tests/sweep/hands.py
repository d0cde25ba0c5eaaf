"""What the other person does to a sheet, as the requests that Google's own pages would send.

Knows rows and columns, 0-based. Must not know what the process under test does.
"""

from __future__ import annotations

from typing import Any

from tests.sweep.scene import Cell, cell, fill

Json = dict[str, Any]
WIDE = 30


def span(sheet_id: int, dimension: str, start: int, end: int) -> Json:
    """A range of whole rows or columns."""
    return {"sheetId": sheet_id, "dimension": dimension, "startIndex": start, "endIndex": end}


def block(sheet_id: int, top: int, bottom: int, left: int = 0, right: int = WIDE) -> Json:
    """A range of cells."""
    rows = {"startRowIndex": top, "endRowIndex": bottom}
    return {"sheetId": sheet_id, **rows, "startColumnIndex": left, "endColumnIndex": right}


def insert_rows(sheet_id: int, at: int, *rows: list[Cell]) -> list[Json]:
    """Rows inserted before a place; a blank one if none is given."""
    count = max(1, len(rows))
    made: list[Json] = [
        {"insertDimension": {"range": span(sheet_id, "ROWS", at, at + count)}},
    ]
    return [*made, fill(sheet_id, rows, at)] if rows else made


def delete_rows(sheet_id: int, at: int, count: int = 1) -> list[Json]:
    """Rows deleted."""
    return [{"deleteDimension": {"range": span(sheet_id, "ROWS", at, at + count)}}]


def move_row(sheet_id: int, start: int, to: int) -> list[Json]:
    """A row dragged to before another."""
    source = span(sheet_id, "ROWS", start, start + 1)
    return [{"moveDimension": {"source": source, "destinationIndex": to}}]


def insert_column(sheet_id: int, at: int, header: str = "", row: int = 0) -> list[Json]:
    """A column inserted before a place, with a header or without."""
    made: list[Json] = [
        {"insertDimension": {"range": span(sheet_id, "COLUMNS", at, at + 1)}},
    ]
    return [*made, *type_cell(sheet_id, row, at, header)] if header else made


def move_column(sheet_id: int, start: int, to: int) -> list[Json]:
    """A column dragged to before another."""
    source = span(sheet_id, "COLUMNS", start, start + 1)
    return [{"moveDimension": {"source": source, "destinationIndex": to}}]


def delete_column(sheet_id: int, at: int) -> list[Json]:
    """A column deleted."""
    return [{"deleteDimension": {"range": span(sheet_id, "COLUMNS", at, at + 1)}}]


def sort(sheet_id: int, column: int, *, top: int, bottom: int, down: bool = False) -> list[Json]:
    """Rows sorted by a column."""
    order = "DESCENDING" if down else "ASCENDING"
    specs = [{"dimensionIndex": column, "sortOrder": order}]
    return [{"sortRange": {"range": block(sheet_id, top, bottom, 0, 26), "sortSpecs": specs}}]


def type_cell(sheet_id: int, row: int, column: int, value: Cell) -> list[Json]:
    """A value typed into a cell; what hangs on it stays."""
    start = {"sheetId": sheet_id, "rowIndex": row, "columnIndex": column}
    rows, fields = [{"values": [cell(value)]}], "userEnteredValue"
    return [{"updateCells": {"start": start, "rows": rows, "fields": fields}}]


def note(sheet_id: int, row: int, column: int, text: str) -> list[Json]:
    """A note put on a cell."""
    start = {"sheetId": sheet_id, "rowIndex": row, "columnIndex": column}
    rows = [{"values": [{"note": text}]}]
    return [{"updateCells": {"start": start, "rows": rows, "fields": "note"}}]


def chip(sheet_id: int, row: int, column: int, email: str) -> list[Json]:
    """A people chip in place of a cell's text."""
    start = {"sheetId": sheet_id, "rowIndex": row, "columnIndex": column}
    runs = [{"startIndex": 0, "chip": {"personProperties": {"email": email}}}]
    values = {"userEnteredValue": {"stringValue": "@"}, "chipRuns": runs}
    fields = "userEnteredValue,chipRuns"
    return [{"updateCells": {"start": start, "rows": [{"values": [values]}], "fields": fields}}]


def paste_row(sheet_id: int, source: int, to: int, width: int = 26) -> list[Json]:
    """A row copied over another."""
    return [
        {
            "copyPaste": {
                "source": block(sheet_id, source, source + 1, 0, width),
                "destination": block(sheet_id, to, to + 1, 0, width),
                "pasteType": "PASTE_NORMAL",
            }
        }
    ]


def cut_row(sheet_id: int, source: int, to: int, width: int = 26) -> list[Json]:
    """A row cut out and pasted over another; blank cells are left behind."""
    start = {"sheetId": sheet_id, "rowIndex": to, "columnIndex": 0}
    source_block = block(sheet_id, source, source + 1, 0, width)
    return [
        {"cutPaste": {"source": source_block, "destination": start, "pasteType": "PASTE_NORMAL"}}
    ]


def clear_row(sheet_id: int, row: int, width: int = 26) -> list[Json]:
    """The contents of a row deleted; the row itself stays."""
    where = block(sheet_id, row, row + 1, 0, width)
    return [{"updateCells": {"range": where, "rows": [], "fields": "userEnteredValue,note"}}]


def copy_sheet(sheet_id: int, title: str, new_id: int) -> list[Json]:
    """A copy of the worksheet, under a title of its own."""
    return [
        {
            "duplicateSheet": {
                "sourceSheetId": sheet_id,
                "insertSheetIndex": 3,
                "newSheetId": new_id,
                "newSheetName": title,
            }
        }
    ]


def add_sheet(title: str, new_id: int) -> list[Json]:
    """A new worksheet."""
    return [{"addSheet": {"properties": {"sheetId": new_id, "title": title}}}]


def rename(sheet_id: int, title: str) -> list[Json]:
    """A worksheet under another name."""
    properties = {"sheetId": sheet_id, "title": title}
    return [{"updateSheetProperties": {"properties": properties, "fields": "title"}}]
