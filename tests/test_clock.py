"""Google's clock and this machine's, and moments that somebody may have edited."""

from __future__ import annotations

import datetime as dt
import zoneinfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocsheets.clock import SLACK, fault, moment

NOON = dt.datetime(2026, 4, 2, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("zone", "ours", "google", "wrong"),
    [
        ("UTC", "2026-07-11T12:00Z", "2026-04-02T12:00:00+00:00", True),
        ("UTC", "2025-12-23T12:00Z", "2026-04-02T12:00:00+00:00", True),
        ("UTC", "2026-04-02T00:00Z", "2026-04-02T23:59:59+00:00", False),
        ("Europe/Berlin", "2026-04-02T22:30Z", "2026-04-02T21:30:00+00:00", True),
        ("Europe/Berlin", "2026-04-02T23:30Z", "2026-04-02T22:30:00+00:00", False),
        ("Pacific/Kiritimati", "2026-04-02T10:00Z", "2026-04-02T09:59:00+00:00", True),
    ],
)
def test_the_day_decides_in_the_committees_zone(
    zone: str, ours: str, google: str, wrong: bool
) -> None:
    """A clock is wrong when its local day is not Google's, and both times are named."""
    said = fault(dt.datetime.fromisoformat(ours), google, zoneinfo.ZoneInfo(zone))
    assert bool(said) is wrong
    if wrong:
        assert said.count("20") >= 2
        assert zone in said


@pytest.mark.parametrize("google", ["", "noon", "2026-04-02T12:00:00", "0001-01-01T00:00:00Z"])
def test_a_clock_that_cannot_be_checked_is_said(google: str) -> None:
    """Without a readable time from Google nobody knows the day."""
    assert "unchecked" in fault(NOON, google, dt.UTC)


@pytest.mark.parametrize(
    ("text", "believed"),
    [
        ("2026-04-02T11:00:00Z", True),
        ("2026-04-02T13:04:00+01:00", True),
        ("2026-04-02T12:06:00Z", False),
        ("2999-01-01T00:00:00Z", False),
        ("9999-12-31T23:59:59-14:00", False),
        ("0001-01-01T00:00:00+14:00", False),
        ("1999-12-31T00:00:00Z", False),
        ("2026-04-02T11:00:00", False),
        ("yesterday", False),
        ("", False),
    ],
)
def test_a_moment_is_believed_within_limits(text: str, believed: bool) -> None:
    """Unreadable, out of range or in the future by Google's clock: void."""
    assert (moment(text, NOON) is not None) is believed


@settings(deadline=None)
@given(st.text() | st.datetimes(timezones=st.timezones()).map(lambda found: found.isoformat()))
def test_any_text_is_a_moment_or_void(text: str) -> None:
    """Nothing that may stand in a cell is an error, and what is believed can be reckoned with."""
    found = moment(text, NOON)
    assert found is None or found.astimezone(dt.UTC) - NOON <= SLACK
