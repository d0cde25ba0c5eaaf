"""What is measured can be measured, and is compared like with like."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "bench.py"


@pytest.fixture(scope="module")
def found() -> dict[str, str]:
    """How many findings each measurement of a small sheet came to."""
    command = [sys.executable, str(SCRIPT), "validation", "--rows", "800", "--repeat", "1"]
    shown = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    lines = [line for line in shown.splitlines()[1:] if line[20:30].strip()]
    return {line[:20].strip(): line.split()[-1] for line in lines}


def test_what_validate_does_comes_first(found: dict[str, str]) -> None:
    """The main figure is that of all rules with people linked."""
    assert list(found)[:3] == ["all rules", "people not linked", "types and presence"]


@pytest.mark.skipif(not importlib.util.find_spec("pandera"), reason="needs the extra bench")
def test_ours_and_pandera_find_the_same_faults(found: dict[str, str]) -> None:
    """As many faults of type and presence in the same bytes."""
    assert found["types and presence"] == found["pandera"] == "16"


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("people 300", "300 records"),
        ("statistics 2000", "2,000 records"),
    ],
)
def test_a_small_measurement(command: str, shown: str) -> None:
    """Each sub-command ends well and says what it measured; the docs show what `quota` prints."""
    run = subprocess.run(
        [sys.executable, str(SCRIPT), *command.split()], capture_output=True, text=True, check=False
    )
    assert (run.returncode, shown in run.stdout) == (0, True), run.stderr


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("'sync', 0.25, 's', 1.5, 0.2, 'a script'", "0.250 s   0.200 s  1.25      1.50  yes"),
        ("'sync', 0.4, 's', 1.5, 0.2, 'a script'", "0.400 s   0.200 s  2.00      1.50  NO "),
        ("'memory', 310, 'MB', 300", "310 MB                    300 MB  NO"),
    ],
)
def test_a_line_of_the_table_says_whether_its_target_is_met(line: str, shown: str) -> None:
    """Beside a yardstick the ratio counts, else the figure itself."""
    code = f"from benches.table import Line, show; show(Line({line}))"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=SCRIPT.parent
    )
    assert shown in run.stdout


def test_what_can_be_measured_is_listed() -> None:
    """`--help` of the script names each thing."""
    run = subprocess.run(
        [sys.executable, str(SCRIPT), "--help"], capture_output=True, text=True, check=True
    )
    assert "validation" in run.stdout
