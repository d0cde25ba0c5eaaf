"""Rows and columns that are inserted, deleted or moved, and all that moves along with them:
cells, sizes, merges, ranges of every kind, metadata, and references in formulas.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cocsheets.sandbox.formulas import syntax
from cocsheets.sandbox.sheets.a1 import Box
from cocsheets.sandbox.sheets.cells import EMPTY, Cell, Formula
from cocsheets.sandbox.sheets.sheet import trimmed

if TYPE_CHECKING:
    from cocsheets.sandbox.formulas.syntax import Renumbering
    from cocsheets.sandbox.sheets.sheet import Sheet
    from cocsheets.sandbox.sheets.spreadsheet import Spreadsheet

Json = dict[str, Any]
ROWS = "ROWS"


@dataclass(frozen=True, slots=True)
class Inserted:
    """`count` new ones before `at`. A stretch that ends there does not grow."""

    at: int
    count: int

    def index(self, old: int) -> int | None:
        """The new place of one."""
        return old + self.count if old >= self.at else old

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """The new place of a stretch."""
        start = start + self.count if start >= self.at else start
        return start, (end + self.count if end > self.at else end)


@dataclass(frozen=True, slots=True)
class Deleted:
    """Those from `start` to `end` are gone."""

    start: int
    end: int

    def index(self, old: int) -> int | None:
        """The new place of one, None if it is gone."""
        if old < self.start:
            return old
        return None if old < self.end else old - (self.end - self.start)

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """The new place of a stretch, None if all of it is gone."""
        gone_before = max(0, min(start, self.end) - self.start)
        gone_in_all = max(0, min(end, self.end) - self.start)
        start, end = start - gone_before, end - gone_in_all
        return (start, end) if end > start else None


@dataclass(frozen=True, slots=True)
class Moved:
    """Those from `start` to `end` went before `to`, counted as before the move."""

    start: int
    end: int
    to: int

    def index(self, old: int) -> int | None:
        """The new place of one."""
        size = self.end - self.start
        if self.start <= old < self.end:
            return old + (self.to - self.start if self.to < self.start else self.to - self.end)
        if self.to <= old < self.start:
            return old + size
        return old - size if self.end <= old < self.to else old

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """The new place of a stretch: its two ends move, whatever lies between."""
        ends = sorted((self.index(start) or 0, self.index(end - 1) or 0))
        return ends[0], ends[1] + 1


def insert(
    book: Spreadsheet, sheet: Sheet, dimension: str, at: int, count: int, *, like: int | None
) -> None:
    """New rows or columns before `at`, formatted like the one at `like`."""
    if dimension == ROWS:
        if like is not None and at <= len(sheet.rows):
            pattern = sheet.rows[like] if like < len(sheet.rows) else ()
            blank = trimmed(_shell(cell) for cell in pattern)
            sheet.rows[at:at] = [blank] * count
        elif at < len(sheet.rows):
            sheet.rows[at:at] = [()] * count
        sheet.row_count += count
    else:
        for index, row in enumerate(sheet.rows):
            if at < len(row) or (like is not None and like < len(row)):
                shell = _shell(row[like]) if like is not None and like < len(row) else None
                sheet.rows[index] = trimmed((*row[:at], *[shell] * count, *row[at:]))
        sheet.column_count += count
    _renumber(book, sheet, dimension, Inserted(at, count))


def _shell(cell: Cell | None) -> Cell | None:
    """What a new cell takes from its neighbour: format and validation, no content."""
    if cell is None or (cell.fmt is None and cell.validation is None):
        return None
    return Cell(None, cell.fmt, None, cell.validation)


def delete(book: Spreadsheet, sheet: Sheet, dimension: str, start: int, end: int) -> None:
    """Rows or columns from `start` to `end` are gone."""
    if dimension == ROWS:
        del sheet.rows[start:end]
        sheet.row_count -= end - start
    else:
        sheet.rows = [trimmed((*row[:start], *row[end:])) for row in sheet.rows]
        sheet.column_count -= end - start
    _renumber(book, sheet, dimension, Deleted(start, end))


def move(book: Spreadsheet, sheet: Sheet, dimension: str, start: int, end: int, to: int) -> None:
    """Rows or columns from `start` to `end` go before `to`, counted as before the move."""
    if start <= to <= end:
        return
    landing = to if to < start else to - (end - start)
    if dimension == ROWS:
        sheet.rows += [()] * (max(end, to) - len(sheet.rows))
        block = sheet.rows[start:end]
        del sheet.rows[start:end]
        sheet.rows[landing:landing] = block
        while sheet.rows and not sheet.rows[-1]:
            sheet.rows.pop()
    else:
        width = max(end, to)
        for index, row in enumerate(sheet.rows):
            cells = list(row) + [None] * (width - len(row))
            block_cells = cells[start:end]
            del cells[start:end]
            cells[landing:landing] = block_cells
            sheet.rows[index] = trimmed(cells)
    _renumber(book, sheet, dimension, Moved(start, end, to))


def _renumber(book: Spreadsheet, sheet: Sheet, dimension: str, change: Renumbering) -> None:
    """Let everything that names rows or columns of this sheet follow."""
    rows = dimension == ROWS
    meta = sheet.row_meta if rows else sheet.column_meta
    kept = {new: item for old, item in meta.items() if (new := change.index(old)) is not None}
    if rows:
        sheet.row_meta = kept
    else:
        sheet.column_meta = kept
    sheet.merges = [box for old in sheet.merges if (box := _box(old, rows, change)) is not None]
    for name, items in sheet.objects.items():
        sheet.objects[name] = [
            x for item in items if (x := _ranges(item, sheet.id, rows, change)) is not None
        ]
    if sheet.basic_filter is not None:
        sheet.basic_filter = _ranges(sheet.basic_filter, sheet.id, rows, change)
    book.named_ranges = [
        x for item in book.named_ranges if (x := _ranges(item, sheet.id, rows, change)) is not None
    ]
    book.metadata = [
        x for item in book.metadata if (x := _ranges(item, sheet.id, rows, change)) is not None
    ]
    _formulas(book, sheet, change, rows=rows)


def _box(box: Box, rows: bool, change: Renumbering) -> Box | None:
    """A merge after the change; one of a single cell is none."""
    span = change.span(box.top, box.bottom) if rows else change.span(box.left, box.right)
    if span is None:
        return None
    new = (
        Box(span[0], box.left, span[1], box.right)
        if rows
        else Box(box.top, span[0], box.bottom, span[1])
    )
    return new if new.height * new.width > 1 else None


def _ranges(value: Any, sheet_id: int, rows: bool, change: Renumbering) -> Any:
    """An object with every range in it moved along; None if its own range is gone."""
    if isinstance(value, list):
        return [x for item in value if (x := _ranges(item, sheet_id, rows, change)) is not None]
    if not isinstance(value, dict):
        return value
    start, end = (
        ("startRowIndex", "endRowIndex") if rows else ("startColumnIndex", "endColumnIndex")
    )
    dimension = value.get("dimension")
    if dimension == (ROWS if rows else "COLUMNS") and "endIndex" in value:
        start, end = "startIndex", "endIndex"
    if end in value and value.get("sheetId", 0) == sheet_id:
        span = change.span(value.get(start, 0), value[end])
        return None if span is None else {**value, start: span[0], end: span[1]}
    out = {}
    for key, item in value.items():
        new = _ranges(item, sheet_id, rows, change) if isinstance(item, (dict, list)) else item
        if new is None and item is not None:
            return None
        out[key] = new
    return out


def _formulas(book: Spreadsheet, changed: Sheet, change: Renumbering, *, rows: bool) -> None:
    """Let references to the changed sheet follow."""
    for sheet in book.sheets:

        def applies(title: str | None, home: Sheet = sheet) -> bool:
            if title is None:
                return home is changed
            return title.casefold() == changed.title.casefold()

        rewrite_formulas(
            sheet, lambda text, a=applies: syntax.renumbered(text, a, change, rows=rows)
        )


def rewrite_formulas(sheet: Sheet, how: Any) -> None:
    """Put `how(text)` in place of every formula's text on a sheet."""
    for index, row in enumerate(sheet.rows):
        if any(cell is not None and type(cell.value) is Formula for cell in row):
            sheet.rows[index] = tuple(
                cell.but(value=Formula(how(cell.value.text)))
                if cell is not None and isinstance(cell.value, Formula)
                else cell
                for cell in row
            )


def rewrite_block(sheet: Sheet, box: Box, lines: list[list[Cell | None]]) -> None:
    """Put these lines of cells in a box, from its top; the rest of the box is empty."""
    for row in range(box.top, box.bottom):
        line: list[Cell | None] = lines[row - box.top] if row - box.top < len(lines) else []
        if not line and row >= len(sheet.rows):
            break
        full = line + [None] * (box.width - len(line))
        sheet.put(row, {box.left + i: cell or EMPTY for i, cell in enumerate(full)})
