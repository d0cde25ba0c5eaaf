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
