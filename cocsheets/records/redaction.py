"""What identifies people in a row, what replaces it, and whether that is done.

An identifying cell becomes `Expunged`; a cell of people keeps one for each person, with its own
separators. In the row's other texts, the row's own addresses, URLs, handles and full names become
`Expunged` at word boundaries; single words are only reported. Knows texts of one row. Must not
know when a record is expunged, or how it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cocsheets.patterns import lazy_re, lazy_regex
from cocsheets.records import contacts, people
from cocsheets.records.codenames import WHICH, tokens
from cocsheets.records.layout import RecordTable
from cocsheets.records.mentions import WORD, Identifiers, spans
from cocsheets.records.nobody import is_placeholder
from cocsheets.records.people import EXPUNGED
from cocsheets.records.table import Extras, Row, Value
from cocsheets.records.text import is_blank, shown, substitute, trace, without_hidden

if TYPE_CHECKING:
    from cocsheets.records.kinds.kind import Kind

__all__ = [
    "EXPUNGED",
    "Identifiers",
    "has_attachments",
    "identifies_nobody",
    "is_expunged",
    "own_identifiers",
    "redact_text",
    "replacement",
]

_BETWEEN = rf"(?:[\s{people.SEPARATORS}]|(?<=[\s{people.SEPARATORS}])and(?=\s))"
_DONE = lazy_re(
    rf"[\s{people.SEPARATORS}]*expunged(?:{_BETWEEN}+expunged)*[\s{people.SEPARATORS}]*",
    re.IGNORECASE,
)


def is_expunged(value: Value) -> bool:
    """Whether an identifying cell reads `Expunged`, once or several times with separators.

    Also when done by hand: case and space around do not matter. A blank cell is not expunged.
    """
    if not isinstance(value, str) or len(value) < len(EXPUNGED) or "xpunged" not in value.lower():
        return False
    return _DONE.fullmatch(value) is not None


def replacement(kind: Kind, value: Value) -> str:
    """What an identifying cell holds after expunging; a blank cell stays blank (empty text)."""
    return "" if is_blank(value) else kind.replacement(shown(value))


def has_attachments(extras: Extras) -> bool:
    """Whether anything is attached to a cell that is cleared with it."""
    return bool(extras.note or extras.has_link or extras.chips or extras.has_list)


def identifies_nobody(table: RecordTable, row: Row) -> bool:
    """Whether the identifying cells of a row are blank and nothing is attached to them.

    Such a record has nothing to be expunged, whatever its date.
    """
    for _, column in table.identifying:
        if not is_blank(row.value(column)) or has_attachments(row.extra(column)):
            return False
    return True


def own_identifiers(table: RecordTable, row: Row) -> Identifiers:
    """What identifies people in the row's identifying cells, and in what is attached to them.

    Names come from the cells of people and the reporter's; addresses, URLs and handles from every
    identifying cell, running text too.
    """
    full: set[str] = set()
    words: set[str] = set()
    kinds = {column.key: column.kind for column in table.schema.columns}
    for key, index in table.identifying:
        full.update(row.extra(index).links)
        text = shown(row.value(index))
        full.update((*contacts.find(text), *kinds[key].addresses(text)))
        if key == "reporter":
            _add_names(people.split(text), full, words)
        elif key != "summary":
            _add_names(kinds[key].people(text), full, words)
    return Identifiers(frozenset(full).union(_other_spellings(full)), frozenset(words))


_HANDLE = lazy_re(r"@([^@/\s]+)@([^@/\s]+)")
_PROFILE = lazy_re(r"https?://(?:www\.)?([^@/\s]+)/@([^@/\s]+)/?")


def _other_spellings(full: Iterable[str]) -> Iterator[str]:
    """A handle of the Fediverse as the page that it stands for, and the other way round."""
    for text in full:
        if handle := _HANDLE.fullmatch(text):
            yield f"https://{handle[2]}/@{handle[1]}"
            yield f"{handle[1]}@{handle[2]}"
        elif profile := _PROFILE.fullmatch(text):
            yield f"@{profile[2]}@{profile[1]}"


def identifiers_in(entries: Iterable[str]) -> Identifiers:
    """What identifies the people in entries of a cell of people."""
    full: set[str] = set()
    words: set[str] = set()
    for entry in entries:
        full.update(contacts.find(entry))
        _add_names((entry,), full, words)
    return Identifiers(frozenset(full).union(_other_spellings(full)), frozenset(words))


PUBLIC_MARK = lazy_re(r"\((?:public|official)\)\s*$", re.IGNORECASE)
"""What says that naming a reporter is right."""
_BRACKETS = lazy_re(r"[(\[][^()\[\]]*[)\]]")
_LATIN_PART = lazy_regex(
    r"(\p{Latin}[\p{Latin}'\u2019.-]*(?:\s+[\p{Latin}'\u2019.-]+)+)[\s/]+[^\p{Latin}]+"
    r"|[^\p{Latin}]+[\s/]+(\p{Latin}[\p{Latin}'\u2019.-]*(?:\s+[\p{Latin}'\u2019.-]+)+)"
)
"""A name in two scripts, as in `Li Wei 李伟`: either is the name."""


def _add_names(names: Iterable[str], full: set[str], words: set[str]) -> None:
    """Sort the people of a cell into full names and single words."""
    for named in names:
        if codes := tokens(named):
            full.update(token.code_name for _, _, token in codes)
            continue
        text = PUBLIC_MARK.sub("", named)
        for bare in people.bare_names(_BRACKETS.sub(" ", _without_contacts(text))):
            _add_name(_visible(bare), full, words)
            if latin := _LATIN_PART.fullmatch(bare):
                _add_name(latin[1] or latin[2], full, words)


def _add_name(name: str, full: set[str], words: set[str]) -> None:
    whole, _, role = name.partition(",")
    if people.full_name(whole) and role.strip()[:1].islower():
        name = whole.strip()  # `Jane Doe, speaker`
    if not name or name.casefold() == EXPUNGED.casefold() or is_placeholder(name):
        return
    parts = [word for word in WORD.findall(name) if not word.isdecimal()]
    if len(parts) >= 2:
        full.add(name)
        bare = people.without_titles(name)
        full.update(_turned(bare))
        if len(bare.split()) >= 2:  # `Jane , PhD`
            full.add(bare)
    words.update(
        word
        for word in parts
        if len(word) > 1 and word.lower() not in people.PARTICLES | people.TITLES
    )


def _without_contacts(text: str) -> str:
    for contact in contacts.find(text):
        text = text.replace(contact, " ")
    return text


def names_owner(entry: str) -> bool:
    """Whether an entry of contacts says whose address it is: `Jane Doe <jane@example.org>`."""
    rest = _without_contacts(entry)
    return rest != entry and any(map(people.full_name, people.bare_names(rest)))


def _visible(name: str) -> str:
    """The name without what nobody sees; a space that has no width may separate its words."""
    apart = name.replace("\u200b", " ")
    return apart if people.full_name(apart) else without_hidden(name)


def _turned(name: str) -> Iterator[str]:
    """The name with the family name at the other end, if it has several words."""
    family, comma, given = name.partition(",")
    parts = [word for word in WORD.findall(name) if not word.isdecimal()]
    if comma:
        yield f"{given.strip()} {family.strip()}"
    elif len(parts) >= 2:
        yield f"{parts[-1]}, {' '.join(parts[:-1])}"


def redact_text(text: str, identifiers: Identifiers) -> str:
    """The text with every full identifier replaced by `Expunged`; all else stays as it was."""
    while True:
        done = _replace(text, identifiers.full)
        if done == text:
            return text
        text = done


def _replace(text: str, full: frozenset[str]) -> str:
    found = (
        (start, _end(text, end), EXPUNGED)
        for start, end in spans(text, trace(text), full)
        if text[start:end] != EXPUNGED
    )
    return substitute(text, found)


def _end(text: str, end: int) -> int:
    """The end of a name, with what says behind a code name which name is meant."""
    which = WHICH.match(text, end)
    return which.end() if which else end
