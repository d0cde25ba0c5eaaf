"""The committee's spreadsheet with its settings: the front door for commands and library users.

Knows how the parts fit together: a connection, days, readings, and operations that are planned on a
reading. Must not know how results look. Reading writes nothing; whatever writes goes by a plan.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING

from cocsheets import runs
from cocsheets.data import replace
from cocsheets.errors import ConfigurationError, RefusedError, StalePlanError
from cocsheets.operations.connection import Connection, Hooks
from cocsheets.operations.elsewhere import is_ours
from cocsheets.operations.home import follow
from cocsheets.operations.reading import Reading
from cocsheets.operations.today import Days
from cocsheets.records.schema import load_schema
from cocsheets.workbook.selection import LARGE_FILE

if TYPE_CHECKING:
    from cocsheets.access.membership import Roster
    from cocsheets.apply.run import Run
    from cocsheets.ledger import Ledger
    from cocsheets.ledger.rehome import Rehoming
    from cocsheets.operations.assessment import Assessment
    from cocsheets.operations.checkup import Check
    from cocsheets.operations.operation import Operation, ReportT
    from cocsheets.operations.sync import SyncReport
    from cocsheets.records.columns import Schema
    from cocsheets.records.table import Spreadsheet
    from cocsheets.settings import Settings

KEPT = 2
"""Readings that are kept with what is judged about them: the latest, and the one before."""


class Committee(Connection, Days):
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
        Connection.__init__(self, settings, now=now, hooks=hooks)
        zone, sleep = settings.spreadsheet.time_zone, self.hooks.sleep
        Days.__init__(self, now=now, as_of=as_of, time_zone=zone, sleep=sleep)
        self._readings: deque[Reading] = deque(maxlen=KEPT)
        self.follows = True
        """Whether readings are of the file that counts, where a rehome is open."""
        self.rehome: Rehoming | None = None
        """The latest rehome, as the latest reading that was asked for shows it."""
        self.whole = False
        """Whether all readings have large worksheets too that are none of ours: for work that has
        to see everything."""

    def at(self, key: str) -> Committee:
        """The same committee on one file, whichever counts; with this one's sign-in and lock."""
        other = type(self)(self.settings, now=self.now, as_of=self.as_of, hooks=self.hooks)
        other.__dict__["http"], other.__dict__["lock"] = self.http, self.lock
        other.follows, other.whole = False, self.whole
        other.turn_to(key)
        return other

    def beside(self, name: str) -> Committee:
        """The same committee at another spreadsheet of its own, by the name in `[files]`."""
        settings = self.settings
        spreadsheet = replace(settings.spreadsheet, key=settings.files[name].id, worksheet=None)
        other = type(self)(
            replace(settings, spreadsheet=spreadsheet, files={}),
            now=self.now,
            as_of=self.as_of,
            hooks=self.hooks,
        )
        other.http = self.http  # signed in once
        return other

    # --- reading --------------------------------------------------------------------------------

    @cached_property
    def schema(self) -> Schema:
        """The schema of the records."""
        return load_schema(self.settings.schema, base=self.settings.folder)

    def read(self, *, even_trashed: bool = False) -> Reading:
        """Read the spreadsheet, in one request, after one to see that it is not trashed.

        Where Drive says that the file is large, large worksheets are left out that are none of
        ours; see `Reading.whole`. While a rehome is open, the file that counts is read, whichever
        the settings name. With `even_trashed` Drive is not asked. Raises AccessError.
        """
        if not even_trashed:
            self.look_at_file()
        leaves_out = not self.whole and self.drive.size >= LARGE_FILE
        self.sheet.needs = partial(is_ours, self) if leaves_out else None
        found = self.reading(self.sheet.read())
        if self.follows:
            found = follow(self, found)
        if not even_trashed:
            self.refuse_trash()
        if self.follows:
            self.hooks.seen(found.spreadsheet, self)
        return found

    def reading(self, spreadsheet: Spreadsheet) -> Reading:
        """What is judged about a spreadsheet that was read: once, while that still holds."""
        for kept in self._readings:
            if kept.holds_for(spreadsheet):
                return kept
        self._readings.append(found := Reading(self, spreadsheet))
        return found

    def assess(
        self, spreadsheet: Spreadsheet | None = None, *, worksheet: int | None = None
    ) -> Assessment:
        """What a reading means; reads if none is given. `worksheet` is a gid known from before."""
        found = self.reading(spreadsheet) if spreadsheet else self.read(even_trashed=True)
        return found.assess(worksheet)

    def roster(self, spreadsheet: Spreadsheet) -> Roster:
        """See `Reading.roster`."""
        return self.reading(spreadsheet).roster()

    def ledger(self, spreadsheet: Spreadsheet) -> Ledger | None:
        """See `Reading.ledger`."""
        return self.reading(spreadsheet).ledger()

    def close_open_lines(self, run: Run) -> None:
        """Close ledger lines about rows that an earlier run left open, by looking.

        Where the records cannot be read the lines stay open.
        """
        from cocsheets.operations.openlines import close_open_lines

        close_open_lines(self, run)

    # --- doing ----------------------------------------------------------------------------------

    def apply(self, planned: Operation[ReportT], *, allow_large: bool = False) -> ReportT:
        """Carry out what a reading has planned, if it is still that plan; the call is the consent.

        Everything is read and planned again first, since time has passed. Limits and guards are
        those of the command line; `allow_large` lifts the limits on how much may change at once.

        Raises StalePlanError if something else would be done by now, RefusedError if a limit or a
        guard refuses, ActiveRunError if another run is at work, and the other errors of
        `cocsheets.errors`.
        """
        if planned.committee is not self:
            raise ConfigurationError("This was planned on another sheet. Nothing was changed.")
        if planned.plan.blocked:
            raise RefusedError(
                "There are errors or obstacles to fix first. Nothing was changed.",
                hint="The plan lists them: print it.",
            )
        with runs.separate():
            self._looked = False  # a sheet may have been open for days
            now = planned.again()
            if now.plan.digest != planned.plan.digest:
                raise StalePlanError(
                    "Something changed since this was planned. Nothing was changed.",
                    hint="Read again, and look at the new plan.",
                )
            return now.carry_out(allow_large=allow_large) if now.plan.changes else now.preview()

    def sync(self, *, allow_large: bool = False, dry_run: bool = False) -> SyncReport:
        """The daily job, or with `dry_run` only its plan. Sends no notice.

        Does every part even if another fails: what kept one from being done is in the report.
        Raises GoogleError if the spreadsheet cannot be read at all, ActiveRunError if another run
        is at work.
        """
        from cocsheets.operations.sync import sync

        with runs.separate():
            return sync(self, allow_large=allow_large, dry_run=dry_run)

    def check_up(self) -> tuple[Check, ...]:
        """What `cocsheets doctor` finds: settings, access, headers, sharing, clock, last run."""
        from cocsheets.operations.doctor import examine

        return tuple(examine(self))
