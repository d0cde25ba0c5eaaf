"""Rows and columns: insert, delete, append, move, hide, resize."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocsheets.sandbox.errors import bounded, invalid
from cocsheets.sandbox.sheets import masks, structure
from cocsheets.sandbox.sheets.a1 import Box
from cocsheets.sandbox.sheets.cell_view import CellView
from cocsheets.sandbox.sheets.defaults import COLUMN_WIDTH, ROW_HEIGHT
from cocsheets.sandbox.sheets.structure import ROWS

if TYPE_CHECKING:
    from cocsheets.sandbox.sheets.edit import Edit
    from cocsheets.sandbox.sheets.sheet import Sheet

Json = dict[str, Any]
_LETTER_WIDTH = 7
_MARGIN = 11


def _span(edit: Edit, span: Json) -> tuple[Sheet, str, int, int]:
    """Sheet, dimension, start and end of a DimensionRange, open ends filled in."""
    sheet = edit.book.sheet(span.get("sheetId", 0))
    dimension = span.get("dimension", "DIMENSION_UNSPECIFIED")
    if dimension not in ("ROWS", "COLUMNS"):
        raise invalid("range.dimension must be specified.")
    count = sheet.row_count if dimension == ROWS else sheet.column_count
    start, end = span.get("startIndex", 0), span.get("endIndex", count)
    if start < 0:
        raise invalid(f"range.startIndex[{start}] must be nonnegative")
    if end <= start:
        raise invalid(f"range.endIndex[{end}] must be after range.startIndex[{start}]")
    return sheet, dimension, start, end


def span_within(edit: Edit, span: Json) -> tuple[Sheet, str, int, int]:
    """The same of one that lies on the grid."""
    sheet, dimension, start, end = _span(edit, span)
    count = sheet.row_count if dimension == ROWS else sheet.column_count
    word = "row" if dimension == ROWS else "column"
    if start >= count:
        raise invalid(f"range.startIndex[{start}] is after last {word} in sheet[{count}]")
    if end > count:
        raise invalid(f"range.endIndex[{end}] is after last {word} in sheet[{count}]")
    return sheet, dimension, start, end


def _strip(sheet: Sheet, dimension: str, start: int, end: int) -> Box:
    if dimension == ROWS:
        return Box(start, 0, end, sheet.column_count)
    return Box(0, start, sheet.row_count, end)


def insert_dimension(edit: Edit, request: Json) -> None:
    """`insertDimension`."""
    sheet, dimension, start, end = _span(edit, request.get("range", {}))
    count = sheet.row_count if dimension == ROWS else sheet.column_count
    if start > count:
        word = "row" if dimension == ROWS else "column"
        raise invalid(f"range.startIndex[{start}] is after last {word} in sheet[{count}]")
    before = request.get("inheritFromBefore", False)
    if before and start == 0:
        raise invalid("inheritFromBefore cannot be set when inserting at index 0.")
    width = sheet.column_count if dimension == ROWS else sheet.row_count
    edit.book.require_room((end - start) * width)
    edit.editor.require_insertion(edit.book, sheet, dimension, start)
    like = start - 1 if before or start == count else start
    structure.insert(edit.book, sheet, dimension, start, end - start, like=like)


def delete_dimension(edit: Edit, request: Json) -> None:
    """`deleteDimension`."""
    sheet, dimension, start, end = span_within(edit, request.get("range", {}))
    rows = dimension == ROWS
    count = sheet.row_count if rows else sheet.column_count
    word = "rows" if rows else "columns"
    if end - start >= count:
        raise invalid(f"You can't delete all the {word} on the sheet.")
    grid = sheet.properties.get("gridProperties", {})
    name = "frozenRowCount" if rows else "frozenColumnCount"
    frozen = grid.get(name, 0)
    if frozen and max(start, frozen) == frozen and end >= count:
        raise invalid(f"Sorry, it is not possible to delete all non-frozen {word}.")
    edit.writing(sheet, _strip(sheet, dimension, start, end))
    structure.delete(edit.book, sheet, dimension, start, end)
    left = frozen - max(0, min(end, frozen) - start)
    if frozen and left != frozen:
        sheet.properties = {**sheet.properties, "gridProperties": {**grid, name: left}}


def append_dimension(edit: Edit, request: Json) -> None:
    """`appendDimension`."""
    sheet = edit.book.sheet(request.get("sheetId", 0))
    count = request.get("length", 0)
    if count < 1:
        raise invalid(f"length must be greater than 0: {count}")
    if request.get("dimension") not in ("ROWS", "COLUMNS"):
        raise invalid("dimension must be specified.")
    rows = request["dimension"] == ROWS
    edit.book.require_room(count * (sheet.column_count if rows else sheet.row_count))
    edit.editor.require_sheet(sheet)
    if rows:
        sheet.row_count += count
    else:
        sheet.column_count += count


def move_dimension(edit: Edit, request: Json) -> None:
    """`moveDimension`: the target counts as before the move (documented)."""
    sheet, dimension, start, end = span_within(edit, request.get("source", {}))
    to = request.get("destinationIndex", 0)
    count = sheet.row_count if dimension == ROWS else sheet.column_count
    if not 0 <= to <= count:
        raise invalid(f"destinationIndex[{to}] is outside the sheet[{count}]")
    edit.writing(sheet, _strip(sheet, dimension, min(start, to), max(end, to)))
    structure.move(edit.book, sheet, dimension, start, end, to)


def update_dimension_properties(edit: Edit, request: Json) -> None:
    """`updateDimensionProperties`: hidden or not, and size."""
    sheet, dimension, start, end = span_within(edit, request.get("range", {}))
    mask = masks.of(request, "DimensionProperties")
    wanted = request.get("properties", {})
    if mask is not None and "hiddenByFilter" in mask:
        raise invalid("hiddenByFilter is read-only.")
    meta = sheet.row_meta if dimension == ROWS else sheet.column_meta
    bounded(end - start)
    for index in range(start, end):
        new = masks.update(meta.get(index, {}), wanted, mask)
        new = {key: item for key, item in new.items() if item}
        if new:
            meta[index] = new
        else:
            meta.pop(index, None)


def auto_resize(edit: Edit, request: Json) -> None:
    """`autoResizeDimensions`: as wide as what is shown, roughly; empty ones stay as they are."""
    sheet, dimension, start, end = span_within(edit, request.get("dimensions", {}))
    cells = CellView(edit.book, edit.results())
    sizes: dict[int, int] = {}
    for row, column, cell in sheet.walk(_strip(sheet, dimension, start, end)):
        if cell.value is None:
            continue
        lines = cells.shown(sheet, row, column).split("\n")
        if dimension == ROWS:
            sizes[row] = max(sizes.get(row, 0), ROW_HEIGHT * len(lines))
        else:
            width = _MARGIN + _LETTER_WIDTH * max(map(len, lines))
            sizes[column] = max(sizes.get(column, 0), width)
    meta = sheet.row_meta if dimension == ROWS else sheet.column_meta
    default = ROW_HEIGHT if dimension == ROWS else COLUMN_WIDTH
    for index, size in sizes.items():
        old = {key: item for key, item in meta.get(index, {}).items() if key != "pixelSize"}
        new = old if size == default else {**old, "pixelSize": size}
        meta[index] = new
        if not new:
            del meta[index]


HANDLERS = {
    "appendDimension": append_dimension,
    "autoResizeDimensions": auto_resize,
    "deleteDimension": delete_dimension,
    "insertDimension": insert_dimension,
    "moveDimension": move_dimension,
    "updateDimensionProperties": update_dimension_properties,
}
