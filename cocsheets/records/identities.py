"""Whose code names they are: the worksheet `Identities` of the identity spreadsheet.

One row is one person: code name, names, addresses, part and since when; several values of a cell
are separated by `;`. A person whom no record needs any longer reads `Expunged`; the row keeps the
code name, so that it is never given again. Knows this worksheet. Must not know the records.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from cocsheets.data import Data, Hidden, replace
from cocsheets.errors import LayoutError
from cocsheets.records.codenames import Token, code_name
from cocsheets.records.columns import Column, Schema
from cocsheets.records.dates import read_date
from cocsheets.records.headers import match
from cocsheets.records.kinds import KINDS
from cocsheets.records.people import EXPUNGED
from cocsheets.records.table import DateNumber, Row, Spreadsheet, Value, Worksheet
from cocsheets.records.text import EPOCH, fold, is_blank, shown

WORKSHEET = "Identities"
SCHEMA = Schema(
    "identities",
    (
        Column("code_name", "Code name", KINDS["text"], required=True),
        Column("names", "Names", KINDS["people"], identifying=True),
        Column("addresses", "Addresses", KINDS["contacts"], identifying=True),
        Column("part", "Part", KINDS["text"]),
        Column("since", "Since", KINDS["date"]),
    ),
)
HEADERS = tuple(column.header for column in SCHEMA.columns)


class Part(enum.StrEnum):
    """What a person has to do with the records."""

    SUBJECT = "subject"
    REPORTER = "reporter"


class Identity(Data, frozen=True):
    """One person."""

    code_name: str
    names: Hidden[tuple[str, ...]] = ()
    """Each spelling that a record has or had; the first is the one to show."""
    addresses: Hidden[tuple[str, ...]] = ()
    """E-mail addresses, URLs, handles and telephone numbers, as records had them."""
    parts: frozenset[Part] = frozenset()
    since: dt.date | None = None
    """Date of the first report that is about the person, or that the person made."""
    row: int = 0
    """1-based row when it was read; 0 where it is in no row yet."""

    @property
    def expunged(self) -> bool:
        """Whether the person is no longer known, and the code name is used up."""
        known = (*self.names, *self.addresses)
        return bool(known) and all(fold(text) == fold(EXPUNGED) for text in known)

    def spelling(self, token: Token) -> str | None:
        """The name or address that a token is about; None if there is none."""
        texts = self.addresses if token.part == "address" else self.names
        return texts[token.place - 1] if token.place <= len(texts) else None

    def token(self, spelling: str) -> Token | None:
        """The token for a name or address, exactly as it is spelt; None if it is not known."""
        for part, texts in (("name", self.names), ("address", self.addresses)):
            if spelling in texts:
                place = texts.index(spelling) + 1
                first = place == 1 and part == "name"
                return Token(self.code_name, "" if first else part, place)
        return None

    def spelt(self, text: str, *, address: bool) -> Identity:
        """The same person with one more spelling, unless it is known."""
        if address:
            return replace(self, addresses=_with(self.addresses, text))
        return replace(self, names=_with(self.names, text))

    def seen_as(self, part: Part, since: dt.date | None) -> Identity:
        """The same person with one more part and date."""
        dates = [day for day in (self.since, since) if day is not None]
        return replace(self, parts=self.parts | {part}, since=min(dates, default=None))

    def cells(self) -> dict[str, Value]:
        """What its row reads, by key."""
        since = None if self.since is None else DateNumber((self.since - EPOCH).days)
        return {
            "code_name": self.code_name,
            "names": joined(self.names) or None,
            "addresses": joined(self.addresses) or None,
            "part": joined(sorted(self.parts, reverse=True)) or None,
            "since": since,
        }


def _with(texts: tuple[str, ...], text: str) -> tuple[str, ...]:
    return texts if text in texts else (*texts, text)


def joined(texts: Iterable[str]) -> str:
    """Several values as one cell holds them."""
    return "; ".join(texts)


def parted(value: Value) -> tuple[str, ...]:
    """The values of one cell."""
    return tuple(filter(None, (text.strip() for text in shown(value).split(";"))))


@dataclass(frozen=True, repr=False)
class IdentityTable:
    """The worksheet, with its columns recognised: rows under headers."""

    worksheet: Worksheet
    header_row: int
    """1-based."""
    columns: Mapping[str, int]
    """0-based column by key."""

    def data_rows(self) -> tuple[Row, ...]:
        """The rows below the header that hold anything."""
        return tuple(
            row for row in self.worksheet if row.number > self.header_row and not row.blank
        )

    def cell(self, row: Row, key: str) -> Value:
        """The value in a key's column."""
        column = self.columns.get(key)
        return None if column is None else row.value(column)

    @cached_property
    def people(self) -> tuple[Identity, ...]:
        """Everybody with a code name that can be read, in the order of the rows."""
        return tuple(self._people())

    def _people(self) -> Iterator[Identity]:
        for row in self.data_rows():
            code = code_name(shown(self.cell(row, "code_name")))
            if code is None:
                continue
            words = {fold(word) for word in parted(self.cell(row, "part"))}
            yield Identity(
                code,
                parted(self.cell(row, "names")),
                parted(self.cell(row, "addresses")),
                frozenset(part for part in Part if part in words),
                read_date(self.cell(row, "since"), None).value,
                row.number,
            )

    @cached_property
    def unreadable(self) -> tuple[int, ...]:
        """1-based rows that hold names or addresses and no code name that can be read."""
        readable = {person.row for person in self.people}
        return tuple(
            row.number
            for row in self.data_rows()
            if row.number not in readable
            if not all(is_blank(self.cell(row, key)) for key in ("names", "addresses"))
        )

    @cached_property
    def by_code_name(self) -> Mapping[str, Identity]:
        """Each person who is still known, by code name; of two rows with one code name the first,
        with what both know."""
        found: dict[str, Identity] = {}
        for person in self.people:
            if person.expunged:
                continue
            known = found.get(person.code_name)
            if known is not None:
                known = replace(
                    known,
                    names=tuple(dict.fromkeys((*known.names, *person.names))),
                    addresses=tuple(dict.fromkeys((*known.addresses, *person.addresses))),
                )
            found[person.code_name] = known or person
        return found

    @property
    def used(self) -> frozenset[str]:
        """Every code name that was ever given, as far as the worksheet shows."""
        return frozenset(person.code_name for person in self.people)


def shows(known: Mapping[str, Identity], person: Identity) -> bool:
    """Whether the identities have a person with every name and address at its place.

    Code names in the records say which of them is meant by its place.
    """
    there = known.get(person.code_name, Identity(""))
    return (
        there.names[: len(person.names)] == person.names
        and there.addresses[: len(person.addresses)] == person.addresses
        and there.code_name == person.code_name
    )


def find_identities(spreadsheet: Spreadsheet) -> IdentityTable | None:
    """The worksheet of identities; None where the spreadsheet has none.

    Raises LayoutError where a worksheet of that name lacks a header, or has one twice.
    """
    worksheet = spreadsheet.worksheet(WORKSHEET)
    candidates = [match(sheet, SCHEMA) for sheet in spreadsheet.worksheets]
    complete = [found for found in candidates if found.complete]
    if worksheet is not None:
        complete = [match(worksheet, SCHEMA)]
    if not complete:
        return None
    found = complete[0]
    if len(complete) > 1 or found.row is None or not found.complete:
        raise LayoutError(
            found.complaint
            if len(complete) == 1
            else "Several worksheets have the headers of the identities.",
            hint=f"The headers are {', '.join(HEADERS)}. Nothing was changed.",
        )
    columns = {key: places[0] for key, places in found.columns.items()}
    return IdentityTable(found.worksheet, found.row.number, columns)
