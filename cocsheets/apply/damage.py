"""What a plain write hit by mistake, told by comparing the readings before and after it.

A plain write goes to a place, and rows may move in the very moment in which Google acts. Rows are
paired over two readings by everything in them that our batch did not address. Knows rows and
places. Must not know what is due.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cocsheets.apply.targets import same
from cocsheets.plans.edits import Edit, RestoreExtras, WriteValue
from cocsheets.records.table import (
    CellError,
    Extras,
    Row,
    Value,
    Worksheet,
    column_letters,
)


@dataclass(frozen=True, slots=True, repr=False)
class Addressed:
    """A place that a batch wrote to plainly."""

    row: int
    """1-based."""
    column: int
    written: Value = None
    """None where only what hung on the cell was cleared."""
    clears: bool = False


@dataclass(slots=True)
class Damage:
    """Cells of rows that were not meant, and how to mend them."""

    edits: list[Edit] = field(default_factory=list)
    cells: int = 0
    lost: list[str] = field(default_factory=list)
    """A1 places of cells in rows that no reading had shown before: their text is not known."""


def find_damage(
    before: Worksheet,
    after: Worksheet,
    places: Sequence[Addressed],
    touched: Collection[int],
    due: Collection[int],
) -> Damage:
    """Compare two readings around a batch.

    `touched` are the 0-based columns that the batch could change anywhere; `due` are the rows of
    the later reading in which changes were meant.
    """
    damage = Damage()
    pairs = _pair(before, after, touched)
    by_column: dict[int, list[Addressed]] = defaultdict(list)
    for place in places:
        by_column[place.column].append(place)
    for row in after:
        if row.number in due:
            continue
        was = pairs.get(row.number)
        for column, hits in by_column.items():
            for place in hits:
                if not _may_be_hit(place, was, row):
                    continue
                if was is not None:
                    _restore(damage, after.sheet_id, place, was, row)
                elif place.written is not None and same(row.value(column), place.written):
                    damage.lost.append(f"{column_letters(column)}{row.number}")
    return damage


def _may_be_hit(place: Addressed, was: Row | None, row: Row) -> bool:
    """Whether the row can have stood at the place when the batch was carried out."""
    return row.number == place.row or (was is not None and was.number != row.number)


def _restore(damage: Damage, sheet_id: int, place: Addressed, was: Row, row: Row) -> None:
    column, value = place.column, was.value(place.column)
    extras, left = was.extra(column), row.extra(column)
    if (
        place.written is not None
        and same(row.value(column), place.written)
        and not same(value, place.written)
        and not isinstance(value, CellError)
    ):
        edit = WriteValue(sheet_id, row.number - 1, column, value, formula=extras.formula)
        damage.edits.append(edit)
        damage.cells += 1
    if place.clears and _lost_something(extras, left):
        damage.edits.append(RestoreExtras(sheet_id, row.number - 1, column, extras))
        damage.cells += 1


def _lost_something(was: Extras, now: Extras) -> bool:
    return (
        (was.note is not None and now.note is None)
        or (was.has_link and not now.has_link)
        or (was.validation is not None and now.validation is None)
    )


def _pair(before: Worksheet, after: Worksheet, touched: Collection[int]) -> Mapping[int, Row]:
    """Rows before by the number of the same row after."""
    groups: dict[tuple[Value, ...], list[Row]] = defaultdict(list)
    for row in before:
        groups[_signature(row, touched)].append(row)
    pairs: dict[int, Row] = {}
    for row in after:
        group = groups.get(_signature(row, touched))
        if not group:
            continue
        best = max(group, key=lambda was, row=row: _likeness(was, row))  # type: ignore[misc]
        group.remove(best)
        pairs[row.number] = best
    return pairs


def _likeness(was: Row, row: Row) -> tuple[int, int]:
    equal = sum(1 for one, other in zip(was.values, row.values, strict=False) if same(one, other))
    return equal, -abs(was.number - row.number)


def _signature(row: Row, touched: Collection[int]) -> tuple[Value, ...]:
    return tuple(_trimmed(row, touched))


def _trimmed(row: Row, touched: Collection[int]) -> Iterator[Value]:
    values = [None if column in touched else value for column, value in enumerate(row.values)]
    while values and values[-1] is None:
        values.pop()
    yield from values
