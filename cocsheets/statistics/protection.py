"""Which figures to hide so that a small one cannot be worked out from the others.

Knows whole numbers and the relations that tie them together; must not know what they count. A
hidden number is safe if there is another set of numbers with the same published face in which it
differs: all shown numbers the same, every relation right, every mark still true. Such a set is a
*witness*. Each is found by an integer programme, in which shown numbers may take part at a cost,
and are then hidden too; so each hidden number differs in some witness, and the result needs no
further proof. Long because the search and its proof share one model.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TypeAlias

from cocsheets.data import Data
from cocsheets.statistics.neighbours import Neighbours
from cocsheets.statistics.pieces import Cell
from cocsheets.statistics.programme import Bounds, Draft, Programme
from cocsheets.statistics.relations import Model, Relation

Progress: TypeAlias = Callable[[int, int], None]
"""Is told how many numbers are safe, and of how many."""
AGAIN = 3
"""Sweeps in a row without news after which each number is looked at by itself."""
AT_ONCE = 8
"""Numbers that are looked at by themselves before the next sweep."""
FAR_OFF = 1e6
"""Stands for no end in sight."""
MIXING = 1000
"""What it costs to mix a row: more than to hide a number."""
ZEROING = 500
"""What it costs to hide zeros in a row: more than to hide a number, less than to mix the row."""
RANGE = 30
"""What one more possible value of a small number is worth, beside the cost of hiding others."""


class ImpossibleError(Exception):
    """The numbers do not satisfy the relations."""


class Protection(Data, frozen=True):
    """What to hide."""

    small: frozenset[Cell] = frozenset()
    """Numbers from 1 up to, but not including, the limit."""
    others: frozenset[Cell] = frozenset()
    """Numbers hidden to protect them."""
    mixed: frozenset[str] = frozenset()
    """Rows in which a reader must not be told which hidden number is small: one mark stands for
    all, and zeros may be hidden too."""
    zeros: frozenset[str] = frozenset()
    """Rows in which zeros are hidden too, with the mark of the large numbers."""
    known: frozenset[Cell] = frozenset()
    """Numbers that follow from what everybody knows: hiding them would be pretence."""
    open: frozenset[Cell] = frozenset()
    """Numbers that can be worked out from an edition published before, whatever is hidden."""

    @property
    def hidden(self) -> frozenset[Cell]:
        """All that is hidden."""
        return self.small | self.others


def protect(
    model: Model,
    limit: int,
    hideable: frozenset[Cell],
    decided: Protection | None = None,
    progress: Progress | None = None,
) -> Protection:
    """Choose what to hide among some numbers; what others are `decided` stays as it is.

    Readers are taken to know all relations, the limit and the rule for zero. At least two values
    remain possible for each hidden number; where something more has to be hidden
    for a small one, what leaves it more values is preferred.
    """
    search = _Search(model, limit, hideable, decided or Protection(), progress)
    search.leave_known()
    search.cover()
    return search.result()


class _Search:
    """Hides numbers until every small one has a witness."""

    def __init__(
        self,
        model: Model,
        limit: int,
        hideable: frozenset[Cell],
        decided: Protection,
        progress: Progress | None,
    ) -> None:
        self._limit = limit
        self._far = 2 * limit
        self._hideable = hideable
        self._decided = decided
        self._progress = progress
        self._seen = model.seen
        self._relations = model.relations
        told = {**model.numbers, **model.fixed}
        names = dict.fromkeys(told)
        names |= dict.fromkeys(cell for r in model.relations for cell in r.factors)
        self._programme = Programme(model.relations, [*names])
        self._ends: Bounds = dict.fromkeys(names, (0.0, FAR_OFF))
        self._told = told
        shown = {cell: (number, number) for cell, number in told.items()}
        base = self._programme.solve({**self._ends, **shown}, {})
        if base is None:
            raise ImpossibleError
        self._base = base
        self._small = {cell for cell in hideable if 0 < told[cell] < limit}
        self._others: set[Cell] = set()
        self._mixed: set[str] = set()
        self._zeros: set[str] = set()
        self._known: set[Cell] = set()
        self._open: set[Cell] = set()
        self._safe: set[Cell] = set()
        self._fixed = bool(model.fixed)
        self._near = Neighbours(model.relations)

    def result(self) -> Protection:
        """What has been chosen so far."""
        return Protection(
            frozenset(self._small),
            frozenset(self._others),
            frozenset(self._mixed),
            frozenset(self._zeros),
            frozenset(self._known),
            frozenset(self._open),
        )

    def leave_known(self) -> None:
        """Hide nothing that would have one value only, even if all were hidden that can be."""
        if not self._fixed:
            return
        free = self._hideable | self._seen
        bounds = self._bounds() | dict.fromkeys(free, (0.0, FAR_OFF))
        unsure = self._sweep(set(self._small), bounds)
        for cell in sorted(unsure):
            if not self._moves(cell, bounds):
                self._small.discard(cell)
                self._known.add(cell)

    def cover(self) -> None:
        """Hide what keeps each number from being worked out."""
        self._safe.clear()
        while left := self._unsafe():
            left = self._sweep(left, self._bounds())
            self._say()
            for cell in sorted(left)[:AT_ONCE]:
                if cell not in self._safe:
                    self._cover_one(cell)
                    self._say()

    def _say(self) -> None:
        if self._progress is not None:
            total = len(self._small) + len(self._others)
            self._progress(total - len(self._unsafe()), total)

    def _unsafe(self) -> set[Cell]:
        kept = self._small | self._others | self._decided.hidden
        return kept - self._safe - self._open

    def _bounds(self) -> Bounds:
        """What a reader knows of each number by itself."""
        return {cell: self._mark(cell) or (number, number) for cell, number in self._told.items()}

    def _mark(self, cell: Cell) -> tuple[float, float] | None:
        """What its mark says of a hidden number, and no further off than a witness has to be.

        Without the gap between zero and the limit, which bounds cannot say: `_witness` knows it.
        """
        ours = cell in self._small or cell in self._others
        if not ours and cell not in self._decided.hidden:
            return None
        number = self._told[cell]
        mixed = self._mixed if ours else self._decided.mixed
        low, high = max(0, number - self._far), number + self._far
        if cell[0] in mixed:
            return low, high
        if number < self._limit:
            return min(number, 1), self._limit - 1 if number else 0
        return max(low, self._limit), high

    def _sweep(self, wanted: set[Cell], bounds: Bounds) -> set[Cell]:
        """Look for witnesses of many numbers at once, in any direction; those without are left."""
        chance = random.Random(len(wanted))
        left = set(wanted)
        idle = 0
        while left and idle < AGAIN:
            found = self._solve(bounds, {cell: chance.choice((-1, 1)) for cell in sorted(left)})
            if found is None:
                break
            moved = self._moved(found)
            idle = 0 if left & moved else idle + 1
            left -= moved
        return left

    def _solve(self, bounds: Bounds, costs: dict[Cell, float]) -> dict[Cell, int] | None:
        # A number without an end could be made as large as one likes.
        return self._programme.solve({**self._ends, **bounds}, costs)

    def _moved(self, numbers: dict[Cell, int]) -> set[Cell]:
        moved = {cell for cell, number in self._base.items() if numbers.get(cell, number) != number}
        self._safe |= moved
        return moved

    def _moves(self, cell: Cell, bounds: Bounds) -> bool:
        """Whether a number can have another value within these bounds."""
        found = (self._solve(bounds, {cell: way}) for way in (-1, 1))
        return any(numbers and numbers[cell] != self._base[cell] for numbers in found)

    def _cover_one(self, cell: Cell) -> None:
        for labels in (self._near.around(cell, self._rank), None):
            found = self._witness(cell, labels)
            if found is None:
                continue
            for other in self._moved(found) & self._hideable - self._known:
                if other not in self._small:
                    self._others.add(other)
            self._mixed |= {label for label, key in found if key == _MIX and found[label, key]}
            self._zeros |= {label for label, key in found if key == _ZEROS and found[label, key]}
            return
        if self._seen or cell in self._decided.hidden:
            self._open.add(cell)
        else:
            # Not found within the branches allowed: rather nothing at all than a guess.
            self._others |= self._hideable - self._small - self._known
            self._mixed |= {label for label, _ in self._hideable}
            self._safe |= self._hideable

    def _rank(self, label: str) -> int:
        """How many numbers of a row are hidden: the more, the better it helps."""
        return sum(1 for c in self._near.rows[label] if c in self._small or c in self._others)

    def _witness(self, cell: Cell, labels: set[str] | None) -> dict[Cell, int] | None:
        """Other numbers, in which this one differs, for the least that is hidden in addition."""
        draft = Draft()
        for name in self._base:
            if labels is None or name[0] in labels:
                self._free(draft, name)
        self._mix_honestly(draft)
        for relation in self._relations:
            ours = {c: f for c, f in relation.factors.items() if c in draft.bounds}
            if ours:
                rest = sum(f * self._base[c] for c, f in relation.factors.items() if c not in ours)
                draft.relations.append(Relation(ours, relation.low - rest, relation.high - rest))
        number, far = self._base[cell], self._far
        up = draft.number((*_UP,), 0, 1)
        most = self._limit - 1 if cell in self._small else 1
        by = draft.number((*_BY,), 1, most, -RANGE if cell in self._small else 0)
        draft.at_least(number - 2 * far, {cell: 1, by: -1, up: -2 * far})
        draft.at_least(-number, {cell: -1, by: -1, up: 2 * far})
        return draft.solve()

    def _mix_honestly(self, draft: Draft) -> None:
        """Mix no row without a small number or zero among the hidden: nothing would be mixed.

        Nor are zeros said to be hidden in a row where none is.
        """
        for label, key in [name for name in draft.bounds if name[1] in (_MIX, _ZEROS)]:
            row = [c for c in self._near.rows[label] if c in self._hideable]
            if label in self._mixed or (key == _ZEROS and label in self._zeros):
                continue
            if key == _ZEROS or not any(c in self._small for c in row):
                zeros = [c for c in row if not self._told[c] and c not in self._known]
                draft.at_least(0, {**dict.fromkeys(zeros, 1), (label, key): -1})

    def _free(self, draft: Draft, cell: Cell) -> None:
        """A number as it may be in a witness, and what it costs."""
        number = self._base[cell]
        if cell not in self._told:
            draft.number(cell, 0, FAR_OFF)
            return
        mark = self._mark(cell)
        choice = cell in self._hideable and cell not in self._known
        if not choice and mark is None:
            draft.number(cell, number, number)
            return
        limit, far = self._limit, self._far
        draft.number(cell, max(0, number - far), number + far)
        mix, zeros = self._row(draft, cell[0], choice=choice)
        if 0 < number < limit:
            draft.at_least(1, {cell: 1, mix: 1})
            draft.at_least(1 - limit, {cell: -1, mix: far})
        else:
            none = draft.number((cell[0], f"{_NONE}{cell[1]}"), 0, 1)
            draft.at_least(limit, {cell: 1, mix: limit, none: limit})
            draft.at_least(-number - far, {cell: -1, none: -number - far})
            if number:
                draft.at_least(0, {zeros: 1, none: -1})
        if mark is None:
            hide = draft.number((cell[0], f"{_HIDE}{cell[1]}"), 0, 1, 5 + min(number, 100))
            draft.at_least(-number, {cell: -1, hide: far})
            draft.at_least(number, {cell: 1, hide: far})
            if not number:
                draft.at_least(0, {mix: 1, zeros: 1, hide: -1})

    def _row(self, draft: Draft, label: str, *, choice: bool) -> tuple[Cell, Cell]:
        """Whether a row is mixed, and whether zeros are hidden in it: chosen here, or decided."""
        names = (_MIX, _ZEROS) if choice else (_MIXED, _ZEROED)
        rows = (self._mixed, self._zeros) if choice else (self._decided.mixed, self._decided.zeros)
        for name, known, cost in zip(names, rows, (MIXING, ZEROING), strict=True):
            if (label, name) not in draft.bounds:
                low = float(label in known)
                draft.number((label, name), low, 1 if choice else low, cost)
        return (label, names[0]), (label, names[1])


_MIX, _ZEROS, _MIXED, _ZEROED = "\0mix", "\0zeros", "\0mixed", "\0zeroed"
_HIDE, _NONE = "\0hide ", "\0none "
_UP, _BY = ("\0", "up"), ("\0", "by")
