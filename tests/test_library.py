"""The library as `docs/library.md` shows it: what is public, and that its examples run."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import click
import pytest

import cocsheets
from cocsheets.cli.main import cli
from cocsheets.operations.planning import Planning
from cocsheets.operations.reading import Reading
from cocsheets.sandbox import Sandbox, demo

PAGE = (Path(__file__).parents[1] / "docs" / "library.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
ELSEWHERE = {"demo", "doctor", "init", "rules", "sandbox", "schedule", "sync"}
"""Commands that no method of a reading stands for."""


def test_the_examples_run(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every example of the page runs, in its order, and does what it says."""
    today = dt.datetime.now(dt.UTC).date()
    key = demo.seed(sandbox.client(demo.OWNER), today)
    monkeypatch.chdir(tmp_path)
    for name, value in (
        ("COCSHEETS_API_ROOT", sandbox.url),
        ("COCSHEETS_SPREADSHEET", key),
        ("COCSHEETS_ACT_AS", demo.ROBOT),
    ):
        monkeypatch.setenv(name, value)
    names: dict[str, Any] = {}
    for block in BLOCKS:
        exec(block, names)  # the page's own examples
    assert names["owners"] == [demo.OWNER]
    assert names["receipt"].name == "Ana New"
    assert names["amended"].plan.changes
    assert len(names["rows"]) > len(demo.DUE)
    assert [match.row for match in names["found"].matches] == [2]
    assert not names["found"].questions
    assert names["report"].errors == {}
    subjects = sandbox.client(demo.OWNER).open_by_key(key).sheet1.col_values(3)
    assert sum(str(text).startswith("Expunged") for text in subjects) >= len(demo.DUE)
    assert "Quinn Example" in subjects


def test_every_public_name_is_there() -> None:
    """What `__all__` lists can be had, and is explained."""
    for name in cocsheets.__all__:
        found = getattr(cocsheets, name)
        assert name == "__version__" or found.__doc__
    assert set(cocsheets.__all__) <= set(dir(cocsheets))
    with pytest.raises(AttributeError, match="nothing_such"):
        _ = cocsheets.nothing_such


def test_the_page_names_every_method_of_a_reading() -> None:
    """No method of a reading is missing on the page, but those that only judge."""
    public = {name for name in (*vars(Reading), *vars(Planning)) if not name.startswith("_")}
    told = set(re.findall(r"(\w+)\(", PAGE))
    assert public <= told


def test_every_command_has_its_method() -> None:
    """What a command does, the page says how a program does it."""
    context = click.Context(cli)
    commands = set()
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        inner = command.list_commands(context) if isinstance(command, click.Group) else []
        commands |= {f"{name} {sub}" for sub in inner} or {name}
    rows = re.findall(r"\| ((?:`[a-z ]+`(?:, )?)+) \|$", PAGE, re.MULTILINE)
    told = set(re.findall(r"`([a-z ]+)`", " ".join(rows)))
    assert commands - told - ELSEWHERE == set()
