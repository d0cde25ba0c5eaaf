"""The committee's spreadsheet with its settings: the front door for commands and library users.

Knows how the parts fit together: settings, the client, one reading and what it means. Must not know
how results look. Reading methods write nothing; whatever writes goes through a plan.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cocsheets import clock, runs
from cocsheets.apply.run import Run
from cocsheets.claim import look as look_at_claim
from cocsheets.errors import AccessError, ConfigurationError, NotFoundError, RefusedError
from cocsheets.ledger import Ledger, read_ledger
from cocsheets.machine import MachineLock
from cocsheets.operations.assessment import Assessment, assess
from cocsheets.operations.situation import load_roster
from cocsheets.records.further import NOTHING_BYGONE
from cocsheets.records.layout import locate
from cocsheets.records.retention import unused_holds
from cocsheets.records.schema import load_schema
from cocsheets.records.validation import Validation, validate
from cocsheets.records.written import OpenLines
from cocsheets.settings import Settings
from cocsheets.workbook.client import CredentialFacts, connect, describe
from cocsheets.workbook.drive import DriveFile
from cocsheets.workbook.google import GoogleSheet
from cocsheets.zones import zone

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from cocsheets.access.members import Roster
    from cocsheets.access.permissions import FileFacts
    from cocsheets.findings import Finding
    from cocsheets.formats.notebook import Statistics
    from cocsheets.plans.limits import Limits
    from cocsheets.records.columns import Schema
    from cocsheets.records.further import Bygone
    from cocsheets.records.table import Spreadsheet
    from cocsheets.workbook.http import Http


@dataclass(frozen=True, slots=True)
class Hooks:
    """What the program around wants to do meanwhile; a library user needs none of it."""

    seen: Callable[[Spreadsheet, Committee], None] = lambda _spreadsheet, _committee: None
    """Called with each reading that a command asks for."""
    asked_to_stop: Callable[[], bool] = lambda: False
    """Whether to end before the next request; then StoppedError is raised."""
    sleep: Callable[[float], None] = time.sleep
    waiting: Callable[[], AbstractContextManager[object]] = nullcontext
    """Entered while an answer is waited for."""


class Committee:
    """The spreadsheet of one committee. Made by `cocsheets.open`.

    `now` is the program's one clock; `as_of` plans for another day than today. All methods raise
    the errors of `cocsheets.errors`.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        now: Callable[[], dt.datetime],
        as_of: dt.date | None = None,
        hooks: Hooks | None = None,
    ) -> None:
        self.settings = settings
        self.now = now
        self.as_of = as_of
        self.hooks = hooks or Hooks()
        self._live = False
        """Whether the file was seen not to be in the trash."""

    # --- Google ---------------------------------------------------------------------------------

    @cached_property
    def http(self) -> Http:
        """The signed-in client."""
        http = connect(
            credentials=self.settings.credentials,
            api_root=self.settings.api_root,
            act_as=self.settings.act_as,
            limits=self.settings.limits,
        )
        http.asked_to_stop = self.hooks.asked_to_stop
        http.sleep = self.hooks.sleep
        http.waiting = self.hooks.waiting
        return http

    @cached_property
    def sheet(self) -> GoogleSheet:
        """Cells."""
        return GoogleSheet(self.http, self.settings.key)

    @cached_property
    def drive(self) -> DriveFile:
        """Sharing."""
        return DriveFile(self.http, self.settings.key)

    @property
    def changed(self) -> bool:
        """Whether anything was changed at Google so far, or may have been."""
        return "http" in self.__dict__ and self.http.changed

    @property
    def limits(self) -> Limits:
        """How much may change at once."""
        return self.settings.limits

    @cached_property
    def lock(self) -> MachineLock:
        """Held while a process of this machine writes."""
        return MachineLock(self.settings.key, now=self.now)

    def credentials(self) -> CredentialFacts:
        """What can be told of the credentials."""
        return describe(self.http)

    def acting_account(self) -> str:
        """Address of the acting account, as far as the credentials let us see it."""
        try:
            return self.drive.account().email
        except (AccessError, NotFoundError):
            return self.http.acting_as

    def start_run(self, by: str = "") -> Run:
        """A run that may write, the only one on this machine until it has finished or let go.

        `by` is the acting account, for the ledger. Raises ActiveRunError if another process writes.
        """
        self.lock.acquire()
        return Run(
            self.sheet,
            now=self.now,
            by=by or self.http.acting_as,
            ledger_title=self.settings.log.worksheet,
            retry_seconds=self.settings.limits.retry_seconds,
            sleep=self.hooks.sleep,
            run_id=runs.take(),
            on_end=self.lock.release,
        )

    @contextmanager
    def alone(self) -> Iterator[None]:
        """A stretch in which no other process of this machine writes. Raises ActiveRunError."""
        self.lock.acquire()
        try:
            yield
        finally:
            self.lock.release(wholly=True)

    def refuse_trash(self, file: FileFacts | None = None) -> None:
        """Stop if the spreadsheet is in the trash, as far as the credentials let us see that.

        Asks once, unless `file` is what Drive says now. Raises AccessError; without a Drive scope
        it cannot be seen, and nothing is raised.
        """
        if self._live and file is None:
            return
        try:
            found = file or self.drive.file()
        except (AccessError, NotFoundError):
            return
        self._live = not found.trashed
        if found.trashed:
            raise AccessError(
                "This file is in the trash; nothing was done.",
                hint="Restore it, or use the key of the live spreadsheet.",
            )

    def close_old_lines(self, run: Run) -> None:
        """Close ledger lines about rows that an earlier run left open, by looking.

        Where the records cannot be read the lines stay open.
        """
        from cocsheets.operations.oldlines import close_old_lines

        close_old_lines(self, run)

    # --- days -----------------------------------------------------------------------------------

    def zone(self, spreadsheet: Spreadsheet) -> dt.tzinfo:
        """The committee's time zone: configured, or the spreadsheet's own.

        Raises ConfigurationError if the spreadsheet's own is not known.
        """
        own = self.settings.spreadsheet.time_zone
        hint = 'The spreadsheet has it. Set another: [spreadsheet] time_zone = "Europe/Berlin".'
        return zone(own or spreadsheet.time_zone, hint=hint)

    def real_today(self, spreadsheet: Spreadsheet) -> dt.date:
        """Today where the committee is."""
        return self.now().astimezone(self.zone(spreadsheet)).date()

    def today(self, spreadsheet: Spreadsheet) -> dt.date:
        """The day that plans are made for."""
        return self.as_of or self.real_today(spreadsheet)

    def refuse_future(self, spreadsheet: Spreadsheet) -> None:
        """Raise RefusedError when planning for a day to come: that never writes."""
        if self.as_of is not None and self.as_of > self.real_today(spreadsheet):
            raise RefusedError(
                f"--as-of {self.as_of} is in the future; nothing is ever written for such a day.",
                hint="Leave --as-of out to write.",
            )

    def wrong_clock(self, spreadsheet: Spreadsheet) -> str:
        """What is wrong with this machine's clock, by Google's at the reading; else nothing."""
        return clock.fault(self.now(), spreadsheet.read_at, self.zone(spreadsheet))

    def refuse_wrong_clock(self, spreadsheet: Spreadsheet) -> None:
        """Raise RefusedError unless this machine's day is Google's, in the committee's zone.

        Where midnight falls between two clocks that nearly agree, it waits until both are past it.
        """
        if not (wrong := self.wrong_clock(spreadsheet)):
            return
        google = clock.moment(spreadsheet.read_at)
        if google is not None and (apart := abs(self.now() - google)) < clock.MIDNIGHT:
            self.hooks.sleep(apart.total_seconds() + 1)
            return
        raise RefusedError(
            f"{wrong} Nothing was changed.",
            hint="Set this machine's clock, best by a time service, then run again.",
        )

    # --- reading --------------------------------------------------------------------------------

    @cached_property
    def schema(self) -> Schema:
        """The schema of the records."""
        return load_schema(self.settings.schema, base=self.settings.folder)

    def read(self) -> Spreadsheet:
        """Read the whole spreadsheet, in one request."""
        spreadsheet = self.sheet.read()
        self.hooks.seen(spreadsheet, self)
        return spreadsheet

    def read_live(self) -> Spreadsheet:
        """`read`, where the file is not in the trash. Raises AccessError if it is."""
        self.refuse_trash()
        return self.read()

    def assess(
        self,
        spreadsheet: Spreadsheet | None = None,
        *,
        worksheet: int | None = None,
    ) -> Assessment:
        """What a reading means; reads if none is given. `worksheet` is a gid known from before."""
        found = spreadsheet or self.read()
        wanted = worksheet if worksheet is not None else self.settings.spreadsheet.worksheet
        table = locate(found, self.schema, wanted)
        policy, bygone = self.settings.retention, self._bygone(found)
        return assess(found, table, policy, self.today(found), bygone, self.open_lines(found))

    def roster(self, spreadsheet: Spreadsheet) -> Roster:
        """The roster. Raises RosterMissingError."""
        return load_roster(
            spreadsheet,
            self.settings.members,
            self.settings.folder,
            self.schema.date_order,
            self.open_lines(spreadsheet),
        )

    def ledger(self, spreadsheet: Spreadsheet) -> Ledger | None:
        """The ledger, None if there is none yet."""
        return read_ledger(spreadsheet, self.settings.log.worksheet)

    def open_lines(self, spreadsheet: Spreadsheet) -> OpenLines:
        """Ledger lines that other runs left open."""
        ledger = self.readable_ledger(spreadsheet)
        found = ledger.open_lines if ledger else ()
        lines = tuple(line for line in found if line.run != runs.current())
        outdone = frozenset(line.state for line in lines if ledger and ledger.outdone(line))
        return OpenLines(lines, outdone)

    def readable_ledger(self, spreadsheet: Spreadsheet) -> Ledger | None:
        """The ledger, for judging alone: None also where whatever writes would say why not."""
        try:
            return self.ledger(spreadsheet)
        except ConfigurationError:
            return None

    def _bygone(self, spreadsheet: Spreadsheet) -> Bygone:
        ledger = self.readable_ledger(spreadsheet)
        return ledger.bygone if ledger else NOTHING_BYGONE

    def validate(self, assessment: Assessment | None = None) -> Validation:
        """Every problem in every row."""
        found = assessment or self.assess()
        return validate(
            found.spreadsheet,
            found.table,
            found.readout,
            today=found.today,
            settings=self.settings.validation,
            members=self.member_names(found.spreadsheet),
            verdicts=found.verdicts,
            doubts=found.doubts,
            unused=unused_holds(found.records, self.settings.retention, found.today),
            implausible=self.implausible(found.spreadsheet),
        )

    def implausible(self, spreadsheet: Spreadsheet) -> tuple[str, ...]:
        """What of the ledger and the claim cannot be believed, with its place, without contents."""
        try:
            ledger = self.ledger(spreadsheet)
        except ConfigurationError:  # told by whatever would write
            ledger = None
        found = ledger.implausible if ledger else ()
        rows = (f"{what} in row {row} of the ledger" for row, what in found)
        return (*rows, *look_at_claim(spreadsheet).faults)

    def validate_roster(self, spreadsheet: Spreadsheet) -> tuple[Finding, ...]:
        """Every problem in every row of the roster; none where there is no roster to be read."""
        try:
            return self.roster(spreadsheet).findings
        except ConfigurationError:  # sharing tells what is wrong with it
            return ()

    # --- statistics -----------------------------------------------------------------------------

    def frame(
        self,
        *,
        identifying: bool = False,
        key: str | None = None,
        columns: Iterable[str] = (),
        assessment: Assessment | None = None,
    ) -> pd.DataFrame:
        """The records as a typed pandas frame, one row per report, without names.

        Columns and types are in `cocsheets.statistics.columns`. `identifying=True` adds names,
        addresses and free texts. Pseudonyms are random for each frame unless a `key` is given.
        `columns` names the committee's own columns to add, by key.
        """
        from cocsheets.operations.stats import frame

        return frame(
            assessment or self.assess(),
            identifying=identifying,
            key=key,
            columns=columns,
            not_people=self.settings.retention.not_people,
        )

    def people(
        self,
        *,
        identifying: bool = False,
        key: str | None = None,
        assessment: Assessment | None = None,
    ) -> pd.DataFrame:
        """One row per person and report, without names; see `cocsheets.statistics.frames`."""
        from cocsheets.statistics.frames import people

        return people(
            (assessment or self.assess()).records,
            identifying=identifying,
            key=key,
            not_people=self.settings.retention.not_people,
        )

    def statistics(
        self,
        *,
        layout: str | None = None,
        by: str | Iterable[str] = (),
        period: str = "year",
        suppress: int | None = None,
        year_starts: int = 1,
        completed: bool = False,
        changes: bool = False,
        newest_first: bool = False,
        title: str = "Code of Conduct statistics",
        assessment: Assessment | None = None,
    ) -> Statistics:
        """The tables that `cocsheets stats` shows, to go on with: see `Statistics`.

        The arguments are its options. Raises ConfigurationError for a wish that cannot be.
        """
        from cocsheets.formats.notebook import Statistics
        from cocsheets.operations.stats import Wish, summarise
        from cocsheets.statistics.periods import period_of

        criteria = (by,) if isinstance(by, str) else tuple(by)
        wish = Wish(
            title,
            layout,
            (period_of(period),),
            criteria,
            with_layout=layout is not None or not criteria,
            limit=suppress,
            year_starts=year_starts,
            completed=completed,
            changes=changes,
            newest_first=newest_first,
        )
        return Statistics(summarise(self, assessment or self.assess(), wish))

    def member_names(self, spreadsheet: Spreadsheet) -> Sequence[str] | None:
        """Names and addresses of all members, now or then; None without a readable roster."""
        try:
            roster = self.roster(spreadsheet)
        except Exception as error:  # noqa: BLE001  # sharing tells what is wrong with the roster
            del error
            return None
        return [text for member in roster for text in (member.name, member.email) if text]
