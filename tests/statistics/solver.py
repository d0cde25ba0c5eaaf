"""What a reader can work out of tables with hidden figures, by solving them.

A reader knows what is shown, what each mark means, that rows sum to the total, that parts are
within their whole, and the public table. Solved as whole-number programmes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp

from cocsheets.statistics.summary import TOTAL, Mark, Table, TableRow, Unit
from cocsheets.statistics.suppression import ACROSS

ALL = 10**5
"""Stands for no end in sight."""
Spot: TypeAlias = tuple[str, str]
Known: TypeAlias = tuple[Mapping[Spot, int], float, float]
"""Factors, and what their sum is at least and at most."""


def ranges(
    tables: Sequence[Table], exact: Sequence[Table], public: Table | None = None
) -> Iterator[tuple[str, str, int, int]]:
    """For each hidden figure the least and the greatest value that remain possible.

    The reader is even taken to know in which rows the marks do not tell small from other figures.
    """
    spots = {
        (row.label, figure.key): value
        for table in tables
        for row in table.lines
        for figure, value in zip(table.figures, row.values, strict=True)
        if value is not None and figure.unit is not Unit.DAYS
    }
    place = {spot: number for number, spot in enumerate(spots)}
    limit = tables[0].limit or 0
    mixed = _mixed(tables, exact, limit)
    limits = [_bounds(value, limit, mixed=spot[0] in mixed) for spot, value in spots.items()]
    bounds = Bounds([low for low, _ in limits], [high for _, high in limits])
    known = [*_sums(tables, place), *_wholes(tables, place), *_outside(tables, place, public)]

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
        yield *spot, ends[0], ends[1]


def _mixed(tables: Sequence[Table], exact: Sequence[Table], limit: int) -> set[str]:
    return {
        row.label
        for table, before in zip(tables, exact, strict=True)
        for row, old in zip(table.lines, before.lines, strict=True)
        for figure, mark, value in zip(table.figures, row.values, old.values, strict=True)
        if mark is Mark.HIDDEN and figure.unit is not Unit.DAYS
        if isinstance(value, int) and value < limit
    }


def _bounds(value: object, limit: int, *, mixed: bool) -> tuple[float, float]:
    if value is Mark.SMALL:
        return 1, limit - 1
    if value is Mark.HIDDEN:
        # Where small figures have a mark of their own, this one is not small.
        return (0 if mixed else limit), ALL
    assert isinstance(value, int)
    return value, value


def _sums(tables: Sequence[Table], place: Mapping[Spot, int]) -> Iterator[Known]:
    for table in tables:
        for figure in table.figures:
            if figure.additive and (TOTAL, figure.key) in place:
                parts = {(row.label, figure.key): 1 for row in table.rows}
                yield {**parts, (TOTAL, figure.key): -1}, 0, 0


def _wholes(tables: Sequence[Table], place: Mapping[Spot, int]) -> Iterator[Known]:
    for table in tables:
        for row in table.lines:
            for whole in (*table.wholes, *ACROSS):
                spots = {(row.label, whole.whole): 1}
                spots |= {(row.label, part): -1 for part in whole.parts}
                if place.keys() >= spots.keys():
                    least = -np.inf if whole.covered else 0
                    yield spots, least, 0 if whole.exact or whole.covered else np.inf


def _outside(
    tables: Sequence[Table], place: Mapping[Spot, int], public: Table | None
) -> Iterator[Known]:
    for table in tables:
        for shown in public.lines if public else ():
            labels = [row.label for row in table.lines if _within(row, shown)]
            for figure, value in zip(public.figures if public else (), shown.values, strict=True):
                if not isinstance(value, int):
                    continue
                ours = {(label, figure.key): 1 for label in labels}
                if ours and place.keys() >= ours.keys():
                    yield ours, value, value
                for whole in ACROSS:
                    above = {(label, whole.whole): 1 for label in labels}
                    if whole.parts == (figure.key,) and above and place.keys() >= above.keys():
                        yield above, value, value if whole.exact else np.inf


def _within(row: TableRow, shown: TableRow) -> bool:
    if TOTAL in (row.label, shown.label):
        return row.label == shown.label
    return row.label == shown.label or row.label.startswith((f"{shown.label} ", f"{shown.label}-"))
