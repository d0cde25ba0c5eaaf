"""Safeguards on the sheet: plan, apply, verify. No value changes.

Composes; what belongs on the sheet is decided in `plans.protect`. Applied in one batch; what it
came to is told by planning again on a fresh reading.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cocsheets.errors import AccessError, LayoutError, NotFoundError, RosterMissingError
from cocsheets.exit_codes import ExitCode
from cocsheets.ledger import Line, State
from cocsheets.plans.plan import Plan
from cocsheets.plans.protect import Safeguard, plan_protect

if TYPE_CHECKING:
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
    applied: bool = False

    @property
    def code(self) -> ExitCode:
        """What it comes to."""
        if self.missing:
            return ExitCode.INCOMPLETE
        waiting = self.plan.changes and not self.applied
        return ExitCode.FINDINGS if waiting or self.plan.obstacles else ExitCode.OK


class Protection:
    """The safeguards of one committee. The people concerned are looked up once."""

    def __init__(self, committee: Committee) -> None:
        self.committee = committee
        self.acting = committee.acting_account()
        self.owners = self._owners()

    def _owners(self) -> tuple[str, ...]:
        try:
            return tuple(owner.email for owner in self.committee.drive.file().owners)
        except (AccessError, NotFoundError):
            return ()

    def plan(self, spreadsheet: Spreadsheet) -> Plan:
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

    def carry_out(self, plan: Plan, run: Run) -> ProtectReport:
        """Put the planned safeguards on the sheet, and look whether they are there.

        Raises ActiveRunError, and GoogleError where the batch was refused (nothing is done then).
        """
        wanted = {change.effect() for change in plan.changes}
        addresses = [change.to_json()["address"] for change in plan.changes]
        numbers = run.intend([Line(ACTION, address) for address in addresses])
        left = self._left(run, wanted)
        for _ in range(TRIES):
            if not left:
                break
            run.write([edit for change in left for edit in change.edits])
            run.read()
            left = self._left(run, wanted)
        missing = tuple(change.address for change in left)
        for number, address in zip(numbers, addresses, strict=True):
            run.close(number, State.NOT_DONE if address in missing else State.DONE)
        run.finish()
        return ProtectReport(plan, missing, applied=True)

    def _left(self, run: Run, wanted: set[tuple[str, ...]]) -> list[Safeguard]:
        """What was planned and is not there yet, by the latest reading."""
        changes = self.plan(run.state or run.read()).changes
        return [
            change
            for change in changes
            if isinstance(change, Safeguard) and change.effect() in wanted
        ]
