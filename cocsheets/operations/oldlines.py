"""Ledger lines that a crash left open: closed by the next run, by looking at the rows they name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.ledger import FURTHER, State
from cocsheets.operations import expunge
from cocsheets.operations.newcolumns import ADD_COLUMN
from cocsheets.records.proposals import Agreement, propose

if TYPE_CHECKING:
    from cocsheets.apply.run import Run
    from cocsheets.operations.assessment import Assessment
    from cocsheets.operations.committee import Committee

ADD = "add"
AMEND = "amend"
DATES = frozenset({"set date", "reset date"})
_WAITING = frozenset({Agreement.STALE, Agreement.MISSING, Agreement.SHORTER})


def close_old_lines(committee: Committee, run: Run, assessment: Assessment) -> None:
    """Close what earlier runs left open about records."""
    expunge.close_old_lines(run, assessment)
    lines = [line for line in run.ledger.open_lines if line.run != run.id] if run.ledger else []
    waiting: frozenset[str] = frozenset()
    if any(line.action in DATES for line in lines):
        policy = committee.settings.retention
        proposals = propose(assessment.records, policy, assessment.links, assessment.bygone)
        waiting = frozenset(str(item.key) for item in proposals if item.agreement in _WAITING)
    for line in lines:
        if line.action in (ADD, ADD_COLUMN) or line.action.startswith(FURTHER):
            # Written in the same atomic batch as the report or column, or as what it remembers.
            run.close_found(line, State.DONE)
        elif line.action in DATES:
            run.close_found(line, State.NOT_DONE if line.target in waiting else State.DONE)
        elif line.action == AMEND:
            # What was to be written is in no ledger, so nothing is claimed for it.
            run.close_found(line, State.NOT_DONE)
