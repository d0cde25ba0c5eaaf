"""Several people in one cell: where one name ends and the next begins.

Line breaks, semicolons and the enumeration comma of Chinese and Japanese always separate. Commas do
only where none of these is present and every part looks like a full name of two words or more, so
that `Doe, Jane` and `van der Berg, A.` stay one person. `and`, `&` and a slash, bar or plus sign
with spaces around do only between full names, so that `Poe & Co` stays one. Must not know who the
people are, or which column holds them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cocsheets.patterns import lazy_re, lazy_regex
from cocsheets.records.codenames import is_code_name

SEPARATORS = r";\uff1b\u3001,\uff0c\u060c&/|+"
"""Characters that can separate people, besides white space and `and`; for a class of a pattern."""
_GAP = r"(?<!\s)\s"
"""White space looked at from its beginning only, so that much of it costs little."""
_ALWAYS = lazy_re(rf"({_GAP}*(?:[;\uff1b\u3001\n\r\v\f\x85\u2028\u2029]\s*)+)")
_OUTSIDE = r"(?![^()\[\]]{0,200}[)\]])"
"""Not in brackets: `(@jane, speaker)` and `(he / him)` belong to one person."""
_COMMA = lazy_re(
    rf"({_GAP}*[,\uff0c\u060c]\s*(?:(?:and|&)\s+)?{_OUTSIDE}"
    rf"|{_GAP}+(?:and|[&/|+])\s+{_OUTSIDE})",
    re.IGNORECASE,
)
_AND = lazy_re(rf"({_GAP}+(?:and|[&/|+])\s+{_OUTSIDE})", re.IGNORECASE)
_OTHER_AND = lazy_re(rf"{_GAP}+(?:und|et|y|e|og|och|en|i|и)\s+")
"""`and` in other languages; it can be part of a name, so a person is asked."""
_PERHAPS = lazy_re(rf"[{SEPARATORS}]|\sand\s|{_OTHER_AND.pattern}", re.IGNORECASE)
"""What a cell has that may name several people; most have none of it."""
_BRACKETS = lazy_re(r"\([^()]*\)|\[[^\[\]]*\]")
_NAME_WORD = lazy_regex(r"[^\W\d_][\w.'\u2019\u02bc-]*")
_COMPANY = frozenset(
    {"co", "co.", "inc", "inc.", "ltd", "ltd.", "gmbh", "sons", "partners", "team"}
)
PARTICLES = frozenset(
    {
        "af",
        "al",
        "av",
        "bin",
        "da",
        "dal",
        "das",
        "de",
        "del",
        "della",
        "den",
        "der",
        "des",
        "di",
        "do",
        "dos",
        "du",
        "el",
        "ibn",
        "la",
        "le",
        "les",
        "ter",
        "ten",
        "van",
        "von",
        "y",
        "zu",
    }
)
EXPUNGED = "Expunged"
"""What stands in place of an identifying content after expunging."""


_BEFORE_NAMES = frozenset(
    {"dame", "dr", "frau", "herr", "miss", "mr", "mrs", "ms", "mx", "prof", "professor", "sir"}
)
_BEHIND_NAMES = frozenset({"bsc", "esq", "jr", "mba", "md", "msc", "phd", "sr"})
TITLES = _BEFORE_NAMES | _BEHIND_NAMES
"""Titles and degrees, which name nobody. `MA` is left out: it is a family name too."""


def without_titles(name: str) -> str:
    """A full name without titles before it and degrees behind it, as texts speak of people."""
    words = name.split()
    while len(words) > 2 and _letters(words[0]) in _BEFORE_NAMES:
        words.pop(0)
    while len(words) > 2 and _letters(words[-1]) in _BEHIND_NAMES:
        words.pop()
    return " ".join(words).strip(" ,")


_ALIAS = lazy_re(
    r"(?<![\s,;(])[\s,;(]++"
    r"(?:aka|a\.k\.a\.?|also known as|known as|alias|formerly|née|né)[:\s]+",
    re.IGNORECASE,
)
BESIDE_NAMES = frozenset(
    {"aka", "alias", "by", "called", "formerly", "from", "known", "named", "né", "née", "via"}
)
"""Words without one of which an entry has nothing beside the name: most have none."""
_PRONOUNS = lazy_re(r"[(\[]\s*\w+(?:\s*/\s*\w+)+\s*[)\]]")
_LEAD = lazy_re(
    r"\s*(?:(?:an?|the|attendee|call|complaint|e-?mail|mail|message|person|report|reported|sent"
    r"|somebody|someone|told|user)\s+)*(?:by|called|from|named|via)\s+",
    re.IGNORECASE,
)
"""What people write before a name, as in `reported by Jane Doe`."""
_AROUND = ' \t\r\n,;:<>()[]{}|/=*_"\u201c\u201d\u2022\u00b7\u2013\u2014-'


def bare_names(entry: str) -> Iterator[str]:
    """The names in what an entry says of a person, its addresses cut out.

    Each as it is written, without pronouns, words before it (`reported by`), and what parted it
    from an address (`Jane Doe <>`, `Jane Doe - `).
    """
    for part in _ALIAS.split(_PRONOUNS.sub(" ", entry)):
        lead = _LEAD.match(part)
        name = " ".join(part[lead.end() if lead else 0 :].split()).strip(_AROUND)
        if name:
            yield name


def _letters(word: str) -> str:
    return "".join(filter(str.isalpha, word)).lower()


def full_name(text: str) -> bool:
    """Whether the text looks like a full name: two words or more, as names are written.

    Each word begins with a capital letter (or one of a script without capitals) or is a particle
    such as `van`; what stands in brackets is left aside.
    """
    words = _BRACKETS.sub(" ", text).split()
    if len(words) < 2 or len(words) > 6:
        return False
    capitals = 0
    for word in words:
        if not _NAME_WORD.fullmatch(word) or word.lower() in _COMPANY:
            return False
        if not word[0].islower():
            capitals += 1
        elif word.lower() not in PARTICLES:
            return False
    return capitals >= 2 or (capitals == 1 and len(words) >= 2 and words[-1][0].isupper())


def _one(text: str, *, given_last: bool = False) -> bool:
    """Whether the text can stand as one whole person beside another."""
    if text.strip().casefold() == EXPUNGED.casefold() or is_code_name(text) or full_name(text):
        return True
    family, comma, given = text.partition(",")
    return bool(given_last and comma and family.strip() and full_name(f"{family} {given}"))


_UNBROKEN = lazy_re(rf"[^{SEPARATORS}\n\r\v\f\x85\u2028\u2029]*")
"""Without `and`, one person: most cells are, and are done quickly."""


def pieces(text: str) -> tuple[str, ...]:
    """The cell's text cut up: name, separator, name, …; odd places are separators, verbatim.

    White space and separators around the whole are left out; a blank text gives nothing.
    """
    if _UNBROKEN.fullmatch(text) and "and" not in text.lower():
        whole = text.strip()
        return (whole,) if whole else ()
    parts = _ALWAYS.split(text.strip())
    if len(parts) == 1:
        parts = _COMMA.split(parts[0])
        if len(parts) > 1 and all(_one(part) for part in parts[::2]):
            return tuple(parts)
        return tuple(_split_and("".join(parts)))
    if not parts[0]:
        parts = parts[2:]
    if parts and not parts[-1]:
        parts = parts[:-2]
    if not any(parts):
        return (text.strip(),)
    cut: list[str] = []
    for index, part in enumerate(parts):
        cut.extend([part] if index % 2 else _split_and(part))
    return tuple(cut)


def _split_and(text: str) -> list[str]:
    if not text:
        return []
    parts = _AND.split(text)
    if len(parts) > 1 and all(_one(part, given_last=True) for part in parts[::2]):
        return parts
    return [text]


def split(text: str) -> tuple[str, ...]:
    """The people named in a cell, one entry each, in order."""
    return pieces(text)[::2]


def unclear(text: str) -> bool:
    """Whether commas, `and` or the like may separate people although one person is read."""
    if text.count(" ") < 2 and text.replace(" ", "").isalnum():  # most are names of two words
        return False
    if not _PERHAPS.search(text) or len(split(text)) != 1:
        return False
    if not _COMPANY.isdisjoint(text.lower().split()):
        return False
    parts = re.split("[,\uff0c\u060c]", text)
    lists = len(parts) > 1 and all(len(part.split()) > 1 for part in parts)
    if len(parts) > 2 or lists or bool(parts[1:] and "@" in text) or _AND.search(text):
        return True
    parts = _OTHER_AND.split(text)
    return len(parts) > 1 and all(map(full_name, parts))
