"""Marks: the passing text of a cell between two batches, unique to one replacement.

A conditional replacement may hit a neighbour that holds the same text, when rows move at that very
moment. So a cell is first replaced by its new text with a mark, and the next reading shows which
cell was hit, wherever it is by then. In a due row the mark comes off; anywhere else the old text
comes back. Both swap a text that is unique in the worksheet, so neither can hit another cell.

A run that is killed between its batches leaves marks behind. Knows the form of marks. Pure.
"""

from __future__ import annotations

import re

from cocsheets.data import Data, Hidden
from cocsheets.patterns import lazy_re

MARK = " (cocsheets "
"""What each mark begins with."""
_MARKED = lazy_re(r"(?P<text>.*) \(cocsheets (?P<run>[0-9a-f]{8})-(?P<number>\d+)\)", re.DOTALL)


class Mark(Data, frozen=True):
    """A text with a mark, taken apart."""

    text: Hidden[str]
    run: str
    number: int


def marked(text: str, run: str, number: int) -> str:
    """The text with a mark."""
    return f"{text}{MARK}{run}-{number})"


def read_mark(value: object) -> Mark | None:
    """The mark of a cell, None if it has none."""
    if not isinstance(value, str) or not value.endswith(")"):
        return None
    match = _MARKED.fullmatch(value)
    return Mark(match["text"], match["run"], int(match["number"])) if match else None
