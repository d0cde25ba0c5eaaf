"""A spreadsheet in memory as a `SheetStore`, for runs by the hundred with rows on the move.

Knows the few edits that rosters and ledgers need, and refuses others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cocsheets.data import replace
from cocsheets.errors import RejectedError
from cocsheets.plans.edits import (
    AddWorksheet,
    AppendRows,
    ClearExtras,
    MoveClaim,
    ReplaceAnywhere,
    ReplaceText,
    RestoreExtras,
    WriteValue,
)
from cocsheets.records.table import (
    NOTHING,
    Extras,
    Metadata,
    Protection,
    Row,
    Spreadsheet,
    Value,
    Worksheet,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cocsheets.plans.edits import Edit

Cells = list[list[Value]]
DATE = {"type": "DATE"}
PARTS = ("note", "link", "runs", "validation")
"""What is restored to a cell."""


@dataclass
class MemorySheet:
    """Worksheets as lists of rows, by gid. `before` and `after` run around the n-th write.

    What is attached to cells goes with the list that is their row.
    """

    sheets: dict[int, Cells]
    titles: dict[int, str]
    metadata: dict[int, Metadata] = field(default_factory=dict)
    writes: list[Sequence[Edit]] = field(default_factory=list)
    before: dict[int, Callable[[MemorySheet], None]] = field(default_factory=dict)
    after: dict[int, Callable[[MemorySheet], None]] = field(default_factory=dict)
    extras: dict[int, dict[int, Extras]] = field(default_factory=dict)
    """By `id` of the row and 0-based column."""
    protections: tuple[Protection, ...] = ()
    finds: bool = True
    """Whether conditional replacement finds anything."""
    answers: bool = False
    """Whether an answer shows the spreadsheet, where that is asked for."""
    guard: Callable[[Edit], bool] = lambda _edit: False
    """Whether an edit is refused, as one of a protected cell."""
    shown: Spreadsheet | None = None
    """See `SheetWriter`."""

    def read(self, *, formats: bool = False) -> Spreadsheet:
        """See `SheetReader`."""
        return self._reading()

    def _reading(self) -> Spreadsheet:
        return Spreadsheet(
            "sheet",
            "CoC records",
            "Europe/Berlin",
            "en_GB",
            tuple(self._worksheet(n, gid) for n, gid in enumerate(self.sheets)),
            tuple(self.metadata.values()),
            read_at="2026-04-02T10:00:00+00:00",
        )

    def write(self, edits: Sequence[Edit], *, show: bool = False) -> tuple[int, ...]:
        """See `SheetWriter`: all or nothing."""
        self.writes.append(edits)
        number = len(self.writes)
        if hook := self.before.get(number):
            hook(self)
        kept = [
            (gid, rows, [(row, list(row)) for row in rows]) for gid, rows in self.sheets.items()
        ]
        metadata = dict(self.metadata)
        hits: list[int] = []
        try:
            for edit in edits:
                self._refuse(edit)
                hits.append(self._edit(edit))
        except RejectedError as error:
            error.edit = len(hits)
            self.metadata, self.sheets = metadata, {}
            for gid, rows, values in kept:
                rows[:] = [row for row, _ in values]
                self.sheets[gid] = rows
                for row, cells in values:
                    row[:] = cells
            raise
        self.shown = self._reading() if show and self.answers else None
        if hook := self.after.get(number):
            hook(self)
        return tuple(hits)

    def _worksheet(self, index: int, gid: int) -> Worksheet:
        rows = (
            Row(n, _trimmed(cells), dict(self.extras.get(id(cells), {})))
            for n, cells in enumerate(self.sheets[gid], 1)
        )
        filled = tuple(row for row in rows if row.values or row.extras)
        return Worksheet(self.titles[gid], gid, index, filled, protections=self.protections)

    def extra(self, gid: int, row: int, column: int) -> Extras:
        """What is attached to the cell at a 0-based place."""
        return self.extras.get(id(self.sheets[gid][row]), {}).get(column, NOTHING)

    def attach(self, gid: int, row: int, column: int, extras: Extras) -> None:
        """Attach this, and nothing else, to the cell at a 0-based place."""
        found = self.extras.setdefault(id(self.sheets[gid][row]), {})
        found.pop(column, None)
        if extras != NOTHING:
            found[column] = extras

    def _cell(self, gid: int, row: int, column: int) -> list[Value]:
        """The row of a cell, made wide enough for it."""
        cells = self.sheets[gid]
        cells.extend([] for _ in range(row + 1 - len(cells)))
        cells[row].extend([None] * (column + 1 - len(cells[row])))
        return cells[row]

    def _refuse(self, edit: Edit) -> None:
        if self.guard(edit):
            raise RejectedError("protected", protected=True)

    def _write(self, edit: WriteValue) -> None:
        place = (edit.sheet_id, edit.row, edit.column)
        self._cell(*place)[edit.column] = edit.value
        kept = replace(self.extra(*place), formula=edit.formula, runs=(), chips=())
        if edit.as_date or edit.formatted:
            given = DATE if edit.as_date else edit.number_format
            kept = replace(kept, number_format=given)
        self.attach(*place, kept)

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
                self._write(edit)
            case ReplaceText():
                place = (edit.sheet_id, edit.row, edit.column)
                cells = self._cell(*place)
                if not self.finds or cells[edit.column] != edit.find or self.extra(*place).formula:
                    return 0
                cells[edit.column] = edit.replacement
                self.attach(*place, replace(self.extra(*place), runs=(), chips=()))
                return 1
            case ClearExtras():
                place = (edit.sheet_id, edit.row, edit.column)
                self._cell(*place)
                kept = self.extra(*place)
                self.attach(*place, replace(NOTHING, formula=kept.formula, chips=kept.chips))
            case RestoreExtras():
                place = (edit.sheet_id, edit.row, edit.column)
                self._cell(*place)
                parts: dict[str, Any] = {part: getattr(edit.extras, part) for part in PARTS}
                self.attach(*place, replace(self.extra(*place), **parts))
            case ReplaceAnywhere():
                hits = 0
                for row in self.sheets[edit.sheet_id] if self.finds else ():
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
