"""A large worksheet beside ours: read only where something needs it, and nothing is missed."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from cocsheets.errors import LayoutError
from cocsheets.operations import committee as committees
from cocsheets.operations.committee import Committee
from cocsheets.records.table import Worksheet
from cocsheets.sandbox.running import Sandbox
from cocsheets.sandbox.sheets.cells import Cell
from cocsheets.sandbox.sheets.sheet import Sheet
from cocsheets.settings import Settings, SpreadsheetSettings
from cocsheets.workbook import google, selection
from tests.cli.test_requests import cost
from tests.cli.test_sync import OWN, ROBOT, make_shared
from tests.cli.world import World

NAME = "Ada Fixture"
TITLE = "Bob's talks"
DEEP = 21_000
"""A row far below those that are read in any case."""
TODAY = dt.datetime.now(dt.UTC).date()


def row(reported: int, until: int, name: str) -> list[str]:
    """A report of some days ago, to be expunged after some days."""
    first, last = (TODAY + dt.timedelta(days=days) for days in (-reported, until))
    told = ["Ana Lopez", name, "", "Late", "Yes", "No", "Talked", ""]
    return [first.isoformat(), *told, last.isoformat()]


FULL = tuple(Cell(number) for number in range(5))
KEPT = row(500, 300, "Bo Other")
DUE = row(800, -3, NAME)


def stored(world: World, title: str) -> Sheet:
    """A worksheet as the sandbox keeps it."""
    found = world.sandbox.app.state.files[world.spreadsheet.id].sheet.titled(title)
    assert found is not None
    return found


def put(world: World, text: str | None, number: int = DEEP) -> None:
    """Enter a text in column C of the large worksheet."""
    stored(world, TITLE).put(number - 1, {2: Cell(text)})


@pytest.fixture
def world(sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """One record is due; beside the records is a worksheet of 440,000 cells, most of them blank."""
    monkeypatch.setattr(committees, "LARGE_FILE", 1_000)
    status = f'[status]\nworksheet = "{OWN[1]}"\n'
    (tmp_path / "cocsheets.toml").write_text(status, encoding="utf-8")
    made = make_shared(sandbox, tmp_path, [DUE, KEPT])
    made.spreadsheet.add_worksheet(TITLE, 22_000, 20)
    stored(made, TITLE).rows = [FULL] * 150
    sandbox.forget_requests()
    return made


def committee(world: World) -> Committee:
    """The committee of a program."""
    named = SpreadsheetSettings(key=world.spreadsheet.id)
    settings = Settings(spreadsheet=named, api_root=world.sandbox.url, act_as=ROBOT)
    return Committee(settings, now=lambda: dt.datetime.now(dt.UTC))


def left_out(world: World) -> dict[str, Worksheet]:
    """The worksheets that a reading leaves out, by title."""
    return {sheet.title: sheet for sheet in committee(world).read().spreadsheet.unread}


def run(world: World, *command: str) -> tuple[int, str]:
    """What a command comes to, and prints."""
    ran = world.run(*command, COCSHEETS_ACT_AS=ROBOT)
    assert not ran.stderr, ran.stderr
    return ran.returncode, ran.stdout


def test_a_large_worksheet_costs_one_small_request(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Drive says that the file is large; its worksheets are asked for their sizes first."""
    monkeypatch.setattr(committees, "LARGE_FILE", selection.LARGE_FILE)
    stored(world, TITLE).rows = [FULL] * 9_000
    run(world, "sync")
    assert cost(world, "sync") == {"read": 2, "drive": 1}
    assert cost(world, "validate") == {"read": 2, "drive": 1}
    (sheet,) = left_out(world).values()
    assert (sheet.title, len(sheet.rows), sheet.row_count) == (TITLE, selection.TOP_ROWS, 22_000)


def test_a_file_whose_size_nobody_tells_is_read_at_once(world: World) -> None:
    """Being wrong about Drive's field costs time, and nothing else."""
    name = f"/drive/v3/files/{world.spreadsheet.id}"
    session = world.sandbox.session(ROBOT)
    file = session.get(f"https://www.googleapis.com{name}", params={"fields": "*"}).json()
    del file["size"]
    fault = {"match": {"method": "GET", "path": f"{name}$"}, "do": {"status": 200, "body": file}}
    world.sandbox.faults([fault])
    assert not left_out(world)
    assert cost(world, "validate") == {"read": 1, "drive": 1}


def test_our_own_worksheets_are_read_however_large(world: World) -> None:
    """By the settings, or by their first rows: records, roster, ledger, status page."""
    run(world, "sync")
    for title in ("Reports", "Members", *OWN):
        stored(world, title).row_count = 50_000
    reading = committee(world).read()
    assert [sheet.title for sheet in reading.spreadsheet.unread] == [TITLE]
    assert len(reading.assessment.records) == 2
    assert len(list(reading.roster())) > 1


def test_another_large_table_of_records_is_a_finding(world: World) -> None:
    """Whatever has the headers of the records may be them: a person has to say which."""
    stored(world, TITLE).rows[0] = stored(world, "Reports").rows[0]
    with pytest.raises(LayoutError, match="Several worksheets have the headers"):
        committee(world).read().validate()


def test_a_worksheet_that_is_renamed_meanwhile_is_found_again(world: World) -> None:
    """Between the two requests of a reading its range is none: it is asked again what there is."""
    sheet_id = world.spreadsheet.worksheet(TITLE).id
    renamed = {
        "updateSheetProperties": {
            "properties": {"sheetId": sheet_id, "title": "Talks"},
            "fields": "title",
        }
    }
    path = f"^/v4/spreadsheets/{world.spreadsheet.id}$"
    edit = {"as": ROBOT, "spreadsheet": world.spreadsheet.id, "requests": [renamed]}
    fault = {"match": {"method": "GET", "path": path, "nth": 2}, "do": {"edit": edit}}
    world.sandbox.faults([fault])
    assert list(left_out(world)) == ["Talks"]


def test_where_ranges_cannot_be_asked_for_everything_is_read(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Google refuses them again and again, or there are too many for one address."""
    path = f"^/v4/spreadsheets/{world.spreadsheet.id}$"
    refused = {"status": 400, "body": {"error": {"code": 400, "message": NAME}}}
    fault = {"match": {"method": "GET", "path": path, "nth": 2}, "do": refused}
    world.sandbox.faults([fault])
    assert list(left_out(world)) == [TITLE]
    monkeypatch.setattr(google, "OUTLINES", 1)
    world.sandbox.faults([fault])
    assert not left_out(world)
    monkeypatch.setattr(selection, "MOST_CHARACTERS", 20)
    assert not left_out(world)


def test_who_is_expunged_is_searched_for_there_too(world: World) -> None:
    """In the run that expunges, and in each later one until the name is gone."""
    put(world, f"with {NAME}")
    _, out = run(world, "sync")
    assert f"still named in {TITLE}!C{DEEP}" in out
    _, out = run(world, "sync")
    assert f"still there since an earlier run, please look: {TITLE}!C{DEEP}" in out
    put(world, "with nobody")
    _, out = run(world, "sync")
    assert "no longer there, or another text by now" in out
    assert cost(world, "sync") == {"read": 2, "drive": 1}


def test_the_status_page_asks_for_no_large_worksheet(world: World) -> None:
    """A place there counts as it was when the daily run last looked."""
    put(world, NAME)
    run(world, "sync")
    put(world, None)
    assert cost(world, "status") == {"read": 2, "drive": 1}
    assert "named" in run(world, "status")[1]


@pytest.mark.parametrize("number", [1, 9_999, 10_000, 10_001, DEEP, 22_000])
def test_residue_searches_all_rows_a_block_at_a_time(world: World, number: int) -> None:
    """Each row is in one block, the first and the last too; each place is told once."""
    put(world, NAME, number)
    code, out = run(world, "residue", "--identifier", NAME, "--format", "json")
    told = json.loads(out)
    cells = [place["cell"] for place in told["places"] if place["worksheet"] == TITLE]
    assert (code, cells, told["unsearched"]) == (1, [f"C{number}"], [])


def test_what_could_not_be_searched_is_told(world: World) -> None:
    """By title and size, and it is no clean result; the title stays out where it is a name."""
    run(world, "sync")
    path = f"^/v4/spreadsheets/{world.spreadsheet.id}$"
    refused: dict[str, Any] = {"error": {"code": 400, "message": NAME, "status": "INVALID"}}
    match = {"method": "GET", "path": path, "nth": 4}
    world.sandbox.faults([{"match": match, "do": {"status": 400, "body": refused}}])
    code, out = run(world, "residue", "--identifier", "Somebody Else")
    assert code == 1
    assert f'worksheet "{TITLE}" has 440,000 cells. It could not be read, so it was not' in out
    world.spreadsheet.worksheet(TITLE).update_title(NAME)
    world.sandbox.faults([{"match": match, "do": {"status": 400, "body": refused}}])
    _, out = run(world, "residue", "--identifier", NAME)
    assert 'worksheet "gid ' in out
    assert NAME not in out


def test_a_place_that_could_not_be_looked_at_again_counts_as_there(world: World) -> None:
    """A search that failed has found nobody gone."""
    put(world, NAME)
    run(world, "sync")
    put(world, None)
    path = f"^/v4/spreadsheets/{world.spreadsheet.id}$"
    match = {"method": "GET", "path": path, "nth": 3}
    world.sandbox.faults([{"match": match, "do": {"status": 400, "body": {}}}])
    _, out = run(world, "sync")
    assert "still there since an earlier run" in out
    assert "It could not be read, so it was not searched." in out


def test_an_answer_to_a_person_comes_from_all_worksheets(world: World) -> None:
    """`about` reads everything."""
    put(world, f"with {NAME}")
    _, out = run(world, "about", NAME, "--format", "json")
    assert f"C{DEEP}" in out


def test_a_program_that_has_to_see_everything_does(world: World) -> None:
    """A reading that left something out is read anew, and nothing is left out from then on."""
    found = committee(world)
    reading = found.read()
    assert reading.spreadsheet.unread
    whole = reading.whole()
    assert not whole.spreadsheet.unread
    assert whole.whole() is whole
    assert not found.read().spreadsheet.unread
    assert not found.at(found.key).read().spreadsheet.unread


def test_a_run_writes_as_it_does_without(world: World) -> None:
    """The ledger that it makes is in none of the ranges that were asked for before: it is seen."""
    asked = cost(world, "sync")
    assert asked["write"] == 3
    titles = {sheet.title for sheet in world.spreadsheet.worksheets()}
    assert set(OWN) <= titles
    assert "Expunged" in world.records.col_values(3)
    assert cost(world, "sync") == {"read": 2, "drive": 1}


def test_no_log_names_a_range(world: World) -> None:
    """What is asked for by title is in no log, even where Google refuses it in its own words."""
    path = f"^/v4/spreadsheets/{world.spreadsheet.id}$"
    body = {"error": {"code": 400, "message": f"Unable to parse range: {TITLE}!A1"}}
    refused = {"match": {"method": "GET", "path": path}, "do": {"status": 400, "body": body}}
    for fault in ([], [refused]):
        world.sandbox.faults(fault)
        said = world.run("-v", "--debug", "validate", COCSHEETS_ACT_AS=ROBOT).stderr
        assert "GET /v4/spreadsheets/{id}" in said
        assert TITLE not in said
