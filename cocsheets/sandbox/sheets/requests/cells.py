"""Cells by mask: values, formats, notes, rules, links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocsheets.sandbox.errors import invalid, not_implemented
from cocsheets.sandbox.formulas.syntax import moved
from cocsheets.sandbox.sheets import masks
from cocsheets.sandbox.sheets.a1 import Box
from cocsheets.sandbox.sheets.cells import EMPTY, Cell, Entered, Formula, number
from cocsheets.sandbox.sheets.colors import normalised
from cocsheets.sandbox.sheets.edit import LONGEST_TEXT, too_long
from cocsheets.sandbox.sheets.requests import conditions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cocsheets.sandbox.fields import Mask
    from cocsheets.sandbox.sheets.edit import Edit
    from cocsheets.sandbox.sheets.sheet import Sheet

Json = dict[str, Any]
_PLAIN_PARTS = {
    "note": "note",
    "dataValidation": "validation",
    "textFormatRuns": "runs",
    "chipRuns": "chips",
    "pivotTable": "pivot",
}


def entered_value(data: Json) -> Entered:
    """A `userEnteredValue` as a cell holds it."""
    if "formulaValue" in data:
        text = data["formulaValue"]
        return Formula(text if text.startswith("=") else "=" + text)
    if "numberValue" in data:
        return number(data["numberValue"])
    if "boolValue" in data:
        return bool(data["boolValue"])
    if "errorValue" in data:
        raise invalid("userEnteredValue.errorValue is read-only.")
    text = data.get("stringValue")
    if text is not None and len(text) > LONGEST_TEXT:
        raise too_long()
    return text or None


def updated(cell: Cell, data: Json, mask: Mask) -> Cell:
    """The cell with those parts of a CellData that a mask names; what CellData lacks is cleared."""
    changes: Json = {}
    if masks.has(mask, "userEnteredValue"):
        value = entered_value(data.get("userEnteredValue", {}))
        # A new value wipes text runs and chips of the old one (documented).
        changes |= {"value": value, "runs": None, "chips": None}
    wanted, below = (
        (True, None)
        if mask is None
        else ("userEnteredFormat" in mask, mask.get("userEnteredFormat"))
    )
    if wanted:
        new = normalised(data.get("userEnteredFormat", {}))
        fmt = masks.update(cell.fmt or {}, new, _both_colors(below))
        changes["fmt"] = _pruned(fmt) or None
    for key, part in _PLAIN_PARTS.items():
        whole = mask is None or mask.get(key, mask.get("*")) is None or key.endswith("Runs")
        if masks.has(mask, key) and whole:
            # A list is replaced as a whole, also where a mask leads into it (gspread-formatting).
            changes[part] = data.get(key) or None
        elif mask is not None and isinstance(mask.get(key), dict):
            old = getattr(cell, part) or {}
            changes[part] = masks.update(old, data.get(key) or {}, mask[key]) or None
    if not changes:
        return cell
    conditions.check_validation(changes.get("validation"))
    new = cell.but(**changes)
    if changes.get("chips"):
        _require_placeholders(new)
    return new


def _require_placeholders(cell: Cell) -> None:
    """Refuse chips that do not stand at an `@` of the text (documented); counts UTF-16 units."""
    text = cell.value.encode("utf-16-le") if isinstance(cell.value, str) else b""
    for run in cell.chips or ():
        at = 2 * run.get("startIndex", 0)
        if run.get("chip") and text[at : at + 2] != b"@\0":
            raise invalid("chipRuns must be placed at '@' characters of the cell's text.")


def _both_colors(mask: Mask) -> Mask:
    """A mask of a format in which each colour also stands under its other name."""
    if mask is None:
        return None
    out = {key: _both_colors(below) for key, below in mask.items()}
    for plain in ("backgroundColor", "foregroundColor"):
        if plain in out or f"{plain}Style" in out:
            out[plain] = out[f"{plain}Style"] = None
    return out


def _pruned(value: Any) -> Any:
    """A format without empty objects inside; a black colour is an empty object and stays."""
    if not isinstance(value, dict):
        return value
    return {
        key: new
        for key, item in value.items()
        if (new := _pruned(item)) != {} or key.lower().endswith(("color", "colorstyle"))
    }


def update_cells(edit: Edit, request: Json) -> None:
    """`updateCells`: rows of cells from a place on, or all of a range (documented)."""
    mask = masks.of(request, "CellData")
    rows = request.get("rows", [])
    if "start" in request:
        start = request["start"]
        sheet = edit.book.sheet(start.get("sheetId", 0))
        top, left = start.get("rowIndex", 0), start.get("columnIndex", 0)
        width = max((len(row.get("values", ())) for row in rows), default=0)
        box = Box(top, left, top + len(rows), left + width)
        _require_inside(sheet, box)
        if not width:
            return
    elif "range" in request:
        sheet, box = edit.book.box_of(request["range"])
        if len(rows) > box.height or any(len(r.get("values", ())) > box.width for r in rows):
            raise invalid("The rows hold more cells than the range.")
    else:
        raise invalid("Must specify either start or range.")
    edit.writing(sheet, box)
    covers = "range" in request

    def change(row: int, column: int, cell: Cell) -> Cell:
        line = rows[row - box.top].get("values", ()) if row - box.top < len(rows) else ()
        place = column - box.left
        if place < len(line):
            return updated(cell, line[place], mask)
        return updated(cell, {}, mask) if covers and cell is not EMPTY else cell

    sheet.change(box, change)


def _require_inside(sheet: Sheet, box: Box) -> None:
    if box.top < 0 or box.left < 0:
        raise invalid("start must not be negative.")
    if box.bottom > sheet.row_count or box.right > sheet.column_count:
        raise invalid(
            f"Attempting to write column: {box.right - 1}, beyond the last requested column of: "
            f"{sheet.column_count - 1}"
            if box.right > sheet.column_count
            else f"Attempting to write row: {box.bottom - 1}, beyond the last requested row of: "
            f"{sheet.row_count - 1}"
        )


def repeat_cell(edit: Edit, request: Json) -> None:
    """`repeatCell`: one cell all over a range; references in a formula move along."""
    mask = masks.of(request, "CellData")
    sheet, box = edit.book.box_of(request.get("range", {}))
    data = request.get("cell", {})
    formula = data.get("userEnteredValue", {}).get("formulaValue")
    edit.writing(sheet, box)

    def change(row: int, column: int, cell: Cell) -> Cell:
        if formula is None:
            return updated(cell, data, mask)
        text = moved(formula, row - box.top, column - box.left)
        return updated(cell, {**data, "userEnteredValue": {"formulaValue": text}}, mask)

    empties = updated(EMPTY, data, mask) == EMPTY
    sheet.change(box, change, blank=not empties)


def append_cells(edit: Edit, request: Json) -> None:
    """`appendCells`: rows behind the last row that holds anything; the grid grows as needed."""
    if request.get("tableId"):
        raise not_implemented("tableId in appendCells")
    mask = masks.of(request, "CellData")
    sheet = edit.book.sheet(request.get("sheetId", 0))
    rows = request.get("rows", [])
    top = len(sheet.rows)
    while top and not sheet.rows[top - 1]:
        top -= 1
    width = max((len(row.get("values", ())) for row in rows), default=0)
    height, breadth = max(sheet.row_count, top + len(rows)), max(sheet.column_count, width)
    edit.book.require_room(height * breadth - sheet.row_count * sheet.column_count)
    if rows and width:
        edit.writing(sheet, Box(top, 0, top + len(rows), width))
    sheet.grow(height, breadth)
    for offset, row in enumerate(rows):
        cells = {i: updated(EMPTY, data, mask) for i, data in enumerate(row.get("values", ()))}
        if cells:
            sheet.put(top + offset, cells)


def set_data_validation(edit: Edit, request: Json) -> None:
    """`setDataValidation`: a rule for a range, or none; not for rows that a filter hides."""
    sheet, box = edit.book.box_of(request.get("range", {}))
    rule = {key: item for key, item in request.get("rule", {}).items() if item is not False} or None
    conditions.check_validation(rule)
    if any(typed.meets(box) for typed in _typed_columns(edit, sheet)):
        raise invalid("This operation is not allowed on cells in typed columns.")  # reported
    edit.writing(sheet, box)
    hidden = {row for row, meta in sheet.row_meta.items() if meta.get("hiddenByFilter")}
    if request.get("filteredRowsIncluded"):
        hidden = set()

    def change(row: int, _column: int, cell: Cell) -> Cell:
        return cell if row in hidden else cell.but(validation=rule)

    sheet.change(box, change, blank=rule is not None)


def _typed_columns(edit: Edit, sheet: Sheet) -> Iterator[Box]:
    """The columns of tables that have a type."""
    for table in sheet.objects.get("tables", ()):
        area = edit.book.box_of(table["range"])[1]
        for column in table.get("columnProperties", ()):
            if column.get("columnType", "COLUMN_TYPE_UNSPECIFIED") != "COLUMN_TYPE_UNSPECIFIED":
                left = area.left + column.get("columnIndex", 0)
                yield Box(area.top, left, area.bottom, left + 1)


def update_borders(edit: Edit, request: Json) -> None:
    """`updateBorders`: lines around and inside a range."""
    sheet, box = edit.book.box_of(request.get("range", {}))
    edit.writing(sheet, box)
    sides: tuple[tuple[str, str, Callable[[int, int], bool]], ...] = (
        ("top", "top", lambda r, _c: r == box.top),
        ("bottom", "bottom", lambda r, _c: r == box.bottom - 1),
        ("left", "left", lambda _r, c: c == box.left),
        ("right", "right", lambda _r, c: c == box.right - 1),
        ("innerHorizontal", "top", lambda r, _c: r > box.top),
        ("innerHorizontal", "bottom", lambda r, _c: r < box.bottom - 1),
        ("innerVertical", "left", lambda _r, c: c > box.left),
        ("innerVertical", "right", lambda _r, c: c < box.right - 1),
    )

    lines = [
        (side, applies, None if line.get("style", "NONE") == "NONE" else normalised(line))
        for name, side, applies in sides
        if (line := request.get(name)) is not None
    ]

    def change(row: int, column: int, cell: Cell) -> Cell:
        borders = dict((cell.fmt or {}).get("borders", {}))
        for side, applies, line in lines:
            if applies(row, column):
                if line is None:
                    borders.pop(side, None)
                else:
                    borders[side] = line
        fmt = {key: item for key, item in (cell.fmt or {}).items() if key != "borders"}
        return cell.but(fmt={**fmt, **({"borders": borders} if borders else {})} or None)

    sheet.change(box, change)


HANDLERS = {
    "appendCells": append_cells,
    "repeatCell": repeat_cell,
    "setDataValidation": set_data_validation,
    "updateBorders": update_borders,
    "updateCells": update_cells,
}
