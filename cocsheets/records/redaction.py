"""What identifies people in a row, what replaces it, and whether that is done.

An identifying cell becomes `Expunged`; a cell of people keeps one for each person, with its own
separators. In the row's other texts, the row's own addresses, URLs, handles and full names become
`Expunged` at word boundaries; single words are only reported. Knows texts of one row. Must not
know when a record is expunged, or how it is written.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cocsheets.records import contacts, people
from cocsheets.records.columns import FieldKind
from cocsheets.records.contacts import ContactKind
from cocsheets.records.layout import RecordTable
from cocsheets.records.people import EXPUNGED
from cocsheets.records.table import Extras, Row, Value
from cocsheets.records.text import TracedText, is_blank, is_placeholder, shown, trace

__all__ = [
    "EXPUNGED",
    "Identifiers",
    "Mention",
    "has_hangings",
    "identifies_nobody",
    "is_expunged",
    "mentions",
    "own_identifiers",
    "redact_text",
    "replacement",
]

_BETWEEN = rf"(?:[\s{people.SEPARATORS}]|(?<=[\s{people.SEPARATORS}])and(?=\s))"
_DONE = re.compile(
    rf"[\s{people.SEPARATORS}]*expunged(?:{_BETWEEN}+expunged)*[\s{people.SEPARATORS}]*",
    re.IGNORECASE,
)


def is_expunged(kind: FieldKind, value: Value) -> bool:
    """Whether an identifying cell reads `Expunged`, once or several times with separators.

    Also when done by hand: case and space around do not matter. A blank cell is not expunged.
    """
    del kind  # the same for every kind that can identify
    if not isinstance(value, str) or len(value) < len(EXPUNGED) or "xpunged" not in value.lower():
        return False
    return _DONE.fullmatch(value) is not None


def replacement(kind: FieldKind, value: Value) -> str:
    """What an identifying cell holds after expunging; a blank cell stays blank (empty text)."""
    if is_blank(value):
        return ""
    if kind is not FieldKind.PEOPLE:
        return EXPUNGED
    cut = people.pieces(shown(value))
    return "".join(piece if index % 2 else EXPUNGED for index, piece in enumerate(cut)) or EXPUNGED


def has_hangings(extras: Extras) -> bool:
    """Whether anything hangs on a cell that is cleared with it."""
    return bool(extras.note or extras.has_link or extras.chips or extras.has_list)


def identifies_nobody(table: RecordTable, row: Row) -> bool:
    """Whether the identifying cells of a row are blank and nothing hangs on them.

    Such a record has nothing to be expunged, whatever its date.
    """
    for _, column in table.identifying:
        if not is_blank(row.value(column)) or has_hangings(row.extra(column)):
            return False
    return True


@dataclass(frozen=True, slots=True)
class Identifiers:
    """What identifies people in one row: contents, hence hidden from `repr`."""

    full: frozenset[str] = field(default=frozenset(), repr=False)
    """Addresses, URLs, handles, telephone numbers, and names of two words or more."""
    words: frozenset[str] = field(default=frozenset(), repr=False)
    """Single words: user names, given and family names alone. Reported, never replaced."""

    def __bool__(self) -> bool:
        return bool(self.full or self.words)


class Mention(enum.Enum):
    """How clearly a text mentions somebody."""

    NONE = "none"
    WORD = "word"
    """A single word that is part of a name."""
    FULL = "full"
    """An address, URL, handle or full name."""


def own_identifiers(table: RecordTable, row: Row) -> Identifiers:
    """What identifies people in the row's identifying cells, and in what hangs on them.

    Names come from the cells of people and the reporter's; addresses, URLs and handles from every
    identifying cell, running text too.
    """
    full: set[str] = set()
    words: set[str] = set()
    kinds = {column.key: column.kind for column in table.schema.columns}
    for key, index in table.identifying:
        value = row.value(index)
        full.update(_from_extras(row.extra(index)))
        if is_blank(value) or is_expunged(kinds[key], value):
            continue
        text = shown(value)
        full.update(contacts.find(text))
        if kinds[key] is FieldKind.CONTACTS:
            full.update(_contacts(text))
        elif kinds[key] is FieldKind.PEOPLE or key == "reporter":
            _add_names(people.split(text), full, words)
        elif key != "summary":
            _add_names(filter(people.full_name, people.split(text)), full, words)
    full.discard("")
    return Identifiers(frozenset(full), frozenset(words))


def _contacts(text: str) -> Iterator[str]:
    for contact in contacts.split(text):
        if contacts.kind_of(contact) is not ContactKind.OTHER:
            yield contact.strip("<>").removeprefix("mailto:")


def _from_extras(extras: Extras) -> Iterator[str]:
    links = [extras.link or ""]
    links += [run.get("format", {}).get("link", {}).get("uri", "") for run in extras.runs]
    for chip in extras.chips:
        inner = chip.get("chip", {})
        links.append(inner.get("personProperties", {}).get("email", ""))
        links.append(inner.get("richLinkProperties", {}).get("uri", ""))
    for link in links:
        yield link.removeprefix("mailto:").partition("?")[0] if "mailto:" in link else link


_MARK = re.compile(r"\((?:public|official)\)\s*$", re.IGNORECASE)
_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_WORD = re.compile(r"[^\W_](?:[\w'\u2019-]*\w)?")


def _add_names(names: Iterable[str], full: set[str], words: set[str]) -> None:
    """Sort the people of a cell into full names and single words."""
    for named in names:
        text = _MARK.sub("", named)
        for contact in contacts.find(text):
            text = text.replace(contact, " ")
        name = " ".join(_BRACKETS.sub(" ", text).split()).strip(" ,")
        if not name or name.casefold() == EXPUNGED.casefold() or is_placeholder(name):
            continue
        parts = [word for word in _WORD.findall(name) if not word.isdecimal()]
        if len(parts) >= 2:
            full.add(name)
            bare = people.without_titles(name)
            full.update(_turned(bare))
            if len(bare.split()) >= 2:
                full.add(bare)
        words.update(
            word
            for word in parts
            if len(word) > 2 and word.lower() not in people.PARTICLES | people.TITLES
        )


def _turned(name: str) -> Iterator[str]:
    """The name with the family name at the other end, if it has several words."""
    family, comma, given = name.partition(",")
    parts = [word for word in _WORD.findall(name) if not word.isdecimal()]
    if comma and given.strip():
        yield f"{given.strip()} {family.strip()}"
    elif not comma and len(parts) >= 2:
        yield f"{parts[-1]}, {' '.join(parts[:-1])}"


_COMMON = frozenset(
    {
        "angel",
        "art",
        "bill",
        "chase",
        "dawn",
        "faith",
        "grace",
        "grant",
        "guy",
        "hope",
        "ivy",
        "jack",
    }
    | {"joy", "june", "lane", "mark", "may", "miles", "page", "rich", "rose", "summer", "will"}
)
"""English words that are names too: taken for a name only where written with a capital."""


def mentions(text: str, identifiers: Identifiers) -> Mention:
    """Whether a text mentions somebody whom the identifiers name."""
    if not text or not identifiers:
        return Mention.NONE
    traced = trace(text)
    if _present(traced.folded, identifiers.full):
        return Mention.FULL
    wanted = {trace(word).folded for word in identifiers.words}
    for match in _WORD.finditer(traced.folded):
        word = match[0].removesuffix("'s").removesuffix("\u2019s")
        if word in wanted or match[0] in wanted:
            if word in _COMMON and not text[traced.offsets[match.start()]].isupper():
                continue
            return Mention.WORD
    return Mention.NONE


_PARTS = re.compile(r"\w+")
_SILENT = frozenset({"http", "https", "www"})
"""Words of a URL that may be left out where it is mentioned."""


def _present(folded: str, full: frozenset[str]) -> bool:
    """Whether a full identifier stands in a folded text. Patterns are costly, so words come first:
    only what has all its words in the text, or may be spaced otherwise, is searched for."""
    parts = set(_PARTS.findall(folded))
    digits = "".join(filter(str.isdecimal, folded))
    likely = frozenset(
        identifier
        for identifier in full
        if parts.issuperset(set(_PARTS.findall(trace(identifier).folded)) - _SILENT)
        or (len(found := "".join(filter(str.isdecimal, identifier))) > 0 and found in digits)
    )
    return bool(likely and _pattern(likely).search(folded))


def redact_text(text: str, identifiers: Identifiers) -> str:
    """The text with every full identifier replaced by `Expunged`; all else stays as it was."""
    if not text or not identifiers.full:
        return text
    pattern = _pattern(identifiers.full)
    while True:
        done = _replace(trace(text), text, pattern)
        if done == text:
            return text
        text = done


def _replace(traced: TracedText, text: str, pattern: re.Pattern[str]) -> str:
    parts: list[str] = []
    last = 0
    for match in pattern.finditer(traced.folded):
        start, end = traced.span(match.start(), match.end())
        if start < last or text[start:end] == EXPUNGED:
            continue
        parts += (text[last:start], EXPUNGED)
        last = end
    return "".join((*parts, text[last:]))


_LETTER = r"\w\u0300-\u036f"
_RUN_ON = (
    # Scripts that put no space between words, or fix endings to names: Thai to Burmese, Khmer,
    # kana, Han, Hangul with its jamo.
    r"\u0e00-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff"
    r"\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
)
_BEFORE = rf"(?<![^\W{_RUN_ON}])(?<![\u0300-\u036f])"
_AFTER = rf"(?![^\W{_RUN_ON}])(?![\u0300-\u036f])"
"""Word boundaries of a name: no letter stands next to it but one of a script that runs on."""


def _pattern(full: frozenset[str]) -> re.Pattern[str]:
    """One pattern for all full identifiers, the longest first, over traced text."""
    ordered = sorted(full, key=lambda text: (-len(text), text))
    return re.compile("|".join(filter(None, map(_needle, ordered))) or r"(?!)")


def _needle(identifier: str) -> str:
    folded = trace(identifier.strip()).folded
    if not folded:
        return ""
    match contacts.kind_of(identifier):
        case ContactKind.EMAIL:
            return rf"(?<![\w.+%-]){re.escape(folded)}(?![{_LETTER}]|-\w|\.[a-z]{{2,3}}\b)"
        case ContactKind.URL:
            bare = re.sub(r"^(?:https?://)?(?:www\.)?", "", folded).rstrip("/")
            start = rf"(?<![{_LETTER}.@/-])(?:https?://)?(?:www\.)?"
            return rf"{start}{re.escape(bare)}/?(?![{_LETTER}-])" if bare else ""
        case ContactKind.HANDLE:
            return rf"(?<![{_LETTER}@.]){re.escape(folded)}(?![{_LETTER}])"
        case ContactKind.PHONE:
            digits = r"[ ()/.-]*".join(re.findall(r"[0-9]", folded))
            return rf"(?<![{_LETTER}+])\+?{digits}(?![{_LETTER}])"
    body = r"\s+".join(re.escape(word) for word in folded.split())
    return f"{_BEFORE}{body}{_AFTER}"
