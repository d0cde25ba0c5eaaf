"""The periods of several tables, taken apart into pieces that no table cuts any further.

Knows calendars and which figures rows add up. Must not know what a figure means.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import TypeAlias

from cocsheets.statistics.periods import Calendar
from cocsheets.statistics.summary import TOTAL, UNKNOWN, Table, Unit

Cell: TypeAlias = tuple[str, str]
"""Where a number stands: label of the row and key of the column."""
Span: TypeAlias = tuple[int, int]
"""The first month and the month after the last, counted from the year 0."""


class Pieces:
    """The periods of some tables, taken apart as far as any of them does.

    Each piece is in a row of every table.
    """

    def __init__(self, tables: Iterable[Table], keys: Iterable[str] = ()) -> None:
        self.tables = [*tables]
        self.keys = additive(self.tables) | dict.fromkeys(keys)
        self.spans: dict[str, Span] = {}
        covered: list[list[Span]] = []
        for table in self.tables:
            found = {
                row.label: place for row in table.rows if (place := span(row.label, table.calendar))
            }
            self.spans |= found
            covered.append([*found.values()])
        ends = sorted({end for place in self.spans.values() for end in place})
        names = {place: label for label, place in self.spans.items()}
        self._pieces = {
            names.get(piece, f"\0{piece}"): piece
            for piece in pairwise(ends)
            # Every table has all reports: where one has no row, there was no report.
            if all(any(_within(piece, place) for place in places) for places in covered)
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
        place = self.spans.get(label)
        if place is None:
            return ()
        return tuple(name for name, piece in self._pieces.items() if _within(piece, place))

    def around(self, piece: str) -> list[str]:
        """The periods in which a piece lies."""
        return [label for label in (*self.spans, UNKNOWN) if piece in self.of(label)]


def _within(piece: Span, place: Span) -> bool:
    return place[0] <= piece[0] and piece[1] <= place[1]


def span(label: str, calendar: Calendar | None) -> Span | None:
    """The months of a period; None for a label that is none."""
    found = calendar.span(label) if calendar is not None else None
    if found is None:
        return None
    first, last = found
    return 12 * first.year + first.month - 1, 12 * last.year + last.month


def told(tables: Iterable[Table]) -> dict[Cell, int]:
    """The whole numbers of some tables; days are no count."""
    return {
        (row.label, figure.key): value
        for table in tables
        for row in table.lines
        for figure, value in zip(table.figures, row.values, strict=True)
        if isinstance(value, int) and figure.unit is not Unit.DAYS
    }


def additive(tables: Iterable[Table]) -> dict[str, None]:
    """Keys of the figures whose rows add up, in order."""
    return {
        figure.key: None
        for table in tables
        for figure in table.figures
        if figure.additive
        and figure.unit is not Unit.DAYS
        and None not in column(table, figure.key)
    }


def column(table: Table, key: str) -> list[object]:
    """The values of a figure, the total too; none where the table does not have it."""
    places = [place for place, figure in enumerate(table.figures) if figure.key == key]
    return [row.values[place] for row in table.lines for place in places]
