"""Spreadsheet functions over plain values: those of everyday committee sheets.

Knows no cells, no sheets, no references; any function that is not here is `#NAME?`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from cocsheets.sandbox.formulas import array_functions as arrays
from cocsheets.sandbox.formulas.cell_values import (
    Array,
    FormulaError,
    flat,
    is_number,
    numbers,
    scalar,
    to_bool,
    to_number,
    to_text,
)
from cocsheets.sandbox.sheets.numberformat import EPOCH, show

_LONGEST = 50_000


def _average(*arguments: Any) -> float:
    found = numbers(*arguments)
    if not found:
        raise FormulaError(
            "DIVIDE_BY_ZERO", "Evaluation of function AVERAGE caused a divide by zero error."
        )
    return sum(found) / len(found)


def _round(value: Any, places: Any = 0) -> float:
    power = 10.0 ** int(to_number(places))
    exact = to_number(value) * power
    return math.copysign(math.floor(abs(exact) + 0.5), exact) / power


def _mod(value: Any, by: Any) -> float | int:
    divisor = to_number(by)
    if divisor == 0:
        raise FormulaError("DIVIDE_BY_ZERO", "Function MOD parameter 2 cannot be zero.")
    return to_number(value) % divisor


def _sqrt(value: Any) -> float:
    found = to_number(value)
    if found < 0:
        raise FormulaError(
            "NUM", f"Function SQRT parameter 1 value is {found}. It should be at least 0."
        )
    return math.sqrt(found)


def power(base: Any, exponent: Any) -> float | int:
    """`base ^ exponent`, or `#NUM!`."""
    try:
        result: float | complex = float(to_number(base)) ** float(to_number(exponent))
    except (OverflowError, ZeroDivisionError):
        raise FormulaError("NUM", "Function POWER result is out of range.") from None
    if isinstance(result, complex):
        raise FormulaError("NUM", "Function POWER has no real result.")
    return result


def _date(year: Any, month: Any, day: Any) -> int:
    years, months = int(to_number(year)), int(to_number(month)) - 1
    try:
        first = EPOCH.replace(year=years + months // 12, month=months % 12 + 1, day=1)
        return (first + timedelta(days=int(to_number(day)) - 1) - EPOCH).days
    except (ValueError, OverflowError):
        raise FormulaError("NUM", "Function DATE result is out of range.") from None


def _moment(value: Any) -> Any:
    try:
        return EPOCH + timedelta(days=float(to_number(value)))
    except OverflowError:
        raise FormulaError("NUM", "A date is out of range.") from None


def _end_of_month(value: Any, months: Any) -> int:
    """EOMONTH: the last day of the month so many months on."""
    start = _moment(value)
    return _date(start.year, start.month + int(to_number(months)) + 1, 0)


def _months_later(value: Any, months: Any) -> int:
    """EDATE: the same day so many months on, or that month's last."""
    last = _end_of_month(value, months)
    past: int = _moment(last).day - _moment(value).day
    return last - max(0, past)


def _join(separator: Any, *values: Any) -> str:
    return to_text(separator).join(to_text(value) for value, _ in flat(values))


def _text_join(separator: Any, skip: Any, *values: Any) -> str:
    texts = [to_text(value) for value, _ in flat(values)]
    return to_text(separator).join(text for text in texts if text or not to_bool(skip))


def _split(text: Any, separator: Any) -> Array:
    parts = re.split("[" + re.escape(to_text(separator)) + "]", to_text(text))
    return [[part for part in parts if part] or [None]]


def _find(wanted: Any, text: Any, start: Any = 1) -> int:
    at = to_text(text).find(to_text(wanted), int(to_number(start)) - 1)
    if at < 0:
        raise FormulaError("VALUE", f"In FIND evaluation, cannot find '{to_text(wanted)}'.")
    return at + 1


def _left(text: Any, count: Any = 1) -> str:
    return to_text(text)[: max(0, int(to_number(count)))]


def _right(text: Any, count: Any = 1) -> str:
    size = int(to_number(count))
    return to_text(text)[-size:] if size > 0 else ""


def _mid(text: Any, start: Any, count: Any) -> str:
    first = int(to_number(start)) - 1
    return to_text(text)[first : first + max(0, int(to_number(count)))]


def _repeated(text: str, count: int) -> str:
    """A text over and over, as long as a cell holds it."""
    if len(text) * count > _LONGEST:
        raise FormulaError("VALUE", f"The result of REPT is longer than {_LONGEST} characters.")
    return text * max(0, count)


def _not_available() -> Any:
    raise FormulaError("N_A", "Error occurred due to missing value.")


ELEMENTWISE: dict[str, Callable[..., Any]] = {
    "ABS": lambda value: abs(to_number(value)),
    "CONCAT": lambda one, other: to_text(one) + to_text(other),
    "DAY": lambda value: _moment(value).day,
    "EXACT": lambda one, other: to_text(one) == to_text(other),
    "INT": lambda value: math.floor(to_number(value)),
    "LEFT": _left,
    "LEN": lambda value: len(to_text(value)),
    "LOWER": lambda value: to_text(value).lower(),
    "MID": _mid,
    "MOD": _mod,
    "MONTH": lambda value: _moment(value).month,
    "POWER": power,
    "PROPER": lambda value: to_text(value).title(),
    "RIGHT": _right,
    "ROUND": _round,
    "SQRT": _sqrt,
    "SUBSTITUTE": lambda text, old, new: (
        to_text(text).replace(to_text(old), to_text(new)) if to_text(old) else to_text(text)
    ),
    "TEXT": lambda value, pattern: show(to_number(value), {"pattern": to_text(pattern)}, "en_US"),
    "TRIM": lambda value: " ".join(to_text(value).split()),
    "UPPER": lambda value: to_text(value).upper(),
    "VALUE": lambda value: to_number(value, "VALUE"),
    "YEAR": lambda value: _moment(value).year,
}
"""Functions of one value, which ARRAYFORMULA applies to every value of an array."""

FUNCTIONS: dict[str, Callable[..., Any]] = {
    **ELEMENTWISE,
    "AND": lambda *values: all(to_bool(v) for v, _ in flat(values) if v is not None),
    "ARRAYFORMULA": lambda value: value,
    "AVERAGE": _average,
    "CHAR": lambda value: chr(int(to_number(value))),
    "CONCATENATE": lambda *values: "".join(to_text(v) for v, _ in flat(values)),
    "COUNT": lambda *values: sum(is_number(v) for v, _ in flat(values)),
    "COUNTA": lambda *values: sum(v is not None for v, _ in flat(values)),
    "COUNTBLANK": lambda *values: sum(v in (None, "") for v, _ in flat(values)),
    "COUNTIF": arrays.count_if,
    "DATE": _date,
    "DATEVALUE": lambda value: int(to_number(value)),
    "EDATE": _months_later,
    "EOMONTH": _end_of_month,
    "FILTER": arrays.filtered,
    "FIND": _find,
    "HYPERLINK": lambda url, label=None: to_text(url) if label is None else scalar(label),
    "INDEX": arrays.part_of,
    "ISBLANK": lambda value: value is None or value == [[None]],
    "ISNUMBER": lambda value: is_number(scalar(value)),
    "ISTEXT": lambda value: isinstance(scalar(value), str),
    "JOIN": _join,
    "MATCH": arrays.place_of,
    "MAX": lambda *values: max(numbers(*values), default=0),
    "MIN": lambda *values: min(numbers(*values), default=0),
    "N": lambda value: value if isinstance(value := scalar(value), (int, float)) else 0,
    "NA": _not_available,
    "NOT": lambda value: not to_bool(value),
    "OR": lambda *values: any(to_bool(v) for v, _ in flat(values) if v is not None),
    "PI": lambda: math.pi,
    "PRODUCT": lambda *values: math.prod(numbers(*values)),
    "REPT": lambda value, count: _repeated(to_text(value), int(to_number(count))),
    "SORT": arrays.sorted_rows,
    "SPLIT": _split,
    "SUM": lambda *values: sum(numbers(*values)),
    "SUMIF": arrays.sum_if,
    "T": lambda value: value if isinstance(value := scalar(value), str) else "",
    "TEXTJOIN": _text_join,
    "TRANSPOSE": arrays.transposed,
    "UNIQUE": arrays.unique,
    "VLOOKUP": arrays.vlookup,
    "WEEKDAY": lambda value: _moment(value).isoweekday() % 7 + 1,
}
"""All functions by their names."""
