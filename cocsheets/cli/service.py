"""The daily service of one process: its clock, its runs, and the signs that it is alive.

Composes for `cocsheets schedule`. When a run is due is decided in `operations.daily`.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import asdict

from cocsheets.cli import day
from cocsheets.cli.failing import show
from cocsheets.cli.logs import say
from cocsheets.clock import now
from cocsheets.daily.diary import Daily, FileDiary
from cocsheets.daily.ticker import serve
from cocsheets.daily.timetable import Timetable
from cocsheets.data import replace
from cocsheets.errors import CocsheetsError, QuotaError, StoppedError, UnreachableError
from cocsheets.exit_codes import ExitCode, code_of
from cocsheets.machine import state_folder, write_whole
from cocsheets.patience import within
from cocsheets.zones import zone as find_zone

if TYPE_CHECKING:
    from cocsheets.cli.context import Context
    from cocsheets.cli.stopping import Stop
    from cocsheets.operations.committee import Committee
    from cocsheets.settings import Settings

log = logging.getLogger("cocsheets.schedule")

GOOD = (ExitCode.OK, ExitCode.FINDINGS)
PINGS = 3
"""How often a ping is tried: a lost one raises a false alarm."""
PATIENCE = 20.0
"""Seconds for one of them, however slowly it is answered."""
RETRY = 60.0
"""Seconds until the spreadsheet is asked for its time zone again, at the start."""


@dataclass(slots=True)
class Service:
    """Runs the day once a local day until asked to stop."""

    context: Context
    stop: Stop
    health_file: Path | None = None
    ping_url: str = field(default="", repr=False)
    """Whoever knows it can still an alarm: a secret."""
    _healthy: bool = True
    _settings: Settings = field(init=False, repr=False)
    """The latest that could be read."""
    _kept_waiting: dt.date | None = None
    """The day on which another run was found at work; it is told once a day."""

    def run(self, at: dt.time, zone: str, state_file: Path | None) -> None:
        """Serve. `zone` may be empty: then the spreadsheet's own.

        Raises CocsheetsError for settings, credentials or access that are wrong at the start,
        after telling.
        """
        self._settings = self.context.settings()
        diary = FileDiary(state_file or self._state_file())
        try:
            name = zone or self._spreadsheet_zone()
            timetable = Timetable(at, find_zone(name))
            daily = Daily(timetable, diary, self._work, now=now, already=self._already)
            log.info("daily at %s %s, next on %s", f"{at:%H:%M}", name, _next(daily))

            def tick() -> None:
                if daily.tick():
                    log.info("next run on %s", _next(daily))
                self._beat(daily)

            serve(tick, asked_to_stop=lambda: self.stop.asked, sleep=self.stop.sleep)
        except StoppedError:
            log.info("stopped; the next start does what is left of the day's run")
        except Exception as error:
            day.notify_failure(self._settings, error)
            raise
        log.info("ended as asked")

    def _spreadsheet_zone(self) -> str:
        """The spreadsheet's own time zone; waits for the network if need be."""
        while True:
            committee = self._committee()
            try:
                return str(committee.zone(committee.read(even_trashed=True).spreadsheet))
            except (UnreachableError, QuotaError) as error:
                log.warning("%s Trying again in a minute.", error.message)
                self.stop.sleep(RETRY)
                if self.stop.asked:
                    raise StoppedError from None

    def _state_file(self) -> Path:
        key = self.context.settings().key
        try:
            return state_folder() / f"{key}.schedule.json"
        except OSError:
            return Path(f"{key}.schedule.json")

    def _committee(self) -> Committee:
        """Made anew for each use: settings and credentials of the day."""
        return replace(self.context).committee(self.stop)

    def _already(self, since: dt.datetime) -> bool:
        """Whether the ledger tells of a good run since a moment, by any process anywhere."""
        try:
            ledger = self._committee().read(even_trashed=True).ledger()
        except CocsheetsError:
            return False  # the run itself tells what is wrong
        good = ledger.last_good if ledger else None
        return good is not None and good >= since

    def _work(self) -> int:
        """The day's run."""
        try:
            committee = self._committee()
            self._settings = committee.settings
        except Exception as error:  # whom to tell is known from the day before
            day.notify_failure(self._settings, error)
            raise
        today = now().date()
        try:
            code = day.carry_out(committee, again=self._kept_waiting == today)
        except CocsheetsError as error:
            show(error)
            code = code_of(error)
            if code == ExitCode.ACTIVE:
                self._kept_waiting = today
        if code in GOOD:
            self._ping()
        return code

    def _beat(self, daily: Daily) -> None:
        """Rewrite the health file."""
        if self.health_file is None:
            return
        last = daily.last
        health = {
            "alive": now().isoformat(timespec="seconds"),
            "good": last is None or not last.done or last.exit in GOOD,
            "last_run": asdict(last) if last else None,
            "next_run": daily.next.isoformat(timespec="seconds"),
        }
        try:
            write_whole(self.health_file, json.dumps(health, default=str, indent=2) + "\n")
            self._healthy = True
        except OSError as error:
            if self._healthy:
                log.warning("the health file cannot be written (%s)", error.strerror)
            self._healthy = False

    def _ping(self) -> None:
        """Tell whoever waits for it that the day's run was good."""
        if not self.ping_url:
            return
        import requests

        def ask() -> bool:
            return requests.get(self.ping_url, timeout=10).ok

        for attempt in range(PINGS):
            if attempt:
                self.stop.sleep(5.0)
            try:
                if within(PATIENCE, ask, give_up=lambda: self.stop.asked):
                    return
            except (requests.RequestException, ValueError, TimeoutError):
                continue
        say(
            "--ping-url could not be reached; the run itself was good.",
            level=logging.WARNING,
        )


def _next(daily: Daily) -> str:
    return daily.next.astimezone(daily.timetable.zone).isoformat(timespec="minutes")
