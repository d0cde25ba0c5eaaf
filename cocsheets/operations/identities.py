"""The identity spreadsheet beside the records: opened, read, and written in its own transaction.

Knows where it is and how rows are added and changed there. Must not know whose identities they are,
nor what the records need.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from cocsheets.access.files import IDENTITIES
from cocsheets.apply.cells import CellWork
from cocsheets.apply.targets import View, make_targets
from cocsheets.apply.transaction import transaction
from cocsheets.errors import AccessError, ConfigurationError, IncompleteError, NotFoundError
from cocsheets.ledger import Line, LineState
from cocsheets.plans.edits import AddWorksheet, AppendRows
from cocsheets.plans.identities import ADD, IdentityPlan
from cocsheets.plans.outcomes import CellsReport
from cocsheets.records.identities import HEADERS, WORKSHEET, IdentityTable, find_identities

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cocsheets.apply.run import Run
    from cocsheets.operations.committee import Committee
    from cocsheets.records.identities import Identity
    from cocsheets.records.table import Spreadsheet, Value

TRIES = 6
"""Batches before a spreadsheet that never shows new rows is left to the next run."""


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
    with transaction(book, found.spreadsheet, plan, by=by, allow_large=allow_large) as run:
        _add(run, plan)
        report = _change(run, plan)
        after = Identities(book, run.latest())
        if report.error is not None:
            raise report.error
        missing = [one for one in plan.added if not _shown(after, one)]
        if missing or not report.complete:
            raise IncompleteError(
                "Not everybody who was written into the identities shows there with every name.",
                hint="Look at the last rows of the identities, then run again.",
            )
    return after


def _shown(found: Identities, person: Identity) -> bool:
    there = found.people.get(person.code_name)
    return (
        there is not None
        and set(person.names) <= set(there.names)
        and set(person.addresses) <= set(there.addresses)
    )


def _add(run: Run, plan: IdentityPlan) -> None:
    """Add the rows of new people, and the worksheet where it is missing."""
    if not plan.added:
        return
    numbers = run.intend([Line(ADD, one.code_name) for one in plan.added])
    for _ in range(TRIES):
        table = find_identities(run.latest())
        new = [one for one in plan.added if table is None or one.code_name not in table.used]
        if not new:
            break
        if table is None:
            sheet_id = _free_id(run.latest())
            columns = {key: place for place, key in enumerate(new[0].cells())}
            made = [AddWorksheet(sheet_id, WORKSHEET, HEADERS)]
        else:
            sheet_id, columns, made = table.worksheet.sheet_id, dict(table.columns), []
        rows = tuple(_cells(one, columns) for one in new)
        run.write([*made, AppendRows(sheet_id, rows)])
        run.read()
    for number in numbers:
        run.close(number, LineState.DONE)


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
            if value in (change.before, change.after) and value != change.after:
                left.append(replace(change, row=person.row, column=table.columns[key]))
    return View(table, replace(plan, changes=tuple(left)), frozenset(due))
