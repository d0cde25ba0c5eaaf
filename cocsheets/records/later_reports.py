"""Later reports: what the other records about the same people say about each record.

Knows dates of reports and links, and that a report still counts once it is expunged and names
nobody. Must not know terms, expunge dates, what follows from a report or where is kept what is
remembered.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from types import MappingProxyType
from typing import TypeAlias

from cocsheets.data import Data, replace
from cocsheets.records.links import Links, link
from cocsheets.records.memory import collector_paused
from cocsheets.records.record import Expunged, Record, RecordKey

RememberedReports: TypeAlias = Mapping[RecordKey, frozenset[dt.date]]
"""Dates of reports that are expunged by now and were later ones to a record, by its key."""

NOTHING_REMEMBERED: RememberedReports = MappingProxyType({})


class LaterReports(Data, frozen=True):
    """What the other reports about the people in a record amount to."""

    latest: dt.date | None = None
    """Date of the latest one after the record's own report."""
    report: RecordKey | None = None
    """That one; None where it is expunged and only remembered."""
    undated: RecordKey | None = None
    """One whose date of report is missing or cannot be read, so that it may be later."""
    repeated: bool = False
    """Whether there is one of another date, earlier or later."""
    dates: tuple[frozenset[dt.date], ...] = ()
    """Dates of all reports about each of the people, this one's too."""
    perhaps: frozenset[dt.date] = frozenset()
    """Dates of others that are only remembered, and may belong to another record of the date."""

    @property
    def doubtful(self) -> bool:
        """Whether the latest one is among those that may belong to another record."""
        return self.report is None and self.latest in self.perhaps


NO_LATER_REPORTS = LaterReports()


@collector_paused()
def later_reports_of(
    records: Sequence[Record], links: Links, remembered: RememberedReports = NOTHING_REMEMBERED
) -> Mapping[int, LaterReports]:
    """What the other reports about the same people say, by row; rows without any are left out."""
    found = _standing(records, links)
    for row, memory in _memories(records, links, remembered).items():
        found[row] = _with_memory(found.get(row, NO_LATER_REPORTS), memory)
    return found


def forgotten(
    records: Sequence[Record], links: Links, going: Collection[int], not_people: Iterable[str] = ()
) -> RememberedReports:
    """Later reports to other records that nothing would tell of once the rows `going` are gone.

    That is theirs, and those that only their names and addresses join to a record. `not_people`
    as for `link`.
    """
    concerned = {other for row in going for other in links.others(row)} - set(going)
    left = [record for record in records if record.row in concerned]
    before, after = _dates(records, links), _dates(left, link(left, not_people))
    lost = {
        record.key: frozenset(
            date
            for date in before[record.row] - after[record.row]
            if record.date_reported is None or date > record.date_reported
        )
        for record in left
    }
    return {key: dates for key, dates in lost.items() if dates}


def _dates(records: Iterable[Record], links: Links) -> Mapping[int, frozenset[dt.date]]:
    """Dates of the other reports about anyone that a record names, by its row."""
    dates = {record.row: record.date_reported for record in records}
    return {
        row: frozenset(date for other in links.others(row) if (date := dates[other]) is not None)
        for row in dates
    }


class _Memory(Data, frozen=True):
    """What is remembered of a record: reports after its own, and whether they are surely its."""

    dates: frozenset[dt.date]
    sure: bool


def _memories(
    records: Sequence[Record], links: Links, remembered: RememberedReports
) -> Mapping[int, _Memory]:
    """By row, for all records of a date of which anything is remembered.

    Places among equal dates change as rows are sorted, so what is remembered of one record of a
    date may be about each of them that names anybody, unless the same is remembered of every one.
    """
    by_date: dict[dt.date | None, list[frozenset[dt.date]]] = {}
    for key, dates in remembered.items():
        by_date.setdefault(key.date, []).append(dates)
    many = Counter(record.key.date for record in records)
    found: dict[int, _Memory] = {}
    for record in records:
        known = by_date.get(record.key.date)
        if known is None or record.expunged is Expunged.YES:
            continue
        sure = len(known) == many[record.key.date] and len(set(known)) == 1
        if not sure and record.row not in links.people:
            continue
        own = record.date_reported
        later = frozenset(date for date in chain(*known) if own is None or date > own)
        if later:
            found[record.row] = _Memory(later, sure)
    return found


def _with_memory(later: LaterReports, memory: _Memory) -> LaterReports:
    latest = max(memory.dates)
    if memory.sure:
        made = replace(later, repeated=True, dates=(*later.dates, memory.dates))
    else:
        made = replace(later, perhaps=memory.dates)
    if later.latest is not None and later.latest >= latest:
        return made
    return replace(made, latest=latest, report=None)


def _standing(records: Iterable[Record], links: Links) -> dict[int, LaterReports]:
    """What the reports that still stand in the sheet say."""
    by_row = {record.row: record for record in records}
    people: dict[int, list[_Person]] = defaultdict(list)
    for rows in links.repeated.values():
        person = _Person.of([by_row[row] for row in rows])
        for row in rows:
            people[row].append(person)
    return {row: _among(by_row[row], known) for row, known in people.items()}


def _among(record: Record, people: Sequence[_Person]) -> LaterReports:
    """What the reports about these people say about one of them."""
    own = record.date_reported
    latest, repeated, undated = people[0], False, list[RecordKey]()
    for person in people:
        if person.moment > latest.moment:
            latest = person
        repeated = repeated or len(person.dates) > (own in person.dates)
        undated += [item.key for item in person.undated if item.row != record.row]
    is_later = latest.moment[0] > (own or dt.date.min)
    return LaterReports(
        latest=latest.last.date_reported if is_later else None,
        report=latest.last.key if is_later else None,
        undated=min(undated, key=_place) if undated else None,
        repeated=repeated,
        dates=tuple([person.dates for person in people]),
    )


class _Person(Data, frozen=True):
    """The reports about one person: enough to judge each of them without looking at all."""

    last: Record
    """The last of them."""
    moment: tuple[dt.date, int]
    """When it came in."""
    undated: tuple[Record, ...]
    """Two of those without a date, so that there is one beside any record."""
    dates: frozenset[dt.date]

    @classmethod
    def of(cls, reports: list[Record]) -> _Person:
        dates = frozenset([item.date_reported for item in reports if item.date_reported])
        undated = [item for item in reports if item.date_reported is None]
        last = max(reports, key=_moment)
        return cls(last, _moment(last), tuple(undated[:2]), dates)


def _place(key: RecordKey) -> int:
    return key.place


def _moment(record: Record) -> tuple[dt.date, int]:
    """When a report came in, among others; one without a date counts as earliest."""
    return record.date_reported or dt.date.min, record.key.place
