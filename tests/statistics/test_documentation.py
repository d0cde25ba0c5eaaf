"""The page about statistics says what is, and its example runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cocsheets.sandbox import Sandbox
from cocsheets.statistics.framecolumns import COLUMNS
from cocsheets.statistics.layouts import LAYOUTS
from tests.cli.world import ACTING, make_world
from tests.statistics.history import typed

PAGE = (Path(__file__).parents[2] / "docs" / "statistics.md").read_text(encoding="utf-8")


def test_every_column_is_documented() -> None:
    """Name, type and meaning, as the code has them, and which ones identify."""
    for name, doc in COLUMNS.items():
        mark = " **Identifying.**" if doc.identifying else ""
        assert f"| `{name}` | {doc.dtype} | {doc.meaning}{mark} |" in PAGE


def test_every_figure_is_documented() -> None:
    """Title, unit and rule of all published tables."""
    for layout in LAYOUTS.values():
        for figure in layout.figures:
            line = f"| {figure.title} | `{figure.key}` | {figure.unit} | {figure.rule} |"
            assert line in PAGE


def test_the_examples_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On a sheet in a sandbox, with nothing but the environment set."""
    examples = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert len(examples) == 2
    with Sandbox() as sandbox:
        world = make_world(sandbox, tmp_path, typed())
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("COCSHEETS_API_ROOT", sandbox.url)
        monkeypatch.setenv("COCSHEETS_ACT_AS", ACTING)
        monkeypatch.setenv("COCSHEETS_SPREADSHEET", world.spreadsheet.id)
        names: dict[str, object] = {}
        for example in examples:
            exec(compile(example, "docs/statistics.md", "exec"), names)
    told = capsys.readouterr().out.split()
    assert told[:3] == ["13", "11", "6"]
