"""What a kind of column has to know, from reading its cells to expunging them.

Each kind is a module beside this one; `cocsheets.records.kinds` lists them. What is here holds for
most kinds. Must not know a schema, or which records are due.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias, cast

from cocsheets.data import Data
from cocsheets.records.dates import DateOrder, Reading
from cocsheets.records.people import EXPUNGED
from cocsheets.records.structure import Noticed
from cocsheets.records.table import CellError, Row, Value
from cocsheets.records.text import shown

if TYPE_CHECKING:
    from cocsheets.records.columns import Column
    from cocsheets.records.layout import RecordTable

Doubts: TypeAlias = list[tuple[int, Reading[Any]]]
"""The readings that break a rule, with their places."""

CELL_LIMIT = 50_000
"""Characters that a cell can hold (documented)."""


class Cells(Data, frozen=True):
    """The cells of one column in all data rows, and what was read from them."""

    rows: Sequence[Row]
    values: Sequence[Value]
    read: Sequence[Any]
    index: int
    """0-based column."""
    key: str


class Kind:
    """A kind of column. One object each; `name` is what settings and schema files say."""

    name: ClassVar[str]
    meaning: ClassVar[str]
    """What its cells hold, for the manual."""
    erasable: ClassVar[bool] = False
    """Whether a cell can read `Expunged`, so that such a column may identify people."""
    names_people: ClassVar[bool] = False
    """Whether a cell holds nothing but people or their accounts."""
    names_accounts: ClassVar[bool] = False
    """Whether these are accounts: addresses, URLs and handles."""
    running: ClassVar[bool] = False
    """Whether a cell holds whatever somebody writes."""
    dated: ClassVar[bool] = False
    """Whether a cell holds a day."""
    several: ClassVar[bool] = False
    """Whether the column's `several` and `offered` have an effect."""
    check: ClassVar[str] = ""
    """What can be checked as people type: `list`, `date` or nothing."""

    def __str__(self) -> str:
        return self.name

    __repr__ = __str__

    # --- the schema -----------------------------------------------------------------------------

    def faults(self, column: Column) -> Iterator[str]:
        """What is wrong with the values that a column of this kind is given."""
        if column.values:
            yield f"{column.key!r} is of kind {self}, where values have no effect"

    def categories(self, column: Column) -> Mapping[str, str]:
        """Titles by value, if reports can be counted by the column; else nothing."""
        del column
        return {}

    # --- reading --------------------------------------------------------------------------------

    def read(
        self, column: Column, cells: Sequence[Value], order: DateOrder | None
    ) -> tuple[list[Any], Doubts]:
        """What each cell says, and those that break a rule; `order` is that of typed dates."""
        raise NotImplementedError

    def read_attached(self, table: RecordTable, key: str, values: list[Any]) -> list[Any]:
        """What the cells say if what is attached to them counts too."""
        del table, key
        return values

    def notice(self, cells: Cells) -> Iterator[Noticed]:
        """What there is to say about cells that can be read."""
        del cells
        return iter(())

    # --- expunging ------------------------------------------------------------------------------

    def replacement(self, text: str) -> str:
        """What a cell with this text, which is not blank, holds after expunging."""
        del text
        return EXPUNGED

    def addresses(self, text: str) -> Iterable[str]:
        """Addresses, URLs and handles in a cell, besides those that any text shows."""
        del text
        return ()

    def entries(self, text: str) -> Iterable[str]:
        """The people or accounts in a cell, one entry each, as they are written."""
        del text
        return ()

    def people(self, text: str) -> Iterable[str]:
        """The people whom a cell names."""
        del text
        return ()

    # --- writing --------------------------------------------------------------------------------

    def typed(self, column: Column, text: str, order: DateOrder | None) -> Value:
        """The cell for a text that somebody gives. Raises ValueError saying what it has to be."""
        del column, order
        return text.strip()

    def alike(self, column: Column, value: Value, above: Value) -> Value:
        """The same as the cells of this sheet hold it, by the last one."""
        del column, above
        return value

    def public(self, column: Column, value: Value) -> str:
        """What a plan may show of a cell: nothing that a person wrote."""
        del column, value
        return ""


class Textual(Kind):
    """A kind whose cells are texts that people write, and that can identify somebody."""

    erasable = True

    def notice(self, cells: Cells) -> Iterator[Noticed]:
        """See `Kind`: numbers among texts, and cells that are full."""
        if set(map(type, cells.values)) <= {str, type(None)}:
            texts = cast("Sequence[str | None]", cells.values)
            if max(map(len, filter(None, texts)), default=0) < CELL_LIMIT:
                return  # as in most columns
        for row, cell in zip(cells.rows, cells.values, strict=True):
            if isinstance(cell, str):
                if len(cell) >= CELL_LIMIT:
                    yield Noticed("full-cell", row.number, cells.index, key=cells.key)
            elif isinstance(cell, float | bool) and cell is not False:
                yield Noticed("number-in-text", row.number, cells.index, key=cells.key)


def read_each(
    cells: Sequence[Value], read: Callable[[Value], Reading[Any]]
) -> tuple[list[Any], Doubts]:
    """`read` each different cell once. 1.0, true and the date of day 1 are different cells."""
    known: dict[tuple[type, Value], Reading[Any]] = {}
    readings = []
    for cell in cells:
        key = (cell.__class__, cell)
        reading = known.get(key)
        if reading is None:
            reading = known[key] = read(cell)
        readings.append(reading)
    found: Doubts = []
    if any(reading.rule for reading in known.values()):
        found = [(place, reading) for place, reading in enumerate(readings) if reading.rule]
    return [reading.value for reading in readings], found


def read_several(
    cells: Sequence[Value], split: Callable[[str], tuple[str, ...]]
) -> tuple[list[tuple[str, ...]], Doubts]:
    """The parts of each cell."""
    values = [() if cell is None or cell is False else split(shown(cell)) for cell in cells]
    return values, error_cells(cells)


def error_cells(cells: Sequence[Value]) -> Doubts:
    """Cells that show an error in place of a value."""
    if CellError not in set(map(type, cells)):
        return []
    return [
        (place, Reading(None, "cell-error", cell.shown))
        for place, cell in enumerate(cells)
        if isinstance(cell, CellError)
    ]
