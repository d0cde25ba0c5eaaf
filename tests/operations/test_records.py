"""Adding reports over a real connection, with mishaps and with somebody else at the sheet."""

from __future__ import annotations

import pytest

from cocsheets.sandbox.running import Sandbox
from cocsheets.workbook.http import Http
from tests.operations.records_sweep import (
    WANTED,
    add,
    adversary,
    committee,
    crash,
    crash_scenarios,
    rows,
    world,
    wrong,
)


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waiting between tries is tested elsewhere."""
    monkeypatch.setattr(Http, "pause", staticmethod(lambda *_: 0.0))


def test_an_undisturbed_run(sandbox: Sandbox) -> None:
    """The report below the last one, two resets, one row left alone."""
    found = world(sandbox)
    report = add(committee(found))
    assert (int(report.code), report.row) == (0, 5)
    assert rows(found) == WANTED


@pytest.mark.parametrize("scenario", [*crash_scenarios(8)], ids=lambda it: f"{it[0]} at {it[1]}")
def test_crashes(sandbox: Sandbox, scenario: tuple[str, int]) -> None:
    """A mishap at any request, then the command again: the same end, the report there once."""
    left, states = crash(sandbox, *scenario)
    assert left == WANTED
    assert all(state in {"done", "not done"} for state in states)


@pytest.mark.parametrize("seed", range(40))
def test_somebody_else_at_the_sheet(sandbox: Sandbox, seed: int) -> None:
    """Rows are inserted, filled and sorted at any moment: nothing of theirs is changed."""
    left, code, told = adversary(sandbox, seed)
    assert not wrong(left, code), told
