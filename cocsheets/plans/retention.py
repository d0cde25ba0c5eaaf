"""The plan for expunge dates: which date cells change so that the sheet says what the rules say.

Knows proposals and date cells. A date that a person set later than the rules is never shortened
unless that is asked for by name. Must not know Google.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Collection, Iterable

from cocsheets.plans.plan import ASK_THE_OWNER, PROTECTED, CellChange, Obstacle, Plan
from cocsheets.records.dates import date_cell
from cocsheets.records.layout import RecordTable
from cocsheets.records.proposals import Agreement, Proposal
from cocsheets.records.table import Row

FIELD = "expunge_on"


class Only(enum.StrEnum):
    """Which dates a plan is to set."""

    MISSING = "missing"
    """Blank ones. A blank date keeps its record, so this is never done unasked."""
    STALE = "stale"
    """Those that a later report has reset."""
    ALL = "all"
    """Both, and dates earlier than the rules give."""


_WANTED = {
    Only.MISSING: frozenset({Agreement.MISSING}),
    Only.STALE: frozenset({Agreement.STALE}),
    Only.ALL: frozenset({Agreement.MISSING, Agreement.STALE, Agreement.SHORTER}),
}


def plan_retention(
    spreadsheet_id: str,
    table: RecordTable,
    proposals: Iterable[Proposal],
    today: dt.date,
    *,
    only: Only = Only.STALE,
    shorten: bool = False,
) -> Plan:
    """Plan the dates that the rules give.

    `shorten` takes in the dates that are later than the rules', too. A reset that time has
    overtaken is left out: its record is due either way. Rows whose dates cannot be judged, and
    cells that cannot be written, are obstacles.
    """
    wanted: Collection[Agreement] = _WANTED[only]
    if shorten:
        wanted = {*wanted, Agreement.LONGER}
    rows = {row.number: row for row in table.data_rows()}
    changes: list[CellChange] = []
    obstacles: list[Obstacle] = []
    for proposal in proposals:
        if proposal.agreement is Agreement.UNKNOWN:
            obstacles.append(
                Obstacle(
                    proposal.reason,
                    proposal.row,
                    proposal.key,
                    pending=False,
                    hint="Fix the date in the sheet; `cocsheets validate` says what is wrong.",
                )
            )
        elif proposal.agreement in wanted and not _overtaken(proposal, today):
            found = change_date(table, rows[proposal.row], proposal)
            if isinstance(found, CellChange):
                changes.append(found)
            else:
                obstacles.append(found)
    return Plan(
        spreadsheet_id,
        "retention",
        tuple(changes),
        obstacles=tuple(obstacles),
        records=len(rows),
    )


def change_date(table: RecordTable, row: Row, proposal: Proposal) -> CellChange | Obstacle:
    """The change of one date cell, or what stands in its way."""
    column = table.columns.get(FIELD)
    if column is None:
        return Obstacle("the sheet has no column for expunge dates", row.number, proposal.key)
    if row.extra(column).formula or row.extra(column).spilled:
        return Obstacle(
            "the date is computed by a formula",
            row.number,
            proposal.key,
            column,
            pending=False,
            hint="Change the formula, or put a date in its place.",
        )
    if table.worksheet.barrier(row.number - 1, column):
        return Obstacle(
            PROTECTED,
            row.number,
            proposal.key,
            column,
            hint=ASK_THE_OWNER,
        )
    return CellChange(
        action="reset date" if proposal.agreement is Agreement.STALE else "set date",
        row=row.number,
        key=proposal.key,
        column=column,
        name=FIELD,
        reason=proposal.reason,
        before=row.value(column),
        after=date_cell(proposal.rules),
        public_after=proposal.rules.isoformat() if proposal.rules else "blank",
    )


def _overtaken(proposal: Proposal, today: dt.date) -> bool:
    return (
        proposal.agreement is Agreement.STALE
        and proposal.rules is not None
        and proposal.rules < today
    )
