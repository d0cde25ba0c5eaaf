"""Noticing that the daily run has not happened."""

from __future__ import annotations

import datetime as dt

import pytest

from cocsheets.daily.overdue import overdue
from cocsheets.ledger import Ledger, Line

NOW = dt.datetime(2026, 4, 10, 12, tzinfo=dt.UTC)
OLD = Line("expunge", "2024-01-01 #1", when="2026-04-01T08:00:00Z")


@pytest.mark.parametrize(
    ("ledger", "words"),
    [
        (None, ""),
        (Ledger(1, ()), ""),
        (Ledger(1, (OLD,), "finished 2026-04-08T06:00:00+02:00"), ""),
        (Ledger(1, (OLD,), "finished 2026-04-07T12:00:00+00:00"), ""),
        (Ledger(1, (OLD,), "finished 2026-04-07T11:59:59+00:00"), "was 3 days ago, on 2026-04-07"),
        (Ledger(1, (OLD,)), "No daily run has been good since"),
        (Ledger(1, (OLD,), "scribbled over"), "No daily run has been good since"),
    ],
)
def test_overdue(ledger: Ledger | None, words: str) -> None:
    """Said when the last good run, or else the ledger's first line, is more than so long ago."""
    text = overdue(ledger, NOW, 3)
    assert words in text
    assert bool(text) is bool(words)
