"""Simulated years of the daily service: exactly one run a local day, whatever happens."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cocsheets.daily.diary import LATER, Daily, Day, FileDiary
from cocsheets.daily.timetable import Timetable
from cocsheets.errors import UnreachableError
from cocsheets.exit_codes import ExitCode

HOUR = dt.timedelta(hours=1)


class KilledError(BaseException):
    """The process is gone from one instant to the next."""


@dataclass
class World:
    """A clock, a diary that survives a process, and what the runs did."""

    timetable: Timetable
    now: dt.datetime
    chance: random.Random = field(default_factory=random.Random)
    deadly: float = 0.0
    """How likely the process is killed at each point where it may be."""
    kept: Day | None = None
    runs: list[dt.datetime] = field(default_factory=list)
    """When each run was completed."""
    kills: int = 0

    def danger(self) -> None:
        """A point where the process may be killed."""
        if self.chance.random() < self.deadly:
            self.kills += 1
            raise KilledError

    def read(self) -> Day | None:
        """See `Diary`."""
        return self.kept

    def write(self, day: Day) -> None:
        """See `Diary`."""
        self.danger()
        self.kept = day
        self.danger()

    def work(self) -> int:
        """A run that takes a while; its completion is one instant, as a ledger's batch is."""
        self.now += dt.timedelta(seconds=self.chance.randrange(90))
        self.danger()
        self.runs.append(self.now)
        self.danger()
        return 0

    def start(self) -> Daily:
        """A new process."""
        return Daily(self.timetable, self, self.work, now=lambda: self.now, already=self.already)

    def already(self, since: dt.datetime) -> bool:
        """What the ledger says."""
        return any(run >= since for run in self.runs[-2:])


def world(at: str, zone: str, start: dt.datetime, deadly: float = 0.0) -> World:
    """A world at a moment, decided by its name."""
    timetable = Timetable(dt.time.fromisoformat(at), ZoneInfo(zone))
    return World(timetable, start, random.Random(zone + at), deadly)


def utc(*parts: int) -> dt.datetime:
    """A moment in UTC."""
    return dt.datetime(*parts, tzinfo=dt.UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("at", "zone", "start"),
    [
        ("02:30", "Europe/Berlin", utc(2025, 1, 1)),
        ("01:30", "America/New_York", utc(2025, 1, 1)),
        ("01:45", "Australia/Lord_Howe", utc(2025, 1, 1)),
        ("20:00", "America/Nuuk", utc(2024, 1, 1)),
        ("06:00", "Pacific/Apia", utc(2010, 6, 1)),
    ],
)
@pytest.mark.parametrize("deadly", [0.0, 0.12])
def test_years_of_clock(at: str, zone: str, start: dt.datetime, deadly: float) -> None:
    """Three years, five zones, killed at random moments or not: one completed run a local day."""
    there = world(at, zone, start, deadly=deadly)
    service = there.start()
    expected = set()
    while there.now < start + dt.timedelta(days=3 * 365):
        # Mostly at leisure, so that years pass; in small steps where a run is near.
        waits = service.next - there.now
        step = dt.timedelta(minutes=there.chance.uniform(1, 9))
        if waits > HOUR and there.chance.random() < 0.9:
            step = waits - dt.timedelta(minutes=5)
        there.now += step
        day = there.timetable.day(there.now)
        moment = there.timetable.moment(day)
        if moment is not None and moment <= there.now:
            expected.add(day)
        try:
            service.tick()
        except KilledError:
            service = there.start()
    runs = Counter(map(there.timetable.day, there.runs))
    assert len(expected) > 3 * 364
    assert set(runs) == expected
    assert set(runs.values()) == {1}
    assert (there.kills > 100) is (deadly > 0)


def test_nothing_runs_twice_or_never_at_the_jumps_of_midnight() -> None:
    """A time that Nuuk leaves out at the end of a Saturday still brings a run on that Saturday."""
    there = world("23:30", "America/Nuuk", utc(2025, 3, 27, 12))
    service = there.start()
    while there.now < utc(2025, 4, 2, 12):
        there.now += dt.timedelta(minutes=7)
        service.tick()
    runs = Counter(map(there.timetable.day, there.runs))
    assert set(runs.values()) == {1}
    assert len(runs) == 6


def test_case_43_one_failed_run_is_no_storm() -> None:
    """A day on which everything fails has one run; the next day has its own."""
    tries: list[dt.datetime] = []
    there = world("10:00", "Europe/Berlin", utc(2026, 4, 2, 7))

    def fail() -> int:
        tries.append(there.now)
        raise UnreachableError("Google could not read the spreadsheet (HTTP 500).")

    service = Daily(there.timetable, there, fail, now=lambda: there.now)
    for _ in range(3 * 24 * 60):
        there.now += dt.timedelta(minutes=1)
        service.tick()
        service = Daily(there.timetable, there, fail, now=lambda: there.now)  # restarted each time
    assert tries == [utc(2026, 4, day, 8) for day in (2, 3, 4)]
    assert service.last is not None
    assert service.last.exit == ExitCode.GOOGLE


@pytest.mark.parametrize("error", [ZeroDivisionError(), RecursionError(), MemoryError()])
def test_no_error_ends_the_service(error: Exception) -> None:
    """Whatever a run raises, the service notes a bad day and lives on."""
    there = world("10:00", "UTC", utc(2026, 4, 2, 11))

    def fail() -> int:
        raise error

    service = Daily(there.timetable, there, fail, now=lambda: there.now)
    assert service.tick()
    assert not service.tick()
    assert service.last is not None
    assert service.last.exit == ExitCode.INCOMPLETE


def test_case_44_the_host_was_off() -> None:
    """Late starts, suspended processes and days off bring one run on return, never two or five."""
    for last, runs in ((dt.date(2026, 4, 1), 1), (dt.date(2026, 4, 2), 0), (None, 1)):
        there = world("10:00", "Europe/Berlin", utc(2026, 4, 2, 8, 5))
        if last is not None:
            there.kept = Day(last, 1, finished=there.now, exit=0)
        service = there.start()
        for _ in range(60):
            service.tick()
            there.now += dt.timedelta(minutes=5)
        assert len(there.runs) == runs, last
    there = world("10:00", "Europe/Berlin", utc(2026, 4, 1, 9))
    service = there.start()
    for now in (utc(2026, 4, 1, 9), utc(2026, 4, 2, 7), utc(2026, 4, 2, 11), utc(2026, 4, 7, 11)):
        there.now = now  # suspended in between, at last for five days
        service.tick()
        service.tick()
    assert [there.timetable.day(run).day for run in there.runs] == [1, 2, 7]


def test_another_run_at_work_is_waited_for() -> None:
    """Exit 6 does not count for the day: it is tried again later, and not at every tick."""
    tries: list[dt.datetime] = []
    there = world("10:00", "UTC", utc(2026, 4, 2, 10))

    def busy() -> int:
        tries.append(there.now)
        return ExitCode.ACTIVE if len(tries) < 3 else ExitCode.OK

    service = Daily(there.timetable, there, busy, now=lambda: there.now)
    for _ in range(120):
        service.tick()
        there.now += dt.timedelta(minutes=1)
    assert tries == [utc(2026, 4, 2, 10) + n * LATER for n in range(3)]


def test_a_run_that_another_host_has_done_is_not_repeated() -> None:
    """Two hosts with one spreadsheet: whoever comes second finds the ledger's good run."""
    there = world("10:00", "UTC", utc(2026, 4, 2, 10, 1))
    there.runs.append(there.now)
    service = there.start()
    assert service.tick()
    assert len(there.runs) == 1
    assert not service.tick()


def test_crash_after_crash_becomes_slow() -> None:
    """A run that kills its process is tried three times at once, then once an hour."""
    there = world("10:00", "UTC", utc(2026, 4, 2, 10))
    tries: list[dt.datetime] = []

    def crash() -> int:
        tries.append(there.now)
        raise KilledError

    for _ in range(6 * 60):
        service = Daily(there.timetable, there, crash, now=lambda: there.now)
        with contextlib.suppress(KilledError):
            service.tick()
        there.now += dt.timedelta(minutes=1)
    assert len(tries) == 3 + 5
    assert tries[3] - tries[2] == HOUR


def test_file_diary(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The diary is one small file, written whole; garbage in it is told and replaced."""
    diary = FileDiary(tmp_path / "run.json")
    assert diary.read() is None
    day = Day(dt.date(2026, 4, 2), 1, finished=utc(2026, 4, 2, 10), exit=1)
    diary.write(day)
    assert FileDiary(tmp_path / "run.json").read() == day
    assert json.loads(diary.path.read_text())["day"] == "2026-04-02"
    assert [path.name for path in tmp_path.iterdir()] == ["run.json"]
    diary.path.write_text('{"day": "2026-')
    assert FileDiary(diary.path).read() is None
    assert "is replaced" in caplog.text


def test_a_diary_that_cannot_be_written_still_prevents_a_storm(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Disk full or folder gone: the day is kept in memory, and that is told."""
    diary = FileDiary(tmp_path / "gone" / "run.json")
    day = Day(dt.date(2026, 4, 2), 1, finished=utc(2026, 4, 2, 10), exit=0)
    diary.write(day)
    assert diary.read() == day
    assert "could not be noted" in caplog.text
