"""What a command loads before it does anything: only what it uses."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

from cocsheets.sandbox import Sandbox
from tests.cli.world import make_world

HEAVY = {
    "anyascii",
    "apprise",
    "dotenv",
    "highspy",
    "matplotlib",
    "numpy",
    "openpyxl",
    "pandas",
    "rapidfuzz",
    "rich",
    "schedule",
    "slack_sdk",
    "tomlkit",
}
"""Libraries that a sync of a sheet without places or notices has no use for."""
ROOMS = {
    "access.filesettings",
    "figures",
    "lists",
    "operations.about",
    "operations.members",
    "operations.protect",
    "operations.rehome.operation",
    "operations.screen",
    "operations.stats",
    "places.kinds",
    "sandbox",
    "statistics",
}
"""Parts of ours of which the same is true."""
SCRIPT = """
import re, sys
made, compile = [], re.compile
def counted(pattern, flags=0):
    if sys._getframe(1).f_globals.get("__name__", "").startswith("cocsheets"):
        made.append(pattern)
    return compile(pattern, flags)
re.compile = counted
from cocsheets.cli.main import run
code = run(sys.argv[1:])
print(code, len(made), *sorted(sys.modules))
"""


def started(environment: dict[str, str], folder: Path, *arguments: str) -> tuple[int, set[str]]:
    """How many patterns of `re` a command compiled in a new process, and all that it loaded."""
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT, *arguments],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    code, compiled, *modules = ran.stdout.splitlines()[-1].split()
    assert code in ("0", "1"), ran.stderr
    return int(compiled), set(modules)


def test_help_loads_next_to_nothing(tmp_path: Path) -> None:
    """`cocsheets --help` compiles the pattern of what it prints, and defines no data."""
    compiled, modules = started({}, tmp_path, "--help")
    assert compiled == 1
    assert not {"cocsheets.records", "cocsheets.data", "difflib"} & modules


def test_a_quiet_sync_loads_only_what_it_uses(sandbox: Sandbox, tmp_path: Path) -> None:
    """A day on which nothing is due loads no figures, lists, places, sandbox or other verb."""
    reported = dt.date.today() - dt.timedelta(30)  # noqa: DTZ011  # the sandbox is in UTC
    until = reported + dt.timedelta(365)
    row = [
        reported.isoformat(),
        "Ana Lopez",
        "Rik Fixture",
        "rik@example.net",
        "Met in the hallway.",
    ]
    world = make_world(sandbox, tmp_path, [[*row, "Yes", "No", "", "", until.isoformat()]])
    first, _ = started(world.environment(), tmp_path, "sync")
    compiled, modules = started(world.environment(), tmp_path, "sync")
    assert not HEAVY & modules
    assert not {f"cocsheets.{room}" for room in ROOMS} & modules
    assert max(first, compiled) <= 40
