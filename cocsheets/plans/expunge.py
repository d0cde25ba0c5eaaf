"""The expunge plan: from records and verdicts to the cells that are to be rewritten.

Knows which cells of a due record change and what can stand in the way. Must not know Google. A row
with an obstacle is left whole.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from cocsheets.plans.marks import TOO_LONG, too_long
from cocsheets.plans.plan import ASK_THE_OWNER, PROTECTED, CellChange, Held, Obstacle, Plan
from cocsheets.records.layout import RecordTable
from cocsheets.records.marks import read_mark
from cocsheets.records.record import Record
from cocsheets.records.redaction import (
    EXPUNGED,
    Identifiers,
    has_attachments,
    is_expunged,
    own_identifiers,
    redact_text,
    replacement,
)
from cocsheets.records.rowkinds import MOVE_HEADER
from cocsheets.records.table import CellError, Row, Value, column_letters
from cocsheets.records.text import is_blank
from cocsheets.records.verdicts import RetentionState, Verdict, to_expunge
from cocsheets.records.written import HINT, NO_DOUBTS, Doubts


class ExpungePlan(Plan, frozen=True):
    """What is expunged, and what is noticed on the way."""

    due: frozenset[int] = frozenset()
    """Rows, 1-based, that are due and not held, whether or not anything is left to do there."""
    stray_marks: tuple[int, ...] = ()
    """Rows that are not due and hold a mark of an interrupted run."""


def plan_expunge(
    spreadsheet_id: str,
    table: RecordTable,
    records: Sequence[Record],
    verdicts: Mapping[int, Verdict],
    today: dt.date,
    doubts: Doubts = NO_DOUBTS,
) -> ExpungePlan:
    """Plan what is due on `today`.

    `records` are those of the table and `verdicts` those of `retention.judge`, by row. A row that
    `doubts` are about is left whole.
    """
    rows = {row.number: row for row in table.data_rows()}
    changes: list[CellChange] = []
    held: list[Held] = []
    obstacles: list[Obstacle] = []
    due: set[int] = set()
    stray: list[int] = []
    for record in records:
        row, verdict = rows[record.row], verdicts[record.row]
        if record.row in doubts.rows:
            obstacles.append(Obstacle(doubts.rows[record.row], record.row, record.key, hint=HINT))
            continue
        if verdict.state is RetentionState.HELD:
            held.append(_held(record, verdict))
        elif verdict.state is RetentionState.UNREADABLE:
            obstacles.append(
                Obstacle(verdict.reason, record.row, record.key, pending=False, hint=MEND_DATE)
            )
        if not to_expunge(record, verdict, today):
            if any(read_mark(value) for value in row.values):
                stray.append(record.row)
            continue
        due.add(record.row)
        wanted = list(_changes(table, row, record, verdict))
        blocked = _left_by_another(row, record) or (
            _obstacle(table, row, record, wanted) if wanted else None
        )
        if blocked:
            obstacles.append(blocked)
        else:
            changes += wanted
    obstacles += (Obstacle(place, hint=HINT) for place in doubts.named)
    if table.above:
        above = ", ".join(map(str, table.above))
        obstacles.append(Obstacle(ABOVE.format(above), pending=False, hint=MOVE_HEADER))
    stray += (row.number for row in table.other_rows() if any(map(read_mark, row.values)))
    return ExpungePlan(
        spreadsheet_id,
        "expunge",
        tuple(changes),
        tuple(held),
        tuple(obstacles),
        len(records),
        due=frozenset(due),
        stray_marks=tuple(stray),
    )


ABOVE = "what looks like a report is above the header row, and is not read: row {}"
MEND_DATE = "Fix the row in the sheet; `cocsheets validate` says what is wrong with it."


def _left_by_another(row: Row, record: Record) -> Obstacle | None:
    """A text that an interrupted run was writing, and that is none of an expunge."""
    for column, value in enumerate(row.values):
        mark = read_mark(value)
        if mark is not None and EXPUNGED not in mark.text:
            reason = "a cell holds what an interrupted run was writing, perhaps for another record"
            return Obstacle(reason, row.number, record.key, column, hint=REMOVE_MARK)
    return None


REMOVE_MARK = (
    "Look whether the text belongs in this row, and remove `(cocsheets ...)` from it; what was "
    "there is in the version history."
)


def _held(record: Record, verdict: Verdict) -> Held:
    return Held(
        record.row,
        record.key,
        verdict.reason,
        verdict.until.isoformat() if verdict.until else "",
        verdict.proposed.isoformat() if verdict.proposed else "",
    )


def _changes(
    table: RecordTable,
    row: Row,
    record: Record,
    verdict: Verdict,
) -> Iterator[CellChange]:
    kinds = {column.key: column.kind for column in table.schema.columns}
    identifying = dict(table.identifying)
    columns = set(identifying.values())
    for key, column in identifying.items():
        value, extras = row.value(column), row.extra(column)
        after: Value = value
        if not is_blank(value) and not is_expunged(value):
            after = replacement(kinds[key], value)
        clears = has_attachments(extras)
        if after is value and not clears:
            continue
        yield CellChange(
            action="clear" if after is value else "expunge",
            row=row.number,
            key=record.key,
            column=column,
            name=key,
            reason=verdict.reason,
            before=value,
            after=after,
            public_after="" if after is value else str(after),
            clears=clears,
        )
    identifiers = own_identifiers(table, row)
    names = {column: key for key, column in table.columns.items()}
    for column, value in enumerate(row.values):
        if column in columns or not isinstance(value, str) or isinstance(value, CellError):
            continue
        if row.extra(column).formula or row.extra(column).spilled:
            continue
        text = _redacted(value, identifiers)
        if text != value:
            yield CellChange(
                action="redact",
                row=row.number,
                key=record.key,
                column=column,
                name=names.get(column, column_letters(column)),
                reason="it names people of this record",
                before=value,
                after=text,
            )


def _redacted(value: str, identifiers: Identifiers) -> str:
    mark = read_mark(value)  # left by a run that was interrupted
    return redact_text(mark.text if mark else value, identifiers)


def _obstacle(
    table: RecordTable, row: Row, record: Record, changes: Sequence[CellChange]
) -> Obstacle | None:
    for change in changes:
        found = barrier(table, row, change)
        if found:
            reason, hint = found
            return Obstacle(reason, row.number, record.key, change.column, hint=hint)
    return merge_obstacle(table, row, record)


def barrier(table: RecordTable, row: Row, change: CellChange) -> tuple[str, str] | None:
    """Reason and fix of what keeps one cell from being changed."""
    extras = row.extra(change.column)
    if table.worksheet.barrier(row.number - 1, change.column):
        return (
            PROTECTED,
            ASK_THE_OWNER,
        )
    if extras.spilled:
        return (
            "the value comes from a formula in another cell",
            "Put the values in the formula's place, or expunge where it takes them from.",
        )
    if (
        change.action == "expunge"
        and extras.formula
        and table.worksheet.fills(row.number, change.column)
    ):
        return (
            "a formula in the cell fills other cells too, which would be emptied",
            "Copy what it fills and paste it as values.",
        )
    if extras.pivot:
        return ("a pivot table starts in the cell", "Move the pivot table to another worksheet.")
    if too_long(change.after):
        return (TOO_LONG, "Shorten the text of the cell.")
    return None


def merge_obstacle(table: RecordTable, row: Row, record: Record) -> Obstacle | None:
    """What is told of a row of which an identifying cell is merged with those of other rows."""
    for _, column in table.identifying:
        for merge in table.worksheet.merges:
            tall = merge.end_row is None or merge.end_row - merge.start_row > 1
            if tall and merge.covers(row.number - 1, column):
                return Obstacle(
                    "the cell is merged with cells of other rows",
                    row.number,
                    record.key,
                    column,
                    hint="Unmerge the cells, so that each row says whom it is about.",
                )
    return None
