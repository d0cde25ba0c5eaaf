"""What the log tells: requests by template, status and time, the run in every line, no contents."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from cocsheets.cli.progress import Waiting
from cocsheets.sandbox import Sandbox
from tests.cli.world import World, make_world

ROWS = [
    ["2024-01-05", "Ana", "Una Witness", "una@example.net", "Text", "Yes", "No", "Spoke", "", ""]
]


@pytest.fixture
def world(sandbox: Sandbox, tmp_path: Path) -> World:
    """One record."""
    return make_world(sandbox, tmp_path, ROWS)


def test_json_lines(world: World) -> None:
    """With --log-format json each line is an object with the run's id, as in the summary."""
    ran = world.run("-v", "--log-format", "json", "sync", "--format", "json")
    lines = [json.loads(line) for line in ran.stderr.splitlines()]
    run = json.loads(ran.stdout)["run"]
    assert {line["run"] for line in lines} == {run}
    assert all(set(line) == {"time", "level", "logger", "run", "message"} for line in lines)
    assert any("/v4/spreadsheets/{id} -> 200" in line["message"] for line in lines)
    assert world.spreadsheet.id not in ran.stderr
    assert "una@" not in ran.stderr


def test_quiet_unless_asked(world: World) -> None:
    """Without -v there is nothing on standard error; with it, the run stands in each line."""
    assert world.run("validate").stderr == ""
    lines = world.run("-v", "validate").stderr.splitlines()
    assert lines
    assert len({line.split("[")[1][:8] for line in lines}) == 1


def test_a_spinner_after_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is shown for quick requests; from the second second on a spinner is, and goes."""
    shown: list[str] = []

    class Status:
        def __init__(self, text: str, **_: object) -> None:
            self.text = text

        def start(self) -> None:
            shown.append(self.text)

        def stop(self) -> None:
            shown.append("gone")

    monkeypatch.setattr("rich.status.Status", Status)
    monkeypatch.setattr("cocsheets.cli.progress.AFTER", 0.05)
    waiting = Waiting()
    with waiting():
        pass
    assert shown == []
    with waiting():
        time.sleep(0.3)
    assert shown == ["Waiting for Google (request 2) ...", "gone"]
