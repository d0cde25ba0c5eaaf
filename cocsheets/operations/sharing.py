"""Sharing by itself: plan, guard, apply, verify, over all files; and the audit of every way in.

Composes; the rules are in `access` and `plans`, the calls in `apply` and `workbook`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets import runs
from cocsheets.access.files import RECORDS
from cocsheets.access.permissions import Action
from cocsheets.apply.sharing import apply_sharing, ledger_lines
from cocsheets.apply.transaction import transaction
from cocsheets.claim import read_claim
from cocsheets.data import Data, replace
from cocsheets.errors import ConfigurationError, GoogleError, GroupAddressError, StalePlanError
from cocsheets.exit_codes import ExitCode, code_of, worst
from cocsheets.findings import Severity
from cocsheets.ledger import GROUP, Line, LineState
from cocsheets.operations.openlines import close_sharing_lines
from cocsheets.operations.operation import Planned
from cocsheets.operations.situation import read_situation
from cocsheets.plans.outcomes import SharingReport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from cocsheets.access.files import Target
    from cocsheets.access.membership import Roster
    from cocsheets.apply.run import Run
    from cocsheets.operations.committee import Committee
    from cocsheets.operations.judged import Judged
    from cocsheets.plans.sharing_plan import SharingPlan
    from cocsheets.plans.situation import Situation
    from cocsheets.records.table import Spreadsheet
    from cocsheets.workbook.interface import Overview, SharingStore

SETTLES_AFTER = 10.0
"""Seconds to wait for a change of sharing that a run had sent when it was killed. Google names no
limit (unverified); of two changes at once only one takes effect (documented)."""


class Share(Planned, Data, frozen=True):
    """Keeping the sharing equal to the roster, as an `Operation`."""

    committee: Committee
    spreadsheet: Spreadsheet
    situation: Situation
    plan: SharingPlan
    takes: bool | None = None
    """Only what takes access away (True), only what gives it (False), or both."""
    file: str = ""
    """Only this one of the files; empty: all."""

    @classmethod
    def prepare(cls, committee: Committee, *, takes: bool | None = None, file: str = "") -> Share:
        """Read and plan. Raises CocsheetsError."""
        spreadsheet, situation = view(committee, file=file)
        plan = plan_of(situation, takes=takes)
        return cls(committee, spreadsheet, situation, plan, takes, file)

    @classmethod
    def of(cls, reading: Judged, *, takes: bool | None = None, file: str = "") -> Share:
        """On a reading; lists who has access. Raises CocsheetsError."""
        situation = situation_of(reading, only=file)
        plan = plan_of(situation, takes=takes)
        return cls(reading.committee, reading.spreadsheet, situation, plan, takes, file)

    def again(self) -> Share:
        """See `Operation`."""
        return self.prepare(self.committee, takes=self.takes, file=self.file)

    def preview(self) -> SharingReport:
        """See `Operation`."""
        return SharingReport(files=self.situation.files)

    def carry_out(self, *, allow_large: bool = False) -> SharingReport:
        """See `Operation`. A file that a guard refuses is left out, and is in the report."""
        committee, limits = self.committee, self.committee.limits
        by = self.situation.account.email
        with transaction(
            committee, self.spreadsheet, self.plan, by=by, allow_large=allow_large
        ) as run:
            close_sharing_lines(run, self.situation)
            refused = self.plan.refusals(limits, allow_large=allow_large)

            def replan(roster: Roster) -> SharingPlan:
                now = replace(self.situation, roster=roster)
                return plan_of(now, takes=self.takes).without(refused)

            return carry_out(committee, run, self.plan.without(refused), replan)


def view(
    committee: Committee, also: Iterable[str] = (), *, file: str = ""
) -> tuple[Spreadsheet, Situation]:
    """One reading of spreadsheet and sharing; `also` names addresses that a person typed.

    Raises CocsheetsError.
    """
    targets = chosen(committee, file)
    seen = None
    try:
        seen = committee.drive.overview()
    except GoogleError:
        if targets == (targets[0],) and not targets[0].key:
            raise
    reading = committee.read(even_trashed=True)
    if seen is not None:
        if seen[0].id != reading.spreadsheet.id:  # a rehome is open, and the other file counts
            seen = committee.drive.overview()
        committee.refuse_trash(seen[0])
    return reading.spreadsheet, situation_of(reading, also, seen, only=file)


def chosen(committee: Committee, file: str = "") -> tuple[Target, ...]:
    """The files under the policy, or the one that is named. Raises ConfigurationError."""
    targets = committee.settings.targets
    found = tuple(target for target in targets if file in ("", target.name))
    if not found:
        names = ", ".join(target.name for target in targets)
        raise ConfigurationError(
            f"There is no file {file!r} in the settings. Nothing was changed.",
            hint=f"The files are: {names}.",
        )
    return found


def situation_of(
    reading: Judged,
    also: Iterable[str] = (),
    seen: Overview | None = None,
    *,
    only: str = "",
) -> Situation:
    """Who has access now, beside the roster of a reading; as `view`, with what was just seen of
    the records if anything was, and `only` one file if it is named.

    Where a run was interrupted while it changed sharing, what it had sent may still take effect:
    that is waited for, so that no listing is believed which it then undoes.
    """
    committee, ledger = reading.committee, reading.readable_ledger
    chosen(committee, only)
    roster = reading.roster()
    if _was_interrupted(reading):
        committee.hooks.sleep(SETTLES_AFTER)
        seen = None
    return read_situation(
        committee.drive,
        roster,
        committee.settings.targets,
        reading.today,
        tuple(also),
        seen=seen,
        ledger=ledger,
        rules=committee.settings.validation,
        max_items=committee.limits.max_items,
        only=only,
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
    run.intend([Line(GROUP, address, state=LineState.DONE) for address in dict.fromkeys(groups)])
    for number, outcome in zip(numbers, report.outcomes, strict=True):
        if outcome.unseen is None:  # else the next run looks
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


def part_of(file: str) -> str:
    """The part of a daily run that the sharing of a file is, as in `SyncReport.errors`."""
    return "sharing" if file == RECORDS else f"sharing ({file})"


def codes(plan: SharingPlan, report: SharingReport | None) -> Iterator[ExitCode]:
    """What a plan and its outcome come to, one by one."""
    yield from map(code_of, plan.faults)
    if any(finding.severity is not Severity.NOTE for finding in plan.findings):
        yield ExitCode.FINDINGS
    if any(finding.rule == "roster-interrupted" for finding in plan.findings):
        yield ExitCode.INCOMPLETE
    if plan.obstacles:
        yield ExitCode.FINDINGS
    if report is not None:
        yield from (code_of(error) for error in report.failed.values())
        if report.obstacles:
            yield ExitCode.FINDINGS
        if not report.complete:
            yield ExitCode.INCOMPLETE
    elif plan.changes:
        yield ExitCode.FINDINGS
