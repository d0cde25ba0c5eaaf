"""A small language for dated examples, so that they read like the committee's own sheet.

One line is one report: its name, when it was reported, when it is to be expunged (`never` is a
blank cell), who is named, and optionally contacts in brackets and marks:

    A  2023-01-10 > 2024-01-10  Ada Fixture; Rik Sample  [ada@example.org] | hold 2024-05-01
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter

from cocsheets.records.record import Expunged, Record, RecordKey, Status

_LINE = re.compile(
    r"(?P<name>\w+)\s+(?P<reported>\S+) > (?P<expunge>\S+)\s*(?P<people>[^\[|]*)"
    r"(?:\[(?P<contacts>[^\]]*)\])?\s*(?:\|(?P<marks>.*))?"
)


def day(text: str) -> dt.date | None:
    """A day in ISO form; `never`, `blank` and `unreadable` are none."""
    return None if text in {"never", "blank", "unreadable"} else dt.date.fromisoformat(text)


def sheet(text: str) -> dict[str, Record]:
    """The records of an example by name, one row each from row 2 on."""
    places: Counter[dt.date | None] = Counter()
    records: dict[str, Record] = {}
    for row, line in enumerate(filter(None, map(str.strip, text.splitlines())), start=2):
        match = _LINE.fullmatch(line)
        assert match is not None, line
        reported, marks = day(match["reported"]), match["marks"] or ""
        places[reported] += 1
        hold = re.search(r"hold (\S+)", marks)
        unreadable = {
            key
            for key, cell in (
                ("date_reported", match["reported"]),
                ("expunge_on", match["expunge"]),
                ("hold_until", hold[1] if hold else ""),
            )
            if cell == "unreadable"
        }
        records[match["name"]] = Record(
            key=RecordKey(reported, places[reported]),
            row=row,
            date_reported=reported,
            expunge_on=day(match["expunge"]),
            named_subjects=tuple(filter(None, map(str.strip, match["people"].split(";")))),
            subject_contacts=tuple((match["contacts"] or "").split()),
            status=next((status for status in Status if status in marks), None),
            hold_until=day(hold[1]) if hold else None,
            expunged=Expunged.YES if "expunged" in marks else Expunged.NO,
            unreadable=frozenset(unreadable),
        )
    return records
