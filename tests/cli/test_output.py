"""What may reach a terminal."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocsheets.cli.main import run
from cocsheets.cli.output import tame
from cocsheets.sandbox import Sandbox
from tests.cli.world import make_world


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Zoë Ünïcode\n\tline", "Zoë Ünïcode\n\tline"),
        ("\x1b[31mred\x1b[0m \x1b[1;33mloud\x1b[0m", "\x1b[31mred\x1b[0m \x1b[1;33mloud\x1b[0m"),
        ("\x1b[8mhidden", "\\u001b[8mhidden"),
        (
            "over\rwritten\x1b[2K\x1b]0;title\x07",
            "over\\u000dwritten\\u001b[2K\\u001b]0;title\\u0007",
        ),
        ("turned \u202earound", "turned \\u202earound"),
    ],
)
def test_tame(text: str, left: str) -> None:
    """Text, lines and colours pass; what moves, hides or turns text around is shown escaped."""
    assert tame(text) == left


@given(st.text())
def test_what_can_be_seen_stays(text: str) -> None:
    """Nothing is lost, and nothing is left to tame; in JSON the escape is the character."""
    shown = re.sub(r"\\u[0-9a-f]{4}", "", tame(text.replace("\\", "")))
    seen = [c for c in text if c.isprintable() and c != "\\"]
    assert [c for c in shown if c.isprintable()] == seen
    assert tame(tame(text)) == tame(text)
    assert json.loads(tame(json.dumps(text, ensure_ascii=False))) == text


NAME = "Ana\u202e Lopez\x1b]0;owned\x07 \u2066x\u200f\x9b2J\rOwner"


@pytest.mark.parametrize("form", ["text", "json", "csv"])
@pytest.mark.parametrize("command", [["members", "list"], ["members", "history"], ["sharing"]])
def test_names_reach_no_pipe_untamed(
    sandbox: Sandbox,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    command: list[str],
    form: str,
) -> None:
    """Names with direction marks and escape sequences are shown escaped, also in a file or pipe."""
    world = make_world(sandbox, tmp_path, [])
    world.spreadsheet.worksheet("Members").update([[NAME]], "A2", raw=True)
    for name, text in world.environment().items():
        monkeypatch.setenv(name, text)
    monkeypatch.chdir(tmp_path)
    capfd.readouterr()
    run([*command, "--format", form])
    told = capfd.readouterr()
    raw = set("\u202e\x1b\x07\u2066\u200f\x9b") & set(told.out + told.err)
    assert not raw
    if command != ["sharing"] and form != "csv":
        assert "\\u202e" in told.out
    if form == "json":
        json.loads(told.out)
