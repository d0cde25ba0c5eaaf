"""Cells that are worked out from others: text in columns, and series that go on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cocsheets.sandbox.errors import bounded, invalid, not_implemented
from cocsheets.sandbox.formulas.cell_values import is_number
from cocsheets.sandbox.formulas.syntax import moved
from cocsheets.sandbox.sheets.a1 import Box
from cocsheets.sandbox.sheets.cells import EMPTY, Cell, Formula, number

if TYPE_CHECKING:
    from cocsheets.sandbox.sheets.edit import Edit
    from cocsheets.sandbox.sheets.sheet import Sheet

Json = dict[str, Any]
_UNSPECIFIED = "DELIMITER_TYPE_UNSPECIFIED"
_DELIMITERS = {"COMMA": ",", "SEMICOLON": ";", "PERIOD": ".", "SPACE": " "}


def text_to_columns(edit: Edit, request: Json) -> None:
    """`textToColumns`: what stands between delimiters, each in a cell of its own to the right."""
    sheet, box = edit.book.box_of(request.get("source", {}))
    if box.width != 1:
        raise invalid("The source must span exactly one column.")
    kind = request.get("delimiterType", _UNSPECIFIED)
    if kind == _UNSPECIFIED:
        raise invalid("delimiterType must be specified.")
    texts = {r: c.value for r, _, c in sheet.walk(box) if isinstance(c.value, str)}
    mark = request.get("delimiter", "") if kind == "CUSTOM" else _DELIMITERS.get(kind, "")
    if kind == "CUSTOM" and not mark:
        raise invalid("delimiter must be specified for CUSTOM.")
    mark = mark or _detected(list(texts.values()))
    parts = {row: _split(text, mark) for row, text in texts.items()}
    width = max(map(len, parts.values()), default=1)
    if width > 1:
        edit.book.require_room(max(0, box.left + width - sheet.column_count) * sheet.row_count)
        sheet.grow(sheet.row_count, box.left + width)
    edit.writing(sheet, Box(box.top, box.left, box.bottom, box.left + width))
    for row, found in parts.items():
        if len(found) > 1:
            cells = {
                column: edit.entered(sheet.cell(row, column) or EMPTY, text, raw=False)
                for column, text in enumerate(found, box.left)
            }
            sheet.put(row, cells)


def _detected(texts: list[str]) -> str:
    """The delimiter that most of the texts have (which one Google takes is unverified)."""
    counts = {mark: sum(mark in text for text in texts) for mark in (",", ";", ".", " ")}
    return max(counts, key=lambda mark: counts[mark])


def _split(text: str, mark: str) -> list[str]:
    return [part.strip() for part in re.split(re.escape(mark) + ("+" if mark == " " else ""), text)]


def auto_fill(edit: Edit, request: Json) -> None:
    """`autoFill`: numbers and dates go on evenly, formulas move along, the rest is repeated."""
    if request.get("useAlternateSeries"):
        raise not_implemented("useAlternateSeries in autoFill")
    if "sourceAndDestination" in request:
        wanted = request["sourceAndDestination"]
        sheet, source = edit.book.box_of(wanted.get("source", {}))
        if wanted.get("dimension") not in ("ROWS", "COLUMNS"):
            raise invalid("sourceAndDestination.dimension must be specified.")
        rows, length = wanted["dimension"] == "ROWS", wanted.get("fillLength", 0)
    elif "range" in request:
        sheet, box = edit.book.box_of(request["range"])
        rows, source = True, _filled_part(sheet, box)
        length = box.bottom - source.bottom
    else:
        raise invalid("Must specify a range or a sourceAndDestination.")
    target = _beside(source, length, rows=rows)
    if not sheet.box.covers(target):
        raise invalid("The destination does not fit on the sheet.")
    bounded(target.height * target.width)
    if not target.height or not target.width:
        return
    edit.writing(sheet, target)
    lines = range(source.left, source.right) if rows else range(source.top, source.bottom)
    for line in lines:
        _fill_line(sheet, source, target, line, rows=rows)


def _filled_part(sheet: Sheet, box: Box) -> Box:
    """The rows at the top of a range that hold something."""
    last = max((row for row, _, cell in sheet.walk(box) if cell.value is not None), default=None)
    if last is None:
        raise invalid("There is nothing in the range to fill from.")
    return Box(box.top, box.left, last + 1, box.right)


def _beside(source: Box, length: int, *, rows: bool) -> Box:
    start, end = (source.top, source.bottom) if rows else (source.left, source.right)
    first, last = (end, end + length) if length >= 0 else (start + length, start)
    if rows:
        return Box(first, source.left, last, source.right)
    return Box(source.top, first, source.bottom, last)


def _fill_line(sheet: Sheet, source: Box, target: Box, line: int, *, rows: bool) -> None:
    start, end = (source.top, source.bottom) if rows else (source.left, source.right)
    places = range(target.top, target.bottom) if rows else range(target.left, target.right)
    known = [sheet.cell(*((at, line) if rows else (line, at))) or EMPTY for at in range(start, end)]
    step = _step(known)
    for at in places:
        origin = start + (at - start) % (end - start)
        cell = known[origin - start]
        if isinstance(cell.value, Formula):
            down, across = (at - origin, 0) if rows else (0, at - origin)
            cell = cell.but(value=Formula(moved(cell.value.text, down, across)))
        elif step is not None and is_number(known[0].value):
            first: Any = known[0].value
            cell = cell.with_value(number(first + step * (at - start)))
        sheet.put(*((at, {line: cell}) if rows else (line, {at: cell})))


def _step(known: list[Cell]) -> float | None:
    """How much each number is above the one before, if all are; a lone date goes on by days."""
    values: list[Any] = [cell.value for cell in known]
    if not all(is_number(value) for value in values):
        return None
    if len(values) == 1:
        kind = ((known[0].fmt or {}).get("numberFormat") or {}).get("type")
        return 1 if kind in ("DATE", "DATE_TIME") else None
    return float(values[-1] - values[0]) / (len(values) - 1)


HANDLERS = {"autoFill": auto_fill, "textToColumns": text_to_columns}
