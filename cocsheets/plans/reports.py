"""The cells of a report: read as a person gives them, placed in a sheet, tried out, known again.

A report is tried out on the reading before anything is written: `with_row` and `with_cells` give
the sheet as it would be, which is then judged like any other. Knows rows and cells. Must not know
dates that follow from rules, or Google.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cocsheets.data import replace
from cocsheets.errors import ConfigurationError
from cocsheets.plans.edits import Edit, InsertRow, WriteValue
from cocsheets.plans.retention import FIELD
from cocsheets.records.columns import Schema
from cocsheets.records.layout import RecordTable
from cocsheets.records.table import Row, Spreadsheet, Value, Worksheet, column_letters
from cocsheets.records.text import is_blank


def read_field(schema: Schema, key: str, text: str) -> Value:
    """The cell for a field as a person gives it.

    Raises ConfigurationError if the schema has no such field or the text cannot stand in it. It
    names the field, and never the text; nor a key that is unknown, which may be a text.
    """
    column = schema.column(key)
    if column is None:
        known = ", ".join(column.key for column in schema.columns)
        raise ConfigurationError("There is no field of that name.", hint=f"Fields: {known}.")
    if is_blank(text):
        return None
    try:
        return column.kind.typed(column, text, schema.date_order)
    except ValueError as error:
        raise ConfigurationError(f"{column.header}: this is not {error}.") from None


def last_row(table: RecordTable) -> Row | None:
    """The last report of the sheet."""
    return table.data_rows()[-1] if table.data_rows() else None


def place_for_new(table: RecordTable) -> int:
    """1-based row for a new report: below the last one, above whatever totals follow."""
    last = last_row(table)
    return (last.number if last else table.header_row) + 1


def fitted(table: RecordTable, fields: Mapping[str, Value]) -> dict[str, Value]:
    """Fields as this sheet holds them: plain answers as ticks where its answers are checkboxes."""
    last = last_row(table)
    found = dict(fields)
    for key, value in fields.items():
        column = table.schema.column(key)
        if column is not None and last is not None:
            found[key] = column.kind.alike(column, value, table.cell(last, key))
    return found


def row_values(table: RecordTable, fields: Mapping[str, Value]) -> tuple[Value, ...]:
    """The cells of a new row, from column A on."""
    width = max(table.columns.values()) + 1
    values: list[Value] = [None] * width
    for key, value in fields.items():
        if key in table.columns:
            values[table.columns[key]] = value
    return tuple(values)


def with_row(spreadsheet: Spreadsheet, table: RecordTable, values: Sequence[Value]) -> Spreadsheet:
    """The spreadsheet as it would be with a new report."""
    at = place_for_new(table)
    above = [row for row in table.worksheet if row.number < at]
    below = [replace(row, number=row.number + 1) for row in table.worksheet if row.number >= at]
    rows = (*above, Row(at, tuple(values)), *below)
    return _with_rows(spreadsheet, table.worksheet, rows)


def with_cells(
    spreadsheet: Spreadsheet, table: RecordTable, number: int, fields: Mapping[str, Value]
) -> Spreadsheet:
    """The spreadsheet as it would be with other cells in one row."""

    def amended(row: Row) -> Row:
        values = list(row.values)
        values += [None] * (max(table.columns.values()) + 1 - len(values))
        for key, value in fields.items():
            values[table.columns[key]] = value
        return replace(row, values=tuple(values))

    rows = tuple(amended(row) if row.number == number else row for row in table.worksheet)
    return _with_rows(spreadsheet, table.worksheet, rows)


def _with_rows(spreadsheet: Spreadsheet, old: Worksheet, rows: tuple[Row, ...]) -> Spreadsheet:
    new = replace(old, rows=rows)
    sheets = tuple(new if sheet is old else sheet for sheet in spreadsheet.worksheets)
    return replace(spreadsheet, worksheets=sheets)


def insert_edits(table: RecordTable, fields: Mapping[str, Value]) -> list[Edit]:
    """The edits for a new row, by the latest reading.

    The row takes over formats and checks of the one above; a date gets a format of its own only
    where the cell above shows none. The first report has none above but the header, whose formats
    are not for it: it takes over those of the empty row below.
    """
    at, last = place_for_new(table) - 1, last_row(table)
    sheet_id = table.worksheet.sheet_id
    values = row_values(table, fields)
    edits: list[Edit] = [InsertRow(sheet_id, at, values, like_above=last is not None)]
    for column in table.schema.columns:
        value = fields.get(column.key)
        if not column.kind.dated or value is None or column.key not in table.columns:
            continue
        above = table.cell(last, column.key) if last else None
        if type(above) is not type(value):
            place = table.columns[column.key]
            edits.append(WriteValue(sheet_id, at, place, value, as_date=True))
    return edits


def twin(table: RecordTable, fields: Mapping[str, Value]) -> Row | None:
    """The row that holds a report already: all that is given of it, whatever its expunge date.

    Where that has a summary, somebody may have filled more cells of the row since; a summary is
    hardly ever the same. Without one, the other cells must be blank there too. A day that is shown
    as a number, in a cell without a date format, is that day all the same.
    """
    wanted = {
        key: fields.get(key) for key in table.columns if key != FIELD and table.schema.column(key)
    }
    if not is_blank(wanted.get("summary")):
        wanted = {key: value for key, value in wanted.items() if not is_blank(value)}
    for row in table.data_rows():
        if all(equal(table.cell(row, key), value) for key, value in wanted.items()):
            return row
    return None


def equal(one: Value, other: Value) -> bool:
    """Whether two cells say the same, blanks and formats of dates left aside."""
    if is_blank(one) or is_blank(other):
        return is_blank(one) and is_blank(other)
    numbers = isinstance(one, float) and isinstance(other, float)
    return one == other and (numbers or type(one) is type(other))


def letters(table: RecordTable, fields: Mapping[str, Value]) -> str:
    """Letters of the columns that are filled, in order."""
    filled = (table.columns[key] for key, value in fields.items() if value is not None)
    return ", ".join(column_letters(column) for column in sorted(filled))
