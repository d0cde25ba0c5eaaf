"""Carries a plan of cell changes out as a run of its own: rows found by content, ledger and all.

For plans whose rows are told by what the plan says of them, such as dates that the rules give or
fields that a person amends. Expunging, where the rules judge each reading anew, is in
`operations.expunge`. Composes; must not know why a cell changes.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec import field

from cocsheets.apply.cells import CellWork
from cocsheets.apply.targets import NewRow, View, make_targets, match, same
from cocsheets.apply.transaction import transaction
from cocsheets.data import Data, replace
from cocsheets.exit_codes import ExitCode, code_of
from cocsheets.ledger import Line, LineState
from cocsheets.operations.operation import Reported
from cocsheets.plans.outcomes import CellsReport
from cocsheets.plans.plan import CellChange, Key, Plan
from cocsheets.records.table import column_letters

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cocsheets.apply.run import Run
    from cocsheets.apply.targets import Target
    from cocsheets.operations.assessment import Assessment
    from cocsheets.operations.committee import Committee
    from cocsheets.plans.edits import Edit
    from cocsheets.records.layout import RecordTable
    from cocsheets.records.table import Spreadsheet


class CellPlanReport(Reported, Data, frozen=True):
    """What became of a plan of cell changes."""

    plan: Plan
    cells: CellsReport = field(default_factory=CellsReport)

    @property
    def code(self) -> ExitCode:
        """What it comes to."""
        if self.cells.error is not None and not self.cells.done:
            return code_of(self.cells.error)
        if not self.cells.complete:
            return ExitCode.INCOMPLETE
        look = self.plan.obstacles or self.cells.to_look
        return ExitCode.FINDINGS if look else ExitCode.OK


def carry_out(
    committee: Committee,
    assessment: Assessment,
    plan: Plan,
    run: Run,
    replan: Callable[[Assessment], Plan],
    new: NewRow | None = None,
    insert: Callable[[Spreadsheet], Sequence[Edit]] = lambda _now: (),
) -> CellsReport:
    """Apply and verify a plan made from an assessment. The caller finishes the run.

    `replan` makes the plan anew from a later reading: a row is written only if it still asks for
    the same. `new` is a row that is added with the first batch, by the edits that `insert` gives.
    Raises ActiveRunError.
    """
    lines = ledger_lines(plan)
    numbers = dict(zip(lines, run.intend(list(lines.values())), strict=True))
    sheet_id = assessment.table.worksheet.sheet_id
    changes = [change for change in plan.changes if isinstance(change, CellChange)]
    rows = frozenset(change.row for change in changes)
    targets = make_targets(View(assessment.table, plan, rows))

    def view(spreadsheet: Spreadsheet) -> View:
        found = committee.assess(spreadsheet, worksheet=sheet_id)
        return _view(found, replan(found), targets)

    report = CellWork(run, sheet_id, view, targets, new, insert).carry_out()
    for key, number in numbers.items():
        run.close(number, LineState.DONE if key in report.done else LineState.NOT_DONE)
    return report


def _view(found: Assessment, plan: Plan, targets: Sequence[Target]) -> View:
    """A reading: what still asks for the same as planned, and the rows where that is done."""
    meant = [change for target in targets for change in target.changes]
    changes = tuple(
        change
        for change in plan.changes
        if isinstance(change, CellChange)
        and any(same(change.after, one.after) and change.name == one.name for one in meant)
    )
    finished = {
        row.number
        for row in found.table.data_rows()
        for target in targets
        if target.fits(row, found.table) and target.finished(row, found.table)
    }
    due = frozenset(change.row for change in changes) | finished
    asked = {change.row for change in plan.changes if isinstance(change, CellChange)}
    other = frozenset(asked - due)
    return View(found.table, replace(plan, changes=changes), due, other)


def refind(plan: Plan, assessment: Assessment) -> Callable[[Assessment], Plan]:
    """The same plan for a later reading: its rows are found by content, at whatever place."""
    changes = [change for change in plan.changes if isinstance(change, CellChange)]
    rows = frozenset(change.row for change in changes)
    targets = make_targets(View(assessment.table, plan, rows))

    def replan(found: Assessment) -> Plan:
        table = found.table
        everywhere = frozenset(row.number for row in table.data_rows())
        matched = match(targets, View(table, plan, everywhere), {})
        left = (
            replace(change, row=row, column=table.columns[change.name])
            for row, target in matched.items()
            for change in target.changes
            if change.name in table.columns
        )
        return replace(plan, changes=tuple(c for c in left if not _reads(table, c)))

    return replan


def _reads(table: RecordTable, change: CellChange) -> bool:
    """Whether the cell reads as wanted already."""
    row = next(row for row in table.data_rows() if row.number == change.row)
    return same(row.value(change.column), change.after)


def run_alone(
    committee: Committee,
    assessment: Assessment,
    plan: Plan,
    replan: Callable[[Assessment], Plan],
    *,
    allow_large: bool = False,
) -> CellPlanReport:
    """Carry a plan out in a transaction of its own. Raises CocsheetsError."""
    by, seen = committee.acting_account(), assessment.spreadsheet
    with transaction(committee, seen, plan, by=by, allow_large=allow_large) as run:
        return CellPlanReport(plan, carry_out(committee, assessment, plan, run, replan))


def ledger_lines(plan: Plan) -> Mapping[Key, Line]:
    """The ledger's line for each row with texts; what is written by place has lines of its own."""
    rows: dict[Key, list[CellChange]] = defaultdict(list)
    for change in plan.changes:
        if isinstance(change, CellChange) and isinstance(change.before, str):
            rows[change.key].append(change)
    return {
        key: Line(
            changes[0].action,
            str(key),
            ", ".join(column_letters(column) for column in sorted(c.column for c in changes)),
            len(changes),
        )
        for key, changes in rows.items()
    }
