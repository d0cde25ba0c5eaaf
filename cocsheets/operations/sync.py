"""The daily job: validate, expunge, sharing, ledger. Every part, even if another fails.

Knows the order: everything is read before anything is written, rows before people, the ledger with
both. Must not know how the outcome is shown or who is told.
Long because the order of the parts is its one subject.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from cocsheets import runs
from cocsheets.apply.sharing import ledger_lines
from cocsheets.apply.transaction import transaction
from cocsheets.data import replace
from cocsheets.errors import ActiveRunError, CocsheetsError, IncompleteError
from cocsheets.exit_codes import ExitCode, code_of, worst
from cocsheets.findings import Severity
from cocsheets.operations import expunge
from cocsheets.operations.apart.unneeded import expunge_unneeded
from cocsheets.operations.expunge import ExpungeReport
from cocsheets.operations.openlines import close_sharing_lines
from cocsheets.operations.places import PlaceReport, read_places
from cocsheets.operations.places import codes as place_codes
from cocsheets.operations.places import findings as place_findings
from cocsheets.operations.residue import ResidueReport, gone_lines, look_again
from cocsheets.operations.retention import reset_stale
from cocsheets.operations.sharing import codes, in_time, part_of, share, situation_of
from cocsheets.operations.status.keeper import StatusKeeper
from cocsheets.operations.status.page import page_of, seen_by
from cocsheets.operations.upcoming import Upcoming, announced
from cocsheets.plans.outcomes import SharingReport
from cocsheets.plans.sharing_plan import SharingPlan
from cocsheets.shown import Shown, Tabular

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cocsheets.access.membership import Roster
    from cocsheets.apply.run import Run
    from cocsheets.findings import Finding
    from cocsheets.ledger.rehome import History
    from cocsheets.operations.assessment import Assessment
    from cocsheets.operations.cellplans import CellPlanReport
    from cocsheets.operations.committee import Committee
    from cocsheets.operations.reading import Reading
    from cocsheets.plans.situation import Situation
    from cocsheets.plans.statuspage import StatusPage
    from cocsheets.records.table import Spreadsheet
    from cocsheets.records.validation import Validation
    from cocsheets.workbook.interface import Overview


@dataclass(slots=True, repr=False)
class SyncReport(Shown):
    """What a daily run did and found. Holds no contents of identifying cells."""

    run: str = ""
    spreadsheet_id: str = ""
    today: dt.date | None = None
    validation: Validation | None = None
    expunged: ExpungeReport | None = None
    dates: CellPlanReport | None = None
    """Dates that were reset, with `[retention] on_stale = "reset"`."""
    sharing_plan: SharingPlan | None = None
    sharing: SharingReport | None = None
    soon: tuple[Upcoming, ...] = ()
    """Records that will be due within `notice_days`."""
    residue: ResidueReport | None = None
    """What became of the places where earlier runs found expunged people still named."""
    places: tuple[PlaceReport, ...] = ()
    """Who is in the places of the settings; what could not be read is in the reports."""
    history: History | None = None
    """What the version history still shows of expunged records; None for nothing."""
    leaving: int = 0
    """Memberships that end within `notice_days`."""
    page: StatusPage | None = None
    """The status page as it is after the run; None where the run did not come so far."""
    status_findings: tuple[Finding, ...] = ()
    """What kept the status worksheet from being written."""
    errors: dict[str, CocsheetsError] = field(default_factory=dict)
    """What kept a part from being done, by part: validate, expunge, retention, sharing, log. The
    sharing of a file beside the records is a part of its own, as `sharing (cases)`."""
    planned_only: bool = False
    """Whether nothing was written: the day lies ahead, or it was a dry run."""
    dry_run: bool = False

    def tabular(self) -> Tabular:
        """See `Shown`: each part, and what it came to."""
        found, expunged, sharing = self.validation, self.expunged, self.sharing
        done = {
            "validate": f"{len(found.findings)} findings" if found else "",
            "expunge": f"{len(expunged.cells.done)} rows done" if expunged else "",
            "sharing": f"{len(sharing.done)} changes done" if sharing else "",
        }
        rows = [(part, what) for part, what in done.items() if what and part not in self.errors]
        rows += [(part, f"not done: {error.message}") for part, error in self.errors.items()]
        caption = f"Run {self.run}, exit code {int(self.code)}: {self.code.meaning}."
        return Tabular(caption, ("part", "what"), rows)

    @property
    def code(self) -> ExitCode:
        """The exit code of the run."""
        return worst(self._codes())

    def _codes(self) -> Iterator[ExitCode]:
        yield from (code_of(error) for error in self.errors.values())
        if self.validation and self.validation.worst() in (Severity.ERROR, Severity.WARNING):
            yield ExitCode.FINDINGS
        if self.expunged is not None:
            yield self.expunged.code
            if self.planned_only and self.expunged.plan.changes:
                yield ExitCode.FINDINGS
        if self.dates is not None:
            yield self.dates.code
        if self.sharing_plan is not None:
            yield from codes(self.sharing_plan, self.sharing)
        yield from place_codes(self.places)
        if any(found.severity is not Severity.NOTE for found in self.status_findings):
            yield ExitCode.FINDINGS

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, about rows, sharing, places and the status page."""
        found = self.validation.findings if self.validation else ()
        sharing = self.sharing_plan.findings if self.sharing_plan else ()
        return (*found, *sharing, *place_findings(self.places), *self.status_findings)


ROSTER_TRIES = 4
"""How often sharing is planned anew where the roster is edited at that moment."""


class _Sync:
    """One daily run under way."""

    def __init__(self, committee: Committee, *, allow_large: bool, dry_run: bool) -> None:
        self.committee = committee
        self.allow_large = allow_large
        self.report = SyncReport(dry_run=dry_run)
        self.seen: Overview | None = None
        """The records, as far as Drive shows them."""
        self.situation: Situation | None = None
        self.sharing: SharingPlan | None = None
        """What is to be done to sharing, without the files that failed or were refused."""
        self.planned: Assessment | None = None
        """What rows were planned on; None where they could not be."""

    def part(self, name: str, work: Callable[[], object]) -> bool:
        """Do one part; note what kept it from being done. ActiveRunError ends the whole run."""
        try:
            work()
        except ActiveRunError:
            raise
        except CocsheetsError as error:
            self.report.errors[name] = error
            return False
        return True

    def carry_out(self) -> SyncReport:
        committee, report = self.committee, self.report
        drive_facts = self.part("sharing", self._look_at_file)
        reading = committee.read(even_trashed=True)
        spreadsheet = reading.spreadsheet
        if self.seen is not None and self.seen[0].id != spreadsheet.id:
            drive_facts = self.part("sharing", self._look_at_file)  # a rehome is open: the other
        if self.seen is not None:
            committee.refuse_trash(self.seen[0])  # the whole run, whichever part it would be
        report.spreadsheet_id = spreadsheet.id
        report.today = reading.today
        real_today = committee.real_today(spreadsheet)
        report.planned_only = report.dry_run or report.today > real_today
        if drive_facts or committee.settings.files:
            self.part("sharing", lambda: self._plan_sharing(reading))
        rows = self.part("expunge", lambda: self._plan_rows(reading))
        clock = self.part("clock", lambda: committee.refuse_wrong_clock(spreadsheet))
        self.part("places", lambda: self._look_at_places(reading))  # before the claim is taken
        if report.planned_only or not clock:
            report.run = runs.current()
            self._look_after(reading)
            report.page = page_of(reading, reading.readable_ledger, seen_by(report))
        else:
            self._run(spreadsheet, rows=rows)
        return report

    # --- planning -----------------------------------------------------------------------------

    def _look_at_file(self) -> None:
        self.seen = self.committee.drive.overview()

    def _plan_sharing(self, reading: Reading) -> SharingPlan:
        settings = self.committee.settings
        self.situation = situation_of(reading, seen=self.seen)
        roster, today = self.situation.roster, self.situation.today
        plan = self._plan_of(roster)
        self.report.sharing_plan = plan
        days = settings.retention.notice_days
        ends = [member.ends(today) for member in roster.current(today)]
        self.report.leaving = sum(end is not None and (end - today).days < days for end in ends)
        refused = plan.refusals(settings.limits, allow_large=self.allow_large)
        self.report.errors.pop("sharing", None)
        for name, error in {**plan.failed, **refused}.items():
            self.report.errors[part_of(name)] = error
        self.sharing = plan.without(refused)
        return self.sharing

    def _plan_of(self, roster: Roster) -> SharingPlan:
        """The plan for a roster, with all else as it was seen."""
        if self.situation is None:
            raise RuntimeError("sharing is planned before it was looked at")
        return self.situation.plan(roster, attended=False)

    def _plan_without(self, failed: Mapping[str, CocsheetsError], roster: Roster) -> SharingPlan:
        """The plan for a roster, without the files that failed or were refused."""
        return self._plan_of(roster).without(failed)

    def _plan_rows(self, reading: Reading) -> None:
        committee = self.committee
        self.planned = assessment = reading.assessment
        days = committee.settings.retention.notice_days
        self.report.soon = announced(assessment, days)
        self.report.expunged = expunge.preview(committee, assessment)
        if not self.report.planned_only:
            plan = self.report.expunged.plan
            plan.check(committee.limits, allow_large=self.allow_large)

    def _run(self, spreadsheet: Spreadsheet, *, rows: bool) -> None:
        with transaction(self.committee, spreadsheet) as run:
            self.report.run = run.id
            self._write(run, rows=rows)
            latest = run.state or spreadsheet
            self._look_after(self.committee.reading(latest))
            if self.report.residue is not None:
                run.intend(gone_lines(self.report.residue))
            self.part("identities", lambda: self._expunge_identities(run))
            self._finish(run, latest)

    # --- writing ------------------------------------------------------------------------------

    def _write(self, run: Run, *, rows: bool) -> None:
        plan = self.sharing
        if self.situation is not None:
            close_sharing_lines(run, self.situation)
        numbers = run.intend(ledger_lines(plan)) if plan else []
        if rows and self.planned is not None:
            assessment = self.planned
            self.part("expunge", lambda: self._expunge(run, assessment))
            self.part("retention", lambda: self._reset_dates(run, assessment))
        if plan and plan.changes:
            self.part("sharing", lambda: self._share(run, plan, numbers))

    def _expunge(self, run: Run, assessment: Assessment) -> None:
        self.report.expunged = expunge.carry_out(self.committee, assessment, run)

    def _expunge_identities(self, run: Run) -> None:
        """Expunge whom no record needs any longer, where people appear under code names."""
        if self.report.expunged is not None:
            found = expunge_unneeded(self.committee, run, allow_large=self.allow_large)
            self.report.expunged = replace(self.report.expunged, identities=found)

    def _reset_dates(self, run: Run, assessment: Assessment) -> None:
        report = reset_stale(self.committee, assessment, run, allow_large=self.allow_large)
        self.report.dates = report if report.plan.changes else None

    def _share(self, run: Run, plan: SharingPlan, numbers: list[int]) -> None:
        """Carry the sharing plan out, planned anew if the roster reads otherwise by now.

        Lines that an error leaves open are closed by the next run, which looks.
        """
        committee = self.committee
        for _ in range(ROSTER_TRIES):
            run.begin()
            latest = run.latest()
            if in_time(committee, latest, plan, partial(self._plan_without, plan.failed)):
                self.report.sharing = share(committee.drive, run, plan, numbers)
                return
            run.give_up(numbers)
            plan = self._plan_sharing(committee.reading(latest))
            if not plan.changes:
                return
            numbers = run.intend(ledger_lines(plan))
        raise IncompleteError(
            "The roster was edited again and again while we worked. Nobody's access was changed.",
            hint="The next run looks again.",
        )

    # --- after --------------------------------------------------------------------------------

    def _look_after(self, reading: Reading) -> None:
        """Validate, and look at the places that earlier runs found; expunging tells of its own."""

        def validate() -> None:
            self.report.validation = reading.whole_validation
            self.report.history = reading.in_history

        def search() -> None:
            self.report.residue = look_again(self.committee, reading.spreadsheet)

        self.part("validate", validate)
        self.part("residue", search)
        errors = self.report.errors
        if str(errors.get("validate")) == str(errors.get("expunge", "")):
            del errors["validate"]  # one and the same fault of the layout is told once

    def _look_at_places(self, reading: Reading) -> None:
        """No place's failure raises. A roster that cannot be read does: no place is looked at."""
        if self.committee.settings.places:
            known = self.situation.resolved if self.situation else {}
            roster, sheet = reading.roster(), reading.spreadsheet
            self.report.places = read_places(self.committee, sheet, roster, known=known)

    def _finish(self, run: Run, spreadsheet: Spreadsheet) -> None:
        good = self.report.code in (ExitCode.OK, ExitCode.FINDINGS)
        zone = self.committee.zone(spreadsheet)
        keeper = StatusKeeper(self.committee, run, self.report)
        in_zone = zone if good else None
        done = self.part("log", lambda: run.finish(good=in_zone, beside=keeper))
        run.broken = not done


def sync(committee: Committee, *, allow_large: bool = False, dry_run: bool = False) -> SyncReport:
    """Run the daily job, or with `dry_run` only plan it.

    Raises GoogleError if the spreadsheet cannot be read at all or is in the trash, ActiveRunError
    if another run is at work, StoppedError if asked to end; everything else is in the report.
    """
    job = _Sync(committee, allow_large=allow_large, dry_run=dry_run)
    if dry_run:
        return job.carry_out()
    with committee.alone():
        return job.carry_out()
