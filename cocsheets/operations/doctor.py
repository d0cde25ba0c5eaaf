"""A check-up of everything that the daily run stands on; looks, and changes nothing.

Knows in which order things depend on each other. Must not know how the outcome is shown.
Long because it is one list of checks, each of a few lines.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cocsheets.access.audit import sharer
from cocsheets.access.files import RECORDS
from cocsheets.access.paths import PathState
from cocsheets.clock import moment
from cocsheets.data import replace
from cocsheets.errors import CocsheetsError, QuotaError, UnreachableError
from cocsheets.exit_codes import ExitCode
from cocsheets.findings import Severity
from cocsheets.operations import expunge
from cocsheets.operations.auditing import every_way, surroundings
from cocsheets.operations.checkup import Check, error, failed, note, ok, warning
from cocsheets.operations.history import history_text
from cocsheets.operations.home import open_texts
from cocsheets.operations.ledger_checks import check_ledger
from cocsheets.operations.machine_checks import check_machine, check_settings
from cocsheets.operations.place_checks import check_places
from cocsheets.operations.sharing import codes
from cocsheets.operations.situation import read_situation
from cocsheets.operations.status.checks import check_status
from cocsheets.records.table import column_letters
from cocsheets.shown import count

if TYPE_CHECKING:
    from cocsheets.access.permissions import FileFacts
    from cocsheets.operations.committee import Committee
    from cocsheets.plans.situation import Situation
    from cocsheets.records.table import Spreadsheet

SKEW = dt.timedelta(minutes=2)
"""How far this machine's clock may be from Google's before somebody should look."""
SPREADSHEET = "application/vnd.google-apps.spreadsheet"


def examine(committee: Committee) -> tuple[Check, ...]:
    """Look at everything; what cannot be looked at is told with its fix. Raises no GoogleError."""
    return tuple(_Examination(committee).checks())


@dataclass(slots=True)
class _Examination:
    """One check-up under way: what was read so far, for what comes after."""

    committee: Committee
    file: FileFacts | None = None
    spreadsheet: Spreadsheet | None = None
    situation: Situation | None = None
    unread: CocsheetsError | None = None
    """Why the spreadsheet cannot be read; not asked for again."""
    told: set[str] = field(default_factory=set)
    """Faults that were told already: one cause is told once."""

    def checks(self) -> Iterator[Check]:
        """Everything, in the order in which one thing needs another."""
        parts: tuple[tuple[str, Callable[[], Iterator[Check]]], ...] = (
            ("settings", lambda: check_settings(self.committee)),
            ("credentials", self._credentials),
            ("access", self._access),
            ("access", self._reading),
            ("clock", self._clock),
            ("headers", self._headers),
            ("roster", self._roster),
            ("guards", self._guards),
            ("sharing", self._sharing),
            ("places", lambda: check_places(self.committee, self._read())),
            ("ledger", lambda: check_ledger(self.committee, self._read())),
            ("status page", lambda: check_status(self.committee, self._read())),
            ("machine", lambda: check_machine(self.committee)),
        )
        for area, part in parts:
            try:
                yield from part()
            except CocsheetsError as fault:
                if isinstance(fault, (UnreachableError, QuotaError)):
                    self.committee.http.retry_seconds = 0  # waited for once, which is enough
                if fault.message not in self.told:
                    self.told.add(fault.message)
                    yield failed(area, fault)
                if area == "settings":
                    return  # there is nothing to look at, and no run would go further either

    # --- getting there ------------------------------------------------------------------------

    def _credentials(self) -> Iterator[Check]:
        committee = self.committee
        facts = committee.credentials()
        account = committee.drive.account()
        facts = committee.credentials()  # by now they have been used
        until = f", valid until {facts.expiry:%H:%M} UTC" if facts.expiry else ""
        yield ok("credentials", f"{facts.kind}, acting as {account.email}{until}")
        if facts.missing_scopes:
            yield warning(
                "credentials",
                f"the sign-in was not granted {' and '.join(facts.missing_scopes)}",
                "Sign in again and grant it; docs/running.md lists which command needs what.",
            )

    def _access(self) -> Iterator[Check]:
        self.file = file = self.committee.drive.file()
        if file.mime_type != SPREADSHEET:
            yield error(
                "access",
                "this file is no Google spreadsheet",
                "If it is an Office file: open it, File, Save as Google Sheets; use the new key.",
                ExitCode.GOOGLE,
            )
        self.committee.refuse_trash(file)
        who = self.committee.http.acting_as
        owners = " or ".join(owner.email for owner in file.owners) or "a manager of the drive"
        if not file.may("canEdit"):
            yield error(
                "access",
                "the acting account may read and not write",
                f"Let {owners} share the spreadsheet with {who} as Editor.",
                ExitCode.GOOGLE,
            )
        elif not file.may("canShare"):
            yield warning(
                "access",
                "the acting account may write and not change the sharing",
                f"Let {owners} allow editors to share the file, or act as another account.",
            )
        else:
            place = "in a shared drive" if file.in_shared_drive else f"owned by {owners}"
            yield ok("access", f"may write and share; the file is {place}")
        if file.may("canReadRevisions"):
            yield note("access", "editors can read the version history, expunged cells included")

    def _reading(self) -> Iterator[Check]:
        """Nothing to say, unless the sheet cannot be read, or a rehome is open."""
        self._read()
        committee = self.committee
        if self.file is not None and self.file.id != committee.key:
            self.file = committee.drive.file()
        for text in open_texts(committee, committee.reading(self._read()).readable_ledger):
            yield warning(
                "access", text, "`cocsheets rehome --resume` goes on, `--undo` goes back."
            )

    def _read(self) -> Spreadsheet:
        if self.unread is not None:
            raise self.unread
        if self.spreadsheet is None:
            try:
                self.spreadsheet = self.committee.read(even_trashed=True).spreadsheet
            except CocsheetsError as fault:
                self.unread = fault
                raise
        return self.spreadsheet

    def _clock(self) -> Iterator[Check]:
        spreadsheet = self._read()
        zone = self.committee.zone(spreadsheet)
        self.committee.refuse_wrong_clock(spreadsheet)
        google = moment(spreadsheet.read_at)
        if google is None:
            return
        ahead = self.committee.now() - google
        today = self.committee.real_today(spreadsheet)
        if abs(ahead) <= SKEW:
            yield ok("clock", f"agrees with Google's; today is {today} in {zone}")
            return
        way = "ahead of" if ahead > dt.timedelta() else "behind"
        minutes = round(abs(ahead) / dt.timedelta(minutes=1))
        yield warning(
            "clock",
            f"this machine's clock is {minutes} minutes {way} Google's; it says {today}",
            "Set the clock, best by a time service.",
        )

    # --- what stands in the sheet -------------------------------------------------------------

    def _headers(self) -> Iterator[Check]:
        assessment = self.committee.assess(self._read())
        table = assessment.table
        sheet = f'worksheet "{table.worksheet.title}"'
        yield ok("headers", f"{count(len(assessment.records), 'record')} in {sheet}")
        if table.unknown:
            columns = ", ".join(column_letters(index) for index, _ in table.unknown)
            yield warning(
                "headers",
                f"columns that the schema does not know would never be expunged: {columns}",
                "Name them in [schema.columns], identifying or not, or empty them.",
            )
        if (found := self.committee.reading(self._read()).in_history) is not None:
            yield note("access", history_text(found))
        levels = Counter(
            finding.severity for finding in self.committee.reading(self._read()).validation.findings
        )
        if levels[Severity.ERROR] or levels[Severity.WARNING]:
            yield warning(
                "rows",
                f"{count(levels[Severity.ERROR], 'error')} and "
                f"{count(levels[Severity.WARNING], 'warning')}",
                "`cocsheets validate` shows each with its cell.",
            )

    def _roster(self) -> Iterator[Check]:
        committee, spreadsheet = self.committee, self._read()
        roster = committee.roster(spreadsheet)
        today = committee.today(spreadsheet)
        current, chairs = roster.current(today), roster.chairs(today)
        told = f"{count(len(current), 'current member')} in {roster.source}"
        if not chairs:
            yield error(
                "roster",
                f"{told}, and nobody is chair",
                "Enter who chairs; without a chair nothing about sharing is done.",
                ExitCode.REFUSED,
            )
        else:
            yield ok("roster", f"{told}, chaired by {', '.join(chair.email for chair in chairs)}")
        if roster.doubtful:
            rows = ", ".join(str(row.row) for row in roster.doubtful)
            yield warning(
                "roster",
                f"rows that cannot be read: {rows}",
                "`cocsheets members list` says why; nobody is let in or removed by them.",
            )
        if self.file is not None:
            self.situation = read_situation(
                committee.drive,
                roster,
                committee.settings.targets,
                today,
                ledger=committee.reading(spreadsheet).readable_ledger,
                rules=self.committee.settings.validation,
                max_items=committee.limits.max_items,
            )

    def _guards(self) -> Iterator[Check]:
        """What would be refused if the daily run came now."""
        committee, found, due = self.committee, 0, 0
        if self.spreadsheet is not None:
            assessment = committee.assess(self.spreadsheet)
            plan = assessment.expunge_plan()
            due = len(expunge.ledger_lines(plan))
            told = []
            if blocked := sum(obstacle.pending for obstacle in plan.obstacles):
                told.append(
                    f"{count(blocked, 'due record')} left alone: something stands in the way"
                )
            if plan.stray_marks:
                told.append(f"{count(len(plan.stray_marks), 'row')} with marks of an old run")
            if told:
                fix = "`cocsheets expunge` says what, and what to do."
                yield error("rows", "; ".join(told), fix, expunge.ExpungeReport(plan).code)
            try:
                plan.check(committee.limits)
            except CocsheetsError as fault:
                found += 1
                yield failed("guards", fault)
        if self.situation is not None:
            sharing = self.situation.plan(self.situation.roster, attended=False)
            refused = sharing.refusals(committee.limits)
            for name, refusal in refused.items():
                if not sharing.part(name).roster_fault:  # told already
                    found += 1
                    yield failed("guards", refusal)
            if not found and not refused:
                yield ok("guards", _would(due, len(sharing.changes)))

    def _sharing(self) -> Iterator[Check]:
        if self.situation is None or self.spreadsheet is None:
            return
        for name, fault in self.situation.failed.items():
            yield failed(f"file {name}", fault)
        for file in self.situation.files:
            if file.name != RECORDS and not file.facts.may("canShare"):
                yield warning(
                    f"file {file.name}",
                    "the acting account may not change who has access",
                    f"Let {sharer(file.facts)} share it with {self.situation.account.email} "
                    "as Editor.",
                )
        first = self.situation.files[0]
        around = {first.name: surroundings(self.committee, self.spreadsheet, first)}
        ways = every_way(self.situation, around)
        open_ = [way for way in ways if way.verdict is PathState.OPEN]
        if open_:
            kinds = Counter(str(way.kind) for way in open_)
            told = ", ".join(f"{number} x {kind}" for kind, number in kinds.items())
            yield warning(
                "sharing",
                f"{count(len(open_), 'access path')} should be closed: {told}",
                "`cocsheets sharing audit` lists them, `cocsheets sharing` closes what it can.",
            )
        else:
            yield ok("sharing", "members only; no open link, nothing published")
        plan = self.situation.plan(self.situation.roster, attended=False)
        for finding in plan.findings:
            if finding.rule.startswith("sharing-") and finding.severity is not Severity.NOTE:
                yield warning("sharing", finding.message, finding.hint)
        if ExitCode.INCOMPLETE in codes(replace(plan, changes=()), None):
            fix = "`cocsheets sharing` says which row, and what to do."
            yield error("roster", "an interrupted run wrote there", fix, ExitCode.INCOMPLETE)
        unseen = sum(way.verdict is PathState.UNSEEN for way in ways)
        if unseen:
            yield note(
                "sharing",
                f"{count(unseen, 'access path')} cannot be seen from here",
                "`cocsheets sharing audit` names them.",
            )


def _would(rows: int, changes: int) -> str:
    due, sharing = count(rows, "record"), count(changes, "change")
    return f"none would refuse: {due} due, {sharing} to sharing"
