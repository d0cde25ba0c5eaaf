"""Which columns of a list say who somebody is: told by headers in many languages, and by contents.

Knows the exports of ticket systems, and that whoever pays may be somebody else. Must not know
records, nor who is looked for.
"""

from __future__ import annotations

import enum
import tomllib
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from importlib import resources

import regex

from cocsheets.data import Data
from cocsheets.errors import ConfigurationError
from cocsheets.lists.table import ListTable
from cocsheets.patterns import lazy_regex
from cocsheets.records import contacts, people
from cocsheets.records.contacts import ContactKind
from cocsheets.records.identifiers import in_contact
from cocsheets.records.namewords import read_name
from cocsheets.records.nobody import is_placeholder
from cocsheets.records.table import column_letters
from cocsheets.records.text import fold


class Part(enum.StrEnum):
    """What a column says about a person."""

    NAME = "name"
    GIVEN = "given name"
    FAMILY = "family name"
    EMAIL = "e-mail"
    HANDLE = "handle"
    URL = "URL"
    PAYER = "e-mail of whoever ordered"


_ADDRESSES = frozenset({Part.EMAIL, Part.PAYER, Part.URL})
_WHOLE = frozenset({Part.NAME, Part.GIVEN, Part.FAMILY})
_LOOKED_AT = 300
"""Rows whose contents decide what a column is."""
_LONGEST = 200
"""Characters of a header."""
_HEADER_WITHIN = 20
"""Rows among which a header is looked for: titles and remarks may be above it."""


class Columns(Data, frozen=True):
    """Which columns are looked at."""

    parts: Mapping[int, Part]
    """By 0-based column."""
    header: int = -1
    """0-based row of the headers, -1 if the list has none."""

    def told(self, table: ListTable, *, headers: bool) -> str:
        """In words. `headers` are for a person at a terminal: what was taken for a header may be
        somebody."""
        found = []
        for column, part in sorted(self.parts.items()):
            told = headers and self.header >= 0
            header = f' "{table.cell(self.header, column)}"' if told else ""
            found.append(f"{column_letters(column)}{header}: {part}")
        beside = [
            column_letters(at)
            for at in range(table.width)
            if at not in self.parts and _sample(table, self.header, at, 1)
        ]
        left = f". Not compared: {', '.join(beside)}" if beside else ""
        return "; ".join(found) + left

    def unread(self, table: ListTable) -> tuple[int, ...]:
        """The 1-based rows in which a column of addresses or pages holds something else."""
        columns = [at for at, part in self.parts.items() if part in _ADDRESSES]
        return tuple(
            number + 1
            for number in range(self.header + 1, len(table.rows))
            if any(_unread(table.cell(number, at)) for at in columns)
        )

    def shown(self, table: ListTable, row: int) -> str:
        """What a 1-based row says about who somebody is."""
        return " | ".join(filter(None, (table.cell(row - 1, at) for at in sorted(self.parts))))


@cache
def _patterns() -> Mapping[str, regex.Pattern[str]]:
    text = (resources.files("cocsheets.lists") / "headers.toml").read_text(encoding="utf-8")
    return {
        kind: regex.compile("|".join(lines.strip("\n").split("\n")))
        for kind, lines in tomllib.loads(text).items()
    }


_IN_ORDER = (Part.EMAIL, Part.GIVEN, Part.FAMILY, Part.HANDLE, Part.URL, Part.NAME)
PARTS = {part.name.lower(): part for part in _IN_ORDER}
"""By the words of options and of `headers.toml`; the first that fits a header counts."""


def _part_of(header: str) -> tuple[Part | None, bool]:
    """What a header promises, None if nothing; and whether it is of no use at all."""
    text = fold(header).replace("_", " ")
    if not text:
        return None, False
    patterns = _patterns()
    pays = bool(patterns["payer"].search(text))
    if patterns["email"].search(text):
        return (Part.PAYER if pays else Part.EMAIL), False
    if pays or patterns["other"].search(text):
        return None, True
    for kind, part in PARTS.items():
        if patterns[kind].search(text):
            return part, False
    return None, False


def find_columns(table: ListTable, chosen: Mapping[str, Part] | None = None) -> Columns:
    """The columns that say who somebody is.

    `chosen` names columns by header, letters or number, with what they are; then only they count.
    Raises ConfigurationError where no column says who somebody is, or one that was named is not
    there.
    """
    header = _header_row(table, {fold(text) for text in chosen or ()})
    if chosen:
        named = {_column(table, header, text): part for text, part in chosen.items()}
        return Columns(named, header)
    parts, useless = {}, set()
    if header >= 0:
        for column, text in enumerate(table.rows[header]):
            part, no_use = _part_of(text)
            if part is not None:
                parts[column] = part
            elif no_use:
                useless.add(column)
    for column in range(min(table.width, 200)):
        if column not in useless:
            part = _by_contents(table, header, column, parts.get(column))
            if part is None:
                parts.pop(column, None)
            else:
                parts[column] = part
    parts = _settled(table, header, parts)
    if not parts:
        raise ConfigurationError(
            "No column of the list says who somebody is: no name, no address, no handle. "
            "Nothing was compared.",
            hint="Name the columns: --name, --given, --family, --email, --handle, --url, each with"
            " a header or a letter.",
        )
    return Columns(parts, header)


def _header_row(table: ListTable, wanted: Collection[str]) -> int:
    """The 0-based row of the headers: the first one that says what is below it, or what a person
    has named; -1 if the list begins with somebody."""
    for number, row in enumerate(table.rows[:_HEADER_WITHIN]):
        if any(fold(cell) in wanted for cell in row):
            return number
        if any("@" in cell and contacts.kind_of(cell) is ContactKind.EMAIL for cell in row):
            return -1
        found = [_part_of(cell) for cell in row if not _may_be_somebody(cell)]
        says = any(part is not None for part, _ in found) or sum(no for _, no in found) > 1
        says = says or len({part for cell in row if (part := _part_of(cell)[0])}) > 1
        wide = sum(map(bool, row)) > 1 or table.width == 1
        if says and wide and all(len(cell) < _LONGEST for cell in row):
            return number
    return -1


def _may_be_somebody(cell: str) -> bool:
    """Whether a cell may be a person whose name has a word of headers in it, as `Nick Mallory`."""
    if _kind(cell) is not Part.NAME:
        return False
    text = fold(cell).replace("_", " ")
    said = {
        at
        for pattern in _patterns().values()
        for match in pattern.finditer(text)
        for at in range(*match.span())
    }
    return any(letter.isalpha() and at not in said for at, letter in enumerate(text))


def _unread(cell: str) -> bool:
    return bool(cell.strip()) and not in_contact(cell) and not is_placeholder(cell)


def _column(table: ListTable, header: int, text: str) -> int:
    wanted = fold(text)
    if header >= 0:
        found = [at for at, cell in enumerate(table.rows[header]) if fold(cell) == wanted]
        if len(found) == 1:
            return found[0]
        if found:
            letters = ", ".join(map(column_letters, found))
            raise ConfigurationError(
                f"Several columns have this header ({letters}); name a letter."
            )
    places = {column_letters(at): at for at in range(table.width)}
    places |= {str(at + 1): at for at in range(table.width)}
    if text.strip().upper() in places:
        return places[text.strip().upper()]
    raise ConfigurationError(
        f"The list has no column {text!r}. Nothing was compared.",
        hint="Name a column by its header, its letter or its number.",
    )


def _sample(table: ListTable, header: int, column: int, most: int = _LOOKED_AT) -> list[str]:
    found = []
    for row in range(header + 1, len(table.rows)):
        text = table.cell(row, column).strip()
        if text:
            found.append(text)
            if len(found) >= most:
                break
    return found


def _by_contents(table: ListTable, header: int, column: int, promised: Part | None) -> Part | None:
    """What a column is by its contents, given what its header promises."""
    cells = _sample(table, header, column)
    if not cells:
        return promised if promised is Part.EMAIL else None
    kinds = [_kind(cell) for cell in cells]
    share = {kind: kinds.count(kind) / len(cells) for kind in set(kinds)}
    mails = share.get(Part.EMAIL, 0)
    if promised in (Part.EMAIL, Part.PAYER):
        return promised
    if promised is Part.HANDLE:
        return Part.NAME if share.get(Part.NAME, 0) > 0.5 else promised
    if promised is Part.URL:
        return Part.URL if share.get(Part.URL, 0) + share.get(Part.HANDLE, 0) > 0 else None
    if mails > 0.5:
        return Part.EMAIL
    if promised in _WHOLE:
        return promised
    for part in (Part.HANDLE, Part.URL):
        if share.get(part, 0) > 0.5:
            return part
    somebody = sum(share.get(part, 0) for part in (Part.NAME, Part.EMAIL, Part.HANDLE, Part.URL))
    if somebody > (0 if table.width == 1 else 0.7) and share.get(Part.NAME, 0) < somebody:
        return Part.NAME  # names and addresses in one column
    distinct = len(set(cells)) / len(cells)
    if share.get(Part.NAME, 0) > 0.7 and (distinct > 0.7 or len(cells) < 4):
        return Part.NAME
    if header < 0 and share.get(Part.GIVEN, 0) > 0.7 and (distinct > 0.3 or len(cells) < 4):
        return Part.GIVEN  # a single word: a name or a part of one
    return None


def _kind(cell: str) -> Part | None:
    """What one cell looks like."""
    kind = contacts.kind_of(cell)
    if kind is ContactKind.EMAIL or ("@" in cell and any(map(_is_mail, contacts.find(cell)))):
        return Part.EMAIL
    if kind is ContactKind.URL:
        return Part.URL
    if kind is ContactKind.HANDLE:
        return Part.HANDLE
    if any(map(str.isdigit, cell)) or len(cell) > 80:
        return None
    words = cell.replace(",", " ").split()
    if people.full_name(cell.replace(",", " ")) or (len(words) > 1 and _uncased(words)):
        return Part.NAME
    if len(words) == 1 and not read_name(cell).single and _uncased(words):
        return Part.NAME
    return Part.GIVEN if len(words) == 1 and (cell[:1].isupper() or _uncased(words)) else None


def _uncased(words: Sequence[str]) -> bool:
    """Whether the words are in a script without capitals."""
    return all(word[0].isalpha() and word[0].lower() == word[0].upper() for word in words)


def _is_mail(contact: str) -> bool:
    return contacts.kind_of(contact) is ContactKind.EMAIL


def _settled(table: ListTable, header: int, parts: dict[int, Part]) -> dict[int, Part]:
    """The parts that are left once all columns are known: of a name that is there whole, no halves;
    the address of whoever ordered counts where there is no other."""
    found = dict(parts)
    if header < 0 and Part.NAME in found.values():
        found = {at: part for at, part in found.items() if part is not Part.GIVEN}
    mails = [at for at, part in found.items() if part is Part.EMAIL]
    own = [at for at in mails if _OWN.search(fold(table.cell(header, at)))] if header >= 0 else []
    if own and len(own) < len(mails):
        found |= {at: Part.PAYER for at in mails if at not in own}
    if set(found.values()) == {Part.PAYER}:
        return dict.fromkeys(found, Part.EMAIL)
    return found


_OWN = lazy_regex(r"\b(?:attendee|ticket|speaker|participant|guest|holder|teilnehmer\w*)\b")
