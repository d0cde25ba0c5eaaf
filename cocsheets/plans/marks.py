"""Marks on their way to the sheet: which texts Google might take for something else.

The form of marks, and what they are for, is in `records/marks.py`. Pure.
"""

from __future__ import annotations

from cocsheets.records.marks import Mark, marked, read_mark

__all__ = [
    "MOST_FIND",
    "TOO_LONG",
    "Mark",
    "marked",
    "may_be_reparsed",
    "read_mark",
    "too_long",
]

_BOOLEANS = frozenset(
    # In the languages of Sheets that write them in letters.
    (
        *("true", "false", "wahr", "falsch", "vrai", "faux", "verdadero", "falso", "vero"),
        *("verdadeiro", "waar", "onwaar", "sant", "falskt", "prawda", "fałsz", "pravda"),
        *("nepravda", "истина", "ложь", "doğru", "yanlış", "igaz", "hamis", "tosi", "epätosi"),  # noqa: RUF001
        *("sand", "falsk", "adevărat", "真", "假"),
    )
)
MOST_CHARACTERS = 50_000
"""Longest text of a cell (documented)."""
MOST_MARK = 100
"""Room that is left in a cell for the mark that a text has while it is being written."""
TOO_LONG = "the text is longer than a cell may hold"
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


def too_long(value: object) -> bool:
    """Whether a text does not fit into a cell while it has a mark."""
    return isinstance(value, str) and len(value) > MOST_CHARACTERS - MOST_MARK
