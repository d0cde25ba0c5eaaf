"""Steps of a batch: single edits with what they are about, and the marks that they leave.

Knows what each mark of a run stands for and where it stands in a reading. Must not know why a step
is taken. Texts that were erased live in memory here, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeAlias

from cocsheets.apply.original import OriginalSheet
from cocsheets.apply.originalrow import Written
from cocsheets.apply.rows import is_computed, with_value
from cocsheets.apply.targets import Target
from cocsheets.data import HiddenData, replace
from cocsheets.ledger import Line
from cocsheets.plans.edits import Edit
from cocsheets.plans.marks import marked, read_mark
from cocsheets.records.table import Spreadsheet, Value, Worksheet

Place: TypeAlias = tuple[int, int]
"""1-based row and 0-based column in the latest reading."""

Places: TypeAlias = Mapping[Place, int]
"""Where marks of this run stand."""


class Step(HiddenData, frozen=True):
    """An edit, and what it is about."""

    edit: Edit
    target: Target | None = None
    tries: tuple[Target, str] | None = None
    """Target and field that it tries to replace conditionally."""
    telling: bool = False
    """If it finds nothing though nothing moved, Google replaces nothing conditionally."""
    repairs: Place | None = None
    """Where it takes a mark off, or puts something back."""
    mark: int | None = None
    """The mark that it takes off or puts back conditionally."""
    writes: Written | None = None
    line: Line | None = None
    """What the ledger says of it, where the cell itself cannot."""


class Sent(HiddenData, frozen=True):
    """What one mark of this run stands for."""

    before: Value
    after: str
    plain: bool
    """Written plainly: what it overwrote need not be `before`."""


class Marks:
    """The marks of one run by their numbers."""

    def __init__(self, run: str) -> None:
        self.run = run
        self.sent: dict[int, Sent] = {}

    def new(self, before: Value, after: str, *, plain: bool) -> str:
        """The text to write, with a mark of its own."""
        number = len(self.sent) + 1
        self.sent[number] = Sent(before, after, plain)
        return self.text(number)

    def text(self, number: int) -> str:
        """What a cell reads that has this mark."""
        return marked(self.sent[number].after, self.run, number)

    def places(self, sheet: Worksheet) -> dict[Place, int]:
        """Where marks stand in a reading."""
        found = {}
        for row in sheet:
            for column, value in enumerate(row.values):
                mark = read_mark(value)
                if is_computed(row, column):  # it shows what another cell reads
                    continue
                if mark and mark.run == self.run and mark.number in self.sent:
                    found[row.number, column] = mark.number
        return found

    def undone(
        self,
        spreadsheet: Spreadsheet,
        sheet: Worksheet,
        cells: Collection[Place],
        places: Places,
        original: OriginalSheet,
    ) -> Spreadsheet:
        """A reading as it would be if this run had written nothing to some cells."""
        if not cells:
            return spreadsheet
        rows = {row.number: row for row in sheet}
        for number, column in cells:
            known, text = original.rows[number], original.rows[number].row.value(column)
            if column in known.lost and (number, column) in places:
                text = self.sent[places[number, column]].before
            rows[number] = with_value(rows[number], column, text)
        bare = replace(sheet, rows=tuple(rows.values()))
        sheets = tuple(bare if other is sheet else other for other in spreadsheet.worksheets)
        return replace(spreadsheet, worksheets=sheets)
