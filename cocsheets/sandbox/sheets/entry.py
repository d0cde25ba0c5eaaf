"""Text as if a person had typed it into a cell (`USER_ENTERED`).

Numbers, percent, currency, dates, times, booleans and formulas become values, and the cell takes
the number format that goes with them. Recorded for the common forms in en_US.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

from cocsheets.sandbox.sheets.cells import Cell, Entered, Formula, number
from cocsheets.sandbox.sheets.locales import Locale, locale
from cocsheets.sandbox.sheets.numberformat import EPOCH

Json = dict[str, Any]
_CURRENCIES = "$€£¥₹₽₩"
_MONTH_NAMES = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_MONTH = r"(?P<name>[A-Za-z]{3,9})\.?"
_CLOCK = re.compile(
    r"(?P<h>\d{1,3}):(?P<m>\d{2})(?::(?P<s>\d{2}(?:\.\d{1,3})?))?(?:\s*(?P<half>[AaPp])\.?[Mm]\.?)?\Z"
)
_SIGNED = re.compile(r"[+-]+\s*[^\s+-]")
_DATE_FORMS = {
    "ymd": re.compile(r"(?P<y>\d{4})(?P<mark>[-/.])(?P<m>\d{1,2})(?P=mark)(?P<d>\d{1,2})\Z"),
    "numbers": re.compile(
        r"(?P<a>\d{1,2})(?P<mark>[-/.])(?P<b>\d{1,2})(?:(?P=mark)(?P<y>\d{4}|\d{2}))?\Z"
    ),
    "mdy": re.compile(_MONTH + r"\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(?P<y>\d{4}))?\Z"),
    "dmy": re.compile(
        r"(?P<d>\d{1,2})(?P<mark>[\s-])" + _MONTH + r"(?:[\s-](?P<y>\d{4}|\d{2}))?\Z"
    ),
}


def enter(cell: Cell, typed: Any, locale_name: str, today: date) -> Cell:
    """The cell after `typed` was typed into it; numbers and booleans stand for themselves."""
    if not isinstance(typed, str):
        return cell.with_value(typed)
    value, shape = parse(typed, locale_name, today)
    new = cell.with_value(value)
    if shape is not None:
        new = new.but(fmt={**(cell.fmt or {}), "numberFormat": shape})
    return new


@lru_cache(maxsize=4096)
def parse(text: str, locale_name: str, today: date) -> tuple[Entered, Json | None]:
    """The value that a typed text means and the number format that it brings along, if any."""
    if not text:
        return None, None
    if text[0] == "'":
        return text[1:] or None, None
    if text[0] == "=" and len(text) > 1:
        return Formula(text), None
    bare = text.strip()
    if bare.upper() in ("TRUE", "FALSE"):
        return bare.upper() == "TRUE", None
    if any(letter.isdigit() for letter in bare):
        place = locale(locale_name)
        found = _number(bare, place) or _moment(bare, place, today)
        if found is not None:
            return found
    # A sign makes a formula of whatever is no number: `-a`, `+49 30 1234` (reported).
    if _SIGNED.match(bare):
        return Formula("=" + bare), None
    return text, None


@dataclass(slots=True)
class _Dressed:
    """A number's digits and what stood around them."""

    digits: str
    negative: bool = False
    currency: str = ""
    percent: bool = False


def _undressed(text: str) -> _Dressed:
    """Take brackets, signs, currency and per cent off a typed number."""
    found = _Dressed(text)
    if text[0] == "(" and text[-1] == ")":
        found.negative, text = True, text[1:-1]
    if text[:1] in ("+", "-"):
        found.negative ^= text[0] == "-"
        text = text[1:].lstrip()
    if text[:1] and text[0] in _CURRENCIES:
        found.currency, text = text[0], text[1:].lstrip()
        if text.startswith("-"):
            found.negative, text = not found.negative, text[1:]
    elif text[-1:] and text[-1] in _CURRENCIES:
        found.currency, text = text[-1], text[:-1].rstrip()
    if text.endswith("%"):
        found.percent, text = True, text[:-1].rstrip()
    found.digits = text
    return found


def _number(text: str, place: Locale) -> tuple[Entered, Json | None] | None:
    dressed = _undressed(text)
    form = _digits_form(place).match(dressed.digits)
    if not form or not (form["whole"] or form["part"]):
        return None
    whole, part = re.sub(r"\D", "", form["whole"]), form["part"] or ""
    power = int(form["power"][1:]) if form["power"] else 0
    value = float(f"{whole or 0}.{part or 0}e{power - 2 * dressed.percent}")
    if not math.isfinite(value):
        return None
    if not part and not power and not dressed.percent and len(whole) < 16:
        value = int(whole)
    digits = ".00" if part else ""
    shape = None
    if dressed.percent:
        shape = {"type": "PERCENT", "pattern": f"0{digits}%"}
    elif dressed.currency:
        shape = {"type": "CURRENCY", "pattern": f'"{dressed.currency}"#,##0{digits}'}
    elif form["power"]:
        shape = {"type": "SCIENTIFIC", "pattern": "0.00E+00"}
    elif len(whole) < len(form["whole"]):
        shape = {"type": "NUMBER", "pattern": f"#,##0{digits}"}
    return number(-value if dressed.negative else value), shape


@cache
def _digits_form(place: Locale) -> re.Pattern[str]:
    """Digits, grouped or not, with a decimal part and a power of ten."""
    group = "[\u202f\u00a0 ]" if place.group in "\u00a0\u202f" else re.escape(place.group)
    return re.compile(
        rf"(?P<whole>\d{{1,3}}(?:{group}\d{{3}})+|\d*)"
        rf"(?:{re.escape(place.decimal)}(?P<part>\d*))?(?P<power>[eE][+-]?\d{{1,4}})?\Z"
    )


def _moment(text: str, place: Locale, today: date) -> tuple[Entered, Json] | None:
    """A date, a time, or a date and a time."""
    clock = _clock(text)
    if clock is not None:
        return number(clock[0]), {
            "type": "TIME" if clock[0] < 1 else "DATE_TIME",
            "pattern": clock[1],
        }
    day = _day(text, place, today)
    if day is not None:
        return day[0], {"type": "DATE", "pattern": day[1]}
    split = re.match(r"(.+?)(?:\s+|(?<=\d)T(?=\d))(\d{1,2}:\S.*)\Z", text)
    if split:
        day, clock = _day(split[1], place, today), _clock(split[2])
        if day is not None and clock is not None and clock[0] < 1:
            shape = {"type": "DATE_TIME", "pattern": f"{day[1]} {clock[1]}"}
            return number(day[0] + clock[0]), shape
    return None


def _clock(text: str) -> tuple[float, str] | None:
    form = _CLOCK.match(text)
    if not form or int(form["m"]) > 59 or float(form["s"] or 0) >= 60:
        return None
    hours = int(form["h"])
    if form["half"]:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if form["half"].lower() == "p" else 0)
    seconds = hours * 3600 + int(form["m"]) * 60 + float(form["s"] or 0)
    pattern = "h:mm" + (":ss" if form["s"] else "")
    if form["half"]:
        pattern += " am/pm"
    elif hours > 23:
        pattern = "[h]:mm:ss"
    return seconds / 86400, pattern


def _day(text: str, place: Locale, today: date) -> tuple[int, str] | None:
    for kind, form in _DATE_FORMS.items():
        found = form.match(text)
        if found is None:
            continue
        day = _read_day(kind, found, place, today)
        if day is not None:
            return day
    return None


def _read_day(
    kind: str, found: re.Match[str], place: Locale, today: date
) -> tuple[int, str] | None:
    year = _year(found["y"], today)
    if kind == "ymd":
        month, day = int(found["m"]), int(found["d"])
        pattern = found["mark"].join(("yyyy", "mm", "dd"))
    elif kind == "numbers":
        first, second = int(found["a"]), int(found["b"])
        month, day = (first, second) if place.order == "mdy" else (second, first)
        mark = found["mark"]
        if mark == "." and place.order == "mdy":
            return None
        parts = ["m", "d"] if place.order == "mdy" else ["d", "m"]
        pattern = mark.join(parts + (["yyyy"] if found["y"] else []))
        if found["y"] and mark == place.date.strip("mdy")[:1]:
            pattern = place.date
    else:
        name = found["name"].lower()
        month = next((i for i, full in enumerate(_MONTH_NAMES, 1) if full.startswith(name)), 0)
        day = int(found["d"])
        word = "mmmm" if len(name) > 3 else "mmm"
        if kind == "mdy":
            pattern = f"{word} d" + (", yyyy" if found["y"] else "")
        else:
            mark = found["mark"]
            pattern = f"d{mark}{word}" + (f"{mark}yyyy" if found["y"] else "")
    try:
        return (date(year, month, day) - EPOCH.date()).days, pattern
    except ValueError:
        return None


def _year(text: str | None, today: date) -> int:
    if not text:
        return today.year
    year = int(text)
    if len(text) == 2:
        year += 2000 if year < 50 else 1900
    return year
