"""Beginning with nothing: a template to copy, and a spreadsheet that is made."""

from __future__ import annotations

import csv
import io
import tomllib
from pathlib import Path

import pytest

from cocsheets.records.schema import SchemaSettings, load_schema, presets
from cocsheets.sandbox import Sandbox
from tests.cli.test_sync import OWNER, ROBOT
from tests.cli.world import World, make_world
from tests.records.sheets import HEADERS


@pytest.fixture
def world(sandbox: Sandbox, tmp_path: Path) -> World:
    """Some spreadsheet or other; what is made is another one."""
    return make_world(sandbox, tmp_path, [])


def init(world: World, *arguments: str, acting: str = OWNER) -> tuple[int, str, str]:
    """`cocsheets init` by somebody, with no spreadsheet in the environment."""
    told = {"COCSHEETS_SPREADSHEET": "", "COCSHEETS_ACT_AS": acting}
    ran = world.run("init", *arguments, **told)
    return ran.returncode, ran.stdout, ran.stderr


def test_the_template_is_the_ten_headers(world: World) -> None:
    """As CSV, ready for File, Import; nothing is asked of Google."""
    code, out, _ = init(world, "--template")
    assert code == 0
    assert next(csv.reader(io.StringIO(out))) == list(HEADERS)
    assert world.sandbox.requests() == []


@pytest.mark.parametrize("preset", presets())
def test_every_layout_has_a_sample_that_is_valid(
    world: World, sandbox: Sandbox, tmp_path: Path, preset: str
) -> None:
    """Imported as Google imports CSV, the invented rows raise neither error nor warning."""
    code, out, _ = init(world, "--sample", "--preset", preset)
    assert code == 0
    header, *rows = csv.reader(io.StringIO(out))
    schema = load_schema(SchemaSettings(preset=preset))
    assert header == [column.header for column in schema.columns if not column.optional]
    made = make_world(sandbox, tmp_path, rows, headers=header)
    (tmp_path / "cocsheets.toml").write_text(f'[schema]\npreset = "{preset}"\n', encoding="utf-8")
    ran = made.run("--as-of", "2026-05-01", "validate")
    assert ran.returncode == 0, ran.stdout


def test_a_new_spreadsheet_is_ready_for_use(world: World) -> None:
    """Headers, drop-downs, date checks, a protected header, a roster, settings; doctor agrees."""
    code, out, err = init(world, "--new", "CoC records", "--time-zone", "Europe/Berlin")
    assert (code, world.writes()) == (1, [])
    assert "Nothing was made" in err
    assert 'A new spreadsheet "CoC records" would be made, owned by chair@example.org' in out
    code, out, err = init(world, "--new", "CoC records", "--time-zone", "Europe/Berlin", "--yes")
    assert code == 0, out + err
    settings = tomllib.loads((world.folder / "cocsheets.toml").read_text(encoding="utf-8"))
    book = world.sandbox.client(OWNER).open_by_key(settings["spreadsheet"]["key"])
    assert book.worksheet("Reports").row_values(1) == list(HEADERS)
    assert book.worksheet("Members").row_values(2)[1:3] == [OWNER, "chair"]
    assert (book.title, book.timezone) == ("CoC records", "Europe/Berlin")
    alone = dict.fromkeys(("COCSHEETS_SPREADSHEET", "COCSHEETS_ACT_AS"), "")
    assert world.run("protect", **alone).stdout == "Nothing to do.\n"
    added = ("records", "add", "--date-reported", "2026-01-05", "--reporter", "Ana Lopez", "--yes")
    assert world.run(*added, **alone).returncode == 0
    assert world.run("validate", **alone).returncode == 0
    assert book.worksheet("Reports").acell("A2").value == "2026-01-05"


def test_a_robot_is_told_how_to_begin(world: World) -> None:
    """A service account can own no file: the way by hand is named, and nothing is written."""
    code, _, err = init(world, "--new", "CoC records", "--yes", acting=ROBOT)
    assert code == 3
    assert "cocsheets init --template" in err
    assert not (world.folder / "cocsheets.toml").exists()


def test_a_lost_answer_is_not_asked_for_twice(world: World) -> None:
    """It may have been made: that is said, and no second one is."""
    match = {"method": "POST", "path": ".*/spreadsheets$", "nth": 1}
    world.sandbox.faults([{"match": match, "do": {"drop_reply": True}}])
    code, _, err = init(world, "--new", "CoC records", "--yes")
    world.sandbox.faults([])
    assert (code, "may have been made" in err) == (5, True)
    assert len([call for call in world.writes() if call.endswith("/spreadsheets")]) == 1
