"""Expunging what is due: plan, guard, apply, verify.

Composes; the rules are in `records` and `plans`, the writing in `apply`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import field

from cocsheets.apply.cells import CellWork
from cocsheets.apply.targets import View, make_targets
from cocsheets.apply.transaction import transaction
from cocsheets.data import Data, replace
from cocsheets.errors import AccessError, GoogleError
from cocsheets.exit_codes import ExitCode, code_of
from cocsheets.ledger import Line, LineState, later_report_lines
from cocsheets.operations.apart.unneeded import UnneededReport, expunge_unneeded, plan_unneeded
from cocsheets.operations.operation import RecordsOperation, Reported
from cocsheets.operations.residue import ResidueReport, find, identifiers_of, remember
from cocsheets.plans.expunge import ExpungePlan
from cocsheets.plans.identities import UnneededIdentity
from cocsheets.plans.outcomes import CellsReport
from cocsheets.plans.plan import CellChange, Key
from cocsheets.records.later_reports import forgotten
from cocsheets.records.record import Expunged
from cocsheets.records.redaction import identifies_nobody
from cocsheets.records.table import column_letters
from cocsheets.records.verdicts import RetentionState, judge

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cocsheets.apply.run import Run
    from cocsheets.apply.targets import Target
    from cocsheets.ledger import Ledger
    from cocsheets.operations.assessment import Assessment
    from cocsheets.operations.committee import Committee
    from cocsheets.records.later_reports import RememberedReports
    from cocsheets.records.redaction import Identifiers
    from cocsheets.records.table import Spreadsheet

ACTION = "expunge"


class ExpungeReport(Reported, Data, frozen=True):
    """What became of an expunge plan."""

    plan: ExpungePlan
    cells: CellsReport = field(default_factory=CellsReport)
    residue: ResidueReport | None = None
    """Where the people of the rows that were done still stand; None if nobody was looked for."""
    identities: UnneededReport | None = None
    """What became of people whom no record needs; None where there are no code names."""
    returned: tuple[int, ...] = ()
    """1-based rows that the ledger says were expunged, that hold contents again and are not due."""

    @property
    def code(self) -> ExitCode:
        """What it comes to."""
        if self.cells.error is not None and not self.cells.done:
            return code_of(self.cells.error)
        undone = not self.cells.complete and not self.cells.overtaken
        waits = any(found.pending for found in self.plan.obstacles)
        if undone or waits or self.plan.stray_marks:
            return ExitCode.INCOMPLETE
        if self.plan.obstacles or self.cells.to_look or self.returned:
            return ExitCode.FINDINGS
        return self.identities.code if self.identities is not None else ExitCode.OK


class Expunge(RecordsOperation):
    """Expunging what is due, as an `Operation`."""

    @cached_property
    def plan(self) -> ExpungePlan:
        """See `Operation`; with the identities that no record needs then, where they are apart."""
        plan = self.assessment.expunge_plan()
        try:
            found = plan_unneeded(self.committee, self.assessment, plan.due)
        except AccessError:  # the report says so
            return plan
        if found is None or found[2]:
            return plan
        rows = {str(change.key): change.row for change in found[1].cells}
        unneeded = (UnneededIdentity(code, row) for code, row in rows.items())
        return replace(plan, changes=(*plan.changes, *unneeded))

    def preview(self) -> ExpungeReport:
        """See `Operation`. Raises ConfigurationError as `Reading.ledger` does."""
        return replace(preview(self.committee, self.assessment), plan=self.plan)

    def carry_out(self, *, allow_large: bool = False) -> ExpungeReport:
        """See `Operation`."""
        committee = self.committee
        by = committee.acting_account()
        with transaction(
            committee, self.spreadsheet, self.plan, by=by, allow_large=allow_large
        ) as run:
            report = carry_out(committee, self.assessment, run)
            unneeded = expunge_unneeded(committee, run, allow_large=allow_large)
            return replace(report, identities=unneeded)


def preview(committee: Committee, assessment: Assessment) -> ExpungeReport:
    """What would be done, before anything is. Raises ConfigurationError as `ledger` does."""
    ledger = committee.ledger(assessment.spreadsheet)
    returned = tuple(reappeared_rows(ledger, assessment)) if ledger else ()
    return ExpungeReport(assessment.expunge_plan(), returned=returned)


def reappeared_rows(ledger: Ledger, assessment: Assessment) -> Iterator[int]:
    """Rows that were expunged once, by the ledger, and are not; such as after a restored version.

    Where they are due they are expunged again. Where only the ledger speaks for it, nothing is
    written, for a key names a date and a place among equal dates, and another row may stand there
    by now: so a row is told only if too few of its date are expunged.
    """
    once = {line.target for line in ledger.lines if line.action == ACTION and line.state == "done"}
    dates = Counter(target.partition(" ")[0] for target in once)
    for record in assessment.records:
        if record.expunged is Expunged.YES and record.key.date is not None:
            dates[record.key.date.isoformat()] -= 1
    for record, row in zip(assessment.records, assessment.table.data_rows(), strict=True):
        state = assessment.verdicts[record.row].state
        if (
            str(record.key) in once
            and not identifies_nobody(assessment.table, row)
            and record.expunged is not Expunged.YES
            and state is not RetentionState.DUE
            and record.key.date is not None
            and dates[record.key.date.isoformat()] > 0
        ):
            yield record.row


def ledger_lines(plan: ExpungePlan) -> Mapping[Key, Line]:
    """The ledger's line for each row of the plan."""
    columns: dict[Key, list[int]] = defaultdict(list)
    for change in plan.changes:
        if isinstance(change, CellChange):
            columns[change.key].append(change.column)
    return {
        key: Line(
            ACTION,
            str(key),
            ", ".join(column_letters(column) for column in sorted(set(found))),
            len(set(found)),
        )
        for key, found in columns.items()
    }


def carry_out(committee: Committee, assessment: Assessment, run: Run) -> ExpungeReport:
    """Apply and verify what is due. The caller finishes the run.

    Raises ActiveRunError; what Google refused is in the report.
    """
    before = preview(committee, assessment)
    plan = before.plan
    if not plan.changes:
        return before
    lines = ledger_lines(plan)
    numbers = dict(zip(lines, run.intend(list(lines.values())), strict=True))
    memories = run.intend(later_report_lines(still_counting(committee, assessment)))
    sheet_id = assessment.table.worksheet.sheet_id

    def view(spreadsheet: Spreadsheet) -> View:
        found = committee.assess(spreadsheet, worksheet=sheet_id)
        now = _as_planned(committee, found, assessment.remembered, targets).expunge_plan()
        return View(found.table, now, now.due)

    planned = View(assessment.table, plan, plan.due)
    people = identifiers_of(committee, assessment, planned.changes.keys())
    targets = make_targets(planned)
    report = CellWork(run, sheet_id, view, targets).carry_out()
    # Rows that were completed though they were no part of the plan; keys may repeat by now.
    late = Counter(report.done) - Counter(numbers.keys())
    run.intend([Line(ACTION, str(key), state=LineState.DONE) for key in late.elements()])
    for key, number in numbers.items():
        run.close(number, LineState.DONE if key in report.done else LineState.NOT_DONE)
    # Where it is not certain that nothing of it was written, the reports may be gone, and count.
    nothing_done = report.error is None and not (report.done or report.marked)
    for number in memories:
        run.close(number, LineState.NOT_DONE if nothing_done else LineState.DONE)
    if report.restored:
        run.intend([Line("put back", "", count=len(report.restored), state=LineState.PUT_BACK)])
    residue = _residue(committee, people, report, run)
    if residue is not None:
        run.intend(remember(residue, run.ledger))
    return ExpungeReport(plan, report, residue, returned=before.returned)


def _as_planned(
    committee: Committee, found: Assessment, known: RememberedReports, targets: Sequence[Target]
) -> Assessment:
    """A reading in which the planned rows are judged by what was remembered before this run.

    What the run itself remembers names a date and a place among equal dates, and so may be about
    any record of that date; the planned ones are known by their contents.
    """
    if found.remembered == known:
        return found
    policy = committee.settings.retention
    before = judge(found.records, policy, found.today, found.links, known)
    rows = {row.number: row for row in found.table.data_rows()}
    ours = {
        number: verdict
        for number, verdict in before.items()
        if verdict.state is RetentionState.DUE
        and any(target.fits(rows[number], found.table) for target in targets)
    }
    return replace(found, verdicts={**found.verdicts, **ours})


def still_counting(committee: Committee, assessment: Assessment) -> RememberedReports:
    """Later reports that the plan expunges and that the records which stay still wait for."""
    going = assessment.expunge_plan().due
    lost = forgotten(
        assessment.records, assessment.links, going, committee.settings.retention.not_people
    )
    known = assessment.remembered
    news = {key: dates - known.get(key, frozenset()) for key, dates in lost.items()}
    return {key: dates for key, dates in news.items() if dates}


def _residue(
    committee: Committee, people: Identifiers, report: CellsReport, run: Run
) -> ResidueReport | None:
    """Where the people of rows that were done still stand; never a reason to fail."""
    if not report.done or report.error is not None or run.state is None:
        return None
    try:
        return find(committee, people, run.state)
    except GoogleError:
        return None


def close_open_lines(run: Run, assessment: Assessment) -> None:
    """Close lines that a crash left open, by looking at the rows they name."""
    ledger = run.ledger
    if ledger is None:
        return
    expunged = {str(record.key): record.expunged is Expunged.YES for record in assessment.records}
    for line in ledger.open_lines:
        if line.action == ACTION and line.run != run.id:
            done = expunged.get(line.target, False) and not ledger.outdone(line)
            run.close_found(line.state, done=done)
