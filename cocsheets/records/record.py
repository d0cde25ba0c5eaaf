"""A record: one report, as the schema reads it from one row.

Knows the fields of a record and which of them identify people. Must not know how a row is parsed,
when a record is due, or what is done about it. Identifying fields are hidden from `repr`.
"""

from __future__ import annotations

import datetime as dt
import enum
import re
from collections.abc import Mapping

from msgspec import field

from cocsheets.data import Data, Hidden


class Status(enum.StrEnum):
    """Whether the named people are flagged. Blacklisted people are flagged people too."""

    FLAGGED = "flagged"
    BLACKLISTED = "blacklisted"


class Answer(enum.StrEnum):
    """A yes/no cell, whatever words stand around it. A blank cell has no answer."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"
    """Only in columns that know the word."""


class Expunged(enum.StrEnum):
    """How far the identifying cells of a record read `Expunged`. Blank cells do not count."""

    NO = "no"
    PARTLY = "partly"
    YES = "yes"


class RecordKey(Data, frozen=True):
    """How a record is named in plans and in the ledger: moving its row does not change it."""

    date: dt.date | None
    """Date of the first report; None where it cannot be read."""
    place: int
    """1-based place among the records of the same date, in the order of the sheet."""

    def __str__(self) -> str:
        return f"{self.date.isoformat() if self.date else 'undated'} #{self.place}"

    @classmethod
    def parse(cls, text: str) -> RecordKey | None:
        """The key that is written so; None for any other text."""
        match = re.fullmatch(r"(?:([0-9]{4}-[0-9]{2}-[0-9]{2})|undated) #([1-9][0-9]{0,8})", text)
        if match is None:
            return None
        try:
            date = dt.date.fromisoformat(match[1]) if match[1] else None
        except ValueError:
            return None
        return cls(date, int(match[2]))


class Record(Data, frozen=True):
    """One report. Fields that the schema lacks, or that cannot be read, are None or empty."""

    key: RecordKey
    row: int
    """1-based row number when it was read."""
    date_reported: dt.date | None = None
    reporter: Hidden[str] = ""
    named_subjects: Hidden[tuple[str, ...]] = ()
    """One entry for each person named; an expunged person reads `Expunged`."""
    subject_contacts: Hidden[tuple[str, ...]] = ()
    summary: Hidden[str] = ""
    action_by_us: Answer | None = None
    action_by_local_rep: Answer | None = None
    outcome_to_share: Hidden[str] = ""
    status: Status | None = None
    expunge_on: dt.date | None = None
    hold_until: dt.date | None = None
    """From the optional column `Hold until`."""
    hold_reason: Hidden[str] = ""
    expunged: Expunged = Expunged.NO
    unreadable: frozenset[str] = frozenset()
    """Keys of the fields whose cells hold something that cannot be read."""
    other: Hidden[Mapping[str, str]] = field(default_factory=dict)
    """Text of the committee's own columns, by key."""
    hidden: frozenset[str] = frozenset()
    """Keys of the fields whose cells a merged cell hides; they are unreadable too."""

    @property
    def flagged(self) -> bool:
        """Whether the people named are flagged; blacklisted is a subclass of flagged."""
        return self.status is not None
