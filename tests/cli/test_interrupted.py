"""What a run that ends between its two batches leaves, and who tells it."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Any

import pytest

from cocsheets.sandbox.running import Sandbox
from tests.cli.world import World, make_world
from tests.workbook.dripping import at_most, dripping

WHO = ("Ana Lopez", "Jane Doe", "jane on the forum", "shouted")
ROWS = (
    ("2024-01-10", *WHO, "Yes", "No", "Jane Doe was told", "flagged", "2025-01-10"),
    ("2024-02-10", "Ana Lopez", "Rik Roe", "rik@example.org", "text", "No", "No", "", "", ""),
)


@pytest.fixture
def world(sandbox: Sandbox, tmp_path: Path) -> World:
    """One record that is due and one that is kept; Google refuses all but the first batch."""
    made = make_world(sandbox, tmp_path, ROWS)
    refusals = [
        {"match": {"method": "POST", "path": ":batchUpdate", "nth": nth}, "do": {"status": 403}}
        for nth in range(2, 9)
    ]
    sandbox.faults(refusals)
    return made


def _findings(world: World) -> list[tuple[Any, ...]]:
    told = json.loads(world.run("validate", "--format", "json").stdout)
    return [(f["severity"], f["rule"], f["cell"]) for f in told["findings"]]


def test_the_cells_say_what_happened_and_the_next_run_finishes_them(world: World) -> None:
    """One warning for each cell, nothing else about it, until the next run is over."""
    first = world.process("expunge", "--yes")  # which is dead for the next
    assert first.returncode == 3, first.stdout + first.stderr
    world.sandbox.faults()
    marked = [cell for cell in world.records.row_values(2) if "(cocsheets " in cell]
    assert len(marked) == 5

    assert _findings(world) == [
        *(("warning", "interrupted-run", f"{column}2") for column in "BCDEH"),
        ("note", "due", "J2"),
        ("note", "no-expunge-date", "J3"),
    ]
    assert "Run `cocsheets expunge`, or wait for the daily job" in world.run("validate").stdout

    assert world.run("expunge", "--yes").returncode == 0
    assert _findings(world) == [("note", "no-expunge-date", "J3")]


def test_a_mark_in_a_row_that_is_not_due_is_an_error_and_told_by_expunge(world: World) -> None:
    """Nothing finishes it, so a person is asked to, by `validate`, `expunge` and `sync` alike."""
    world.process("expunge", "--yes")
    world.sandbox.faults()
    world.records.update_acell("J2", "")
    typed: Any = "USER_ENTERED"
    world.records.append_row(["2024-03-10", "Ana Lopez", "Una Newcase"], value_input_option=typed)
    world.records.update_acell("J4", "2025-03-10")

    assert [found for found in _findings(world) if found[2] in ("row 2", "C2", "D2")] == [
        ("error", "stray-mark", "C2"),
        ("error", "stray-mark", "D2"),
    ]
    code = 1  # a plan waits
    for command in ("expunge", "sync --dry-run", "expunge --yes", "expunge", "sync"):
        ran = world.run(*command.split())
        assert ran.returncode == code, ran.stdout + ran.stderr
        code = 5  # something is left undone
        assert "row 2 holds a mark of an interrupted run and is not due" in ran.stdout


def test_asked_to_end_in_mid_run(world: World) -> None:
    """SIGTERM ends a run between two requests: done in part, and the next run does the rest."""
    slow = {"match": {"method": "POST", "path": ":batchUpdate"}, "do": {"delay": 0.5}}
    world.sandbox.faults([slow])
    code, said = world.stopped_in_a_write("sync")
    assert code == 5
    assert "Stopped. What was under way is finished by the next run." in said
    world.sandbox.faults()
    assert world.run("expunge", "--yes").returncode == 0
    assert world.records.row_values(2)[1:5] == ["Expunged"] * 4


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("in_body", [True, False])
def test_asked_to_end_while_an_answer_drips(
    world: World, sent: signal.Signals, in_body: bool
) -> None:
    """An answer that never comes to an end is not waited for: the run ends within seconds."""
    with dripping(in_body=in_body) as server:
        process = world.start("sync", COCSHEETS_API_ROOT=server.url)
        assert server.asked.wait(30)
        process.send_signal(sent)
        with at_most(6):
            _, said = process.communicate(timeout=30)
    assert process.returncode == 5
    assert "Stopped." in said
    assert "Traceback" not in said


def test_asked_to_end_while_a_write_hangs(world: World) -> None:
    """The batch may have taken effect or not; the next run looks, and does the rest."""
    hangs = {"match": {"method": "POST", "path": ":batchUpdate"}, "do": {"delay": 20, "act": True}}
    world.sandbox.faults([hangs])
    code, said = world.stopped_in_a_write("sync", within=8)
    assert (code, "Stopped." in said) == (5, True)
    world.sandbox.faults()
    assert world.run("expunge", "--yes").returncode == 0
    assert world.records.row_values(2)[1:5] == ["Expunged"] * 4
