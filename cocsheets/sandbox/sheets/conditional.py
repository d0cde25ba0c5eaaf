"""Conditional formats, as far as the effective format of a cell shows them.

Colour scales are kept and given back, and change no format here. Unverified: that dates are
compared by their days, that only cells with a date's format have one, and that a formula is read as
from the first cell of the rule's first range.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cocsheets.sandbox.formulas.cell_values import is_number
from cocsheets.sandbox.formulas.syntax import moved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cocsheets.sandbox.sheets.sheet import Sheet

Json = dict[str, Any]
_NUMBERS: dict[str, Callable[[float, list[float]], bool]] = {
    "NUMBER_BETWEEN": lambda value, said: said[0] <= value <= said[1],
    "NUMBER_EQ": lambda value, said: value == said[0],
    "NUMBER_GREATER": lambda value, said: value > said[0],
    "NUMBER_GREATER_THAN_EQ": lambda value, said: value >= said[0],
    "NUMBER_LESS": lambda value, said: value < said[0],
    "NUMBER_LESS_THAN_EQ": lambda value, said: value <= said[0],
    "NUMBER_NOT_BETWEEN": lambda value, said: not said[0] <= value <= said[1],
    "NUMBER_NOT_EQ": lambda value, said: value != said[0],
}
_TEXTS: dict[str, Callable[[str, str], bool]] = {
    "TEXT_CONTAINS": lambda text, said: said in text,
    "TEXT_ENDS_WITH": lambda text, said: text.endswith(said),
    "TEXT_EQ": lambda text, said: text == said,
    "TEXT_NOT_CONTAINS": lambda text, said: said not in text,
    "TEXT_STARTS_WITH": lambda text, said: text.startswith(said),
}


_DATES: dict[str, Callable[[int, int], bool]] = {
    "DATE_EQ": lambda day, said: day == said,
    "DATE_BEFORE": lambda day, said: day < said,
    "DATE_AFTER": lambda day, said: day > said,
}
_RELATIVE = {
    "PAST_YEAR": "=EDATE(TODAY(), -12)",
    "PAST_MONTH": "=EDATE(TODAY(), -1)",
    "PAST_WEEK": "=TODAY() - 7",
    "YESTERDAY": "=TODAY() - 1",
    "TODAY": "=TODAY()",
    "TOMORROW": "=TODAY() + 1",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What a rule sees of a cell. `comes_to` gives what a text would come to if typed there."""

    row: int
    column: int
    value: Any
    shown: str
    dated: bool
    comes_to: Callable[[str], Any]


def formats(sheet: Sheet, seen: Seen) -> Iterator[Json]:
    """The formats of the rules that hold for a cell, in the order in which one beats the next."""
    for rule in sheet.objects.get("conditionalFormats", ()):
        condition = rule.get("booleanRule", {}).get("condition")
        if (
            condition
            and any(_within(area, seen.row, seen.column) for area in rule["ranges"])
            and _holds(condition, rule["ranges"][0], seen)
        ):
            yield rule["booleanRule"].get("format", {})


def _within(area: Json, row: int, column: int) -> bool:
    rows = range(area.get("startRowIndex", 0), area.get("endRowIndex", row + 1))
    columns = range(area.get("startColumnIndex", 0), area.get("endColumnIndex", column + 1))
    return row in rows and column in columns


def _holds(condition: Json, first: Json, seen: Seen) -> bool:
    kind: str = condition["type"]
    if kind in ("BLANK", "NOT_BLANK"):
        return bool(seen.value is None) == (kind == "BLANK")
    said: list[Any] = [_said(value, first, seen) for value in condition.get("values", ())]
    if kind == "CUSTOM_FORMULA":
        return said[0] is True or (is_number(said[0]) and bool(said[0]))
    if kind in _TEXTS:
        return _TEXTS[kind](seen.shown.casefold(), str(said[0] or "").casefold())
    if not is_number(seen.value) or not all(is_number(value) for value in said):
        return False
    if kind in _DATES:
        return seen.dated and _DATES[kind](math.floor(seen.value), math.floor(said[0]))
    return kind in _NUMBERS and _NUMBERS[kind](seen.value, said)


def _said(value: Json, first: Json, seen: Seen) -> Any:
    """What a value of a condition comes to for this cell; formulas move along with it."""
    text: str = _RELATIVE.get(value.get("relativeDate", "")) or value.get("userEnteredValue", "")
    if text.startswith("="):
        down = seen.row - first.get("startRowIndex", 0)
        right = seen.column - first.get("startColumnIndex", 0)
        text = moved(text, down, right)
    return seen.comes_to(text)
