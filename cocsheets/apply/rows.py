"""Rows with other values, and what is attached to a cell with and without what a run wrote.

Knows rows, values and extras. Must not know plans, marks or which row is which.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from cocsheets.data import replace
from cocsheets.records.pairing import same
from cocsheets.records.table import NOTHING, Extras, Row, Value


def with_value(row: Row, column: int, value: Value, extras: Extras | None = None) -> Row:
    """A row with another value in a column and, where given, other things attached to it."""
    values = list(row.values)
    values.extend([None] * (column + 1 - len(values)))
    values[column] = value
    while values and values[-1] is None:
        values.pop()
    found = dict(row.extras)
    if extras is not None:
        found.pop(column, None)
        if extras != NOTHING:
            found[column] = extras
    return replace(row, values=tuple(values), extras=found)


def is_computed(row: Row, column: int) -> bool:
    """Whether a cell shows what a formula makes, so that nobody wrote what it reads."""
    extras = row.extra(column)
    return bool(extras.formula or extras.spilled)


def is_among(value: Value, values: Sequence[Value]) -> bool:
    """Whether a value is one of several, kind included; a day may be shown as a number."""
    number = isinstance(value, float)
    return any(
        same(value, one) or (number and isinstance(one, float) and value == one) for one in values
    )


def without_ours(
    was: Extras, now: Extras, attached: Collection[Extras], *, overwritten: bool
) -> Extras:
    """What would be attached to a cell without us, by what was and what is now."""
    kept = now
    if overwritten:  # a value takes the place of a formula, and of parts and chips of the text
        kept = replace(
            kept,
            formula=was.formula and (now.formula or was.formula),  # its references may have moved
            spilled=was.spilled,
            runs=was.runs,
            chips=was.chips,
        )
    for ours in attached:
        if attachments(now) == attachments(ours) and attachments(now) != attachments(was):
            return replace(
                kept, note=was.note, link=was.link, runs=was.runs, validation=was.validation
            )
    return kept


def attachments(extras: Extras) -> tuple[object, ...]:
    """The parts that `ClearExtras` and `RestoreExtras` write."""
    return extras.note, extras.link, extras.runs, extras.validation


NO_ATTACHMENTS = attachments(NOTHING)


def rearranged(row: Row, columns: Mapping[int, int]) -> Row:
    """A row with its cells in other columns: new 0-based column by old one."""
    width = max(columns.values(), default=-1) + 1
    values: list[Value] = [None] * width
    for old, new in columns.items():
        values[new] = row.value(old)
    extras = {columns[old]: found for old, found in row.extras.items() if old in columns}
    while values and values[-1] is None:
        values.pop()
    return replace(row, values=tuple(values), extras=extras)
