"""Which expunge date the rules give, for records that stand in the sheet and for new reports.

Knows terms by severity and outcome, and how a date in the sheet compares with the rules. Must not
know the clock or how dates are written. Reasons hold no contents.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping, Sequence

from cocsheets.data import Data, replace
from cocsheets.errors import ConfigurationError
from cocsheets.records.later_reports import (
    NO_LATER_REPORTS,
    NOTHING_REMEMBERED,
    LaterReports,
    RememberedReports,
    later_reports_of,
)
from cocsheets.records.links import Links, link
from cocsheets.records.memory import collector_paused
from cocsheets.records.record import Expunged, Record, RecordKey, Status
from cocsheets.records.retentionsettings import RetentionSettings
from cocsheets.records.terms import Term, add_months
from cocsheets.records.verdicts import own_term


class Agreement(enum.StrEnum):
    """How the date in the sheet compares with the date that the rules give."""

    AGREES = "agrees"
    STALE = "stale"
    """A later report has reset it, and the sheet still has the old date."""
    MISSING = "missing"
    """Blank, which keeps the record; the rules would give a date."""
    SHORTER = "shorter"
    """Earlier than the rules give, without any later report."""
    LONGER = "longer"
    """A person set it later than the rules would; it stands unless it is shortened by name."""
    KEPT = "kept"
    """Blank, and meant to be."""
    UNKNOWN = "unknown"
    """Cannot be judged: a date is missing or cannot be read."""
    EXPUNGED = "expunged"


class Proposal(Data, frozen=True):
    """The date that the rules give one record, beside the one it has."""

    row: int
    key: RecordKey
    present: dt.date | None
    """The date in the sheet."""
    rules: dt.date | None
    """The date that the rules give; None for no date, and where they cannot say."""
    agreement: Agreement
    reason: str
    """One sentence."""


@collector_paused()
def propose(
    records: Sequence[Record],
    policy: RetentionSettings,
    links: Links | None = None,
    remembered: RememberedReports = NOTHING_REMEMBERED,
    *,
    today: dt.date = dt.date.max,
    later: Mapping[int, LaterReports] | None = None,
) -> tuple[Proposal, ...]:
    """The rules' date for every record, in the order of the records.

    `links`, `remembered` and `later` as for `verdicts.judge`. No date follows from a report after
    `today`: its own date is wrong.
    """
    if later is None:
        later = later_reports_of(records, links or link(records, policy.not_people), remembered)
    return tuple(
        _propose(record, later.get(record.row, NO_LATER_REPORTS), policy, today)
        for record in records
    )


def _propose(
    record: Record, later: LaterReports, policy: RetentionSettings, today: dt.date
) -> Proposal:
    def answer(agreement: Agreement, reason: str, rules: dt.date | None = None) -> Proposal:
        return Proposal(record.row, record.key, record.expunge_on, rules, agreement, reason)

    if record.expunged is Expunged.YES:
        return answer(Agreement.EXPUNGED, "Nothing that identifies anyone is left.")
    if record.unreadable & {"date_reported", "expunge_on"}:
        return answer(Agreement.UNKNOWN, "A date in the row cannot be read.")
    if policy.repeat_keeps and later.repeated:
        agreement = Agreement.KEPT if record.expunge_on is None else Agreement.STALE
        return answer(agreement, "Repeated reports about a person it names are kept.")
    if later.undated is not None:
        reason = f"The date of the report {later.undated} about the same person is unknown."
        return answer(Agreement.UNKNOWN, reason)
    if later.doubtful:
        reason = (
            f"A report of {later.latest}, expunged by now, resets the date of a record of this "
            "date; nobody knows of which one."
        )
        return answer(Agreement.UNKNOWN, reason)
    latest = later.latest or record.date_reported
    if latest is None or record.date_reported is None:
        return answer(Agreement.UNKNOWN, "The date of the report is missing.")
    if latest > today:
        told = "its report" if later.latest is None else "a report about a person it names"
        return answer(Agreement.UNKNOWN, f"The date of {told} is after today: {latest}.")
    if record.expunge_on is None and _kept_by_status(record, policy):
        return answer(Agreement.KEPT, f"It has no date and is {record.status}, so it is kept.")
    months = own_term(record, later, policy)
    rules = add_months(latest, months)
    reason = f"{months} months from {_source(later)} on {latest}."
    return answer(_compare(record.expunge_on, rules, reset=bool(later.latest)), reason, rules)


def _source(later: LaterReports) -> str:
    if later.latest is None:
        return "its report"
    if later.report is None:
        return "a later report, expunged by now,"
    return f"the later report {later.report}"


def _compare(present: dt.date | None, rules: dt.date, *, reset: bool) -> Agreement:
    if present is None:
        return Agreement.MISSING
    if present == rules:
        return Agreement.AGREES
    if present > rules:
        return Agreement.LONGER
    return Agreement.STALE if reset else Agreement.SHORTER


def _kept_by_status(record: Record, policy: RetentionSettings) -> bool:
    """Whether a blank date is what the terms want for this status."""
    if record.status is Status.BLACKLISTED:
        return True  # Serious; or banned, and the row does not say until when.
    return record.status is Status.FLAGGED and record.status not in policy.term_preset.by_status


class NewDate(Data, frozen=True):
    """The expunge date of a report that is being added or amended."""

    date: dt.date | None
    """None for no date: the record is kept."""
    reason: str
    reporter_until: dt.date | None = None
    """Day after which the reporter's name alone should go."""


def terms(policy: RetentionSettings) -> Mapping[str, Term]:
    """Terms by severity or outcome: the preset's, with those of the settings."""
    known = dict(policy.term_preset.terms)
    for name, months in policy.terms.items():
        base = known.get(name, Term(None, name))
        known[name] = replace(base, months=None if months == "keep" else int(months))
    return known


def date_for_new(
    record: Record,
    later: LaterReports,
    policy: RetentionSettings,
    *,
    severity: str | None = None,
    months: int | None = None,
    ban_until: dt.date | None = None,
) -> NewDate:
    """The date for a new report by its severity or outcome, from the latest report on.

    `months` overrules the severity's term; `ban_until` is the last day of a ban, and by itself says
    that the outcome is one. Without either, a flagged or blacklisted person counts as serious where
    the terms have no other word for it. Raises ConfigurationError for a severity that the terms do
    not know, and for the end of a ban on which no term depends.
    """
    if ban_until is not None:
        severity = _banned(severity, policy)
    latest = later.latest or record.date_reported
    if latest is None:
        return NewDate(None, "The date of the report is missing.")
    if policy.repeat_keeps and later.repeated:
        return NewDate(None, "Repeated reports about a person it names are kept.")
    if months is not None:
        date = add_months(latest, months)
        return NewDate(date, f"{months} months from {latest}, as asked.")
    known = terms(policy)
    if severity is not None and severity not in known:
        raise ConfigurationError(
            f"{severity!r} is not a severity or outcome of {policy.preset}.",
            hint=f"Known: {', '.join(known)}; or name the term in months.",
        )
    if severity is None:
        return _by_status(record, later, policy, latest)
    term = known[severity]
    until = None
    if term.reporter_months is not None:
        until = add_months(latest, term.reporter_months)
    if term.months is None or (term.after_ban and ban_until is None):
        lasting = " without end" if term.after_ban else ""
        return NewDate(None, f"No date: {term.meaning}{lasting} is kept.", until)
    start = max(latest, ban_until) if term.after_ban and ban_until else None
    start = start or latest
    origin = "the end of the ban" if start == ban_until else "the latest report"
    date = add_months(start, term.months)
    return NewDate(date, f"{term.months} months from {origin} on {start}: {term.meaning}.", until)


def _banned(severity: str | None, policy: RetentionSettings) -> str:
    """The outcome whose term begins with the end of a ban."""
    bans = [name for name, term in terms(policy).items() if term.after_ban]
    if severity is None and bans:
        return bans[0]
    if severity not in bans:
        told = f"No term of {policy.preset} depends on the end of a ban."
        if bans:
            told = f"Only the term for {' or '.join(bans)} depends on the end of a ban."
        raise ConfigurationError(told, hint="Name the expunge date itself.")
    return severity


def _by_status(
    record: Record, later: LaterReports, policy: RetentionSettings, start: dt.date
) -> NewDate:
    """The date for a report of which nobody says how serious it is."""
    if _kept_by_status(record, policy):
        return NewDate(None, f"No date: a {record.status} person's record is kept.")
    months = own_term(replace(record, expunge_on=None), later, policy)
    return NewDate(add_months(start, months), f"{months} months from the latest report on {start}.")
