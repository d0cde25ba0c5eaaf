"""`doctor` gives the code with which the daily run would end, fault by fault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import gspread
import pytest

from cocsheets.sandbox import Sandbox
from tests.cli.shell import shell
from tests.cli.world import UNA_COMES, World, make_world

ROWS = [
    ("2023-01-10", "Ana Lopez", "Ada Fixture", "", "text", "Yes", "No", "", "", "2024-01-10"),
    ("2024-02-10", "Ana Lopez", "Bo Fixture", "", "text", "Yes", "No", "", "", "2099-02-10"),
]
READER = "rea@example.org"


@pytest.fixture
def world(sandbox: Sandbox, tmp_path: Path) -> World:
    """One record is due; Una is to be let in."""
    return make_world(sandbox, tmp_path, ROWS, roster=UNA_COMES)


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


def _members(world: World) -> gspread.Worksheet:
    return world.spreadsheet.worksheet("Members")


def _strange_ledger(world: World) -> None:
    world.spreadsheet.add_worksheet("cocsheets log", 5, 5).update_acell("A1", "mine")


def _many(world: World) -> None:
    world.records.append_rows([list(ROWS[0])] * 30)


FAULTS: dict[str, tuple[int, Callable[[World], object]]] = {
    "none": (1, lambda _: None),  # work is waiting
    "roster missing": (2, lambda w: w.spreadsheet.del_worksheet(_members(w))),
    "header missing": (2, lambda w: w.records.update_acell("J1", "Whatever")),
    "no chair": (4, lambda w: _members(w).update_acell("C2", "member")),
    "roster unreadable": (1, lambda w: _members(w).update_acell("D3", "soon")),
    "reader": (3, _reader),
    "too many": (4, _many),
    "ledger is none": (2, _strange_ledger),
    "filled from elsewhere": (5, _due_filled_from_elsewhere),
    "mark": (5, _mark),
    "unknown zone": (2, _settings('[spreadsheet]\ntime_zone = "Mars/Olympus"\n')),
    "unknown setting": (2, _settings("[limit]\nx = 1\n")),
    "unreadable date": (1, lambda w: w.records.update_acell("A3", "soon")),
}
"""What is wrong, and the exit code that follows from it."""


@pytest.mark.parametrize("fault", FAULTS)
def test_doctor_gives_the_code_of_sync(world: World, fault: str) -> None:
    """The very same, also where nothing is wrong but work is waiting."""
    code, make = FAULTS[fault]
    make(world)
    acting = {"COCSHEETS_ACT_AS": READER} if fault == "reader" else {}
    doctor = shell(world, "doctor", **acting)
    sync = shell(world, "sync", **acting)
    assert (doctor.code, sync.code) == (code, code), (doctor, sync)
