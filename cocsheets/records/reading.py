"""Rows to records: every row that is not blank becomes a `Record`, whatever is wrong with it.

What cannot be read is None in the record, named in `unreadable`, and told as a `CellProblem`.
Each kind of column reads its own cells (`kinds`). Must not know what is due, or which findings
matter.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from cocsheets.patterns import lazy_re
from cocsheets.records.dates import MAX_YEARS, years_after
from cocsheets.records.layout import RecordTable
from cocsheets.records.memory import collector_paused
from cocsheets.records.record import Expunged, Record, RecordKey
from cocsheets.records.redaction import is_expunged
from cocsheets.records.text import is_blank


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
    columns: Mapping[str, Sequence[Any]] = field(default_factory=dict, repr=False, compare=False)
    """The same by field key: one value for each record, in their order."""


@collector_paused()
def read_table(table: RecordTable) -> Readout:
    """A record for every data row of the table, and the problems of their cells.

    Column by column: the cells of most columns repeat, so each different one is read once.
    """
    rows = table.data_rows()
    numbers = [row.number for row in rows]
    problems: list[CellProblem] = []
    unreadable: dict[int, set[str]] = {}
    fields: dict[str, list[Any]] = {}
    for column in table.schema.columns:
        if column.key in table.columns:
            cells = table.column(column.key)
            values, found = column.kind.read(column, cells, table.schema.date_order)
            fields[column.key] = column.kind.read_attached(table, column.key, values)
            for place, reading in found:
                problems.append(
                    CellProblem(numbers[place], column.key, reading.rule, reading.detail)
                )
                if reading.value is None:
                    unreadable.setdefault(place, set()).add(column.key)
    hidden: dict[int, set[str]] = {}
    for place, key in _hidden(table):
        unreadable.setdefault(place, set()).add(key)
        hidden.setdefault(place, set()).add(key)
        problems.append(CellProblem(numbers[place], key, "merged-value"))
    for place, rule in _slips(fields):
        fields["expunge_on"][place] = None
        unreadable.setdefault(place, set()).add("expunge_on")
        problems.append(CellProblem(numbers[place], "expunge_on", rule))
    records = _records(numbers, fields, unreadable, hidden, _states(table))
    return Readout(records, tuple(problems), fields)


def _hidden(table: RecordTable) -> list[tuple[int, str]]:
    """Cells of reports that a merged cell hides: all but its first, whose value people see there.

    Such a cell is not blank: to them the report has the date, or is about the people, of the other.
    """
    numbers = [row.number for row in table.data_rows()]
    columns = [
        (index, column.key)
        for column in table.schema.columns
        if (index := table.columns.get(column.key)) is not None
        if not column.kind.running or column.required
    ]
    return [
        (place, key)
        for merge in table.worksheet.merges
        for place in range(
            bisect(numbers, merge.start_row),
            len(numbers) if merge.end_row is None else bisect(numbers, merge.end_row),
        )
        for index, key in columns
        if merge.covers(numbers[place] - 1, index)
        if (numbers[place] - 1, index) != (merge.start_row, merge.start_column)
    ]


def _slips(fields: Mapping[str, list[Any]]) -> list[tuple[int, str]]:
    """Where the expunge date is before the report, or so far from it that one of them is a slip.

    Such a date is never due: expunging cannot be undone, correcting a date can.
    """
    dates = zip(fields.get("date_reported", ()), fields.get("expunge_on", ()), strict=False)
    return [
        (place, "expunge-before-report" if until < reported else "date-too-far")
        for place, (reported, until) in enumerate(dates)
        if reported and until
        if until < reported or until.year - reported.year >= MAX_YEARS
        if until < reported or until > years_after(reported, MAX_YEARS)
    ]


def _records(
    numbers: list[int],
    fields: Mapping[str, list[Any]],
    unreadable: Mapping[int, set[str]],
    hidden: Mapping[int, set[str]],
    states: Mapping[int, Expunged],
) -> tuple[Record, ...]:
    defaults: dict[str, Any] = {"reporter": "", "summary": "", "outcome_to_share": ""}
    defaults |= {"named_subjects": (), "subject_contacts": (), "hold_reason": ""}
    size = len(numbers)
    columns = [fields.get(name) or [defaults.get(name)] * size for name in _FIELDS]
    own = {key: values for key, values in fields.items() if key not in _FIELDS}
    columns.append(_spread(states, Expunged.NO, size))
    columns.append(_key_sets(unreadable, size))
    others = {place: _others(own, place) for place in range(size)} if own else {}
    columns.append(_spread(others, {}, size))
    columns.append(_key_sets(hidden, size))
    counted: dict[dt.date | None, int] = {}
    make: Callable[..., Record] = Record
    records = []
    for number, values in zip(numbers, zip(*columns, strict=True), strict=True):
        day = values[0]
        count = counted[day] = counted.get(day, 0) + 1
        records.append(make(RecordKey(day, count), number, *values))  # in the order of its fields
    return tuple(records)


def _key_sets(some: Mapping[int, set[str]], size: int) -> list[Any]:
    return _spread({at: frozenset(keys) for at, keys in some.items()}, frozenset(), size)


def _spread(some: Mapping[int, Any], default: Any, size: int) -> list[Any]:
    """A column of one value with a few others, by place."""
    column = [default] * size
    for place, value in some.items():
        column[place] = value
    return column


_FIELDS = Record.__struct_fields__[2:-4]
"""The fields that are columns, in the order in which `Record` takes them."""


def _others(own: Mapping[str, list[Any]], place: int) -> dict[str, str]:
    return {key: _as_text(values[place]) for key, values in own.items() if values[place]}


def _as_text(value: Any) -> str:
    if isinstance(value, tuple):
        return "\n".join(value)
    return value.isoformat() if isinstance(value, dt.date) else str(value)


_BEGINS = lazy_re(r"[\s;,]*expunged", re.IGNORECASE)


def _states(table: RecordTable) -> dict[int, Expunged]:
    """How far identifying cells read `Expunged`, by place, where any of them does."""
    columns = [table.column(key) for key, _ in table.identifying]
    touched = {
        place
        for (_, index), cells in zip(table.identifying, columns, strict=True)
        if "expunged" in table.texts(index).lower()
        for place, value in enumerate(cells)
        if value.__class__ is str and _BEGINS.match(value)
    }
    states: dict[int, Expunged] = {}
    for place in touched:
        filled = [is_expunged(cells[place]) for cells in columns if not is_blank(cells[place])]
        if any(filled):
            states[place] = Expunged.YES if all(filled) else Expunged.PARTLY
    return states
