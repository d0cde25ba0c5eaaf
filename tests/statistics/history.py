"""Invented rows that yield the committee's published figures, and records made quickly."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from cocsheets.data import replace
from cocsheets.records.reading import read_table
from cocsheets.records.record import Answer, Expunged, Record, RecordKey, Status
from cocsheets.records.table import DateNumber, Value
from cocsheets.records.text import EPOCH
from tests.records.sheets import cells, day, table

PUBLISHED = {
    2015: (11, 14, 1, 6, 1, 4),
    2016: (13, 10, 2, 11, 1, 1),
    2017: (13, 6, 3, 7, 1, 1),
    2018: (6, 4, 0, 6, 0, 0),
}
"""Reports, named, by us, by local reps, flagged, lack of actions, as published each year."""
PEOPLE = ("Ada Fixture", "Rik Sample", "Poe Example", "Una Newcase", "Jo Placeholder", "Max Muster")


def history() -> list[tuple[Value, ...]]:
    """Rows of a sheet from which the published figures follow."""
    return [row for year in PUBLISHED for row in _year(year)]


def typed() -> list[list[str]]:
    """The same rows as people type them."""
    return [
        [
            (EPOCH + dt.timedelta(value)).isoformat()
            if isinstance(value, DateNumber)
            else str(value or "")
            for value in row
        ]
        for row in history()
    ]


def _year(year: int) -> Iterator[tuple[Value, ...]]:
    reports, named, us, local, flagged, lack = PUBLISHED[year]
    acted = reports - lack
    shares = [named // reports + (place < named % reports) for place in range(reports)]
    if flagged:
        # The first report flags one person, so the others share the rest of the names.
        rest, others = named - flagged, reports - 1
        shares = [flagged, *(rest // others + (p < rest % others) for p in range(others))]
    for place in range(reports):
        answers: dict[str, Value] = {}
        if place >= acted:
            answers = {"action_by_us": "No", "action_by_local_rep": "no."}
        else:
            if place < us:
                answers["action_by_us"] = "Yes - wrote to them"
            if place >= acted - local:
                answers["action_by_local_rep"] = "yes"
        names = [PEOPLE[(place + turn) % len(PEOPLE)] for turn in range(shares[place])]
        yield cells(
            date_reported=day(f"{year}-{place % 12 + 1:02}-10"),
            named_subjects="; ".join(names) or None,
            status="Flagged" if flagged and place == 0 else None,
            expunge_on=day(f"{year + 1}-{place % 12 + 1:02}-10"),
            **answers,
        )


def published_records() -> tuple[Record, ...]:
    """The records of the published years, read from a sheet."""
    return read_table(table(*history())).records


def record(
    date: str | None = "2025-03-10",
    *names: str,
    us: bool | None = None,
    local: bool | None = None,
    status: Status | None = None,
    expunge: str | None = None,
    row: int = 2,
    reporter: str = "Ana Lopez",
    **other: str,
) -> Record:
    """One record; keyword arguments beyond the named ones are the committee's own columns."""
    word = {True: Answer.YES, False: Answer.NO, None: None}
    reported = dt.date.fromisoformat(date) if date else None
    return Record(
        key=RecordKey(reported, row),
        row=row,
        date_reported=reported,
        reporter=reporter,
        named_subjects=names,
        action_by_us=word[us],
        action_by_local_rep=word[local],
        status=status,
        expunge_on=dt.date.fromisoformat(expunge) if expunge else None,
        other=other,
    )


def numbered(records: Sequence[Record]) -> list[Record]:
    """The records in rows 2, 3, …"""
    return [replace(record, row=row) for row, record in enumerate(records, start=2)]


def expunged(record: Record) -> Record:
    """What is read from the sheet once a record is expunged."""
    return replace(
        record,
        reporter="Expunged" if record.reporter else "",
        named_subjects=("Expunged",) * len(record.named_subjects),
        subject_contacts=("Expunged",) if record.subject_contacts else (),
        summary="Expunged" if record.summary else "",
        expunged=Expunged.YES,
    )
