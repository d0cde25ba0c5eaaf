"""What a reader can work out of everything that is published, by solving it.

Written apart from what chooses the hidden figures, over classes of records: how many reports of
each piece of time have which answers and status, and how many people those name. Each figure is a
sum of such classes, whatever the table. The reader knows every shown figure, what each mark means,
even in which rows the marks do not tell small from other figures, or zeros from large ones, and
that a report names somebody where that is true of this sheet.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise, product
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from cocsheets.statistics.summary import TOTAL, UNKNOWN, Mark, Table, TableRow, Unit, Value, Whole

ALL = 10**4
"""Stands for no end in sight."""
Spot: TypeAlias = tuple[str, str]
"""Label of a row, key of a column."""
Name: TypeAlias = tuple[str, ...]
Sum: TypeAlias = dict[Name, int]

YES, NO, BLANK = "yes", "no", "blank"
STATUSES = ("none", "flagged", "blacklisted")
CLASSES = tuple(product((YES, NO, BLANK), (YES, NO, BLANK), STATUSES))
REPORTS: Mapping[str, Callable[[str, str, str], bool]] = {
    "reports": lambda us, local, status: True,
    "actions_by_us": lambda us, local, status: us == YES,
    "us_no": lambda us, local, status: us == NO,
    "us_unanswered": lambda us, local, status: us == BLANK,
    "actions_by_local_reps": lambda us, local, status: local == YES,
    "local_no": lambda us, local, status: local == NO,
    "local_unanswered": lambda us, local, status: local == BLANK,
    "lack_of_actions": lambda us, local, status: us == local == NO,
    "not_flagged": lambda us, local, status: status == "none",
    "only_flagged": lambda us, local, status: status == "flagged",
    "blacklisted": lambda us, local, status: status == "blacklisted",
    # In a sheet without outcomes.
    "no_action": lambda us, local, status: us == local == NO,
}
PEOPLE = {"people_named": STATUSES, "people_flagged": STATUSES[1:], "banned": STATUSES[2:]}


class Attack:
    """All that is published, as whole-number programme."""

    def __init__(
        self,
        tables: Sequence[Table],
        exact: Sequence[Table],
        public: Iterable[Table] = (),
        *,
        everybody_named: bool = False,
    ) -> None:
        self.truth = dict(_numbers(exact))
        self._lines: list[tuple[Sum, float, float]] = []
        self._bounds: dict[Name, tuple[float, float]] = {}
        self._tables = [*tables, *public]
        self._periodic = [table for table in self._tables if _periodic(table)]
        self._pieces = _pieces(self._periodic)
        self._named = everybody_named
        for piece in self._pieces:
            self._piece(piece)
        self._others()
        mixed, gapped = _mixed(tables, exact)
        self.hidden: dict[Spot, None] = {}
        for table in self._tables:
            for spot, value in _values(table):
                if isinstance(value, Mark):
                    self.hidden[spot] = None
                    low, high = _meaning(value, table.limit or 0, mixed=spot in mixed | gapped)
                    if spot in gapped:
                        self._gap(spot, table.limit or 0)
                else:
                    assert value is not None
                    low = high = value
                self._bounds[("cell", *spot)] = (low, high)
                self._lines.append(({**self._sum(spot, table), ("cell", *spot): -1}, 0, 0))
        self._matrix()

    def solved(self) -> list[Spot]:
        """The hidden figures that have one possible value only."""
        left = list(self.hidden)
        chance = random.Random(1)
        for _ in range(6):
            if not left:
                break
            found = self._solve({("cell", *spot): chance.choice((-1, 1)) for spot in left})
            left = [spot for spot in left if found[("cell", *spot)] == self.truth[spot]]
        return [spot for spot in left if len(set(self.range(spot))) == 1]

    def range(self, spot: Spot) -> tuple[int, int]:
        """The least and the greatest value that a figure can have."""
        ends = [self._solve({("cell", *spot): sign})[("cell", *spot)] for sign in (1, -1)]
        return ends[0], ends[1]

    def ranges(self) -> list[tuple[str, str, int, int]]:
        """Of every hidden figure."""
        return [(*spot, *self.range(spot)) for spot in self.hidden]

    def _piece(self, piece: str) -> None:
        for status in STATUSES:
            reports: Sum = {(piece, *c): 1 for c in CLASSES if c[2] == status}
            people: Name = (piece, "people", status)
            self._lines.append(({people: -1, **dict.fromkeys(reports, ALL)}, 0, np.inf))
            if self._named:
                self._lines.append(({people: 1, **dict.fromkeys(reports, -1)}, 0, np.inf))
        known = {*REPORTS, *PEOPLE}
        for table in self._periodic:
            for whole in table.wholes:
                keys = {whole.whole, *whole.parts}
                if keys <= known or not all(_additive(table, key) for key in keys):
                    continue
                total = dict(self._of(piece, whole.whole))
                for part in whole.parts:
                    for name, factor in self._of(piece, part).items():
                        total[name] = total.get(name, 0) - factor
                self._lines.append((total, *_ends(whole)))

    def _of(self, piece: str, key: str) -> Sum:
        if key in REPORTS:
            return {(piece, *c): 1 for c in CLASSES if REPORTS[key](*c)}
        if key in PEOPLE:
            return {(piece, "people", status): 1 for status in PEOPLE[key]}
        return {(piece, "other", key): 1}

    def _sum(self, spot: Spot, table: Table) -> Sum:
        label, key = spot
        if not _additive(table, key):
            return {("lone", label, key): 1}
        if table in self._periodic:
            total: Sum = {}
            for piece in _inside(label, self._pieces):
                total |= self._of(piece, key)
            return total
        labels = [row.label for row in table.rows] if label == TOTAL else [label]
        return {(row, "row", key): 1 for row in labels}

    def _others(self) -> None:
        """Figures that rows do not add up, and tables whose rows are no periods."""
        for table in self._tables:
            for row in table.lines:
                for whole in table.wholes:
                    keys = (whole.whole, *whole.parts)
                    if table in self._periodic and all(_additive(table, key) for key in keys):
                        continue
                    line: Sum = {("cell", row.label, whole.whole): 1}
                    line |= {("cell", row.label, part): -1 for part in whole.parts}
                    self._lines.append((line, *_ends(whole)))

    def _gap(self, spot: Spot, limit: int) -> None:
        """Zero, or the limit and more."""
        cell, some = ("cell", *spot), ("some", *spot)
        self._bounds[some] = (0, 1)
        self._lines.append(({cell: 1, some: -limit}, 0, np.inf))
        self._lines.append(({cell: -1, some: ALL}, 0, np.inf))

    def _matrix(self) -> None:
        names = dict.fromkeys([n for line, *_ in self._lines for n in line])
        self._place = {name: place for place, name in enumerate(names)}
        entries = [
            (row, self._place[name], factor)
            for row, (line, *_) in enumerate(self._lines)
            for name, factor in line.items()
        ]
        rows, columns, factors = zip(*entries, strict=True)
        shape = (len(self._lines), len(names))
        self._constraint = LinearConstraint(
            csr_array((np.array(factors, float), (rows, columns)), shape=shape),
            [low for _, low, _ in self._lines],
            [high for *_, high in self._lines],
        )
        ends = [self._bounds.get(name, (0, ALL)) for name in names]
        self._limits = Bounds([low for low, _ in ends], [high for _, high in ends])

    def _solve(self, least: Mapping[Name, int]) -> dict[Name, int]:
        costs: npt.NDArray[np.float64] = np.zeros(len(self._place))
        for name, factor in least.items():
            costs[self._place[name]] = factor
        found = milp(
            costs,
            integrality=np.ones(len(costs)),
            bounds=self._limits,
            constraints=self._constraint,
        )
        assert found.x is not None, found.message
        return {name: round(found.x[place]) for name, place in self._place.items()}


def _ends(whole: Whole) -> tuple[float, float]:
    """From where to where the whole less its parts can be."""
    return -np.inf if whole.covered else 0, 0 if whole.exact or whole.covered else np.inf


def _additive(table: Table, key: str) -> bool:
    return any(figure.key == key and figure.additive for figure in table.figures)


def _periodic(table: Table) -> bool:
    return all(row.label == UNKNOWN or row.label[:4].isdecimal() for row in table.rows)


def _months(label: str) -> tuple[int, int]:
    year, rest = 12 * int(label[:4]), label[4:]
    if rest[:1] == "/":  # In these tests, fiscal years start in April.
        year, rest = year + 3, rest[3:]
    if not rest:
        return year, year + 12
    if rest[0] == "-":
        return year + int(rest[1:]) - 1, year + int(rest[1:])
    length = {"H": 6, "Q": 3}[rest[1]]
    start = year + length * (int(rest[2]) - 1)
    return start, start + length


def _pieces(tables: Sequence[Table]) -> list[str]:
    """Time, cut wherever any row begins or ends; `first-after` in months, or `unknown`."""
    spans = [[_months(row.label) for row in table.rows if row.label != UNKNOWN] for table in tables]
    ends = sorted({end for some in spans for one in some for end in one})
    pieces = [
        f"{first}-{after}"
        for first, after in pairwise(ends)
        if all(any(low <= first and after <= high for low, high in some) for some in spans)
    ]
    unknown = any(row.label == UNKNOWN for table in tables for row in table.rows)
    return [*pieces, *[UNKNOWN] * unknown]


def _inside(label: str, pieces: Sequence[str]) -> Iterator[str]:
    for piece in pieces:
        if label in (TOTAL, piece):
            yield piece
        elif UNKNOWN not in (label, piece):
            first, after = map(int, piece.split("-"))
            low, high = _months(label)
            if low <= first and after <= high:
                yield piece


def _values(table: Table) -> Iterator[tuple[Spot, Value]]:
    for row in table.lines:
        for figure, value in zip(table.figures, row.values, strict=True):
            if value is not None and figure.unit is not Unit.DAYS:
                yield (row.label, figure.key), value


def _numbers(tables: Iterable[Table]) -> Iterator[tuple[Spot, int]]:
    for table in tables:
        for spot, value in _values(table):
            assert isinstance(value, int)
            yield spot, value


def _mixed(tables: Sequence[Table], exact: Sequence[Table]) -> tuple[set[Spot], set[Spot]]:
    """Hidden figures in whose row a small or no figure has the mark of the others.

    Of these apart: those in whose row small figures have a mark of their own all the same.
    """

    def line(table: Table, row: TableRow, survives: bool) -> set[Spot]:
        return {(row.label, f.key) for f in table.figures if f.survives is survives}

    mixed: set[Spot] = set()
    gapped: set[Spot] = set()
    for table, before in zip(tables, exact, strict=True):
        truth = dict(_numbers([before]))
        for row in table.lines:
            for survives in (True, False):
                spots = line(table, row, survives)
                shown = {spot: v for spot, v in _values(table) if spot in spots}
                hidden = {spot for spot, v in shown.items() if v is Mark.HIDDEN}
                if any(truth[spot] < (table.limit or 0) for spot in hidden):
                    (gapped if Mark.SMALL in shown.values() else mixed).update(hidden)
    return mixed, gapped


def _meaning(value: Mark, limit: int, *, mixed: bool) -> tuple[float, float]:
    if value is Mark.SMALL:
        return 1, limit - 1
    # Where small figures have a mark of their own, this one is not small.
    return (0 if mixed else limit), ALL
