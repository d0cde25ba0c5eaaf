"""A spreadsheet in memory as a `SheetStore`, for runs by the hundred with rows on the move.

Knows the few edits that rosters and ledgers need, and refuses others.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cocsheets.errors import RejectedError
from cocsheets.plans.edits import (
    AddWorksheet,
    AppendRows,
    MoveClaim,
    ReplaceAnywhere,
    WriteValue,
)
from cocsheets.records.table import Metadata, Row, Spreadsheet, Value, Worksheet

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cocsheets.plans.edits import Edit

Cells = list[list[Value]]


@dataclass
class MemorySheet:
    """Worksheets as lists of rows, by gid. `before` and `after` run around the n-th write."""

    sheets: dict[int, Cells]
    titles: dict[int, str]
    metadata: dict[int, Metadata] = field(default_factory=dict)
    writes: list[Sequence[Edit]] = field(default_factory=list)
    before: dict[int, Callable[[MemorySheet], None]] = field(default_factory=dict)
    after: dict[int, Callable[[MemorySheet], None]] = field(default_factory=dict)

    def read(self, *, formats: bool = False) -> Spreadsheet:
        """See `SheetReader`."""
        return Spreadsheet(
            "sheet",
            "CoC records",
            "Europe/Berlin",
            "en_GB",
            tuple(self._worksheet(n, gid) for n, gid in enumerate(self.sheets)),
            tuple(self.metadata.values()),
            read_at="2026-04-02T10:00:00+00:00",
        )

    shown = None
    """See `SheetWriter`: its answers show nothing."""

    def write(self, edits: Sequence[Edit], *, show: bool = False) -> tuple[int, ...]:
        """See `SheetWriter`: all or nothing."""
        self.writes.append(edits)
        number = len(self.writes)
        if hook := self.before.get(number):
            hook(self)
        kept = copy.deepcopy((self.sheets, self.titles, self.metadata))
        try:
            hits = tuple(self._edit(edit) for edit in edits)
        except RejectedError:
            self.sheets, self.titles, self.metadata = kept
            raise
        if hook := self.after.get(number):
            hook(self)
        return hits

    def _worksheet(self, index: int, gid: int) -> Worksheet:
        rows = (Row(n, _trimmed(cells)) for n, cells in enumerate(self.sheets[gid], 1))
        filled = tuple(row for row in rows if row.values)
        return Worksheet(self.titles[gid], gid, index, filled)

    def _edit(self, edit: Edit) -> int:
        match edit:
            case MoveClaim():
                if edit.new_id in self.metadata:
                    raise RejectedError("the id is taken")
                self.metadata.pop(edit.old_id or 0, None)
                self.metadata[edit.new_id] = Metadata(edit.new_id, edit.key, edit.value)
            case AddWorksheet():
                self.sheets[edit.sheet_id] = [list(edit.header)]
                self.titles[edit.sheet_id] = edit.title
            case AppendRows():
                self.sheets[edit.sheet_id] += [list(row) for row in edit.rows]
            case WriteValue():
                cells = self.sheets[edit.sheet_id]
                cells.extend([] for _ in range(edit.row + 1 - len(cells)))
                row = cells[edit.row]
                row.extend([None] * (edit.column + 1 - len(row)))
                row[edit.column] = edit.value
            case ReplaceAnywhere():
                hits = 0
                for row in self.sheets[edit.sheet_id]:
                    hits += row.count(edit.find)
                    row[:] = [edit.replacement if v == edit.find else v for v in row]
                return hits
            case _:
                raise AssertionError(f"no {type(edit).__name__} here")
        return 0


def _trimmed(cells: list[Value]) -> tuple[Value, ...]:
    values = list(cells)
    while values and values[-1] is None:
        values.pop()
    return tuple(values)
