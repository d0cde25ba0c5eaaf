"""Numbers as Sheets shows them: number formats and their patterns, and the automatic format.

The pattern language is documented (Sheets API, date and number formats); what the automatic
format does is recorded for small numbers and unverified for very large and very small ones.
"""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from cocsheets.sandbox.sheets.locales import Locale, locale

EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - serial numbers have no zone
DATE_TYPES = ("DATE", "TIME", "DATE_TIME")
_MAX_SERIAL = 2958465
_PIECE = re.compile(
    r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.|am/pm|a/p|y+|m+|d+|h+|s+|0+|#+|\?+|E[+-]|e[+-]|[.,%@]|.',
    re.IGNORECASE | re.DOTALL,
)
_CORE = re.compile(
    r"(?P<whole>[0#?,]*)(?:\.(?P<part>[0#?]*))?(?P<scale>,*)(?:[Ee](?P<sign>[+-])(?P<power>[0#?]+))?\Z"
)
_MONTHS = "January February March April May June July August September October November December"
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
_DEFAULTS = {
    "TIME": "h:mm:ss am/pm",
    "PERCENT": "0.00%",
    "NUMBER": "#,##0.00",
    "SCIENTIFIC": "0.00E+00",
}


def show(value: float, number_format: dict[str, Any] | None, locale_name: str) -> str:
    """The number as a cell with this `numberFormat` shows it."""
    said = number_format or {}
    kind = said.get("type", "NUMBER_FORMAT_TYPE_UNSPECIFIED")
    return _shown(value, kind, said.get("pattern"), locale_name)


@lru_cache(maxsize=8192, typed=True)
def _shown(value: float, kind: str, pattern: str | None, locale_name: str) -> str:
    place = locale(locale_name)
    pattern = pattern or default_pattern(kind, place)
    if not pattern:
        return automatic(value, place)
    sections = _sections(pattern)
    negative = value < 0
    section = sections[0]
    if negative and len(sections) > 1:
        section, value = sections[1], -value
    elif value == 0 and len(sections) > 2:
        section = sections[2]
    elif negative and not _is_date(section):
        return "-" + _plain(section, -value, place)
    if _is_date(section):
        return _date(section, value) if 0 <= value <= _MAX_SERIAL else automatic(value, place)
    return _plain(section, value, place)


def show_text(text: str, number_format: dict[str, Any] | None) -> str:
    """A text as a cell with this `numberFormat` shows it: only a fourth section matters."""
    sections = _sections((number_format or {}).get("pattern") or "")
    if len(sections) < 4:
        return text
    return "".join(text if piece == "@" else _literal(piece) for piece in sections[3])


def default_pattern(kind: str, place: Locale) -> str:
    """The pattern of a format type that comes without one."""
    if kind == "DATE":
        return place.date
    if kind == "DATE_TIME":
        return f"{place.date} h:mm:ss"
    if kind == "CURRENCY":
        return f'"{place.currency}"#,##0.00'
    return _DEFAULTS.get(kind, "")


def automatic(value: float, place: Locale) -> str:
    """A number in a cell without a format: ten significant digits (recorded for short ones)."""
    if abs(value) < 10**15 and value == int(value):
        return str(int(value))
    if abs(value) >= 10**15 or 0 < abs(value) < 1e-9:
        mantissa, _, exponent = f"{value:.5E}".partition("E")
        mantissa = mantissa.rstrip("0").rstrip(".")
        text = f"{mantissa}E{exponent[0]}{int(exponent[1:]):02d}"
    else:
        digits = max(0, 10 - max(1, 1 + math.floor(math.log10(abs(value)))))
        if abs(value) < 1:
            digits = 9 - math.floor(math.log10(abs(value)))
        text = _fixed(value, digits).rstrip("0").rstrip(".")
    return text.replace(".", place.decimal)


@lru_cache(maxsize=512)
def _sections(pattern: str) -> list[list[str]]:
    sections: list[list[str]] = [[]]
    for piece in _PIECE.findall(pattern):
        if piece == ";":
            sections.append([])
        else:
            sections[-1].append(piece)
    return sections


def _is_date(pieces: list[str]) -> bool:
    return any(
        piece[0] in "ymdhsYMDHS" or piece.lower() in ("am/pm", "a/p", "[h]", "[hh]", "[m]", "[s]")
        for piece in pieces
    )


def _literal(piece: str) -> str:
    if piece[0] == '"':
        return piece[1:-1]
    if piece[0] == "\\":
        return piece[1:]
    if piece[0] == "_":
        return " "
    return "" if piece[0] in "[*" else piece


def _plain(pieces: list[str], value: float, place: Locale) -> str:
    """A number by a pattern of digits, with what stands before and behind them."""
    places = [index for index, piece in enumerate(pieces) if piece[0] in "0#?"]
    if not places:
        return "".join(automatic(value, place) if p == "@" else _literal(p) for p in pieces)
    first, end = places[0], places[-1] + 1
    if first and pieces[first - 1] == ".":
        first -= 1
    while end < len(pieces) and pieces[end] in (",", "."):
        end += 1
    core = _CORE.match("".join(p for p in pieces[first:end] if p[0] in "0#?,.Ee"))
    if core is None:
        return automatic(value, place)
    value *= 100 ** pieces.count("%")
    value /= 1000 ** (len(core["whole"]) - len(core["whole"].rstrip(",")) + len(core["scale"]))
    head, tail = pieces[:first], pieces[end:]
    return "".join(map(_literal, head)) + _digits(core, value, place) + "".join(map(_literal, tail))


def _digits(core: re.Match[str], value: float, place: Locale) -> str:
    """The digits of a number by the core of a pattern."""
    power = 0
    if core["sign"] and value:
        power = math.floor(math.log10(abs(value)))
        value = value / 10**power
    part = core["part"] or ""
    integer, _, decimals = _fixed(value, len(part)).partition(".")
    least = len(part.rstrip("#"))
    decimals = decimals[:least] + decimals[least:].rstrip("0")
    whole = core["whole"].rstrip(",")
    width = whole.count("0")
    integer = "" if integer == "0" and not width else integer.rjust(width, "0")
    if "," in whole:
        integer = re.sub(r"(?<=\d)(?=(\d{3})+$)", place.group, integer)
    text = integer + (place.decimal + decimals if decimals else "")
    if core["sign"]:
        sign = "-" if power < 0 else core["sign"].strip("-")
        text += f"E{sign}{abs(power):0{len(core['power'])}d}"
    return text


def _fixed(value: float, digits: int) -> str:
    """The decimal expansion as people round it, half away from zero."""
    try:
        return str(
            Decimal(repr(value)).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
            if abs(value) < 1e15
            else Decimal(value)
        )
    except InvalidOperation:
        return repr(value)


def _date(pieces: list[str], value: float) -> str:
    """A serial number by a pattern of date and time parts."""
    precise = any(piece[0] == "0" for piece in pieces)
    seconds = round(value * 86400, 3 if precise else 0)
    moment = EPOCH + timedelta(seconds=seconds)
    half = any(piece.lower() in ("am/pm", "a/p") for piece in pieces)
    out = []
    for index, piece in enumerate(pieces):
        low = piece.lower()
        if low[0] in "ymdhs" and piece[0].isalpha():
            minutes = low[0] == "m" and _means_minutes(pieces, index)
            out.append(_part(low, moment, half, minutes))
        elif low in ("am/pm", "a/p"):
            text = "AM" if moment.hour < 12 else "PM"
            out.append(text if low == "am/pm" else text[0])
        elif low.startswith("[") and low.strip("[]") and set(low.strip("[]")) <= set("hms"):
            unit = {"h": 3600, "m": 60, "s": 1}[low[1]]
            out.append(str(int(seconds // unit)).rjust(len(low) - 2, "0"))
        elif piece[0] == "0":
            out.append(f"{moment.microsecond // 1000:03d}"[: len(piece)])
        else:
            out.append(_literal(piece))
    return "".join(out)


def _means_minutes(pieces: list[str], index: int) -> bool:
    """Whether an `m` stands for minutes: after hours or before seconds."""
    if len(pieces[index]) > 2:
        return False
    letters = "ymdhsYMDHS"
    before = [t for t in pieces[:index] if t[0] in letters or t[:2].lower() in ("[h", "[m")]
    after = [t for t in pieces[index + 1 :] if t[0] in letters]
    return bool(
        (before and before[-1].strip("[]")[0].lower() == "h")
        or (after and after[0][0].lower() == "s")
    )


def _part(piece: str, moment: datetime, half: bool, minutes: bool) -> str:
    width, letter = len(piece), piece[0]
    if letter == "y":
        return f"{moment.year % 100:02d}" if width <= 2 else f"{moment.year:04d}"
    if letter == "d":
        if width > 2:
            name = _DAYS.split()[moment.weekday()]
            return name if width > 3 else name[:3]
        return f"{moment.day:0{width}d}"
    if letter == "h":
        hour = (moment.hour - 1) % 12 + 1 if half else moment.hour
        return f"{hour:0{min(width, 2)}d}"
    if letter == "s":
        return f"{moment.second:0{min(width, 2)}d}"
    if minutes:
        return f"{moment.minute:0{min(width, 2)}d}"
    if width > 2:
        name = _MONTHS.split()[moment.month - 1]
        return {3: name[:3], 5: name[0]}.get(width, name)
    return f"{moment.month:0{width}d}"
