"""Columns that a plan adds to the sheet of records, because it has something to write in them.

Only columns that the schema has and a sheet may lack, such as `Hold until`. Knows headers and where
a sheet ends. Must not know Google, or what stands in the columns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from cocsheets.data import Data, replace
from cocsheets.plans.edits import InsertColumns, ReplaceText
from cocsheets.plans.plan import Obstacle
from cocsheets.records.layout import RecordTable
from cocsheets.records.table import Spreadsheet, Value, Worksheet, column_letters


class AddedColumn(Data, frozen=True):
    """A new column at the right edge of the header; a `Change` of a plan."""

    key: str
    header: str
    column: int
    """0-based, at the time of planning."""
    row: int
    """1-based row of the header."""
    reason: str = "the sheet has no such column yet"
    action: str = "add column"

    def effect(self) -> tuple[str, ...]:
        """See `Change.effect`."""
        return (self.action, self.key, self.header)

    def to_json(self) -> dict[str, Any]:
        """See `Change.to_json`."""
        return {
            "action": self.action,
            "row": self.row,
            "column": column_letters(self.column),
            "field": self.key,
            "header": self.header,
            "reason": self.reason,
        }


def columns_to_add(table: RecordTable, fields: Mapping[str, Value]) -> tuple[AddedColumn, ...]:
    """The optional columns of the schema that the sheet lacks and that are to be filled."""
    edge = _edge(table.worksheet)
    wanted = [
        column
        for column in table.schema.columns
        if column.optional and column.key not in table.columns
        if fields.get(column.key) is not None
    ]
    return tuple(
        AddedColumn(column.key, column.header, edge + place, table.header_row)
        for place, column in enumerate(wanted)
    )


def column_obstacles(table: RecordTable, added: Sequence[AddedColumn]) -> list[Obstacle]:
    """What keeps columns from being added."""
    header = table.header_row - 1
    if any(table.worksheet.barrier(header, column.column) for column in added):
        reason = "a protected range keeps the acting account from the header"
        hint = "Ask a chair to add the column, or to let the acting account edit the header."
        return [Obstacle(reason, address=f"{table.worksheet.title}!{table.header_row}", hint=hint)]
    return []


def with_columns(
    spreadsheet: Spreadsheet, table: RecordTable, added: Sequence[AddedColumn]
) -> Spreadsheet:
    """The spreadsheet as it would be with these columns, still empty."""
    if not added:
        return spreadsheet
    old = table.worksheet
    titles = {column.column: column.header for column in added}
    width = max(titles) + 1

    def headed(values: tuple[Value, ...]) -> tuple[Value, ...]:
        padded = (*values, *[None] * (width - len(values)))
        return tuple(titles.get(place, value) for place, value in enumerate(padded))

    rows = tuple(
        replace(row, values=headed(row.values)) if row.number == table.header_row else row
        for row in old.rows
    )
    new = replace(old, rows=rows, column_count=max(old.column_count, width))
    sheets = tuple(new if sheet is old else sheet for sheet in spreadsheet.worksheets)
    return replace(spreadsheet, worksheets=sheets)


def column_edits(table: RecordTable, added: Sequence[AddedColumn]) -> list[InsertColumns]:
    """The edits for those of the columns that a sheet still lacks, by the latest reading."""
    headers = tuple(column.header for column in added if column.key not in table.columns)
    if not headers:
        return []
    sheet, edge = table.worksheet, _edge(table.worksheet)
    at_end = edge >= sheet.column_count
    return [InsertColumns(sheet.sheet_id, edge, table.header_row - 1, headers, at_end)]


def _edge(worksheet: Worksheet) -> int:
    """The first column to the right of all that holds anything."""
    return max((len(row.values) for row in worksheet.rows), default=0)


def stray_headers(
    before: Worksheet, now: RecordTable, added: Sequence[AddedColumn]
) -> list[ReplaceText]:
    """The edits that take new headers off other rows than the header's: if a row comes or goes at
    that moment, the text is beside the header. Each does nothing if other text is there by now."""
    sheet_id = now.worksheet.sheet_id
    found = []
    for text in dict.fromkeys(column.header for column in added):
        there = [at for at in _alone(now.worksheet, text) if at[0] != now.header_row]
        if len(there) > len(_alone(before, text)):
            found += [ReplaceText(sheet_id, row - 1, column, text, "") for row, column in there]
    return found


def _alone(worksheet: Worksheet, text: str) -> list[tuple[int, int]]:
    """1-based rows and 0-based columns of cells with a text that are alone in their columns."""
    filled = Counter(c for row in worksheet for c, v in enumerate(row.values) if v is not None)
    return [
        (row.number, column)
        for row in worksheet
        for column, value in enumerate(row.values)
        if value == text and filled[column] == 1
    ]
