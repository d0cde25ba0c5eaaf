"""Tables by a committee's own column, attacked like the others."""

from __future__ import annotations

import random

import pytest

from cocsheets.data import replace
from cocsheets.statistics.criteria import Choice, by
from cocsheets.statistics.frames import counts
from cocsheets.statistics.periods import Calendar, Period
from cocsheets.statistics.summary import Mark
from cocsheets.statistics.suppression import suppress
from cocsheets.statistics.tables import yearly
from tests.statistics.outputs import Output, random_sheet

CHANNEL = Choice("channel", "Channel", {"chat": "Chat", "event": "Event", "forum": "Forum"})
CELLS = {
    "one value": ("chat", "chat", "event", "forum", ""),
    "several values": ("chat", "chat; event", "chat; event; forum", "forum", ""),
}


def sheet(seed: int, kind: str) -> Output:
    """Reports by channel, beside the exact yearly table, by year or half-year."""
    records, named = random_sheet(seed)
    chance = random.Random(seed)
    with_channel = [replace(r, other={"channel": chance.choice(CELLS[kind])}) for r in records]
    data = counts(with_channel, columns=["channel"])
    calendar = Calendar((Period.YEAR, Period.HALF_YEAR)[seed % 2])
    exact = [by(data, CHANNEL, calendar)]
    public = yearly(data)
    return Output(exact, [public], suppress(exact, public=public), named)


@pytest.mark.parametrize("kind", CELLS)
def test_no_hidden_figure_by_channel_can_be_solved(kind: str) -> None:
    """Ten sheets, cells of one value and of several: small figures are hidden and stay so."""
    hidden = 0
    for seed in range(10):
        made = sheet(seed, kind)
        count, solved = made.solved()
        hidden += count
        assert solved == [], seed
    assert hidden > 25


def test_small_figures_by_channel_are_hidden() -> None:
    """What is from 1 to 4 is not shown, whatever else is."""
    for seed in range(5):
        made = sheet(seed, "one value")
        for row, old in zip(made.hidden[0].rows, made.exact[0].rows, strict=True):
            for shown, value in zip(row.values[1:], old.values[1:], strict=True):
                if isinstance(value, int) and 0 < value < 5:
                    assert isinstance(shown, Mark)
