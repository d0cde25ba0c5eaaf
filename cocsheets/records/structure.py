"""Checks of the sheet's shape: headers, unknown columns, merges, copies, hidden rows.

Knows the layout of the worksheet. Must not know records or what a cell means.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cocsheets.records.headers import NEAR, closest
from cocsheets.records.layout import RecordTable, fits
from cocsheets.records.table import Block, Spreadsheet, column_letters


class Noticed(NamedTuple):
    """Something about the sheet: a rule and a place."""

    rule: str
    row: int | None = None
    """1-based."""
    column: int | None = None
    """0-based."""
    detail: str = ""
    key: str | None = None


def check_structure(spreadsheet: Spreadsheet, table: RecordTable) -> Iterator[Noticed]:
    """Everything to say about the shape of the records' worksheet."""
    yield from _headers(table)
    yield from _unknown(table)
    if any(row.number < table.header_row and not row.blank for row in table.worksheet.rows):
        yield Noticed("title-rows", table.header_row)
    for row in table.above:
        yield Noticed("report-above-header", row)
    for row in table.totals:
        yield Noticed("totals-row", row)
    for row in table.notes:
        yield Noticed("side-note", row)
    last = max(table.columns.values())
    for block in table.worksheet.merges:
        if (block.end_row is None or block.end_row >= table.header_row) and (
            block.start_column <= last
        ):
            yield Noticed("merged-cells", block.start_row + 1, block.start_column, _a1(block))
    hidden = sum(row.hidden for row in table.data_rows())
    if hidden:
        yield Noticed("hidden-rows", detail=str(hidden))
    for sheet in spreadsheet.worksheets:
        if sheet.sheet_id != table.worksheet.sheet_id and fits(sheet, table.schema):
            yield Noticed("twin-worksheet", detail=sheet.title)


def _headers(table: RecordTable) -> Iterator[Noticed]:
    header = table.worksheet.row(table.header_row)
    for column in table.schema.columns:
        index = table.columns.get(column.key)
        if header is not None and index is not None and header.value(index) not in column.headers:
            yield Noticed("header-untidy", table.header_row, index, key=column.key)


def _unknown(table: RecordTable) -> Iterator[Noticed]:
    free = {
        header
        for column in table.schema.columns
        if column.key not in table.columns
        for header in column.headers
    }
    for index, header in table.unknown:
        if not header:
            yield Noticed("unheaded-column", column=index)
            continue
        near, likeness = closest(header, table.schema)
        if near in free and likeness >= NEAR:
            yield Noticed("header-near-miss", table.header_row, index, f'"{near}"')
        yield Noticed("unknown-column", table.header_row, index)


def _a1(block: Block) -> str:
    start = f"{column_letters(block.start_column)}{block.start_row + 1}"
    end_column = column_letters(block.end_column - 1) if block.end_column else ""
    return f"{start}:{end_column}{block.end_row or ''}"
