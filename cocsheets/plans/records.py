"""Plans for a report that is added or amended: its cells, its date, and the resets it brings.

A new report is tried out on the reading before anything is written: `with_row` gives the sheet as
it would be, which is then judged like any other. Knows rows and cells. Must not know Google, the
clock, or who asks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cocsheets.errors import ConfigurationError
from cocsheets.findings import Finding, Severity
from cocsheets.plans.edits import AppendRows, Edit, InsertRow, WriteValue
from cocsheets.plans.plan import CellChange, Obstacle, Plan
from cocsheets.plans.retention import FIELD, change_date, date_cell
from cocsheets.records.answers import choice_words, read_answer, read_choice
from cocsheets.records.columns import Column, FieldKind, Schema
from cocsheets.records.dates import read_date
from cocsheets.records.identity import Links
from cocsheets.records.layout import RecordTable
from cocsheets.records.proposals import Agreement, NewDate, Proposal, date_for_new, propose
from cocsheets.records.record import Answer, Record, RecordKey
from cocsheets.records.retention import NO_FURTHER, RetentionSettings, further_reports
from cocsheets.records.table import DateNumber, Row, Spreadsheet, Value, Worksheet, column_letters
from cocsheets.records.text import is_blank


@dataclass(frozen=True, slots=True)
class AddedRecord:
    """A new row below the last report; a `Change` of a plan."""

    row: int
    """1-based row at the time of planning."""
    key: RecordKey
    fields: Mapping[str, Value] = field(repr=False)
    """The cells by field key."""
    columns: str
    """Letters of the columns that are filled."""
    expunge_on: dt.date | None
    reason: str
    action: str = "add"

    def effect(self) -> tuple[str, ...]:
        """See `Change.effect`."""
        filled = sorted(key for key, value in self.fields.items() if value is not None)
        return (self.action, str(self.key), str(self.expunge_on), *filled)

    def to_json(self) -> dict[str, Any]:
        """See `Change.to_json`."""
        return {
            "action": self.action,
            "row": self.row,
            "column": self.columns,
            "field": None,
            "key": str(self.key),
            "expunge_on": self.expunge_on.isoformat() if self.expunge_on else None,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class RecordPlan(Plan):
    """A report to add or amend, and what there is to know before that is done."""

    record: Record | None = None
    """The report as it would be."""
    linked: tuple[tuple[int, RecordKey], ...] = ()
    """Other reports about the same people: row and key."""
    date: NewDate | None = None
    """The expunge date that the rules give, where it was asked for."""
    findings: tuple[Finding, ...] = ()
    """What validation says about the row as it would be."""
    twin: int | None = None
    """Row where the very same report stands already; then it is not added again."""

    @property
    def blocked(self) -> bool:
        """Whether something must be mended first."""
        grave = any(finding.severity is Severity.ERROR for finding in self.findings)
        return grave or bool(self.obstacles)


@dataclass(frozen=True, slots=True)
class TermChoice:
    """How the expunge date of a report is to be found."""

    severity: str | None = None
    """Severity or outcome, as in the retention preset."""
    months: int | None = None
    ban_until: dt.date | None = None
    date: dt.date | None = None
    """The date itself."""
    keep: bool = False
    """No date."""

    @property
    def asked(self) -> bool:
        """Whether anything was chosen."""
        return self != TermChoice()

    @property
    def explicit(self) -> bool:
        """Whether a person named the date or the term, so that no rule decides."""
        return self.keep or self.date is not None or self.months is not None


def read_field(schema: Schema, key: str, text: str) -> Value:
    """The cell for a field as a person gives it.

    Raises ConfigurationError, naming the field and never the text, if the schema has no such field
    or the text cannot stand in it.
    """
    column = schema.column(key)
    if column is None:
        known = ", ".join(column.key for column in schema.columns)
        raise ConfigurationError(f"There is no field {key!r}.", hint=f"Fields: {known}.")
    if is_blank(text):
        return None
    complaint = ""
    if column.kind is FieldKind.DATE:
        day = read_date(text, schema.date_order).value
        if day is not None:
            return date_cell(day)
        complaint = "a date such as 2024-04-03"
    elif column.kind is FieldKind.ANSWER:
        complaint = "yes or no, with words behind it" if read_answer(text).rule else ""
    elif column.kind in {FieldKind.STATUS, FieldKind.CHOICE}:
        rule = read_choice(text, choice_words(column.values)).rule
        complaint = f"one of {', '.join(column.values)}, or blank" if rule else ""
    if complaint:
        raise ConfigurationError(f"{column.header}: this is not {complaint}.")
    return text.strip()


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
        if (
            column is not None
            and column.kind is FieldKind.ANSWER
            and last is not None
            and isinstance(table.cell(last, key), bool)
            and isinstance(value, str)
            and value.strip().casefold() in {"yes", "no"}
        ):
            found[key] = read_answer(value).value is Answer.YES
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
    are not for it.
    """
    at, last = place_for_new(table) - 1, last_row(table)
    sheet_id = table.worksheet.sheet_id
    if last is None and not table.totals:
        return [AppendRows(sheet_id, (row_values(table, fields),))]
    edits: list[Edit] = [InsertRow(sheet_id, at, row_values(table, fields))]
    for column in table.schema.columns:
        value = fields.get(column.key)
        if column.kind is not FieldKind.DATE or value is None or column.key not in table.columns:
            continue
        above = table.cell(last, column.key) if last else None
        if type(above) is not type(value):
            place = table.columns[column.key]
            edits.append(WriteValue(sheet_id, at, place, value, as_date=True))
    return edits


def twin(table: RecordTable, fields: Mapping[str, Value]) -> Row | None:
    """The row that holds the very same report already, whatever its expunge date.

    A day that is shown as a number, in a cell without a date format, is that day all the same.
    """
    wanted = {
        key: fields.get(key) for key in table.columns if key != FIELD and table.schema.column(key)
    }
    for row in table.data_rows():
        if all(_equal(table.cell(row, key), value) for key, value in wanted.items()):
            return row
    return None


def unformatted_dates(table: RecordTable, row: Row, record: Record) -> list[CellChange]:
    """The dates of a row that the sheet shows as numbers, to be written as dates."""
    found = []
    for column in table.schema.columns:
        value = table.cell(row, column.key)
        if column.kind is FieldKind.DATE and type(value) is float:
            found.append(
                CellChange(
                    action="set date",
                    row=row.number,
                    key=record.key,
                    column=table.columns[column.key],
                    name=column.key,
                    reason="the cell shows a number",
                    before=value,
                    after=DateNumber(value),
                )
            )
    return found


def _equal(one: Value, other: Value) -> bool:
    """Whether two cells say the same, blanks and formats of dates left aside."""
    if is_blank(one) or is_blank(other):
        return is_blank(one) and is_blank(other)
    numbers = isinstance(one, float) and isinstance(other, float)
    return one == other and (numbers or type(one) is type(other))


def choose_date(
    record: Record,
    records: Sequence[Record],
    links: Links,
    policy: RetentionSettings,
    choice: TermChoice,
) -> NewDate:
    """The expunge date for a record among the others, as it was chosen or by the rules."""
    if choice.date is not None:
        return NewDate(choice.date, "The date was given.")
    if choice.keep:
        return NewDate(None, "No date, as asked: the record is kept.")
    return date_for_new(
        record,
        further_reports(records, links).get(record.row, NO_FURTHER),
        policy,
        severity=choice.severity,
        months=choice.months,
        ban_until=choice.ban_until,
    )


def resets(
    table: RecordTable,
    records: Sequence[Record],
    links: Links,
    policy: RetentionSettings,
    new: Record,
) -> list[CellChange | Obstacle]:
    """Date changes of the other records that a new report resets.

    `records` are those of the sheet as it would be; `table` is the sheet as it is.
    """
    further = further_reports(records, links)
    rows = {row.number: row for row in table.data_rows()}
    others = set(links.others(new.row))

    def reset(proposal: Proposal) -> bool:
        latest = further.get(proposal.row, NO_FURTHER).latest
        return (
            proposal.row in others
            and proposal.row in rows
            and proposal.agreement is Agreement.STALE
            and (latest is None or latest.row == new.row)
        )

    proposals = filter(reset, propose(records, policy, links))
    return [change_date(table, rows[proposal.row], proposal) for proposal in proposals]


def new_row_obstacles(table: RecordTable, fields: Mapping[str, Value]) -> list[Obstacle]:
    """What keeps a new row from being written."""
    at, last = place_for_new(table), last_row(table)
    found: list[Obstacle] = []
    for key, value in fields.items():
        column = table.columns.get(key)
        if value is None:
            continue
        if column is None:
            found.append(Obstacle(f"the sheet has no column for {key}", at))
        elif table.worksheet.barrier(at - 1, column):
            reason = "a protected range keeps the acting account from the cell"
            found.append(Obstacle(reason, at, column=column))
        elif last is not None and last.extra(column).spilled:
            reason = "a formula elsewhere fills this column; a value would break it"
            found.append(Obstacle(reason, at, column=column))
    return found


def amend_changes(
    table: RecordTable, row: Row, record: Record, fields: Mapping[str, Value]
) -> list[CellChange | Obstacle]:
    """The changes of one row's cells; those that read as wanted already are left out."""
    found: list[CellChange | Obstacle] = []
    for key, value in fields.items():
        column = table.columns.get(key)
        if column is None:
            found.append(Obstacle(f"the sheet has no column for {key}", row.number, record.key))
            continue
        before = row.value(column)
        if _equal(before, value):
            continue
        reason = _barrier(table, row, column)
        if reason:
            found.append(Obstacle(reason, row.number, record.key, column))
            continue
        known = table.schema.column(key)
        found.append(
            CellChange(
                action="set date" if isinstance(value, float) or key == FIELD else "amend",
                row=row.number,
                key=record.key,
                column=column,
                name=key,
                reason="it was asked for",
                before=before,
                after=value,
                public_after=_public(known, value),
            )
        )
    return found


def _barrier(table: RecordTable, row: Row, column: int) -> str:
    if row.extra(column).formula or row.extra(column).spilled:
        return "a formula computes the cell"
    if table.worksheet.barrier(row.number - 1, column):
        return "a protected range keeps the acting account from the cell"
    return ""


def _public(column: Column | None, value: Value) -> str:
    """What may be told of a cell: dates, and words of short lists; no text that a person wrote."""
    if column is None:
        return ""
    if column.kind is FieldKind.DATE:
        day = read_date(value).value
        return day.isoformat() if day else "blank"
    if column.kind in {FieldKind.STATUS, FieldKind.CHOICE}:
        word = read_choice(value, choice_words(column.values)).value
        return str(word) if word else "blank"
    return ""


def letters(table: RecordTable, fields: Mapping[str, Value]) -> str:
    """Letters of the columns that are filled, in order."""
    filled = (table.columns[key] for key, value in fields.items() if value is not None)
    return ", ".join(column_letters(column) for column in sorted(filled))
