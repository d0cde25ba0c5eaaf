"""Checks of single cells, column by column: blanks, kinds of value, hidden letters, formulas.

Each column is asked cheap questions as a whole first; only cells that raise a doubt are looked at
one by one. Knows cells and kinds of columns. Must not know records or today.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cocsheets.records import contacts, people
from cocsheets.records.columns import Column, FieldKind
from cocsheets.records.contacts import ContactKind
from cocsheets.records.layout import RecordTable
from cocsheets.records.nobody import is_placeholder
from cocsheets.records.reading import Readout
from cocsheets.records.redaction import is_expunged
from cocsheets.records.structure import Noticed
from cocsheets.records.table import Extras, Row, Value
from cocsheets.records.text import (
    HIDDEN,
    NO_BREAK,
    has_look_alikes,
    hidden_characters,
    is_blank,
    shown,
)

CELL_LIMIT = 50_000
"""Characters that a cell can hold (documented)."""
_TEXTUAL = frozenset({FieldKind.TEXT, FieldKind.PEOPLE, FieldKind.CONTACTS})


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
                blank = cell is None or (cell.__class__ is str and is_blank(cell))
                if blank and row.number not in hidden:
                    yield Noticed("required-blank", row.number, index, key=key)
        if column.kind in _TEXTUAL:
            yield from _check_text(rows, cells, index, key)
        if column.identifying:
            yield from _check_letters(rows, cells, index, column)
        if column.kind is FieldKind.PEOPLE:
            yield from _check_people(rows, cells, read, index, key)
        elif column.kind is FieldKind.CONTACTS:
            yield from _check_contacts(rows, read, index, key)
    kinds = {column.key: column.kind for column in table.schema.columns}
    identifying = {index: (key, kinds[key]) for key, index in table.identifying}
    other = {index: key for key, index in table.columns.items() if index not in identifying}
    for row in rows:
        if row.extras:
            yield from _check_extras(row, identifying, other)


def _check_text(
    rows: tuple[Row, ...], cells: list[Value], index: int, key: str
) -> Iterator[Noticed]:
    if not set(map(type, cells)) <= {str, type(None)}:
        for row, cell in zip(rows, cells, strict=True):
            if isinstance(cell, float | bool) and cell is not False:
                yield Noticed("number-in-text", row.number, index, key=key)
    texts = [cell for cell in cells if isinstance(cell, str)]
    if max(map(len, texts), default=0) >= CELL_LIMIT:
        for row, cell in zip(rows, cells, strict=True):
            if isinstance(cell, str) and len(cell) >= CELL_LIMIT:
                yield Noticed("full-cell", row.number, index, key=key)


def _check_letters(
    rows: tuple[Row, ...], cells: list[Value], index: int, column: Column
) -> Iterator[Noticed]:
    key, running = column.key, column.kind is FieldKind.TEXT
    doubtful = [
        (place, cell)
        for place, cell in enumerate(cells)
        if isinstance(cell, str)
        and not (cell.isascii() and (cell.isprintable() or cell.replace("\n", "").isprintable()))
    ]
    for place, cell in doubtful:
        if HIDDEN.search(cell) and (hidden := hidden_characters(cell)):
            yield Noticed("hidden-character", rows[place].number, index, ", ".join(hidden), key)
        if has_look_alikes(cell, running=running):
            yield Noticed("look-alike", rows[place].number, index, key=key)


def _check_people(
    rows: tuple[Row, ...],
    cells: list[Value],
    read: Sequence[tuple[str, ...]],
    index: int,
    key: str,
) -> Iterator[Noticed]:
    for row, cell, names in zip(rows, cells, read, strict=True):
        if len(names) != 1:
            continue
        name = names[0]
        if is_placeholder(name):
            yield Noticed("placeholder", row.number, index, key=key)
        elif people.unclear(shown(cell)):
            yield Noticed("people-unclear", row.number, index, key=key)


def _check_contacts(
    rows: tuple[Row, ...], read: Sequence[tuple[str, ...]], index: int, key: str
) -> Iterator[Noticed]:
    plain = contacts.PLAIN.fullmatch
    for row, found in zip(rows, read, strict=True):
        for contact in found:
            if plain(contact):
                continue
            if spaces := NO_BREAK.findall(contact):
                points = ", ".join(f"U+{ord(space):04X}" for space in dict.fromkeys(spaces))
                yield Noticed("hidden-character", row.number, index, points, key)
            elif (rule := _contact_rule(contact)) and not (
                rule == "contact-unknown" and row.extra(index).leads_somewhere
            ):
                yield Noticed(rule, row.number, index, key=key)


def _contact_rule(contact: str) -> str:
    """The rule that one contact breaks, empty if none."""
    if contacts.kind_of(contact) is not ContactKind.OTHER:
        return ""
    if is_placeholder(contact):
        return "placeholder"
    if is_expunged(FieldKind.CONTACTS, contact):
        return ""
    # `jane @example.org` holds nothing but what looks like a handle and is a host.
    usable = [found for found in contacts.find(contact) if not re.match(r"@.*\.", found)]
    if usable:
        return ""
    return "address-invalid" if "@" in contact else "contact-unknown"


def _check_extras(
    row: Row, identifying: dict[int, tuple[str, FieldKind]], other: dict[int, str]
) -> Iterator[Noticed]:
    for index, extras in row.extras.items():
        if index in other and (extras.formula or extras.spilled):
            yield Noticed("formula-cell", row.number, index, key=other[index])
        if index not in identifying:
            continue
        key, kind = identifying[index]
        if extras.formula:
            yield Noticed("formula-identifying", row.number, index, key=key)
        elif extras.spilled:
            yield Noticed("spilled-value", row.number, index, key=key)
        if is_expunged(kind, row.value(index)) and (left := _left(extras)):
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
