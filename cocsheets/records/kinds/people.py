"""Names or user names of people, several allowed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from cocsheets.records import people
from cocsheets.records.dates import DateOrder
from cocsheets.records.kinds.kind import Cells, Doubts, Textual, read_several
from cocsheets.records.nobody import is_placeholder
from cocsheets.records.people import EXPUNGED
from cocsheets.records.structure import Noticed
from cocsheets.records.table import Value
from cocsheets.records.text import shown

if TYPE_CHECKING:
    from cocsheets.records.columns import Column


class PeopleKind(Textual):
    """See the module."""

    name = "people"
    meaning = "Names or user names of people, several allowed."
    names_people = True

    def read(
        self, column: Column, cells: Sequence[Value], order: DateOrder | None
    ) -> tuple[list[Any], Doubts]:
        """See `Kind`."""
        del column, order
        return read_several(cells, people.split)

    def notice(self, cells: Cells) -> Iterator[Noticed]:
        """See `Kind`: names of nobody, and cells that may hold several people."""
        yield from super().notice(cells)
        for row, cell, names in zip(cells.rows, cells.values, cells.read, strict=True):
            if len(names) != 1:
                continue
            if is_placeholder(names[0]):
                yield Noticed("placeholder", row.number, cells.index, key=cells.key)
            elif people.unclear(shown(cell)):
                yield Noticed("people-unclear", row.number, cells.index, key=cells.key)

    def replacement(self, text: str) -> str:
        """See `Kind`: one for each person, with the cell's own separators."""
        cut = people.pieces(text)
        kept = (piece if index % 2 else EXPUNGED for index, piece in enumerate(cut))
        return "".join(kept) or EXPUNGED

    def entries(self, text: str) -> Iterable[str]:
        """See `Kind`."""
        return people.split(text)

    people = entries
