"""The settings of the rules of retention: terms, holds, and what a later report does.

Knows what a committee may set, and refuses what makes no sense. Must not know records.
"""

from __future__ import annotations

import datetime as dt
import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from cocsheets.errors import ConfigurationError
from cocsheets.patterns import lazy_re
from cocsheets.records.record import RecordKey
from cocsheets.records.terms import PRESETS, TermPreset

MOST_MONTHS = 1200
"""Longest term that is taken for one, rather than for a slip."""


_KEY = lazy_re(r"(?:\d{4}-\d{2}-\d{2}|undated)(?: #[1-9]\d*)?")


class OnStale(enum.StrEnum):
    """What is done with a due record whose date should have been reset by a later report."""

    HOLD = "hold"
    """Keep it and report it, with the date that the rules propose."""
    RESET = "reset"
    """Keep it, and let the daily job write the proposed date."""
    EXPUNGE = "expunge"
    """Expunge it all the same: the date in the sheet alone counts."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A record that is not to be expunged before a date, whatever its own date says."""

    row: str
    """Date of the first report, as `"2024-04-03"` (all records of that date) or `"2024-04-03 #2"`
    (the second of them)."""
    until: dt.date
    """Last day of the hold."""
    reason: str = ""
    """Why, in a few words; it is shown, so it should name nobody."""

    def covers(self, key: RecordKey) -> bool:
        """Whether the hold is for the record with this key."""
        wanted = self.row.strip()
        return wanted == str(key) or (key.date is not None and wanted == key.date.isoformat())


@dataclass(frozen=True, slots=True)
class RetentionSettings:
    """The `[retention]` table."""

    preset: str = "django-2016"
    """Whose terms: `django-2016` or `django-2018`."""
    default_term: int | None = None
    """Months that a record without a usual span is kept after the latest report; by itself 12 for
    `django-2016`, 14 for `django-2018`."""
    terms: Mapping[str, int | Literal["keep"]] = field(default_factory=dict)
    """Months by severity or outcome for new reports, besides or instead of the preset's; `keep`
    sets no date."""
    holds: tuple[Hold, ...] = ()
    """Records that must wait: `{row = "2024-04-03 #1", until = 2026-05-01, reason = "appeal"}`."""
    on_stale: OnStale = OnStale.HOLD
    """A due record whose date a later report should have reset: `hold` it, `reset` its date, or
    `expunge` it all the same."""
    repeat_keeps: bool = False
    """Whether a person's later report means that no date is set: repeated reports are kept."""
    notice_days: int = 14
    """Days before a record is due that the daily summary announces it."""
    rehome_after: str = ""
    """Days, such as `"180d"`, after which the daily job reminds of records that were expunged and
    can still be read in the version history (`rehome-due`); empty: never."""
    not_people: tuple[str, ...] = ()
    """Shell-style patterns of addresses and URLs of threads, events and lists, which are nobody's,
    besides the built-in ones: `"*@discuss.example.org"`, `"talk.example.org/room/*"`."""

    def check(self) -> None:
        """Raise ConfigurationError for what the types alone do not forbid."""
        if self.preset not in PRESETS:
            raise ConfigurationError(
                f"[retention] preset = {self.preset!r} is not one of {', '.join(PRESETS)}."
            )
        months = [term for term in self.terms.values() if isinstance(term, int)]
        if self.default_term is not None:
            months.append(self.default_term)
        if not all(0 <= term <= MOST_MONTHS for term in months):
            raise ConfigurationError(f"[retention] terms are months, 0 to {MOST_MONTHS}.")
        for hold in self.holds:
            if not _KEY.fullmatch(hold.row.strip()):
                raise ConfigurationError(
                    f"[retention] holds: {hold.row!r} is not the date of a report.",
                    hint='Write "2024-04-03", or "2024-04-03 #2" for the second of that day.',
                )
        if self.notice_days < 0:
            raise ConfigurationError("[retention] notice_days cannot be negative.")
        if self.rehome_after and self.rehome_days is None:
            raise ConfigurationError(
                f"[retention] rehome_after = {self.rehome_after!r} is not a number of days.",
                hint='Write it as "180d".',
            )

    @property
    def rehome_days(self) -> int | None:
        """`rehome_after` as a number; None where there is none."""
        found = re.fullmatch(r"(\d{1,5}) ?d(?:ays?)?", self.rehome_after.strip())
        return int(found[1]) if found else None

    @property
    def term_preset(self) -> TermPreset:
        """The terms that the preset stands for."""
        return PRESETS[self.preset]
