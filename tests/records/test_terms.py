"""Calendar months and published terms."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocsheets.records.record import Status
from cocsheets.records.terms import PRESETS, add_months, months_before

DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2090, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2022-08-31", 6, "2023-02-28"),
        ("2023-08-31", 6, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2023-02-28", 12, "2024-02-28"),
        ("2023-12-31", 6, "2024-06-30"),
        ("2023-01-01", 0, "2023-01-01"),
        ("2023-12-15", 14, "2025-02-15"),
        ("9999-06-01", 12, "9999-12-31"),
    ],
)
def test_calendar_months(day: str, months: int, expected: str) -> None:
    """The day of the month stays, or becomes the last day of a shorter month."""
    assert add_months(dt.date.fromisoformat(day), months) == dt.date.fromisoformat(expected)


@given(DAYS, st.integers(0, 60), st.integers(0, 60))
def test_later_reports_never_give_earlier_dates(day: dt.date, shift: int, months: int) -> None:
    """Adding months keeps the order of days."""
    assert add_months(day, months) <= add_months(day + dt.timedelta(days=shift), months)


@given(DAYS, st.sampled_from([6, 12, 14, 26]))
def test_months_before_inverts_adding(day: dt.date, months: int) -> None:
    """A day is among those from which its sum is reached, and all of those reach it."""
    reached = add_months(day, months)
    assert day in months_before(reached, months)
    assert {add_months(start, months) for start in months_before(reached, months)} == {reached}


def test_the_end_of_a_month_has_several_starts() -> None:
    """28 February 2023 is six months after any of four days; 30 August after none in February."""
    assert [day.day for day in months_before(dt.date(2023, 2, 28), 6)] == [28, 29, 30, 31]
    assert months_before(dt.date(2023, 8, 30), 6) == ()
    assert months_before(dt.date(1, 3, 1), 6) == ()


def test_presets_say_what_the_committees_published() -> None:
    """The terms of 2016 and 2018, in months; None is no date."""
    found = {
        name: {kind: term.months for kind, term in preset.terms.items()}
        for name, preset in PRESETS.items()
    }
    assert found == {
        "django-2016": {
            "minor": 12,
            "one-off": 12,
            "not-upheld": 12,
            "serious": None,
            "repeated": None,
        },
        "django-2018": {
            "no-violation": 0,
            "unidentified": None,
            "resolved": 14,
            "flagged": 26,
            "banned": 26,
        },
    }
    assert PRESETS["django-2018"].terms["unidentified"].reporter_months == 6
    assert PRESETS["django-2018"].by_status[Status.FLAGGED] == 26
