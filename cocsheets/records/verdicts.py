"""When a record is due, held or kept, and why. Follows people, not rows.

Knows the rules: due means `today > expunge_on`, a later report about anyone named resets the
date, holds end with their date. Must not know the clock (`today` is an argument), cells or writing.
Reasons name dates and record keys, never contents.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias

from cocsheets.data import Data
from cocsheets.records.later_reports import (
    NO_LATER_REPORTS,
    NOTHING_REMEMBERED,
    LaterReports,
    RememberedReports,
    later_reports_of,
)
from cocsheets.records.links import Links, link
from cocsheets.records.memory import collector_paused
from cocsheets.records.nobody import is_placeholder
from cocsheets.records.record import Expunged, Record
from cocsheets.records.retentionsettings import Hold, OnStale, RetentionSettings
from cocsheets.records.terms import add_months


class RetentionState(enum.StrEnum):
    """What may happen to a record today."""

    NOT_DUE = "not due"
    DUE = "due"
    """To be expunged."""
    HELD = "held"
    """Due by its date, and kept for now."""
    KEPT = "kept"
    """No expunge date."""
    UNREADABLE = "unreadable"
    """A date that matters cannot be read, so the record is not touched."""
    EXPUNGED = "expunged"


class Verdict(Data, frozen=True):
    """What the rules say about one record on one day."""

    state: RetentionState
    reason: str
    """One sentence, without contents."""
    until: dt.date | None = None
    """Last day of a hold; None if it lasts until a person acts."""
    proposed: dt.date | None = None
    """The date, later than its own, to which a later report should have reset the record; none
    where repeated reports are kept, and none by a report whose own date is after today."""


@collector_paused()
def judge(
    records: Sequence[Record],
    policy: RetentionSettings,
    today: dt.date,
    links: Links | None = None,
    remembered: RememberedReports = NOTHING_REMEMBERED,
    *,
    later: Mapping[int, LaterReports] | None = None,
) -> Mapping[int, Verdict]:
    """A verdict for each record, by row number.

    `today` is the day in the committee's time zone. `links` saves linking again where the caller
    has them; `remembered` is what is remembered of reports that are expunged. `later` is what
    `later_reports_of` says of all that, where the caller has it. The verdicts do not depend on the
    order of the records.
    """
    if later is None:
        later = later_reports_of(records, links or link(records, policy.not_people), remembered)
    return {
        record.row: _judge(record, later.get(record.row, NO_LATER_REPORTS), policy, today)
        for record in records
    }


def to_expunge(record: Record, verdict: Verdict, today: dt.date) -> bool:
    """Whether a run expunges a record today, or what is left of one that was expunged earlier."""
    if verdict.state is RetentionState.DUE:
        return True
    # Expunged earlier, by us or by hand: what is still attached to its cells goes too.
    return (
        verdict.state is RetentionState.EXPUNGED
        and record.expunge_on is not None
        and today > record.expunge_on
    )


def own_term(record: Record, later: LaterReports, policy: RetentionSettings) -> int:
    """Months that a record is kept after the latest report about anyone it names.

    Its own span, from its report to its expunge date, where that is a usual one of the preset (6 or
    12 calendar months); so too the span from a later report, to which the date was reset before;
    else the months that the preset gives for its status, else `default_term`. The longer one where
    it is in doubt which reports are later ones.
    """
    surely = _own_term(record, later.dates, policy)
    if not later.perhaps:  # as in most sheets
        return surely
    return max(surely, _own_term(record, (*later.dates, later.perhaps), policy))


def _own_term(
    record: Record, reports: Iterable[frozenset[dt.date]], policy: RetentionSettings
) -> int:
    preset = policy.term_preset
    if record.expunge_on is not None:
        span = preset.span((record.date_reported,), record.expunge_on)
        reset_spans = (preset.span(dates, record.expunge_on) for dates in reports)
        span = span or max((months for months in reset_spans if months), default=None)
        if span is not None:
            return span
    if record.status is not None and record.status in preset.by_status:
        return preset.by_status[record.status]
    return preset.default if policy.default_term is None else policy.default_term


def reset_date(record: Record, later: LaterReports, policy: RetentionSettings) -> dt.date | None:
    """The date to which later reports reset a record; None if there are none."""
    if later.latest is None:
        return None
    return add_months(later.latest, own_term(record, later, policy))


def unused_holds(
    records: Iterable[Record], policy: RetentionSettings, today: dt.date
) -> tuple[Hold, ...]:
    """Holds of the settings that last and are for no record: mistyped, or moved to another key."""
    keys = [record.key for record in records]
    lasting = (hold for hold in policy.holds if today <= hold.until)
    return tuple(hold for hold in lasting if not any(hold.covers(key) for key in keys))


def endless_hold(record: Record) -> bool:
    """Whether the row gives a reason to hold the record, and no day until when."""
    reason = record.hold_reason
    ended = record.hold_until is not None or "hold_until" in record.unreadable
    return bool(reason.strip()) and not ended and not is_placeholder(reason)


def _judge(
    record: Record, later: LaterReports, policy: RetentionSettings, today: dt.date
) -> Verdict:
    if record.expunged is Expunged.YES:
        return _EXPUNGED
    for key, what in _DATES.items():
        if key in record.unreadable:
            return Verdict(RetentionState.UNREADABLE, f"The {what} cannot be read.")
    overdue = record.expunge_on is not None and record.expunge_on < today
    if record.hidden & _NAMES and not overdue:  # a row that is due is an obstacle of its own
        return Verdict(RetentionState.UNREADABLE, "A merged cell hides whom it names.")
    if record.expunge_on is None:
        return _KEPT
    if endless_hold(record):
        return Verdict(
            RetentionState.UNREADABLE, "There is a reason to hold it, and no day until when."
        )
    reset = reset_date(record, later, policy)
    surely = (
        reset is not None
        and reset > record.expunge_on
        and not later.doubtful
        and not (policy.repeat_keeps and later.repeated)
        and later.latest is not None
        and later.latest <= today
    )
    proposed = reset if surely else None
    if today <= record.expunge_on:
        return _not_due(record.expunge_on, proposed)
    if record.date_reported is None and later is not NO_LATER_REPORTS:
        reason = "The date of the report is missing, and other reports are about a person it names."
        return Verdict(RetentionState.UNREADABLE, reason)
    reasons = [*_holds(record, policy, today), *_resets(later, policy, today, reset)]
    if not reasons:
        return _due(record.expunge_on)
    until, reason = max(reasons, key=lambda item: item[0] or dt.date.max)
    return Verdict(RetentionState.HELD, reason, until, proposed)


_EXPUNGED = Verdict(RetentionState.EXPUNGED, "Nothing that identifies anyone is left.")
_KEPT = Verdict(RetentionState.KEPT, "It has no expunge date, so it is kept.")


@lru_cache(maxsize=4096)
def _due(day: dt.date) -> Verdict:
    return Verdict(RetentionState.DUE, f"Its expunge date was {day}.")


@lru_cache(maxsize=4096)
def _not_due(day: dt.date, proposed: dt.date | None) -> Verdict:
    return Verdict(RetentionState.NOT_DUE, f"Its expunge date is {day}.", proposed=proposed)


_Reason: TypeAlias = tuple[dt.date | None, str]


def _holds(record: Record, policy: RetentionSettings, today: dt.date) -> Iterator[_Reason]:
    """Holds that a person has set, by the column or in the settings, and that last today."""
    if record.hold_until is not None and today <= record.hold_until:
        yield record.hold_until, f"Its row says to hold it until {record.hold_until}."
    for hold in policy.holds:
        if today <= hold.until and hold.covers(record.key):
            why = f": {hold.reason.strip()}" if hold.reason.strip() else ""
            yield hold.until, f"The settings hold it until {hold.until}{why.rstrip('.')}."


def _resets(
    later: LaterReports, policy: RetentionSettings, today: dt.date, reset: dt.date | None
) -> Iterator[_Reason]:
    """Later reports that should have reset the date of a due record."""
    if policy.on_stale is OnStale.EXPUNGE:
        return
    if policy.repeat_keeps and later.repeated:
        yield None, "There are later reports about a person it names, and such records are kept."
    elif later.undated is not None:
        reason = (
            f"The report {later.undated} is about a person it names; "
            "it may be a later one, but its date cannot be read."
        )
        yield None, reason
    elif later.latest is not None and reset is not None and today <= reset:
        yield reset, f"{_told(later)}; it resets the expunge date to {reset}."


def _told(later: LaterReports) -> str:
    """The latest later report, as the beginning of a sentence."""
    if later.report is not None:
        return f"The report {later.report} is about a person it names"
    if later.doubtful:
        return (
            f"A report of {later.latest}, expunged by now, was about a person named in a record "
            "of this date, perhaps this one"
        )
    return f"A report of {later.latest}, expunged by now, was about a person it names"


_NAMES = frozenset({"named_subjects", "subject_contacts"})
_DATES = {
    "expunge_on": "expunge date",
    "date_reported": "date of the report",
    "hold_until": "end of its hold",
}
"""The dates that must be readable where they are filled in, before a record can be due."""
