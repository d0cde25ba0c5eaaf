"""Text stays text, a checkbox is no word, and untidy answers are read for counting only."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from cocsheets.sandbox import Sandbox
from tests.cases.world import DUE, TODAY, Text, book, cells, expunged, found
from tests.cli.world import World

CODES = {
    2: {"B": Text("007"), "C": Text("8085807e40000000"), "D": Text("+44 0000 000000")},
    3: {"C": Text("1e5"), "D": Text("12,34")},
    4: {"C": Text("Infinity")},
    5: {"C": Text("1_000"), "D": Text("TRUE")},
}


def _places(world: World, identifier: str, *, state: str = "found") -> list[str]:
    run = world.run("residue", "--identifier", identifier, "--format", "csv")
    assert run.returncode in (0, 1), run.stderr
    rows = csv.DictReader(io.StringIO(run.stdout))
    return [row["cell"] for row in rows if row["state"] == state]


def test_text_that_looks_like_a_number_is_text(sandbox: Sandbox, tmp_path: Path) -> None:
    """CS-23: codes are found as they stand and only so, and nothing is rewritten."""
    world = book(sandbox, tmp_path, CODES)
    before = cells(world)
    for text, place in (("007", ["B2"]), ("1e5", ["C3"]), ("1_000", ["C5"])):
        assert _places(world, text) == place
    for number in ("7", "100000"):
        assert _places(world, number) == _places(world, number, state="question") == []
    assert world.run("--as-of", TODAY, "expunge", "--yes").returncode == 0
    assert cells(world) == before
    assert world.writes() == []


@pytest.mark.parametrize("switches", [{}, {"find_replace": "shown"}, {"reparse_replacement": True}])
def test_what_looks_like_a_number_is_expunged_like_any_text(
    sandbox: Sandbox, tmp_path: Path, switches: dict[str, Any]
) -> None:
    """Numbers, truth values and codes in identifying cells go; the same ones elsewhere stay."""
    sandbox.settings(**switches)
    rows: dict[int, dict[str, Any]] = {row: {**DUE, **CODES[row]} for row in CODES}
    rows[6] = {**DUE, "C": 7, "D": True, "E": "2024-02-29"}
    rows[7] = {"C": 7, "D": True, "E": "2024-02-29", "B": Text("007")}
    world = book(sandbox, tmp_path, rows)
    before = cells(world)
    assert world.run("--as-of", TODAY, "expunge", "--yes").returncode == 0
    assert cells(world) == expunged(before, *range(2, 7))


@pytest.mark.parametrize("booleans", [True, False])
def test_checkboxes_and_untidy_answers(sandbox: Sandbox, tmp_path: Path, booleans: bool) -> None:
    """CS-24: counted as what they mean; what means neither is flagged; cells stay untidy."""
    true, false = (True, False) if booleans else (Text("TRUE"), Text("FALSE"))
    rows: dict[int, dict[str, Any]] = {
        row: {"F": "", "G": answer}
        for row, answer in enumerate((Text("Yes "), "yes", "YES", "Y", "No", "maybe"), start=2)
    }
    rows[2] |= {"F": true, "I": false}
    rows[3]["F"] = false
    rows[4]["I"] = "Flagged"
    world = book(sandbox, tmp_path, rows)
    before = cells(world)
    errors = {cell for severity, _, cell in found(world) if severity == "error"}
    assert errors <= {"G7", "I2"}
    assert "G7" in errors
    run = world.run("--as-of", TODAY, "stats", "--format", "csv")
    row = dict(zip(*csv.reader(run.stdout.splitlines()[:2]), strict=True))
    assert row["Actions taken by us"] == "1"
    assert row["Actions taken by local reps"] == "4"
    assert row["People blacklisted or flagged"] == "1"
    assert cells(world) == before
