"""Carries roster changes out in the worksheet: found by content, written, read again, put right.

A term is found by address, role and beginning, never by a remembered row. The cell of its end is
blank beforehand, so it cannot be written conditionally: the new reading shows which row was hit,
and a row that was hit by mistake gets back what stood there. Must not know why anybody leaves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cocsheets.access.roster import read_worksheet
from cocsheets.errors import AccessError, IncompleteError, RejectedError, RosterMissingError
from cocsheets.ledger import Line, State
from cocsheets.plans.edits import AppendRows, Edit, WriteValue
from cocsheets.plans.roster import RosterAction, RosterChange, ends
from cocsheets.records.table import DateNumber, Row, Value
from cocsheets.records.text import EPOCH, is_blank

if TYPE_CHECKING:
    from cocsheets.access.members import Roster, Term
    from cocsheets.apply.run import Run
    from cocsheets.records.dates import DateOrder
    from cocsheets.records.table import Spreadsheet, Worksheet

TRIES = 6
"""How many batches may be needed, with rows moving under our hands, before we give up."""


@dataclass(frozen=True, slots=True, repr=False)
class Written:
    """A cell that a batch writes."""

    row: int
    """1-based, by the reading before."""
    column: int
    """0-based."""
    after: Value
    as_date: bool = False
    target: Row | None = None
    """The row that it was meant for, as read before; None for a cell that is put back."""


def apply_roster(
    changes: Sequence[RosterChange],
    run: Run,
    title: str,
    order: DateOrder | None = None,
) -> Roster:
    """Carry the changes out and prove them by reading again; returns the roster as it reads then.

    Every change can be repeated: one that is in place is left alone. Ledger lines are written with
    the batch and closed by the caller's `run.finish`.

    Raises RosterMissingError, LayoutError, GoogleError, and IncompleteError if a change could not
    be made or proven.
    """
    sheet, roster = _read(run.state or run.read(), title, order)
    first = sheet
    lines = run.intend(roster_lines(changes))
    sent: list[Written] = []
    for _ in range(TRIES):
        cells, rows = _wanted(changes, sheet, roster)
        repairs = _repairs(sent, first, sheet)
        if not cells and not rows and not repairs:
            break
        sent += [*repairs, *cells]
        _write(run, _edits([*repairs, *cells], rows, sheet.sheet_id))
        sheet, roster = _read(run.read(), title, order)
    left = [change for change in changes if not in_place(change, roster)]
    for number, change in zip(lines, changes, strict=True):
        run.close(number, State.NOT_DONE if change in left else State.DONE)
    if left:
        raise IncompleteError(
            f"{len(left)} of {len(changes)} changes to the roster could not be made: the rows "
            "were changed meanwhile. Nobody's access was changed.",
            hint="Look at the roster and run again.",
        )
    return roster


def _write(run: Run, edits: Sequence[Edit]) -> None:
    try:
        run.write(edits)
    except RejectedError as error:
        if not error.protected:
            raise
        raise AccessError(
            "The roster is protected from the acting account; nothing was changed.",
            hint="Open Data, Protected sheets and ranges, and let the acting account edit it.",
        ) from None


def _read(
    spreadsheet: Spreadsheet, title: str, order: DateOrder | None
) -> tuple[Worksheet, Roster]:
    worksheet = spreadsheet.worksheet(title)
    if worksheet is None:
        raise RosterMissingError(
            f"There is no worksheet {title!r} with the roster; nothing was changed.",
            hint="Make it with the headers Name, E-mail, Role, Joined, Stepped down, or name "
            "another one in [members] source.",
        )
    return worksheet, read_worksheet(worksheet, order)


def in_place(change: RosterChange, roster: Roster) -> bool:
    """Whether the roster reads as the change would have it."""
    member = roster.find(change.email)
    terms: tuple[Term, ...] = member.terms if member else ()
    if change.action is RosterAction.ENROL:
        return any(term.role is change.role and not term.over(change.day) for term in terms)
    return not any(ends(change, term) for term in terms)


def _wanted(
    changes: Sequence[RosterChange], sheet: Worksheet, roster: Roster
) -> tuple[list[Written], list[tuple[Value, ...]]]:
    """Cells to write and rows to append for what is not in place yet."""
    cells: list[Written] = []
    rows: list[tuple[Value, ...]] = []
    for change in changes:
        if in_place(change, roster):
            continue
        if change.action is RosterAction.ENROL:
            rows.append(_cells(change, roster.columns))
            continue
        member = roster.find(change.email)
        for term in member.terms if member else ():
            if ends(change, term):
                cells += _end(change, term.row, sheet, roster)
    return cells, rows


def _end(change: RosterChange, number: int, sheet: Worksheet, roster: Roster) -> Iterator[Written]:
    row = sheet.row(number)
    end = roster.columns["stepped_down"]
    yield Written(number, end, _serial(change.day), as_date=True, target=row)
    reason = roster.columns.get("reason")
    if change.note and reason is not None and row and is_blank(row.value(reason)):
        yield Written(number, reason, change.note, target=row)


def _edits(
    cells: Sequence[Written], rows: Sequence[tuple[Value, ...]], sheet_id: int
) -> list[Edit]:
    edits: list[Edit] = [
        WriteValue(sheet_id, cell.row - 1, cell.column, cell.after, as_date=cell.as_date)
        for cell in cells
    ]
    if rows:
        edits.append(AppendRows(sheet_id, tuple(rows)))
    return edits


def _repairs(sent: Sequence[Written], first: Worksheet, now: Worksheet) -> list[Written]:
    """What our writes put into other rows than were meant, since rows had moved, to be put back.

    A row is known by everything in it but the columns that we write. What we wrote is recognised by
    column and value; what other people wrote is left alone. A row that was not there at the first
    reading gets blank cells.
    """
    ours = {cell.column for cell in sent}
    meant = {(_signature(row, ours), cell.column) for cell in sent if (row := cell.target)}
    known = {_signature(row, ours): row for row in first}
    values = {(cell.column, cell.after) for cell in sent}
    found: list[Written] = []
    for row in now:
        signature = _signature(row, ours)
        was = known.get(signature)
        for column in ours:
            value, before = row.value(column), was.value(column) if was else None
            strange = value != before and (column, value) in values
            if strange and (signature, column) not in meant:
                found.append(Written(row.number, column, before))
    return found


def _signature(row: Row, without: Collection[int]) -> tuple[Value, ...]:
    values = [None if column in without else v for column, v in enumerate(row.values)]
    while values and values[-1] is None:
        values.pop()
    return tuple(values)


def _cells(change: RosterChange, columns: dict[str, int]) -> tuple[Value, ...]:
    cells: dict[int, Value] = {
        columns["name"]: change.name,
        columns["email"]: change.email,
        columns["role"]: str(change.role),
        columns["joined"]: _serial(change.day),
    }
    return tuple(cells.get(column) for column in range(max(cells) + 1))


def _serial(day: dt.date) -> DateNumber:
    return DateNumber((day - EPOCH).days)


def roster_lines(changes: Sequence[RosterChange]) -> list[Line]:
    """The ledger's lines for roster changes."""
    return [
        Line(
            str(change.action),
            change.email,
            "Stepped down" if change.action is RosterAction.STEP_DOWN else str(change.role),
        )
        for change in changes
    ]


def closing_state(line: Line, roster: Roster) -> State | None:
    """What became of a line that a crash left open, by the roster; None if it is no such line."""
    if line.action not in list(RosterAction):
        return None
    member = roster.find(line.target)
    terms = member.terms if member else ()
    if line.action == RosterAction.ENROL:
        done = any(str(term.role) == line.columns for term in terms)
    else:
        done = any(term.stepped_down is not None for term in terms)
    return State.DONE if done else State.NOT_DONE
