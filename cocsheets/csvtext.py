"""CSV that spreadsheets cannot take for formulas, and that reads back to the original texts.

A text that a spreadsheet might run (it begins with `=`, `+`, `-`, `@`, or a wide, small, raised or
lowered twin of these, also after white space and characters that nobody sees) gets an apostrophe in
front, the mark by which spreadsheets themselves say "this is text". Reading takes it away again.
Knows nothing of records or tables.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from cocsheets.patterns import lazy_re
from cocsheets.records.text import HIDDEN

NEUTRAL = "'"
"""The character put in front of what might be run."""
_SIGNS = (
    "=\uff1d\ufe66\u207c\u208c\u2a75\u2a76+\uff0b\ufe62\u207a\u208a\ufb29@\uff20\ufe6b"
    "\uff0d\ufe63\u207b\u208b\u2212-"
)
"""The signs, and every character that compatibility (NFKC) makes one of them, or a minus."""
_UNSEEN = rf"(?:[\s\0\ufe00-\ufe0f]|{HIDDEN.pattern})"
_RISKY = lazy_re(rf"'*{_UNSEEN}*[{_SIGNS}]")
"""Apostrophes are let through, so that a text that has one already comes back with it."""
_CONTROL = lazy_re(r"'*[\t\r\n\0]")
"""Tabs and line ends in front can make a spreadsheet cut the cell and look again."""


def escape(text: str) -> str:
    """The text as it may stand in a file that a spreadsheet opens. Undone by `unescape`."""
    return NEUTRAL + text if _RISKY.match(text) or _CONTROL.match(text) else text


def unescape(text: str) -> str:
    """The original of a guarded text; any other text as it is."""
    guarded = text.startswith(NEUTRAL) and (_RISKY.match(text) or _CONTROL.match(text))
    return text[1:] if guarded else text


def write(rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV text. Texts are guarded, numbers are left as they are, None is empty."""
    return "".join(map(_line, rows))


def _line(row: Sequence[object]) -> str:
    out = io.StringIO()
    # The standard terminator, so that a lone carriage return in a cell is quoted too.
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([escape(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue().removesuffix("\r\n") + "\n"


def read(text: str) -> list[list[str]]:
    """Rows of a CSV text with the guards taken away; a byte order mark in front is ignored."""
    lines = io.StringIO(text.removeprefix("\ufeff"), newline="")
    return [[unescape(cell) for cell in row] for row in csv.reader(lines)]
