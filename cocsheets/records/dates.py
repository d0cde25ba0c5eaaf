"""Dates in cells: which day a cell means, or why nobody can say. Nothing is guessed.

A true date (`DateNumber`) is floored to its day. Typed text is read year first (ISO 8601), always;
any other order only where the committee declares one, and then that one only. Two-digit years are
never read. Must not know which column a cell stands in, or what today is.
"""

from __future__ import annotations

import datetime as dt
import enum
import re
import unicodedata
from typing import Generic, NamedTuple, TypeVar

from cocsheets.patterns import lazy_re
from cocsheets.records.languages import months, words
from cocsheets.records.table import CellError, DateNumber, Value
from cocsheets.records.text import EPOCH, fold, serial_day

T = TypeVar("T")


class Reading(NamedTuple, Generic[T]):
    """What one cell amounts to. A blank cell has neither value nor rule."""

    value: T | None
    """None where the cell is blank or cannot be read."""
    rule: str = ""
    """Code of the rule that the cell breaks, if any; with a value it is a reservation."""
    detail: str = ""
    """More about it, for the message; never contents of the cell."""

    @property
    def unreadable(self) -> bool:
        """Whether something stands in the cell that cannot be read."""
        return self.value is None and bool(self.rule)


BLANK: Reading[dt.date] = Reading(None)

EARLIEST = dt.date(2000, 1, 1)
LATEST = dt.date(2100, 1, 1)
"""Days outside of these are slips, not dates of reports."""
MAX_YEARS = 15
"""An expunge date further than this from the report is a slip."""


class DateOrder(enum.StrEnum):
    """The order in which a committee types dates as text."""

    DMY = "DMY"
    MDY = "MDY"
    YMD = "YMD"


_ISO = lazy_re(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ][0-9]{1,2}:[0-9]{2}(?::[0-9.]+)?)?")
_PARTS = lazy_re(r"([0-9]{1,4})\s*([./-])\s*([0-9]{1,4})(?:\s*\2\s*([0-9]{1,4})?)?")
_MONTH = lazy_re(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
)
_YEAR = lazy_re(r"(?<![0-9])[0-9]{4}(?![0-9])")
_TOKEN = lazy_re(r"[0-9]+|[?_*]+|[^\s0-9?_*.,;:/()\[\]<>~'\"\u2018\u2019\u2013\u2014-]+")
"""A number, a placeholder or a word, without what stands between them."""
_EAST = lazy_re(r"([0-9]{4})\s*[年년]\s*([0-9]{1,2})\s*[月월]\s*([0-9]{1,2})\s*[日号號일]?")
_MISSING = lazy_re(r"[?_*]+|x+|0+|…+")
_WITH_YEAR = lazy_re(r"[0-9]{1,2}\.20[0-9]{2}")


def read_date(value: Value, order: DateOrder | None = None) -> Reading[dt.date]:
    """The day that a cell means.

    Rules given back: `cell-error`, `date-ambiguous`, `date-incomplete`, `date-impossible`,
    `date-absurd`, `not-a-date`; and with a value `date-unformatted` for a plain number,
    `date-as-text` for typed text.
    """
    if isinstance(value, DateNumber):
        day = serial_day(value)
        return Reading(day) if day and EARLIEST <= day <= LATEST else Reading(None, "date-absurd")
    if value is None:
        return BLANK
    if isinstance(value, CellError):
        return Reading(None, "cell-error", value.shown)
    if isinstance(value, str):
        return _read_text(value, order)
    if isinstance(value, bool):
        return Reading(None, "not-a-date")
    return _read_number(value)


def _read_number(value: float) -> Reading[dt.date]:
    low, high = (EARLIEST - EPOCH).days, (LATEST - EPOCH).days
    whole = value == value // 1
    if low <= value <= high and whole:
        return Reading(EPOCH + dt.timedelta(days=int(value)), "date-unformatted")
    # A day, a month or a year alone; month and year with a point between.
    part = whole and (1 <= value <= 31 or EARLIEST.year <= value <= LATEST.year)
    if part or _WITH_YEAR.fullmatch(repr(value)):
        return Reading(None, "date-incomplete")
    return Reading(None, "not-a-date")


def _read_text(value: str, order: DateOrder | None) -> Reading[dt.date]:
    text = value.strip()
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).strip()
    if not text:
        return BLANK
    if match := _ISO.fullmatch(text):
        year, month, day = map(int, match.groups())
        return _day(year, month, day) if month and day else Reading(None, "date-incomplete")
    match = _PARTS.fullmatch(text)
    if match is None:
        return Reading(None, _words(text))
    first, last = match[1], match[4]
    if last is None or (len(first) < 4 and len(last) < 4):
        return Reading(None, "date-incomplete")
    if len(first) == 4:
        year_first, parts = True, (first, match[3], last)
    else:
        year_first, parts = False, (last, match[3], first)
    if any(len(part) > 2 for part in parts[1:]):
        return Reading(None, "not-a-date")
    year, middle, end = map(int, parts)
    if not (year and middle and end):
        return Reading(None, "date-incomplete")
    if order is None or year_first is not (order is DateOrder.YMD):
        return Reading(None, "date-ambiguous")
    return _day(year, end, middle) if order is DateOrder.MDY else _day(year, middle, end)


def _day(year: int, month: int, day: int) -> Reading[dt.date]:
    try:
        read = dt.date(year, month, day)
    except ValueError:
        return Reading(None, "date-impossible")
    if not EARLIEST <= read <= LATEST:
        return Reading(None, "date-absurd")
    return Reading(read, "date-as-text")


def _words(text: str) -> str:
    """The rule for text that is not three numbers: a part of a date, or none that can be read."""
    if _is_part(text):
        return "date-incomplete"
    day = re.search(r"(?<![0-9])[0-9]{1,2}(?![0-9])", text)
    year = _YEAR.search(text)
    if _MONTH.search(text.lower()) and (day is None) is not (year is None):
        return "date-incomplete"
    return "not-a-date"


def day_in_words(text: str) -> dt.date | None:
    """The day of a text with a month in words, in any of the larger languages and in any order
    (`1 March 2027`, `1. März 2027`, `1 de marzo de 2027`, `2027年3月1日`); None where it is not one
    certain day."""
    folded = fold(text)
    if match := _EAST.fullmatch(folded):
        return _possible(*map(int, match.groups()))
    numbers, named = [], []
    for token in _TOKEN.findall(folded):
        if token.isdecimal():
            numbers.append(token)
        elif token in months():
            named.append(months()[token])
        elif token not in words("within"):
            return None
    years = [int(number) for number in numbers if len(number) == 4]
    days = [int(number) for number in numbers if len(number) <= 2]
    if not len(years) == len(days) == len(named) == 1 or len(numbers) > 2 or len(named[0]) > 1:
        return None
    (month,) = named[0]
    return _possible(years[0], month, days[0])


def _possible(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _is_part(text: str) -> bool:
    """Whether a text holds nothing but parts of a date, in any of the larger languages, and not a
    whole one: `Q3 2019`, `März 2027`, `xx.04.2019`, `10`, `end of 2019`."""
    years = days = named = missing = 0
    for token in _TOKEN.findall(fold(text)):
        if _MISSING.fullmatch(token):
            missing += 1
        elif token.isdecimal():
            number = int(token)
            if len(token) <= 2 and number <= 31:
                days += 1
            elif len(token) == 4 and EARLIEST.year <= number <= LATEST.year:
                years += 1
            else:
                return False
        elif token in months():
            named += 1
        elif token not in words("part"):
            return False
    if years and (days > 1 or (days and named)) and not missing:
        return False  # all of it is there, only written in a way that is not read
    return bool(years or days or named or missing > 1)


def years_after(day: dt.date, years: int) -> dt.date:
    """The same day some years on; 29 February becomes the 28th where it must."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def date_cell(day: dt.date | None) -> Value:
    """A day as a true date cell; None for a blank one."""
    return None if day is None else DateNumber((day - EPOCH).days)
