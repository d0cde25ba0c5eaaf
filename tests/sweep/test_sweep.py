"""A small part of `scripts/sweep.py`: worlds that found mistakes once, and a few of each path."""

from __future__ import annotations

from pathlib import Path as Folder
from typing import TYPE_CHECKING

import pytest

from tests.sweep.paths import PATHS, Path
from tests.sweep.worlds import play

if TYPE_CHECKING:
    from cocsheets.sandbox import Sandbox


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_a_world(sandbox: Sandbox, tmp_path: Folder, path: Path) -> None:
    """Whatever is done to the sheet meanwhile, the end and the words are right."""
    world = play(sandbox, tmp_path, 0, 0, path.name)
    assert world.wrong == [], world.told
