"""Which rows of some tables are tied to which, so that a witness is looked for nearby first.

Knows relations. Must not know what is hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cocsheets.statistics.pieces import Cell
from cocsheets.statistics.relations import Relation

NEARBY = 2
"""Other rows that are looked at first, before all of them."""
FEW = 5
"""Rows that are tied together closely: a year and its quarters."""


class Neighbours:
    """Rows by label."""

    def __init__(self, relations: Sequence[Relation]) -> None:
        self.rows: dict[str, dict[Cell, None]] = {}
        self._close: dict[str, dict[str, None]] = {}
        self._far: dict[Cell, dict[str, None]] = {}
        for relation in relations:
            labels = dict.fromkeys(label for label, _ in relation.factors)
            for cell in relation.factors:
                self.rows.setdefault(cell[0], {})[cell] = None
                if len(labels) <= FEW:
                    self._close.setdefault(cell[0], {}).update(labels)
                else:
                    self._far.setdefault(cell, {}).update(labels)

    def around(self, cell: Cell, rank: Callable[[str], int]) -> set[str]:
        """Rows in which a witness is looked for first."""
        close = {cell[0]: None, **self._close.get(cell[0], {})}
        distant = {x: None for label in close for x in self._far.get((label, cell[1]), {})}
        others = sorted(distant.keys() - close.keys(), key=lambda x: (-rank(x), x))
        chosen = [*close, *others[:NEARBY]]
        found: set[str] = set()
        for label in chosen:
            found |= {label, *self._close.get(label, {})}
        return found
