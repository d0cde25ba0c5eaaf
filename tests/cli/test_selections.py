"""A selection that selects nothing is no good news: it is said, and is not 0."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cocsheets.sandbox.running import Sandbox
from tests.cli.shell import shell
from tests.cli.world import World, make_world

ROWS = [
    ("2024-01-10", "Ana Lopez", "Ada Fixture", "", "text", "Yes", "No", "", "", "2027-01-10"),
    ("2024-02-10", "Ana Lopez", "Bo Fixture", "", "text", "maybe", "No", "", "", "2027-02-10"),
]


@pytest.fixture
def world(sandbox: Sandbox, tmp_path: Path) -> World:
    """Two records, in rows 2 and 3; nothing is due."""
    return make_world(sandbox, tmp_path, ROWS)


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ("validate --rows 200-300", 2, "There is no record in these rows."),
        ("validate --rows 1", 2, "The records are in rows 2 to 3."),
        ("residue --row 999", 2, "There is no report in row 999."),
        ("residue --row 2 --row 999", 2, "There is no report in row 999."),
        ("residue --identifier ''", 1, "Nobody was looked for"),
        ("residue", 1, "Nobody was looked for"),
        ("log --run 0123abcd", 1, "The ledger has no line of this run"),
        ("records amend 999 --status flagged", 2, "There is no report in row 999."),
        ("members mail --row 999", 2, "Row 999 holds no report"),
    ],
)
def test_nothing_is_selected(world: World, command: str, code: int, said: str) -> None:
    """In every form of the output that the command has: exit 1 or 2, and why."""
    words = [word.strip("'") for word in command.split()]
    has_csv = not command.startswith(("records", "members"))
    for form in ("text", "json", "csv") if has_csv else ("text", "json"):
        ran = shell(world, "--as-of", "2026-04-02", *words, "--format", form)
        assert ran.code == code, ran
        if form == "text" or "Nobody" not in said:
            assert said in ran.out + ran.err, form
        elif form == "json":
            assert json.loads(ran.out)["looked_for"] is False
        else:
            assert len(ran.out.splitlines()) == 1, ran  # the header


def test_what_is_selected_is_shown(world: World) -> None:
    """A row without findings is good, and the run that wrote is found by its id."""
    assert shell(world, "--as-of", "2026-04-02", "validate", "--rows", "2").code == 0
    assert shell(world, "protect", "--yes").code == 0
    run = world.spreadsheet.worksheet("cocsheets log").acell("B3").value or ""
    assert shell(world, "log", "--run", run).code == 0
    assert shell(world, "log", "--run", "0123abcd").code == 1


@pytest.mark.parametrize(
    ("severity", "cells", "code"),
    [("error", ["F3"], 1), ("warning", ["F3"], 1), ("note", ["F3", "J2"], 1)],
)
def test_severity(world: World, severity: str, cells: list[str], code: int) -> None:
    """Only findings so grave are shown and counted."""
    world.records.update_acell("J2", "")
    command = ("--as-of", "2026-04-02", "validate", "--severity", severity)
    told = json.loads(shell(world, *command, "--format", "json").out)
    assert sorted(found["cell"] for found in told["findings"]) == cells
    assert shell(world, *command).code == code


def test_what_is_less_grave_is_counted(world: World) -> None:
    """Nothing so grave is not nothing at all."""
    world.records.update_acell("F3", "No")
    world.records.update_acell("J3", "")
    ran = shell(world, "--as-of", "2026-04-02", "validate", "--severity", "error")
    assert ran.out.splitlines() == [
        '2 records read in worksheet "Reports": nothing so grave.',
        "Less grave and not shown: 1.",
    ]
    assert ran.code == 0


def test_one_line_a_finding(world: World) -> None:
    """Links come on request."""
    plain, linked = shell(world, "validate"), shell(world, "validate", "--links")
    assert "https://" not in plain.out
    assert f"/{world.spreadsheet.id}/edit#gid=0&range=F3" in linked.out
