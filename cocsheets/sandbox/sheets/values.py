"""The values calls' rules: reading a range, writing one, finding where to append."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cocsheets.sandbox.errors import invalid
from cocsheets.sandbox.formulas.cell_values import ErrorValue
from cocsheets.sandbox.sheets import a1, structure
from cocsheets.sandbox.sheets.a1 import Box
from cocsheets.sandbox.sheets.cells import EMPTY, Cell, Formula
from cocsheets.sandbox.sheets.numberformat import DATE_TYPES

if TYPE_CHECKING:
    from cocsheets.sandbox.sheets.cell_view import CellView
    from cocsheets.sandbox.sheets.edit import Edit
    from cocsheets.sandbox.sheets.sheet import Sheet

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Options:
    """How values are read: render options and major dimension, in Google's words."""

    render: str = "FORMATTED_VALUE"
    dates: str = "SERIAL_NUMBER"
    major: str = "ROWS"


def read(cells: CellView, sheet: Sheet, box: Box, options: Options) -> Json:
    """A ValueRange: what is empty at the end of rows and of the range is left out (recorded)."""
    results = cells.results
    spilled_rows, spilled_columns = results.spilled_extent(sheet)
    bottom = min(box.bottom, max(len(sheet.rows), spilled_rows))
    rows: list[list[Any]] = []
    for row in range(box.top, bottom):
        width = len(sheet.rows[row]) if row < len(sheet.rows) else 0
        right = min(box.right, max(width, spilled_columns))
        rows.append(_row(cells, sheet, row, range(box.left, right), options))
    if options.major == "COLUMNS":
        rows = [
            [row[column] if column < len(row) else "" for row in rows]
            for column in range(max(map(len, rows), default=0))
        ]
    for values in rows:
        while values and values[-1] == "" and type(values[-1]) is str:
            values.pop()
    while rows and not rows[-1]:
        rows.pop()
    out: Json = {"range": a1.write(sheet.title, box), "majorDimension": options.major}
    if rows:
        out["values"] = rows
    return out


def _row(cells: CellView, sheet: Sheet, row: int, columns: range, options: Options) -> list[Any]:
    """One row's values. Plain text, as most cells hold, is what it is however it is asked for."""
    line = sheet.rows[row] if row < len(sheet.rows) else ()
    out: list[Any] = []
    for column in columns:
        cell = line[column] if column < len(line) else None
        if cell is not None and type(cell.value) is str and not cell.fmt:
            out.append(cell.value)
        else:
            out.append(_one(cells, sheet, row, column, options))
    return out


def _one(cells: CellView, sheet: Sheet, row: int, column: int, options: Options) -> Any:
    if options.render == "FORMATTED_VALUE":
        return cells.shown(sheet, row, column)
    if options.render == "FORMULA":
        cell = sheet.cell(row, column)
        if cell is not None and type(cell.value) is Formula:
            return cell.value.text
    value = cells.results.value(sheet, row, column)
    if value is None:
        return ""
    if isinstance(value, ErrorValue):
        return value.text
    if type(value) in (int, float) and options.dates == "FORMATTED_STRING":
        shape = cells.number_format(sheet, row, column)
        if shape is not None and shape.get("type") in DATE_TYPES:
            return cells.shown(sheet, row, column)
    return value


@dataclass(slots=True)
class Written:
    """What a write did: the range it covered and the cells it set."""

    sheet: Sheet
    box: Box
    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    cells: int = 0

    def reply(self, spreadsheet_id: str) -> Json:
        """UpdateValuesResponse; zero counts are left out."""
        counts = {
            "updatedRows": len(self.rows),
            "updatedColumns": len(self.columns),
            "updatedCells": self.cells,
        }
        return {
            "spreadsheetId": spreadsheet_id,
            "updatedRange": a1.write(self.sheet.title, self.box),
            **{name: count for name, count in counts.items() if count},
        }


def as_rows(values: list[Any], major: str) -> list[list[Any]]:
    """The values row by row, whatever way they came; refuses what is no scalar."""
    for r, row in enumerate(values):
        for c, value in enumerate(row):
            if isinstance(value, (list, dict)):
                kind = "list_value" if isinstance(value, list) else "struct_value"
                raise invalid(f"Invalid values[{r}][{c}]: {kind} {_proto(value)}")
    if major != "COLUMNS":
        return values
    height = max(map(len, values), default=0)
    return [[column[i] if i < len(column) else None for column in values] for i in range(height)]


def _proto(value: Any) -> str:
    """A value the way Google prints it in that refusal."""
    if isinstance(value, list):
        return "{\n" + "".join(f"  values {_proto(item)}\n" for item in value) + "}\n"
    if isinstance(value, str):
        return f"{{\n    string_value: {json.dumps(value)}\n  }}"
    if isinstance(value, dict):
        return "{\n" + "".join(f'  fields {{\n    key: "{key}"\n  }}\n' for key in value) + "}\n"
    name = "bool_value" if isinstance(value, bool) else "number_value"
    return f"{{\n    {name}: {json.dumps(value)}\n  }}"


def write(edit: Edit, text: str, values: list[Any], major: str, *, raw: bool) -> Written:
    """Put values in a range; a single cell is where they begin, a larger range holds them all.

    Raises:
        ApiError: 400 for more than the range holds, or what lies outside the grid.
    """
    sheet, box = edit.book.read_range(text)
    rows = as_rows(values, major)
    height, width = len(rows), max(map(len, rows), default=0)
    if box.height * box.width > 1:
        if height > box.height:
            raise invalid(
                f"Requested writing within range [{text}], but tried writing to row "
                f"[{box.bottom + 1}]"
            )
        if width > box.width:
            raise invalid(
                f"Requested writing within range [{text}], but tried writing to column "
                f"[{a1.letters(box.right)}]"
            )
    return put(edit, sheet, box.top, box.left, rows, raw=raw)


def put(
    edit: Edit, sheet: Sheet, top: int, left: int, rows: list[list[Any]], *, raw: bool
) -> Written:
    """Put rows of values from a cell on; null leaves a cell as it is (recorded)."""
    height, width = len(rows), max(map(len, rows), default=0)
    box = Box(top, left, top + max(height, 1), left + max(width, 1))
    if box.bottom > sheet.row_count or box.right > sheet.column_count:
        raise invalid(
            f"Range ({a1.write(sheet.title, box)}) exceeds grid limits. "
            f"Max rows: {sheet.row_count}, max columns: {sheet.column_count}"
        )
    written = Written(sheet, box)
    if not width:
        return written
    edit.writing(sheet, box)
    for offset, row in enumerate(rows):
        changes: dict[int, Cell] = {}
        for column, value in enumerate(row, left):
            if value is not None:
                old = sheet.cell(top + offset, column) or EMPTY
                changes[column] = edit.entered(old, value, raw=raw)
        if changes:
            sheet.put(top + offset, changes)
            written.rows.add(top + offset)
            written.columns |= changes.keys()
            written.cells += len(changes)
    return written


def clear(edit: Edit, text: str) -> str:
    """Empty the cells of a range, keeping formats, notes and rules; the range as answered."""
    sheet, box = edit.book.read_range(text)
    edit.writing(sheet, box)
    sheet.change(box, lambda _row, _column, cell: cell.with_value(None), blank=False)
    return a1.write(sheet.title, box)


def table_in(edit: Edit, sheet: Sheet, box: Box) -> Box | None:
    """The last table in a range, to whose end values are appended (documented, recorded).

    A table is a block of cells that hang together, corners included, filled out to a rectangle.
    A range that meets none of a table's cells does not find it.
    """
    last = _last_filled(edit, sheet, box)
    return None if last is None else _block(edit, sheet, *last)


def _filled(edit: Edit, sheet: Sheet, row: int, column: int) -> bool:
    if row < 0 or column < 0:
        return False
    return edit.results().value(sheet, row, column) is not None


def _last_filled(edit: Edit, sheet: Sheet, box: Box) -> tuple[int, int] | None:
    rows, columns = edit.results().spilled_extent(sheet)
    for row in range(min(box.bottom, max(len(sheet.rows), rows)) - 1, box.top - 1, -1):
        width = len(sheet.rows[row]) if row < len(sheet.rows) else 0
        for column in range(min(box.right, max(width, columns)) - 1, box.left - 1, -1):
            if _filled(edit, sheet, row, column):
                return row, column
    return None


def _block(edit: Edit, sheet: Sheet, row: int, column: int) -> Box:
    """The rectangle around a cell, grown while any cell that touches it is filled."""
    top, left, bottom, right = row, column, row + 1, column + 1
    grown = True
    while grown:
        grown = False
        across = range(left - 1, right + 1)
        if any(_filled(edit, sheet, bottom, c) for c in across):
            bottom, grown = bottom + 1, True
        if any(_filled(edit, sheet, top - 1, c) for c in across):
            top, grown = top - 1, True
        down = range(top - 1, bottom + 1)
        if any(_filled(edit, sheet, r, right) for r in down):
            right, grown = right + 1, True
        if any(_filled(edit, sheet, r, left - 1) for r in down):
            left, grown = left - 1, True
    return Box(top, left, bottom, right)


def append(
    edit: Edit, text: str, values: list[Any], major: str, *, raw: bool, insert_rows: bool
) -> tuple[str | None, Written]:
    """Put values behind the table in a range: the table as answered, and what was written.

    The grid grows where it has to.
    """
    sheet, box = edit.book.read_range(text)
    rows = as_rows(values, major)
    table = table_in(edit, sheet, box)
    top, left = (table.bottom, table.left) if table else (box.top, box.left)
    height, width = len(rows), max(map(len, rows), default=0)
    if insert_rows and height and top < sheet.row_count:
        edit.book.require_room(height * sheet.column_count)
        like = top - 1 if table else None
        structure.insert(edit.book, sheet, "ROWS", top, height, like=like)
        edit.touched = True
    bottom, right = max(sheet.row_count, top + height), max(sheet.column_count, left + width)
    if (bottom, right) != (sheet.row_count, sheet.column_count):
        edit.book.require_room(bottom * right - sheet.row_count * sheet.column_count)
        sheet.grow(bottom, right)
    written = put(edit, sheet, top, left, rows, raw=raw)
    return (a1.write(sheet.title, table) if table else None), written
