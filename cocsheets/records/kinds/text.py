"""Running text: whatever somebody writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from cocsheets.records import people
from cocsheets.records.dates import DateOrder
from cocsheets.records.kinds.kind import Doubts, Textual, error_cells
from cocsheets.records.table import Value
from cocsheets.records.text import shown

if TYPE_CHECKING:
    from cocsheets.records.columns import Column


class TextKind(Textual):
    """See the module."""

    name = "text"
    meaning = "Any text."
    running = True

    def read(
        self, column: Column, cells: Sequence[Value], order: DateOrder | None
    ) -> tuple[list[Any], Doubts]:
        """See `Kind`."""
        del column, order
        texts = [
            cell if cell.__class__ is str and not cell.isspace() else _shown(cell) for cell in cells
        ]
        return texts, error_cells(cells)

    def people(self, text: str) -> Iterable[str]:
        """See `Kind`: only what looks like a full name."""
        return filter(people.full_name, people.split(text))


def _shown(cell: Value) -> str:
    text = shown(cell)
    return text if text.strip() else ""
