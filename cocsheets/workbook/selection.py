"""What is asked of a large spreadsheet: some worksheets with all rows, of the rest the first rows.

Knows the sizes of worksheets, and ranges in A1 notation. Must not know what a worksheet is needed
for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from cocsheets.records.table import Worksheet, column_letters
from cocsheets.workbook.resources import GRID, SheetProperties, SpreadsheetResource

LARGE_FILE = 1_000_000
"""Bytes of a file, as Drive tells them, from which its worksheets are asked for their sizes first.

Drive tells the size of a spreadsheet too (documented; recorded for a document, unverified how it
grows with the cells). Where it tells none, or less, everything is read at once: that takes longer
and shows the same."""
LARGE_SHEET = 200_000
"""Cells of a worksheet, blank ones too, from which it is read with all rows only if needed."""
TOP_ROWS, TOP_COLUMNS = 100, 200
"""What is read of any other: the headers are there, by which it is known what it is."""
BLOCK_CELLS = 200_000
"""Cells that are asked for at once where a large worksheet is searched."""
MOST_CHARACTERS = 4_000
"""Of all ranges together: an address can be too long for Google. With more, all is read at once."""


def is_large(properties: SheetProperties) -> bool:
    """Whether a worksheet is read with all rows only if it is needed."""
    grid = properties.grid_properties
    return properties.sheet_type == GRID and grid.row_count * grid.column_count > LARGE_SHEET


def whole_ones(outline: SpreadsheetResource, needed: Collection[int]) -> frozenset[int] | None:
    """Ids of the worksheets to ask for with all rows: small ones, and those that are needed.

    None where these are all, or where ranges cannot be asked for: a connected data source has none
    (documented).
    """
    sheets = [sheet.properties for sheet in outline.sheets]
    whole = frozenset(
        one.sheet_id
        for one in sheets
        if one.sheet_type == GRID and (one.sheet_id in needed or not is_large(one))
    )
    known = all(one.sheet_type in (GRID, _OBJECT) for one in sheets)
    grids = sum(one.sheet_type == GRID for one in sheets)
    return whole if known and len(whole) < grids else None


_OBJECT = "OBJECT"
"""A chart that fills a sheet."""


def ranges(outline: SpreadsheetResource, whole: Collection[int]) -> list[str]:
    """One range for each worksheet that has cells: all of it, or its first rows."""
    top = f"A1:{column_letters(TOP_COLUMNS - 1)}{TOP_ROWS}"
    sheets = (sheet.properties for sheet in outline.sheets)
    return [
        _quoted(one.title) if one.sheet_id in whole else f"{_quoted(one.title)}!{top}"
        for one in sheets
        if one.sheet_type == GRID
    ]


def blocks(worksheet: Worksheet) -> Iterator[str]:
    """The ranges of all rows of a worksheet, a block at a time."""
    step = max(1, BLOCK_CELLS // max(1, worksheet.column_count))
    for first in range(1, worksheet.row_count + 1, step):
        last = min(first + step - 1, worksheet.row_count)
        yield f"{_quoted(worksheet.title)}!{first}:{last}"


def _quoted(title: str) -> str:
    return "'" + title.replace("'", "''") + "'"
