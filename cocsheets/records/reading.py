"""Rows to records: every row that is not blank becomes a `Record`, whatever is wrong with it.

What cannot be read is None in the record, named in `unreadable`, and told as a `CellProblem`.
Knows how each kind of column is read. Must not know what is due, or which findings matter.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from cocsheets.records import contacts, people
from cocsheets.records.answers import choice_words, read_answer, read_choice, read_status
from cocsheets.records.columns import Column, FieldKind
from cocsheets.records.dates import MAX_YEARS, DateOrder, Reading, read_date, years_after
from cocsheets.records.layout import RecordTable
from cocsheets.records.record import Expunged, Record, RecordKey
from cocsheets.records.redaction import is_expunged
from cocsheets.records.table import CellError, Row, Value
from cocsheets.records.text import shown


class CellProblem(NamedTuple):
    """A cell that cannot be read, or that was read with a reservation."""

    row: int
    """1-based."""
    key: str
    rule: str
    detail: str = ""
    """Never contents of the cell."""


@dataclass(frozen=True, slots=True)
class Readout:
    """All records of a table, and what was noticed in reading their cells."""

    records: tuple[Record, ...]
    """In the order of the sheet; as many as the table has data rows."""
    problems: tuple[CellProblem, ...] = field(default=())


def read_records(table: RecordTable) -> tuple[Record, ...]:
    """A record for every data row of the table."""
    return read_table(table).records


def read_table(table: RecordTable) -> Readout:
    """A record for every data row of the table, and the problems of their cells."""
    columns = [
        (column.key, table.columns[column.key], _reader(column, table.schema.date_order))
        for column in table.schema.columns
        if column.key in table.columns
    ]
    kinds = {column.key: column.kind for column in table.schema.columns}
    identifying = [(kinds[key], index) for key, index in table.identifying]
    problems: list[CellProblem] = []
    places: Counter[dt.date | None] = Counter()
    records = []
    for row in table.data_rows():
        values, unreadable = _read_row(row, columns, problems)
        _check_span(row.number, values, unreadable, problems)
        day = values.get("date_reported")
        places[day] += 1
        records.append(
            _record(row, values, RecordKey(day, places[day]), unreadable, _state(row, identifying))
        )
    return Readout(tuple(records), tuple(problems))


_Reader = Callable[[Value], Any]


def _read_row(
    row: Row, columns: list[tuple[str, int, _Reader]], problems: list[CellProblem]
) -> tuple[dict[str, Any], set[str]]:
    values: dict[str, Any] = {}
    unreadable: set[str] = set()
    cells = row.values
    width = len(cells)
    for key, index, read in columns:
        cell = cells[index] if index < width else None
        if cell is None:
            continue
        value, rule, detail = read(cell)
        if value is not None:
            values[key] = value
        if rule:
            problems.append(CellProblem(row.number, key, rule, detail))
            if value is None:
                unreadable.add(key)
    return values, unreadable


def _check_span(
    row: int, values: dict[str, Any], unreadable: set[str], problems: list[CellProblem]
) -> None:
    """An expunge date too far from the report is a slip: unreadable, hence never due."""
    reported, until = values.get("date_reported"), values.get("expunge_on")
    if reported and until and until > years_after(reported, MAX_YEARS):
        del values["expunge_on"]
        unreadable.add("expunge_on")
        problems.append(CellProblem(row, "expunge_on", "date-too-far"))


def _record(
    row: Row,
    values: Mapping[str, Any],
    key: RecordKey,
    unreadable: set[str],
    expunged: Expunged,
) -> Record:
    get = values.get
    return Record(
        key=key,
        row=row.number,
        date_reported=get("date_reported"),
        reporter=get("reporter", ""),
        named_subjects=get("named_subjects", ()),
        subject_contacts=get("subject_contacts", ()),
        summary=get("summary", ""),
        action_by_us=get("action_by_us"),
        action_by_local_rep=get("action_by_local_rep"),
        outcome_to_share=get("outcome_to_share", ""),
        status=get("status"),
        expunge_on=get("expunge_on"),
        hold_until=get("hold_until"),
        hold_reason=get("hold_reason", ""),
        expunged=expunged,
        unreadable=frozenset(unreadable) if unreadable else _NONE,
        other={name: _as_text(value) for name, value in values.items() if name not in _OWN}
        if len(values.keys() - _OWN)
        else _EMPTY,
    )


_NONE: frozenset[str] = frozenset()
_EMPTY: Mapping[str, str] = {}
_OWN = frozenset(Record.__dataclass_fields__)


def _as_text(value: Any) -> str:
    if isinstance(value, tuple):
        return "\n".join(value)
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _state(row: Row, identifying: list[tuple[FieldKind, int]]) -> Expunged:
    """How far the identifying cells that are not blank read `Expunged`."""
    done = left = False
    for kind, index in identifying:
        value = row.value(index)
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        if is_expunged(kind, value):
            done = True
        else:
            left = True
    if not done:
        return Expunged.NO
    return Expunged.PARTLY if left else Expunged.YES


def _reader(column: Column, order: DateOrder | None) -> _Reader:
    """The function that reads a column's cells, remembering what repeats."""
    match column.kind:
        case FieldKind.DATE:
            return _remember(lambda value: read_date(value, order))
        case FieldKind.ANSWER:
            return _remember(read_answer)
        case FieldKind.STATUS:
            words = choice_words(column.values)
            return _remember(lambda value: read_status(value, words))
        case FieldKind.CHOICE:
            words = choice_words(column.values)
            return _remember(lambda value: read_choice(value, words))
        case FieldKind.PEOPLE:
            return lambda value: _read_several(value, people.split)
        case FieldKind.CONTACTS:
            return lambda value: _read_several(value, contacts.split)
        case FieldKind.TEXT:
            return _read_text


def _remember(read: Callable[[Value], Reading[Any]]) -> _Reader:
    """`read`, asked once for each value: such columns hold few different ones."""
    known: dict[tuple[type, Value], Reading[Any]] = {}

    def cached(value: Value) -> Reading[Any]:
        key = (value.__class__, value)
        found = known.get(key)
        if found is None:
            found = known[key] = read(value)
        return found

    return cached


_UNREADABLE: Reading[Any] = Reading(None, "cell-error")
_NOTHING: Reading[Any] = Reading(None)


def _read_text(value: Value) -> Reading[str]:
    if isinstance(value, CellError):
        return _UNREADABLE
    text = value if isinstance(value, str) else shown(value)
    return Reading(text) if text.strip() else _NOTHING


def _read_several(
    value: Value, split: Callable[[str], tuple[str, ...]]
) -> Reading[tuple[str, ...]]:
    if isinstance(value, CellError):
        return _UNREADABLE
    if value is False:
        return _NOTHING
    found = split(value if isinstance(value, str) else shown(value))
    return Reading(found) if found else _NOTHING
