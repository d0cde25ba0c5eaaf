"""One cell. Immutable, so that copies and old revisions of a sheet may share it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as entered, with its leading `=`."""

    text: str


Scalar = str | int | float | bool
Entered = Scalar | Formula | None


@dataclass(frozen=True, slots=True, repr=False)
class Cell:
    """What was entered in a cell and what is attached to it.

    The JSON values are Google's own objects (`userEnteredFormat`, `dataValidation`,
    `textFormatRuns`, `chipRuns`, `pivotTable`) and are never changed in place.
    """

    value: Entered = None
    fmt: Json | None = None
    note: str | None = None
    validation: Json | None = None
    runs: list[Json] | None = None
    chips: list[Json] | None = None
    pivot: Json | None = None

    def with_value(self, value: Entered) -> Cell:
        """The same cell with another value; text runs and chips go with the old (documented)."""
        return Cell(value, self.fmt, self.note, self.validation, None, None, self.pivot)

    def but(self, **changes: Any) -> Cell:
        """The same cell with some parts replaced."""
        return replace(self, **changes)

    @property
    def blank(self) -> bool:
        """Whether nothing at all is left of it."""
        return self == EMPTY


EMPTY = Cell()
_PARTS = ("fmt", "note", "validation", "runs", "chips", "pivot")


def number(value: float) -> int | float:
    """A number as JSON shows it: without a fraction where there is none."""
    if abs(value) < 1e15 and value == int(value):
        return int(value)
    return value


def to_json(cell: Cell | None) -> Any:
    """A compact form for storage; `from_json` reads it."""
    if cell is None:
        return None
    value: Any = {"f": cell.value.text} if isinstance(cell.value, Formula) else cell.value
    rest = {part: found for part in _PARTS if (found := getattr(cell, part)) is not None}
    if rest or value is None:
        return {"v": value, **rest}
    return value


def from_json(data: Any) -> Cell | None:
    """The cell that `to_json` wrote."""
    if data is None:
        return None
    rest: Json = {}
    if isinstance(data, dict) and "v" in data:
        rest = {part: data[part] for part in _PARTS if part in data}
        data = data["v"]
    value = Formula(data["f"]) if isinstance(data, dict) else data
    return Cell(value, **rest)
