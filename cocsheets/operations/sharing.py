"""Sharing by itself: plan, guard, apply, verify; and the audit of every way in.

Composes; the rules are in `access` and `plans`, the calls in `apply` and `workbook`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cocsheets import runs
from cocsheets.access.audit import AccessPath, PathState, Surroundings, audit
from cocsheets.access.ownership import transfer_steps
from cocsheets.apply.sharing import SharingReport, apply_sharing, ledger_lines
from cocsheets.apply.transaction import transaction
from cocsheets.claim import read_claim
from cocsheets.errors import GroupAddressError, StalePlanError
from cocsheets.exit_codes import ExitCode, worst
from cocsheets.findings import Severity
from cocsheets.ledger import GROUP, Line, LineState
from cocsheets.operations.openlines import close_sharing_lines
from cocsheets.operations.operation import Planned
from cocsheets.operations.situation import judge_of, read_situation
from cocsheets.plans.sharing_plan import Action
from cocsheets.shown import Shown, Tabular
from cocsheets.workbook.surroundings import read_surroundings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from cocsheets.access.membership import Roster
    from cocsheets.access.permissions import FileFacts
    from cocsheets.apply.run import Run
    from cocsheets.findings import Finding
    from cocsheets.operations.committee import Committee
    from cocsheets.operations.judged import Judged
    from cocsheets.plans.members import Situation
    from cocsheets.plans.sharing_plan import SharingPlan
    from cocsheets.records.table import Spreadsheet
    from cocsheets.workbook.interface import SharingStore

SETTLES_AFTER = 10.0
"""Seconds to wait for a change of sharing that a run had sent when it was killed. Google names no
limit (unverified); of two changes at once only one takes effect (documented)."""


@dataclass(frozen=True, slots=True, repr=False)
class Share(Planned):
    """Keeping the sharing equal to the roster, as an `Operation`."""

    committee: Committee
    spreadsheet: Spreadsheet
    situation: Situation
    plan: SharingPlan
    takes: bool | None = None
    """Only what takes access away (True), only what gives it (False), or both."""

    @classmethod
    def prepare(cls, committee: Committee, *, takes: bool | None = None) -> Share:
        """Read and plan. Raises CocsheetsError."""
        spreadsheet, situation = view(committee)
        plan = plan_of(situation, takes=takes)
        return cls(committee, spreadsheet, situation, plan, takes)

    @classmethod
    def of(cls, reading: Judged, *, takes: bool | None = None) -> Share:
        """On a reading; lists who has access. Raises CocsheetsError."""
        situation = situation_of(reading)
        plan = plan_of(situation, takes=takes)
        return cls(reading.committee, reading.spreadsheet, situation, plan, takes)

    def again(self) -> Share:
        """See `Operation`."""
        return self.prepare(self.committee, takes=self.takes)

    def preview(self) -> SharingReport:
        """See `Operation`."""
        return SharingReport(permissions=self.situation.permissions)

    def carry_out(self, *, allow_large: bool = False) -> SharingReport:
        """See `Operation`."""
        committee = self.committee
        by = self.situation.account.email
        with transaction(
            committee, self.spreadsheet, self.plan, by=by, allow_large=allow_large
        ) as run:
            close_sharing_lines(run, self.situation)
            return carry_out(committee, run, self.plan, self._replan)

    def _replan(self, roster: Roster) -> SharingPlan:
        return plan_of(replace(self.situation, roster=roster), takes=self.takes)


def view(committee: Committee, also: Iterable[str] = ()) -> tuple[Spreadsheet, Situation]:
    """One reading of spreadsheet and sharing; `also` names addresses that a person typed.

    Raises CocsheetsError.
    """
    file = committee.drive.file()
    committee.refuse_trash(file)
    reading = committee.read()
    return reading.spreadsheet, situation_of(reading, also, file)


def situation_of(
    reading: Judged, also: Iterable[str] = (), file: FileFacts | None = None
) -> Situation:
    """Who has access now, beside the roster of a reading; as `view`, with the `file` if known.

    Where a run was interrupted while it changed sharing, what it had sent may still take effect:
    that is waited for, so that no listing is believed which it then undoes.
    """
    committee, ledger = reading.committee, reading.readable_ledger
    if _was_interrupted(reading):
        committee.hooks.sleep(SETTLES_AFTER)
    roster, policy = reading.roster(), committee.settings.sharing
    return read_situation(
        committee.drive, roster, policy, reading.today, also, file=file, ledger=ledger
    )


def _was_interrupted(reading: Judged) -> bool:
    """Whether a run was interrupted lately while it changed sharing."""
    seen = reading.spreadsheet
    lines = reading.readable_ledger.open_lines if reading.readable_ledger else ()
    others = (line for line in lines if line.run != runs.current())
    begun = any(line.action in list(Action) for line in others)
    return begun and read_claim(seen).recent(seen.read_at)


def plan_of(situation: Situation, *, takes: bool | None = None) -> SharingPlan:
    """The plan of a situation, or half of it."""
    plan = situation.plan(situation.roster)
    return plan if takes is None else plan.only(takes=takes)


def carry_out(
    committee: Committee,
    run: Run,
    plan: SharingPlan,
    replan: Callable[[Roster], SharingPlan],
) -> SharingReport:
    """Apply a plan within a transaction, and list again.

    It is planned anew from the last reading before the first call. Raises StalePlanError if the
    roster asks for something else by then, and as `share` does.
    """
    numbers = run.intend(ledger_lines(plan))
    run.begin()
    if not in_time(committee, run.latest(), plan, replan):
        run.give_up(numbers)
        run.finish()
        raise StalePlanError(
            "The roster changed while we worked. Nobody's access was changed.",
            hint="Run again and look at the new plan.",
        )
    return share(committee.drive, run, plan, numbers)


def share(
    drive: SharingStore,
    run: Run,
    plan: SharingPlan,
    numbers: Sequence[int],
    *,
    notify: bool = False,
) -> SharingReport:
    """Apply a plan, whose lines in the ledger are `numbers`, within a run that holds the claim.

    The ledger then tells what became of each change, and which address was found to be a group's.
    Raises as `apply_sharing` does.
    """
    report = apply_sharing(plan, drive, notify=notify, before=run.keep, wait=run.pause)
    groups = [o.change.address for o in report.outcomes if isinstance(o.error, GroupAddressError)]
    run.intend([Line(GROUP, address, state=LineState.DONE) for address in groups])
    for number, outcome in zip(numbers, report.outcomes, strict=True):
        run.close(number, LineState.DONE if outcome.done else LineState.NOT_DONE)
    return report


def in_time(
    committee: Committee,
    latest: Spreadsheet,
    plan: SharingPlan,
    replan: Callable[[Roster], SharingPlan],
) -> bool:
    """Whether the roster of the latest reading still asks for this plan."""
    return replan(committee.roster(latest)).digest == plan.digest


def code(plan: SharingPlan, report: SharingReport | None) -> ExitCode:
    """What a plan and its outcome come to."""
    return worst(codes(plan, report))


def codes(plan: SharingPlan, report: SharingReport | None) -> Iterator[ExitCode]:
    """What a plan and its outcome come to, one by one."""
    if any(finding.severity is not Severity.NOTE for finding in plan.findings):
        yield ExitCode.FINDINGS
    if any(finding.rule == "roster-interrupted" for finding in plan.findings):
        yield ExitCode.INCOMPLETE
    if plan.obstacles:
        yield ExitCode.FINDINGS
    if report is not None:
        if report.obstacles:
            yield ExitCode.FINDINGS
        if not report.complete:
            yield ExitCode.INCOMPLETE
    elif plan.changes:
        yield ExitCode.FINDINGS


@dataclass(frozen=True, slots=True, repr=False)
class AuditReport(Shown):
    """Every way in, and what is to be said of the people who cannot be removed."""

    ways: tuple[AccessPath, ...]
    findings: tuple[Finding, ...]
    transfer: tuple[str, ...] = ()
    """How ownership passes on, where it should."""

    def tabular(self) -> Tabular:
        """See `Shown`."""
        rows = [
            (way.verdict, way.kind, way.who, str(way.role or ""), way.reason, way.close)
            for way in self.ways
        ]
        header = ("verdict", "kind", "who", "role", "why", "who can close it, and how")
        return Tabular(f"{len(rows)} access paths.", header, rows)

    @property
    def code(self) -> ExitCode:
        """What it comes to: open ways, warnings and errors are findings; the rest is not."""
        loud = any(finding.severity is not Severity.NOTE for finding in self.findings)
        is_open = any(way.verdict is PathState.OPEN for way in self.ways)
        return ExitCode.FINDINGS if loud or is_open else ExitCode.OK


def audit_of(seen: Share) -> AuditReport:
    """List every way in, judged. Raises CocsheetsError."""
    around = surroundings(seen.committee, seen.spreadsheet)
    ways = audit(judge_of(seen.situation), seen.situation.file, around)
    loud = {"sharing-owner", "sharing-owner-leaves"}
    leaving = any(f.rule in loud and f.severity is not Severity.NOTE for f in seen.plan.findings)
    steps = transfer_steps(seen.situation.file) if leaving else ()
    return AuditReport(ways, seen.plan.findings, steps)


def surroundings(committee: Committee, spreadsheet: Spreadsheet) -> Surroundings:
    """What the permission list does not show; what cannot be looked at is said to be unseen."""
    return read_surroundings(committee.drive, spreadsheet.worksheets)
