"""Which column of an earlier reading is which column of a later one, by the header.

A column whose header was renamed is known by its neighbours, or by what it holds. Knows rows and
values. Must not know what a column means or why it moved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from cocsheets.records.table import Row


class MovedColumns(NamedTuple):
    """How the columns of a header moved. Empty where they stand as before, or where the header is
    not found."""

    places: Mapping[int, int] = {}
    """New 0-based column by old one; columns that are gone are left out."""
    unsure: frozenset[int] = frozenset()
    """New columns that may be one of those left out."""

    def __bool__(self) -> bool:
        """Whether anything is not as before."""
        return bool(self.places)


def moved_columns(
    header: Row,
    rows: Sequence[Row],
    is_gone: Callable[[int, int], bool] = lambda _old, _new: False,
) -> MovedColumns:
    """Find a header's columns in rows of a later reading.

    The header is found if at least half of its texts are in one row. Of a column whose text is not
    there, `is_gone` tells by old and new place whether it cannot be that one, by what both hold.
    """
    texts = _texts(header)
    found: dict[int, int] = {}
    for row in rows:
        columns = {text: column for column, text in _texts(row).items()}
        if row.number == header.number and _texts(row) == texts:
            return MovedColumns()
        moved = {column: columns[text] for column, text in texts.items() if text in columns}
        if 2 * len(moved) >= max(2, len(texts)) and len(moved) > len(found):
            found = moved
    if not found:
        return MovedColumns()
    width = max(len(row.values) for row in rows)
    missing = sorted(texts.keys() - found.keys())
    spots = {column: _likely(column, found, width, is_gone) for column in missing}
    chosen = [some[0] for some in spots.values() if len(some) == 1]
    placed = {
        column: some[0]
        for column, some in spots.items()
        if len(some) == 1 and chosen.count(some[0]) == 1
    }
    unsure = {spot for column, some in spots.items() if column not in placed for spot in some}
    places = {**found, **placed}
    if len(places) == len(texts) and all(old == new for old, new in places.items()):
        return MovedColumns()
    return MovedColumns(places, frozenset(unsure - set(placed.values())))


def _likely(
    column: int, found: Mapping[int, int], width: int, is_gone: Callable[[int, int], bool]
) -> list[int]:
    """Where a column may be by now: where it is as far from its neighbours as before, or else
    wherever there is room between them."""
    left = max((c for c in found if c < column), default=None)
    right = min((c for c in found if c > column), default=None)
    shifts = {found[c] - c for c in (left, right) if c is not None}
    if len(shifts) == 1 and not is_gone(column, spot := column + shifts.pop()):
        return [spot]
    start = 0 if left is None else found[left] + 1
    end = width if right is None else found[right]
    free = set(range(start, end)) - set(found.values())
    return [spot for spot in sorted(free) if not is_gone(column, spot)]


def _texts(row: Row) -> dict[int, str]:
    return {
        column: value for column, value in enumerate(row.values) if isinstance(value, str) and value
    }
