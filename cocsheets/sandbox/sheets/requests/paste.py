"""Copy, cut and paste."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from cocsheets.sandbox.errors import bounded, invalid, not_implemented
from cocsheets.sandbox.formulas.cell_values import ErrorValue
from cocsheets.sandbox.formulas.syntax import moved
from cocsheets.sandbox.sheets.a1 import Box
from cocsheets.sandbox.sheets.cells import EMPTY, Cell, Formula
from cocsheets.sandbox.sheets.edit import too_long
from cocsheets.sandbox.sheets.requests.merges import require_not_across

if TYPE_CHECKING:
    from cocsheets.sandbox.sheets.edit import Edit
    from cocsheets.sandbox.sheets.sheet import Sheet

Json = dict[str, Any]
Block = list[list[Cell]]


def _taken(edit: Edit, sheet: Sheet, box: Box, *, values: bool) -> Block:
    """The cells of a box; with `values`, formulas as what they come to."""

    bounded(box.height * box.width)

    def one(row: int, column: int) -> Cell:
        cell = sheet.cell(row, column) or EMPTY
        if values:
            value = edit.results().value(sheet, row, column)
            return cell.but(value=value.text if isinstance(value, ErrorValue) else value)
        return cell

    return [[one(r, c) for c in range(box.left, box.right)] for r in range(box.top, box.bottom)]


def _pasted(old: Cell, new: Cell, kind: str) -> Cell:
    """The cell after a paste of this kind."""
    match kind:
        case "PASTE_VALUES" | "PASTE_FORMULA":
            return old.with_value(new.value)
        case "PASTE_FORMAT":
            return old.but(fmt=new.fmt)
        case "PASTE_DATA_VALIDATION":
            return old.but(validation=new.validation)
        case "PASTE_CONDITIONAL_FORMATTING":
            return old
        case "PASTE_NO_BORDERS":
            fmt = {key: item for key, item in (new.fmt or {}).items() if key != "borders"}
            return new.but(fmt=fmt or None)
        case _:
            return new


def _shifted(cell: Cell, rows: int, columns: int) -> Cell:
    if isinstance(cell.value, Formula):
        return cell.but(value=Formula(moved(cell.value.text, rows, columns)))
    return cell


def copy_paste(edit: Edit, request: Json) -> None:
    """`copyPaste`: a destination that is a multiple of the source is filled over and over."""
    source, box = edit.book.box_of(request.get("source", {}))
    area = request.get("destination", {})
    target = edit.book.sheet(area.get("sheetId", 0))
    turned = request.get("pasteOrientation") == "TRANSPOSE"
    kind = request.get("pasteType", "PASTE_NORMAL")
    block = _taken(edit, source, box, values=kind == "PASTE_VALUES")
    if turned:
        block = [list(line) for line in zip(*block, strict=True)]
    height, width = len(block), len(block[0])
    top, left = area.get("startRowIndex", 0), area.get("startColumnIndex", 0)
    tall = max(1, (area.get("endRowIndex", target.row_count) - top) // height) * height
    wide = max(1, (area.get("endColumnIndex", target.column_count) - left) // width) * width
    goal = Box(top, left, top + tall, left + wide)
    _require_room(target, goal)
    edit.writing(target, goal)

    def change(row: int, column: int, old: Cell) -> Cell:
        r, c = (row - top) % height, (column - left) % width
        origin = (box.top + c, box.left + r) if turned else (box.top + r, box.left + c)
        new = _shifted(block[r][c], row - origin[0], column - origin[1])
        return _pasted(old, new, kind)

    target.change(goal, change)
    if kind == "PASTE_NORMAL" and not turned:
        target.merges = [merge for merge in target.merges if not goal.covers(merge)]
        _merge(target, _tiled(source, box, goal))


def _merge(target: Sheet, merges: list[Box]) -> None:
    for merge in merges:
        require_not_across(target, merge)
    target.merges += merges


def _tiled(source: Sheet, box: Box, goal: Box) -> list[Box]:
    """The merges of a source, once for each time that it was pasted."""
    bounded((goal.height // box.height) * (goal.width // box.width))
    inside = [merge for merge in source.merges if box.covers(merge)]
    return [
        Box(merge.top + down, merge.left + across, merge.bottom + down, merge.right + across)
        for down in range(goal.top - box.top, goal.bottom - box.top, box.height)
        for across in range(goal.left - box.left, goal.right - box.left, box.width)
        for merge in inside
    ]


def _require_room(sheet: Sheet, box: Box) -> None:
    if box.top < 0 or box.left < 0:
        raise invalid("The destination must not be negative.")
    if box.bottom > sheet.row_count or box.right > sheet.column_count:
        raise invalid("The destination does not fit on the sheet.")


def cut_paste(edit: Edit, request: Json) -> None:
    """`cutPaste`: the source is empty afterwards; formulas keep their references."""
    source, box = edit.book.box_of(request.get("source", {}))
    place = request.get("destination", {})
    target = edit.book.sheet(place.get("sheetId", 0))
    top, left = place.get("rowIndex", 0), place.get("columnIndex", 0)
    kind = request.get("pasteType", "PASTE_NORMAL")
    goal = Box(top, left, top + box.height, left + box.width)
    _require_room(target, goal)
    edit.writing(source, box)
    edit.writing(target, goal)
    block = _taken(edit, source, box, values=False)
    merges = _tiled(source, box, goal)
    source.change(box, lambda _r, _c, cell: _left_behind(cell, kind), blank=False)
    target.change(goal, lambda r, c, old: _pasted(old, block[r - top][c - left], kind))
    if kind == "PASTE_NORMAL":
        source.merges = [merge for merge in source.merges if not box.covers(merge)]
        target.merges = [merge for merge in target.merges if not goal.covers(merge)]
        _merge(target, merges)


def _left_behind(cell: Cell, kind: str) -> Cell:
    if kind in ("PASTE_NORMAL", "PASTE_NO_BORDERS"):
        return EMPTY
    return _pasted(cell, EMPTY, kind)


def paste_data(edit: Edit, request: Json) -> None:
    """`pasteData`: delimited text, read as if typed."""
    place = request.get("coordinate", {})
    sheet = edit.book.sheet(place.get("sheetId", 0))
    if request.get("html"):
        raise not_implemented("HTML in pasteData")
    kind = request.get("type", "PASTE_NORMAL")
    if kind != "PASTE_NORMAL":
        raise not_implemented(f"{kind} in pasteData")
    delimiter = request.get("delimiter") or "\t"
    if len(delimiter) != 1 or delimiter in '\r\n"':
        raise invalid("Invalid delimiter.")
    try:
        rows = list(csv.reader(io.StringIO(request.get("data", "")), delimiter=delimiter))
    except csv.Error:  # a value that is longer than any cell may be
        raise too_long() from None
    if not rows:
        return
    top, left = place.get("rowIndex", 0), place.get("columnIndex", 0)
    goal = Box(top, left, top + len(rows), left + max(map(len, rows), default=0))
    _require_room(sheet, goal)
    edit.writing(sheet, goal)
    for offset, row in enumerate(rows):
        cells = {
            column: edit.entered(sheet.cell(top + offset, column) or EMPTY, text, raw=False)
            for column, text in enumerate(row, left)
        }
        if cells:
            sheet.put(top + offset, cells)


HANDLERS = {"copyPaste": copy_paste, "cutPaste": cut_paste, "pasteData": paste_data}
