"""Ledger lines that a crash left open: closed by the next run, by looking at the rows they name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.access.roster import read_worksheet
from cocsheets.apply.roster import closing_state as roster_state
from cocsheets.apply.sharing import closing_state
from cocsheets.errors import LayoutError
from cocsheets.ledger import FURTHER, State
from cocsheets.operations import expunge
from cocsheets.operations.newcolumns import ADD_COLUMN
from cocsheets.operations.situation import doubts_of
from cocsheets.records.proposals import Agreement, propose
from cocsheets.records.written import NO_DOUBTS, Doubts

if TYPE_CHECKING:
    from cocsheets.apply.run import Run
    from cocsheets.operations.committee import Committee
    from cocsheets.plans.members import Situation
    from cocsheets.records.table import Spreadsheet

ADD = "add"
AMEND = "amend"
DATES = frozenset({"set date", "reset date"})
_WAITING = frozenset({Agreement.STALE, Agreement.MISSING, Agreement.SHORTER})


def close_old_lines(committee: Committee, run: Run) -> None:
    """Close what earlier runs left open about records, by the run's latest reading."""
    lines = [line for line in run.ledger.open_lines if line.run != run.id] if run.ledger else []
    if not lines or run.state is None:
        return
    for state, done in roster_doubts(committee, run.state).settled.items():
        run.journal.closures[state] = State.DONE if done else State.NOT_DONE
    try:
        assessment = committee.assess(run.state)
    except LayoutError:
        return  # whoever needs the records says so
    expunge.close_old_lines(run, assessment)
    waiting: frozenset[str] = frozenset()
    if any(line.action in DATES for line in lines):
        policy = committee.settings.retention
        proposals = propose(assessment.records, policy, assessment.links, assessment.bygone)
        waiting = frozenset(str(item.key) for item in proposals if item.agreement in _WAITING)
    settled = assessment.doubts.settled
    for line in lines:
        if line.state in settled:
            run.close_found(line, State.DONE if settled[line.state] else State.NOT_DONE)
        elif "(" in line.columns:
            continue  # nobody knows what became of it, until a person has looked
        elif line.action in (ADD, ADD_COLUMN) or line.action.startswith(FURTHER):
            # Written in the same atomic batch as the report, or as what it remembers was expunged.
            run.close_found(line, State.DONE)
        elif line.action in DATES:
            run.close_found(line, State.NOT_DONE if line.target in waiting else State.DONE)
        elif line.action == AMEND:
            # What was to be written is in no ledger, so nothing is claimed for it.
            run.close_found(line, State.NOT_DONE)


def roster_doubts(committee: Committee, spreadsheet: Spreadsheet) -> Doubts:
    """What interrupted runs leave in doubt about the roster, where it is a worksheet."""
    title = committee.settings.members.worksheet
    worksheet = spreadsheet.worksheet(title) if title else None
    if worksheet is None:
        return NO_DOUBTS
    try:
        roster = read_worksheet(worksheet, committee.schema.date_order)
    except LayoutError:
        return NO_DOUBTS
    return doubts_of(roster, worksheet, committee.reading(spreadsheet).open_lines)


def close_sharing_lines(run: Run, situation: Situation) -> None:
    """Close what earlier runs left open about the roster and sharing, by roster and listing."""
    ledger = run.ledger
    for line in ledger.open_lines if ledger else ():
        if "(" in line.columns:
            continue
        state = closing_state(line, situation.permissions) or roster_state(line, situation.roster)
        if ledger and state is not None and line.run != run.id:
            run.close_found(line, State.NOT_DONE if ledger.outdone(line) else state)
