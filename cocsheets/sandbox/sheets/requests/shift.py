"""Ranges that are inserted or deleted, the cells beside them making room or closing up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cocsheets.sandbox.errors import invalid
from cocsheets.sandbox.sheets import structure

if TYPE_CHECKING:
    from cocsheets.sandbox.sheets.cells import Cell
    from cocsheets.sandbox.sheets.edit import Edit

Json = dict[str, Any]


def insert_range(edit: Edit, request: Json) -> None:
    """`insertRange`: what lies there moves down or right; the grid grows as needed."""
    _shift(edit, request, inserting=True)


def delete_range(edit: Edit, request: Json) -> None:
    """`deleteRange`: what lies below or right of it moves in."""
    _shift(edit, request, inserting=False)


def _shift(edit: Edit, request: Json, *, inserting: bool) -> None:
    sheet, box = edit.book.box_of(request.get("range", {}))
    rows = _dimension(request) == "ROWS"
    if inserting:
        last = len(sheet.rows) if rows else max(map(len, sheet.rows), default=0)
        more = max(
            0,
            last
            + (box.height if rows else box.width)
            - (sheet.row_count if rows else sheet.column_count),
        )
        edit.book.require_room(more * (sheet.column_count if rows else sheet.row_count))
        sheet.grow(
            sheet.row_count + (more if rows else 0), sheet.column_count + (0 if rows else more)
        )
    area = replace(box, bottom=sheet.row_count) if rows else replace(box, right=sheet.column_count)
    edit.writing(sheet, area)
    height = min(area.bottom, max(len(sheet.rows), box.top)) - area.top
    lines: list[list[Cell | None]] = [
        [sheet.cell(row, column) for column in range(area.left, area.right)]
        for row in range(area.top, area.top + height)
    ]
    if rows:
        empty: list[Cell | None] = [None] * area.width
        lines = [list(empty)] * box.height + lines if inserting else lines[box.height :]
    elif inserting:
        lines = [([None] * box.width + line)[: area.width] for line in lines]
    else:
        lines = [line[box.width :] for line in lines]
    structure.rewrite_block(sheet, area, lines)


def _dimension(request: Json) -> str:
    dimension = request.get("shiftDimension", "DIMENSION_UNSPECIFIED")
    if dimension not in ("ROWS", "COLUMNS"):
        raise invalid("shiftDimension must be specified.")
    return str(dimension)


HANDLERS = {"deleteRange": delete_range, "insertRange": insert_range}
