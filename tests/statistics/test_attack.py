"""An attack on everything published of random sheets; `scripts/attack_statistics.py` has more."""

from __future__ import annotations

import time

import pytest

from cocsheets.data import replace
from cocsheets.statistics.frames import frame
from cocsheets.statistics.summary import Mark, Table, TableRow
from cocsheets.statistics.suppression import suppress
from cocsheets.statistics.tables import yearly
from tests.statistics.attack import Attack
from tests.statistics.outputs import QUARTER, YEAR, output, random_sheet, tables

SHEETS = 30
"""`scripts/attack_statistics.py` draws as many as one likes."""
AT_ONCE = 15


@pytest.mark.parametrize("start", range(0, SHEETS, AT_ONCE))
def test_no_hidden_figure_of_random_sheets_can_be_solved(start: int) -> None:
    """Of every hidden figure at least two values remain possible, whatever stands beside it."""
    total = 0
    for seed in range(start, start + AT_ONCE):
        hidden, solved = output(seed, years=2, most=25).solved()
        assert solved == [], seed
        total += hidden
    assert total > 30


@pytest.mark.parametrize("seed", [5033, 5219, 5088, 5628])
def test_no_hidden_figure_of_larger_sheets_can_be_solved(seed: int) -> None:
    """Two where some reports name nobody, two with years of two calendars: once they could be."""
    assert output(seed, years=4, most=60).solved()[1] == []


def test_the_attack_finds_what_is_not_protected() -> None:
    """Where small figures alone are hidden, it solves them: its silence means something."""
    found = 0
    for seed in range(10):
        records, named = random_sheet(seed, years=2, most=30)
        data = frame(records, key="tests")
        exact = tables(data, ("action",), (YEAR,))
        naive = [_only_small_hidden(table) for table in exact]
        found += bool(Attack(naive, exact, [yearly(data)], everybody_named=named).solved())
    assert found > 5


def _only_small_hidden(table: Table) -> Table:
    def hide(row: TableRow) -> TableRow:
        small = [isinstance(value, int) and 0 < value < 5 for value in row.values]
        values = (Mark.SMALL if s else v for s, v in zip(small, row.values, strict=True))
        return replace(row, values=tuple(values))

    return replace(table, rows=tuple(map(hide, table.rows)), total=hide(table.total), limit=5)


def test_four_criteria_over_fifteen_years_take_less_than_three_seconds() -> None:
    """Reckoned together, beside the exact yearly table; and quarters by action of a small sheet."""
    records, _ = random_sheet(8, years=15, most=300)
    data = frame(records, key="tests")
    exact = tables(data, ("status", "action", "term", "people"), (YEAR,))
    start = time.process_time()
    suppress(exact, public=yearly(data))
    assert time.process_time() - start < 3
    few, _ = random_sheet(8, years=2, most=40)
    data = frame(few, key="tests")
    start = time.process_time()
    suppress(tables(data, ("action",), (QUARTER,)), public=yearly(data))
    assert time.process_time() - start < 3
