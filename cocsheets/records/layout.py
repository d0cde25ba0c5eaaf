"""Where the records stand: which worksheet, which header row, which column is which field.

Headers are compared after Unicode NFKC, case folding and white-space folding, never by position,
and never guessed: a missing or doubled header is a `LayoutError` that names the cells. Knows the
shape of the table. Must not know what a cell means.
"""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from cocsheets.errors import LayoutError
from cocsheets.records.columns import Column, Schema
from cocsheets.records.memory import collector_paused
from cocsheets.records.table import (
    NOTHING,
    DateNumber,
    Extras,
    Row,
    Spreadsheet,
    Value,
    Worksheet,
    column_letters,
)
from cocsheets.records.text import fold, is_blank

HEADER_DEPTH = 50
"""How many rows with something in them are searched for the header."""
NEAR = 0.75
"""Likeness, 0 to 1, from which a header counts as a near miss."""


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
    _data: tuple[Row, ...] = field(default=())
    _cells: dict[str, list[Value]] = field(default_factory=dict, init=False, compare=False)
    """Columns that were asked for, kept for the next time."""

    def data_rows(self) -> tuple[Row, ...]:
        """The rows that are records: below the header, not blank, not totals."""
        return self._data

    def cell(self, row: Row, key: str) -> Value:
        """The value in a field's column, None where the sheet lacks the column."""
        column = self.columns.get(key)
        return None if column is None else row.value(column)

    def column(self, key: str) -> list[Value]:
        """The values of a field in all data rows, in their order. Not to be changed."""
        cells = self._cells.get(key)
        if cells is None:
            index = self.columns.get(key, sys.maxsize)
            cells = self._cells[key] = [
                values[index] if index < len(values) else None
                for values in [row.values for row in self._data]
            ]
        return cells

    def extra(self, row: Row, key: str) -> Extras:
        """What hangs on the cell in a field's column."""
        column = self.columns.get(key)
        return NOTHING if column is None else row.extra(column)

    def letters(self, key: str) -> str | None:
        """Column letters of a field, None where the sheet lacks the column."""
        column = self.columns.get(key)
        return None if column is None else column_letters(column)

    def address(self, row: int, key: str) -> str:
        """A1 address of a field in a row, such as `J2`."""
        return f"{column_letters(self.columns[key])}{row}"

    @property
    def identifying(self) -> tuple[tuple[str, int], ...]:
        """Key and 0-based column of each identifying column that the sheet has."""
        return tuple(
            (key, self.columns[key]) for key in self.schema.identifying if key in self.columns
        )


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
        return _table(_named(spreadsheet, worksheet), schema)
    candidates = [_match(sheet, schema) for sheet in spreadsheet.worksheets]
    fitting = [match for match in candidates if match.complete]
    if len(fitting) == 1:
        return _table(fitting[0].worksheet, schema)
    if fitting:
        titles = ", ".join(f'"{match.worksheet.title}"' for match in fitting)
        raise LayoutError(
            f"Several worksheets have the headers of the records: {titles}.",
            hint="Name the right one by title or gid: [spreadsheet] worksheet.",
        )
    best = max(candidates, key=lambda match: len(match.columns), default=None)
    if best is not None and 2 * len(best.columns) > len(_needed(schema)):
        return _table(best.worksheet, schema)  # raises, naming the cells
    raise LayoutError(
        f"None of the {len(candidates)} worksheets has the headers of the records"
        f" (schema {schema.name}).",
        hint="Check the header row, or adapt [schema] headers; nothing was written.",
    )


def fits(worksheet: Worksheet, schema: Schema) -> bool:
    """Whether a worksheet has all headers of the records, each once."""
    return _match(worksheet, schema).complete


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


@dataclass(frozen=True, slots=True, repr=False)
class _Match:
    """How the best header row of a worksheet fits the schema."""

    worksheet: Worksheet
    row: Row | None
    columns: Mapping[str, tuple[int, ...]]
    missing: tuple[Column, ...]

    @property
    def doubled(self) -> dict[str, tuple[int, ...]]:
        return {key: places for key, places in self.columns.items() if len(places) > 1}

    @property
    def complete(self) -> bool:
        return self.row is not None and not self.missing and not self.doubled


def _needed(schema: Schema) -> tuple[Column, ...]:
    return tuple(column for column in schema.columns if not column.optional)


def _match(worksheet: Worksheet, schema: Schema) -> _Match:
    names = {fold(header): column.key for column in schema.columns for header in column.headers}
    best: tuple[Row | None, dict[str, tuple[int, ...]]] = (None, {})
    for row in worksheet.rows[:HEADER_DEPTH]:
        columns: dict[str, tuple[int, ...]] = {}
        for index, value in enumerate(row.values):
            key = names.get(fold(value)) if isinstance(value, str) else None
            if key:
                columns[key] = (*columns.get(key, ()), index)
        if len(columns) > len(best[1]):
            best = (row, columns)
    row_, found = best
    missing = tuple(column for column in _needed(schema) if column.key not in found)
    return _Match(worksheet, row_, found, missing)


def _table(worksheet: Worksheet, schema: Schema) -> RecordTable:
    match = _match(worksheet, schema)
    if match.row is None or not match.complete:
        raise LayoutError(_complaint(match, schema), hint="Nothing was written. " + _cure(match))
    header = match.row
    columns = {key: places[0] for key, places in match.columns.items()}
    telling = {columns[key] for key in ("date_reported", *schema.identifying) if key in columns}
    data, totals, width = _split_rows(worksheet, header, columns["date_reported"], telling)
    known = set(columns.values())
    unknown = tuple((index, _header_text(header, index)) for index in sorted(width - known))
    return RecordTable(worksheet, header.number, columns, unknown, schema, totals, data)


def _header_text(header: Row, index: int) -> str:
    value = header.value(index)
    return value.strip() if isinstance(value, str) else ""


def _split_rows(
    worksheet: Worksheet, header: Row, date: int, telling: Collection[int]
) -> tuple[tuple[Row, ...], tuple[int, ...], set[int]]:
    """The data rows, the rows that are totals, and which columns hold anything.

    `date` is the column of the date of the report, `telling` are those without which there is none.
    """
    data: list[Row] = []
    totals: list[int] = []
    width = {index for index, value in enumerate(header.values) if not is_blank(value)}
    widest = max(width, default=0)
    known = set(range(widest + 1)) <= width
    headers = tuple(fold(value) for value in header.values if isinstance(value, str))
    for row in worksheet.rows:
        if row.number <= header.number or row.blank:
            continue
        if not known or len(row.values) > widest + 1:
            width.update(i for i, value in enumerate(row.values) if not is_blank(value))
        if not isinstance(row.value(date), DateNumber) and _is_total(row, headers):
            totals.append(row.number)
        elif not (row.extras and _is_filler(row, telling)):
            data.append(row)
    return tuple(data), tuple(totals), width


def _is_filler(row: Row, telling: Collection[int]) -> bool:
    """Whether the row holds nothing but what formulas compute beyond the last report."""
    return all(is_blank(row.value(column)) for column in telling) and all(
        is_blank(value)
        or value is False
        or bool(row.extra(column).formula or row.extra(column).spilled)
        for column, value in enumerate(row.values)
    )


_TOTAL = re.compile(r"(?:(?:grand |sub-?)?totals?|sum|count|average|number of reports)\b[ :.=]*")
_ADDS = re.compile(
    r"\s*=\s*(?:SUM|SUMIF|SUMIFS|COUNT|COUNTA|COUNTIF|COUNTIFS|COUNTUNIQUE|SUBTOTAL|AVERAGE|MIN|MAX)"
    r"\s*\(",
    re.IGNORECASE,
)


def _is_total(row: Row, headers: tuple[str, ...]) -> bool:
    """Whether the row adds up others, or repeats the header; then it is not a report.

    Strict, since a report that is taken for a total would never be expunged: every cell must be a
    number, a word for a total or an adding formula, and there must be an adding formula, or a word
    and a number.
    """
    word = number = adds = False
    for index, value in enumerate(row.values):
        if is_blank(value) or value is False:
            continue
        if _ADDS.match(row.extra(index).formula or ""):
            adds = True
        elif isinstance(value, str) and _TOTAL.fullmatch(fold(value)):
            word = True
        elif isinstance(value, float) and not isinstance(value, DateNumber):
            number = True
        else:
            return not (word or adds) and _repeats(row, headers)
    return adds or (word and number)


def _repeats(row: Row, headers: tuple[str, ...]) -> bool:
    texts = [value for value in row.values if isinstance(value, str) and value]
    return len(texts) == len(headers) > 2 and tuple(map(fold, texts)) == headers


def closest(text: str, schema: Schema) -> tuple[str, float]:
    """The header of the schema that is most like a text, and how like, 0 to 1."""
    folded = fold(text)
    headers = [header for column in schema.columns for header in column.headers]
    scored = [
        (difflib.SequenceMatcher(None, folded, fold(header)).ratio(), header) for header in headers
    ]
    ratio, header = max(scored, default=(0.0, ""))
    return header, ratio


def _complaint(match: _Match, schema: Schema) -> str:
    title = match.worksheet.title
    if match.row is None:
        return f'Worksheet "{title}" has no header row of the schema {schema.name}.'
    row = match.row.number
    faults = []
    for column in match.missing:
        text = f'there is no column "{column.header}"'
        near = [
            f"{column_letters(index)}{row}"
            for index, value in enumerate(match.row.values)
            if isinstance(value, str) and value.strip()
            if closest(value, schema)[0] in column.headers and closest(value, schema)[1] >= NEAR
            if index not in {place for places in match.columns.values() for place in places}
        ]
        faults.append(text + (f" (cell {', '.join(near)} reads almost like it)" if near else ""))
    for key, places in match.doubled.items():
        column_ = schema.column(key)
        cells = " and ".join(f"{column_letters(place)}{row}" for place in places)
        faults.append(f'the header "{column_.header if column_ else key}" stands in {cells}')
    return f'Worksheet "{title}", header row {row}: {"; ".join(faults)}.'


def _cure(match: _Match) -> str:
    if match.row is None:
        return "Check the header row, or name another worksheet."
    if match.doubled:
        return "Rename or remove the header that is too many."
    return "Mend the header in the sheet, or tell its name in [schema] headers."
