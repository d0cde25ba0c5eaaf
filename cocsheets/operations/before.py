"""Editions published before: what they show of the tables of now, and what both would tell.

Knows a summary and the public worksheet. Must not know how figures are counted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from cocsheets.data import Data
from cocsheets.figures.editions import earlier_tables
from cocsheets.plans.publish import WORKSHEET
from cocsheets.statistics.restatement import Edition, Move, close, compare
from cocsheets.statistics.summary import Summary, Table

if TYPE_CHECKING:
    from cocsheets.workbook.interface import SheetStore

Before: TypeAlias = Callable[[Sequence[Table]], Sequence[Edition | None]]
"""Finds in an edition published before what it shows of each of these tables."""


class Restated(Data, frozen=True):
    """What two editions, side by side, would tell."""

    moves: tuple[Move, ...] = ()
    """Figures about the past that are not what they were, and others that moved by a few."""
    unread: tuple[str, ...] = ()
    """Rows, columns and figures of the earlier edition that cannot be compared."""
    tells: bool = False
    """Whether hidden figures can be worked out from both."""

    @property
    def pointing(self) -> bool:
        """Whether they would point at somebody."""
        return self.tells or any(move.pointing for move in self.moves)

    def __bool__(self) -> bool:
        return bool(self.moves or self.unread or self.tells)


def restated(summary: Summary, before: Before) -> Restated:
    """What became of an edition published before."""
    tables = [table for table in summary.tables if not table.signed]
    editions = [(e, t) for e, t in zip(before(tables), tables, strict=True) if e is not None]
    found = [move for e, t in editions for move in (*close(e, t), *compare(e, t))]
    moves = {(move.period, move.figure.key): move for move in reversed(found)}.values()
    unread = [words for edition, _ in editions for words in edition.unread]
    tells = any("edition before" in note for table in tables for note in table.notes)
    return Restated(tuple(reversed(moves)), tuple(dict.fromkeys(unread)), tells)


def published(store: SheetStore) -> Before:
    """What the public worksheet shows now, as an edition before."""
    sheets = [s for s in store.read().worksheets if s.title.casefold() == WORKSHEET.casefold()]
    rows = [[_text(value) for value in row.values] for sheet in sheets for row in sheet.rows]
    return lambda tables: earlier_tables(rows, tables)


def _text(value: object) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
