"""What is due, held or waiting for a person, and what will be due soon.

Reads an assessment. Must not know how it is told, nor write.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from cocsheets.data import Data
from cocsheets.exit_codes import ExitCode
from cocsheets.records.redaction import identifies_nobody
from cocsheets.records.retentionsettings import Hold, RetentionSettings
from cocsheets.records.verdicts import RetentionState, unused_holds
from cocsheets.shown import Shown, Tabular

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cocsheets.operations.assessment import Assessment
    from cocsheets.records.record import Record, RecordKey
    from cocsheets.records.verdicts import Verdict


class Upcoming(Data, frozen=True):
    """A record that will be due soon."""

    row: int
    key: RecordKey
    on: dt.date
    """Its expunge date; it is due on the day after."""


class Due(Shown, Data, frozen=True):
    """What is due, held or cannot be judged, and what will be due soon."""

    records: tuple[tuple[Record, Verdict], ...]
    unused: tuple[Hold, ...]
    """Holds of the settings that are for no record."""
    days: int
    """How far it looks ahead."""

    def tabular(self) -> Tabular:
        """See `Shown`."""
        rows = [
            (f"row {found.row}", str(found.key), why.state, str(found.expunge_on or ""), why.reason)
            for found, why in self.records
        ]
        caption = f"{len(rows)} records: due, on hold, unreadable, or due within {self.days} days."
        return Tabular(caption, ("where", "report", "state", "date", "why"), rows)

    @property
    def code(self) -> ExitCode:
        """What it comes to: a date that is wrong, and a hold for no record, is a finding."""
        wrong = any(
            verdict.state is RetentionState.UNREADABLE
            or (verdict.state is RetentionState.HELD and verdict.proposed)
            for _, verdict in self.records
        )
        return ExitCode.FINDINGS if wrong or self.unused else ExitCode.OK


def due(assessment: Assessment, policy: RetentionSettings, within: int | None = None) -> Due:
    """See `Due`; without `within`, so many days ahead as notice is given."""
    days = policy.notice_days if within is None else within
    unused = tuple(unused_holds(assessment.records, policy, assessment.today))
    return Due(tuple(coming(assessment, days)), unused, days)


def coming(assessment: Assessment, days: int) -> Iterator[tuple[Record, Verdict]]:
    """Records that are due, held or cannot be judged, and what will be due within so many days.

    Without those that identify nobody: there is nothing in them to be expunged.
    """
    for record, row in zip(assessment.records, assessment.table.data_rows(), strict=True):
        verdict = assessment.verdicts[record.row]
        soon = (
            verdict.state is RetentionState.NOT_DUE
            and record.expunge_on is not None
            and (record.expunge_on - assessment.today).days < days
        )
        told = soon or verdict.state in {
            RetentionState.DUE,
            RetentionState.HELD,
            RetentionState.UNREADABLE,
        }
        if told and not identifies_nobody(assessment.table, row):
            yield record, verdict


def announced(assessment: Assessment, days: int) -> tuple[Upcoming, ...]:
    """Records that will be due within so many days, so that a member can still object."""
    return tuple(
        Upcoming(record.row, record.key, record.expunge_on)
        for record, verdict in coming(assessment, days)
        if verdict.state is RetentionState.NOT_DUE and record.expunge_on is not None
    )
