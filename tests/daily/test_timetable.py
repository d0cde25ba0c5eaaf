"""One moment for each local day, in zones where clocks jump by whole hours, halves and days."""

from __future__ import annotations

import datetime as dt
import random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocsheets.daily.timetable import DAY, Timetable

ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Nuuk",
    "Pacific/Apia",
    "Africa/Casablanca",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
)


def utc(*parts: int) -> dt.datetime:
    """A moment in UTC."""
    return dt.datetime(*parts, tzinfo=dt.UTC)  # type: ignore[misc,arg-type]


def berlin(at: str) -> Timetable:
    """Every day at this time in Berlin."""
    return Timetable(dt.time.fromisoformat(at), ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("at", "day", "expected"),
    [
        ("02:30", dt.date(2026, 3, 28), utc(2026, 3, 28, 1, 30)),
        ("02:30", dt.date(2026, 3, 29), utc(2026, 3, 29, 1, 30)),  # reads 03:30: 02:30 is left out
        ("02:30", dt.date(2026, 10, 25), utc(2026, 10, 25, 0, 30)),  # the first of two
        ("06:00", dt.date(2026, 10, 25), utc(2026, 10, 25, 5, 0)),
    ],
)
def test_moment(at: str, day: dt.date, expected: dt.datetime) -> None:
    """The first of two equal times; one that does not exist is put off by the jump."""
    assert berlin(at).moment(day) == expected


def test_a_jump_over_midnight_stays_on_its_day() -> None:
    """Nuuk leaves out Saturday from 23:00 on: the run of 23:30 comes an hour early."""
    table = Timetable(dt.time(23, 30), ZoneInfo("America/Nuuk"))
    moment = table.moment(dt.date(2025, 3, 29))
    assert moment is not None
    assert table.day(moment) == dt.date(2025, 3, 29)


def test_a_day_that_was_left_out_has_no_run() -> None:
    """Samoa had no 30 December 2011."""
    table = Timetable(dt.time(6), ZoneInfo("Pacific/Apia"))
    assert table.moment(dt.date(2011, 12, 30)) is None
    after = table.next(utc(2011, 12, 29, 18), dt.date(2011, 12, 29))
    assert table.day(after) == dt.date(2011, 12, 31)


@given(
    st.sampled_from(ZONES),
    st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    st.dates(dt.date(2005, 1, 1), dt.date(2037, 1, 1)),
)
def test_every_day_that_exists_has_one_moment(name: str, at: dt.time, day: dt.date) -> None:
    """The moment lies on its own day, and those of neighbouring days are in order."""
    table = Timetable(at, ZoneInfo(name))
    moment = table.moment(day)
    if moment is None:
        assert (name, day) == ("Pacific/Apia", dt.date(2011, 12, 30))
        return
    assert table.day(moment) == day
    assert table.due(moment, None) == day
    assert table.due(moment, day - DAY) == day
    assert table.due(moment, day) is None
    assert table.due(moment - dt.timedelta(seconds=1), day - DAY) is None
    following = table.next(moment, day)
    assert moment < following <= moment + 3 * DAY
    assert table.due(following, day) == table.day(following)


def test_due_after_downtime_and_before() -> None:
    """Started at 10:05: due if today was not done, however many days were missed; else not."""
    table = berlin("10:00")
    late = utc(2026, 4, 2, 8, 5)
    for done in (None, dt.date(2026, 4, 1), dt.date(2026, 3, 28)):
        assert table.due(late, done) == dt.date(2026, 4, 2)
        assert table.next(late, done) == late
    assert table.due(late, dt.date(2026, 4, 2)) is None
    assert table.next(late, dt.date(2026, 4, 2)) == utc(2026, 4, 3, 8)
    assert table.due(utc(2026, 4, 2, 7, 55), dt.date(2026, 4, 1)) is None


def test_a_clock_that_was_wrong() -> None:
    """Set back a little, nothing runs twice; a day noted in a far future is not believed."""
    table = berlin("10:00")
    assert table.due(utc(2026, 4, 1, 12), dt.date(2026, 4, 2)) is None
    assert table.due(utc(2026, 4, 2, 12), dt.date(2099, 1, 1)) == dt.date(2026, 4, 2)


@pytest.mark.parametrize("name", ZONES)
def test_next_is_the_first_moment_that_is_due(name: str) -> None:
    """Nothing is due between now and the next moment."""
    chance = random.Random(name)
    table = Timetable(dt.time(chance.randrange(24), 30), ZoneInfo(name))
    for _ in range(100):
        now = utc(2026, 1, 1) + dt.timedelta(minutes=chance.randrange(60 * 24 * 800))
        done = table.day(now) - chance.randrange(2) * DAY
        following = table.next(now, done)
        between = now + (following - now) * chance.random() * 0.999
        assert following == now or table.due(between, done) is None
        assert table.due(following, done) is not None
