"""Whole numbers that satisfy relations, found by an integer programme.

Knows how relations become rows of a matrix, and HiGHS. Must not know what is hidden or why. What
the solver finds is believed only after the relations are reckoned again in whole numbers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import highspy
import numpy as np

from cocsheets.statistics.pieces import Cell
from cocsheets.statistics.relations import Relation

Bounds: TypeAlias = dict[Cell, tuple[float, float]]
"""The least and the greatest that each number can be."""
MOST_NODES = 20_000
"""Branches that the solver looks at before it gives up: a count, so that every machine agrees."""
NEAR_ENOUGH = 0.05
"""How far from the cheapest a choice may be, as a share."""
FEASIBLE = int(highspy.SolutionStatus.kSolutionStatusFeasible)


class _Quiet(highspy.Highs):
    """HiGHS that prints nothing, its banner neither."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]

    def enableCallbacks(self) -> None:  # noqa: N802 - HiGHS calls it so, once it is there
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]


class Programme:
    """Relations over whole numbers, to be solved within changing bounds."""

    def __init__(self, relations: Sequence[Relation], names: Sequence[Cell]) -> None:
        self.names = tuple(names)
        self._relations = relations
        place = {name: number for number, name in enumerate(self.names)}
        lengths = [len(relation.factors) for relation in relations]
        entries = [
            (place[cell], factor)
            for relation in relations
            for cell, factor in relation.factors.items()
        ]
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.names), len(relations)
        model.col_cost_ = model.col_lower_ = model.col_upper_ = np.zeros(len(self.names))
        model.row_lower_ = np.array([relation.low for relation in relations], dtype=float)
        model.row_upper_ = np.array([relation.high for relation in relations], dtype=float)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.cumsum([0, *lengths])
        model.a_matrix_.index_ = np.array([column for column, _ in entries], dtype=np.int32)
        model.a_matrix_.value_ = np.array([factor for _, factor in entries], dtype=float)
        model.integrality_ = [highspy.HighsVarType.kInteger] * len(self.names)
        self._highs = _Quiet()
        for option, value in {
            "threads": 1,
            "mip_max_nodes": MOST_NODES,
            "mip_rel_gap": NEAR_ENOUGH,
        }.items():
            self._highs.setOptionValue(option, value)
        self._highs.passModel(model)

    def solve(
        self,
        bounds: Mapping[Cell, tuple[float, float]],
        costs: Mapping[Cell, float],
    ) -> dict[Cell, int] | None:
        """Numbers within their bounds, which cost little together; None where none are found.

        A number without bounds is any that is not below zero, one without a cost has none.
        """
        many = len(self.names)
        if not many:
            return {}
        ends = [bounds.get(name, (0.0, highspy.kHighsInf)) for name in self.names]
        places = np.arange(many, dtype=np.int32)
        low, high = (np.array(end, dtype=float) for end in zip(*ends, strict=True))
        prices = np.array([costs.get(name, 0.0) for name in self.names], dtype=float)
        self._highs.clearSolver()
        self._highs.changeColsBounds(many, places, low, high)
        self._highs.changeColsCost(many, places, prices)
        self._highs.run()
        if self._highs.getInfo().primal_solution_status != FEASIBLE:
            return None
        values = self._highs.getSolution().col_value
        found = {name: round(value) for name, value in zip(self.names, values, strict=True)}
        within = all(low <= found[name] <= high for name, (low, high) in bounds.items())
        return found if within and all(_holds(found, r) for r in self._relations) else None


def _holds(numbers: Mapping[Cell, int], relation: Relation) -> bool:
    found = sum(factor * numbers[cell] for cell, factor in relation.factors.items())
    return relation.low <= found <= relation.high


@dataclass(slots=True)
class Draft:
    """A programme in the making: relations, bounds and costs."""

    relations: list[Relation] = field(default_factory=list)
    bounds: Bounds = field(default_factory=dict)
    costs: dict[Cell, float] = field(default_factory=dict)

    def number(self, cell: Cell, low: float, high: float, cost: float = 0) -> Cell:
        """Add a number."""
        self.bounds[cell], self.costs[cell] = (low, high), cost
        return cell

    def at_least(self, low: float, factors: dict[Cell, int]) -> None:
        """Add a relation without upper end."""
        self.relations.append(Relation(factors, low, math.inf))

    def solve(self) -> dict[Cell, int] | None:
        """See `Programme.solve`."""
        return Programme(self.relations, [*self.bounds]).solve(self.bounds, self.costs)
