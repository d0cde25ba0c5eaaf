"""Sorting and shuffling: contents move, rows do not."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from cocsheets.sandbox.errors import bounded, invalid
from cocsheets.sandbox.formulas.cell_values import ErrorValue, type_rank
from cocsheets.sandbox.formulas.syntax import moved
from cocsheets.sandbox.sheets import structure
from cocsheets.sandbox.sheets.cells import Cell, Formula

if TYPE_CHECKING:
    from cocsheets.sandbox.formulas.results import Results
    from cocsheets.sandbox.sheets.a1 import Box
    from cocsheets.sandbox.sheets.edit import Edit
    from cocsheets.sandbox.sheets.sheet import Sheet

Json = dict[str, Any]


def sort_range(edit: Edit, request: Json) -> None:
    """`sortRange`: numbers, texts, booleans, errors, and blanks always last; stable."""
    sheet, box = edit.book.box_of(request.get("range", {}))
    specs = request.get("sortSpecs", [])
    if not specs:
        raise invalid("Must specify at least one sort spec.")
    edit.writing(sheet, box)
    bounded(box.height)
    results = edit.results()
    order = list(range(box.top, box.bottom))
    for spec in reversed(specs):
        column = spec.get("dimensionIndex", 0)
        if not box.left <= column < box.right:
            raise invalid(f"sortSpecs.dimensionIndex[{column}] is outside of the range.")
        order = _sorted(results, sheet, order, column, spec.get("sortOrder") == "DESCENDING")
    _rearrange(edit, sheet, box, order)


def _sorted(results: Results, sheet: Sheet, rows: list[int], column: int, down: bool) -> list[int]:
    keyed = [(row, results.value(sheet, row, column)) for row in rows]
    filled = [item for item in keyed if item[1] is not None]
    blank = [row for row, value in keyed if value is None]
    filled.sort(key=lambda item: _key(item[1]), reverse=down)
    return [row for row, _ in filled] + blank


def _key(value: Any) -> tuple[int, Any]:
    if isinstance(value, ErrorValue):
        return 3, value.text
    return type_rank(value), value.casefold() if isinstance(value, str) else value


def _rearrange(edit: Edit, sheet: Sheet, box: Box, order: list[int]) -> None:
    """Put the rows' cells in this order; formulas move as if copied."""
    lines = []
    for target, source in enumerate(order, box.top):
        lines.append(
            [_moved(sheet.cell(source, c), target - source) for c in range(box.left, box.right)]
        )
    structure.rewrite_block(sheet, box, lines)
    while sheet.rows and not sheet.rows[-1]:
        sheet.rows.pop()
    if edit.settings.sort_moves_metadata:
        _move_metadata(
            edit, sheet, {source: target for target, source in enumerate(order, box.top)}
        )


def _moved(cell: Cell | None, rows: int) -> Cell | None:
    if cell is not None and rows and isinstance(cell.value, Formula):
        return cell.but(value=Formula(moved(cell.value.text, rows, 0)))
    return cell


def _move_metadata(edit: Edit, sheet: Sheet, places: dict[int, int]) -> None:
    """Let metadata of rows go with the rows' contents: what Google does is unverified."""
    new = []
    for item in edit.book.metadata:
        span = item["location"].get("dimensionRange")
        if span and span.get("sheetId", 0) == sheet.id and span["dimension"] == structure.ROWS:
            start = places.get(span["startIndex"], span["startIndex"])
            moved_span = {**span, "startIndex": start, "endIndex": start + 1}
            item = {**item, "location": {**item["location"], "dimensionRange": moved_span}}  # noqa: PLW2901
        new.append(item)
    edit.book.metadata = new


def randomize_range(edit: Edit, request: Json) -> None:
    """`randomizeRange`."""
    sheet, box = edit.book.box_of(request.get("range", {}))
    edit.writing(sheet, box)
    bounded(box.height)
    order = list(range(box.top, box.bottom))
    random.Random(edit.state.new_number()).shuffle(order)
    _rearrange(edit, sheet, box, order)


HANDLERS = {"randomizeRange": randomize_range, "sortRange": sort_range}
