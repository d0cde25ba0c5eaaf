"""What a typed text becomes, and how it is shown: numbers, money, dates, times, booleans."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocsheets.sandbox.sheets.cells import Formula
from cocsheets.sandbox.sheets.entry import parse
from cocsheets.sandbox.sheets.numberformat import show

TODAY = dt.date(2024, 6, 1)


@pytest.mark.parametrize(
    ("typed", "value", "shown"),
    [
        ("0042", 42, "42"),
        ("1.50", 1.5, "1.5"),
        ("-3", -3, "-3"),
        ("2,000,000.01", 2000000.01, "2,000,000.01"),
        ("1,234", 1234, "1,234"),
        ("10%", 0.1, "10%"),
        ("12.5%", 0.125, "12.50%"),
        ("$5", 5, "$5"),
        ("$1,234.5", 1234.5, "$1,234.50"),
        ("-$5.25", -5.25, "-$5.25"),
        ("€7", 7, "€7"),
        ("(5)", -5, "-5"),
        ("1e3", 1000, "1.00E+03"),
        (".5", 0.5, "0.5"),
        ("2020-01-01", 43831, "2020-01-01"),
        ("1/2/2020", 43832, "1/2/2020"),
        ("1/2/20", 43832, "1/2/2020"),
        ("Jan 2, 2020", 43832, "Jan 2, 2020"),
        ("2 January 2020", 43832, "2 January 2020"),
        ("1/2", 45293, "1/2"),
        ("12:30", 0.5208333333333334, "12:30"),
        ("1:05:09 PM", 0.5452430555555555, "1:05:09 PM"),
        ("2020-01-01 12:00", 43831.5, "2020-01-01 12:00"),
    ],
)
def test_typed_numbers(typed: str, value: float, shown: str) -> None:
    """In en_US a typed number, sum, date or time is a number shown in the form it was typed in."""
    found, shape = parse(typed, "en_US", TODAY)
    assert found == value
    assert isinstance(found, (int, float))
    assert show(found, shape, "en_US") == shown


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("true", True),
        ("FALSE", False),
        ("=A1+1", Formula("=A1+1")),
        ("+A1", Formula("=+A1")),
        ("+a", Formula("=+a")),
        ("-a", Formula("=-a")),
        ("- a note", Formula("=- a note")),
        ("+49 30 1234567", Formula("=+49 30 1234567")),
        ("-", "-"),
        ("--", "--"),
        ("'0042", "0042"),
        ("=", "="),
        ("12 Main Street", "12 Main Street"),
        ("2020-13-01", "2020-13-01"),
        ("31/12/2020", "31/12/2020"),
        ("1,23", "1,23"),
        ("+", "+"),
        (" padded ", " padded "),
        ("", None),
    ],
)
def test_typed_text(typed: str, value: Any) -> None:
    """What is no number in en_US stays the text that it is; an apostrophe keeps a text."""
    found, shape = parse(typed, "en_US", TODAY)
    assert found == value
    assert type(found) is type(value)
    assert shape is None


@pytest.mark.parametrize(
    ("locale", "typed", "value", "shown"),
    [
        ("en_GB", "31/12/2020", 44196, "31/12/2020"),
        ("de_DE", "31.12.2020", 44196, "31.12.2020"),
        ("de_DE", "1.234,5", 1234.5, "1.234,50"),
        ("fr_FR", "1,5", 1.5, "1,5"),
        ("fr_FR", "2020-12-31", 44196, "2020-12-31"),
    ],
)
def test_locales(locale: str, typed: str, value: float, shown: str) -> None:
    """Dates and decimal marks are read and shown by the spreadsheet's locale."""
    found, shape = parse(typed, locale, TODAY)
    assert found == value
    assert isinstance(found, (int, float))
    assert show(found, shape, locale) == shown


@pytest.mark.parametrize(
    ("value", "pattern", "shown"),
    [
        (1234.567, "#,##0.00", "1,234.57"),
        (0.5, "0%", "50%"),
        (-5, "0.00;(0.00)", "(5.00)"),
        (0, "0;-0;nil", "nil"),
        (7, "000", "007"),
        (1234567, "0.0,,", "1.2"),
        (5, '0" reports"', "5 reports"),
        (12345.678, "0.00E+00", "1.23E+04"),
        (43831.75, "dd.mm.yy hh:mm", "01.01.20 18:00"),
        (43831, "dddd, mmmm d", "Wednesday, January 1"),
        (1.25, "[h]:mm", "30:00"),
        (0.3333333333, "", "0.3333333333"),
        (1 / 3, "", "0.3333333333"),
        (1e15, "", "1E+15"),
    ],
)
def test_patterns(value: float, pattern: str, shown: str) -> None:
    """Number format patterns, and the automatic format with ten digits."""
    assert (
        show(value, {"type": "NUMBER", "pattern": pattern} if pattern else None, "en_US") == shown
    )


@given(st.text(max_size=30))
def test_any_text_can_be_typed(text: str) -> None:
    """Every text becomes some value, and none is lost: what is no number stays itself."""
    value, shape = parse(text, "en_US", TODAY)
    if isinstance(value, str):
        assert value == text.removeprefix("'")
    assert shape is None or isinstance(value, (int, float))


@given(st.dates(dt.date(1900, 1, 1), dt.date(2999, 12, 31)))
def test_iso_dates_are_shown_as_typed(day: dt.date) -> None:
    """Any date typed as YYYY-MM-DD is a serial number that is shown so again."""
    value, shape = parse(day.isoformat(), "en_US", TODAY)
    assert value == (day - dt.date(1899, 12, 30)).days
    assert isinstance(value, int)
    assert show(value, shape, "en_US") == day.isoformat()


@given(st.integers(-(10**14), 10**14))
def test_whole_numbers_are_shown_in_full(number: int) -> None:
    """A whole number is typed, stored and shown the same."""
    assert parse(str(number), "en_US", TODAY) == (number, None)
    assert show(number, None, "en_US") == str(number)
