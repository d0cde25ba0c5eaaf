"""The header of a worksheet: which row it is, and which column is which field.

Headers are compared after Unicode NFKC, case folding and white-space folding, never by position,
and never guessed. Knows the schema and the texts of rows. Must not know what stands below them.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from cocsheets.data import HiddenData
from cocsheets.records.columns import Column, Schema
from cocsheets.records.table import Row, Worksheet, column_letters
from cocsheets.records.text import fold

HEADER_DEPTH = 50
"""How many rows with something in them are searched for the header."""
NEAR = 0.75
"""Likeness, 0 to 1, from which a header counts as a near miss."""


class HeaderMatch(HiddenData, frozen=True):
    """How the best header row of a worksheet fits a schema."""

    worksheet: Worksheet
    schema: Schema
    row: Row | None
    """None where no row has any of the headers."""
    columns: Mapping[str, tuple[int, ...]]
    """0-based columns by field key: every place where the header stands."""

    @property
    def missing(self) -> tuple[Column, ...]:
        """Columns that the sheet lacks and may not lack."""
        return tuple(column for column in needed(self.schema) if column.key not in self.columns)

    @property
    def doubled(self) -> dict[str, tuple[int, ...]]:
        """The places of headers that stand more than once."""
        return {key: places for key, places in self.columns.items() if len(places) > 1}

    @property
    def complete(self) -> bool:
        """Whether every header is there, each once."""
        return self.row is not None and not self.missing and not self.doubled

    @property
    def complaint(self) -> str:
        """What is wrong, naming the cells."""
        title = self.worksheet.title
        if self.row is None:
            return f'Worksheet "{title}" has no header row of the schema {self.schema.name}.'
        row = self.row.number
        faults = []
        for column in self.missing:
            near = ", ".join(f"{column_letters(place)}{row}" for place in self._like(column))
            hint = f" (cell {near} reads almost like it)" if near else ""
            faults.append(f'there is no column "{column.header}"{hint}')
        for key, places in self.doubled.items():
            known = self.schema.column(key)
            cells = " and ".join(f"{column_letters(place)}{row}" for place in places)
            faults.append(f'the header "{known.header if known else key}" is in {cells}')
        return f'Worksheet "{title}", header row {row}: {"; ".join(faults)}.'

    @property
    def fix(self) -> str:
        """What a person can do about it."""
        if self.row is None:
            return "Check the header row, or name another worksheet."
        if self.doubled:
            return "Rename or remove the header that is too many."
        return "Fix the header in the sheet, or enter its name in [schema] headers."

    def _like(self, column: Column) -> list[int]:
        """Where a header stands that means nothing yet and reads almost like a column's."""
        taken = {place for places in self.columns.values() for place in places}
        found = []
        for place, value in enumerate(self.row.values if self.row else ()):
            if isinstance(value, str) and value.strip() and place not in taken:
                header, likeness = closest(value, self.schema)
                if header in column.headers and likeness >= NEAR:
                    found.append(place)
        return found


def needed(schema: Schema) -> tuple[Column, ...]:
    """The columns that a sheet may not lack."""
    return tuple(column for column in schema.columns if not column.optional)


def match(worksheet: Worksheet, schema: Schema) -> HeaderMatch:
    """The row with the most headers of the schema; of equal ones the first."""
    names = {fold(header): column.key for column in schema.columns for header in column.headers}
    best = HeaderMatch(worksheet, schema, None, {})
    for row in worksheet.rows[:HEADER_DEPTH]:
        columns: dict[str, tuple[int, ...]] = {}
        for index, value in enumerate(row.values):
            key = names.get(fold(value)) if isinstance(value, str) else None
            if key:
                columns[key] = (*columns.get(key, ()), index)
        if len(columns) > len(best.columns):
            best = HeaderMatch(worksheet, schema, row, columns)
    return best


def closest(text: str, schema: Schema) -> tuple[str, float]:
    """The header of the schema that is most like a text, and how like, 0 to 1."""
    folded = fold(text)
    headers = [header for column in schema.columns for header in column.headers]
    scored = [
        (difflib.SequenceMatcher(None, folded, fold(header)).ratio(), header) for header in headers
    ]
    ratio, header = max(scored, default=(0.0, ""))
    return header, ratio
