"""The plan for `cocsheets stats --publish`: a worksheet of a public spreadsheet, equal to a table.

Knows the cells that are wanted and those that are there. It is given finished figures, never
records, so that nothing identifying can get into the plan. Must not know Google.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from cocsheets.data import Data, Hidden
from cocsheets.errors import RefusedError
from cocsheets.plans.edits import AddWorksheet, Edit, Grow, WriteValue
from cocsheets.plans.plan import Plan
from cocsheets.records.table import Spreadsheet, Value, Worksheet, column_letters

WORKSHEET = "Statistics"
"""Title of the worksheet that is kept equal; the others are left alone."""
AS_OF = "As of "
"""How the one line begins that alone is no reason to write."""


class Publication(Data, frozen=True):
    """One step towards the table; a `Change` of a plan."""

    action: str
    """`add`: the worksheet. `grow`: its grid. `write` and `empty`: a cell."""
    address: str
    reason: str
    shows: str
    """What will stand there; it is public."""
    edits: Hidden[tuple[Edit, ...]]
    row: int | None = None
    """Row of the cell, 1-based."""

    def effect(self) -> tuple[str, ...]:
        """See `Change.effect`."""
        return (self.action, self.address, self.shows)

    def to_json(self) -> dict[str, Any]:
        """See `Change.to_json`."""
        return {"action": self.action, "address": self.address, "reason": self.reason}


def plan_publish(
    public: Spreadsheet, records_id: str, grid: Sequence[Sequence[str | float | None]]
) -> Plan:
    """What makes the worksheet read like the grid, whose first cell is its header.

    Raises RefusedError for the records' own spreadsheet, and for a worksheet of that title that
    holds something else.
    """
    if public.id == records_id:
        raise RefusedError(
            "This is the spreadsheet of the records; nothing is published there.",
            hint="Make a separate spreadsheet for the public, and give its key.",
        )
    found = next((s for s in public.worksheets if s.title.casefold() == WORKSHEET.casefold()), None)
    changes = tuple(_changes(public, found, grid))
    if all(change.shows.startswith(AS_OF) for change in changes):
        changes = ()  # Nothing but the day has changed.
    return Plan(public.id, "publish", changes)


def _changes(
    public: Spreadsheet, found: Worksheet | None, grid: Sequence[Sequence[str | float | None]]
) -> Iterator[Publication]:
    height, width = len(grid), max(map(len, grid), default=0)
    if found is None:
        header = tuple("" if value is None else str(value) for value in grid[0])
        sheet_id = max((sheet.sheet_id for sheet in public.worksheets), default=0) % 2**30 + 1
        add = AddWorksheet(sheet_id, WORKSHEET, header)
        grow = Grow(sheet_id, max(height, 100), max(width, 26))
        yield Publication("add", WORKSHEET, "there is no such worksheet yet", "", (add, grow))
    else:
        sheet_id = found.sheet_id
        _refuse_other(found)
        if found.row_count < height or found.column_count < width:
            edit = Grow(sheet_id, max(height, found.row_count), max(width, found.column_count))
            yield Publication("grow", found.title, "the table is larger", "", (edit,))
        height = max([height, *(row.number for row in found.rows)])
        width = max([width, *(len(row.values) for row in found.rows)])
    rows = {row.number: row for row in found} if found is not None else {}
    for line in range(height):
        row = rows.get(line + 1)
        for column in range(width):
            wanted = grid[line][column] if line < len(grid) and column < len(grid[line]) else None
            there = row.value(column) if row is not None else None
            formula = row is not None and row.extra(column).formula
            if (_same(wanted, there) and not formula) or (found is None and not line and wanted):
                continue
            shows = "" if wanted is None else str(wanted)
            yield Publication(
                "write" if shows else "empty",
                f"{WORKSHEET}!{column_letters(column)}{line + 1}",
                "the table says so" if shows else "nothing of the table is here",
                shows,
                (WriteValue(sheet_id, line, column, wanted),),
                line + 1,
            )


def _refuse_other(found: Worksheet) -> None:
    """A worksheet of our title is ours if it is blank, or says as of when it is true, as we do."""
    first = [row.value(0) for row in found]
    ours = any(isinstance(value, str) and value.startswith(AS_OF) for value in first)
    if not ours and not all(row.blank for row in found):
        raise RefusedError(
            f'The worksheet "{found.title}" there holds something else; it was left alone.',
            hint="Rename it, or give the key of another spreadsheet.",
        )


def _same(wanted: Value, there: Value) -> bool:
    return (wanted or None) == (there or None) if not _number(wanted, there) else wanted == there


def _number(*values: Value) -> bool:
    return any(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
