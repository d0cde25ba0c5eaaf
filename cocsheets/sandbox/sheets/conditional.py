"""Conditional formats, as far as the effective format of a cell shows them.

Conditions on numbers, texts and blanks are judged; dates, formulas and colour scales are kept and
given back, and change no format here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocsheets.sandbox.formulas.cell_values import is_number

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


def formats(sheet: Sheet, row: int, column: int, value: Any, shown: str) -> Iterator[Json]:
    """The formats of the rules that hold for a cell, in the order in which one beats the next."""
    for rule in sheet.objects.get("conditionalFormats", ()):
        condition = rule.get("booleanRule", {}).get("condition")
        if condition and any(_within(area, row, column) for area in rule["ranges"]):
            said = [item.get("userEnteredValue", "") for item in condition.get("values", ())]
            if _holds(condition["type"], said, value, shown):
                yield rule["booleanRule"].get("format", {})


def _within(area: Json, row: int, column: int) -> bool:
    rows = range(area.get("startRowIndex", 0), area.get("endRowIndex", row + 1))
    columns = range(area.get("startColumnIndex", 0), area.get("endColumnIndex", column + 1))
    return row in rows and column in columns


def _holds(kind: str, said: list[str], value: Any, shown: str) -> bool:
    if kind in ("BLANK", "NOT_BLANK"):
        return (value is None) == (kind == "BLANK")
    if kind in _TEXTS:
        return _TEXTS[kind](shown.casefold(), said[0].casefold())
    if kind in _NUMBERS and is_number(value):
        try:
            return _NUMBERS[kind](value, [float(text) for text in said])
        except ValueError:
            return False
    return False
