"""Looks for what is held about one person: in records, roster, ledger, notes, comments, worksheets.

Composes: who is the same person is in `records/links.py`, where texts are in `records/residue.py`,
how others are taken out in `records/others.py`. Weaker likeness is a question to the chair and is
never part of an answer. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from cocsheets.access import addresses
from cocsheets.data import replace
from cocsheets.errors import CocsheetsError, ConfigurationError
from cocsheets.operations.held import About, Field, Held, Mentioned
from cocsheets.operations.named import named
from cocsheets.operations.residue import comments_of
from cocsheets.records.attendees import Attendee
from cocsheets.records.identifiers import (
    Identifier,
    Kind,
    bare_handle,
    in_contact,
    in_subject,
    normalise,
)
from cocsheets.records.links import identified
from cocsheets.records.mentions import Identifiers, Mention, mentions
from cocsheets.records.names import can_compare
from cocsheets.records.nobody import is_placeholder
from cocsheets.records.others import Own, Redactor
from cocsheets.records.record import Expunged
from cocsheets.records.redaction import identifiers_in, own_identifiers
from cocsheets.records.residue import Residue, Spot, texts
from cocsheets.records.screening import Pairing, screen
from cocsheets.records.shared import Nobody
from cocsheets.records.text import shown, trace

if TYPE_CHECKING:
    from cocsheets.access.membership import Member, Term
    from cocsheets.ledger import Line
    from cocsheets.operations.reading import Reading
    from cocsheets.records.record import Record
    from cocsheets.records.table import Row

_SHORTEST = 2
"""Characters of a name, such as `Wu`."""


def about(reading: Reading, person: str) -> About:
    """Everything held about a person: a name, an address, a handle, or `Name <address>`.

    Sends a request for comments, and reads all worksheets where the reading left some out. Raises
    ConfigurationError for a text that is nobody, and what `named` raises.
    """
    if not can_compare():
        raise ConfigurationError(
            "To compare names, the extra `screen` is needed. Nothing was looked up.",
            hint="pip install 'cocsheets[screen]'",
        )
    person = " ".join(person.split())
    bare = normalise(person)
    if len(bare) < _SHORTEST or is_placeholder(person) or bare == "expunged":
        raise ConfigurationError(
            "This is nobody's name or address. Nothing was looked up.",
            hint="Give a full name, an e-mail address, a URL or a handle.",
        )
    search = _Search(reading.whole(), person)
    return search.result()


class _Search:
    """One search for one person in one reading."""

    def __init__(self, reading: Reading, person: str) -> None:
        self.reading = reading
        self.named = named(reading)
        self.found = self.named.assessment
        self.nobody = Nobody(reading.committee.settings.retention.not_people)
        self.person = person
        typed = _identifiers_of(person)
        self.members = self._members(typed)
        bare = "@" not in person and all(item.kind is Kind.HANDLE for item in typed)
        self.words = frozenset({person} if bare else ())
        """A single word: whoever has it in a name may be the person, or somebody else."""
        roster = [i for m in self.members for i in (*in_subject(m.name), *in_contact(m.email))]
        self.asked = (*typed, *roster)
        self.own = self._own()

    def _own(self) -> Own:
        """All that identifies the person, also by other records that surely are about them."""
        links, records = self.found.links, self.found.records
        numbers = {n for item in self.asked if (n := links.who(item)) is not None}
        mine = set(self.asked)
        for items in chain.from_iterable(identified(records, self.nobody)):
            if any(links.who(item) in numbers for item in items):
                mine |= set(items)
        named = [item.text for item in mine if item.kind is Kind.NAME]
        names = identifiers_in([*named, self.person])
        full = {item.written for item in mine} | names.full
        words = frozenset(trace(word).folded for word in names.words)
        return Own(frozenset(mine), frozenset(full), words)

    def result(self) -> About:
        """What was found."""
        wanted = Identifiers(self.own.full, self.words)
        rows = self._rows(wanted)
        comments = comments_of(self.reading.committee)
        spots = [*self._spots(rows), *((text, place, "") for text, place in comments or ())]
        sure, perhaps, reported = list[Mentioned](), list[Residue](), set[int]()
        for text, place, record in spots:
            mention = mentions(text, wanted)
            if mention is Mention.FULL and self._is_reporter(place):
                reported.add(int(place.cell.lstrip(_LETTERS)))
            elif mention is Mention.FULL:
                sure.append(Mentioned(place, text, record))
            elif mention is not Mention.NONE:
                perhaps.append(replace(place, sure=False))
        return About(
            self.person,
            tuple(self._held(record) for record in self.found.records if record.row in rows),
            tuple(dict.fromkeys(sure)),
            tuple(sorted(reported)),
            tuple(self._terms()),
            tuple(self._lines()),
            self._questions(rows),
            tuple(dict.fromkeys(perhaps)),
            comments is not None,
            Redactor.of(self.own, self._everybody(comments or ())),
            tuple(self._identities()),
        )

    # --- records --------------------------------------------------------------------------------

    def _rows(self, wanted: Identifiers) -> frozenset[int]:
        """The rows of the records about the person."""
        links, found = self.found.links, self.found
        numbers = {n for item in self.own.identifiers if (n := links.who(item)) is not None}
        linked = {row for row, people in links.people.items() if numbers.intersection(people)}
        keys = [key for key in ("named_subjects", "subject_contacts") if key in found.table.columns]
        named = {
            row.number
            for row in found.table.data_rows()
            for key in keys
            if mentions(shown(found.table.cell(row, key)), wanted) is Mention.FULL
        }
        return frozenset(linked | named)

    def _held(self, record: Record) -> Held:
        table = self.found.table
        row = table.worksheet.row(record.row)
        fields = tuple(self._fields(row)) if row else ()
        people = own_identifiers(table, row) if row else Identifiers()
        return Held(record.row, str(record.key), len(record.named_subjects), fields, people)

    def _fields(self, row: Row) -> Iterator[Field]:
        table = self.found.table
        keys = {column: key for key, column in table.columns.items()}
        for column in range(len(row.values)):
            text = shown(row.value(column)).strip()
            if text:
                yield Field(keys.get(column, ""), table.header(column).strip(), text)
        for column, extras in sorted(row.extras.items()):
            if extras.note:
                key = "reporter" if keys.get(column) == "reporter" else ""
                yield Field(key, f"Note on {table.header(column).strip()}", extras.note)

    def _questions(self, rows: frozenset[int]) -> tuple[Pairing, ...]:
        """Records that may be about the person."""
        rest = [
            record
            for record in self.found.records
            if record.row not in rows and record.expunged is not Expunged.YES
        ]
        names = tuple(i.text for i in self.own.identifiers if i.kind is Kind.NAME)
        strong = frozenset(i for i in self.own.identifiers if i.kind is not Kind.NAME)
        person = Attendee(1, (*names, *self.words), strong)
        _, asked = screen([person], rest, self.found.records, self._patterns())
        return asked

    def _patterns(self) -> Sequence[str]:
        return self.reading.committee.settings.retention.not_people

    # --- elsewhere ------------------------------------------------------------------------------

    def _spots(self, rows: frozenset[int]) -> Iterator[tuple[str, Residue, str]]:
        """Texts that are in no record about the person, with their places."""
        keys = {record.row: str(record.key) for record in self.found.records}
        sheet_id = self.found.table.worksheet.sheet_id
        ledger = self.reading.readable_ledger
        apart = {ledger.sheet_id} if ledger else set[int]()
        roster = self._roster_sheet()
        for spot in texts(self.named.spreadsheet):
            here = spot.sheet.sheet_id if spot.sheet else None
            if len(spot.text) < _SHORTEST or here in apart or self._in_roster(spot, roster):
                continue
            if here == sheet_id and spot.row in rows:
                continue
            record = keys.get(spot.row, "") if here == sheet_id and spot.row else ""
            yield spot.text, spot.place, record

    def _is_reporter(self, place: Residue) -> bool:
        table = self.found.table
        letters = table.letters("reporter")
        return (
            place.sheet_id == table.worksheet.sheet_id
            and place.kind in ("value", "note")
            and letters is not None
            and place.cell.rstrip("0123456789") == letters
        )

    # --- the committee itself -------------------------------------------------------------------

    def _members(self, asked: Sequence[Identifier]) -> list[Member]:
        """Who on the roster is the person, by an equal address or full name."""
        try:
            roster = self.reading.roster()
        except CocsheetsError:  # no roster, nobody on it
            return []
        wanted = set(asked)
        return [
            member
            for member in roster
            if wanted.intersection((*in_contact(member.email), *in_subject(member.name)))
        ]

    def _terms(self) -> Iterator[Term]:
        for member in self.members:
            yield from member.terms

    def _lines(self) -> Iterator[Line]:
        """Lines of the ledger about an address of the person, or by it."""
        ledger = self.reading.readable_ledger
        mails = {member.key for member in self.members}
        mails |= {addresses.key(i.text) for i in self.own.identifiers if i.kind is Kind.EMAIL}
        for line in ledger.lines if ledger else ():
            if not mails.isdisjoint((addresses.key(line.target), addresses.key(line.by))):
                yield line

    def _roster_sheet(self) -> tuple[int | None, frozenset[int]]:
        """The roster's worksheet, and the person's rows in it: they are listed as such."""
        try:
            sheet_id = self.reading.roster().sheet_id
        except CocsheetsError:
            return None, frozenset()
        return sheet_id, frozenset(term.row for term in self._terms())

    @staticmethod
    def _in_roster(spot: Spot, roster: tuple[int | None, frozenset[int]]) -> bool:
        sheet_id, rows = roster
        return (
            spot.sheet is not None
            and spot.sheet.sheet_id == sheet_id
            and spot.row in rows
            and spot.kind == "value"
        )

    def _identities(self) -> Iterator[int]:
        """Rows of the person in the identity spreadsheet."""
        for person in self.named.people.values():
            if any(self.own.has(text) for text in (*person.names, *person.addresses)):
                yield person.row

    # --- everybody else -------------------------------------------------------------------------

    def _everybody(self, comments: Iterable[tuple[str, Residue]]) -> Iterator[Identifiers]:
        """Who is known: in any record, on the roster, or as the author of a comment."""
        table = self.found.table
        for row in table.data_rows():
            yield own_identifiers(table, row)
        yield identifiers_in(text for text in self.reading.member_names or () if text)
        for person in self.named.people.values():
            yield identifiers_in((*person.names, *person.addresses, person.code_name))
        yield identifiers_in({place.author for _, place in comments if place.author})


_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _identifiers_of(person: str) -> tuple[Identifier, ...]:
    """What a person typed identifies."""
    found = dict.fromkeys((*in_subject(person), *in_contact(person)))
    for name in identifiers_in([person]).full:  # also with the family name at the other end
        found |= dict.fromkeys(in_subject(name))
    if not found and (bare := bare_handle(person)) is not None:
        found[bare] = None
    return tuple(found)
