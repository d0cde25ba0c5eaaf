"""Pseudonyms for people and handlers: the same person, the same word, and no way back.

Knows who is the same person (by `records.identity`) and a secret. Must not know what is counted. A
pseudonym is a keyed digest; the key is random and forgotten unless one is given.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Iterable, Sequence

from cocsheets.data import replace
from cocsheets.records.links import identified, link
from cocsheets.records.people import EXPUNGED as REPLACEMENT
from cocsheets.records.record import Record
from cocsheets.records.shared import Nobody
from cocsheets.records.text import fold

EXPUNGED = "expunged"
"""What stands in place of a pseudonym where the name is expunged."""


class Pseudonyms:
    """The pseudonyms of one frame."""

    def __init__(
        self, records: Sequence[Record], *, key: str | None = None, not_people: Iterable[str] = ()
    ) -> None:
        self._key = key.encode() if key else secrets.token_bytes(32)
        self._people = self._named(records, tuple(not_people))

    def people(self, place: int) -> tuple[str, ...]:
        """One word for each person whom the record at this 0-based place names."""
        return self._people[place]

    def handler(self, text: str) -> str | None:
        """The word for a reporter or handler; None where nobody is given."""
        name = fold(text)
        if not name:
            return None
        return EXPUNGED if name == fold(REPLACEMENT) else self._word("handler", name)

    def _named(
        self, records: Sequence[Record], not_people: tuple[str, ...]
    ) -> list[tuple[str, ...]]:
        """Link the names one by one: a record of several names is taken apart first."""
        named = [(record, name) for record in records for name in record.named_subjects]
        mentions = [
            replace(
                record,
                row=row,
                named_subjects=(name,),
                subject_contacts=record.subject_contacts if len(record.named_subjects) == 1 else (),
            )
            for row, (record, name) in enumerate(named)
        ]
        persons = link(mentions, not_people).people
        words: dict[int, str] = {}
        found = []
        of_mentions = identified(mentions, Nobody(not_people))
        for row, (mention, identifiers) in enumerate(zip(mentions, of_mentions, strict=True)):
            if fold(mention.named_subjects[0]) == fold(REPLACEMENT):
                found.append(EXPUNGED)
                continue
            number = next(iter(persons.get(row, ())), None)
            if number is None:
                # Nothing here is strong enough to know the person again: a person of its own.
                found.append(self._word("mention", str(mention.key), str(row)))
                continue
            if number not in words:
                strong = min((i.kind, i.text) for i in identifiers[0])
                words[number] = self._word("person", *strong)
            found.append(words[number])
        ends = iter(found)
        return [tuple(next(ends) for _ in record.named_subjects) for record in records]

    def _word(self, *parts: str) -> str:
        digest = hmac.digest(self._key, "\0".join(parts).encode(), "sha256")
        word = base64.b32encode(digest)[:12].decode().lower()
        return f"{parts[0][0]}-{word}"
