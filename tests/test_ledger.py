"""The ledger among the worksheets: under its title, and renamed."""

from __future__ import annotations

import pytest

from cocsheets.errors import ConfigurationError
from cocsheets.ledger import HEADER, LogSettings, read_ledger
from tests.records.sheets import sheet, spreadsheet

TITLE = LogSettings().worksheet
GOOD = ("", "", "last good run", "", "", 1.0, "", "finished 2026-04-01T06:00:00+00:00")


def test_a_renamed_ledger_is_known_by_its_header() -> None:
    """What it remembers is not lost with its title; a worksheet of that title comes first."""
    other = sheet([["When", "Who"]], title="Rota", sheet_id=1)
    renamed = sheet([HEADER, GOOD], title="Old log", sheet_id=2)
    titled = sheet([HEADER], title=TITLE, sheet_id=3)
    assert read_ledger(spreadsheet(other), TITLE) is None
    found = read_ledger(spreadsheet(other, renamed), TITLE)
    assert found is not None
    assert (found.sheet_id, found.last_good_row) == (2, 2)
    both = read_ledger(spreadsheet(renamed, titled), TITLE)
    assert both is not None
    assert both.sheet_id == 3


def test_it_is_not_guessed_which_of_two_is_the_ledger() -> None:
    """Two copies under other titles are named, and nothing is done."""
    two = (sheet([HEADER], title="A", sheet_id=1), sheet([HEADER], title="B", sheet_id=2))
    with pytest.raises(ConfigurationError, match='may be the ledger: "A", "B"'):
        read_ledger(spreadsheet(*two), TITLE)


def test_a_blank_title_is_refused() -> None:
    """Google would give the worksheet another title, and it would never be found again."""
    with pytest.raises(ValueError, match="blank"):
        LogSettings(" ").check()
