"""`cocsheets protect` as a process over a real connection."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from gspread.utils import ValueRenderOption

from cocsheets.sandbox.running import Sandbox
from tests.cli.world import ACTING, ROSTER, World, make_world
from tests.records.sheets import HEADERS

STORED = ValueRenderOption.unformatted
ROW = ("2024-01-10", "Ana Lopez", "Jane Doe", "", "shouted", "Yes", "No", "told", "Flagged", "")
ADDRESSES = [
    "Reports!A2:A",
    "Reports!I2:I",
    "Reports!J2:J",
    "Reports!1:1",
    "Reports!1:1",
    "Members",
]


@pytest.fixture
def world(sandbox: Sandbox, tmp_path: Path) -> World:
    """One record and a roster."""
    return make_world(sandbox, tmp_path, [ROW])


def test_without_consent_nothing_is_written(world: World) -> None:
    """The plan, its digest, and which option to use; exit 1."""
    result = world.run("protect")
    assert result.returncode == 1
    assert "list Reports!I2:I: a drop-down keeps slips out of the counts" in result.stdout
    assert "--yes, or --apply" in result.stderr
    assert world.writes() == []


def test_safeguards_are_put_on_once_and_no_value_changes(world: World) -> None:
    """One batch, proven by reading; a second time there is nothing to do."""
    before = world.records.get_all_values(value_render_option=STORED)
    plan = json.loads(world.run("protect", "--format", "json").stdout)
    assert [change["address"] for change in plan["changes"]] == ADDRESSES
    result = world.run("protect", "--apply", plan["digest"], "--format", "json")
    made = json.loads(result.stdout)
    assert (made["applied"], made["missing"], result.returncode) == (True, [], 0)
    assert world.records.get_all_values(value_render_option=STORED) == before
    again = world.run("protect", "--yes")
    assert (again.stdout, again.returncode) == ("Nothing to do.\n", 0)
    log = json.loads(world.run("log", "--format", "json").stdout)
    assert json.dumps(log).count("protect") >= len(ADDRESSES)


def test_members_can_no_longer_edit_header_and_roster(world: World) -> None:
    """A member who is no chair is kept from both, and still edits records."""
    world.spreadsheet.share("rik@example.org", "user", "writer", notify=False)
    assert world.run("protect", "--yes").returncode == 0
    member = world.sandbox.client("rik@example.org").open_by_key(world.spreadsheet.id)
    member.worksheet("Reports").update_acell("E2", "whispered")
    for title, cell in (("Reports", "A1"), ("Members", "B3")):
        with pytest.raises(Exception, match="protected cell"):
            member.worksheet(title).update_acell(cell, "x")


def test_a_stale_digest_is_refused(world: World) -> None:
    """Exit 4, nothing written."""
    result = world.run("protect", "--apply", "000000000000")
    assert result.returncode == 4
    assert world.writes() == []


def test_a_lost_reply_is_looked_after(world: World) -> None:
    """The batch took effect although its answer was lost: that is seen, and not done twice."""
    match = {"method": "POST", "path": ".*:batchUpdate", "nth": 1}
    world.sandbox.faults([{"match": match, "do": {"drop_reply": True}}])
    result = world.run("protect", "--yes")
    assert result.returncode == 0
    world.sandbox.faults([])
    assert world.run("protect").stdout == "Nothing to do.\n"


def test_without_a_chair_the_roster_is_an_obstacle(sandbox: Sandbox, tmp_path: Path) -> None:
    """The rest is done; exit 1 says that something is left."""
    world = make_world(sandbox, tmp_path, [ROW], roster=(ROSTER[0], ROSTER[2]))
    result = world.run("protect", "--yes")
    assert result.returncode == 1
    assert "no current chair is known" in result.stdout


TYPED = [
    {"columnIndex": 0, "columnName": HEADERS[0], "columnType": "DATE"},
    {
        "columnIndex": 8,
        "columnName": HEADERS[8],
        "columnType": "DROPDOWN",
        "dataValidationRule": {
            "condition": {
                "type": "ONE_OF_LIST",
                "values": [{"userEnteredValue": "Flagged"}, {"userEnteredValue": "Banned"}],
            }
        },
    },
    {"columnIndex": 9, "columnName": HEADERS[9], "columnType": "TEXT"},
]


def _table(*columns: object) -> dict[str, object]:
    """A request that makes a native table of the records."""
    area = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 2, "endColumnIndex": 10}
    table = {"name": "Reports", "range": area, "columnProperties": list(columns)}
    return {"addTable": {"table": table}}


def test_what_a_native_table_checks_is_left_to_it(world: World) -> None:
    """Date and drop-down columns need nothing; a text column of dates is named with the fix."""
    world.spreadsheet.batch_update({"requests": [_table(*TYPED)]})
    result = world.run("protect", "--yes", "--format", "json")
    made = json.loads(result.stdout)
    assert [change["address"] for change in made["changes"]] == ADDRESSES[3:]
    assert (made["applied"], made["missing"], result.returncode) == (True, [], 1)
    (obstacle,) = made["obstacles"]
    assert (obstacle["address"], "set its type to Date" in obstacle["hint"]) == ("Reports!J", True)


def test_one_refused_safeguard_sinks_no_other(world: World) -> None:
    """A table is made while we write: its column is refused and named, all else is put on."""
    match = {"method": "POST", "path": ".*:batchUpdate", "nth": 1}
    edit = {"as": ACTING, "when": "before", "spreadsheet": world.spreadsheet.id}
    do = {"edit": {**edit, "requests": [_table(TYPED[0])]}}
    world.sandbox.faults([{"match": match, "do": do}])
    result = world.run("protect", "--yes")
    world.sandbox.faults([])
    assert result.returncode == 5
    assert "Google refused: Reports!A2:A." in result.stdout
    assert f"shows the others ({len(ADDRESSES) - 1})" in result.stdout
    again = world.run("protect")
    assert (again.stdout, again.returncode) == ("Nothing to do.\n", 0)


def test_a_header_that_is_merged_with_reports_is_not_frozen(world: World) -> None:
    """Google refuses to freeze a part of a merged cell: an obstacle, and the rest is done."""
    world.records.merge_cells("A1:A2")
    result = world.run("protect", "--yes", "--format", "json")
    made = json.loads(result.stdout)
    assert "freeze" not in [change["action"] for change in made["changes"]]
    assert (made["applied"], made["missing"], result.returncode) == (True, [], 1)
    (obstacle,) = made["obstacles"]
    assert "Unmerge the cells of the header" in obstacle["hint"]


def test_a_header_of_two_rows_is_frozen_whole(world: World) -> None:
    """A header cell that reaches into an empty row below takes that row along."""
    world.records.insert_row([], 2)
    world.records.merge_cells("B1:B2")
    assert world.run("protect", "--yes").returncode == 0
    assert world.records.frozen_row_count == 2
    assert world.run("protect").stdout == "Nothing to do.\n"
