"""What is remembered of one row, as it would be without this run, and of what was written where.

Knows rows and places. Must not know which row is which by now, nor why anything was written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from cocsheets.apply.rows import is_among, is_computed, rearranged, with_value
from cocsheets.data import HiddenData
from cocsheets.records.table import Extras, Row, Value


@dataclass(slots=True, repr=False)
class OriginalRow:
    """One row as it would stand without us, at its present place."""

    row: Row
    planned: dict[int, Value] = field(default_factory=dict)
    """What the plan would have in a column, by 0-based column."""
    cleared: set[int] = field(default_factory=set)
    """Columns from which the plan would clear what is attached."""
    hit: set[int] = field(default_factory=set)
    """Columns in which something of ours stands that is not accepted yet."""
    finished: set[int] = field(default_factory=set)
    """Columns in which the row is done: what was there is remembered until the run ends."""
    added: Counter[Value] | None = None
    """What this run added, where it added the row: then it would not be there at all."""
    ours: bool = False
    """Whether anything of ours stands in the row, or has stood there."""
    owner: object = None
    """What the row was written for."""
    doubtful: bool = False
    """Whether it may as well be another row that is equal in all that we did not touch."""
    to_check: set[int] = field(default_factory=set)
    """Columns whose cell may have been cleared of something that no reading had shown, or may hold
    what belongs to such another row."""
    lost: set[int] = field(default_factory=set)
    """Columns that were hit before any reading had shown the row."""
    restored: set[int] = field(default_factory=set)
    """Columns in which what stood there was put back."""
    by_place: set[int] = field(default_factory=set)
    """Columns in which a text was replaced that somebody may have typed after the reading."""

    def move_columns(self, places: Mapping[int, int]) -> None:
        """Follow columns to where they are by now: new 0-based column by old one."""
        self.row = rearranged(self.row, places)
        self.planned = {places[c]: v for c, v in self.planned.items() if c in places}
        for name in ("cleared", "hit", "finished", "to_check", "lost", "restored", "by_place"):
            setattr(self, name, {places[c] for c in getattr(self, name) if c in places})

    @property
    def as_planned(self) -> Row:
        """The row as the plan would have it."""
        row = self.row
        for column, value in self.planned.items():
            row = with_value(row, column, value)
        return row


class Written(HiddenData, frozen=True):
    """A place that a batch wrote to, or tried to."""

    row: int
    """1-based, when it was written."""
    column: int
    value: Value = None
    attached: Extras | None = None
    """What was attached to the cell in place of what was there, NOTHING where it was cleared; then
    no value was written. None where a value was."""
    formula: bool = False
    """Whether a formula was written that made the value when it was read."""
    as_date: bool = False
    """Whether the cell was given a date format."""


@dataclass(slots=True, repr=False)
class WrittenColumn:
    """What was written to a column so far."""

    values: list[Value] = field(default_factory=list)
    made: list[Value] = field(default_factory=list)
    """Those of the values that were written as formulas."""
    attached: list[Extras] = field(default_factory=list)
    dated: bool = False
    """Whether cells were given a date format."""
    rows: set[int] = field(default_factory=set)

    def wrote(self, row: Row, column: int) -> bool:
        """Whether what a cell reads may be ours: a formula of somebody else only shows it."""
        values = self.made if is_computed(row, column) else self.values
        return is_among(row.value(column), values)
