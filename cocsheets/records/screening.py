"""A list of people against records: who is on both by an equal identifier, and who may be.

A match is an equal e-mail address, personal URL or handle, and nothing else. A name that is equal
or alike is a question for a person. Pure. Must not know files, spreadsheets, or what may be said to
others; what it gives names rows, never contents.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from cocsheets.data import Data
from cocsheets.records.attendees import Attendee
from cocsheets.records.concerned import Concerned, concerned
from cocsheets.records.identifiers import Identifier, Kind, tells_who
from cocsheets.records.links import explicit_handles
from cocsheets.records.nameindex import NameIndex
from cocsheets.records.record import Expunged, Record
from cocsheets.records.shared import Nobody
from cocsheets.records.verdicts import RetentionState, Verdict

TOLD_EVERY = 2_000
"""Rows after which it is said how far it has come."""
MAIL, ACCOUNT, PAYER = 86, 75, 70
"""Scores of what is alike in addresses."""
SAME_MAIL = "the e-mail addresses differ only in dots, a +tag, or another name of one provider"
SAME_ACCOUNT = "an account has the same name elsewhere"
SAME_PAYER = "the address of whoever ordered is equal, who may be somebody else"


class Pairing(Data, frozen=True):
    """A row of the list and a record that belong together, or may."""

    row: int
    """Of the list, 1-based."""
    record: int
    """Row of the record."""
    compared: str = ""
    """What is alike, where that is a question; empty for a match."""
    score: int = 100
    """0 to 100: how alike, not how likely."""
    in_list: int = 1
    """Rows of the list of which the same may be asked about this record: how common the name is."""


def compared_records(
    records: Iterable[Record], verdict_of: Callable[[int], Verdict]
) -> tuple[Record, ...]:
    """The records that a list is compared with: flagged or blacklisted, neither expunged nor due.

    One on hold counts, and so does one whose date cannot be read.
    """
    gone = (RetentionState.DUE, RetentionState.EXPUNGED)
    return tuple(
        record
        for record in records
        if record.flagged
        and record.expunged is not Expunged.YES
        and verdict_of(record.row).state not in gone
    )


def screen(
    attendees: Sequence[Attendee],
    records: Sequence[Record],
    everything: Sequence[Record] = (),
    not_people: Iterable[str] = (),
    tell: Callable[[int, int], None] | None = None,
) -> tuple[tuple[Pairing, ...], tuple[Pairing, ...]]:
    """Matches and questions, each in the order of the list.

    `records` are those to compare with; `everything` says which bare words are handles. `tell` is
    told how many rows are done, and of how many.
    """
    nobody = Nobody(not_people)
    handles = explicit_handles(everything or records)
    people = _People(records, [concerned(record, nobody, handles) for record in records])
    matches: list[Pairing] = []
    asked: list[Pairing] = []
    for done, attendee in enumerate(attendees, start=1):
        sure = people.same(attendee.identifiers)
        matches += (Pairing(attendee.row, row) for row in sorted(sure))
        best: dict[int, Pairing] = {}
        for record, compared, score in people.alike(attendee):
            if record not in sure and (record not in best or best[record].score < score):
                best[record] = Pairing(attendee.row, record, compared, score)
        asked += sorted(best.values(), key=lambda pairing: (-pairing.score, pairing.record))
        if tell is not None and done % TOLD_EVERY == 0:
            tell(done, len(attendees))
    return tuple(matches), _counted(asked)


def _counted(asked: Sequence[Pairing]) -> tuple[Pairing, ...]:
    """The questions, each with how many rows are asked about for the same record."""
    rows: dict[int, set[int]] = defaultdict(set)
    for pairing in asked:
        rows[pairing.record].add(pairing.row)
    return tuple(
        Pairing(one.row, one.record, one.compared, one.score, len(rows[one.record]))
        for one in asked
    )


class _People:
    """The people of some records, ready to be looked up."""

    def __init__(self, records: Sequence[Record], people: Sequence[Concerned]) -> None:
        self._strong: dict[Identifier, set[int]] = defaultdict(set)
        self._loose: dict[str, set[int]] = defaultdict(set)
        names: list[str] = []
        self._rows: list[int] = []
        for record, them in zip(records, people, strict=True):
            for item in them.identifiers:
                self._strong[item].add(record.row)
                for key in _loosely(item):
                    self._loose[key].add(record.row)
            for account in them.accounts:
                for key in _accounts(account):
                    self._loose[key].add(record.row)
            names += them.names
            self._rows += [record.row] * len(them.names)
        self._names = NameIndex(names)
        self._known: dict[str, list[tuple[int, str, int]]] = {}

    def same(self, identifiers: Iterable[Identifier]) -> set[int]:
        """The rows of the records that have one of the identifiers."""
        return {row for item in identifiers for row in self._strong.get(item, ())}

    def alike(self, attendee: Attendee) -> Iterator[tuple[int, str, int]]:
        """Rows of records that may be about somebody, with what is alike and a score."""
        for row in self.same(attendee.payer):
            yield row, SAME_PAYER, PAYER
        for item in attendee.identifiers:
            for key in (*_loosely(item), *_above(item)):
                mail = item.kind is Kind.EMAIL
                for row in self._loose.get(key, ()):
                    yield row, SAME_MAIL if mail else SAME_ACCOUNT, MAIL if mail else ACCOUNT
        for name in attendee.names:
            found = self._known.get(name)
            if found is None:
                found = self._known[name] = [
                    (self._rows[like.number], f"name: {like.alike}", like.score)
                    for like in self._names.like(name)
                ]
            yield from found


_HOSTS = {
    "googlemail.com": "gmail.com",
    "pm.me": "proton.me",
    "protonmail.com": "proton.me",
    "protonmail.ch": "proton.me",
    "me.com": "icloud.com",
    "mac.com": "icloud.com",
    "ya.ru": "yandex.ru",
    "yandex.com": "yandex.ru",
    "fastmail.fm": "fastmail.com",
}
"""Other names of one mail provider, at which one account has all of them."""


def _loosely(item: Identifier) -> Iterator[str]:
    """What an identifier is alike by, where it is not equal."""
    if item.kind is Kind.EMAIL:
        local, _, host = item.text.rpartition("@")
        bare = local.partition("+")[0]
        yield f"{bare.replace('.', '').replace('-', '').replace('_', '')}@{_HOSTS.get(host, host)}"
    else:
        yield from _accounts(item.account)


def _above(item: Identifier) -> Iterator[str]:
    """Accounts whose page an address on the list is below, as a project of theirs."""
    if item.kind is Kind.URL:
        for part in item.text.partition("?")[0].split("/")[1:-1]:
            yield from _accounts(part)


def _accounts(text: str) -> Iterator[str]:
    name = text.strip("@").casefold()
    if tells_who(name):
        yield f"account {name}"
