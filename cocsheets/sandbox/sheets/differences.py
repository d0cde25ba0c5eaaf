"""How one content differs from the one before it, as JSON. Knows rows, not where they are stored.

Rows are replaced and never changed, so that a row which both contents hold is the very same
object: finding out what differs costs a look at each row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocsheets.sandbox.sheets import cells
from cocsheets.sandbox.sheets.sheet import Row, Sheet
from cocsheets.sandbox.sheets.spreadsheet import Spreadsheet

if TYPE_CHECKING:
    from collections.abc import Sequence

Json = dict[str, Any]
Splice = tuple[int, int, list[list[Any]]]
"""From a row on, so many rows of before are replaced by these."""


def between(before: Spreadsheet | None, after: Spreadsheet) -> Json:
    """What makes `after` of `before`; all of it where there is nothing before."""
    old = {sheet.id: sheet.rows for sheet in before.sheets} if before else {}
    parts = [
        {**sheet.head(), "splices": _splices(old.get(sheet.id, ()), sheet.rows)}
        for sheet in after.sheets
    ]
    return {**after.head(), "sheets": parts}


def applied(before: Spreadsheet | None, difference: Json) -> Spreadsheet:
    """The content that `between` was given as `after`."""
    old = {sheet.id: sheet.rows for sheet in before.sheets} if before else {}
    sheets = []
    for part in difference["sheets"]:
        sheet = Sheet.from_head(part)
        sheet.rows = list(old.get(sheet.id, ()))
        for start, count, lines in reversed(part["splices"]):
            rows = [tuple(cells.from_json(cell) for cell in line) for line in lines]
            sheet.rows[start : start + count] = rows
        sheets.append(sheet)
    return Spreadsheet.from_head(difference, sheets)


def _splices(old: Sequence[Row], new: Sequence[Row]) -> list[Splice]:
    """What is the same at both ends stays. Between them, rows of equal number are compared one by
    one, and others are replaced as a whole."""
    most = min(len(old), len(new))
    start = next((i for i in range(most) if old[i] is not new[i]), most)
    tail = next((i for i in range(most - start) if old[-1 - i] is not new[-1 - i]), most - start)
    if len(old) != len(new):
        return [_splice(start, len(old) - tail - start, new[start : len(new) - tail])]
    found: list[Splice] = []
    at, end = start, len(new) - tail
    while at < end:
        stop = at
        while stop < end and old[stop] is not new[stop]:
            stop += 1
        if stop > at:
            found.append(_splice(at, stop - at, new[at:stop]))
        at = stop + 1
    return found


def _splice(start: int, count: int, rows: Sequence[Row]) -> Splice:
    return start, count, [[cells.to_json(cell) for cell in row] for row in rows]
