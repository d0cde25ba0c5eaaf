"""Plans for a report that is added or amended: its cells, its date, and the resets it brings.

The cells themselves are in `plans.reports`. Knows what changes, and what there is to know before.
Must not know Google, the clock, or who asks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from cocsheets.data import Data, Hidden
from cocsheets.findings import Finding, Severity
from cocsheets.plans.marks import TOO_LONG, too_long
from cocsheets.plans.plan import PROTECTED, CellChange, Obstacle, Plan
from cocsheets.plans.reports import equal, last_row, place_for_new
from cocsheets.plans.retention import FIELD, change_date
from cocsheets.records.columns import Column
from cocsheets.records.dates import read_date
from cocsheets.records.identities import Identity
from cocsheets.records.later_reports import (
    NO_LATER_REPORTS,
    NOTHING_REMEMBERED,
    RememberedReports,
    later_reports_of,
)
from cocsheets.records.layout import RecordTable
from cocsheets.records.links import Links
from cocsheets.records.proposals import Agreement, NewDate, Proposal, date_for_new, propose
from cocsheets.records.record import Record, RecordKey
from cocsheets.records.retentionsettings import RetentionSettings
from cocsheets.records.table import Row, Value
from cocsheets.shown import Tabular

HOLD = "hold_until"


class AddedRecord(Data, frozen=True):
    """A new row below the last report; a `Change` of a plan."""

    row: int
    """1-based row at the time of planning."""
    key: RecordKey
    fields: Hidden[Mapping[str, Value]]
    """The cells by field key."""
    columns: str
    """Letters of the columns that are filled."""
    expunge_on: dt.date | None
    reason: str
    action: str = "add"

    def effect(self) -> tuple[str, ...]:
        """See `Change.effect`."""
        filled = sorted(key for key, value in self.fields.items() if value is not None)
        return (self.action, str(self.key), str(self.expunge_on), *filled)

    def to_json(self) -> dict[str, Any]:
        """See `Change.to_json`."""
        return {
            "action": self.action,
            "row": self.row,
            "column": self.columns,
            "field": None,
            "key": str(self.key),
            "expunge_on": self.expunge_on.isoformat() if self.expunge_on else None,
            "reason": self.reason,
        }


class RecordPlan(Plan, frozen=True):
    """A report to add or amend, and what there is to know before that is done."""

    record: Record | None = None
    """The report as it would be."""
    linked: tuple[tuple[int, RecordKey], ...] = ()
    """Other reports about the same people: row and key."""
    date: NewDate | None = None
    """The expunge date that the rules give, where it was asked for."""
    findings: tuple[Finding, ...] = ()
    """What validation says about the row as it would be."""
    twin: int | None = None
    """Row where the very same report stands already; then it is not added again."""
    people: tuple[Identity, ...] = ()
    """Whoever has to be in the identities first, where people appear under code names."""

    @property
    def blocked(self) -> bool:
        """Whether something must be fixed first, in the row itself."""
        grave = any(finding.severity is Severity.ERROR for finding in self.findings)
        own = self.record.row if self.record else None
        return grave or any(obstacle.row in (own, None) for obstacle in self.obstacles)

    def tabular(self) -> Tabular:
        """See `Shown`: with what validation says about the row."""
        caption, header, rows = Plan.tabular(self)
        told = [(str(one.severity), one.cell, one.rule, one.message) for one in self.findings]
        return Tabular(caption, header, (*rows, *told))


class TermChoice(Data, frozen=True):
    """How the expunge date of a report is to be found."""

    severity: str | None = None
    """Severity or outcome, as in the retention preset."""
    months: int | None = None
    ban_until: dt.date | None = None
    date: dt.date | None = None
    """The date itself."""
    keep: bool = False
    """No date."""

    @property
    def asked(self) -> bool:
        """Whether anything was chosen."""
        return self != TermChoice()

    @property
    def explicit(self) -> bool:
        """Whether a person named the date or the term, so that no rule decides."""
        return self.keep or self.date is not None or self.months is not None


def choose_date(
    record: Record,
    records: Sequence[Record],
    links: Links,
    policy: RetentionSettings,
    choice: TermChoice,
    remembered: RememberedReports = NOTHING_REMEMBERED,
) -> NewDate:
    """The expunge date for a record among the others, as it was chosen or by the rules."""
    if choice.date is not None:
        return NewDate(choice.date, "The date was given.")
    if choice.keep:
        return NewDate(None, "No date, as asked: the record is kept.")
    return date_for_new(
        record,
        later_reports_of(records, links, remembered).get(record.row, NO_LATER_REPORTS),
        policy,
        severity=choice.severity,
        months=choice.months,
        ban_until=choice.ban_until,
    )


def resets(
    table: RecordTable,
    records: Sequence[Record],
    links: Links,
    policy: RetentionSettings,
    new: Record,
    remembered: RememberedReports = NOTHING_REMEMBERED,
) -> list[CellChange | Obstacle]:
    """Date changes of the other records that a new report resets.

    `records` are those of the sheet as it would be; `table` is the sheet as it is.
    """
    later = later_reports_of(records, links, remembered)
    rows = {row.number: row for row in table.data_rows()}
    others = set(links.others(new.row))

    def reset(proposal: Proposal) -> bool:
        known = later.get(proposal.row, NO_LATER_REPORTS)
        return (
            proposal.row in others
            and proposal.row in rows
            and proposal.agreement is Agreement.STALE
            and (known.latest is None or known.report == new.key)
        )

    proposals = filter(reset, propose(records, policy, links, later=later))
    return [change_date(table, rows[proposal.row], proposal) for proposal in proposals]


def no_column(key: str) -> str:
    """Why a field cannot be written that the sheet lacks."""
    return f"the sheet has no column for {key}"


def new_row_obstacles(table: RecordTable, fields: Mapping[str, Value]) -> list[Obstacle]:
    """What keeps a new row from being written."""
    at, last = place_for_new(table), last_row(table)
    found: list[Obstacle] = []
    for key, value in fields.items():
        column = table.columns.get(key)
        if value is None:
            continue
        if column is None:
            found.append(Obstacle(no_column(key), at))
        elif table.worksheet.barrier(at - 1, column):
            found.append(Obstacle(PROTECTED, at, column=column))
        elif too_long(value):
            found.append(Obstacle(TOO_LONG, at, column=column))
        elif last is not None and last.extra(column).spilled:
            reason = "a formula elsewhere fills this column; a value would break it"
            found.append(Obstacle(reason, at, column=column))
    return found


def amend_changes(
    table: RecordTable, row: Row, record: Record, fields: Mapping[str, Value]
) -> list[CellChange | Obstacle]:
    """The changes of one row's cells; those that read as wanted already are left out."""
    found: list[CellChange | Obstacle] = []
    for key, value in fields.items():
        column = table.columns.get(key)
        if column is None:
            found.append(Obstacle(no_column(key), row.number, record.key))
            continue
        before = row.value(column)
        if equal(before, value):
            continue
        reason = TOO_LONG if too_long(value) else _barrier(table, row, column)
        if reason:
            found.append(Obstacle(reason, row.number, record.key, column))
            continue
        known = table.schema.column(key)
        found.append(
            CellChange(
                action="set date" if isinstance(value, float) or key == FIELD else "amend",
                row=row.number,
                key=record.key,
                column=column,
                name=key,
                reason=_reason(key, record, value),
                before=before,
                after=value,
                public_after=_public(known, value),
            )
        )
    return found


def _reason(key: str, record: Record, value: Value) -> str:
    """Why a cell is changed; said too is that a hold would end sooner than it does now."""
    asked, day, now = "it was asked for", read_date(value).value, record.hold_until
    if key != HOLD or now is None or (day is not None and day >= now):
        return asked
    ends = f"sooner than now, which is {now}" if day else f"at once, in place of {now}"
    return f"{asked}; the hold would end {ends}"


def _barrier(table: RecordTable, row: Row, column: int) -> str:
    if row.extra(column).formula or row.extra(column).spilled:
        return "a formula computes the cell"
    if table.worksheet.barrier(row.number - 1, column):
        return PROTECTED
    return ""


def _public(column: Column | None, value: Value) -> str:
    """What may be told of a cell: dates, and words of short lists; no text that a person wrote."""
    return column.kind.public(column, value) if column else ""
