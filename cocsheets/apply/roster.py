"""Carries roster changes out in the worksheet, by the engine that writes all cells (`cells`).

Terms are found again in each reading by address, whatever was typed in their rows meanwhile; a new
row is known by its contents and seen under its headers. Must not know why anybody leaves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cocsheets.access import addresses
from cocsheets.access.roster import read_worksheet
from cocsheets.access.rostertable import RosterTable
from cocsheets.apply.cells import CellWork
from cocsheets.apply.targets import NewRow, View, make_targets
from cocsheets.data import replace
from cocsheets.errors import AccessError, IncompleteError, RejectedError, RosterMissingError
from cocsheets.ledger import Line, LineState
from cocsheets.plans.edits import AppendRows, Edit
from cocsheets.plans.outcomes import CellsReport
from cocsheets.plans.plan import CellChange, Obstacle, Plan
from cocsheets.plans.roster import RosterAction, RosterChange
from cocsheets.records.dates import date_cell
from cocsheets.records.table import Row, Spreadsheet, Value
from cocsheets.records.text import is_blank
from cocsheets.records.written import told_row

if TYPE_CHECKING:
    from cocsheets.access.membership import Roster, Term
    from cocsheets.apply.run import Run
    from cocsheets.records.dates import DateOrder

PROTECTED = "a protected range keeps the acting account from it"
SPILLED = "a formula fills the roster, and a value would break it"


def apply_roster(
    changes: Sequence[RosterChange],
    run: Run,
    title: str,
    order: DateOrder | None = None,
) -> tuple[Roster, CellsReport]:
    """Carry the changes out and prove them by reading again; returns the roster as it reads then,
    and what else became of its cells.

    Every change can be repeated: one that is in place is left alone. The ledger is closed by the
    transaction.

    Raises RosterMissingError, LayoutError, GoogleError, AccessError where the roster is protected,
    and IncompleteError if a change could not be made or proven.
    """
    state = run.state or run.read()
    worksheet = state.worksheet(title)
    if worksheet is None:
        raise RosterMissingError(
            f"There is no worksheet {title!r} with the roster; nothing was changed.",
            hint="Make it with the headers Name, E-mail, Role, Joined, Stepped down, or name "
            "another one in [members] source.",
        )
    work = _Work(changes, worksheet.sheet_id, order)
    first = work.view(state)
    missing = [change for change in work.enrolled if not _in_place(change, changes, work.roster)]
    new = NewRow(_fields(missing[0])) if missing else None
    filled = (
        {key: work.roster.columns[key] for key, value in new.fields.items() if value} if new else {}
    )
    where = f"{missing[0].role}: {told_row(filled)}" if missing else ""
    lines = run.intend([Line(str(one.action), one.email, where) for one in missing])
    engine = CellWork(run, worksheet.sheet_id, work.view, make_targets(first), new, work.insert)
    report = engine.carry_out()
    error = report.error
    if PROTECTED in (*report.not_done.values(), *(found.reason for found in work.obstacles)) or (
        isinstance(error, RejectedError) and error.protected
    ):
        raise AccessError(
            "The roster is protected from the acting account; nothing was changed.",
            hint="Open Data, Protected sheets and ranges, and let the acting account edit it.",
        )
    if error is not None:
        raise error
    left = [change for change in changes if not _in_place(change, changes, work.roster)]
    if new is not None and not new.placed and missing[0] not in left:
        left.append(missing[0])
    for number in lines:
        run.close(number, LineState.NOT_DONE if missing[0] in left else LineState.DONE)
    if left or report.lost:
        raise IncompleteError(_complaint(left, changes, report.lost, work.obstacles))
    return work.roster, replace(report, done=(), not_done={})  # by now the roster says it itself


def _complaint(
    left: Sequence[RosterChange],
    changes: Sequence[RosterChange],
    lost: Sequence[str],
    obstacles: Sequence[Obstacle],
) -> str:
    reasons = {obstacle.reason for obstacle in obstacles} or {"the rows were changed meanwhile"}
    told = "The roster was changed as planned."
    if left:
        told = f"{len(left)} of {len(changes)} changes to the roster could not be made: "
        told += "; ".join(sorted(reasons)) + "."
    if lost:
        places = ", ".join(lost)
        told += f" {places} was overwritten too; what was there is in the version history."
    return f"{told} Nobody's access was changed."


class _Work:
    """What is left to do on the roster, by each reading in turn."""

    def __init__(
        self, changes: Sequence[RosterChange], sheet_id: int, order: DateOrder | None
    ) -> None:
        self.changes = changes
        self.sheet_id = sheet_id
        self.order = order
        self.enrolled = [c for c in changes if c.action is RosterAction.ENROL]
        self.obstacles: list[Obstacle] = []
        self.roster: Roster
        self.table: RosterTable

    def view(self, spreadsheet: Spreadsheet) -> View:
        """What a reading means: the terms that end and have not, and the rows of those people."""
        worksheet = spreadsheet.by_id(self.sheet_id)
        if worksheet is None:
            raise RosterMissingError("The worksheet with the roster is gone.")
        self.roster = roster = read_worksheet(worksheet, self.order)
        self.table = table = RosterTable(worksheet, roster)
        cells: list[CellChange] = []
        self.obstacles = []
        due = set()
        rows = {row.number: row for row in table.data_rows()}
        for term, change in _ending(self.changes, roster):
            due.add(term.row)
            if not term.over(change.day):
                cells += self._end(change, rows[term.row], table)
        plan = Plan(spreadsheet.id, "members", tuple(cells), obstacles=tuple(self.obstacles))
        keys = {term.row: member.key for member in roster for term in member.terms}
        return View(table, plan, frozenset(due), keys=keys)

    def _end(self, change: RosterChange, row: Row, table: RosterTable) -> Iterator[CellChange]:
        end = table.columns["stepped_down"]
        extras = row.extra(end)
        if extras.formula or extras.spilled or table.fills(end):
            self.obstacles.append(Obstacle(SPILLED, row.number, change.email, end))
            return
        if table.worksheet.barrier(row.number - 1, end):
            self.obstacles.append(Obstacle(PROTECTED, row.number, change.email, end))
            return
        yield _cell(change, row, end, "stepped_down", date_cell(change.day))
        reason = table.columns.get("reason")
        if change.note and reason is not None and is_blank(row.value(reason)):
            yield _cell(change, row, reason, "reason", change.note)

    def insert(self, _now: Spreadsheet) -> Sequence[Edit]:
        """The edits that add the new row to the sheet that was just looked at: below the last one,
        whichever that is by then."""
        columns, fields = self.table.columns, _fields(self.enrolled[0])
        if any(self.table.fills(columns[key]) for key in fields):
            self.obstacles.append(Obstacle(SPILLED))
            return ()
        cells = {columns[key]: value for key, value in fields.items()}
        values = tuple(cells.get(column) for column in range(max(cells) + 1))
        return [AppendRows(self.sheet_id, (values,))]


def _ending(changes: Sequence[RosterChange], roster: Roster) -> Iterator[tuple[Term, RosterChange]]:
    """The terms that end or have ended, each with its change: all terms of an address that somebody
    leaves under, whatever was corrected in them since, but for those of a new role."""
    leaves = RosterAction.STEP_DOWN
    for key in dict.fromkeys(addresses.key(c.email) for c in changes if c.action is leaves):
        mine = [change for change in changes if addresses.key(change.email) == key]
        ends = sorted((c for c in mine if c.action is leaves), key=lambda change: change.day)
        stays = {change.role for change in mine if change.action is not leaves}
        member = roster.find(key)
        for term in member.terms if member else ():
            exact = (c for c in ends if (c.role, c.joined) == (term.role, term.joined))
            begun = (c for c in ends if term.joined is None or term.joined <= c.day)
            change = next(exact, None) or next(begun, None)
            over = term.stepped_down or dt.date.max  # ended before the day that is asked for?
            if change is not None and term.role not in stays and over >= change.day:
                yield term, change


def _in_place(change: RosterChange, changes: Sequence[RosterChange], roster: Roster) -> bool:
    """Whether the roster reads as the change would have it."""
    member = roster.find(change.email)
    if change.action is RosterAction.ENROL:
        terms = member.terms if member else ()
        return any(term.role is change.role and not term.over(change.day) for term in terms)
    ends = [(term, end) for term, end in _ending(changes, roster) if end.email == change.email]
    return member is not None and all(term.over(end.day) for term, end in ends)


def _cell(change: RosterChange, row: Row, column: int, name: str, value: Value) -> CellChange:
    return CellChange(
        action=str(change.action),
        row=row.number,
        key=change.email,
        column=column,
        name=name,
        reason=change.reason,
        before=row.value(column),
        after=value,
        public_after=change.day.isoformat() if name == "stepped_down" else "",
    )


def _fields(change: RosterChange) -> dict[str, Value]:
    return {
        "name": change.name or None,
        "email": change.email,
        "role": str(change.role),
        "joined": date_cell(change.day),
    }
