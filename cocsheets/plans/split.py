"""The plan to put names apart from cases, and the one to bring them together again.

Splitting writes a code name wherever a record names somebody, and who it is into the identities;
joining puts every name and address back as it was spelt. Knows rows, cells and people. Must not
know Google, nor in which spreadsheet anything is.
Long because joining is splitting backwards and has to fit it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from msgspec import field

from cocsheets.data import Data
from cocsheets.plans.expunge import barrier, merge_obstacle
from cocsheets.plans.identities import NewIdentity
from cocsheets.plans.limits import Limits
from cocsheets.plans.plan import CellChange, Obstacle, Plan
from cocsheets.plans.register import Register
from cocsheets.records import people
from cocsheets.records.codenames import Token, tokens
from cocsheets.records.columns import Column, Schema
from cocsheets.records.identifiers import in_contact, in_subject
from cocsheets.records.identities import Identity, Part
from cocsheets.records.layout import RecordTable
from cocsheets.records.marks import read_mark
from cocsheets.records.mentions import spans
from cocsheets.records.nobody import is_label, is_placeholder
from cocsheets.records.record import Record
from cocsheets.records.redaction import PUBLIC_MARK, is_expunged
from cocsheets.records.table import CellError, Row, Value, column_letters
from cocsheets.records.text import is_blank, shown, substitute, trace

SPLIT, JOIN = "split", "join"


class SettingsChange(Data, frozen=True):
    """The settings say in which layout the records are from now on."""

    preset: str
    reason: str = "the settings say in which layout the records are"
    action: str = "write settings"

    def effect(self) -> tuple[str, ...]:
        """See `Change.effect`."""
        return (self.action, self.preset)

    def to_json(self) -> dict[str, Any]:
        """See `Change.to_json`."""
        return {"action": self.action, "row": None, "column": None, "reason": self.reason}


class SplitPlan(Plan, frozen=True):
    """Who gets a code name, and which cells are changed."""

    code_names: Mapping[str, Identity] = field(default_factory=dict)
    """Everybody with a code name, after the plan."""

    @property
    def cells(self) -> tuple[CellChange, ...]:
        """The changes in the records."""
        return tuple(change for change in self.changes if isinstance(change, CellChange))

    def check(self, limits: Limits, *, allow_large: bool = False) -> None:
        """See `Plan`: every record is part of it, so no limit on their number applies."""

    @property
    def blocked(self) -> bool:
        """See `Plan`: a sheet is split whole, or not at all."""
        return bool(self.obstacles)


def plan_split(
    spreadsheet_id: str, table: RecordTable, records: Sequence[Record], register: Register
) -> SplitPlan:
    """The plan to put the people of all records under code names.

    `register` knows who has a code name already, and draws new ones; it is filled on the way.
    """
    rows = {row.number: row for row in table.data_rows()}
    found = [
        _people(table, rows[record.row], record, register)
        for record in records  # all people first: a text may name those of another record
    ]
    changes: list[CellChange] = []
    obstacles: list[Obstacle] = []
    for record, cells in zip(records, found, strict=True):
        row = rows[record.row]
        wanted = [*cells, *_texts(table, row, record, register)]
        changes += wanted
        if wanted and (obstacle := _obstacle(table, row, record, wanted)):
            obstacles.append(obstacle)
        obstacles += _notes(table, row, record, register)
    if register.unwritable:
        obstacles.append(Obstacle(SEMICOLON, hint=WITHOUT))
    return SplitPlan(
        spreadsheet_id,
        SPLIT,
        (*map(NewIdentity, register.added), *changes),
        obstacles=tuple(obstacles),
        records=len(records),
        code_names=dict(register.people),
    )


SEMICOLON = "a name or address has a semicolon, which separates values in the identities"
WITHOUT = "Write it without the semicolon."


def plan_join(
    spreadsheet_id: str,
    table: RecordTable,
    records: Sequence[Record],
    known: Mapping[str, Identity],
) -> SplitPlan:
    """The plan to write every name and address in place of its code name again."""
    rows = {row.number: row for row in table.data_rows()}
    changes: list[CellChange] = []
    obstacles: list[Obstacle] = []
    for record in records:
        row = rows[record.row]
        wanted, unknown = [], False
        for column, text in _cells(row):
            after, lost = joined_text(text, known)
            unknown = unknown or lost
            if after != row.value(column):
                wanted.append(_change(table, row, record, column, after, JOIN))
        if unknown:
            obstacles.append(Obstacle(UNKNOWN, row.number, record.key, hint=UNKNOWN_HINT))
        changes += wanted
        if wanted and (obstacle := _obstacle(table, row, record, wanted)):
            obstacles.append(obstacle)
    return SplitPlan(
        spreadsheet_id,
        JOIN,
        tuple(changes),
        obstacles=tuple(obstacles),
        records=len(records),
        code_names=known,
    )


UNKNOWN = "the row has a code name that the identities do not have"
UNKNOWN_HINT = "Correct the code name in the row, or write the person's names there."


def joined_text(text: str, known: Mapping[str, Identity]) -> tuple[str, bool]:
    """A text with names in place of code names, and whether a code name is nobody's."""
    found = [(start, end, _spelling(token, known)) for start, end, token in tokens(text)]
    meant = ((start, end, name) for start, end, name in found if name is not None)
    return substitute(text, meant), any(name is None for _, _, name in found)


def _spelling(token: Token, known: Mapping[str, Identity]) -> str | None:
    person = known.get(token.code_name)
    return person.spelling(token) if person is not None else None


def coded_cells(
    schema: Schema, cells: Mapping[str, Value], since: dt.date | None, register: Register
) -> dict[str, str]:
    """The cells of one record that name people entry by entry, with code names: text by key.

    `cells` are values by key. Where the record names one person, its contacts are that person's; a
    contact of several is a person of its own. A cell that names nobody is left out.
    """
    pieces = {column.key: _pieces(column, cells.get(column.key)) for column in _naming(schema)}
    theirs = [in_contact(text) for text in _entries(pieces.get("subject_contacts", ()))]
    alone = len(pieces.get("named_subjects", ())) == 3  # nothing, one person, nothing
    code, found = "", {}
    for column in _naming(schema):  # subjects come before their contacts
        key = column.key
        part = Part.REPORTER if key == "reporter" else Part.SUBJECT
        reaches = column.kind.names_accounts
        replaced = []
        for text in _entries(pieces[key]):
            own = in_contact(text) if reaches else in_subject(text)
            if alone and key == "named_subjects":
                own = (*own, *chain.from_iterable(theirs))
            known = code if key == "subject_contacts" else ""
            replaced.append(register.token(text, own, part, since, address=reaches, code=known))
        if alone and key == "named_subjects" and replaced:
            code = replaced[0].code_name
        if replaced:
            found[key] = _put_together(pieces[key], replaced)
    return found


def _pieces(column: Column, value: Value) -> list[tuple[str, bool]]:
    """The text of a cell cut up, each piece with whether it names somebody."""
    if is_blank(value) or is_expunged(value):
        return []
    text = shown(value)
    pieces, last = [], 0
    for entry in people.split(text) if column.key == "reporter" else column.kind.entries(text):
        bare = _bare(entry) if column.key == "reporter" else entry
        start = text.index(bare, last)
        pieces += [(text[last:start], False), (bare, _names_somebody(bare))]
        last = start + len(bare)
    return [*pieces, (text[last:], False)]


def _naming(schema: Schema) -> list[Column]:
    """The columns that name people, entry by entry; those of contacts come last."""
    found = [
        column
        for column in schema.columns
        if column.identifying
        if column.key == "reporter" or column.kind.names_people
    ]
    return sorted(found, key=lambda column: column.kind.names_accounts)


def _unmarked(value: Value) -> Value:
    """A value without the mark that an interrupted run left there."""
    mark = read_mark(value)
    return mark.text if mark else value


def _bare(entry: str) -> str:
    """A reporter without what says that naming them is right."""
    return PUBLIC_MARK.sub("", entry).rstrip() or entry


def _names_somebody(entry: str) -> bool:
    empty = is_placeholder(entry) or is_label(entry) or is_expunged(entry)
    return not empty and not tokens(entry)


def _entries(pieces: Iterable[tuple[str, bool]]) -> list[str]:
    return [text for text, named in pieces if named]


def _put_together(pieces: Iterable[tuple[str, bool]], replaced: Iterable[Token]) -> str:
    left = iter(replaced)
    return "".join(str(next(left)) if named else text for text, named in pieces)


def _cells(row: Row) -> Iterator[tuple[int, str]]:
    """The texts of a row that somebody typed, with their columns; marks of ours are left out."""
    for column, value in enumerate(row.values):
        extras = row.extra(column)
        typed = not extras.formula and not extras.spilled
        if typed and isinstance(value, str) and not isinstance(value, CellError):
            yield column, shown(_unmarked(value))


def _people(table: RecordTable, row: Row, record: Record, register: Register) -> list[CellChange]:
    """The cells of people, contacts and reporter, with code names."""
    here = {key: _unmarked(row.value(column)) for key, column in table.columns.items()}
    coded = coded_cells(table.schema, here, record.date_reported, register)
    changes = []
    for column in _naming(table.schema):
        at = table.columns.get(column.key)
        after = coded.get(column.key) or here.get(column.key)
        if at is not None and isinstance(after, str) and after != row.value(at):
            changes.append(_change(table, row, record, at, after, SPLIT))
    return changes


def _texts(
    table: RecordTable, row: Row, record: Record, register: Register
) -> Iterator[CellChange]:
    """The other texts of a row, with code names where they mention anybody of any record."""
    own = {table.columns.get(column.key) for column in _naming(table.schema)}
    for column, text in _cells(row):
        if column in own:
            continue
        after = coded_text(text, register)
        if after != row.value(column):
            yield _change(table, row, record, column, after, SPLIT)


def coded_text(text: str, register: Register) -> str:
    """A text with code names in place of full names, addresses and handles."""
    found = (
        (start, end, register.token_in_text(text[start:end]))
        for start, end in spans(text, trace(text), register.needles)
    )
    return substitute(text, ((start, end, str(token)) for start, end, token in found if token))


def _notes(table: RecordTable, row: Row, record: Record, register: Register) -> Iterator[Obstacle]:
    for column, extras in row.extras.items():
        if extras.note and coded_text(extras.note, register) != extras.note:
            yield Obstacle(
                "a note names people",
                row.number,
                record.key,
                column,
                hint="Move what the note says into the row's text, or remove the note.",
            )


def _change(
    table: RecordTable, row: Row, record: Record, column: int, after: str, action: str
) -> CellChange:
    names = {place: key for key, place in table.columns.items()}
    extras = row.extra(column)
    return CellChange(
        action=action,
        row=row.number,
        key=record.key,
        column=column,
        name=names.get(column, column_letters(column)),
        reason="it names people" if action == SPLIT else "it has code names",
        before=row.value(column),
        after=after,
        clears=action == SPLIT and bool(extras.has_link or extras.chips or extras.has_list),
    )


def _obstacle(
    table: RecordTable, row: Row, record: Record, changes: Sequence[CellChange]
) -> Obstacle | None:
    for change in changes:
        if change.clears and row.extra(change.column).note:
            reason = "a cell has a link or list, which goes with the names, and a note"
            hint = "Remove the link or the note."
            return Obstacle(reason, row.number, record.key, change.column, hint=hint)
        if not isinstance(change.before, str) or row.extra(change.column).formula:
            reason = "a cell that names people holds a number or a formula"
            hint = "Write what it shows as text."
            return Obstacle(reason, row.number, record.key, change.column, hint=hint)
        if found := barrier(table, row, change):
            reason, hint = found
            return Obstacle(reason, row.number, record.key, change.column, hint=hint)
    return merge_obstacle(table, row, record)
