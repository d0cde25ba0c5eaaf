"""One reading of the spreadsheet, and what the rules say about it on one day.

Composes the rules. Must not know Google, settings as a whole, or what is done about it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from cocsheets.plans.expunge import ExpungePlan, plan_expunge
from cocsheets.records.later_reports import LaterReports, RememberedReports, later_reports_of
from cocsheets.records.layout import RecordTable
from cocsheets.records.links import Links, link
from cocsheets.records.reading import Readout, read_table
from cocsheets.records.record import Record
from cocsheets.records.retentionsettings import RetentionSettings
from cocsheets.records.table import Spreadsheet
from cocsheets.records.verdicts import Verdict, judge
from cocsheets.records.written import NO_DOUBTS, NO_LINES, Doubts, OpenLines, judge_lines


@dataclass(frozen=True)
class Assessment:
    """See the module. Made by `assess`."""

    spreadsheet: Spreadsheet
    table: RecordTable
    readout: Readout
    links: Links
    verdicts: Mapping[int, Verdict]
    """By 1-based row."""
    today: dt.date
    remembered: RememberedReports
    """What the ledger remembers of reports that are expunged."""
    later: Mapping[int, LaterReports]
    """What the other reports about the same people say about a record, by 1-based row."""
    doubts: Doubts = NO_DOUBTS
    """What interrupted runs leave in doubt."""

    @property
    def records(self) -> tuple[Record, ...]:
        """All records, in the order of the sheet."""
        return self.readout.records

    def expunge_plan(self) -> ExpungePlan:
        """What is due to be expunged; planned once."""
        return self._expunge_plan

    @cached_property
    def _expunge_plan(self) -> ExpungePlan:
        return plan_expunge(
            self.spreadsheet.id, self.table, self.records, self.verdicts, self.today, self.doubts
        )


def assess(
    spreadsheet: Spreadsheet,
    table: RecordTable,
    policy: RetentionSettings,
    today: dt.date,
    remembered: RememberedReports,
    lines: OpenLines = NO_LINES,
) -> Assessment:
    """Read the records of a table, link the people they name, and judge each record.

    `lines` are those that interrupted runs left open in the ledger.
    """
    readout = read_table(table)
    links = link(readout.records, policy.not_people)
    later = later_reports_of(readout.records, links, remembered)
    verdicts = judge(readout.records, policy, today, links, remembered, later=later)
    keys = {record.row: str(record.key) for record in readout.records} if lines.lines else {}
    may_have = [column.key for column in table.schema.columns]
    doubts = judge_lines(lines, table, keys, may_have) if lines.lines else NO_DOUBTS
    return Assessment(
        spreadsheet, table, readout, links, verdicts, today, remembered, later, doubts
    )
