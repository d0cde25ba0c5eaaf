"""The daily run as a service: once a local day, whatever happens to clock, process or network.

Knows the days that were done (a file outside the process) and what a tick of the clock means. Must
not know what a run does; the clock and the run are arguments.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import msgspec

from cocsheets.daily.timetable import Timetable
from cocsheets.data import Data, replace
from cocsheets.exit_codes import ExitCode, code_of
from cocsheets.machine import write_whole

log = logging.getLogger("cocsheets.schedule")

PATIENCE = 3
"""Beginnings of one day's run that may end in a crash before it is tried more slowly."""
SLOWLY = dt.timedelta(hours=1)
LATER = dt.timedelta(minutes=10)
"""After another run was found at work."""


class Day(Data, frozen=True):
    """What is known of the latest day's run."""

    day: dt.date
    begun: int = 0
    """How often it was begun."""
    not_before: dt.datetime | None = None
    """When it may be begun again."""
    finished: dt.datetime | None = None
    exit: int | None = None
    """Its exit code; None as long as it has not finished."""

    @property
    def done(self) -> bool:
        """Whether it ended by itself, well or not: a failed run counts for its day."""
        return self.finished is not None


class Diary(Protocol):
    """Keeps the latest day."""

    def read(self) -> Day | None:
        """The latest day, None if there is none yet."""

    def write(self, day: Day) -> None:
        """Keep a day."""


class FileDiary:
    """A small JSON file, written whole. What cannot be kept is kept in memory, with a warning."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._kept: Day | None = None

    def read(self) -> Day | None:
        """See `Diary.read`. A file that cannot be read counts as none."""
        if self._kept is not None:
            return self._kept
        try:
            return msgspec.json.decode(self.path.read_bytes(), type=Day)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            log.warning("the file with the last run cannot be read and is replaced")
            return None

    def write(self, day: Day) -> None:
        """See `Diary.write`."""
        try:
            write_whole(self.path, msgspec.json.encode(day).decode() + "\n")
            self._kept = None
        except OSError as error:
            self._kept = day
            log.warning(
                "the last run could not be noted (%s); after a restart it may be repeated",
                error.strerror or type(error).__name__,
            )


class Daily:
    """One run a day. `tick` is to be called often, and never raises an error."""

    def __init__(
        self,
        timetable: Timetable,
        diary: Diary,
        work: Callable[[], int],
        *,
        now: Callable[[], dt.datetime],
        already: Callable[[dt.datetime], bool] = lambda _since: False,
    ) -> None:
        self.timetable = timetable
        self.diary = diary
        self.work = work
        """Does the run; returns its exit code."""
        self.now = now
        self.already = already
        """Whether a good run has ended since a moment, by this process or any other."""

    @property
    def last(self) -> Day | None:
        """The latest day known."""
        return self.diary.read()

    @property
    def next(self) -> dt.datetime:
        """When a run is due next."""
        last = self.last
        done = last.day if last is not None and last.done else None
        due = self.timetable.next(self.now(), done)
        waits = last is not None and last.day == self.timetable.day(due) and not last.done
        return max(due, last.not_before) if waits and last and last.not_before else due

    def tick(self) -> bool:
        """Run if a run is due. Returns whether it did; only StoppedError and the like get out."""
        now = self.now()
        last = self.diary.read()
        day = self.timetable.due(now, last.day if last is not None and last.done else None)
        if day is None:
            return False
        today = last if last is not None and last.day == day else Day(day)
        if today.not_before is not None and now < today.not_before <= now + SLOWLY:
            return False
        begun = today.begun + 1
        slowly = now + SLOWLY if begun >= PATIENCE else None
        self.diary.write(replace(today, begun=begun, not_before=slowly))
        code = self._run(day)
        if code == ExitCode.ACTIVE:
            self.diary.write(Day(day, not_before=self.now() + LATER))
        else:
            self.diary.write(Day(day, begun, finished=self.now(), exit=code))
        return True

    def _run(self, day: dt.date) -> int:
        """The exit code of the day's run; whatever goes wrong, the service lives on."""
        moment = self.timetable.moment(day)
        try:
            if moment is not None and self.already(moment):
                log.info("the run of %s has been done already", day)
                return ExitCode.OK
            return self.work()
        except Exception as error:  # noqa: BLE001  # a service must not end by one bad day
            log.warning("the run of %s ended by %s", day, type(error).__name__)
            return code_of(error)
