"""Where the records stand: which worksheet, which rows, and what is missing for it to be the one.

A missing or doubled header is a `LayoutError` that names the cells. Knows the shape of the table.
Must not know what a cell means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice, zip_longest

from cocsheets.errors import LayoutError
from cocsheets.records.columns import Schema
from cocsheets.records.headers import HeaderMatch, match, needed
from cocsheets.records.memory import collector_paused
from cocsheets.records.ownsheets import is_own
from cocsheets.records.rowkinds import sort_out
from cocsheets.records.table import (
    NOTHING,
    Extras,
    Row,
    Spreadsheet,
    Value,
    Worksheet,
    column_letters,
)
from cocsheets.records.text import joined, shown


@dataclass(frozen=True, slots=True, repr=False)
class RecordTable:
    """The records' worksheet with its columns recognised."""

    worksheet: Worksheet
    header_row: int
    """1-based."""
    columns: Mapping[str, int]
    """0-based column by field key; optional columns that the sheet lacks are not in it."""
    unknown: tuple[tuple[int, str], ...]
    """0-based column and header of what the schema does not know; no header is an empty text."""
    schema: Schema
    totals: tuple[int, ...] = ()
    """1-based rows below the header that add up others, or repeat the header."""
    notes: tuple[int, ...] = ()
    """1-based rows below the header that hold nothing but a note or a heading."""
    above: tuple[int, ...] = ()
    """1-based rows above the header that look like reports; none of them is read as one."""
    _data: tuple[Row, ...] = field(default=())
    _cells: list[list[Value]] = field(default_factory=list, init=False, compare=False)
    """The values of the data rows, column by column, once any was asked for."""
    _texts: dict[int, str] = field(default_factory=dict, init=False, compare=False)
    """The texts of columns that were asked for."""
    identifying: tuple[tuple[str, int], ...] = field(init=False, compare=False)
    """Key and 0-based column of each identifying column that the sheet has."""

    def __post_init__(self) -> None:
        """Look the identifying columns up once: they are asked for row by row."""
        found = tuple(
            (key, self.columns[key]) for key in self.schema.identifying if key in self.columns
        )
        object.__setattr__(self, "identifying", found)

    def data_rows(self) -> tuple[Row, ...]:
        """The rows that are records: below the header, not blank, not totals."""
        return self._data

    def header(self, column: int) -> str:
        """The header of a 0-based column, as it is in the sheet."""
        row = next((row for row in self.worksheet.rows if row.number == self.header_row), None)
        value = row.value(column) if row else None
        return value if isinstance(value, str) else ""

    def cell(self, row: Row, key: str) -> Value:
        """The value in a field's column, None where the sheet lacks the column."""
        column = self.columns.get(key)
        return None if column is None else row.value(column)

    def other_rows(self) -> Iterator[Row]:
        """The rows that are neither records nor the header."""
        known = {self.header_row, *(row.number for row in self._data)}
        return (row for row in self.worksheet.rows if row.number not in known)

    def column(self, key: str) -> list[Value]:
        """The values of a field in all data rows, in their order. Not to be changed."""
        index, columns = self.columns.get(key), self._columns()
        if index is None or index >= len(columns):
            return [None] * len(self._data)
        return columns[index]

    def texts(self, index: int) -> str:
        """The texts of a 0-based column in all data rows, one a line: to ask all one question."""
        if index not in self._texts:
            columns = self._columns()
            self._texts[index] = joined(columns[index]) if index < len(columns) else ""
        return self._texts[index]

    def holding(self, part: str) -> Iterator[tuple[int, int]]:
        """Where a text is part of a cell of a data row: place of the row, 0-based column."""
        columns = self._columns()
        for index, cells in enumerate(columns):
            if part in self.texts(index):
                yield from ((at, index) for at, cell in enumerate(cells) if part in shown(cell))
        for at, row in enumerate(self._data):
            for index in range(len(columns), len(row.values)):
                if part in shown(row.values[index]):
                    yield at, index

    def _columns(self) -> list[list[Value]]:
        """The cells of the data rows by column, up to the last one that is known."""
        if not self._cells:
            across = zip_longest(*[row.values for row in self._data])
            self._cells.extend(map(list, islice(across, max(self.columns.values()) + 1)))
        return self._cells

    def extra(self, row: Row, key: str) -> Extras:
        """What is attached to the cell in a field's column."""
        column = self.columns.get(key)
        return NOTHING if column is None else row.extra(column)

    def letters(self, key: str) -> str | None:
        """Column letters of a field, None where the sheet lacks the column."""
        column = self.columns.get(key)
        return None if column is None else column_letters(column)

    def address(self, row: int, key: str) -> str:
        """A1 address of a field in a row, such as `J2`."""
        return f"{column_letters(self.columns[key])}{row}"


@collector_paused()
def locate(
    spreadsheet: Spreadsheet, schema: Schema, worksheet: str | int | None = None
) -> RecordTable:
    """The table of records in a spreadsheet.

    `worksheet` is a title, or a gid as an int or in digits; None means the only one whose headers
    match. Raises LayoutError if there is no such worksheet, if none or several fit, or if a header
    is missing or doubled.
    """
    if worksheet is not None:
        return _table(match(_named(spreadsheet, worksheet), schema))
    others = (sheet for sheet in spreadsheet.worksheets if not is_own(sheet))
    candidates = [match(sheet, schema) for sheet in others]
    fitting = [found for found in candidates if found.complete]
    if len(fitting) == 1:
        return _table(fitting[0])
    if fitting:
        titles = ", ".join(f'"{found.worksheet.title}"' for found in fitting)
        raise LayoutError(
            f"Several worksheets have the headers of the records: {titles}.",
            hint="Name the right one by title or gid: [spreadsheet] worksheet.",
        )
    best = max(candidates, key=lambda found: len(found.columns), default=None)
    if best is not None and 2 * len(best.columns) > len(needed(schema)):
        return _table(best)  # raises, naming the cells
    raise LayoutError(
        f"No worksheet has the headers of the records (schema {schema.name}).",
        hint="Check the header row, or adapt [schema] headers; nothing was written.",
    )


def fits(worksheet: Worksheet, schema: Schema) -> bool:
    """Whether a worksheet has all headers of the records, each once, and is none of our own."""
    return not is_own(worksheet) and match(worksheet, schema).complete


def _named(spreadsheet: Spreadsheet, worksheet: str | int) -> Worksheet:
    if isinstance(worksheet, str):
        found = spreadsheet.worksheet(worksheet)
        if found is None and re.fullmatch(r"[0-9]+", worksheet):
            found = spreadsheet.by_id(int(worksheet))
        name = f'"{worksheet}"'
    else:
        found, name = spreadsheet.by_id(worksheet), f"with gid {worksheet}"
    if found is not None:
        return found
    titles = ", ".join(
        f'"{sheet.title}" (gid {sheet.sheet_id})' for sheet in spreadsheet.worksheets
    )
    raise LayoutError(
        f"There is no worksheet {name}; nothing was done.",
        hint=f"There are {titles}. A gid survives renaming: [spreadsheet] worksheet = GID.",
    )


def _table(found: HeaderMatch) -> RecordTable:
    if found.row is None or not found.complete:
        raise LayoutError(found.complaint, hint="Nothing was written. " + found.fix)
    worksheet, schema, header = found.worksheet, found.schema, found.row
    columns = {key: places[0] for key, places in found.columns.items()}
    rows = sort_out(worksheet, header, schema, columns)
    known = set(columns.values())
    unknown = tuple((index, _header_text(header, index)) for index in sorted(rows.filled - known))
    beside = (rows.totals, rows.notes, rows.above)
    return RecordTable(worksheet, header.number, columns, unknown, schema, *beside, rows.data)


def _header_text(header: Row, index: int) -> str:
    value = header.value(index)
    return value.strip() if isinstance(value, str) else ""
