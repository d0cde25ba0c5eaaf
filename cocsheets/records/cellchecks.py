"""Checks of single cells, column by column: blanks, hidden letters, formulas, what kinds say.

Each column is asked cheap questions as a whole first; only cells that raise a doubt are looked at
one by one. Knows cells. Must not know records or today.
"""

from __future__ import annotations

from collections.abc import Iterator

from cocsheets.records.columns import Column
from cocsheets.records.kinds.kind import Cells
from cocsheets.records.layout import RecordTable
from cocsheets.records.reading import Readout
from cocsheets.records.redaction import is_expunged
from cocsheets.records.structure import Noticed
from cocsheets.records.table import Extras, Row, Value
from cocsheets.records.text import HIDDEN, has_look_alikes, hidden_characters, is_blank, is_plain


def check_cells(table: RecordTable, readout: Readout) -> Iterator[Noticed]:
    """Everything to say about single cells of the records."""
    rows = table.data_rows()
    for column in table.schema.columns:
        index = table.columns.get(column.key)
        if index is None:
            continue
        key, cells, read = column.key, table.column(column.key), readout.columns[column.key]
        if column.required:
            merged = (key, "merged-value")
            hidden = {found.row for found in readout.problems if found[1:3] == merged}
            for row, cell in zip(rows, cells, strict=True):
                if is_blank(cell) and row.number not in hidden:
                    yield Noticed("required-blank", row.number, index, key=key)
        if column.identifying and not is_plain(table.texts(index)):  # as few are
            yield from _check_letters(rows, cells, index, column)
        yield from column.kind.notice(Cells(rows, cells, read, index, key))
    identifying = {index: key for key, index in table.identifying}
    other = {index: key for key, index in table.columns.items() if index not in identifying}
    for row in rows:
        if row.extras:
            yield from _check_extras(row, identifying, other)


def _check_letters(
    rows: tuple[Row, ...], cells: list[Value], index: int, column: Column
) -> Iterator[Noticed]:
    key, running = column.key, column.kind.running
    doubtful = [
        (place, cell)
        for place, cell in enumerate(cells)
        if isinstance(cell, str) and not is_plain(cell)
    ]
    for place, cell in doubtful:
        if HIDDEN.search(cell) and (hidden := hidden_characters(cell)):
            yield Noticed("hidden-character", rows[place].number, index, ", ".join(hidden), key)
        if has_look_alikes(cell, running=running):
            yield Noticed("look-alike", rows[place].number, index, key=key)


def _check_extras(
    row: Row, identifying: dict[int, str], other: dict[int, str]
) -> Iterator[Noticed]:
    for index, extras in row.extras.items():
        if index in other and (extras.formula or extras.spilled):
            yield Noticed("formula-cell", row.number, index, key=other[index])
        if index not in identifying:
            continue
        key = identifying[index]
        if extras.formula:
            yield Noticed("formula-identifying", row.number, index, key=key)
        elif extras.spilled:
            yield Noticed("spilled-value", row.number, index, key=key)
        if is_expunged(row.value(index)) and (left := _left(extras)):
            yield Noticed("expunged-residue", row.number, index, left, key)


def _left(extras: Extras) -> str:
    """What is attached to a cell and may hold what the cell no longer shows."""
    attached = {
        "a note": extras.note,
        "a link": extras.has_link,
        "a chip": extras.chips,
        "a drop-down list": extras.has_list,
    }
    return " and ".join(name for name, there in attached.items() if there)
