"""The least scopes that the docs give for each command are enough for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cocsheets.cli.main import run
from cocsheets.sandbox.running import Sandbox
from cocsheets.workbook.client import SandboxSession
from tests.cli.world import ACTING, make_world

ROWS = [("2023-01-10", "Ana Lopez", "Ada Fixture", "", "s", "Yes", "No", "", "", "2024-01-10")]
REPORT = ("--date-reported", "2023-06-01", "--reporter", "Ana Lopez", "--summary", "new")
OPTIONS = {
    "records": ("add", *REPORT, "--severity", "serious", "--yes"),
    "expunge": ("--yes",),
    "retention": ("--yes",),
    "protect": ("--yes",),
    "sharing": ("--yes",),
    "sharing audit": ("audit",),
    "init": ("--make-roster", "--yes"),
    "members add/remove/renew": ("add", "rik@example.org", "--yes"),
}


def documented() -> list[tuple[str, list[str]]]:
    """Each command of the table in the docs with its scopes."""
    text = Path("docs/running.md").read_text("utf-8")
    table = text.partition("## Least scopes")[2].partition("\n\n`drive.file`")[0]
    found = []
    for line in table.splitlines():
        cells = line.replace("\\|", "/").split("|")
        if len(cells) == 4 and "`" in cells[2]:
            scopes = re.findall(r"`([\w.]+)`", cells[2])
            found += [(command, scopes) for command in re.findall(r"`([^`]+)`", cells[1])]
    return [item for item in found if item[0] != "schedule"]  # which is `sync`, day after day


@pytest.fixture
def ran(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str, list[str]], int]]:
    """Runs a command with a sign-in that was granted these scopes only; its exit code."""
    world = make_world(sandbox, tmp_path, ROWS)
    monkeypatch.chdir(tmp_path)
    opened: list[SandboxSession] = []

    class Session(SandboxSession):
        """One that is closed with the test, as a process would end with its own."""

        def __init__(self, *arguments: str) -> None:
            super().__init__(*arguments)
            opened.append(self)

    monkeypatch.setattr("cocsheets.workbook.client.SandboxSession", Session)

    def ran(command: str, scopes: list[str]) -> int:
        who = f"{ACTING};scopes={','.join(scopes)}"
        for name, value in world.environment(COCSHEETS_ACT_AS=who).items():
            monkeypatch.setenv(name, value)
        first, _, rest = command.partition(" ")
        words = [first, *OPTIONS.get(command, OPTIONS.get(first, rest.split()))]
        return run(words)

    yield ran
    for session in opened:
        session.close()


@pytest.mark.parametrize(("command", "scopes"), documented(), ids=str)
def test_the_documented_scopes_of_a_command_are_enough(
    ran: Callable[[str, list[str]], int], command: str, scopes: list[str]
) -> None:
    """With them, and with nothing else, it does what it is there for."""
    assert ran(command, scopes) == 0


@pytest.mark.parametrize("command", ["expunge", "protect", "records", "sharing", "sync"])
def test_a_command_that_writes_is_refused_without_the_scope_to_write(
    sandbox: Sandbox, ran: Callable[[str, list[str]], int], command: str
) -> None:
    """Exit 3, and nothing was written."""
    sandbox.forget_requests()
    assert ran(command, ["spreadsheets.readonly", "drive.readonly"]) == 3
    changed = [r for r in sandbox.requests() if r["method"] != "GET" and r["status"] == 200]
    assert changed == []
