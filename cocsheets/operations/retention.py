"""Expunge dates by the rules: what they propose, and setting them.

Composes; the rules are in `records.proposals`, the plan in `plans.retention`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cocsheets.data import replace
from cocsheets.operations.cellplans import CellPlanReport, carry_out, refind, run_alone
from cocsheets.operations.operation import RecordsOperation
from cocsheets.plans.retention import Only, plan_retention
from cocsheets.records.proposals import Proposal, propose
from cocsheets.records.retentionsettings import OnStale
from cocsheets.records.verdicts import RetentionState

if TYPE_CHECKING:
    from cocsheets.apply.run import Run
    from cocsheets.operations.assessment import Assessment
    from cocsheets.operations.committee import Committee
    from cocsheets.plans.plan import Plan


def proposals(committee: Committee, assessment: Assessment) -> tuple[Proposal, ...]:
    """The date that the rules give each record."""
    return propose(
        assessment.records,
        committee.settings.retention,
        assessment.links,
        today=assessment.today,
        later=assessment.later,
    )


def plan(
    committee: Committee,
    assessment: Assessment,
    *,
    only: Only = Only.STALE,
    shorten: bool = False,
) -> Plan:
    """The plan to write the dates that the rules give."""
    return plan_retention(
        assessment.spreadsheet.id,
        assessment.table,
        proposals(committee, assessment),
        assessment.today,
        only=only,
        shorten=shorten,
    )


@dataclass(frozen=True, repr=False)
class SetDates(RecordsOperation):
    """Writing the dates that the rules give, as an `Operation`."""

    only: Only = Only.STALE
    shorten: bool = False

    @cached_property
    def plan(self) -> Plan:
        """See `Operation`."""
        return self._plan(self.assessment)

    def _plan(self, found: Assessment) -> Plan:
        return plan(self.committee, found, only=self.only, shorten=self.shorten)

    def preview(self) -> CellPlanReport:
        """See `Operation`."""
        return CellPlanReport(self.plan)

    def carry_out(self, *, allow_large: bool = False) -> CellPlanReport:
        """See `Operation`."""
        return run_alone(
            self.committee, self.assessment, self.plan, self._plan, allow_large=allow_large
        )


def stale_plan(committee: Committee, assessment: Assessment) -> Plan:
    """What `on_stale = "reset"` has the daily job do: the dates of held records that are stale.

    Empty under every other setting.
    """
    held: set[int] = set()
    if committee.settings.retention.on_stale is OnStale.RESET:
        held = {
            row
            for row, verdict in assessment.verdicts.items()
            if verdict.state is RetentionState.HELD
        }
    stale = [item for item in proposals(committee, assessment) if item.row in held] if held else []
    return plan_retention(assessment.spreadsheet.id, assessment.table, stale, assessment.today)


def reset_stale(
    committee: Committee, assessment: Assessment, run: Run, *, allow_large: bool = False
) -> CellPlanReport:
    """Carry `stale_plan` out, within a run that the caller finishes.

    Raises RefusedError, ActiveRunError.
    """
    wanted = stale_plan(committee, assessment)
    if not wanted.changes:
        return CellPlanReport(wanted)
    wanted.check(committee.limits, allow_large=allow_large)
    # Found again by content rather than judged anew: the report that resets a date may have been
    # expunged in this very run, and what is remembered of it names a date, not a row.
    replan = refind(replace(wanted, obstacles=()), assessment)
    cells = carry_out(committee, assessment, wanted, run, replan)
    return CellPlanReport(wanted, cells)
