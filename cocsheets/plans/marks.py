"""Marks: the passing text of a cell between two batches, unique to one replacement.

A conditional replacement may hit a neighbour that holds the same text, when rows move at that very
moment. So a cell is first replaced by its new text with a mark, and the next reading shows which
cell was hit, wherever it is by then. In a due row the mark comes off; anywhere else the old text
comes back. Both swap a text that is unique in the worksheet, so neither can hit another cell.

Knows the form of marks, and which texts Google might take for something else. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_MARKED = re.compile(r"(?P<text>.*) \(cocsheets (?P<run>[0-9a-f]{8})-(?P<number>\d+)\)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Mark:
    """A text with a mark, taken apart."""

    text: str = field(repr=False)
    run: str
    number: int


def marked(text: str, run: str, number: int) -> str:
    """The text with a mark."""
    return f"{text} (cocsheets {run}-{number})"


def read_mark(value: object) -> Mark | None:
    """The mark of a cell, None if it has none."""
    if not isinstance(value, str) or not value.endswith(")"):
        return None
    match = _MARKED.fullmatch(value)
    return Mark(match["text"], match["run"], int(match["number"])) if match else None


_BOOLEANS = frozenset(
    # In the languages of Sheets that write them in letters.
    (
        *("true", "false", "wahr", "falsch", "vrai", "faux", "verdadero", "falso", "vero"),
        *("verdadeiro", "waar", "onwaar", "sant", "falskt", "prawda", "fałsz", "pravda"),
        *("nepravda", "истина", "ложь", "doğru", "yanlış", "igaz", "hamis", "tosi", "epätosi"),  # noqa: RUF001
        *("sand", "falsk", "adevărat", "真", "假"),
    )
)
MOST_FIND = 20_000
"""Longest text that is sent to be found; what Google does with very long ones is unverified."""


def may_be_reparsed(text: str) -> bool:
    """Whether Google might take a replacement for a number, date, Boolean or formula.

    Whether replacements are parsed as if typed is unverified, so in doubt the answer is yes. A text
    with a mark is none of these unless it begins like a formula.
    """
    if read_mark(text):
        return text[0] in "=+-@'" or text[0].isspace()
    if not text or not text[0].isalpha() or text.casefold().strip() in _BOOLEANS:
        return True
    short = len(text) <= 40 and "@" not in text and "://" not in text
    return short and any(character.isdigit() for character in text)
