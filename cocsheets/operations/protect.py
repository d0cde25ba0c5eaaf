"""Safeguards on the sheet: plan, apply, verify. No value changes.

Composes; what belongs on the sheet is decided in `plans.protect`. Applied in one batch, from which
what Google refuses is left out; what it came to is told by planning again on a fresh reading.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cocsheets.apply.run import TRIES
from cocsheets.apply.transaction import transaction
from cocsheets.data import Data
from cocsheets.errors import (
    AccessError,
    IncompleteError,
    LayoutError,
    NotFoundError,
    RejectedError,
    RosterMissingError,
)
from cocsheets.exit_codes import ExitCode
from cocsheets.ledger import Line, LineState
from cocsheets.operations.operation import Planned, Reported
from cocsheets.plans.plan import Plan
from cocsheets.plans.protect import Safeguard, astray, plan_protect
from cocsheets.records.columnpairing import moved_columns
from cocsheets.records.table import column_letters
from cocsheets.records.written import CHECKS, told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cocsheets.apply.run import Run
    from cocsheets.operations.committee import Committee
    from cocsheets.plans.edits import Edit, RestoreRule
    from cocsheets.records.layout import RecordTable
    from cocsheets.records.table import Spreadsheet, Worksheet

ACTION = "protect"


class ProtectReport(Reported, Data, frozen=True):
    """What became of a plan of safeguards."""

    plan: Plan
    missing: tuple[str, ...] = ()
    """Addresses of planned safeguards that a fresh reading does not show."""
    refused: tuple[str, ...] = ()
    """Those of them that Google refused."""
    applied: bool = False

    @property
    def code(self) -> ExitCode:
        """What it comes to."""
        if self.missing:
            return ExitCode.INCOMPLETE
        planned = self.plan.changes and not self.applied
        return ExitCode.FINDINGS if planned or self.plan.obstacles else ExitCode.OK


@dataclass(frozen=True, repr=False)
class Protect(Planned):
    """Putting safeguards on the sheet, as an `Operation`. The people are looked up once."""

    committee: Committee
    spreadsheet: Spreadsheet

    @cached_property
    def acting(self) -> str:
        """Address of the acting account."""
        return self.committee.acting_account()

    @cached_property
    def owners(self) -> tuple[str, ...]:
        """Addresses of the owners, as far as they can be seen."""
        try:
            return tuple(owner.email for owner in self.committee.drive.file().owners)
        except (AccessError, NotFoundError):
            return ()

    @cached_property
    def plan(self) -> Plan:
        """See `Operation`."""
        return self._plan(self.spreadsheet)

    def again(self) -> Protect:
        """See `Operation`."""
        return Protect(self.committee, self.committee.read().spreadsheet)

    def preview(self) -> ProtectReport:
        """See `Operation`."""
        return ProtectReport(self.plan)

    def _plan(self, spreadsheet: Spreadsheet) -> Plan:
        """What the spreadsheet lacks. Raises LayoutError where the records cannot be found."""
        table = self.committee.assess(spreadsheet).table
        worksheet, chairs = self._roster(spreadsheet)
        editors = {*chairs, self.acting} if chairs else ()
        return plan_protect(
            spreadsheet, table, roster=worksheet, editors=editors, owners=self.owners
        )

    def _roster(self, spreadsheet: Spreadsheet) -> tuple[Worksheet | None, tuple[str, ...]]:
        """The roster's worksheet, None if it is a file or missing; and the chairs' addresses."""
        try:
            roster = self.committee.roster(spreadsheet)
        except (RosterMissingError, LayoutError):
            return None, ()
        chairs = roster.chairs(self.committee.today(spreadsheet))
        worksheet = None if roster.sheet_id is None else spreadsheet.by_id(roster.sheet_id)
        return worksheet, tuple(chair.email for chair in chairs)

    def carry_out(self, *, allow_large: bool = False) -> ProtectReport:
        """See `Operation`. Looks afterwards whether the safeguards are there."""
        with transaction(
            self.committee, self.spreadsheet, self.plan, by=self.acting, allow_large=allow_large
        ) as run:
            return self._carry_out(run)

    def _carry_out(self, run: Run) -> ProtectReport:
        plan = self.plan
        planned = [change for change in plan.changes if isinstance(change, Safeguard)]
        wanted = {change.name for change in planned}
        numbers = run.intend([Line(ACTION, change.address, _where(change)) for change in planned])
        refused: list[Safeguard] = []
        before = self.committee.assess(run.read()).table
        left, sent = self._left(run, wanted), list[Safeguard]()
        strays: list[RestoreRule] = []
        for _ in range(TRIES):
            if not left and not strays:
                break
            sent += left
            refused += self._write(run, left, strays)
            try:
                strays = self._astray(run.read(), before, sent)
                wanted -= {change.name for change in refused}
                left = self._left(run, wanted)
            except LayoutError as changed:
                raise IncompleteError(
                    f"The layout of the sheet changed while we worked: {changed.message} Checks "
                    "may be on other columns by now.",
                    hint="Fix the header; the next run names what is on a wrong column.",
                ) from None
        undone = {change.name: change.address for change in (*refused, *left)}
        for number, change in zip(numbers, planned, strict=True):
            run.close(number, LineState.NOT_DONE if change.name in undone else LineState.DONE)
        names = tuple(change.address for change in refused)
        places = tuple(f"column {column_letters(edit.block.start_column)}" for edit in strays)
        return ProtectReport(plan, (*undone.values(), *places), names, applied=True)

    def _astray(
        self, now: Spreadsheet, before: RecordTable, sent: Sequence[Safeguard]
    ) -> list[RestoreRule]:
        """What takes checks off columns that are not theirs."""
        table = self.committee.assess(now).table
        header = before.worksheet.row(before.header_row)
        moved = moved_columns(header, table.worksheet.rows).places if header else {}
        return list(astray(before, table, sent, moved))

    def _write(
        self, run: Run, left: Sequence[Safeguard], more: Sequence[Edit] = ()
    ) -> list[Safeguard]:
        """Write all in one batch; those that Google refuses are left out and given back."""
        refused: list[Safeguard] = []
        if more:
            run.write(more)
        while writing := [change for change in left if change not in refused]:
            owners = [change for change in writing for _ in change.edits]
            try:
                run.write([edit for change in writing for edit in change.edits])
                break
            except RejectedError as error:
                # Where Google does not say which one it was, each is tried by itself.
                if error.edit is not None:
                    refused.append(owners[error.edit])
                elif len(writing) == 1:
                    refused += writing
                else:
                    return refused + [one for each in writing for one in self._write(run, [each])]
        return refused

    def _left(self, run: Run, wanted: set[tuple[str, ...]]) -> list[Safeguard]:
        """What was planned and is not there yet, by the latest reading."""
        changes = self._plan(run.state or run.read()).changes
        return [
            change for change in changes if isinstance(change, Safeguard) and change.name in wanted
        ]


def _where(change: Safeguard) -> str:
    """What the ledger tells of a check on a column: if the run dies, the next one looks for it."""
    block = change.block
    if change.action not in CHECKS:
        return ""
    return told(change.key, block.start_row + 1, block.start_column, CHECKS[change.action][0])
