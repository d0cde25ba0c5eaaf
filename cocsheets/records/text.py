"""Text in cells: as people see it, and folded so that equal-looking texts compare equal.

Knows Unicode. Must not know columns, records or what a text means.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import NamedTuple

from cocsheets.patterns import lazy_re
from cocsheets.records.table import CellError, DateNumber, Value

EPOCH = dt.date(1899, 12, 30)
"""Day 0 of the sheet's serial numbers (documented)."""


def fold(text: str) -> str:
    """Text for comparing: Unicode NFKC, case folding, white space collapsed and trimmed."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    else:
        text = text.lower()
    return " ".join(text.split())


def unicode_host(host: str) -> str:
    """A folded host name with its labels in Unicode, whichever way they were written."""
    labels = host.split(".")
    for at, label in enumerate(labels):
        if label.startswith("xn--"):
            with suppress(UnicodeError):  # Not punycode after all: it stays as it was written.
                labels[at] = label[4:].encode("ascii").decode("punycode")
    return ".".join(labels)


def shown(value: Value) -> str:
    """What a person reads in the cell, as text; never a number made of it, or of it a number.

    Whole numbers have no decimal point; dates are ISO; error values and blanks give no text.
    """
    if value is None or isinstance(value, CellError):
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, DateNumber):
        day = serial_day(value)
        return day.isoformat() if day else repr(float(value))
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


def serial_day(serial: float) -> dt.date | None:
    """The day of a serial number, the time of day cut off; None beyond the calendar."""
    try:
        return EPOCH + dt.timedelta(days=serial // 1)
    except (OverflowError, ValueError):
        return None


def is_blank(value: Value) -> bool:
    """Whether the cell is empty or holds only white space."""
    return value is None or (isinstance(value, str) and not value.strip())


def joined(cells: Iterable[Value]) -> str:
    """The texts among cells, one a line: to ask all of them one question."""
    return "\n".join([cell for cell in cells if isinstance(cell, str)])


HIDDEN = lazy_re(
    "["
    # Control characters but white space; soft hyphen; combining joiner; fillers; zero width;
    # directions; invisible operators; byte order mark; shorthand, musical and tag controls.
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f"
    "]"
)
"""Any one character that nobody sees."""
_UNSEEN = lazy_re(f"{HIDDEN.pattern}|[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""The same with variation selectors, which only choose between shapes of one letter."""
_JOINERS = "\u200c\u200d"
"""Zero-width joiners: part of correct spelling in some scripts and in emoji."""


def is_plain(text: str) -> bool:
    """Whether a text has nothing but what is on every keyboard, as most texts."""
    return text.isascii() and (text.isprintable() or text.replace("\n", "").isprintable())


def hidden_characters(text: str) -> tuple[str, ...]:
    """Code points, as `U+200B`, of the characters that nobody sees; each once, in order.

    A joiner between letters of the scripts that need it, or within an emoji, is not reported.
    """
    found: dict[str, None] = {}
    for match in HIDDEN.finditer(text):
        start = match.start()
        if match[0] in _JOINERS and start and ord(text[start - 1]) >= 0x0600:
            continue
        found[f"U+{ord(match[0]):04X}"] = None
    return tuple(found)


def without_hidden(text: str) -> str:
    """The text without the characters that nobody sees."""
    if is_plain(text):
        return text
    return _UNSEEN.sub("", text)


_LATIN_TWINS = frozenset(
    # Cyrillic and Greek letters that look like Latin ones in common fonts.
    "аеорсухѕіјһԁѵᴦАВЕКМНОРСТУХЅІЈԛԝ" + "αοινρτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"  # noqa: RUF001
)
_SUSPECT = lazy_re(
    r"[\u0370-\u052f\u1c80-\u1c8f\u1d26-\u1d2b\u1f00-\u1fff\u2de0-\u2dff\ua640-\ua69f]"
)
"""A Greek or Cyrillic letter."""
_WORD = lazy_re(r"[^\W\d_]+")


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


def has_look_alikes(text: str, *, running: bool = False) -> bool:
    """Whether a word mixes Latin with Cyrillic or Greek letters, or imitates Latin beside Latin.

    In `running` text, which may be in two languages, only words that mix count.
    """
    if not _SUSPECT.search(text):
        return False
    words = [(word, {_script(letter) for letter in word}) for word in _WORD.findall(text)]
    if any("LATIN" in scripts and scripts & {"CYRILLIC", "GREEK"} for _, scripts in words):
        return True
    if running or not any("LATIN" in scripts for _, scripts in words):
        return False
    return any(len(word) > 2 and _LATIN_TWINS.issuperset(word) for word, _ in words)


NO_BREAK = lazy_re("[\u00a0\u2007\u202f]")
"""A space that looks like any other; harmless in a name, fatal in an address."""


def substitute(text: str, parts: Iterable[tuple[int, int, str]]) -> str:
    """The text with other texts in place of some spans, in their order; overlaps are left out."""
    done, last = [], 0
    for start, end, other in parts:
        if start >= last:
            done += [text[last:start], other]
            last = end
    return "".join((*done, text[last:]))


class TracedText(NamedTuple):
    """A text folded character by character, with the way back to the original."""

    folded: str
    """Decomposed (NFKD), case folded, without hidden characters; white space is kept."""
    offsets: Sequence[int]
    """For each folded character, the index of the original one that it came from."""
    length: int
    """Of the original text."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original span of a folded one, whole characters with what nobody sees behind."""
        last = self.offsets[end] if end < len(self.offsets) else self.length
        return self.offsets[start], max(self.offsets[end - 1] + 1, last)


_TYPED = dict.fromkeys("\u2018\u2019\u02bc", "'") | dict.fromkeys("\u2010\u2011\u2013", "-")
"""Apostrophes and hyphens of typography, and what keyboards have."""


def trace(text: str) -> TracedText:
    """Fold a text so that what is found in it can be replaced in the original."""
    if text.isascii() and not HIDDEN.search(text):
        return TracedText(text.lower(), range(len(text)), len(text))
    pairs: list[tuple[str, int]] = []
    for index, character in enumerate(text):
        if _UNSEEN.match(character):
            continue
        plain = _TYPED.get(character, character)
        decomposed = unicodedata.normalize("NFKD", plain).casefold()
        pairs += ((part, index) for part in unicodedata.normalize("NFKD", decomposed))
    start = 0
    for place in range(len(pairs) + 1):
        if place == len(pairs) or not unicodedata.combining(pairs[place][0]):
            if place - start > 1:
                pairs[start:place] = sorted(
                    pairs[start:place], key=lambda pair: unicodedata.combining(pair[0])
                )
            start = place + 1
    return TracedText("".join(part for part, _ in pairs), [index for _, index in pairs], len(text))
