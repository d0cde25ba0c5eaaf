"""Values as formulas know them: numbers, texts, booleans, emptiness, errors and arrays of these.

How they turn into one another and how they compare. Knows no functions and no cells.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from cocsheets.sandbox.sheets.cells import number
from cocsheets.sandbox.sheets.numberformat import show

Array = list[list[Any]]
_LARGEST = 2**1023


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """An error as a value: Google's type and message."""

    type: str
    message: str = ""

    @property
    def text(self) -> str:
        """As the cell shows it."""
        return ERROR_TEXTS.get(self.type, "#ERROR!")


ERROR_TEXTS = {
    "ERROR": "#ERROR!",
    "NULL_VALUE": "#NULL!",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALUE!",
    "REF": "#REF!",
    "NAME": "#NAME?",
    "NUM": "#NUM!",
    "N_A": "#N/A",
    "LOADING": "Loading...",
}
BY_TEXT = {text: kind for kind, text in ERROR_TEXTS.items()}


class FormulaError(Exception):
    """A computation ended in an error value."""

    def __init__(self, type_: str, message: str = "") -> None:
        super().__init__(message)
        self.error = ErrorValue(type_, message)


def scalar(value: Any) -> Any:
    """The one value that stands for an array where one value is wanted: its first."""
    while isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, ErrorValue):
        raise FormulaError(value.type, value.message)
    return value


def is_number(value: Any) -> bool:
    """Whether it is a number as a cell knows one: no truth value."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def to_number(value: Any, function: str = "ADD", parameter: int = 1) -> float | int:
    """The value as a number, or `#VALUE!`."""
    value = scalar(value)
    if value is None:
        return 0
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, (int, float)):
        return value
    try:
        return float(str(value).replace(",", ""))
    except ValueError:
        raise FormulaError(
            "VALUE",
            f"Function {function} parameter {parameter} expects number values. But '{value}' is a "
            "text and cannot be coerced to a number.",
        ) from None


def to_text(value: Any) -> str:
    """The value as a text."""
    value = scalar(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        return show(value, None, "en_US")
    return str(value)


def to_bool(value: Any) -> bool:
    """The value as a truth value, or `#VALUE!`."""
    value = scalar(value)
    if isinstance(value, str):
        if value.upper() in ("TRUE", "FALSE"):
            return value.upper() == "TRUE"
        raise FormulaError("VALUE", f"'{value}' is a text and cannot be coerced to a boolean.")
    return bool(value)


def flat(arguments: tuple[Any, ...]) -> Iterator[tuple[Any, bool]]:
    """Every value of the arguments, and whether it stood in an array."""
    for argument in arguments:
        if isinstance(argument, list):
            for row in argument:
                for value in row:
                    yield value, True
        else:
            yield argument, False


def numbers(*arguments: Any) -> list[float | int]:
    """The numbers among the arguments; what stands in cells and is none is passed over."""
    found = []
    for value, in_array in flat(arguments):
        if isinstance(value, ErrorValue):
            raise FormulaError(value.type, value.message)
        if in_array:
            if is_number(value):
                found.append(value)
        elif value is not None:
            found.append(to_number(value))
    return found


def type_rank(value: Any) -> int:
    """The order of types in sorts and comparisons: numbers, texts, booleans."""
    if isinstance(value, bool):
        return 2
    return 0 if isinstance(value, (int, float)) or value is None else 1


def compare(one: Any, other: Any) -> int:
    """Order of two values as Sheets compares them; texts without regard to case."""
    for value in (one, other):
        if isinstance(value, ErrorValue):
            raise FormulaError(value.type, value.message)
    if one is None:
        one = "" if isinstance(other, str) else 0
    if other is None:
        other = "" if isinstance(one, str) else 0
    if type_rank(one) != type_rank(other):
        return -1 if type_rank(one) < type_rank(other) else 1
    if isinstance(one, str):
        one, other = one.casefold(), str(other).casefold()
    return int(one > other) - int(one < other)


COMPARISONS: dict[str, Callable[[int, int], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
"""Formulas' comparisons, over the order of two values and 0."""


def tidy(value: Any) -> Any:
    """A result as a cell holds it: a double without a needless fraction, `#NUM!` beyond that."""
    if not is_number(value):
        return value
    if not -_LARGEST < value < _LARGEST:
        return ErrorValue("NUM", "Result was not a number.")
    return number(float(value)) if abs(value) >= 2**53 else number(value)
