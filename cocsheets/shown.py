"""How results read: counted words and aligned columns; and how one shows itself in Python.

Knows captions, headers and texts in rows. Must not know what they are about: whoever is shown says
what may be seen of it, and that is never the contents of a cell of the records.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import zip_longest
from typing import NamedTuple

MOST = 60
"""Rows that are shown; of more, only how many there are."""


class Tabular(NamedTuple):
    """A table of texts."""

    caption: str
    header: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()


def count(number: int, one: str, more: str = "") -> str:
    """`1 row`, `2 rows`; `more` is the plural where it is not made with an `s`."""
    return f"{number} {one if number == 1 else more or f'{one}s'}"


def aligned(lines: Iterable[Sequence[str]], right: frozenset[int] = frozenset()) -> Iterator[str]:
    """Lines of cells in columns that two spaces set apart; `right` are columns of figures."""
    lines = list(lines)
    widths = [max(map(len, column)) for column in zip_longest(*lines, fillvalue="")]
    for line in lines:
        cells = (
            cell.rjust(width) if at in right else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=False))
        )
        yield "  ".join(cells).rstrip()


class Shown:
    """Shows itself as a table: as aligned text, and in a notebook as HTML."""

    __slots__ = ()

    def tabular(self) -> Tabular:
        """What is shown. No contents of cells."""
        raise NotImplementedError

    def __repr__(self) -> str:
        found = _narrow(self.tabular())
        lines = [found.header, *found.rows] if found.rows else []
        return "\n".join([found.caption, *aligned(lines)])

    def _repr_html_(self) -> str:
        found = _narrow(self.tabular())
        body = "".join(f"<tr>{_cells('td', row)}</tr>" for row in found.rows)
        head = f"<thead><tr>{_cells('th', found.header)}</tr></thead>" if body else ""
        return (
            f"<table><caption>{escape(found.caption)}</caption>{head}<tbody>{body}</tbody></table>"
        )


def _cells(tag: str, texts: Iterable[str]) -> str:
    return "".join(f"<{tag}>{escape(text)}</{tag}>" for text in texts)


def _narrow(found: Tabular) -> Tabular:
    """Without columns that are blank throughout, and without rows after the first `MOST`."""
    used = [at for at in range(len(found.header)) if any(row[at] for row in found.rows)]
    rows = [[row[at] for at in used] for row in found.rows[:MOST]]
    left = len(found.rows) - len(rows)
    more = f" The first {MOST} are shown, {left} are not." if left else ""
    return Tabular(found.caption + more, [found.header[at] for at in used], rows)
