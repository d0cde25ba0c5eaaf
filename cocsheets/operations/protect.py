"""Safeguards on the sheet: plan, apply, verify. No value changes.

Composes; what belongs on the sheet is decided in `plans.protect`. Applied in one batch, from which
what Google refuses is left out; what it came to is told by planning again on a fresh reading.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cocsheets.apply.transaction import transaction
from cocsheets.errors import (
    AccessError,
    LayoutError,
    NotFoundError,
    RejectedError,
    RosterMissingError,
)
from cocsheets.exit_codes import ExitCode
from cocsheets.ledger import Line, State
from cocsheets.plans.plan import Plan
from cocsheets.plans.protect import Safeguard, plan_protect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cocsheets.apply.run import Run
    from cocsheets.operations.committee import Committee
    from cocsheets.records.table import Spreadsheet, Worksheet

ACTION = "protect"
TRIES = 4


@dataclass(frozen=True, slots=True)
class ProtectReport:
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
        waiting = self.plan.changes and not self.applied
        return ExitCode.FINDINGS if waiting or self.plan.obstacles else ExitCode.OK


@dataclass(frozen=True)
class Protect:
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
        return Protect(self.committee, self.committee.read_live())

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
        title = self.committee.settings.members.worksheet
        worksheet = spreadsheet.worksheet(title) if title else None
        return worksheet, tuple(chair.email for chair in chairs)

    def carry_out(self, *, allow_large: bool = False) -> ProtectReport:
        """See `Operation`. Looks afterwards whether the safeguards are there."""
        with transaction(
            self.committee, self.spreadsheet, self.plan, by=self.acting, allow_large=allow_large
        ) as run:
            return self._carry_out(run)

    def _carry_out(self, run: Run) -> ProtectReport:
        plan = self.plan
        wanted = {change.effect() for change in plan.changes}
        addresses = [change.to_json()["address"] for change in plan.changes]
        numbers = run.intend([Line(ACTION, address) for address in addresses])
        refused: list[Safeguard] = []
        run.read()
        left = self._left(run, wanted)
        for _ in range(TRIES):
            if not left:
                break
            refused += self._write(run, left)
            run.read()
            wanted -= {change.effect() for change in refused}
            left = self._left(run, wanted)
        undone = {change.effect(): change.address for change in (*refused, *left)}
        for number, change in zip(numbers, plan.changes, strict=True):
            run.close(number, State.NOT_DONE if change.effect() in undone else State.DONE)
        names = tuple(change.address for change in refused)
        return ProtectReport(plan, tuple(undone.values()), names, applied=True)

    def _write(self, run: Run, left: Sequence[Safeguard]) -> list[Safeguard]:
        """Write all in one batch; those that Google refuses are left out and given back."""
        refused: list[Safeguard] = []
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
            change
            for change in changes
            if isinstance(change, Safeguard) and change.effect() in wanted
        ]
