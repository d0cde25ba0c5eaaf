"""The restatement guard: past figures that are not what they were in an earlier edition.

Knows editions as plain figures. Must not know where they were read from or how they look.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cocsheets.data import Data
from cocsheets.statistics.layouts import LAYOUTS, SOMETIMES
from cocsheets.statistics.periods import Calendar
from cocsheets.statistics.summary import TOTAL, UNKNOWN, Figure, Mark, Table, Unit, Value


class Edition(Data, frozen=True):
    """A table as it was published earlier."""

    rows: Mapping[str, Mapping[str, Value]]
    """Figures by period and by key."""
    as_of: dt.date | None = None
    """The day up to which it was true, if it says so."""
    stub: str = "Year"
    unread: tuple[str, ...] = ()
    """Its rows, columns and figures that cannot be compared."""


class Move(Data, frozen=True):
    """One figure about the past that moved."""

    period: str
    figure: Figure
    before: Value
    after: Value
    few: bool = False
    """Whether the difference is itself a small figure, in a table that hides those."""

    @property
    def difference(self) -> int | None:
        """By how much; None where one edition has no such figure."""
        if isinstance(self.before, int) and isinstance(self.after, int):
            return self.after - self.before
        return None

    @property
    def one(self) -> bool:
        """Whether the two editions, side by side, single out one person or report."""
        return self.difference in {1, -1}

    @property
    def pointing(self) -> bool:
        """Whether the two editions, side by side, point at somebody."""
        return self.one or self.few

    def __str__(self) -> str:
        shown = ["none" if value is None else str(value) for value in (self.before, self.after)]
        by = "" if self.difference is None else f" ({self.difference:+})"
        text = f"{self.period}: {self.figure.title} {shown[0]} -> {shown[1]}{by}"
        if self.few and not self.one:
            return f"{text}; warning: the difference is a small figure itself"
        if not self.one:
            return text
        whom = "one person" if self.figure.unit is Unit.PEOPLE else "one report, hence one person"
        return f"{text}; warning: the difference is {whom}"

    def to_json(self) -> dict[str, Any]:
        """Stable form for programs."""
        return {
            "period": self.period,
            "figure": self.figure.key,
            "before": self.before,
            "after": self.after,
            "difference": self.difference,
            "one_person": self.one,
        }


def compare(earlier: Edition, now: Table) -> tuple[Move, ...]:
    """Every past figure that moved since the earlier edition, by period.

    Past are the periods that had ended when the earlier edition was made; all of them, if it does
    not say when. Hidden figures and figures that only one layout has are not compared.
    """
    return tuple(_moves(earlier, now))


def _moves(earlier: Edition, now: Table) -> Iterator[Move]:
    current = {row.label: row.values for row in now.rows}
    known = {key for values in earlier.rows.values() for key in values}
    dated = [label for label in earlier.rows if label not in {TOTAL, UNKNOWN}]
    calendar = now.calendar or Calendar()
    last = max(dated, default="")
    for label in sorted({*earlier.rows, *current} - {TOTAL}, key=lambda k: (k == UNKNOWN, k)):
        if label not in earlier.rows and label != UNKNOWN and label > last:
            continue  # A period that the earlier edition could not know.
        if (
            earlier.as_of is not None
            and label != UNKNOWN
            and _running(label, earlier.as_of, calendar)
        ):
            continue
        for place, figure in enumerate(now.figures):
            if figure.key not in known:
                continue
            before = earlier.rows.get(label, {}).get(figure.key)
            after = current[label][place] if label in current else None
            if isinstance(before, Mark) or isinstance(after, Mark) or before == after:
                continue
            if not before and not after:
                continue  # A row of zeros is as good as none.
            yield Move(label, figure, before, after)


def close(earlier: Edition, now: Table) -> tuple[Move, ...]:
    """Figures of a table with hidden ones that moved by a few since the earlier edition.

    The difference is then a small figure itself, whatever the period.
    """
    if now.limit is None:
        return ()
    moves = (
        Move(row.label, figure, earlier.rows.get(row.label, {}).get(figure.key), value, few=True)
        for row in now.rows
        for figure, value in zip(now.figures, row.values, strict=True)
    )
    return tuple(move for move in moves if 0 < abs(move.difference or 0) < now.limit)


def seen(earlier: Sequence[Edition | None], tables: Sequence[Table]) -> dict[tuple[str, str], int]:
    """The figures of these tables that an earlier edition shows, by row and key."""
    return {
        (label, key): value
        for edition, table in zip(earlier, tables, strict=True)
        if edition is not None
        for label, row in edition.rows.items()
        for key, value in row.items()
        if isinstance(value, int)
    }


def _running(label: str, day: dt.date, calendar: Calendar) -> bool:
    """Whether the period had not ended before the month of a day."""
    span = calendar.span(label)
    return span is None or span[1] >= day.replace(day=1)


TITLES: Mapping[str, str] = {
    figure.title.casefold(): figure.key
    for figures in (*(layout.figures for layout in LAYOUTS.values()), SOMETIMES)
    for figure in figures
}
"""Keys of the yearly figures by every title under which they were published, in lower case."""
