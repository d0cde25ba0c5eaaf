"""Plain results of counting: figures, tables and the summary that holds them.

Knows what a table says and how its figures depend on one another. Must not know pandas, how the
figures were counted, or how they look. Nothing here can hold the contents of an identifying cell:
labels are periods, fixed words and pseudonyms.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from cocsheets.data import Data
from cocsheets.shown import count
from cocsheets.statistics.periods import Calendar

TOTAL = "Total"
"""Label of the row that sums up the others."""
UNKNOWN = "unknown"
"""Label of the period of reports without a usable date."""


class Unit(enum.StrEnum):
    """What a figure counts."""

    REPORTS = "reports"
    PEOPLE = "people"
    INCIDENTS = "incidents"
    DAYS = "days"


class Mark(enum.Enum):
    """What stands in place of a figure that is not shown."""

    SMALL = "small"
    """From 1 up to, but not including, the limit."""
    HIDDEN = "hidden"
    """Hidden so that a small figure cannot be worked out from the others."""


Value: TypeAlias = int | float | Mark | None
"""A figure. None: the records do not say."""


class Figure(Data, frozen=True):
    """One column of a table: what is counted, and by which rule."""

    key: str
    title: str
    unit: Unit
    rule: str
    """How it is counted, one sentence."""
    survives: bool = True
    """Whether it is the same after records are expunged."""
    additive: bool = True
    """Whether the rows of a table sum to its total."""


@dataclass(frozen=True, slots=True)
class Whole:
    """How figures of one row depend on one another: parts are contained in a whole."""

    whole: str
    parts: tuple[str, ...]
    exact: bool = False
    """Whether the parts sum to the whole; else they only never exceed it."""
    covered: bool = False
    """Instead: whether the whole never exceeds the sum of the parts, which may overlap."""


class TableRow(Data, frozen=True):
    """One line of a table, its values in the order of the table's figures."""

    label: str
    values: tuple[Value, ...]
    until: dt.date | None = None
    """The day up to which it counts, if its period has not ended."""

    @property
    def shown(self) -> str:
        """The label as people read it: `2026 (to 28 Nov)` for a period that has not ended."""
        return self.label if self.until is None else f"{self.label} ({to_day(self.until)})"


def to_day(day: dt.date) -> str:
    """`to 28 Nov`, whatever the locale."""
    return f"to {day.day} {MONTHS[day.month - 1]}"


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Table(Data, frozen=True):
    """Figures by period or by category."""

    key: str
    title: str
    stub: str
    """Header of the first column: what the rows' labels are."""
    figures: tuple[Figure, ...]
    rows: tuple[TableRow, ...]
    total: TableRow
    wholes: tuple[Whole, ...] = ()
    limit: int | None = None
    """Small figures, 1 up to but not including this limit, are hidden. None: all are exact."""
    internal: bool = False
    """Whether it is exact in a way that is not for publication."""
    notes: tuple[str, ...] = ()
    calendar: Calendar | None = None
    """Which periods its rows are; None: they are something else, such as handlers."""
    signed: bool = False
    """Whether its figures are changes: they have a sign."""

    @property
    def lines(self) -> tuple[TableRow, ...]:
        """The rows and the total below them."""
        return (*self.rows, self.total)

    def index(self, key: str) -> int:
        """Place of a figure. Raises KeyError."""
        for place, figure in enumerate(self.figures):
            if figure.key == key:
                return place
        raise KeyError(key)

    def value(self, label: str, key: str) -> Value:
        """The value of one figure in the row with this label. Raises KeyError."""
        for row in self.lines:
            if row.label == label:
                return row.values[self.index(key)]
        raise KeyError(label)

    def column(self, key: str) -> dict[str, Value]:
        """One figure by row label, without the total."""
        place = self.index(key)
        return {row.label: row.values[place] for row in self.rows}

    def show(self, value: Value) -> str:
        """A value as people read it: `14`, `<5`, `hidden`, a dash where the records do not say."""
        if value is None:
            return "–"  # noqa: RUF001 - an en dash is what a table shows for nothing
        if value is Mark.SMALL:
            return f"<{self.limit}"
        if value is Mark.HIDDEN:
            return "hidden"
        sign = "+" if self.signed and value else ""
        return f"{value:{sign}g}" if isinstance(value, float) else f"{value:{sign}}"

    @property
    def hides(self) -> bool:
        """Whether any figure is hidden."""
        return any(isinstance(value, Mark) for row in self.lines for value in row.values)


class LeftOut(Data, frozen=True):
    """What the figures do not say, since the sheet cannot be read there."""

    cells: int = 0
    """Cells that cannot be read, of the columns that the figures are made from."""
    future: int = 0
    """Reports that are dated after the day of the summary."""
    above: int = 0
    """Rows above the header that look like reports."""

    def __bool__(self) -> bool:
        return bool(self.cells or self.future or self.above)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The same in words."""
        cells = f"{count(self.cells, 'cell')} could not be read, see validate."
        reports = count(self.future, "report is", "reports are")
        future = f"{reports} dated in the future, see validate."
        one = "row above the header looks like a report and is"
        rows = count(self.above, one, "rows above the header look like reports and are")
        above = f"{rows} not counted, see validate."
        said = ((self.cells, cells), (self.future, future), (self.above, above))
        return tuple(sentence for number, sentence in said if number)


class Summary(Data, frozen=True):
    """Everything that one run of the statistics says, to be printed, compared or published."""

    title: str
    as_of: dt.date
    """The day up to which it is true, in the committee's time zone."""
    time_zone: str
    tables: tuple[Table, ...]
    left_out: LeftOut = LeftOut()

    def __iter__(self) -> Iterator[Table]:
        return iter(self.tables)

    @property
    def internal(self) -> bool:
        """Whether any table is not for publication."""
        return any(table.internal for table in self.tables)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure once by key and title, in order of appearance: the glossary.

        A figure that expunging changes in one table only is not said to change: that table's
        legend says so.
        """
        found: dict[tuple[str, str], Figure] = {}
        for figure in (figure for table in self.tables for figure in table.figures):
            name = (figure.key, figure.title)
            if name not in found or (figure.survives and not found[name].survives):
                found[name] = figure
        return tuple(found.values())
