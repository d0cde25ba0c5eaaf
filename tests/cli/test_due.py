"""What is said where rows are due and nothing is to be done, or nothing can be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cocsheets.sandbox.running import Sandbox
from tests.cli.world import World, make_world

TEXTS = ("Ana Lopez", "Jane Doe", "jane@example.org", "shouted", "Yes", "No", "", "")
PAST = "2025-01-10"


def _expunge(world: World) -> tuple[int, str]:
    ran = world.run("expunge")
    return ran.returncode, ran.stdout.splitlines()[0]


@pytest.fixture
def blocked(sandbox: Sandbox, tmp_path: Path) -> World:
    """Two records that are due, their names in one merged cell."""
    second = ("", *TEXTS[2:])
    rows = [("2024-01-10", *TEXTS, PAST), ("2024-01-10", TEXTS[0], *second, PAST)]
    world = make_world(sandbox, tmp_path, rows)
    world.records.merge_cells("C2:C3")
    return world


def test_due_rows_that_cannot_be_expunged_are_not_called_none(blocked: World) -> None:
    """`expunge`, `sync` and its notice say that due rows are left alone, not that none is due."""
    headline = "expunge: nothing could be done: 2 due records are left alone"
    assert _expunge(blocked) == (5, headline)
    ran = blocked.run("sync", "--dry-run")
    assert (ran.returncode, headline in ran.stdout) == (5, True)
    assert "nothing is due" not in ran.stdout
    assert "Left alone since something stands in the way: rows 2, 3." in ran.stdout
    assert "C2: left alone: the cell is merged with cells of other rows. Unmerge the" in ran.stdout
    warned = blocked.run("doctor").stdout
    assert "rows         2 due records left alone: something stands in the way" in warned
    assert blocked.writes() == ["POST /v4/spreadsheets/" + blocked.spreadsheet.id + ":batchUpdate"]


def test_what_is_held_is_told_apart_from_nothing(sandbox: Sandbox, tmp_path: Path) -> None:
    """A record whose date is over and that waits for a further report's term is due, and held."""
    rows = [
        ("2023-12-10", *TEXTS, "2024-12-10"),
        ("2024-11-10", *TEXTS, ""),
    ]
    world = make_world(sandbox, tmp_path, rows)
    ran = world.run("--as-of", "2025-03-01", "expunge")
    assert ran.stdout.splitlines()[0] == "expunge: nothing is due but what is on hold"
    assert ran.returncode == 0


def test_a_record_is_announced_within_the_days_before_it_is_due(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """So many days, the day of its date the last of them."""
    world = make_world(sandbox, tmp_path, [("2024-01-10", *TEXTS, PAST)])
    for day, listed in (("2025-01-03", 0), ("2025-01-04", 1), ("2025-01-10", 1)):
        told = world.run("--as-of", day, "due", "--within", "7d", "--format", "json").stdout
        assert [found["state"] for found in json.loads(told)["records"]] == ["soon"] * listed


def test_a_record_that_identifies_nobody_is_never_listed_as_due(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """With all identifying cells blank there is nothing to expunge, whatever the date."""
    blank = ("", "", "", "", "Yes", "No", "", "")
    world = make_world(sandbox, tmp_path, [("2024-01-10", *blank, PAST)])
    stats = world.run("stats", "--format", "csv").stdout
    assert _expunge(world) == (0, "expunge: nothing is due")
    for day in ("2025-01-05", "2026-01-01"):
        told = json.loads(world.run("--as-of", day, "due", "--format", "json").stdout)
        assert told["records"] == []
        assert "soon due" not in world.run("--as-of", day, "sync", "--dry-run").stdout
    found = json.loads(world.run("validate", "--format", "json").stdout)["findings"]
    assert [finding["rule"] for finding in found] == ["required-blank"]

    world.records.insert_note("C2", "Jane Doe, I think")
    assert _expunge(world) == (1, "row 2 (report of 2024-01-10 #1): would clear C")
    assert world.run("due").stdout.startswith("row 2 (report of 2024-01-10 #1): due.")
    assert world.run("expunge", "--yes").returncode == 0
    assert world.run("due").stdout == "0 due, 0 on hold, 0 due within 14 days.\n"
    assert world.run("stats", "--format", "csv").stdout == stats


def test_a_hold_for_no_record_is_told_by_all_who_look(sandbox: Sandbox, tmp_path: Path) -> None:
    """`due`, `validate`, `sync` and its notice warn: what it is meant for would be expunged."""
    world = make_world(sandbox, tmp_path, [("2024-04-03", *TEXTS, "2025-04-03")])
    hold = '[retention]\nholds = [{row = "2024-03-04", until = 2025-12-31, reason = "appeal"}]\n'
    (tmp_path / "cocsheets.toml").write_text(hold)
    day = ("--as-of", "2025-04-05")
    due = world.run(*day, "due")
    assert (due.returncode, "The hold for 2024-03-04 in the settings" in due.stdout) == (1, True)
    found = json.loads(world.run(*day, "validate", "--format", "json").stdout)["findings"]
    rules = [(finding["severity"], finding["rule"], finding["cell"]) for finding in found]
    assert ("warning", "unused-hold", "") in rules
    synced = world.run(*day, "sync", "--dry-run")
    assert synced.returncode == 1
    assert "warning unused-hold the settings put the report of 2024-03-04" in synced.stdout
    assert "Problems found: 1 warning." in synced.stdout
    later = world.run("--as-of", "2026-01-01", "validate", "--only", "unused-hold")
    assert later.returncode == 0
