"""`cocsheets init` at a terminal: a slip is asked again, and what the sheet shows is asked for."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cocsheets.sandbox import Sandbox
from tests.cli.shell import CTRL_C, Ran, shell
from tests.cli.world import World, make_world
from tests.records.sheets import HEADERS

ROBOT = "robot@sandbox.example"
ROWS = [
    ("31.01.2024", "Ana Lopez", "Ada Fixture", "", "text", "Yes", "No", "", "", "'01.02.2027", "x"),
]


@pytest.fixture
def world(sandbox: Sandbox, tmp_path: Path) -> World:
    """A sheet with dates typed as text, a column of its own, and a roster."""
    made = make_world(sandbox, tmp_path, [], headers=[*HEADERS, "Notes"])
    made.records.append_rows([list(row) for row in ROWS])
    made.spreadsheet.share(ROBOT, "user", "writer", notify=False)
    sandbox.forget_requests()
    return made


def init(world: World, *answers: str) -> Ran:
    """Answer each question in turn."""
    typed = "\n".join([*answers, ""])
    return shell(world, "init", typed=typed, COCSHEETS_SPREADSHEET="", COCSHEETS_ACT_AS=ROBOT)


def test_slips_are_asked_again(world: World) -> None:
    """A key that is none, a sheet that is not there, a zone that does not exist, a word for yes or
    no: each is told, and asked again; nothing ends."""
    ran = init(
        world,
        "x",
        "1nowhere-at-all",
        world.spreadsheet.url,
        "neither",
        "DMY",
        "Mars/Olympus",
        "Europe/Berlin",
        "perhaps",
        "keep",
        "y",
    )
    assert ran.code in (0, 1), ran
    assert ran.err.startswith(
        "COCSHEETS_API_ROOT is set: this is about a sandbox, not about Google."
    )
    for told in ("neither the key nor the URL", "Google could not find", "Mars/Olympus"):
        assert told in ran.err
    settings = tomllib.loads((world.folder / "cocsheets.toml").read_text())
    assert settings["spreadsheet"]["time_zone"] == "Europe/Berlin"
    assert settings["schema"]["date_order"] == "DMY"
    column = {"header": "Notes", "kind": "text", "identifying": False}
    assert settings["schema"]["columns"]["column_k"] == column
    assert shell(world, "validate", COCSHEETS_ACT_AS=ROBOT).code in (0, 1)


def test_the_only_order_that_fits_is_proposed(world: World) -> None:
    """Enter takes it; nobody has to decide about a column at once."""
    ran = init(world, world.spreadsheet.id, "", "", "", "n")
    assert "The date in A2 is typed as text. In which order" in ran.err
    assert "It fits DMY. (DMY, MDY, YMD, later) [DMY]" in ran.err
    assert 'date_order = "DMY"  #' in ran.out
    assert "# [schema.columns.column_k]" in ran.out
    assert not (world.folder / "cocsheets.toml").exists()


def test_the_order_can_be_left_for_later(world: World) -> None:
    """Nothing is decided by Enter where the dates fit several orders, nor by saying `later`: such
    dates stay unread, and validate names them."""
    world.records.update_acell("J2", "'02.01.2027")
    world.records.update_acell("A2", "'01.02.2024")
    ran = init(world, world.spreadsheet.id, "", "", "", "y")
    assert "2 dates are typed as text, such as in A2." in ran.err
    assert "They fit DMY and MDY. (DMY, MDY, YMD, later) [later]" in ran.err
    settings = (world.folder / "cocsheets.toml").read_text()
    assert "date_order" not in tomllib.loads(settings)["schema"]
    validate = shell(world, "validate", "--only", "date-ambiguous", COCSHEETS_ACT_AS=ROBOT)
    assert "A2" in validate.out


def test_without_a_terminal_it_is_said(world: World) -> None:
    """Nobody is asked: dates that cannot be read are told with the option."""
    key = {"COCSHEETS_SPREADSHEET": world.spreadsheet.id, "COCSHEETS_ACT_AS": ROBOT}
    ran = shell(world, "init", "--dry-run", **key)
    assert (ran.code, world.writes()) == (1, [])
    assert "Nobody can say which day is meant without --date-order. It fits DMY." in ran.err
    assert ran.err.endswith("A dry run: nothing was written.\n")
    said = shell(world, "init", "--date-order", "dmy", **key)
    assert 'date_order = "DMY"' in said.out


def test_headers_that_are_missing_are_waited_for(world: World) -> None:
    """A sheet without them does not end it: they may be added meanwhile, or another be named."""
    empty = world.sandbox.client("ana@example.org").create("Empty")
    empty.share(ROBOT, "user", "writer", notify=False)
    ran = init(world, empty.id, world.spreadsheet.id, "", "", "", "n")
    assert "has the headers of records" in ran.err
    assert "would read:" in ran.out


def test_ctrl_c_at_a_question(world: World) -> None:
    """Nothing was written, and said so."""
    ran = init(world, world.spreadsheet.id, CTRL_C)
    assert (ran.code, ran.err.rstrip().endswith("Stopped. Nothing was changed.")) == (1, True)
    assert not (world.folder / "cocsheets.toml").exists()
