"""One sheet: its grid of cells and all that lies on it. Knows no requests and no answers.

Rows are tuples of cells, cut off after the last cell that is not empty. They are replaced, never
changed, so that a copy of a sheet costs one pointer a row.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from cocsheets.sandbox.errors import bounded
from cocsheets.sandbox.sheets import cells
from cocsheets.sandbox.sheets.a1 import Box
from cocsheets.sandbox.sheets.cells import Cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Json = dict[str, Any]
Row = tuple[Cell | None, ...]


@dataclass(slots=True)
class Sheet:
    """A grid sheet. `properties` is Google's SheetProperties without what has a field here.

    `objects` holds lists of Google's own objects under Google's names: `protectedRanges`,
    `conditionalFormats`, `filterViews`, `bandedRanges`, `tables`, `charts`, `slicers`, `rowGroups`
    and `columnGroups`. They are replaced, never changed in place.
    """

    id: int
    title: str
    row_count: int = 1000
    column_count: int = 26
    properties: Json = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    row_meta: dict[int, Json] = field(default_factory=dict)
    column_meta: dict[int, Json] = field(default_factory=dict)
    merges: list[Box] = field(default_factory=list)
    basic_filter: Json | None = None
    objects: dict[str, list[Json]] = field(default_factory=dict)

    def copy(self) -> Sheet:
        """An independent sheet that shares its immutable parts with this one."""
        return Sheet(
            id=self.id,
            title=self.title,
            row_count=self.row_count,
            column_count=self.column_count,
            properties=dict(self.properties),
            rows=list(self.rows),
            row_meta=dict(self.row_meta),
            column_meta=dict(self.column_meta),
            merges=list(self.merges),
            basic_filter=self.basic_filter,
            objects={name: list(items) for name, items in self.objects.items()},
        )

    # --- reading ---------------------------------------------------------------------------

    @property
    def box(self) -> Box:
        """The whole grid."""
        return Box(0, 0, self.row_count, self.column_count)

    def frozen(self, what: Literal["Row", "Column"]) -> int:
        """How many rows or columns stay in sight."""
        count: int = self.properties.get("gridProperties", {}).get(f"frozen{what}Count", 0)
        return count

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell, or None where nothing was ever put."""
        if row < len(self.rows) and column < len(self.rows[row]):
            return self.rows[row][column]
        return None

    def walk(self, box: Box) -> Iterator[tuple[int, int, Cell]]:
        """Every cell in the box that is not empty, row by row."""
        for row in range(box.top, min(box.bottom, len(self.rows))):
            for column, cell in enumerate(self.rows[row][box.left : box.right], box.left):
                if cell is not None:
                    yield row, column, cell

    # --- writing ---------------------------------------------------------------------------

    def put(self, row: int, changes: dict[int, Cell]) -> None:
        """Set cells of one row."""
        while len(self.rows) <= row:
            self.rows.append(())
        old = self.rows[row]
        new = list(old) + [None] * (max(changes) + 1 - len(old))
        for column, cell in changes.items():
            new[column] = None if cell.blank else cell
        self.rows[row] = trimmed(new)

    def change(
        self, box: Box, how: Callable[[int, int, Cell], Cell], *, blank: bool = True
    ) -> None:
        """Put `how(row, column, cell)` in every cell of the box; without `blank` only where
        there is a cell."""
        if blank:
            bounded(box.height * box.width)
        bottom = box.bottom if blank else min(box.bottom, len(self.rows))
        for row in range(box.top, bottom):
            have = self.rows[row] if row < len(self.rows) else ()
            right = box.right if blank else min(box.right, len(have))
            changes = {}
            for column in range(box.left, right):
                old = have[column] if column < len(have) else None
                if old is None and not blank:
                    continue
                new = how(row, column, old or cells.EMPTY)
                if new is not old:
                    changes[column] = new
            if changes:
                self.put(row, changes)

    def grow(self, rows: int, columns: int) -> None:
        """Make the grid at least so large."""
        self.row_count = max(self.row_count, rows)
        self.column_count = max(self.column_count, columns)

    # --- keeping ---------------------------------------------------------------------------

    def head(self) -> Json:
        """All but the rows, as JSON; `from_head` reads it."""
        return {
            "id": self.id,
            "title": self.title,
            "size": [self.row_count, self.column_count],
            "properties": self.properties,
            "rowMeta": list(self.row_meta.items()),
            "columnMeta": list(self.column_meta.items()),
            "merges": [[box.top, box.left, box.bottom, box.right] for box in self.merges],
            "basicFilter": self.basic_filter,
            "objects": self.objects,
        }

    @classmethod
    def from_head(cls, data: Json) -> Sheet:
        """The sheet that `head` described, without rows."""
        return cls(
            id=data["id"],
            title=data["title"],
            row_count=data["size"][0],
            column_count=data["size"][1],
            properties=data["properties"],
            row_meta={int(i): meta for i, meta in data["rowMeta"]},
            column_meta={int(i): meta for i, meta in data["columnMeta"]},
            merges=[Box(*corners) for corners in data["merges"]],
            basic_filter=data["basicFilter"],
            objects=data["objects"],
        )


def trimmed(row: Iterable[Cell | None]) -> Row:
    """The row without the emptiness at its end."""
    cut = list(row)
    while cut and cut[-1] is None:
        cut.pop()
    return tuple(cut)
