"""The content of a spreadsheet file: sheets, names, metadata. Knows no files, people or answers.

The title is the file's name and is not kept here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cocsheets.sandbox.errors import invalid
from cocsheets.sandbox.sheets import a1
from cocsheets.sandbox.sheets.a1 import Box
from cocsheets.sandbox.sheets.sheet import Sheet

Json = dict[str, Any]

CELL_LIMIT = 10_000_000
"""Cells a spreadsheet may have, blank ones included (documented)."""


@dataclass(slots=True)
class Spreadsheet:
    """All of a spreadsheet but its title and its sharing.

    `properties` holds Google's SpreadsheetProperties as far as they differ from the default;
    `named_ranges` and `metadata` are Google's objects, replaced and never changed in place.
    """

    properties: Json = field(default_factory=dict)
    sheets: list[Sheet] = field(default_factory=list)
    named_ranges: list[Json] = field(default_factory=list)
    metadata: list[Json] = field(default_factory=list)

    @classmethod
    def new(cls) -> Spreadsheet:
        """A spreadsheet as Drive makes it: one sheet of 1000 x 26 with id 0 (recorded)."""
        return cls(sheets=[Sheet(0, "Sheet1")])

    def copy(self) -> Spreadsheet:
        """An independent spreadsheet; cheap, since cells and rows are shared."""
        return Spreadsheet(
            dict(self.properties),
            [sheet.copy() for sheet in self.sheets],
            list(self.named_ranges),
            list(self.metadata),
        )

    @property
    def locale(self) -> str:
        """The locale in which values are read and shown."""
        return str(self.properties.get("locale", "en_US"))

    @property
    def cell_count(self) -> int:
        """Cells of all grids, blank ones included."""
        return sum(sheet.row_count * sheet.column_count for sheet in self.sheets)

    def find(self, sheet_id: int) -> Sheet | None:
        """The sheet with this id."""
        return next((sheet for sheet in self.sheets if sheet.id == sheet_id), None)

    def sheet(self, sheet_id: int) -> Sheet:
        """The sheet with this id, or Google's 400 (reported)."""
        found = self.find(sheet_id)
        if found is None:
            raise invalid(f"No grid with id: {sheet_id}")
        return found

    def titled(self, title: str) -> Sheet | None:
        """The sheet with this title; case does not matter."""
        folded = title.casefold()
        return next((sheet for sheet in self.sheets if sheet.title.casefold() == folded), None)

    def box_of(self, grid_range: Json) -> tuple[Sheet, Box]:
        """The sheet and the cells that a GridRange names, open ends filled in and cut to the grid.

        Raises:
            ApiError: 400 for an unknown sheet or a range that lies outside or is turned round.
        """
        sheet = self.sheet(grid_range.get("sheetId", 0))
        top = grid_range.get("startRowIndex", 0)
        left = grid_range.get("startColumnIndex", 0)
        bottom = grid_range.get("endRowIndex", sheet.row_count)
        right = grid_range.get("endColumnIndex", sheet.column_count)
        if min(top, left) < 0:
            name = "startRowIndex" if top < 0 else "startColumnIndex"
            raise invalid(f"range.{name} must be nonnegative")
        if bottom <= top and "endRowIndex" in grid_range:
            raise invalid(f"range.endRowIndex[{bottom}] must be after range.startRowIndex[{top}]")
        if right <= left and "endColumnIndex" in grid_range:
            raise invalid(
                f"range.endColumnIndex[{right}] must be after range.startColumnIndex[{left}]"
            )
        if top >= sheet.row_count or left >= sheet.column_count:
            raise invalid(
                f"Range ({a1.write(sheet.title, Box(top, left, bottom, right))}) exceeds grid "
                f"limits. Max rows: {sheet.row_count}, max columns: {sheet.column_count}"
            )
        return sheet, Box(top, left, bottom, right).cut(sheet.row_count, sheet.column_count)

    def read_range(self, text: str) -> tuple[Sheet, Box]:
        """The sheet and the cells that an A1 text or a name stands for, cut to the grid.

        Raises:
            ApiError: 400 `Unable to parse range`, or the grid's limits if the start lies outside.
        """
        title, rest = a1.split_title(text)
        sheet: Sheet | None
        if title is not None:
            sheet = self.titled(title)
            if sheet is None:
                raise invalid(f"Unable to parse range: {text}")
            if not rest:
                return sheet, sheet.box
        else:
            sheet = self.sheets[0]
        box = a1.read_corners(rest, sheet.row_count, sheet.column_count)
        if box is None:
            folded = rest.casefold()
            for named in self.named_ranges:
                if named.get("name", "").casefold() == folded:
                    return self.box_of(named["range"])
            other = self.titled(rest) if title is None else None
            if other is None:
                raise invalid(f"Unable to parse range: {text}")
            return other, other.box
        if box.top >= sheet.row_count or box.left >= sheet.column_count:
            raise invalid(
                f"Range ({a1.write(sheet.title, box)}) exceeds grid limits. "
                f"Max rows: {sheet.row_count}, max columns: {sheet.column_count}"
            )
        return sheet, box.cut(sheet.row_count, sheet.column_count)

    def require_room(self, more: int) -> None:
        """Refuse what would exceed the cell limit (wording reported)."""
        if self.cell_count + more > CELL_LIMIT:
            raise invalid(
                "This action would increase the number of cells in the workbook above the limit "
                f"of {CELL_LIMIT} cells."
            )

    def head(self) -> Json:
        """All but the sheets, as JSON; `from_head` reads it."""
        return {
            "properties": self.properties,
            "namedRanges": self.named_ranges,
            "metadata": self.metadata,
        }

    @classmethod
    def from_head(cls, data: Json, sheets: list[Sheet]) -> Spreadsheet:
        """The spreadsheet that `head` described, with these sheets."""
        return cls(data["properties"], sheets, data["namedRanges"], data["metadata"])
