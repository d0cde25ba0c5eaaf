"""What a reader of some tables knows: which figures are sums, parts and bounds of others.

Knows how the figures of one output depend on one another, over periods within periods. Must not
know which are hidden. All numbers are whole and not below zero. Periods are taken apart into
*pieces* that no table cuts any further; a figure that only a longer period shows is there for each
piece too, as a number that nobody is told.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeAlias

from cocsheets.statistics.spans import Span, span
from cocsheets.statistics.summary import TOTAL, UNKNOWN, Table, Unit

Cell: TypeAlias = tuple[str, str]
"""Where a number stands: label of the row and key of the column."""
MANY = 1000
"""More people than one report names."""


@dataclass(frozen=True, slots=True)
class Relation:
    """The sum of numbers, each times its factor, is from `low` to `high`."""

    factors: Mapping[Cell, int]
    low: float = 0
    high: float = 0


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation that holds in every row: between figures, by key."""

    factors: Mapping[str, int]
    high: float = math.inf

    def at(self, label: str) -> Relation:
        """The relation in one row."""
        return Relation({(label, key): f for key, f in self.factors.items()}, 0, self.high)


TIES = (
    Tie({"reports": 1, "actions_by_us": -1, "lack_of_actions": -1}),
    Tie({"reports": 1, "actions_by_local_reps": -1, "lack_of_actions": -1}),
    Tie({"reports": 1, "actions_by_us": -1}),
    Tie({"reports": 1, "actions_by_local_reps": -1}),
    Tie({"us_no": 1, "lack_of_actions": -1}),
    Tie({"local_no": 1, "lack_of_actions": -1}),
    Tie({"lack_of_actions": 1, "us_no": -1, "local_no": -1, "reports": 1}),
    Tie({"people_named": 1, "people_flagged": -1}),
    # Nobody is named where there is no report, nor flagged without a report that is.
    Tie({"reports": MANY, "people_named": -1}),
    Tie({"only_flagged": MANY, "blacklisted": MANY, "people_flagged": -1}),
    Tie({"not_flagged": MANY, "people_named": -1, "people_flagged": 1}),
    # A reader will take it that a report names somebody: reckoned with wherever it is true.
    Tie({"people_named": 1, "reports": -1}),
    Tie({"people_flagged": 1, "only_flagged": -1, "blacklisted": -1}),
    Tie({"people_named": 1, "people_flagged": -1, "not_flagged": -1}),
)
WITHOUT_OUTCOMES = (
    Tie({"no_action": 1, "lack_of_actions": -1}, high=0),
    Tie({"people_flagged": 1, "banned": -1}),
    Tie({"blacklisted": MANY, "banned": -1}),
    Tie({"only_flagged": MANY, "people_flagged": -1, "banned": 1}),
    Tie({"banned": 1, "blacklisted": -1}),
    Tie({"people_flagged": 1, "banned": -1, "only_flagged": -1}),
)
"""In a sheet without outcomes, the table of 2026 tells other figures under these names."""
PERSONS = (
    Tie({"people_named": 1, "people_distinct": -1, "people_expunged": -1}),
    Tie({"people_distinct": 1, "people_repeated": -1}),
    Tie({"people_distinct": MANY, "people_expunged": MANY, "people_named": -1}),
    Tie({"people_repeated": MANY, "people_distinct": 1, "people_expunged": 1, "people_named": -1}),
)
"""Figures that rows do not add up, so that these hold in the rows that tables show."""


@dataclass(frozen=True, slots=True)
class Model:
    """The numbers of one output and how they are tied together."""

    numbers: Mapping[Cell, int]
    """Figures that may be hidden."""
    fixed: Mapping[Cell, int]
    """Figures that everybody knows."""
    relations: tuple[Relation, ...]
    """Over these, and over further numbers that nobody is told."""
    secret: Mapping[Cell, tuple[float, float]] = field(default_factory=dict)
    """Further numbers that are to be kept as well, and from where to where anybody knows them."""


class Pieces:
    """The periods of some tables, taken apart as far as any of them does."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self.tables = [table for table in tables if periodic(table)]
        self.spans: dict[str, Span] = {}
        listed = []
        for table in self.tables:
            found = {row.label: place for row in table.rows if (place := span(row.label))}
            self.spans |= found
            listed.append([*found.values()])
        ends = sorted({end for place in self.spans.values() for end in place})
        names = {place: label for label, place in self.spans.items()}
        self._pieces = {
            names.get(piece, f"\0{piece}"): piece
            for piece in pairwise(ends)
            # A period that a table leaves out had no report.
            if all(any(_within(piece, place) for place in places) for places in listed)
        }
        unknown = any(row.label == UNKNOWN for table in self.tables for row in table.rows)
        self.names = (*self._pieces, *[UNKNOWN] * unknown)
        self._of: dict[str, tuple[str, ...]] = {}

    def of(self, label: str) -> tuple[str, ...]:
        """The pieces of a period, of `unknown` or of the total."""
        if label not in self._of:
            self._of[label] = self._found(label)
        return self._of[label]

    def _found(self, label: str) -> tuple[str, ...]:
        if label == TOTAL:
            return self.names
        if label in self.names:
            return (label,)
        place = self.spans.get(label) or span(label)
        if place is None:
            return ()
        return tuple(name for name, piece in self._pieces.items() if _within(piece, place))


def _within(piece: Span, place: Span) -> bool:
    return place[0] <= piece[0] and piece[1] <= place[1]


def periodic(table: Table) -> bool:
    """Whether its rows are periods."""
    return all(row.label == UNKNOWN or span(row.label) for row in table.rows)


def told(tables: Iterable[Table]) -> dict[Cell, int]:
    """The whole numbers of some tables; days are no count."""
    return {
        (row.label, figure.key): value
        for table in tables
        for row in table.lines
        for figure, value in zip(table.figures, row.values, strict=True)
        if isinstance(value, int) and figure.unit is not Unit.DAYS
    }


class Knowledge:
    """What a reader of these tables knows, by relation."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self.pieces = Pieces(tables)
        self.numbers = told(tables)
        self.keys = additive(self.pieces.tables)
        self._others = [table for table in tables if not periodic(table)]
        self.ties = [*_wholes(tables), *TIES]
        if any(value is None for t in tables for value in _column(t, "warned")):
            self.ties += WITHOUT_OUTCOMES

    def relations(self) -> Iterator[Relation]:
        """All of them."""
        for piece in self.pieces.names:
            yield from self.tied(piece, piece)
        for label, key in self.numbers:
            pieces = self.pieces.of(label)
            if key in self.keys and pieces and pieces != (label,):
                yield Relation({**{(piece, key): 1 for piece in pieces}, (label, key): -1})
        for table in self._others:
            for key in additive([table]):
                rows = {(row.label, key): 1 for row in table.rows}
                yield Relation({**rows, (TOTAL, key): -1})
        rows = {row.label for table in self._others for row in table.rows} - {TOTAL}
        for label in sorted(rows):
            for tie in self.ties:
                yield from self._where_true(tie, label)
        yield from self._persons()

    def tied(self, piece: str, label: str) -> Iterator[Relation]:
        """What holds in a piece, under another label; figures that are nowhere are left out."""
        around = [name for name in (*self.pieces.spans, UNKNOWN) if piece in self.pieces.of(name)]
        for tie in self.ties:
            if self.keys.keys() >= tie.factors.keys() and all(self._true(tie, x) for x in around):
                yield tie.at(label)

    def _true(self, tie: Tie, label: str) -> bool:
        """Whether it is true as far as can be told: a reader is taken to assume no falsehood."""
        found = [(factor, self._number(label, key)) for key, factor in tie.factors.items()]
        numbers = [factor * number for factor, number in found if number is not None]
        return len(numbers) < len(found) or 0 <= sum(numbers) <= tie.high

    def _number(self, label: str, key: str) -> int | None:
        """A figure of a row, also where only shorter periods show it."""
        if (label, key) in self.numbers:
            return self.numbers[label, key]
        parts = [self.numbers.get((piece, key)) for piece in self.pieces.of(label)]
        known = [number for number in parts if number is not None]
        return sum(known) if parts and len(known) == len(parts) else None

    def _where_true(self, tie: Tie, label: str) -> Iterator[Relation]:
        relation = tie.at(label)
        if self.numbers.keys() >= relation.factors.keys() and self._true(tie, label):
            yield relation

    def _persons(self) -> Iterator[Relation]:
        """People who are named again, in a row and in the rows that it sums up."""
        tables = [t for t in self.pieces.tables if _column(t, "people_distinct")]
        labels = [[row.label for row in table.rows] for table in tables]
        for label in dict.fromkeys([TOTAL, *(label for some in labels for label in some)]):
            for tie in PERSONS:
                yield from self._where_true(tie, label)
            for some in labels if tables else ():
                inside = set(self.pieces.of(label))
                parts = [x for x in some if x != label and inside.issuperset(self.pieces.of(x))]
                if label not in some and {p for x in parts for p in self.pieces.of(x)} == inside:
                    yield from _again(label, parts)


def _again(whole: str, parts: Sequence[str]) -> Iterator[Relation]:
    """Whom one report alone names stands in one part; others may stand in several."""
    once = {(whole, "people_distinct"): 1, (whole, "people_repeated"): -1}
    for part in parts:
        once |= {(part, "people_distinct"): -1, (part, "people_repeated"): 1}
        yield Relation({(whole, "people_repeated"): 1, (part, "people_repeated"): -1}, 0, math.inf)
    yield Relation(once)
    repeated = {(part, "people_repeated"): 1 for part in parts}
    yield Relation({**repeated, (whole, "people_repeated"): -1}, 0, math.inf)


def additive(tables: Iterable[Table]) -> dict[str, None]:
    """Keys of the figures whose rows add up, in order."""
    return {
        figure.key: None
        for table in tables
        for figure in table.figures
        if figure.additive and figure.unit is not Unit.DAYS and None not in _column(table, figure.key)
    }


def _wholes(tables: Iterable[Table]) -> list[Tie]:
    wholes = dict.fromkeys(whole for table in tables for whole in table.wholes)
    return [
        Tie({w.whole: 1, **dict.fromkeys(w.parts, -1)}, 0 if w.exact else math.inf) for w in wholes
    ]


def _column(table: Table, key: str) -> list[object]:
    places = [place for place, figure in enumerate(table.figures) if figure.key == key]
    return [row.values[place] for row in table.lines for place in places]
