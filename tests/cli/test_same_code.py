"""`doctor` gives the code with which the daily run would end, fault by fault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cocsheets.sandbox import Sandbox
from tests.cli.shell import shell
from tests.cli.world import ACTING, World, make_world

ROWS = [
    ("2023-01-10", "Ana Lopez", "Ada Fixture", "", "text", "Yes", "No", "", "", "2024-01-10"),
    ("2024-02-10", "Ana Lopez", "Bo Fixture", "", "text", "Yes", "No", "", "", "2099-02-10"),
]
ROSTER = [
    ("Name", "E-mail", "Role", "Joined", "Stepped down"),
    ("Ana Lopez", ACTING, "chair", "2020-01-01", ""),
    ("Una Newcase", "una@example.net", "member", "2021-01-01", ""),
]
READER = "rea@example.org"


@pytest.fixture
def world(sandbox: Sandbox, tmp_path: Path) -> World:
    """One record is due; Una is to be let in."""
    return make_world(sandbox, tmp_path, ROWS, roster=ROSTER)


def _spilled(world: World) -> None:
    typed: Any = "USER_ENTERED"
    world.records.update([["=ARRAYFORMULA(Z1:Z2)"]], "C1", value_input_option=typed)


def _settings(text: str) -> Callable[[World], None]:
    def write(world: World) -> None:
        (world.folder / "cocsheets.toml").write_text(text)

    return write


def _reader(world: World) -> None:
    world.spreadsheet.share(READER, "user", "reader", notify=False)


def _due_filled_from_elsewhere(world: World) -> None:
    typed: Any = "USER_ENTERED"
    world.records.update([["", ""], ["", ""]], "C2:D3")
    world.records.update([["Ada Fixture"], ["Bo"]], "M2:M3")
    world.records.update([['={"Named subjects";M2:M3}']], "C1", value_input_option=typed)


def _mark(world: World) -> None:
    world.records.update_acell("C3", "Expunged (cocsheets 0123abcd-1)")


def _many(world: World) -> None:
    world.records.append_rows([list(ROWS[0])] * 30)


FAULTS: dict[str, Callable[[World], object]] = {
    "none": lambda _: None,
    "roster missing": lambda w: w.spreadsheet.del_worksheet(w.spreadsheet.worksheet("Members")),
    "header missing": lambda w: w.records.update_acell("J1", "Whatever"),
    "no chair": lambda w: w.spreadsheet.worksheet("Members").update_acell("C2", "member"),
    "roster unreadable": lambda w: w.spreadsheet.worksheet("Members").update_acell("D3", "soon"),
    "reader": _reader,
    "too many": _many,
    "ledger is none": lambda w: w.spreadsheet.add_worksheet("cocsheets log", 5, 5).update_acell(
        "A1", "mine"
    ),
    "filled from elsewhere": _due_filled_from_elsewhere,
    "mark": _mark,
    "unknown zone": _settings('[spreadsheet]\ntime_zone = "Mars/Olympus"\n'),
    "unknown setting": _settings("[limit]\nx = 1\n"),
    "unreadable date": lambda w: w.records.update_acell("A3", "soon"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_doctor_gives_the_code_of_sync(world: World, fault: str) -> None:
    """Where nothing is wrong but work is waiting, 0 or 1; else the very same."""
    FAULTS[fault](world)
    acting = {"COCSHEETS_ACT_AS": READER} if fault == "reader" else {}
    doctor = shell(world, "doctor", **acting)
    sync = shell(world, "sync", **acting)
    assert doctor.code == sync.code or {doctor.code, sync.code} <= {0, 1}, (doctor, sync)
