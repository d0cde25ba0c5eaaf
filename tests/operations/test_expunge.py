"""Expunging over a real connection: obstacles, what hangs on cells, what comes back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from cocsheets import clock
from cocsheets.data import replace
from cocsheets.formats.sync import expunge_lines
from cocsheets.operations import expunge
from cocsheets.operations.committee import Committee
from cocsheets.sandbox import Sandbox
from cocsheets.settings import Settings, SpreadsheetSettings
from tests.cli.world import ACTING, World, make_world

NOW = dt.datetime(2026, 4, 2, 9, tzinfo=dt.UTC)
DUE = ("2024-01-10", "Ana Lopez", "Rik Sample", "rik@example.net", "s1", "Yes", "No", "", "")
ROWS = [
    (*DUE, "2026-01-10"),
    ("2024-02-10", "Bo Member", "Ada Fixture", "", "s2", "Yes", "No", "", "", "2026-02-10"),
    ("2025-06-01", "Bo Member", "Una Newcase", "", "s3", "Yes", "No", "", "", "2026-12-01"),
]
GONE = ["Expunged"] * 4
FORMULA: Any = "FORMULA"


@pytest.fixture
def world(sandbox: Sandbox, tmp_path: Path) -> World:
    """Two due records and one that is not."""
    sandbox.reset()
    return make_world(sandbox, tmp_path, ROWS)


def committee(world: World, now: dt.datetime = NOW) -> Committee:
    """The owner at work."""
    settings = Settings(
        spreadsheet=SpreadsheetSettings(key=world.spreadsheet.id, time_zone="Europe/Berlin"),
        api_root=world.sandbox.url,
        act_as=ACTING,
    )
    return Committee(settings, now=clock.now, as_of=now.date())


def run(world: World) -> expunge.ExpungeReport:
    """Expunge what is due."""
    found = committee(world)
    return found.read().plan_expunge().carry_out()


def rows(world: World) -> list[list[Any]]:
    """Columns B to E below the header."""
    return [line[1:5] for line in world.records.get_all_values()[1:]]


def batch(world: World, *requests: dict[str, Any]) -> None:
    """Requests by the owner."""
    world.spreadsheet.batch_update({"requests": list(requests)})


def cell(row: int, column: int, content: dict[str, Any], fields: str) -> dict[str, Any]:
    """A request that writes one cell of the first worksheet, 0-based."""
    start = {"sheetId": 0, "rowIndex": row, "columnIndex": column}
    return {"updateCells": {"start": start, "rows": [{"values": [content]}], "fields": fields}}


def block(row: int, column: int, rows: int = 1) -> dict[str, int]:
    """A range one column wide, 0-based."""
    return {
        "sheetId": 0,
        "startRowIndex": row,
        "endRowIndex": row + rows,
        "startColumnIndex": column,
        "endColumnIndex": column + 1,
    }


def test_it_is_done_once(world: World) -> None:
    """What is due is expunged, nothing else; a second run writes nothing."""
    before = world.records.get_all_values()[3]
    report = run(world)
    assert (int(report.code), len(report.cells.done), report.cells.restored) == (0, 2, ())
    assert rows(world)[:2] == [GONE, ["Expunged", "Expunged", "", "Expunged"]]
    assert world.records.get_all_values()[3] == before
    world.sandbox.forget_requests()
    again = run(world)
    assert int(again.code) == 0
    assert world.writes() == []


def test_history_is_not_passed_over(world: World) -> None:
    """The old revision still holds the names, and the message says so."""
    report = run(world)
    contents = [
        str(cell.value)
        for revision in world.sandbox.app.state.files[world.spreadsheet.id].revisions
        if revision.content is not None
        for row in revision.content.sheets[0].rows
        for cell in row
        if cell is not None
    ]
    assert "Rik Sample" in contents
    text = "\n".join(expunge_lines(report))
    assert "The version history, copies and exports still have the old contents" in text
    assert "deleted" not in text


@pytest.mark.parametrize(
    ("requests", "word"),
    [
        (
            [
                cell(1, 2, {}, "userEnteredValue"),
                cell(1, 1, {"userEnteredValue": {"formulaValue": '={"Ana Lopez","Rik"}'}}, "*"),
            ],
            "fills other cells",
        ),
        ([{"mergeCells": {"range": block(1, 2, 2), "mergeType": "MERGE_ALL"}}], "merged"),
        (
            [
                cell(1, 2, {"userEnteredValue": {"stringValue": "Al Bo"}}, "*"),
                cell(1, 7, {"userEnteredValue": {"stringValue": "Al Bo " * 8300}}, "*"),
            ],
            "longer than",
        ),
    ],
    ids=["spilled", "merged", "too long"],
)
def test_obstacles_in_the_sheet(world: World, requests: list[dict[str, Any]], word: str) -> None:
    """A row that cannot be done is left whole and named with its reason; the others are done."""
    batch(world, *requests)
    before = world.records.get_all_values()[1]
    report = run(world)
    assert world.records.get_all_values()[1] == before
    assert any(word in obstacle.reason for obstacle in report.plan.obstacles)
    assert int(report.code) == 5
    if word != "merged":  # which concerns both rows
        assert rows(world)[1][1] == "Expunged"


def test_a_protected_cell(world: World) -> None:
    """A row with a cell that the acting account may not edit is left whole, and tried again."""
    world.spreadsheet.share("rik@example.org", "user", "writer", notify=False)
    protected = {"range": block(1, 3), "editors": {"users": [ACTING]}}
    batch(world, {"addProtectedRange": {"protectedRange": protected}})
    robot = Settings(
        spreadsheet=SpreadsheetSettings(key=world.spreadsheet.id, time_zone="Europe/Berlin"),
        api_root=world.sandbox.url,
        act_as="rik@example.org",
    )
    found = Committee(robot, now=clock.now, as_of=NOW.date())
    report = found.read().plan_expunge().carry_out()
    assert rows(world)[0] == list(DUE[1:5])
    assert rows(world)[1][1] == "Expunged"
    assert (int(report.code), report.plan.obstacles[0].row) == (5, 2)
    later = run(world)  # by the owner, who may
    assert (int(later.code), rows(world)[0]) == (0, GONE)


@pytest.mark.parametrize(("nth", "when"), [(1, "after"), (2, "before")])
def test_a_protection_that_appears_between_two_batches(world: World, nth: int, when: str) -> None:
    """The row is due and its names are marked already: no half of it comes back. What is protected
    keeps its mark and is named with the true reason; the next run that may goes on."""
    world.spreadsheet.share("rik@example.org", "user", "writer", notify=False)
    protection = {"range": {**block(1, 2), "endColumnIndex": 4}, "editors": {"users": [ACTING]}}
    request = {"addProtectedRange": {"protectedRange": protection}}
    edit = {"as": ACTING, "spreadsheet": world.spreadsheet.id, "requests": [request], "when": when}
    match = {"method": "POST", "path": ":batchUpdate", "nth": nth}
    world.sandbox.faults([{"match": match, "do": {"edit": edit}}])
    settings = committee(world).settings
    robot = Committee(replace(settings, act_as="rik@example.org"), now=clock.now, as_of=NOW.date())
    report = robot.read().plan_expunge().carry_out()
    world.sandbox.faults([])
    assert [text.partition(" (cocsheets")[0] for text in rows(world)[0]] == GONE
    assert (int(report.code), report.cells.marked, report.cells.lost) == (5, ("C2", "D2"), ())
    told = "\n".join(expunge_lines(report))
    assert "a protection that appeared while we wrote" in told
    assert "in a row that appeared" not in told
    assert rows(world)[1][:2] == ["Expunged", "Expunged"]
    assert int(robot.read().plan_expunge().preview().code) == 5  # it stays in the way
    assert (int(run(world).code), rows(world)[0]) == (0, GONE)  # the owner may


def test_all_that_hangs_on_the_cells(world: World) -> None:
    """Notes, links on cells and on parts, chips and lists go; the rest of the format stays, and so
    does what hangs on other rows."""
    link = {"link": {"uri": "https://example.org/rik"}}
    text = {"userEnteredValue": {"stringValue": "see Rik here"}}
    names = [{"userEnteredValue": "Rik Sample"}, {"userEnteredValue": "Ada Fixture"}]
    rule = {"condition": {"type": "ONE_OF_LIST", "values": names}, "showCustomUi": True}
    person = {"personProperties": {"email": "rik@example.net"}}
    chip = {
        "userEnteredValue": {"stringValue": "@"},
        "chipRuns": [{"startIndex": 0, "chip": person}],
    }
    bold = {"textFormat": {"bold": True, **link}}
    batch(
        world,
        cell(1, 1, {"userEnteredFormat": bold}, "userEnteredFormat"),
        cell(1, 2, {"note": "Rik's brother", "dataValidation": rule}, "note,dataValidation"),
        cell(1, 3, chip, "userEnteredValue,chipRuns"),
        cell(
            1,
            4,
            {**text, "textFormatRuns": [{"startIndex": 4, "format": link}]},
            "userEnteredValue,textFormatRuns",
        ),
        cell(3, 2, {"note": "stays", "dataValidation": rule}, "note,dataValidation"),
    )
    assert int(run(world).code) in (0, 1)
    sheet = world.sandbox.app.state.files[world.spreadsheet.id].sheet.sheets[0]
    for column in range(1, 5):
        found = sheet.cell(1, column)
        assert found is not None
        assert (found.value, found.note, found.validation) == ("Expunged", None, None)
        assert not found.runs
        assert not found.chips
        assert "link" not in (found.fmt or {}).get("textFormat", {})
    first, kept = sheet.cell(1, 1), sheet.cell(3, 2)
    assert first is not None
    assert (first.fmt or {})["textFormat"]["bold"] is True
    assert kept is not None
    assert kept.note == "stays"
    assert kept.validation is not None


def test_a_row_that_comes_back_is_expunged_again_if_due(world: World) -> None:
    """After a restored version the row is due as before."""
    run(world)
    world.records.update([list(DUE[1:5])], "B2:E2")
    report = run(world)
    assert (int(report.code), rows(world)[0]) == (0, GONE)


def test_a_row_that_comes_back_and_is_not_due_is_told(world: World) -> None:
    """Where only the ledger speaks for it, nothing is written, and a person is told."""
    run(world)
    world.records.update([list(DUE[1:5])], "B2:E2")
    world.records.update([[""]], "J2")
    world.sandbox.forget_requests()
    report = run(world)
    assert (report.returned, int(report.code)) == ((2,), 1)
    assert world.writes() == []
    text = "\n".join(expunge_lines(report))
    assert "row 2 was expunged once" in text
    assert "Rik" not in text
    world.records.batch_clear(["B2:E2"])
    assert run(world).returned == ()


def test_names_in_other_cells_of_the_row(world: World) -> None:
    """The row's own full names and addresses go from its other texts; other rows keep theirs."""
    world.records.update([["Told Rik Sample by rik@example.net"]], "H2")
    world.records.update([["Told Rik Sample"]], "H4")
    run(world)
    values = world.records.get_all_values()
    assert values[1][7] == "Told Expunged by Expunged"
    assert values[3][7] == "Told Rik Sample"


def test_a_row_that_is_postponed_after_it_was_marked(world: World) -> None:
    """Whoever objects in the very moment gets the record back as it was."""
    date = {"userEnteredValue": {"numberValue": 46388}}
    world.sandbox.faults(
        [
            {
                "match": {"path": "batchUpdate", "nth": 1},
                "do": {
                    "edit": {
                        "as": ACTING,
                        "when": "after",
                        "spreadsheet": world.spreadsheet.id,
                        "requests": [cell(1, 9, date, "userEnteredValue")],
                    }
                },
            }
        ]
    )
    report = run(world)
    assert rows(world)[0] == list(DUE[1:5])
    assert rows(world)[1][1] == "Expunged"
    assert len(report.cells.restored) == 4
    assert int(report.code) == 5


def _insert_before(world: World, nth: int) -> None:
    """Somebody inserts a row right where the first due row stands, just before the n-th batch."""
    where = {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    texts = ("2026-04-01", "Ana Lopez", "Una Newcase", "una@example.net", "new")
    values = [{"userEnteredValue": {"stringValue": text}} for text in texts]
    start = {"sheetId": 0, "rowIndex": 1, "columnIndex": 0}
    filled = {"rows": [{"values": values}], "fields": "userEnteredValue", "start": start}
    edit = {
        "as": ACTING,
        "when": "before",
        "spreadsheet": world.spreadsheet.id,
        "requests": [{"insertDimension": {"range": where}}, {"updateCells": filled}],
    }
    world.sandbox.faults([{"match": {"path": "batchUpdate", "nth": nth}, "do": {"edit": edit}}])


@pytest.mark.parametrize("mode", ["stored", "shown"])
@pytest.mark.parametrize("nth", [1, 2])
def test_a_telephone_number_is_no_way_to_a_new_row(world: World, mode: str, nth: int) -> None:
    """Whole numbers are replaced conditionally too, so no row that we never saw can be hit."""
    batch(world, cell(1, 3, {"userEnteredValue": {"numberValue": 5550123}}, "userEnteredValue"))
    world.sandbox.settings(find_replace=mode)
    _insert_before(world, nth)
    report = run(world)
    assert rows(world)[0] == ["Ana Lopez", "Una Newcase", "una@example.net", "new"]
    assert rows(world)[1] == GONE
    assert (int(report.code), report.cells.lost) == (0, ())


def test_a_row_that_was_hit_unseen_is_named(world: World) -> None:
    """Where Google replaces nothing conditionally, a row inserted that very moment is told of."""
    world.sandbox.settings(find_replace="nothing")
    _insert_before(world, 2)
    report = run(world)
    assert rows(world)[1] == GONE
    assert int(report.code) == 5
    assert set(report.cells.lost) == {"B2", "C2", "D2", "E2"}


def test_a_cell_that_shows_another_is_no_hit(world: World) -> None:
    """A formula in a row that is not due shows what becomes of a due cell; it is left alone."""
    world.records.update_acell("E4", "=B2")
    world.sandbox.forget_requests()
    report = run(world)
    assert (int(report.code), report.cells.restored) == (0, ())
    assert rows(world)[2][3] == "Expunged"
    assert world.records.acell("E4", value_render_option=FORMULA).value == "=B2"


def test_a_name_that_a_formula_takes_from_the_same_row(world: World) -> None:
    """Both the formula and what it shows are gone, in one run."""
    world.records.update_acell("N2", "Rik Sample")
    world.records.update_acell("C2", "=N2")
    report = run(world)
    assert (int(report.code), len(report.cells.done)) == (0, 2)
    assert world.records.acell("C2", value_render_option=FORMULA).value == "Expunged"
    assert world.records.acell("N2").value == "Expunged"
    world.sandbox.forget_requests()
    assert int(run(world).code) == 0
    assert world.writes() == []


def test_a_header_that_is_renamed_meanwhile(world: World) -> None:
    """Where nothing tells any more what is due, all is put back, and told as done in part."""
    before = world.records.get_all_values()
    header = cell(0, 2, {"userEnteredValue": {"stringValue": "Whom"}}, "userEnteredValue")
    edit = {"as": ACTING, "when": "before", "spreadsheet": world.spreadsheet.id}
    edit["requests"] = [header]  # type: ignore[assignment]
    world.sandbox.faults([{"match": {"path": "batchUpdate", "nth": 1}, "do": {"edit": edit}}])
    report = run(world)
    assert world.records.get_all_values()[1:] == before[1:]
    assert int(report.code) == 5
    assert set(report.cells.not_done.values()) == {"the work ended early"}
