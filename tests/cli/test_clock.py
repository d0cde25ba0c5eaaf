"""Every command that writes, on a machine whose clock is wrong by a hundred days."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from cocsheets import clock
from cocsheets.cli import context
from cocsheets.cli.main import run
from cocsheets.sandbox import Sandbox
from tests.cli.test_sync import ROBOT, make_shared
from tests.cli.world import World

WRITING = {
    "expunge": "expunge --yes",
    "records add": "records add --yes --date-reported 2026-01-05 --reporter Ana",
    "members add": "members add new@example.org --name New --role member --yes",
    "members remove": "members remove bo@example.org --yes",
    "sharing": "sharing --yes",
}
READING = (*("validate", "due --within 400d", "log", "members list", "people", "stats"),)


@pytest.fixture
def world(sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """Records that will be due in 50 days, and this process as the command line."""
    today = dt.datetime.now(dt.UTC).date()
    rows = [
        [
            (today - dt.timedelta(days=800 + number)).isoformat(),
            *("Ana Member", f"Una{number} Witness", f"una{number}@example.net", "A report"),
            *("Yes", "No", "Spoke with the person", ""),
            (today + dt.timedelta(days=50)).isoformat(),
        ]
        for number in range(3)
    ]
    made = make_shared(sandbox, tmp_path, rows)
    for name, value in made.environment(COCSHEETS_ACT_AS=ROBOT).items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    return made


def wrong(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """Set this machine's clock wrong."""
    monkeypatch.setattr(context, "now", lambda: clock.now() + dt.timedelta(days=days))


@pytest.mark.parametrize("days", [100, -100])
@pytest.mark.parametrize("words", WRITING.values(), ids=WRITING)
def test_nothing_is_written(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: str,
    days: int,
) -> None:
    """Refused with both times, exit 4, and no request that could change anything."""
    wrong(monkeypatch, days)
    code = run(words.split())
    said = capsys.readouterr()
    nothing_due = words.startswith("expunge") and days < 0
    assert code == (0 if nothing_due else 4), said.out + said.err
    assert "This machine's clock says" in said.err + said.out
    assert "Google's clock says" in said.err + said.out
    assert world.writes() == []


@pytest.mark.parametrize("words", READING)
def test_reading_goes_on_and_says_so(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: str
) -> None:
    """Whoever only looks is shown what there is, with a warning."""
    wrong(monkeypatch, 100)
    assert run(words.split()) in (0, 1)
    said = capsys.readouterr()
    assert said.err.count("Google's clock says") == 1
    assert said.out
