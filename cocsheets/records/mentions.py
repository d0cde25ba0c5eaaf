"""Where a text names somebody: by an address, URL, handle or full name, nearly so, or by a word.

Knows how identifiers are looked for in texts. A letter is taken with its marks, so that nobody is
found in half of somebody else's name. Must not know rows or columns.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from functools import lru_cache

import regex

from cocsheets.data import Data, Hidden
from cocsheets.patterns import lazy_regex
from cocsheets.records import contacts
from cocsheets.records.contacts import ContactKind
from cocsheets.records.nearness import NearNames, near_names, plain
from cocsheets.records.text import TracedText, trace


class Identifiers(Data, frozen=True):
    """What identifies people in one row: contents, hence hidden from `repr`."""

    full: Hidden[frozenset[str]] = frozenset()
    """Addresses, URLs, handles, telephone numbers, and names of two words or more."""
    words: Hidden[frozenset[str]] = frozenset()
    """Single words: user names, given and family names alone. Reported, never replaced."""

    def __bool__(self) -> bool:
        return bool(self.full or self.words)


class Mention(enum.Enum):
    """How clearly a text mentions somebody."""

    NONE = "none"
    WORD = "word"
    """A single word that is part of a name."""
    NEAR = "near"
    """A full name in other letters or another order, run together or cut, or in a longer name."""
    FULL = "full"
    """An address, URL, handle or full name."""


WORD = lazy_regex(r"[^\W_](?:[\w'\u2019-]*\w)?")
"""A word of a name. With `regex`, unlike `re`, a letter's marks belong to the word."""
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
_LITTLE = frozenset(
    {"am", "an", "as", "at", "be", "by", "do", "go", "he", "if", "in", "is", "it", "me", "my", "no"}
    | {"of", "on", "or", "so", "to", "up", "us", "we"}
)
"""Words that say nothing about anybody, though they may be somebody's name."""


def mentions(text: str, identifiers: Identifiers) -> Mention:
    """Whether a text mentions somebody whom the identifiers name."""
    if not text or not identifiers:
        return Mention.NONE
    traced = trace(text)
    likely = _likely(traced.folded, identifiers.full)
    if likely and any(spans(text, traced, likely)):
        return Mention.FULL
    if near(text, identifiers.full):
        return Mention.NEAR
    wanted = frozenset(trace(word).folded for word in identifiers.words)
    for start, _, word in single_words(text, traced, wanted):
        if word not in _COMMON or text[start].isupper():
            return Mention.WORD
    return Mention.NONE


def single_words(
    text: str, traced: TracedText, wanted: frozenset[str]
) -> Iterator[tuple[int, int, str]]:
    """Where single words, given folded, are in a text: from, to, and which.

    A word of two letters counts only with a capital; one in a script without spaces counts wherever
    it is.
    """
    for match in WORD.finditer(traced.folded):
        word = match[0].removesuffix("'s")
        if word in wanted and word not in _LITTLE:
            start, _ = traced.span(match.start(), match.end())
            _, end = traced.span(match.start(), match.start() + len(word))
            if len(word) > 2 or not text[start].islower():
                yield start, end, word
    running = frozenset(filter(RUNNING.search, wanted))
    for start, end in spans(text, traced, running) if running else ():
        yield start, end, trace(text[start:end]).folded


def near(text: str, full: frozenset[str]) -> bool:
    """Whether a text may mention somebody, though not by an identifier as it is written."""
    names, others = _prepared(full)
    if text in names:
        return True
    folded = plain(text)
    likely = _likely(folded, others)
    return bool(likely) and any(pattern(likely).finditer(folded))


@lru_cache(maxsize=4)
def _prepared(full: frozenset[str]) -> tuple[NearNames, frozenset[str]]:
    return near_names(filter(_is_name, full)), frozenset(map(plain, full))


def _is_name(identifier: str) -> bool:
    return contacts.kind_of(identifier) is ContactKind.OTHER


_RUN_ON = (
    # Scripts that put no space between words, or fix endings to names: Thai to Burmese, Khmer,
    # kana, Han, Hangul with its jamo.
    r"\u0e00-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff"
    r"\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
)
RUNNING = lazy_regex(f"[{_RUN_ON}]")
_PARTS = lazy_regex(r"\w+")
_SILENT = frozenset({"http", "https", "www"})
"""Words of a URL that may be left out where it is mentioned."""


def _likely(folded: str, full: frozenset[str]) -> frozenset[str]:
    """The identifiers that a folded text may hold. Patterns are costly, so words come first: only
    what has all its words in the text, or may be spaced otherwise, is searched for."""
    parts = set(_PARTS.findall(folded))
    digits = "".join(filter(str.isdecimal, folded))

    def there(word: str) -> bool:
        return word in parts or (word in folded and bool(RUNNING.search(word)))

    return frozenset(
        identifier
        for identifier, words, number in _asked_for(full)
        if all(map(there, words))
        or (number and number in digits)
        or ("@" in identifier and "%40" in folded)
    )


@lru_cache(maxsize=8)
def _asked_for(full: frozenset[str]) -> tuple[tuple[str, frozenset[str], str], ...]:
    """Each identifier with its words and its digits."""
    return tuple(
        (
            identifier,
            frozenset(_PARTS.findall(trace(identifier).folded)) - _SILENT,
            "".join(filter(str.isdecimal, identifier)),
        )
        for identifier in full
    )


def spans(text: str, traced: TracedText, full: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Where full identifiers are in a text: from, to. Never a part of a letter or longer name."""
    offsets = traced.offsets
    for match in pattern(full).finditer(traced.folded):
        start, end = match.span()
        inside = start and offsets[start] == offsets[start - 1]
        if inside or (end < len(offsets) and offsets[end] == offsets[end - 1]):
            continue
        found = traced.span(start, end)
        if not _is_part(text, *found):
            yield found


_JOINED_BEFORE = lazy_regex(r"([^\W\d_])\w*[-\u2010\u2011]$")
_JOINED_BEHIND = lazy_regex(r"[-\u2010\u2011]([^\W\d_])")
_LONGEST_WORD = 60


def _is_part(text: str, start: int, end: int) -> bool:
    """Whether a hyphen joins the span to more of a name, as in `Mary-Jane Doe`.

    `ex-Jane Doe` and `Jane Doe-related` name her: what is joined there is not written as she is.
    """
    joined = (
        _JOINED_BEFORE.search(text[max(0, start - _LONGEST_WORD) : start]),
        _JOINED_BEHIND.match(text[end : end + 2]),
    )
    small = text[start:end].islower()
    return any(found and found[1].islower() is small for found in joined)


_BEFORE = rf"(?<![^\W{_RUN_ON}])"
_AFTER = rf"(?![^\W{_RUN_ON}])(?![\p{{M}}\u1160-\u11ff])"
"""Word boundaries of a name: no letter is next to it but one of a script that runs on, and none of
its own letters goes on with a mark or a jamo."""


def pattern(full: frozenset[str]) -> regex.Pattern[str]:
    """One pattern for all full identifiers, the longest first, over traced text."""
    ordered = sorted(full, key=lambda text: (-len(text), text))
    return regex.compile("|".join(filter(None, map(_needle, ordered))) or r"(?!)")


_AT = "(?:@|%40)"


def _needle(identifier: str) -> str:
    folded = trace(identifier).folded.strip()  # nothing is left of what nobody sees
    if not folded:
        return ""
    match contacts.kind_of(identifier):
        case ContactKind.EMAIL:
            body = _AT.join(map(regex.escape, folded.split("@")))
            return rf"(?<![\w.+%-]){body}(?!\w|-\w|\.[a-z]{{2,3}}\b)"
        case ContactKind.URL:
            bare = regex.sub(r"^(?:https?://)?(?:www\.)?", "", folded).rstrip("/")
            start = r"(?<![\w.@/-])(?:https?://)?(?:www\.)?"
            return rf"{start}{regex.escape(bare)}/?(?![\w-])" if bare else ""
        case ContactKind.HANDLE:
            first, *others = folded.split("@")[1:]
            body = _AT.join(map(regex.escape, [first, *others]))
            return rf"(?:(?<![\w@.])@|%40){body}(?!\w)"
        case ContactKind.PHONE:
            digits = r"[ ()/.-]*".join(regex.findall(r"[0-9]", folded))
            return rf"(?<![\w+])\+?{digits}(?!\w)"
    body = r"\s+".join(regex.escape(word) for word in folded.split())
    return f"{_BEFORE}{body}{_AFTER}"
