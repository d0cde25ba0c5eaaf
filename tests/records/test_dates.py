"""Dates in cells: read without guessing, or told why not."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocsheets.records.dates import DateOrder, read_date, years_after
from cocsheets.records.table import CellError, DateNumber, Value

DMY, MDY, YMD = DateOrder.DMY, DateOrder.MDY, DateOrder.YMD


@pytest.mark.parametrize(
    ("value", "order", "expected"),
    [
        ("2022-07-12", None, "2022-07-12"),
        (" 2022-07-12\u00a0", None, "2022-07-12"),
        ("２０２２-07-12", None, "2022-07-12"),
        ("2022-07-12 14:30", None, "2022-07-12"),
        ("2024-02-29", None, "2024-02-29"),
        ("2022-07-12", DMY, "2022-07-12"),
        ("2022-07-12", MDY, "2022-07-12"),
        ("12.07.2022", DMY, "2022-07-12"),
        ("13.07.2022", DMY, "2022-07-13"),
        ("3/4/2024", DMY, "2024-04-03"),
        ("3-4-2024", MDY, "2024-03-04"),
        ("12. 7. 2022", DMY, "2022-07-12"),
        ("2022/7/2", YMD, "2022-07-02"),
        ("2022.12.31", YMD, "2022-12-31"),
        (DateNumber(45385), None, "2024-04-03"),
        (DateNumber(45385.999988), None, "2024-04-03"),
        (45385.0, None, "2024-04-03"),
    ],
)
def test_a_date_is_read(value: Value, order: DateOrder | None, expected: str) -> None:
    """True dates, ISO text, and text in the declared order mean one day."""
    assert read_date(value, order).value == dt.date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("value", "order", "rule"),
    [
        ("12.07.2022", None, "date-ambiguous"),
        ("13.07.2022", None, "date-ambiguous"),
        ("07/13/2022", None, "date-ambiguous"),
        ("2022/07/12", None, "date-ambiguous"),
        ("2022/07/12", DMY, "date-ambiguous"),
        ("07/13/2022", DMY, "date-impossible"),
        ("13/07/2022", MDY, "date-impossible"),
        ("12.07.2022", YMD, "date-ambiguous"),
        ("12.07.22", DMY, "date-incomplete"),
        ("12.07.22", None, "date-incomplete"),
        ("22-07-12", YMD, "date-incomplete"),
        ("2022-07", None, "date-incomplete"),
        ("07/2022", DMY, "date-incomplete"),
        ("3-Apr", None, "date-incomplete"),
        ("3 June", None, "date-incomplete"),
        ("June 2023", None, "date-incomplete"),
        ("2023", None, "date-incomplete"),
        ("xx.04.2019", None, "date-incomplete"),
        ("xx.04.2019", DMY, "date-incomplete"),
        ("??-??-2019", None, "date-incomplete"),
        ("xx.xx.xxxx", None, "date-incomplete"),
        ("00.04.2019", None, "date-incomplete"),
        ("2019-00-00", None, "date-incomplete"),
        ("2019-04-??", None, "date-incomplete"),
        ("tt.mm.2019", None, "date-incomplete"),
        ("Q3 2019", None, "date-incomplete"),
        ("Q3/19", None, "date-incomplete"),
        ("3. Quartal 2019", None, "date-incomplete"),
        ("2e trimestre 2019", None, "date-incomplete"),
        ("H1 2019", None, "date-incomplete"),
        ("KW 12 2019", None, "date-incomplete"),
        ("2019-W12", None, "date-incomplete"),
        ("M\u00e4rz 2027", None, "date-incomplete"),
        ("Ma\u0308rz 2027", None, "date-incomplete"),
        ("MARZO 2027", None, "date-incomplete"),
        ("d\u00e9but ao\u00fbt 2019", None, "date-incomplete"),
        ("\u043c\u0430\u0440\u0442 2019", None, "date-incomplete"),
        ("2019\u5e743\u6708", None, "date-incomplete"),
        ("2019\u5e743\u67084\u65e5", None, "not-a-date"),
        ("May", None, "date-incomplete"),
        ("summer 2019", None, "date-incomplete"),
        ("end of 2019", None, "date-incomplete"),
        ("ca. 2019", None, "date-incomplete"),
        ("2019?", None, "date-incomplete"),
        ("2019/20", None, "date-incomplete"),
        ("10", None, "date-incomplete"),
        (10.0, None, "date-incomplete"),
        (2019.0, None, "date-incomplete"),
        (4.2019, None, "date-incomplete"),
        ("99", None, "not-a-date"),
        ("?", None, "not-a-date"),
        ("xx", None, "not-a-date"),
        ("12 07 2022", None, "not-a-date"),
        ("3rd of June 2023", None, "not-a-date"),
        ("3. M\u00e4rz 2023", None, "not-a-date"),
        ("before the end", None, "not-a-date"),
        (float("inf"), None, "not-a-date"),
        (float("nan"), None, "not-a-date"),
        ("3 June 2023", None, "not-a-date"),
        ("2023-02-29", None, "date-impossible"),
        ("2023-13-01", None, "date-impossible"),
        ("2024-04-31", None, "date-impossible"),
        ("1023-04-03", None, "date-absurd"),
        ("2204-04-03", None, "date-absurd"),
        (DateNumber(0), None, "date-absurd"),
        (DateNumber(1e12), None, "date-absurd"),
        ("45385", None, "not-a-date"),
        ("45385", DMY, "not-a-date"),
        (0.0, None, "not-a-date"),
        (45385.5, None, "not-a-date"),
        (20240403.0, None, "not-a-date"),
        (-45385.0, None, "not-a-date"),
        ("-", None, "not-a-date"),
        ("--", None, "not-a-date"),
        ("never", None, "not-a-date"),
        ("TBC", None, "not-a-date"),
        ("n/a", None, "not-a-date"),
        ("Mary said so", None, "not-a-date"),
        ("may be later", None, "not-a-date"),
        ("2022-07-12T23:30Z", None, "not-a-date"),
        ("0", None, "not-a-date"),
        (True, None, "not-a-date"),
        (False, None, "not-a-date"),
        (CellError("#REF!"), None, "cell-error"),
        (CellError("LOADING"), None, "cell-error"),
    ],
)
def test_what_cannot_be_read_has_its_reason(
    value: Value, order: DateOrder | None, rule: str
) -> None:
    """Nothing is guessed: ambiguous, incomplete, impossible and absurd dates are told apart."""
    reading = read_date(value, order)
    assert reading.value is None
    assert reading.unreadable
    assert reading.rule == rule


@pytest.mark.parametrize("value", [None, "", " ", "\u00a0", "\n\t"])
def test_a_blank_is_a_blank(value: Value) -> None:
    """An empty cell, and one of white space, is neither today nor a problem."""
    assert read_date(value) == (None, "", "")


def test_a_plain_number_is_taken_with_a_warning() -> None:
    """A serial without date format is read as its day, and said to be so."""
    assert read_date(45385.0).rule == "date-unformatted"
    assert read_date(DateNumber(45385)).rule == ""


@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)))
def test_every_spelling_of_a_day_in_its_order_means_that_day(day: dt.date) -> None:
    """ISO is never reordered; a declared order reads its own spelling back."""
    for order in (None, *DateOrder):
        assert read_date(day.isoformat(), order).value == day
    assert read_date(f"{day.day}.{day.month}.{day.year}", DMY).value == day
    assert read_date(f"{day.month}/{day.day}/{day.year}", MDY).value == day
    assert read_date(f"{day.year}-{day.month}-{day.day}", YMD).value == day


@given(st.text(max_size=30), st.sampled_from([None, *DateOrder]))
def test_any_text_is_a_date_a_blank_or_has_a_reason(text: str, order: DateOrder | None) -> None:
    """No text is dropped, and none but white space is counted as blank."""
    reading = read_date(text, order)
    assert (reading.value is None) == (reading.unreadable or not text.strip())


def test_fifteen_years_after_a_leap_day() -> None:
    """29 February becomes the 28th where there is none."""
    assert years_after(dt.date(2024, 2, 29), 15) == dt.date(2039, 2, 28)
