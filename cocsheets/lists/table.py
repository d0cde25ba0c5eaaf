"""A list as rows of texts, whatever kind of file it was. Contents, hence without `repr`."""

from __future__ import annotations

from collections.abc import Sequence

from cocsheets.data import Data, Hidden


class ListTable(Data, frozen=True):
    """The rows of a list, in the order of the file. Row 1 is `rows[0]`, as in a spreadsheet."""

    rows: Hidden[Sequence[Sequence[str]]]
    remark: str = ""
    """What a person should know of how it was read, such as a guessed encoding."""

    @property
    def width(self) -> int:
        """Columns of the widest row."""
        return max(map(len, self.rows), default=0)

    def cell(self, row: int, column: int) -> str:
        """The text of a cell, 0-based; empty where the row is shorter."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""
