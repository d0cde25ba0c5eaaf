"""The header row as people leave it: order, spelling, doubles, titles above it."""

from __future__ import annotations

import pytest

from cocsheets.errors import LayoutError
from cocsheets.records.layout import locate
from cocsheets.records.reading import read_table
from cocsheets.records.schema import ColumnSettings, SchemaSettings, load_schema
from tests.records.sheets import HEADERS, SCHEMA, cells, sheet, spreadsheet, table


def test_headers_are_matched_by_name_whatever_their_order() -> None:
    """Columns may stand in any order."""
    found = table(tuple(reversed(cells())), headers=HEADERS[::-1])
    assert found.columns["expunge_on"] == 0
    assert read_table(found).records[0].reporter == "Ana Lopez"


def test_untidy_headers_are_recognised() -> None:
    """Case, stray and no-break spaces and line breaks in a header do not matter."""
    headers = list(HEADERS)
    headers[0] = "date of 1st Report"
    headers[2] = "Named subjects "
    headers[3] = "Subject email\naddress/URL"
    headers[9] = "Date to expunge this record\u00a0"
    assert table(cells(), headers=headers).columns == table(cells()).columns


def test_a_missing_header_stops_everything_and_is_named() -> None:
    """Another name is not guessed by position; the message names the header."""
    headers = [*HEADERS[:9], "Expunge on"]
    with pytest.raises(LayoutError, match="Date to expunge this record"):
        table(cells(), headers=headers)


def test_a_near_miss_is_named_by_its_cell() -> None:
    """A misspelt header is told with the cell in which it stands."""
    headers = [*HEADERS[:9], "Date to expung this record"]
    with pytest.raises(LayoutError, match="cell J1 reads almost like it"):
        table(cells(), headers=headers)


def test_a_doubled_header_stops_everything_and_both_cells_are_named() -> None:
    """Two columns with one header could be mixed up, so nothing is done."""
    with pytest.raises(LayoutError, match='"Named subjects" is in C1 and K1'):
        table((*cells(), "old note"), headers=[*HEADERS, "Named subjects"])


def test_a_synonym_beside_the_header_is_a_doubled_header() -> None:
    """A column and its synonym in one sheet are two columns for one field."""
    schema = load_schema(SchemaSettings(columns={"status": ColumnSettings(synonyms=("Ban",))}))
    with pytest.raises(LayoutError, match="is in I1 and K1"):
        table(cells(), schema=schema, headers=[*HEADERS, "Ban"])


def test_title_rows_above_the_header() -> None:
    """The header may stand below title rows, and row numbers are those of the sheet."""
    rows = [("Reports of the committee",), (), HEADERS, cells(), (), cells()]
    found = locate(spreadsheet(sheet(rows)), SCHEMA)
    assert found.header_row == 3
    assert [row.number for row in found.data_rows()] == [4, 6]
