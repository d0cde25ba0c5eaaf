"""What a reader of some tables knows: which figures are sums, parts and bounds of others.

Knows how the figures of one output depend on one another, over periods within periods. Must not
know which are hidden. All numbers are whole and not below zero. Periods are taken apart into
*pieces* that no table cuts any further; a figure that only a longer period shows is there for each
piece too, as a number that nobody is told.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

from cocsheets.data import Data
from cocsheets.statistics.pieces import Cell, Pieces, additive, column, told
from cocsheets.statistics.summary import TOTAL, Table, Whole

RESOLVED = "resolved"
"""Key of the reports by the period of their resolution."""
MANY = 1000
"""More people than one report names."""


class Relation(Data, frozen=True):
    """The sum of numbers, each times its factor, is from `low` to `high`."""

    factors: Mapping[Cell, int]
    low: float = 0
    high: float = 0


class Tie(Data, frozen=True):
    """A relation that holds in every row: between figures, by key."""

    factors: Mapping[str, int]
    high: float = math.inf
    likely: bool = False
    """Whether it is true only if every report names somebody, which a reader will take it."""

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
    Tie({"reports": 1, "not_flagged": -1, "only_flagged": -1, "blacklisted": -1}, high=0),
)
STATUS = ("not_flagged", "only_flagged", "blacklisted")
FLAGGED = (
    Tie({"people_named": 1, "people_flagged": -1}),
    # Nobody is named where there is no report, nor flagged without a report that is.
    Tie({"reports": MANY, "people_named": -1}),
    Tie({"only_flagged": MANY, "blacklisted": MANY, "people_flagged": -1}),
    Tie({"not_flagged": MANY, "people_named": -1, "people_flagged": 1}),
    Tie({"people_named": 1, "reports": -1}, likely=True),
    Tie({"people_flagged": 1, "only_flagged": -1, "blacklisted": -1}, likely=True),
    Tie({"people_named": 1, "people_flagged": -1, "not_flagged": -1}, likely=True),
)
NO_ACTION = Tie({"no_action": 1, "lack_of_actions": -1}, high=0)
BANNED = (
    Tie({"people_flagged": 1, "banned": -1}),
    Tie({"blacklisted": MANY, "banned": -1}),
    Tie({"only_flagged": MANY, "people_flagged": -1, "banned": 1}),
    Tie({"banned": 1, "blacklisted": -1}, likely=True),
    Tie({"people_flagged": 1, "banned": -1, "only_flagged": -1}, likely=True),
)
"""In a sheet without outcomes, the table of 2026 tells other figures under these names."""
PERSONS = (
    Tie({"people_named": 1, "people_distinct": -1, "people_expunged": -1}),
    Tie({"people_distinct": 1, "people_repeated": -1}),
    Tie({"people_distinct": MANY, "people_expunged": MANY, "people_named": -1}),
    Tie({"people_repeated": MANY, "people_distinct": 1, "people_expunged": 1, "people_named": -1}),
)
"""Figures that rows do not add up, so that these hold in the rows that tables show."""


class Model(Data, frozen=True):
    """The numbers of one output and how they are tied together."""

    numbers: Mapping[Cell, int]
    """Figures that may be hidden."""
    fixed: Mapping[Cell, int]
    """Figures that everybody knows."""
    relations: tuple[Relation, ...]
    """Over these, and over further numbers that nobody is told."""
    seen: frozenset[Cell] = frozenset()
    """Of the known figures, those that only an edition published before shows."""


class Knowledge:
    """What a reader of these tables knows, by relation."""

    def __init__(
        self, tables: Sequence[Table], *, people: bool = True, likely: bool = True
    ) -> None:
        """With `people`, who is named is tied to the reports that can name them.

        With `likely`, so that every report names somebody where nothing says otherwise.
        """
        self._likely = likely
        self.numbers = told(tables)
        by_period = [table for table in tables if table.calendar is not None]
        # Periods of the report and periods of its resolution are two ways of counting.
        kinds = [
            [table for table in by_period if bool(column(table, RESOLVED)) is other]
            for other in (False, True)
        ]
        self._others = [table for table in tables if table.calendar is None]
        self.ties = [*_wholes(tables), *TIES]
        keys = additive(by_period).keys()
        also: tuple[str, ...] = ()
        if any(value is None for t in tables for value in column(t, "warned")):
            self.ties += [NO_ACTION, *(BANNED if people else ())]
            also = ("lack_of_actions", *(("people_flagged",) if "banned" in keys else ()))
        if people:
            self.ties += FLAGGED
            if {*also, *keys} >= {"people_named", "people_flagged", "reports"}:
                also += STATUS
        self.times = [
            Pieces(some, () if place else also) for place, some in enumerate(kinds) if some
        ]

    def relations(self) -> Iterator[Relation]:
        """All of them."""
        for times in self.times:
            yield from self._sums(times)
            yield from self._persons(times)
        if self.numbers.keys() >= {(TOTAL, RESOLVED), (TOTAL, "reports")}:
            yield Relation({(TOTAL, RESOLVED): 1, (TOTAL, "reports"): -1})
        for table in self._others:
            for key in additive([table]):
                rows = {(row.label, key): 1 for row in table.rows}
                yield Relation({**rows, (TOTAL, key): -1})
        for label in dict.fromkeys(row.label for table in self._others for row in table.rows):
            for tie in self.ties:
                yield from self._where_true(tie, label)

    def _sums(self, times: Pieces) -> Iterator[Relation]:
        """What holds in each piece, and what pieces add up to."""
        for piece in times.names:
            yield from self.tied(times, piece, piece)
        sums = {TOTAL, *times.spans}.difference(times.names)
        for label, key in self.numbers:
            if key in times.keys and label in sums:
                parts = {(piece, key): 1 for piece in times.of(label)}
                yield Relation({**parts, (label, key): -1})

    def tied(self, times: Pieces, piece: str, label: str) -> Iterator[Relation]:
        """What holds in a piece, under another label; figures that are nowhere are left out."""
        around = times.around(piece)
        ours = [tie for tie in self.ties if times.keys.keys() >= tie.factors.keys()]
        true = [tie for tie in ours if all(self._true(tie, name, times) for name in around)]
        named = self._likely and all(tie in true for tie in ours if tie.likely)
        yield from (tie.at(label) for tie in true if named or not tie.likely)

    def _true(self, tie: Tie, label: str, times: Pieces | None = None) -> bool:
        """Whether it is true as far as can be told: a reader is taken to assume no falsehood."""
        found = [(factor, self._number(label, key, times)) for key, factor in tie.factors.items()]
        numbers = [factor * number for factor, number in found if number is not None]
        return len(numbers) < len(found) or 0 <= sum(numbers) <= tie.high

    def _number(self, label: str, key: str, times: Pieces | None) -> int | None:
        """A figure of a row, also where only shorter periods show it."""
        if (label, key) in self.numbers or times is None:
            return self.numbers.get((label, key))
        parts = [self.numbers.get((piece, key)) for piece in times.of(label)]
        known = [number for number in parts if number is not None]
        return sum(known) if parts and len(known) == len(parts) else None

    def _where_true(self, tie: Tie, label: str) -> Iterator[Relation]:
        relation = tie.at(label)
        if self.numbers.keys() >= relation.factors.keys() and self._true(tie, label):
            yield relation

    def _persons(self, times: Pieces) -> Iterator[Relation]:
        """People who are named again, in a row and in the rows that it sums up."""
        tables = [table for table in times.tables if column(table, "people_distinct")]
        labels = [[row.label for row in table.rows] for table in tables]
        for label in dict.fromkeys([TOTAL, *(label for some in labels for label in some)]):
            for tie in PERSONS:
                yield from self._where_true(tie, label)
            inside = set(times.of(label))
            for some in labels:
                parts = [x for x in some if x != label and inside.issuperset(times.of(x))]
                if label not in some and {p for x in parts for p in times.of(x)} == inside:
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


def _wholes(tables: Iterable[Table]) -> list[Tie]:
    wholes = dict.fromkeys(whole for table in tables for whole in table.wholes)
    return [_tie(whole) for whole in wholes]


def _tie(whole: Whole) -> Tie:
    sign = -1 if whole.covered else 1
    factors = {whole.whole: sign, **dict.fromkeys(whole.parts, -sign)}
    return Tie(factors, 0 if whole.exact else math.inf)
