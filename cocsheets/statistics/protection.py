"""Which figures to hide so that a small one cannot be worked out from the others.

Knows whole numbers and the sums that tie them together; must not know what they count. A hidden
number is safe if there is another set of numbers with the same published face in which it differs:
all shown numbers the same, every sum right, every mark still true. Such a set is a *witness*. It is
looked for as a chain of shifts: one hidden number is moved, the sums that this breaks are mended by
moving others, until all hold again. Shown numbers may join a chain at a cost, and are then hidden
too; so each hidden number has moved in some witness, and the result needs no further proof.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import TypeAlias

Cell: TypeAlias = tuple[str, str]
"""Where a number stands: label of the row and key of the column."""
MOST_STEPS = 5_000
"""Chains looked at before the search for one is given up."""


@dataclass(frozen=True, slots=True)
class Relation:
    """The sum of numbers, each times 1 or -1, and a constant is zero, or not below zero."""

    factors: Mapping[Cell, int]
    constant: int = 0
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class Protection:
    """What to hide."""

    small: frozenset[Cell]
    """Numbers from 1 up to, but not including, the limit."""
    others: frozenset[Cell]
    """Numbers hidden to protect them."""
    mixed: frozenset[str] = frozenset()
    """Rows in which a reader must not be told which hidden number is small: one mark stands for
    all, and zeros may be hidden too."""
    open: frozenset[Cell] = frozenset()
    """Small numbers for which no witness was found, whatever is hidden."""


def protect(
    numbers: Mapping[Cell, int],
    relations: Sequence[Relation],
    limit: int,
    public: frozenset[Cell] = frozenset(),
) -> Protection:
    """Choose what to hide.

    `public` numbers are known already: they are neither hidden nor do they hide anything.
    Readers are taken to know all relations, the limit and the rule for zero. As far as possible
    they learn no more of a small number than that it is small; at least two values remain.
    """
    small = frozenset(c for c, n in numbers.items() if 0 < n < limit and c not in public)

    def attempt(mixed: frozenset[str]) -> Protection:
        search = _Search(numbers, relations, limit, small, public, mixed)
        for cell in sorted(small):
            search.cover(cell)
        others = frozenset(search.hidden - small)
        return Protection(small, others, mixed, small - search.moved)

    found = attempt(frozenset())
    while more := {label for label, _ in found.open} - found.mixed:
        found = attempt(found.mixed | more)
    if not found.open:
        return found
    everywhere = attempt(frozenset(label for label, _ in numbers))
    return found if everywhere.open else everywhere


class _Search:
    """Hides numbers until every small one has a witness."""

    def __init__(
        self,
        numbers: Mapping[Cell, int],
        relations: Sequence[Relation],
        limit: int,
        small: frozenset[Cell],
        public: frozenset[Cell],
        mixed: frozenset[str],
    ) -> None:
        self._numbers = numbers
        self._relations = relations
        self._limit = limit
        self._small = small
        self._public = public
        self._mixed = mixed
        self.hidden = set(small)
        self.moved: set[Cell] = set()
        self._tied: dict[Cell, list[int]] = defaultdict(list)
        for place, relation in enumerate(relations):
            for cell in relation.factors:
                self._tied[cell].append(place)
        self._slack = [
            relation.constant + sum(f * numbers[c] for c, f in relation.factors.items())
            for relation in relations
        ]

    def cover(self, cell: Cell) -> None:
        """Hide what keeps this number from being worked out, if anything can."""
        low, high = self._bounds(cell)
        number = self._numbers[cell]
        reach = min(high, self._limit - 1)
        for step, room in ((1, reach - number), (-1, number - low)):
            for size in range(room, 0, -1):
                chain = self._chain(cell, step * size)
                if chain is not None:
                    self.hidden.update(chain)
                    self.moved.update(chain)
                    break

    def _bounds(self, cell: Cell) -> tuple[int, int]:
        """What its mark says of a hidden number."""
        if cell[0] in self._mixed:
            return 0, 2**62
        return (1, self._limit - 1) if cell in self._small else (self._limit, 2**62)

    def _chain(self, start: Cell, shift: int) -> dict[Cell, int] | None:
        """The cheapest shifts, this one among them, after which every relation holds."""
        size = abs(shift)
        tick = count()
        queue: list[tuple[int, int, int, dict[Cell, int]]] = [(0, 1, next(tick), {start: shift})]
        seen: set[frozenset[tuple[Cell, int]]] = set()
        for _ in range(MOST_STEPS):
            if not queue:
                return None
            cost, length, _, chain = heapq.heappop(queue)
            broken = self._broken(chain)
            if broken is None:
                return chain
            for cell, move in self._mends(*broken, chain, size):
                longer = {**chain, cell: move}
                mark = frozenset(longer.items())
                if mark not in seen:
                    seen.add(mark)
                    price = 0 if cell in self.hidden else self._numbers[cell] or self._limit
                    heapq.heappush(queue, (cost + price, length + 1, next(tick), longer))
        return None

    def _broken(self, chain: Mapping[Cell, int]) -> tuple[int, int] | None:
        """A relation that the shifts break, and the direction in which it must be mended."""
        off: dict[int, int] = defaultdict(int)
        for cell, shift in chain.items():
            for place in self._tied[cell]:
                off[place] += shift * self._relations[place].factors[cell]
        for place, by in off.items():
            if self._relations[place].at_least:
                if self._slack[place] + by < 0:
                    return place, 1
            elif by:
                return place, -1 if by > 0 else 1
        return None

    def _mends(
        self, place: int, direction: int, chain: Mapping[Cell, int], size: int
    ) -> Iterator[tuple[Cell, int]]:
        """Shifts of further numbers that move a relation in a direction."""
        for cell, factor in self._relations[place].factors.items():
            number = self._numbers[cell]
            low, high = self._bounds(cell)
            if cell in chain or cell in self._public or number < low:
                continue
            move = direction * factor * size
            if low <= number + move <= high:
                yield cell, move
