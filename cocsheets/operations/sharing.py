"""Sharing by itself: plan, guard, apply, verify; and the audit of every way in.

Composes; the rules are in `access` and `plans`, the calls in `apply` and `workbook`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cocsheets.access.audit import Surroundings, Verdict, Way, audit
from cocsheets.access.ownership import transfer_steps
from cocsheets.apply import sharing as applying
from cocsheets.errors import GoogleError, StalePlanError
from cocsheets.exit_codes import ExitCode, worst
from cocsheets.findings import Severity
from cocsheets.operations.situation import judge_of, look
from cocsheets.operations.sync import sharing_codes
from cocsheets.plans.limits import check_sharing
from cocsheets.workbook.surroundings import read_surroundings

if TYPE_CHECKING:
    from cocsheets.apply.sharing import SharingReport
    from cocsheets.findings import Finding
    from cocsheets.operations.committee import Committee
    from cocsheets.plans.members import Situation
    from cocsheets.plans.sharing_plan import SharingPlan
    from cocsheets.records.table import Spreadsheet


@dataclass(frozen=True, slots=True)
class SharingView:
    """One reading of spreadsheet and sharing, and the plan that follows."""

    spreadsheet: Spreadsheet
    situation: Situation
    plan: SharingPlan


def view(committee: Committee, *, takes: bool | None = None) -> SharingView:
    """Read and plan. `takes`: only what takes access away (True) or only what gives it (False).

    Raises CocsheetsError.
    """
    file = committee.drive.file()
    committee.refuse_trash(file)
    spreadsheet = committee.read()
    roster = committee.roster(spreadsheet)
    policy = committee.settings.sharing
    today, ledger = committee.today(spreadsheet), committee.readable_ledger(spreadsheet)
    situation = look(committee.drive, roster, policy, today, file=file, ledger=ledger)
    plan = situation.plan(roster)
    if takes is not None:
        plan = plan.only(takes=takes)
    return SharingView(spreadsheet, situation, plan)


def guard(committee: Committee, seen: SharingView, *, allow_large: bool = False) -> None:
    """Refuse a plan that no guard lets through. Raises RefusedError; sends nothing."""
    committee.refuse_future(seen.spreadsheet)
    committee.refuse_wrong_clock(seen.spreadsheet)
    check_sharing(seen.plan, committee.settings.limits, allow_large=allow_large)


def carry_out(committee: Committee, seen: SharingView) -> SharingReport:
    """Apply the plan and list again, with its lines in the ledger. Raises CocsheetsError."""
    run = committee.start_run(seen.situation.account.email)
    run.adopt(seen.spreadsheet)
    try:
        report = applying.carry_out(seen.plan, committee.drive, run)
    except Exception:
        run.release()
        raise
    run.finish()
    return report


def refuse_change(before: str, now: str) -> None:
    """Raise StalePlanError if the plan that somebody agreed to is not that of now."""
    if before != now:
        raise StalePlanError(
            "Something changed while you looked at the plan; nothing was done.",
            hint="Run again and look at the new plan.",
        )


def code(plan: SharingPlan, report: SharingReport | None) -> ExitCode:
    """What a plan and its outcome come to."""
    return worst(sharing_codes(plan, report))


@dataclass(frozen=True, slots=True)
class AuditReport:
    """Every way in, and what is to be said of the people who cannot be removed."""

    ways: tuple[Way, ...]
    findings: tuple[Finding, ...]
    transfer: tuple[str, ...] = ()
    """How ownership passes on, where it should."""

    @property
    def code(self) -> ExitCode:
        """What it comes to: open ways, warnings and errors are findings; the rest is not."""
        loud = any(finding.severity is not Severity.NOTE for finding in self.findings)
        is_open = any(way.verdict is Verdict.OPEN for way in self.ways)
        return ExitCode.FINDINGS if loud or is_open else ExitCode.OK


def audit_sharing(committee: Committee) -> AuditReport:
    """List every way in, judged. Raises CocsheetsError."""
    seen = view(committee)
    around = surroundings(committee, seen.spreadsheet)
    ways = audit(judge_of(seen.situation), seen.situation.file, around)
    loud = {"sharing-owner", "sharing-owner-leaves"}
    leaving = any(f.rule in loud and f.severity is not Severity.NOTE for f in seen.plan.findings)
    steps = transfer_steps(seen.situation.file) if leaving else ()
    return AuditReport(ways, seen.plan.findings, steps)


def surroundings(committee: Committee, spreadsheet: Spreadsheet) -> Surroundings:
    """What the permission list does not show; what cannot be looked at is said to be unseen."""
    try:
        return read_surroundings(committee.drive, spreadsheet.worksheets)
    except GoogleError:
        return Surroundings(worksheets=spreadsheet.worksheets)
