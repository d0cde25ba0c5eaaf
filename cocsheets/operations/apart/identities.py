"""The identity spreadsheet beside the records: opened, read, and written in its own transaction.

Knows where it is and how rows are added and changed there. Must not know whose identities they are,
nor what the records need.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cocsheets import runs
from cocsheets.access.files import IDENTITIES
from cocsheets.apply.cells import CellWork
from cocsheets.apply.run import TRIES
from cocsheets.apply.targets import View, make_targets
from cocsheets.apply.transaction import transaction
from cocsheets.data import replace
from cocsheets.errors import AccessError, ConfigurationError, IncompleteError, NotFoundError
from cocsheets.ledger import Line, LineState
from cocsheets.plans.edits import AddWorksheet, AppendRows
from cocsheets.plans.identities import ADD, EXPUNGE, MORE, IdentityPlan
from cocsheets.plans.outcomes import CellsReport
from cocsheets.records.identities import HEADERS, WORKSHEET, IdentityTable, find_identities, shows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cocsheets.apply.run import Run
    from cocsheets.operations.committee import Committee
    from cocsheets.records.identities import Identity
    from cocsheets.records.table import Spreadsheet, Value


@dataclass(frozen=True, repr=False)
class Identities:
    """One reading of the identity spreadsheet."""

    committee: Committee
    """For the identity spreadsheet: another key, the same settings."""
    spreadsheet: Spreadsheet

    @cached_property
    def table(self) -> IdentityTable | None:
        """The worksheet; None where there is none yet. Raises LayoutError."""
        return find_identities(self.spreadsheet)

    @property
    def people(self) -> Mapping[str, Identity]:
        """Everybody who is known, by code name."""
        return self.table.by_code_name if self.table else {}

    @property
    def used(self) -> frozenset[str]:
        """Every code name that was ever given."""
        return self.table.used if self.table else frozenset()


def configured(committee: Committee) -> bool:
    """Whether the settings name an identity spreadsheet."""
    return IDENTITIES in committee.settings.files


def read_identities(committee: Committee) -> Identities:
    """Read the identity spreadsheet, in one request.

    Raises ConfigurationError where the settings name none, AccessError where the acting account may
    not open it.
    """
    if not configured(committee):
        raise ConfigurationError(
            "The settings name no identity spreadsheet.",
            hint="Make an empty spreadsheet, and enter its key: [files.identities] key.",
        )
    book = committee.beside(IDENTITIES)
    try:
        return Identities(book, book.sheet.read())
    except (AccessError, NotFoundError) as refused:
        roles = committee.settings.files[IDENTITIES].whom(IDENTITIES)
        raise AccessError(
            "The acting account cannot open the identities, so this cannot be done.",
            hint=f"Ask somebody on the roster with the role {' or '.join(roles)} to run it.",
        ) from refused


def write_identities(
    found: Identities, plan: IdentityPlan, *, by: str = "", allow_large: bool = False
) -> Identities:
    """Carry a plan out and prove it by reading again; returns that reading.

    Rows are added below the last one, in one batch that takes effect at most once. Raises
    IncompleteError where what was written does not show, LayoutError, GoogleError, ActiveRunError.
    """
    if not plan.changes:
        return found
    book = found.committee
    by = by or book.http.acting_as
    with (
        runs.within(),
        transaction(book, found.spreadsheet, plan, by=by, allow_large=allow_large) as run,
    ):
        _close_old_lines(run)
        added = _add(run, plan)
        report = _change(run, plan)
        if report.error is not None:
            raise report.error
        if not added or not report.complete:
            raise IncompleteError(NOT_SHOWN, hint=LOOK)
        return Identities(book, run.latest())


NOT_SHOWN = "Not everybody who was written into the identities shows there with every name."
LOOK = "Look at the last rows of the identities and correct them. Then run again."


def _close_old_lines(run: Run) -> None:
    """Close lines that a crash left open in the ledger beside the identities, by looking."""
    table, ledger = find_identities(run.latest()), run.ledger
    used = table.used if table else frozenset()
    known = table.by_code_name if table else {}
    for line in ledger.open_lines if ledger else ():
        if line.run == run.id or line.action not in (ADD, MORE, EXPUNGE):
            continue
        # What more was to be known of somebody is in no ledger, so nothing is claimed for it.
        there = line.target in used and line.action != MORE
        done = there and (line.action == ADD or line.target not in known)
        run.close_found(line.state, done=done)


def _add(run: Run, plan: IdentityPlan) -> bool:
    """Add the rows of new people, and the worksheet where it is missing; whether all are seen.

    Where a batch took effect and somebody is not seen, a column was moved at that moment: nothing
    is added a second time.
    """
    if not plan.added:
        return True
    numbers = run.intend([Line(ADD, one.code_name) for one in plan.added])
    before = run.claim.step
    for _ in range(TRIES):
        table = find_identities(run.latest())
        if table is None:
            sheet_id = _free_id(run.latest())
            columns = {key: place for place, key in enumerate(plan.added[0].cells())}
            made = [AddWorksheet(sheet_id, WORKSHEET, HEADERS)]
        else:
            sheet_id, columns, made = table.worksheet.sheet_id, dict(table.columns), []
        rows = tuple(_cells(one, columns) for one in plan.added)
        run.write([*made, AppendRows(sheet_id, rows)])
        run.read()
        if run.claim.step > before:
            break
    now = find_identities(run.latest())
    known = now.by_code_name if now else {}
    for number, one in zip(numbers, plan.added, strict=True):
        seen = shows(known, one)
        run.close(number, LineState.DONE if seen else LineState.NOT_DONE)
    return all(shows(known, one) for one in plan.added)


def _cells(person: Identity, columns: Mapping[str, int]) -> tuple[Value, ...]:
    cells = person.cells()
    row: list[Value] = [None] * (max(columns.values()) + 1)
    for key, column in columns.items():
        row[column] = cells[key]
    return tuple(row)


def _free_id(spreadsheet: Spreadsheet) -> int:
    return max((sheet.sheet_id for sheet in spreadsheet.worksheets), default=0) + 1


def _change(run: Run, plan: IdentityPlan) -> CellsReport:
    """Change cells of people who have a row."""
    if not plan.cells:
        return CellsReport()
    first = find_identities(run.latest())
    if first is None:
        raise IncompleteError("The worksheet of identities is gone. Nothing was changed there.")
    sheet_id = first.worksheet.sheet_id
    lines = [Line(plan.cells[0].action, code) for code in {str(one.key): 0 for one in plan.cells}]
    numbers = dict(zip((line.target for line in lines), run.intend(lines), strict=True))

    def view(spreadsheet: Spreadsheet) -> View:
        return _view(find_identities(spreadsheet), plan)

    report = CellWork(run, sheet_id, view, make_targets(_view(first, plan))).carry_out()
    for code, number in numbers.items():
        run.close(number, LineState.DONE if code in report.done else LineState.NOT_DONE)
    return report


def _view(table: IdentityTable | None, plan: IdentityPlan) -> View:
    """A reading: the rows of the people whom the plan is about, and what is left to do there."""
    if table is None:
        raise IncompleteError("The worksheet of identities is gone.")
    wanted = {(str(one.key), one.name): one for one in plan.cells}
    rows = {row.number: row for row in table.data_rows()}
    left, due = [], set()
    for person in table.people:
        for key in ("names", "addresses"):
            change = wanted.get((person.code_name, key))
            if change is None:
                continue
            value = table.cell(rows[person.row], key)
            due.add(person.row)
            if value == change.before:
                left.append(replace(change, row=person.row, column=table.columns[key]))
    return View(table, replace(plan, changes=tuple(left)), frozenset(due))
