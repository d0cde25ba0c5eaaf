"""Further reports: what the other records about the same people say about each record.

Knows dates of reports and links. Must not know terms, expunge dates or what follows from a report.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cocsheets.records.identity import Links
from cocsheets.records.record import Record


@dataclass(frozen=True, slots=True)
class Further:
    """What the other reports about the people in a record amount to."""

    latest: Record | None = None
    """The latest one after the record's own report."""
    undated: Record | None = None
    """One whose date of report is missing or cannot be read, so that it may be later."""
    repeated: bool = False
    """Whether there is one of another date, earlier or later."""
    dates: tuple[frozenset[dt.date], ...] = ()
    """Dates of all reports about each of the people, this one's too."""


NO_FURTHER = Further()


def further_reports(records: Iterable[Record], links: Links) -> Mapping[int, Further]:
    """What the other reports about the same people say, by row; rows without any are left out."""
    by_row = {record.row: record for record in records}
    people = {
        person: _Person.of([by_row[row] for row in rows])
        for person, rows in links.repeated().items()
    }
    found: dict[int, Further] = {}
    for row, named in links.people.items():
        record = by_row[row]
        known = [people[person] for person in named if person in people]
        ends = [end for person in known for end in person.ends if end.row != row]
        later = [end for end in ends if _moment(end)[0] > _moment(record)[0]]
        undated = [item for person in known for item in person.undated if item.row != row]
        if known:
            found[row] = Further(
                latest=max(later, key=_moment, default=None),
                undated=min(undated, key=lambda item: item.key.place, default=None),
                repeated=any(end.date_reported != record.date_reported for end in ends),
                dates=tuple(person.dates for person in known),
            )
    return found


@dataclass(frozen=True, slots=True)
class _Person:
    """The reports about one person: enough to judge each of them without looking at all."""

    ends: tuple[Record, ...]
    """The first and the last dated one."""
    undated: tuple[Record, ...]
    """Two of those without a date, so that there is one beside any record."""
    dates: frozenset[dt.date]

    @classmethod
    def of(cls, reports: list[Record]) -> _Person:
        dated = sorted((item for item in reports if item.date_reported is not None), key=_moment)
        undated = [item for item in reports if item.date_reported is None]
        dates = frozenset(item.date_reported for item in dated if item.date_reported is not None)
        return cls((*dated[:1], *dated[-1:]), tuple(undated[:2]), dates)


def _moment(record: Record) -> tuple[dt.date, int]:
    """When a report came in, among others; one without a date counts as earliest."""
    return record.date_reported or dt.date.min, record.key.place
