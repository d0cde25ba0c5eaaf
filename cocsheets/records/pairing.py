"""Which row of an earlier reading is which row of a later one.

People insert, delete and sort between two readings, and our own batches change some columns. Rows
are paired by what stands in them, leaving out the columns that a batch may have changed. Knows rows
and values. Must not know what a column means or why a cell changed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping
from typing import TypeAlias

from cocsheets.records.table import Row, Value

MOST_GUESSES = 100_000
"""Comparisons beyond which rows that resemble none exactly are left unpaired."""

Rows: TypeAlias = Mapping[int, Row]
"""Rows by their 1-based number."""


def same(one: Value, other: Value) -> bool:
    """Whether two values are the same, kind included: TRUE is not 1, a date is not a number."""
    return type(one) is type(other) and one == other


def pair(
    before: Rows,
    after: Rows,
    touched: Collection[int],
    planned: Rows,
    doubts: set[int] | None = None,
    ours: Callable[[Row], Collection[int]] = lambda _row: (),
    hit: Collection[int] = (),
    marked: Mapping[int, int] | None = None,
) -> dict[int, int]:
    """The row number before, by row number after; rows that are new or gone are left out.

    `touched` are the 0-based columns that may differ though the row is the same; `planned` are rows
    before as the plan would have them. What is equal as a whole is paired first, so that a row that
    lost a cell cannot take the place of its twin; then what stands where it stood and reads as it
    was or as planned, so that a row that was done cannot be taken for a twin that reads like it.
    `doubts` is given the rows after that may as well be their twin. `ours` tells the columns in
    which a row after reads what was written there, whatever stood there before; `hit` are rows
    before in which something was written: their untouched twins read as they did. `marked` tells
    by the row after which row before had the same mark, which is in no other.
    """
    doubts = set() if doubts is None else doubts
    pairs = {
        number: number
        for number, row in after.items()
        if number in before and number not in hit and before[number].values == row.values
    }
    pairs |= {
        number: number
        for number, row in after.items()
        if number not in pairs
        and number in planned
        and _on_the_way(before[number], planned[number], row, touched)
    }
    gone = {number: row for number, row in before.items() if number not in pairs}
    new = {number: row for number, row in after.items() if number not in pairs}
    for key in (lambda row: row.values, lambda row: signature(row, touched)):
        _pair_equal(
            gone, new, pairs, key, planned, doubts, lambda n, row: (n in hit) == bool(ours(row))
        )
    if len(before) * len(new) <= MOST_GUESSES:
        _give_back(before, gone, new, pairs, touched)
        _pair_alike(before, gone, new, pairs, ours)
    for number, old in (marked or {}).items():
        if number in new and old in gone:
            pairs[number] = old
            del gone[old], new[number]
    _pair_neighbours(gone, new, pairs, planned, ours)
    _pair_written(gone, new, pairs, ours)
    return pairs


def _pair_neighbours(
    gone: dict[int, Row],
    new: dict[int, Row],
    pairs: dict[int, int],
    planned: Rows,
    ours: Callable[[Row], Collection[int]],
) -> None:
    """Pair rows between the same neighbours, whatever was typed in them.

    Where a row came or went there too, those go together that have most cells alike. A row of which
    less than a third is left has taken the other's place.
    """
    gaps: dict[tuple[int, int], tuple[list[int], list[int]]] = {}
    for number in sorted(new):
        above = max((n for n in pairs if n < number), default=0)
        below = min((n for n in pairs if n > number), default=0)
        bounds = pairs.get(above, 0), pairs.get(below, 0)
        between = [n for n in sorted(gone) if bounds[0] < n and (not below or n < bounds[1])]
        gaps.setdefault(bounds, (between, []))[1].append(number)
    for between, arrived in gaps.values():
        if len(between) == len(arrived):
            pairs |= {
                number: old
                for number, old in zip(arrived, between, strict=True)
                if _is_left(gone[old], planned.get(old, gone[old]), new[number], ours(new[number]))
            }
            continue
        for number in arrived:
            scores = {old: _alike(gone[old], gone[old], new[number]) for old in between}
            best = max(scores.values(), default=0)
            likely = [old for old, score in scores.items() if score == best > 0]
            rivals = [_alike(gone[old], gone[old], new[n]) for old in likely for n in arrived]
            if len(likely) == 1 and max(rivals) == best:
                pairs[number] = likely[0]
                between.remove(likely[0])


def _pair_written(
    gone: Rows, new: Rows, pairs: dict[int, int], ours: Callable[[Row], Collection[int]]
) -> None:
    """Pair a row in which something was written with the one row that is gone and most like it, if
    half of it is left: it moved and was edited at once."""
    for number in sorted(new.keys() - pairs.keys()):
        row, hidden = new[number], ours(new[number])
        filled = sum(value is not None for value in signature(row, hidden))
        left = gone.keys() - pairs.values()
        scores = {old: _likeness(row, gone[old], hidden) for old in left} if hidden else {}
        best = max(scores.values(), default=0)
        likely = [old for old, score in scores.items() if score == best]
        if len(likely) == 1 and 2 * best >= max(filled, 6):
            pairs[number] = likely[0]


def _is_left(was: Row, planned: Row, row: Row, ours: Collection[int]) -> bool:
    """Whether enough is left of a row that it may have been edited rather than replaced."""
    filled = [c for c, value in enumerate(was.values) if value is not None and c not in ours]
    kept = sum(
        same(row.value(column), was.value(column)) or same(row.value(column), planned.value(column))
        for column in filled
    )
    emptied = all(value is None or column in ours for column, value in enumerate(row.values))
    return emptied or 3 * kept >= len(filled)


def _pair_equal(
    gone: dict[int, Row],
    new: dict[int, Row],
    pairs: dict[int, int],
    key: Callable[[Row], tuple[Value, ...]],
    planned: Rows,
    doubts: set[int],
    kind: Callable[[int, Row], bool],
) -> None:
    """Pair rows with equal keys; among several the most alike, then those of a kind, then the
    nearest.

    Where twins differ only in what may have been overwritten, and one of them is gone, nobody can
    tell which one is left: it stays unpaired.
    """
    groups: dict[tuple[Value, ...], list[int]] = defaultdict(list)
    for number, row in gone.items():
        groups[key(row)].append(number)
    rivals = Counter(key(row) for row in new.values())
    unsure: set[tuple[Value, ...]] = set()
    for number, row in list(new.items()):
        group = groups.get(key(row))
        if not group:
            continue
        scores = {
            old: (_alike(gone[old], planned.get(old, gone[old]), row), kind(old, row))
            for old in group
        }
        best = max(scores.values())
        likely = [old for old in group if scores[old] == best]
        if len({gone[old].values for old in likely}) > 1:
            if len(group) > rivals[key(row)]:
                continue
            unsure.add(key(row))
        if key(row) in unsure:
            doubts.add(number)
        whole = len(group) == rivals[key(row)]  # then sorting has kept their order, as a rule
        old = min(likely) if whole else min(likely, key=lambda old: abs(old - number))
        group.remove(old)
        rivals[key(row)] -= 1
        pairs[number] = old
        del gone[old], new[number]


def _give_back(
    before: Rows,
    gone: dict[int, Row],
    new: dict[int, Row],
    pairs: dict[int, int],
    touched: Collection[int],
) -> None:
    """Pair a row with the one at its place that an equal row elsewhere was taken for: somebody has
    copied it and edited it."""
    taken = {old: number for number, old in pairs.items()}
    for number, row in list(new.items()):
        half = sum(value is not None for value in signature(row, touched)) // 2
        least = max([half, *(_likeness(row, was, touched) for was in gone.values())])
        for old in (pairs.get(number - 1, 0) + 1, pairs.get(number + 1, 0) - 1):
            copy = taken.get(old, 0)
            above, below = number - 1 - (copy == number - 1), number + 1 + (copy == number + 1)
            placed = pairs.get(above, 0) - above == old - number == pairs.get(below, below) - below
            if copy and placed and _likeness(row, before[old], touched) > least:
                new[copy] = before[old]
                del new[number], pairs[copy], taken[old]
                pairs[number] = old
                break


def _pair_alike(
    before: Rows,
    gone: dict[int, Row],
    new: dict[int, Row],
    pairs: dict[int, int],
    ours: Callable[[Row], Collection[int]],
) -> None:
    """Pair rows of which somebody edited one cell at the same time; no other may be as alike."""
    for number, row in list(new.items()):
        hidden = ours(row)
        filled = sum(value is not None for value in signature(row, hidden))
        scores = {old: _likeness(row, was, hidden) for old, was in before.items()}
        best = max(scores.values(), default=0)
        likely = [old for old in scores if scores[old] == best]
        free = [old for old in likely if old in gone]
        if free and best >= max(2, filled - 1) and len({before[old].values for old in likely}) == 1:
            old = min(free, key=lambda old: abs(old - number))
            pairs[number] = old
            del gone[old], new[number]


def _likeness(row: Row, was: Row, touched: Collection[int]) -> int:
    """In how many cells two rows agree, those left out that may differ."""
    cells = zip(signature(row, touched), signature(was, touched), strict=False)
    return sum(value is not None and same(value, other) for value, other in cells)


def _on_the_way(was: Row, planned: Row, row: Row, touched: Collection[int]) -> bool:
    """Whether each cell reads as it did or as planned, and some as planned."""
    if row.values == was.values or signature(was, touched) != signature(row, touched):
        return False
    return all(
        same(row.value(column), was.value(column)) or same(row.value(column), planned.value(column))
        for column in touched
    )


def _alike(one: Row, planned: Row, other: Row) -> int:
    """How many cells are equal, or as planned, and what is still attached as it was."""
    width = max(len(one.values), len(other.values))
    equal = sum(
        same(other.value(c), one.value(c)) or same(other.value(c), planned.value(c))
        for c in range(width)
    )
    for column in other.extras:
        if any(_hung(other, column)):
            equal += 1 if _hung(one, column) == _hung(other, column) else -1
    return equal


def _hung(row: Row, column: int) -> tuple[object, ...]:
    extras = row.extra(column)
    return extras.note, extras.link, extras.validation


def signature(row: Row, touched: Collection[int]) -> tuple[Value, ...]:
    """What is left of a row without columns that may differ, and without computed values."""
    values = [
        None
        if column in touched
        or (column in row.extras and (row.extras[column].formula or row.extras[column].spilled))
        else value
        for column, value in enumerate(row.values)
    ]
    while values and values[-1] is None:
        values.pop()
    return tuple(values)
