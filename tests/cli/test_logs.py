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


SAID: dict[str, tuple[tuple[str, ...], int, str]] = {
    "a plan that waits": (("protect",), 1, "To go ahead: --yes, or --apply"),
    "a stale digest": (("expunge", "--apply", "0"), 4, "there is nothing to do now"),
    "no such row": (("records", "amend", "77", "--status", "flagged"), 2, "row"),
    "a setting that is wrong": (("--config", "none.toml", "validate"), 2, "none.toml"),
    "an option that is unknown": (("validate", "--bogus"), 2, "No such option"),
    "a command that is unknown": (("bogus",), 2, "No such command"),
    "a global option that is wrong": (("--as-of", "soon", "due"), 2, "'--as-of'"),
    "an argument that is missing": (("members", "add"), 2, "Missing argument"),
    "usage of our own": (("members", "mail"), 2, "Give either --row or --date."),
    "in the future": (("--as-of", "2099-01-01", "protect"), 1, "in the future"),
    "a picture": (("stats", "--plot", "chart.svg"), 0, "Drawn: chart.svg"),
    "a debugged error": (("--debug", "--config", "none.toml", "due"), 2, "Traceback"),
}


@pytest.mark.parametrize("case", SAID)
def test_all_that_is_said_is_json_too(world: World, case: str) -> None:
    """Errors, those of usage too, and what is said beside the output are objects, a line each."""
    arguments, code, words = SAID[case]
    plain = world.run(*arguments)
    ran = world.run("--log-format", "json", *arguments)
    lines = [json.loads(line) for line in ran.stderr.splitlines()]
    assert (ran.returncode, plain.returncode) == (code, code), plain.stderr
    assert lines
    assert all(set(line) == {"time", "level", "logger", "run", "message"} for line in lines)
    assert any(words in line["message"] for line in lines), lines
    assert words in plain.stderr
    if code in (2, 4):
        assert lines[0]["level"] == "error"
    assert ran.stdout == plain.stdout


def test_a_group_without_a_command(world: World) -> None:
    """The help is for people; a log is told what is missing."""
    assert "Commands:" in world.run("members").stderr
    ran = world.run("--log-format", "json", "members")
    told = "Missing command. `cocsheets members --help` shows how it is used."
    assert (ran.returncode, json.loads(ran.stderr)["message"]) == (2, told)


def test_unreachable_and_a_port_in_use_as_json(world: World) -> None:
    """The last word about a network that fails, and about a server that cannot start."""
    port = world.sandbox.url.rpartition(":")[2]
    nobody = {"COCSHEETS_API_ROOT": "http://127.0.0.1:9", "COCSHEETS_SPREADSHEET": "1" * 44}
    (world.folder / "cocsheets.toml").write_text("[limits]\nretry_seconds = 1\n")
    for arguments, environment, code in (
        (("sync",), nobody, 3),
        (("sandbox", "--port", port), {}, 2),
    ):
        ran = world.run("--log-format=json", *arguments, **environment)
        lines = [json.loads(line) for line in ran.stderr.splitlines()]
        assert (ran.returncode, [line["level"] for line in lines]) == (code, ["error"])
