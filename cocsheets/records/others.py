"""Takes other people out of a text that one person is to read.

Replaces names, addresses and telephone numbers that are not the reader's own. A text in which
somebody may be left in other letters is not given at all. Knows texts and whose identifiers are
whose. Must not know rows, letters, or who asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cocsheets.data import HiddenData
from cocsheets.patterns import lazy_re, lazy_regex
from cocsheets.records import contacts
from cocsheets.records.contacts import ContactKind
from cocsheets.records.identifiers import Identifier, in_contact
from cocsheets.records.mentions import Identifiers, Mention, mentions, single_words, spans
from cocsheets.records.nearness import skeleton
from cocsheets.records.text import TracedText, trace

PERSON, ADDRESS = "[another person]", "[an address]"
WITHHELD = "[left out: it may name somebody else]"
NOBODY = Identifiers()
_PHONE = lazy_re(r"(?<![\w.])(?:\+[0-9](?:[ ()/.-]*[0-9]){6,}|[0-9](?:[ ()/.-]*[0-9]){9,})(?!\w)")
_INITIALS = lazy_regex(r"(?:\b\p{Lu}\. ?)+$")
"""Initials before a family name: they go with it."""
_CAPITALS = lazy_regex(r"\b\p{Lu}[\w'\u2019-]+ (?:\p{Ll}{2,3} )?\p{Lu}[\w'\u2019-]+")


class Own(HiddenData, frozen=True):
    """What identifies the reader."""

    identifiers: frozenset[Identifier]
    full: frozenset[str]
    """Addresses, URLs, handles and full names, as they are looked for in texts."""
    words: frozenset[str]
    """Single words of the names, folded."""

    def has(self, text: str) -> bool:
        """Whether a full identifier is the reader's."""
        found = in_contact(text)
        if found:
            return self.identifiers.issuperset(found)
        return skeleton(text) in {skeleton(own) for own in self.full}


class Redactor(HiddenData, frozen=True):
    """Takes everybody but the reader out of texts."""

    own: Own
    others: frozenset[str]
    """Full identifiers of everybody else who is known."""
    words: frozenset[str] = frozenset()
    """Single words of their names, folded."""

    @classmethod
    def of(cls, own: Own, people: Iterable[Identifiers]) -> Redactor:
        """For the people whom any record, roster or comment names."""
        full: set[str] = set()
        words: set[str] = set()
        for one in people:
            full |= one.full
            words |= {trace(word).folded for word in one.words}
        others = frozenset(text for text in full if text.strip() and not own.has(text))
        return cls(own, others, frozenset(words - own.words))

    def redact(self, text: str, near: Identifiers = NOBODY) -> str:
        """The text as the reader may see it. `near` are the people of the same record: their words
        are taken out in small letters, too."""
        traced = trace(text)
        close = frozenset(trace(word).folded for word in near.words) - self.own.words
        mine = list(spans(text, traced, self.own.full)) if self.own.full else []
        found = [*self._full(text, traced), *self._words(text, traced, close, mine)]
        made: list[str] = []
        last = 0
        for start, end, mark in sorted(found, key=lambda span: (span[0], -span[1])):
            if start >= last:
                made += (text[last:start], mark)
            last = max(last, end)
        told = "".join((*made, text[last:]))
        left = told.replace(PERSON, " ").replace(ADDRESS, " ")
        if mentions(left, Identifiers(self.others)) is not Mention.NONE:
            return WITHHELD
        return told

    def _full(self, text: str, traced: TracedText) -> Iterator[tuple[int, int, str]]:
        for start, end in spans(text, traced, self.others):
            person = contacts.kind_of(text[start:end]) is ContactKind.OTHER
            yield start, end, PERSON if person else ADDRESS
        for contact in contacts.find(text):
            if not self.own.has(contact):
                for match in re.finditer(re.escape(contact), text):
                    yield match.start(), match.end(), ADDRESS
        for match in _PHONE.finditer(text):
            if not self.own.has(match[0]):
                yield match.start(), match.end(), ADDRESS

    def _words(
        self, text: str, traced: TracedText, close: frozenset[str], mine: list[tuple[int, int]]
    ) -> Iterator[tuple[int, int, str]]:
        for start, end, word in single_words(text, traced, close | self.words):
            if any(low <= start and end <= high for low, high in mine):
                continue
            if word in close or not text[start].islower():
                before = _INITIALS.search(text, max(0, start - 12), start)
                yield before.start() if before else start, end, PERSON


def may_name(text: str, own: Own) -> bool:
    """Whether a text still has words that look like a name, for a person to look at."""
    for match in _CAPITALS.finditer(text.replace(PERSON, " ").replace(ADDRESS, " ")):
        if not own.words.issuperset(trace(word).folded for word in match[0].split()):
            return True
    return False
