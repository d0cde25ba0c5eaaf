"""Small sheets for tests: only what matters is spelled out. All people are invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from hypothesis import strategies as st

from cocsheets.records.layout import RecordTable, locate
from cocsheets.records.schema import Schema, load_schema
from cocsheets.records.table import DateNumber, Extras, Row, Spreadsheet, Value, Worksheet
from cocsheets.records.text import EPOCH

SCHEMA = load_schema()
KEYS = tuple(column.key for column in SCHEMA.columns if not column.optional)
HEADERS = tuple(column.header for column in SCHEMA.columns if not column.optional)


def day(text: str) -> DateNumber:
    """A true date cell."""
    return DateNumber((dt.date.fromisoformat(text) - EPOCH).days)


def cells(**values: Value) -> tuple[Value, ...]:
    """A row by field keys; what is not named is harmless and valid."""
    given: dict[str, Value] = {"date_reported": day("2022-01-10"), "reporter": "Ana Lopez"}
    given.update(values)
    return tuple(given.get(key) for key in KEYS)


def drawn(most: int, **values: Sequence[Value]) -> st.SearchStrategy[list[tuple[Value, ...]]]:
    """Up to so many rows, each field one of the values given for it, by key."""
    fields = {key: st.sampled_from(found) for key, found in values.items()}
    return st.lists(st.fixed_dictionaries(fields).map(lambda row: cells(**row)), max_size=most)


def sheet(
    rows: Sequence[Sequence[Value]],
    *,
    title: str = "Reports",
    sheet_id: int = 0,
    extras: Mapping[tuple[int, int], Extras] | None = None,
    hidden: Iterable[int] = (),
) -> Worksheet:
    """A worksheet from all its rows, the first being row 1; empty ones are left out, as read."""
    hung = extras or {}
    made = tuple(
        Row(
            number,
            tuple(values),
            {column: extra for (row, column), extra in hung.items() if row == number},
            hidden=number in set(hidden),
        )
        for number, values in enumerate(rows, start=1)
        if any(value is not None for value in values)
    )
    return Worksheet(title=title, sheet_id=sheet_id, index=0, rows=made)


def spreadsheet(*worksheets: Worksheet) -> Spreadsheet:
    """A spreadsheet of these worksheets."""
    return Spreadsheet("KEY", "CoC records", "Europe/Amsterdam", "en_GB", worksheets)


def table(
    *rows: Sequence[Value],
    schema: Schema = SCHEMA,
    headers: Sequence[str] = HEADERS,
    extras: Mapping[tuple[int, int], Extras] | None = None,
) -> RecordTable:
    """The record table of a sheet with the usual header in row 1 and these rows from row 2 on."""
    return locate(spreadsheet(sheet([headers, *rows], extras=extras)), schema)
