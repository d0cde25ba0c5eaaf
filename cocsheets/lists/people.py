"""Everybody on a list, once it is known which columns say who somebody is.

Knows cells with several people or addresses, and names in several columns. Must not know records.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cocsheets.lists.columns import Columns, Part
from cocsheets.lists.table import ListTable
from cocsheets.records import contacts, people
from cocsheets.records.attendees import Attendee
from cocsheets.records.identifiers import Identifier, bare_handle, in_contact, in_subject
from cocsheets.records.namewords import spellings
from cocsheets.records.nobody import is_placeholder


def attendees(table: ListTable, columns: Columns) -> Iterator[Attendee]:
    """Everybody on the list, one for each row that says who somebody is."""
    of = {
        part: [at for at, known in sorted(columns.parts.items()) if known is part] for part in Part
    }
    for number in range(columns.header + 1, len(table.rows)):
        row = table.rows[number]

        def cells(part: Part, row: Sequence[str] = row) -> list[str]:
            texts = (row[at].strip() for at in of[part] if at < len(row))
            return [text for text in texts if text]

        own: dict[Identifier, None] = {}
        names: dict[str, None] = {}
        for text in (*cells(Part.EMAIL), *cells(Part.URL)):
            own |= dict.fromkeys(in_contact(text))
            if "<" in text and "@" in text:
                names |= dict.fromkeys(_names(text))
        for text in cells(Part.HANDLE):
            found = in_contact(text)
            bare = None if found else bare_handle(text)
            own |= dict.fromkeys((bare,) if bare else found)
        for text in cells(Part.NAME):
            if "@" in text or "://" in text:
                own |= dict.fromkeys(in_contact(text))
            names |= dict.fromkeys(_names(text))
        halves = [*cells(Part.GIVEN), *cells(Part.FAMILY)]
        if halves:
            names[" ".join(halves)] = None
        payer = {item for text in cells(Part.PAYER) for item in in_contact(text)}
        told = tuple(name for name in names if not is_placeholder(name))
        if told or own or payer:
            yield Attendee(number + 1, told, frozenset(own), frozenset(payer - own.keys()))


def _names(text: str) -> Iterator[str]:
    """The people in a cell, without their addresses."""
    for entry in people.split(text):
        bare = entry
        for contact in contacts.find(entry):
            bare = bare.replace(contact, " ")
        bare = bare.replace("<>", " ").replace("mailto:", " ").strip(" <>\"',;")
        if not any(map(str.isalpha, bare)):
            continue
        if bare != entry or not any(item for item in in_subject(entry) if "@" in item.text):
            yield from spellings(" ".join(bare.split()))
