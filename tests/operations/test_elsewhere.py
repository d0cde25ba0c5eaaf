"""Which large worksheets are ours, and what a search of the others could not read."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from cocsheets.access.membership import MembersSettings
from cocsheets.errors import AccessError
from cocsheets.operations.committee import Committee
from cocsheets.operations.elsewhere import Elsewhere, Unsearched, is_ours
from cocsheets.plans.statussheet import StatusSettings
from cocsheets.records.ownsheets import LEDGER, STATUS
from cocsheets.records.schema import load_schema
from cocsheets.records.table import Row, Worksheet
from cocsheets.settings import Settings, SpreadsheetSettings
from cocsheets.workbook.google import GoogleSheet
from tests.box import RECORDS


def committee(**settings: Any) -> Committee:
    """As much of one as is asked."""
    return cast("Committee", SimpleNamespace(settings=Settings(**settings), schema=load_schema()))


def worksheet(title: str = "Talks", gid: int = 7, *header: str) -> Worksheet:
    """A worksheet of which the first row was read."""
    rows = (Row(1, header),) if header else ()
    return Worksheet(title, gid, 0, rows, row_count=50_000, column_count=20, unread=True)


@pytest.mark.parametrize(
    ("settings", "sheet"),
    [
        ({}, worksheet("Renamed", 7, *LEDGER)),
        ({}, worksheet("Renamed", 7, *STATUS)),
        ({}, worksheet("Reports", 7, *RECORDS)),
        ({}, worksheet("cocsheets log")),
        ({}, worksheet("Members")),
        ({"members": MembersSettings(source="worksheet:People")}, worksheet("People")),
        ({"status": StatusSettings(worksheet="Now")}, worksheet("Now")),
        ({"spreadsheet": SpreadsheetSettings(worksheet="Cases")}, worksheet("Cases")),
        ({"spreadsheet": SpreadsheetSettings(worksheet=7)}, worksheet()),
        ({"spreadsheet": SpreadsheetSettings(worksheet="7")}, worksheet()),
    ],
)
def test_ours_is_what_the_settings_name_and_what_has_our_headers(
    settings: dict[str, Any], sheet: Worksheet
) -> None:
    """Whatever the title of a ledger, a status page or records is by now."""
    assert is_ours(committee(**settings), sheet)


@pytest.mark.parametrize(
    ("settings", "sheet"),
    [
        ({}, worksheet()),
        ({}, worksheet("Talks", 7, *RECORDS[:-1])),
        ({"members": MembersSettings(source="file:members.csv")}, worksheet("members.csv")),
        ({"spreadsheet": SpreadsheetSettings(worksheet=8)}, worksheet()),
    ],
)
def test_all_else_is_not(settings: dict[str, Any], sheet: Worksheet) -> None:
    """A roster in a file has no worksheet; records lack no header."""
    assert not is_ours(committee(**settings), sheet)


def test_what_could_not_be_read_is_noted_without_a_title_that_was_found() -> None:
    """The rows that came before it failed were searched; a worksheet that was read is not asked
    for."""
    first = Row(1, ("x",))

    def rows(_sheet: Worksheet) -> Any:
        yield first
        raise AccessError("no")

    elsewhere = Elsewhere(cast("GoogleSheet", SimpleNamespace(rows=rows)))
    assert list(elsewhere.rows(Worksheet("Small", 1, 0, (first, first)))) == [first, first]
    assert elsewhere.told(()) == ()
    assert list(elsewhere.rows(worksheet())) == [first]
    assert elsewhere.told({None, 1}) == (Unsearched("Talks", 7, 1_000_000),)
    assert elsewhere.told({7}) == (Unsearched("gid 7", 7, 1_000_000),)
