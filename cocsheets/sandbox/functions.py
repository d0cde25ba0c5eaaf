"""Spreadsheet functions over plain values: those of everyday committee sheets.

Knows no cells, no sheets, no references; any function that is not here is `#NAME?`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from cocsheets.sandbox.cell_values import (
    Array,
    FormulaError,
    compare,
    flat,
    numbers,
    scalar,
    to_bool,
    to_number,
    to_text,
    type_rank,
)
from cocsheets.sandbox.numberformat import EPOCH, show

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


def matches(value: Any, criterion: Any) -> bool:
    """Whether a value meets a criterion of COUNTIF and its like: `5`, `">=3"`, `"a*"`."""
    if not isinstance(criterion, str):
        return compare(value, criterion) == 0 and value is not None
    found = re.match(r"(<>|<=|>=|<|>|=)?(.*)\Z", criterion, re.DOTALL)
    op, text = (found[1] or "=", found[2]) if found else ("=", criterion)
    try:
        wanted: Any = float(text)
    except ValueError:
        wanted = text
    if isinstance(wanted, str) and op in ("=", "<>"):
        pattern = re.escape(wanted).replace(r"\*", ".*").replace(r"\?", ".")
        hit = isinstance(value, str) and re.fullmatch(pattern, value, re.IGNORECASE | re.DOTALL)
        return bool(hit) == (op == "=")
    if type_rank(value) != type_rank(wanted):
        return op == "<>"
    order = compare(value, wanted)
    return {"=": order == 0, "<>": order != 0, "<": order < 0, ">": order > 0}.get(
        op, order <= 0 if op == "<=" else order >= 0
    )


def _rows(array: Any) -> Array:
    return array if isinstance(array, list) else [[array]]


def _count_if(array: Any, criterion: Any) -> int:
    return sum(matches(value, scalar(criterion)) for value, _ in flat((array,)))


def _sum_if(array: Any, criterion: Any, summed: Any = None) -> float | int:
    wanted = scalar(criterion)
    total: float | int = 0
    values = [value for value, _ in flat((_rows(array if summed is None else summed),))]
    for (value, _), amount in zip(flat((_rows(array),)), values, strict=False):
        if (
            matches(value, wanted)
            and isinstance(amount, (int, float))
            and not isinstance(amount, bool)
        ):
            total += amount
    return total


def _vlookup(key: Any, table: Any, index: Any, is_sorted: Any = True) -> Any:
    column = int(to_number(index)) - 1
    wanted, best = scalar(key), None
    for row in _rows(table):
        if column >= len(row):
            raise FormulaError("REF", "VLOOKUP evaluates to an out of bounds range.")
        if type_rank(row[0]) != type_rank(wanted):
            continue
        order = compare(row[0], wanted)
        if order == 0:
            return row[column]
        if order < 0:
            best = row
    if best is not None and to_bool(is_sorted):
        return best[column]
    raise FormulaError("N_A", f"Did not find value '{to_text(wanted)}' in VLOOKUP evaluation.")


def _match(key: Any, array: Any, kind: Any = 1) -> int:
    wanted = scalar(key)
    values = [value for value, _ in flat((_rows(array),))]
    for place, value in enumerate(values, 1):
        if type_rank(value) == type_rank(wanted) and compare(value, wanted) == 0:
            return place
    if to_number(kind) == 1:
        below = [i for i, v in enumerate(values, 1) if v is not None and compare(v, wanted) < 0]
        if below:
            return below[-1]
    raise FormulaError("N_A", f"Did not find value '{to_text(wanted)}' in MATCH evaluation.")


def _index(array: Any, row: Any = 0, column: Any = 0) -> Any:
    rows, r, c = _rows(array), int(to_number(row)), int(to_number(column))
    if r > len(rows) or (rows and c > len(rows[0])):
        raise FormulaError("REF", "INDEX evaluates to an out of bounds range.")
    part = rows[r - 1 : r] if r else rows
    return [line[c - 1 : c] for line in part] if c else part


def _unique(array: Any) -> Array:
    seen: Array = []
    for row in _rows(array):
        if row not in seen:
            seen.append(row)
    return seen


def _sort(array: Any, column: Any = 1, ascending: Any = True) -> Array:
    index = int(to_number(column)) - 1
    return sorted(
        _rows(array),
        key=lambda row: (type_rank(row[index]), row[index] if row[index] is not None else 0),
        reverse=not to_bool(ascending),
    )


def _filter(array: Any, *conditions: Any) -> Array:
    kept = [
        row
        for place, row in enumerate(_rows(array))
        if all(
            place < len(_rows(condition)) and _rows(condition)[place][0] not in (None, False, 0, "")
            for condition in conditions
        )
    ]
    if not kept:
        raise FormulaError("N_A", "No matches are found in FILTER evaluation.")
    return kept


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


def _value_of(value: Any) -> Any:
    found = scalar(value)
    return (
        found
        if isinstance(found, (int, float)) and not isinstance(found, bool)
        else to_number(found)
    )


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "ABS": lambda value: abs(to_number(value)),
    "AND": lambda *values: all(to_bool(v) for v, _ in flat(values) if v is not None),
    "ARRAYFORMULA": lambda value: value,
    "AVERAGE": _average,
    "CHAR": lambda value: chr(int(to_number(value))),
    "CONCAT": lambda one, other: to_text(one) + to_text(other),
    "CONCATENATE": lambda *values: "".join(to_text(v) for v, _ in flat(values)),
    "COUNT": lambda *values: sum(
        isinstance(v, (int, float)) and not isinstance(v, bool) for v, _ in flat(values)
    ),
    "COUNTA": lambda *values: sum(v is not None for v, _ in flat(values)),
    "COUNTBLANK": lambda *values: sum(v in (None, "") for v, _ in flat(values)),
    "COUNTIF": _count_if,
    "DATE": _date,
    "DATEVALUE": lambda value: int(to_number(value)),
    "DAY": lambda value: _moment(value).day,
    "EDATE": _months_later,
    "EOMONTH": _end_of_month,
    "EXACT": lambda one, other: to_text(one) == to_text(other),
    "FILTER": _filter,
    "FIND": _find,
    "HYPERLINK": lambda url, label=None: to_text(url) if label is None else scalar(label),
    "INDEX": _index,
    "INT": lambda value: math.floor(to_number(value)),
    "ISBLANK": lambda value: value is None or value == [[None]],
    "ISNUMBER": lambda value: (
        isinstance(scalar(value), (int, float)) and not isinstance(scalar(value), bool)
    ),
    "ISTEXT": lambda value: isinstance(scalar(value), str),
    "JOIN": _join,
    "LEFT": _left,
    "LEN": lambda value: len(to_text(value)),
    "LOWER": lambda value: to_text(value).lower(),
    "MATCH": _match,
    "MAX": lambda *values: max(numbers(*values), default=0),
    "MID": _mid,
    "MIN": lambda *values: min(numbers(*values), default=0),
    "MOD": _mod,
    "MONTH": lambda value: _moment(value).month,
    "N": lambda value: value if isinstance(value := scalar(value), (int, float)) else 0,
    "NA": _not_available,
    "NOT": lambda value: not to_bool(value),
    "OR": lambda *values: any(to_bool(v) for v, _ in flat(values) if v is not None),
    "PI": lambda: math.pi,
    "POWER": power,
    "PRODUCT": lambda *values: math.prod(numbers(*values)),
    "PROPER": lambda value: to_text(value).title(),
    "REPT": lambda value, count: _repeated(to_text(value), int(to_number(count))),
    "RIGHT": _right,
    "ROUND": _round,
    "SORT": _sort,
    "SPLIT": _split,
    "SQRT": _sqrt,
    "SUBSTITUTE": lambda text, old, new: (
        to_text(text).replace(to_text(old), to_text(new)) if to_text(old) else to_text(text)
    ),
    "SUM": lambda *values: sum(numbers(*values)),
    "SUMIF": _sum_if,
    "T": lambda value: value if isinstance(value := scalar(value), str) else "",
    "TEXT": lambda value, pattern: show(to_number(value), {"pattern": to_text(pattern)}, "en_US"),
    "TEXTJOIN": _text_join,
    "TRANSPOSE": lambda array: [list(row) for row in zip(*_rows(array), strict=True)],
    "TRIM": lambda value: " ".join(to_text(value).split()),
    "UNIQUE": _unique,
    "UPPER": lambda value: to_text(value).upper(),
    "VALUE": _value_of,
    "VLOOKUP": _vlookup,
    "WEEKDAY": lambda value: _moment(value).isoweekday() % 7 + 1,
    "YEAR": lambda value: _moment(value).year,
}
ELEMENTWISE = frozenset(
    [
        "ABS",
        "CONCAT",
        "DAY",
        "EXACT",
        "INT",
        "LEFT",
        "LEN",
        "LOWER",
        "MID",
        "MOD",
        "MONTH",
        "POWER",
        "PROPER",
        "RIGHT",
        "ROUND",
        "SQRT",
        "SUBSTITUTE",
        "TEXT",
        "TRIM",
        "UPPER",
        "VALUE",
        "YEAR",
    ]
)
"""Functions that ARRAYFORMULA applies to every value of an array."""
