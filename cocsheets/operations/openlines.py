"""Ledger lines that a crash left open: closed by the next run, by looking at the rows they name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.access.permissions import Action
from cocsheets.errors import LayoutError
from cocsheets.ledger import LATER_REPORT, Line
from cocsheets.ledger.targets import read_target
from cocsheets.operations import expunge
from cocsheets.operations.newcolumns import ADD_COLUMN
from cocsheets.plans.roster import RosterAction
from cocsheets.plans.split import JOIN, SPLIT
from cocsheets.records.identity_checks import code_names_in
from cocsheets.records.proposals import Agreement, propose

if TYPE_CHECKING:
    from cocsheets.access.membership import Roster
    from cocsheets.apply.run import Run
    from cocsheets.operations.assessment import Assessment
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
        run.close_found(state, done=done)
    try:
        assessment = committee.assess(run.state)
    except LayoutError:
        return  # whoever needs the records says so
    expunge.close_open_lines(run, assessment)
    policy = committee.settings.retention
    proposals = propose(assessment.records, policy, assessment.links, later=assessment.later)
    outstanding = {str(item.key) for item in proposals if item.agreement in _OUTSTANDING}
    settled, coded = assessment.doubts.settled, _under_code_names(assessment)
    for line in lines:
        if line.state in settled:
            run.close_found(line.state, done=settled[line.state])
        elif "(" in line.columns:
            continue  # nobody knows what became of it, until a person has looked
        elif line.action in (ADD, ADD_COLUMN) or line.action.startswith(LATER_REPORT):
            # Written in the same atomic batch as the report, or as what it remembers was expunged.
            run.close_found(line.state, done=True)
        elif line.action in DATES:
            run.close_found(line.state, done=line.target not in outstanding)
        elif line.action in (SPLIT, JOIN):
            run.close_found(line.state, done=(line.target in coded) is (line.action == SPLIT))
        elif line.action == AMEND:
            # What was to be written is in no ledger, so nothing is claimed for it.
            run.close_found(line.state, done=False)


def _under_code_names(assessment: Assessment) -> frozenset[str]:
    """Keys of the records with code names in them."""
    rows = zip(assessment.records, assessment.table.data_rows(), strict=True)
    return frozenset(str(record.key) for record, row in rows if code_names_in(row))


def close_sharing_lines(run: Run, situation: Situation) -> None:
    """Close what earlier runs left open about the roster and sharing, by roster and listing."""
    ledger = run.ledger
    for line in ledger.open_lines if ledger else ():
        if "(" in line.columns:
            continue
        done = _of_sharing(line, situation)
        done = _of_roster(line, situation.roster) if done is None else done
        if ledger and done is not None and line.run != run.id:
            run.close_found(line.state, done=done and not ledger.outdone(line))


def _of_sharing(line: Line, situation: Situation) -> bool | None:
    """Whether a line that a crash left open was done, by the listing of the file that it names.

    None if it is no such line, or if that file was not looked at.
    """
    if line.action not in list(Action):
        return None
    target = read_target(line.target)
    file = next((file for file in situation.files if file.name == target.file), None)
    if file is None:
        return None
    place = file.place(target.at)
    if place is None:  # gone from the folder, or a folder above from which nothing is left
        place = file.place("") if file.unlisted is None and not file.beyond else None
    if place is None or place.permissions is None:
        return None
    found = [grant for grant in place.permissions if grant.label == target.address]
    if line.action == Action.REVOKE:
        return all(permission.direct_role is None for permission in found)
    return any(str(permission.role) == line.columns for permission in found)


def _of_roster(line: Line, roster: Roster) -> bool | None:
    """Whether a line that a crash left open was done, by the roster; None if it is no such line."""
    if line.action not in list(RosterAction):
        return None
    member = roster.find(line.target)
    terms = member.terms if member else ()
    if line.action == RosterAction.ENROL:
        return any(str(term.role) == line.columns for term in terms)
    return any(term.stepped_down is not None for term in terms)
