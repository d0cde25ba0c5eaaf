"""Values that are hidden, not blank: merged cells, errors in cells, holds without an end."""

from __future__ import annotations

from pathlib import Path

import pytest

from cocsheets.sandbox import Sandbox
from tests.cases.world import DUE, TODAY, Text, book, cells, expunged, found, type_in
from tests.records.sheets import HEADERS

HOLDS = (*HEADERS, "Hold until", "Hold reason")


@pytest.mark.parametrize(
    ("merged", "hidden"),
    [
        ("J2:J3", {"J3"}),
        ("A2:A3", {"A3"}),
        ("J2:J4", {"J3", "J4"}),
        ("C3:C4", {"C4"}),
        ("D2:D3", {"D3"}),
        ("I3:J3", {"J3"}),
    ],
)
def test_what_a_merged_cell_hides_is_an_error_and_no_blank(
    sandbox: Sandbox, tmp_path: Path, merged: str, hidden: set[str]
) -> None:
    """A date or names that a row loses to a merge: each row is named, and never taken for kept."""
    rows = {2: {**DUE, "J": "2031-01-01"}, 3: {"I": "flagged"}, 4: {"I": "flagged"}}
    world = book(sandbox, tmp_path, rows)
    world.records.merge_cells(merged)
    before = cells(world)
    told = {(rule, cell) for severity, rule, cell in found(world) if severity == "error"}
    assert told == {("merged-value", cell) for cell in hidden}
    for command in (("sync",), ("expunge", "--yes")):
        run = world.run("--as-of", TODAY, *command)
        assert run.returncode == 1
        for cell in hidden:
            assert f"row {cell[1]}: left alone: " in run.stdout
    assert cells(world) == before


def test_the_whole_of_a_merged_report_is_one_report(sandbox: Sandbox, tmp_path: Path) -> None:
    """Where every column is merged over two rows, nothing is hidden but empty cells."""
    world = book(sandbox, tmp_path, {2: {}, 4: {}})
    for column in "ABCDEFGHIJ":
        world.records.merge_cells(f"{column}2:{column}3")
    assert not [one for one in found(world) if one[0] == "error"]


@pytest.mark.parametrize(
    ("formula", "shown"), [("=1/0", "#DIV/0!"), ("=NA()", "#N/A"), ("=Gone!A1", "#REF!")]
)
def test_an_error_in_a_cell_is_named(
    sandbox: Sandbox, tmp_path: Path, formula: str, shown: str
) -> None:
    """Which error it is tells a person where to look; the record is not expunged meanwhile."""
    world = book(sandbox, tmp_path, {2: {**DUE, "J": formula}})
    run = world.run("--as-of", TODAY, "validate")
    assert f"the cell shows {shown}" in run.stdout
    assert world.run("--as-of", TODAY, "expunge").returncode == 1


def test_a_hold_without_an_end_is_never_expunged(sandbox: Sandbox, tmp_path: Path) -> None:
    """A reason and no day: an error, named by every run, until a person says."""
    rows = {2: {**DUE, "L": "appeal"}, 3: {**DUE, "L": "-"}, 4: {"L": "asked to wait"}}
    world = book(sandbox, tmp_path, rows, headers=HOLDS)
    before = cells(world)
    told = {cell for severity, rule, cell in found(world) if rule == "hold-without-end"}
    assert told == {"L2", "L4"}
    run = world.run("--as-of", TODAY, "expunge", "--yes")
    assert run.returncode == 1
    assert "row 2: left alone: there is a reason to hold it" in run.stdout
    assert cells(world) == expunged(before, 3)


def test_words_over_a_link_are_no_unknown_address(sandbox: Sandbox, tmp_path: Path) -> None:
    """The cell shows words, and leads to an address: it is not called neither."""
    rows = {2: {"D": '=HYPERLINK("https://example.org/u/jane", "profile")'}, 3: {"D": "profile"}}
    world = book(sandbox, tmp_path, rows)
    link = {"link": {"uri": "https://example.org/u/rik"}}
    cell = {"userEnteredValue": {"stringValue": "her page"}, "textFormatRuns": [{"format": link}]}
    place = {"sheetId": 0, "startRowIndex": 3, "endRowIndex": 4, "startColumnIndex": 3}
    type_in(world.spreadsheet, "Reports", {"A4": "2022-01-10", "B4": Text("Ana Lopez")})
    update = {"range": {**place, "endColumnIndex": 4}, "rows": [{"values": [cell]}], "fields": "*"}
    world.spreadsheet.batch_update({"requests": [{"updateCells": update}]})
    assert {cell for _, rule, cell in found(world) if rule == "contact-unknown"} == {"D3"}


def test_notes_and_totals_count_nowhere(sandbox: Sandbox, tmp_path: Path) -> None:
    """A side note and totals in another language are noted, and make no report and no error."""
    world = book(sandbox, tmp_path, {2: {}, 3: {}})
    more = {"L5": Text("see the minutes"), "A7": Text("Summe 2022"), "C7": "=COUNTA(C2:C3)"}
    type_in(world.spreadsheet, "Reports", {**more, "E7": Text("Stand: M\u00e4rz")})
    told = found(world)
    assert not [one for one in told if one[0] == "error"]
    assert {("note", "side-note", "row 5"), ("note", "totals-row", "row 7")} <= told
