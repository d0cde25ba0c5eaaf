"""Who is whom while a sheet is split: each person of the records with one code name.

Finds a person by what the records link, or by a spelling where a name is too short to link anybody;
draws a code name for whoever has none. Knows people and spellings. Must not know cells or Google.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import TypeAlias

from cocsheets.records import contacts
from cocsheets.records.codenames import Token
from cocsheets.records.contacts import ContactKind
from cocsheets.records.identifiers import Identifier, in_contact, in_subject
from cocsheets.records.identities import Identity, Part
from cocsheets.records.links import Links
from cocsheets.records.redaction import identifiers_in
from cocsheets.records.shared import Nobody
from cocsheets.records.text import fold, trace

Draw: TypeAlias = Callable[[Collection[str]], str]
"""Gives a code name that is none of those used already."""


class Register:
    """People by code name; new ones are added as they are met.

    `known` are people who have a code name already, `used` all code names that ever were, `alone`
    those that no record shows (of a run that was interrupted: they wait for their record).
    """

    def __init__(
        self,
        known: Iterable[Identity],
        links: Links,
        nobody: Nobody,
        draw: Draw,
        *,
        used: Collection[str] = (),
        alone: Collection[str] = (),
    ) -> None:
        self.people = {person.code_name: person for person in known}
        self.before = dict(self.people)
        """As they were when the register was opened."""
        self._links, self._nobody, self._draw = links, nobody, draw
        self._used = {*used, *self.people}
        self._by_identifier: dict[Identifier, str] = {}
        self._by_number: dict[int, str] = {}
        self._by_spelling: dict[str, str] = {}
        """Reporters with short names: who handles cases is in many rows."""
        self._by_needle: dict[str, str] = {}
        self._waiting: dict[tuple[str, dt.date | None], list[str]] = defaultdict(list)
        for person in self.people.values():
            for text in person.names:
                self._learn(person.code_name, in_subject(text), text)
            for text in person.addresses:
                self._learn(person.code_name, in_contact(text), text)
            if not self._linked(person):
                self._keep_short(person, alone=person.code_name in alone)

    @property
    def needles(self) -> frozenset[str]:
        """Every full name, address and handle to look for in texts."""
        return frozenset(self._by_needle)

    @property
    def added(self) -> tuple[Identity, ...]:
        """The people who got a code name, in the order in which they were met."""
        return tuple(one for code, one in self.people.items() if code not in self.before)

    @property
    def unwritable(self) -> bool:
        """Whether a name or address has the sign that separates values in the identities."""
        people = (*self.added, *self.changed)
        return any(";" in text for one in people for text in (*one.names, *one.addresses))

    @property
    def changed(self) -> tuple[Identity, ...]:
        """The people who had a code name, and of whom more is known now."""
        return tuple(
            one
            for code, one in self.people.items()
            if code in self.before and one != self.before[code]
        )

    def token(
        self,
        text: str,
        identifiers: Iterable[Identifier],
        part: Part,
        since: dt.date | None,
        *,
        address: bool = False,
        code: str = "",
    ) -> Token:
        """What is to be written in place of an entry of a cell.

        `identifiers` are those that link the person; `code` is the code name, if that is known.
        """
        identifiers = [item for item in identifiers if item not in self._nobody]
        code = code or self._find(identifiers, text, part, since)
        known = self.people.get(code) or Identity(code)
        self.people[code] = person = known.spelt(text, address=address).seen_as(part, since)
        self._learn(code, identifiers, text)
        if part is Part.REPORTER:
            self._by_spelling.setdefault(fold(text), code)
        return person.token(text) or Token(code, "", 1)

    def token_in_text(self, text: str) -> Token | None:
        """What is to be written in place of a mention in a text; None if nobody is meant."""
        found = (*in_subject(text), *in_contact(text))
        codes = [self._by_identifier[item] for item in found if item in self._by_identifier]
        code = codes[0] if codes else self._by_needle.get(_needle(text), "")
        person = self.people.get(code)
        if person is None:
            return None
        if person.token(text) is None:
            address = contacts.kind_of(text) is not ContactKind.OTHER
            self.people[code] = person = person.spelt(text, address=address)
        return person.token(text)

    def _find(
        self, identifiers: list[Identifier], text: str, part: Part, since: dt.date | None
    ) -> str:
        for item in identifiers:
            if item in self._by_identifier:
                return self._by_identifier[item]
        numbers = [who for item in identifiers if (who := self._links.who(item)) is not None]
        for number in numbers:
            if number in self._by_number:
                return self._by_number[number]
        spelling = fold(text)
        if not identifiers:
            if part is Part.REPORTER and spelling in self._by_spelling:
                return self._by_spelling[spelling]
            if waiting := self._waiting.get((spelling, since)):
                return waiting.pop(0)
        code = self._draw(self._used)
        self._used.add(code)
        for number in numbers:
            self._by_number.setdefault(number, code)
        return code

    def _keep_short(self, person: Identity, *, alone: bool) -> None:
        """Remember somebody whose names link nobody: a reporter, or whoever waits for a record."""
        for text in map(fold, person.names):
            if Part.REPORTER in person.parts:
                self._by_spelling.setdefault(text, person.code_name)
            elif alone:
                self._waiting[text, person.since].append(person.code_name)

    def _linked(self, person: Identity) -> bool:
        """Whether other records can be about the person, as far as anybody knows."""
        return bool(person.addresses) or any(map(in_subject, person.names))

    def _learn(self, code: str, identifiers: Iterable[Identifier], text: str) -> None:
        for item in identifiers:
            self._by_identifier.setdefault(item, code)
            number = self._links.who(item)
            if number is not None:
                self._by_number.setdefault(number, code)
        for needle in identifiers_in((text,)).full:
            self._by_needle.setdefault(_needle(needle), code)


def _needle(text: str) -> str:
    return " ".join(trace(text).folded.split())
