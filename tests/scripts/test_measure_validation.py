"""The measuring script compares like with like."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "measure_validation.py"


@pytest.mark.skipif(not importlib.util.find_spec("pandera"), reason="needs the extra bench")
def test_ours_and_pandera_find_the_same_faults() -> None:
    """As many faults of type and presence in the same bytes."""
    command = [sys.executable, str(SCRIPT), "--rows", "800", "--repeat", "1"]
    shown = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    found = {
        line[:20].strip(): line.split()[-1] for line in shown.splitlines() if line[20:30].strip()
    }
    assert found["types and presence"] == found["pandera"] == "16"
