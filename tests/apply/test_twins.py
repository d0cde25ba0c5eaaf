"""Rows that read alike in all but what is expunged, on a sheet that keeps still."""

from __future__ import annotations

from pathlib import Path

import pytest

from cocsheets.sandbox.running import Sandbox
from tests.cli.world import make_world

BLANK = [""] * 10
COMMON = ["", "", "No", "No"]
TWINS = [
    [
        "2025-04-01",
        "Una Handler",
        "Ada One, Bo Two and Cy Three",
        *COMMON,
        "Ada One apologised to Bo Two",
        "",
        "2026-04-01",
    ],
    [
        "2025-04-01",
        "Expunged",
        "Expunged, Jane Doe\nExpunged",
        *COMMON,
        "Spoke with them",
        "",
        "2026-04-01",
    ],
]


@pytest.mark.parametrize("turned", [False, True])
def test_twins_keep_their_own_texts(tmp_path: Path, turned: bool) -> None:
    """A row that was done is not taken for a twin that reads like it, and nothing is lost."""
    first, second = TWINS[::-1] if turned else TWINS
    with Sandbox() as sandbox:
        world = make_world(sandbox, tmp_path, [first, BLANK, second])
        run = world.run("--as-of", "2026-04-02", "expunge", "--yes")
        rows = [world.records.row_values(number) for number in (2, 4)]
    assert run.returncode == 0, run.stdout + run.stderr
    assert "were hit" not in run.stdout
    told, plain = rows[::-1] if turned else rows
    assert told[1:3] == ["Expunged", "Expunged, Expunged and Expunged"]
    assert told[7] == "Expunged apologised to Expunged"
    assert plain[1:3] == ["Expunged", "Expunged\nExpunged"]
    assert plain[7] == "Spoke with them"
