"""What a reader can work out of a table with hidden figures, by solving it.

A reader knows what is shown, what each mark means, that rows sum to the total, that parts are
within their whole, and the public table. Solved as whole-number programmes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp

from cocsheets.statistics.summary import TOTAL, Mark, Table, TableRow, Unit
from cocsheets.statistics.suppression import ACROSS

ALL = 2**31
"""Stands for no end in sight."""
Spot: TypeAlias = tuple[int, str]
Known: TypeAlias = tuple[Mapping[Spot, int], float, float]
"""Factors, and what their sum is at least and at most."""


def ranges(table: Table, public: Table | None = None) -> Iterator[tuple[str, str, int, int]]:
    """For each hidden figure the least and the greatest value that remain possible."""
    spots = {
        (line, figure.key): value
        for line, row in enumerate(table.lines)
        for figure, value in zip(table.figures, row.values, strict=True)
        if value is not None and figure.unit is not Unit.DAYS
    }
    place = {spot: number for number, spot in enumerate(spots)}
    limits = [_bounds(table, value) for value in spots.values()]
    bounds = Bounds([low for low, _ in limits], [high for _, high in limits])
    known = [*_sums(table, place), *_wholes(table, place), *_outside(table, public)]

    def row(factors: Mapping[Spot, int]) -> npt.NDArray[np.float64]:
        found = np.zeros(len(place))
        for spot, factor in factors.items():
            found[place[spot]] = factor
        return found

    constraints = [LinearConstraint(row(factors), low, high) for factors, low, high in known]
    for spot, value in spots.items():
        if not isinstance(value, Mark):
            continue
        ends = []
        for sign in (1, -1):
            solved = milp(
                row({spot: sign}),
                integrality=np.ones(len(place)),
                bounds=bounds,
                constraints=constraints,
            )
            ends.append(round(sign * solved.fun))
        yield table.lines[spot[0]].label, spot[1], ends[0], ends[1]


def _bounds(table: Table, value: object) -> tuple[float, float]:
    assert table.limit is not None
    if value is Mark.SMALL:
        return 1, table.limit - 1
    if value is Mark.HIDDEN:
        # Where small figures have a mark of their own, this one is not small.
        told = any(v is Mark.SMALL for row in table.lines for v in row.values)
        return table.limit if told else 1, ALL
    assert isinstance(value, int)
    return value, value


def _sums(table: Table, place: Mapping[Spot, int]) -> Iterator[Known]:
    last = len(table.rows)
    for figure in table.figures:
        if figure.additive and (last, figure.key) in place:
            parts = {(line, figure.key): 1 for line in range(last)}
            yield {**parts, (last, figure.key): -1}, 0, 0


def _wholes(table: Table, place: Mapping[Spot, int]) -> Iterator[Known]:
    for line in range(len(table.lines)):
        for whole in table.wholes:
            parts = {(line, part): -1 for part in whole.parts}
            if place.keys() >= parts.keys():
                yield {(line, whole.whole): 1, **parts}, 0, 0 if whole.exact else np.inf


def _outside(table: Table, public: Table | None) -> Iterator[Known]:
    keys = {figure.key for figure in table.figures}
    for shown in public.lines if public else ():
        lines = [line for line, row in enumerate(table.lines) if _within(row, shown)]
        for figure, value in zip(public.figures if public else (), shown.values, strict=True):
            if not lines or not isinstance(value, int):
                continue
            if figure.key in keys:
                yield {(line, figure.key): 1 for line in lines}, value, value
            for whole in ACROSS:
                if whole.parts == (figure.key,) and whole.whole in keys:
                    most = value if whole.exact else np.inf
                    yield {(line, whole.whole): 1 for line in lines}, value, most


def _within(row: TableRow, shown: TableRow) -> bool:
    if TOTAL in (row.label, shown.label):
        return row.label == shown.label
    return row.label == shown.label or row.label.startswith((f"{shown.label} ", f"{shown.label}-"))
