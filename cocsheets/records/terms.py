"""Terms: how long a record is kept after the latest report, by preset, severity and outcome.

Knows calendar months and the committees' published terms. Must not know who is named in a record or
what day it is.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Container, Mapping
from functools import lru_cache

from cocsheets.data import Data
from cocsheets.records.record import Status

SHORTEST_MONTH = 28
_DAYS = 1 << 14
"""How many days are remembered with what they lead to: more than all records have."""


@lru_cache(maxsize=_DAYS)
def add_months(day: dt.date, months: int) -> dt.date:
    """The same day some calendar months later, or the last day of that month if it is shorter.

    31 August + 6 months is 28 or 29 February; 29 February + 12 months is 28 February. Dates beyond
    the year 9999 stop at its last day.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > dt.MAXYEAR:
        return dt.date.max
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def months_before(day: dt.date, months: int) -> tuple[dt.date, ...]:
    """The days from which `add_months` leads to this one: none, one, or the end of a long month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < dt.MINYEAR:
        return ()
    last = calendar.monthrange(year, month + 1)[1]
    if day.day < SHORTEST_MONTH or day.day < calendar.monthrange(day.year, day.month)[1]:
        last = min(day.day, last)  # Only the end of a month can have several starts.
    return tuple(dt.date(year, month + 1, number) for number in range(day.day, last + 1))


class Term(Data, frozen=True):
    """How long a kind of report is kept."""

    months: int | None
    """Calendar months from the latest report; None keeps the record, with a blank date."""
    meaning: str
    """When it applies, for the help and the reasons."""
    after_ban: bool = False
    """The months count from the end of the ban; a ban without end keeps the record."""
    reporter_months: int | None = None
    """Months after which the reporter's name alone should go, where that is sooner."""


class TermPreset(Data, frozen=True):
    """A committee's published terms."""

    default: int
    """Months where nothing else says how long."""
    spans: frozenset[int]
    """Spans from report to expunge date, in months, that are taken for a record's own term."""
    terms: Mapping[str, Term]
    """By severity or outcome, as given when a report is added."""
    by_status: Mapping[Status, int]
    """Months by status, for records whose span is not one of `spans`."""

    def span(self, reports: Container[dt.date | None], expunge_on: dt.date) -> int | None:
        """The longest usual span from one of the reports to the expunge date, if there is one."""
        for months, starts in _starts(self.spans, expunge_on):
            for start in starts:
                if start in reports:
                    return months
        return None


@lru_cache(maxsize=_DAYS)
def _starts(spans: frozenset[int], end: dt.date) -> tuple[tuple[int, tuple[dt.date, ...]], ...]:
    """The days from which each span leads to a day, the longest span first."""
    return tuple((months, months_before(end, months)) for months in sorted(spans, reverse=True))


PRESETS: Mapping[str, TermPreset] = {
    "django-2016": TermPreset(
        default=12,
        spans=frozenset({6, 12}),
        terms={
            "minor": Term(12, "a minor report"),
            "one-off": Term(12, "a one-off report"),
            "not-upheld": Term(12, "a report that was not upheld"),
            "serious": Term(None, "a serious report"),
            "repeated": Term(None, "repeated reports"),
        },
        by_status={},
    ),
    "django-2018": TermPreset(
        default=14,
        spans=frozenset({14, 26}),
        terms={
            "no-violation": Term(0, "no violation"),
            "unidentified": Term(None, "nobody identified", reporter_months=6),
            "resolved": Term(14, "a resolved report"),
            "flagged": Term(26, "a flagged person"),
            "banned": Term(26, "a banned person", after_ban=True),
        },
        by_status={Status.FLAGGED: 26, Status.BLACKLISTED: 26},
    ),
}
"""`django-2016`: minor, one-off or not upheld 6 or 12 months, serious or repeated no date.
`django-2018`: no violation nothing kept; unidentified reporter 6 months, rest kept; resolved 14
months; flagged 26; banned length of the ban plus 26."""
