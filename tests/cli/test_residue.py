"""`cocsheets residue`: where somebody still stands, by place and never by content."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cocsheets.sandbox.running import Sandbox
from tests.cli.world import World, make_world

NAME = "Ada Fixture"
DUE = ["2024-01-05", "Una Witness", NAME, "ada@example.net", "Shouted", "Yes", "No", "", ""]
ROWS = [
    [*DUE, "2025-01-05"],
    ["2025-06-05", "Ana Lopez", "Bo Other", "", f"{NAME} was there too", "Yes", "No", "", "", ""],
]


@pytest.fixture
def world(sandbox: Sandbox, tmp_path: Path) -> World:
    """Ada in every corner of a spreadsheet, with a handler who stands everywhere."""
    world = make_world(sandbox, tmp_path, ROWS)
    board = world.spreadsheet.add_worksheet(f"About {NAME}", 20, 5)
    board.update([["who"], ["mail ada@example.net"]], "A1")
    sheet_id = world.records.id
    requests: list[dict[str, Any]] = [
        {
            "updateSheetProperties": {
                "properties": {"sheetId": board.id, "hidden": True},
                "fields": "hidden",
            }
        },
        {
            "repeatCell": {
                "range": {
                    "sheetId": sheet_id,
                    "startRowIndex": 2,
                    "endRowIndex": 3,
                    "startColumnIndex": 7,
                    "endColumnIndex": 8,
                },
                "cell": {"note": f"compare {NAME}"},
                "fields": "note",
            }
        },
        {
            "addNamedRange": {
                "namedRange": {
                    "name": "Ada_Fixture",
                    "range": {"sheetId": sheet_id, "startRowIndex": 1, "endRowIndex": 2},
                }
            }
        },
        {
            "addProtectedRange": {
                "protectedRange": {
                    "range": {"sheetId": board.id},
                    "description": f"case of {NAME}",
                    "warningOnly": True,
                }
            }
        },
        {"addFilterView": {"filter": {"title": f"only {NAME}", "range": {"sheetId": sheet_id}}}},
    ]
    world.spreadsheet.batch_update({"requests": requests})
    comments = f"https://www.googleapis.com/drive/v3/files/{world.spreadsheet.id}/comments"
    said = {"content": "who?", "quotedFileContent": {"value": NAME}}
    world.spreadsheet.client.request("post", comments, params={"fields": "id"}, json=said)
    return world


def _places(run: Any) -> set[tuple[str, str | None]]:
    return {(found["kind"], found["cell"]) for found in json.loads(run.stdout)["places"]}


EVERYWHERE = {
    ("value", "E3"),
    ("note", "H3"),
    ("worksheet title", None),
    ("value", "A2"),
    ("description of a protected range", None),
    ("filter view", None),
    ("comment", None),
}


def test_people_of_due_rows_are_found_everywhere(world: World) -> None:
    """Cells of other rows and worksheets, notes, titles, filters, protections, comments."""
    run = world.run("residue", "--format", "json")
    assert run.returncode == 1
    assert _places(run) == EVERYWHERE
    assert NAME not in run.stdout
    assert "Una Witness" not in run.stdout
    told = world.run("residue")
    assert "Reports!E3 (value)" in told.stdout
    assert "gid " in told.stdout
    assert "disco=" in told.stdout
    assert "version history" in told.stdout


def test_given_identifiers_are_looked_for(world: World) -> None:
    """A name given by a person, on standard input or as an option, one word as well."""
    given = world.run("residue", "--identifier", "Ada_Fixture", "--format", "json")
    assert _places(given) == {("named range", None)}
    nobody = world.run("residue", "--identifier", "Zoe Nobody")
    assert nobody.returncode == 0
    assert nobody.stdout.startswith("0 places found.")


def test_expunge_tells_what_is_left(world: World) -> None:
    """After expunging, the same places are told; the rows' own cells are not among them."""
    run = world.run("expunge", "--yes", "--format", "json")
    assert run.returncode == 0, run.stderr
    left = {(found["kind"], found["cell"]) for found in json.loads(run.stdout)["residue"]}
    assert left == EVERYWHERE
    assert "Ada" not in run.stdout


def _known(run: Any) -> list[str]:
    return [found["cell"] for found in json.loads(run.stdout)["known"]]


def test_what_a_run_found_is_not_lost(sandbox: Sandbox, tmp_path: Path) -> None:
    """Ledger, notice, the next run and `residue` know the places, until the text is another."""
    rows = [ROWS[0], [*ROWS[1][:4], "quiet", "Yes", "No", f"{NAME} came", "", ""]]
    world = make_world(sandbox, tmp_path, rows)
    first = world.run("sync")
    assert "still named in Reports!H3 (value)" in first.stdout
    ledger = world.spreadsheet.worksheet("cocsheets log").get_all_values()
    kept = [line[3:6] for line in ledger if line[2] == "still named"]
    assert kept == [[f"gid {world.records.id} H3", "value", str(len(f"{NAME} came"))]]
    assert NAME not in json.dumps(ledger)
    world.records.insert_row([], 2)  # it is known by its column: rows move
    dry = world.run("sync", "--dry-run")
    assert "still there since an earlier run, please look: Reports!H4 (value)" in dry.stdout
    assert "still named in 1 place since earlier runs (row 4)" in dry.stdout
    later = world.run("residue", "--format", "json")
    assert later.returncode == 1
    assert _known(later) == ["H4"]
    world.records.update_acell("H4", "she came")
    told = world.run("sync")
    assert "residue: no longer there, or another text by now: gid" in told.stdout
    actions = [line[2] for line in world.spreadsheet.worksheet("cocsheets log").get_all_values()]
    assert "no longer named" in actions
    assert not _known(world.run("residue", "--format", "json"))
    assert "no longer there" not in world.run("sync").stdout


def test_a_question_that_a_run_asked_is_not_lost(sandbox: Sandbox, tmp_path: Path) -> None:
    """What may be the name is in ledger and notice, and `residue` asks again until it is another
    text. The daily notice does not: whoever finds that it is somebody else could not end it."""
    rows = [ROWS[0], [*ROWS[1][:4], "quiet", "Yes", "No", "Fixture Ada came", "", ""]]
    world = make_world(sandbox, tmp_path, rows)
    assert world.run("sync", "--dry-run").returncode == 1
    first = world.run("sync", "--format", "json")
    told = json.loads(first.stdout)
    assert "may be named in 1 place (row 3)" in told["notice"]["body"]
    ledger = world.spreadsheet.worksheet("cocsheets log").get_all_values()
    kept = [line[3:6] for line in ledger if line[2] == "may be named"]
    assert kept == [[f"gid {world.records.id} H3", "value", str(len("Fixture Ada came"))]]
    later = world.run("residue", "--format", "json")
    assert later.returncode == 1
    assert [(place["cell"], place["sure"]) for place in json.loads(later.stdout)["known"]] == [
        ("H3", False)
    ]
    assert "named in" not in json.loads(world.run("sync", "--format", "json").stdout)["notice"]
    world.records.update_acell("H3", "she came")
    world.run("sync")
    assert not _known(world.run("residue", "--format", "json"))


def test_members_are_not_looked_for(sandbox: Sandbox, tmp_path: Path) -> None:
    """Who handled an expunged case stays in other rows and on the roster, in any order of words."""
    due = [*ROWS[0]]
    due[1] = "Lopez, Ana"
    run = make_world(sandbox, tmp_path, [due, [*ROWS[1][:4], "", *ROWS[1][5:]]]).run("sync")
    assert "still named" not in run.stdout


def test_nobody_to_look_for_is_no_comfort(sandbox: Sandbox, tmp_path: Path) -> None:
    """Without anybody to look for, that is what is said, and it is not success."""
    run = make_world(sandbox, tmp_path, ROWS[1:]).run("residue")
    assert run.returncode == 1
    assert "Nobody was looked for" in run.stdout
    assert "places found" not in run.stdout


def test_a_record_about_somebody_is_no_leak(sandbox: Sandbox, tmp_path: Path) -> None:
    """A living record that concerns the person is told apart, and kept in no ledger."""
    about = [
        "2025-06-05",
        "Ana Lopez",
        "Ada",
        "ada@example.net",
        f"{NAME}",
        "Yes",
        "No",
        "",
        "",
        "",
    ]
    due = [*ROWS[0]]
    due[2:4] = ["Ada Fixture", ""]
    world = make_world(sandbox, tmp_path, [due, [*about[:2], NAME, "", *about[4:]], ROWS[1]])
    run = world.run("residue", "--identifier", NAME, "--format", "json")
    found = json.loads(run.stdout)["places"]
    right = {place["cell"]: place["record"] for place in found}
    assert right == {"C2": True, "C3": True, "E3": True, "E4": False}


@pytest.mark.parametrize(
    ("given", "typed"),
    [
        ("Jane Doe", "Doe Jane"),
        ("Prof. Dr. Jane Doe", "Jane Doe"),
        ("Jane Doe", "Ms Doe, Jane"),
        ("Isik Sample", "IŞIK Sample"),
        ("ışık Sample", "Işık SAMPLE"),
        ("Jane Doe", "J\u0430ne D\u043ee"),
        ("Jose Nunez", "José Núñez"),
        ("Jane Doe", "Jane\u200bDoe"),
        ("Jane Doe", "#JaneDoe"),
        ("@ad\u0430_f", "@ada_f"),
    ],
)
def test_near_matches_are_questions(
    sandbox: Sandbox, tmp_path: Path, given: str, typed: str
) -> None:
    """Somebody looked up under another spelling is asked about, not passed over."""
    row = [*ROWS[1][:2], "Bo Other", "", f"{typed} was there", "Yes", "No", "", "", ""]
    run = make_world(sandbox, tmp_path, [row]).run("residue", "--identifier", given)
    assert run.returncode == 1
    assert "Reports!E2 (value" in run.stdout
    assert "may be about them" in run.stdout


def test_another_way_to_write_a_letter_is_no_question(sandbox: Sandbox, tmp_path: Path) -> None:
    """An `ss` is an `ß`: the place is found."""
    row = [*ROWS[1][:2], "Bo Other", "", "Ana Groß was there", "Yes", "No", "", "", ""]
    run = make_world(sandbox, tmp_path, [row]).run("residue", "--identifier", "Ana Gross")
    assert run.returncode == 1
    assert "Reports!E2 (value" in run.stdout
    assert "1 place found." in run.stdout
