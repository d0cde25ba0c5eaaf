"""Rows that a plan is about, known again by their content in every reading.

Knows planned values and what a row looks like on the way and in the end. Must not know Google.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from msgspec import field

from cocsheets.data import Data
from cocsheets.plans.plan import CellChange, Key, Obstacle, Plan
from cocsheets.records.pairing import same
from cocsheets.records.table import Row, Value

__all__ = ["NewRow", "Table", "Target", "View", "make_targets", "match", "same"]


class Table(Protocol):
    """Rows under headers: the records, the roster."""

    @property
    def header_row(self) -> int:
        """1-based."""

    @property
    def columns(self) -> Mapping[str, int]:
        """0-based column by key."""

    def data_rows(self) -> Sequence[Row]:
        """The rows below the header."""

    def cell(self, row: Row, key: str) -> Value:
        """The value in a key's column, None where there is none."""


class View(Data, frozen=True):
    """What one reading means."""

    table: Table
    plan: Plan
    """What is left to do; its changes are `CellChange`s."""
    due: frozenset[int]
    """1-based rows that the plan is about, also those where nothing is left to do."""
    other: frozenset[int] | None = None
    """Rows of which something else is asked by now; None where rules alone say what is due. In all
    other rows that were written for a target, the target stays what it was, whatever was typed
    there since."""

    keys: Mapping[int, str] = field(default_factory=dict)
    """What the ledger calls a row that a later run is not to believe, by 1-based number."""

    @property
    def changes(self) -> Mapping[int, tuple[CellChange, ...]]:
        """The changes by row."""
        rows: dict[int, list[CellChange]] = {}
        for change in self.plan.changes:
            if isinstance(change, CellChange):
                rows.setdefault(change.row, []).append(change)
        return {row: tuple(changes) for row, changes in rows.items()}

    @property
    def obstacles(self) -> Mapping[int, Obstacle]:
        """What stands in the way, by row."""
        return {found.row: found for found in self.plan.obstacles if found.row is not None}


@dataclass(slots=True, repr=False, eq=False)
class Target:
    """One row of the plan, as it was when the plan was made."""

    key: Key
    row: int
    """1-based, in the latest reading that shows it."""
    values: Mapping[str, Value]
    """By field key, as planned."""
    changes: tuple[CellChange, ...]
    seen: bool = True
    """Whether the latest reading shows the row."""
    done: bool = False
    blocked: str = ""
    """Why it cannot be done now."""

    def fits(self, row: Row, table: Table) -> bool:
        """Whether a row is this one: every cell as planned, or as the plan would have it."""
        after = {change.name: change.after for change in self.changes}
        for key, planned in self.values.items():
            value = table.cell(row, key)
            if not same(value, planned) and not (key in after and same(value, after[key])):
                return False
        return True

    def half_there(self, row: Row, table: Table) -> bool:
        """Whether half of what is not to change reads as planned: else somebody has emptied the
        row, or another one came to its place."""
        changed = {change.name for change in self.changes}
        kept = {k: v for k, v in self.values.items() if v is not None and k not in changed}
        there = sum(same(table.cell(row, key), value) for key, value in kept.items())
        return not row.blank and 2 * there >= len(kept)

    def finished(self, row: Row, table: Table) -> bool:
        """Whether every cell reads as the plan would have it, with nothing left attached."""
        for change in self.changes:
            column = table.columns.get(change.name, change.column)
            extras = row.extra(column)
            if not same(row.value(column), change.after):
                return False
            if change.action != "clear" and extras.formula:
                return False
            if change.clears and (extras.note or extras.has_link or extras.chips):
                return False
        return True


@dataclass(slots=True, repr=False, eq=False)
class NewRow:
    """A row to be added, known again by what is in it."""

    fields: Mapping[str, Value]
    """By key."""
    row: int = 0
    """1-based, in the latest reading that shows it; 0 where none has."""
    sent: bool = False
    """Whether a batch that adds it has taken effect."""
    placed: bool = False
    """Whether each value was seen under its own header."""

    def misplaced(
        self, row: Row, table: Table, lately: Mapping[int, Sequence[Value]]
    ) -> dict[int, tuple[str, Value]]:
        """What belongs into a column and is not there, with its key; blanks where it is now.

        What somebody else has typed into the row since is theirs. `lately` is what was written to
        it by place, which may have hit another column.
        """
        wanted = {table.columns[k]: (k, v) for k, v in self.fields.items() if k in table.columns}
        right = {column for column, (_, value) in wanted.items() if same(row.value(column), value)}
        missing = Counter(value for column, (_, value) in wanted.items() if column not in right)
        found, moved = {}, False
        for column in range(max([len(row.values), *(c + 1 for c in wanted)])):
            there, written = row.value(column), lately.get(column, ())
            if column in right or row.extra(column).spilled:
                continue
            ours = missing[there] > 0 or there in written or None in written
            ours = ours and there is not None and there in (*self.fields.values(), *written)
            if ours or (there is None and column in wanted):
                found[column] = wanted.get(column, ("", None))
            missing[there] -= ours
            moved = moved or ours
        # If nothing has moved, somebody has emptied a cell since, unless a blank of ours did.
        return {c: cell for c, cell in found.items() if moved or None in lately.get(c, ())}


def make_targets(view: View, only: Collection[int] | None = None) -> list[Target]:
    """The rows of a view's plan (or some of them), remembered by content."""
    rows = {row.number: row for row in view.table.data_rows()}
    return [
        Target(
            changes[0].key,
            number,
            {key: view.table.cell(rows[number], key) for key in view.table.columns},
            changes,
        )
        for number, changes in view.changes.items()
        if only is None or number in only
    ]


def match(targets: Iterable[Target], view: View, owners: Mapping[int, object]) -> dict[int, Target]:
    """Find each target in a reading, note how far it is, and return those in rows that are due.

    A row is given to one target only. First comes the row that was written for it, as `owners`
    tells by row, then the place where it stood last: its twin may read like it.
    """
    free = {row.number: row for row in view.table.data_rows()}
    matched: dict[int, Target] = {}
    for target in targets:
        near = sorted(free, key=lambda n: (owners.get(n) is not target, n != target.row))
        row = next((free[n] for n in near if target.fits(free[n], view.table)), None)
        target.seen = row is not None
        if row is None:
            continue
        del free[row.number]
        target.row = row.number
        target.done = target.finished(row, view.table)
        if row.number in view.due:
            matched[row.number] = target
    return matched
