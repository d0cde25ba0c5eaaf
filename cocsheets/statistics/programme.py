"""Whole numbers that satisfy relations, found by an integer programme.

Knows how relations become rows of a matrix, and scipy's HiGHS. Must not know what is hidden or why.
What the solver finds is believed only after the relations are reckoned again in whole numbers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from cocsheets.statistics.relations import Cell, Relation

Numbers: TypeAlias = dict[Cell, int]
MOST_NODES = 20_000
"""Branches that the solver looks at before it gives up; a count, so that every machine agrees."""


class Programme:
    """Relations over numbers that are each at least `low` and at most `high`."""

    def __init__(self, relations: Sequence[Relation], names: Sequence[Cell]) -> None:
        self.names = list(names)
        self.place = {name: number for number, name in enumerate(self.names)}
        entries = [
            (row, self.place[cell], factor)
            for row, relation in enumerate(relations)
            for cell, factor in relation.factors.items()
        ]
        rows, columns, factors = zip(*entries, strict=True) if entries else ((), (), ())
        shape = (len(relations), len(self.names))
        self._matrix = csr_array((np.array(factors, dtype=float), (rows, columns)), shape=shape)
        self._low = np.array([relation.low for relation in relations], dtype=float)
        self._high = np.array([relation.high for relation in relations], dtype=float)

    def solve(
        self,
        low: npt.NDArray[np.float64],
        high: npt.NDArray[np.float64],
        least: npt.NDArray[np.float64],
    ) -> npt.NDArray[np.int64] | None:
        """Whole numbers within the bounds for which `least` times them is least; None: none."""
        if (low > high).any():
            return None
        free = low < high
        rest = low.copy()
        rest[free] = 0
        done = self._matrix @ rest
        part = self._matrix[:, np.flatnonzero(free)]
        busy = np.diff(part.indptr) > 0
        under, over = self._low - done, self._high - done
        if ((under > 0.5) | (over < -0.5))[~busy].any():
            return None
        if not free.any():
            return low.round().astype(np.int64)
        found = milp(
            least[free],
            integrality=np.ones(int(free.sum())),
            bounds=Bounds(low[free], high[free]),
            constraints=LinearConstraint(part[busy], under[busy], over[busy]) if busy.any() else (),
            options={"node_limit": MOST_NODES, "mip_rel_gap": 1e-6},
        )
        if found.x is None:
            return None
        result = low.round().astype(np.int64)
        result[free] = np.round(found.x).astype(np.int64)
        return result if self._holds(result) else None

    def _holds(self, numbers: npt.NDArray[np.int64]) -> bool:
        sums = self._matrix.astype(np.int64) @ numbers
        return bool(((self._low <= sums) & (sums <= self._high)).all())
