"""What the figures leave out."""

from __future__ import annotations

import datetime as dt

import pytest

from cocsheets.data import replace
from cocsheets.records.reading import read_table
from cocsheets.statistics.criteria import Choice
from cocsheets.statistics.summary import LeftOut
from cocsheets.statistics.unread import count_left_out
from tests.records.sheets import cells, day, table
from tests.statistics.history import numbered, record

TODAY = dt.date(2026, 4, 2)


def test_cells_of_the_counted_columns_are_counted() -> None:
    """Unreadable dates, answers and unknown statuses; not what no figure is made from."""
    rows = [
        cells(date_reported="spring?", action_by_us="perhaps?"),
        cells(status="on a list", action_by_local_rep="no"),
        cells(expunge_on="never"),
        cells(date_reported=day("2062-01-01")),
        cells(),
    ]
    found = count_left_out(read_table(table(*rows)).records, (), TODAY)
    assert found == LeftOut(cells=3, future=1)
    assert len(found.sentences) == 2


@pytest.mark.parametrize(
    ("criterion", "key"),
    [
        ("term", "expunge_on"),
        ("state", "hold_until"),
        ("resolution", "resolution_date"),
        (Choice("channel", "Channel", {}), "channel"),
    ],
)
def test_a_table_by_a_criterion_needs_its_own_column(criterion: str | Choice, key: str) -> None:
    """It is counted with that table only."""
    records = numbered([replace(record(), unreadable=frozenset({key}))])
    assert not count_left_out(records, (), TODAY)
    assert count_left_out(records, (criterion,), TODAY) == LeftOut(cells=1)


def test_it_is_said_in_words() -> None:
    """One and several; nothing where nothing is left out."""
    assert LeftOut().sentences == ()
    assert LeftOut(1, 2, 1).sentences == (
        "1 cell could not be read, see validate.",
        "2 reports are dated in the future, see validate.",
        "1 row above the header looks like a report and is not counted, see validate.",
    )
    (above,) = LeftOut(above=2).sentences
    assert above == "2 rows above the header look like reports and are not counted, see validate."
