"""Ledger lines that a crash left open: closed by the next run, by looking at the rows they name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.errors import LayoutError
from cocsheets.ledger import LATER_REPORT, Line, LineState
from cocsheets.ledger.targets import read_target
from cocsheets.operations import expunge
from cocsheets.operations.newcolumns import ADD_COLUMN
from cocsheets.plans.roster import RosterAction
from cocsheets.plans.sharing_plan import Action
from cocsheets.records.proposals import Agreement, propose

if TYPE_CHECKING:
    from cocsheets.access.membership import Roster
    from cocsheets.apply.run import Run
    from cocsheets.operations.committee import Committee
    from cocsheets.plans.situation import Situation

ADD = "add"
AMEND = "amend"
DATES = frozenset({"set date", "reset date"})
_OUTSTANDING = frozenset({Agreement.STALE, Agreement.MISSING, Agreement.SHORTER})


def close_open_lines(committee: Committee, run: Run) -> None:
    """Close what earlier runs left open about records, by the run's latest reading."""
    lines = [line for line in run.ledger.open_lines if line.run != run.id] if run.ledger else []
    if not lines or run.state is None:
        return
    for state, done in committee.reading(run.state).roster_doubts.settled.items():
        run.journal.closures[state] = LineState.DONE if done else LineState.NOT_DONE
    try:
        assessment = committee.assess(run.state)
    except LayoutError:
        return  # whoever needs the records says so
    expunge.close_open_lines(run, assessment)
    outstanding: frozenset[str] = frozenset()
    if any(line.action in DATES for line in lines):
        policy = committee.settings.retention
        proposals = propose(assessment.records, policy, assessment.links, assessment.remembered)
        outstanding = frozenset(
            str(item.key) for item in proposals if item.agreement in _OUTSTANDING
        )
    settled = assessment.doubts.settled
    for line in lines:
        if line.state in settled:
            run.close_found(line, LineState.DONE if settled[line.state] else LineState.NOT_DONE)
        elif "(" in line.columns:
            continue  # nobody knows what became of it, until a person has looked
        elif line.action in (ADD, ADD_COLUMN) or line.action.startswith(LATER_REPORT):
            # Written in the same atomic batch as the report, or as what it remembers was expunged.
            run.close_found(line, LineState.DONE)
        elif line.action in DATES:
            run.close_found(
                line, LineState.NOT_DONE if line.target in outstanding else LineState.DONE
            )
        elif line.action == AMEND:
            # What was to be written is in no ledger, so nothing is claimed for it.
            run.close_found(line, LineState.NOT_DONE)


def close_sharing_lines(run: Run, situation: Situation) -> None:
    """Close what earlier runs left open about the roster and sharing, by roster and listing."""
    ledger = run.ledger
    for line in ledger.open_lines if ledger else ():
        if "(" in line.columns:
            continue
        state = _of_sharing(line, situation) or _of_roster(line, situation.roster)
        if ledger and state is not None and line.run != run.id:
            run.close_found(line, LineState.NOT_DONE if ledger.outdone(line) else state)


def _of_sharing(line: Line, situation: Situation) -> LineState | None:
    """What became of a line that a crash left open, by the listing of the file that it names.

    None if it is no such line, or if that file was not looked at.
    """
    if line.action not in list(Action):
        return None
    target = read_target(line.target)
    file = next((file for file in situation.files if file.name == target.file), None)
    place = file.place(target.at) if file else None
    if place is None or place.permissions is None:
        return None
    found = [grant for grant in place.permissions if grant.label == target.address]
    if line.action == Action.REVOKE:
        done = all(permission.direct_role is None for permission in found)
    else:
        done = any(str(permission.role) == line.columns for permission in found)
    return LineState.DONE if done else LineState.NOT_DONE


def _of_roster(line: Line, roster: Roster) -> LineState | None:
    """What became of a line that a crash left open, by the roster; None if it is no such line."""
    if line.action not in list(RosterAction):
        return None
    member = roster.find(line.target)
    terms = member.terms if member else ()
    if line.action == RosterAction.ENROL:
        done = any(str(term.role) == line.columns for term in terms)
    else:
        done = any(term.stepped_down is not None for term in terms)
    return LineState.DONE if done else LineState.NOT_DONE
