"""Which parts of a large spreadsheet are asked for."""

from __future__ import annotations

import pytest

from cocsheets.records.table import Worksheet
from cocsheets.workbook.resources import (
    GridProperties,
    SheetProperties,
    SheetResource,
    SpreadsheetResource,
)
from cocsheets.workbook.selection import BLOCK_CELLS, LARGE_SHEET, blocks, ranges, whole_ones

LARGE = LARGE_SHEET // 10 + 1


def outline(*sheets: tuple[str, int, str]) -> SpreadsheetResource:
    """Worksheets of ten columns: title, rows and type; their ids count from 0."""
    made = [
        SheetProperties(number, title, number, kind, grid_properties=GridProperties(rows, 10))
        for number, (title, rows, kind) in enumerate(sheets)
    ]
    return SpreadsheetResource("KEY", sheets=[SheetResource(one) for one in made])


def test_small_worksheets_and_needed_ones_are_asked_for_with_all_rows() -> None:
    """Of the rest the first rows; what has no cells, such as a chart, has no range."""
    book = outline(("A", 9, "GRID"), ("B", LARGE, "GRID"), ("C", LARGE, "GRID"), ("D", 0, "OBJECT"))
    whole = whole_ones(book, {2})
    assert whole == frozenset({0, 2})
    assert ranges(book, whole or ()) == ["'A'", "'B'!A1:GR100", "'C'"]


@pytest.mark.parametrize(
    ("book", "needed"),
    [
        (outline(("A", 9, "GRID"), ("B", LARGE - 1, "GRID")), set()),
        (outline(("A", 9, "GRID"), ("B", LARGE, "GRID")), {1}),
        (outline(("A", LARGE, "GRID"), ("B", 9, "DATA_SOURCE")), set()),
        (outline(), set()),
    ],
)
def test_else_everything_is_read_at_once(book: SpreadsheetResource, needed: set[int]) -> None:
    """Where nothing is left out, and where there is something that has no ranges."""
    assert whole_ones(book, needed) is None


def test_titles_are_quoted() -> None:
    """An apostrophe is doubled; a title that reads like a cell is no cell."""
    book = outline(("Bob's", 9, "GRID"), ("A1", 9, "GRID"), ("x!y", LARGE, "GRID"))
    assert ranges(book, {0, 1}) == ["'Bob''s'", "'A1'", "'x!y'!A1:GR100"]


@pytest.mark.parametrize(
    ("rows", "columns", "expected"),
    [
        (5, 1, ["'T'!1:5"]),
        (5, BLOCK_CELLS // 2, ["'T'!1:2", "'T'!3:4", "'T'!5:5"]),
        (2, BLOCK_CELLS * 3, ["'T'!1:1", "'T'!2:2"]),
    ],
)
def test_blocks_are_all_rows_each_once(rows: int, columns: int, expected: list[str]) -> None:
    """However wide a row is, one is asked for at least."""
    sheet = Worksheet("T", 1, 0, (), row_count=rows, column_count=columns)
    assert list(blocks(sheet)) == expected
