"""Where the records stand in the sheet, and how they are told from all else in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cocsheets.sandbox import Sandbox
from tests.cases.world import DUE, TODAY, Text, book, cells, expunged, found, shown, type_in
from tests.cli.world import ROSTER, World
from tests.records.sheets import HEADERS

COMMANDS = (
    ("validate",),
    ("due",),
    ("people",),
    ("stats",),
    ("residue",),
    ("expunge", "--yes"),
    ("retention", "--yes"),
    ("protect", "--yes"),
    ("sync",),
)


def _headers(**changed: str) -> list[str]:
    """The usual headers with some of them, by letter, changed."""
    return [changed.get(chr(ord("A") + n), header) for n, header in enumerate(HEADERS)]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_doubled_header_stops_every_command(
    sandbox: Sandbox, tmp_path: Path, command: tuple[str, ...]
) -> None:
    """CS-15: nothing of the records is written, and both places are named."""
    headers = [*HEADERS, "named  SUBJECTS"]
    world = book(sandbox, tmp_path, {2: {**DUE, "K": "old note"}}, headers=headers, roster=None)
    before = cells(world)
    run = world.run("--as-of", TODAY, *command)
    assert run.returncode == 2
    told = run.stdout + run.stderr
    assert '"Named subjects"' in told
    assert "C1 and K1" in told
    assert cells(world) == before
    assert world.writes() == [] or command == ("sync",)


@pytest.mark.parametrize(
    "headers",
    [
        _headers(
            A="date of 1st Report",
            C="Named subjects ",
            D="Subject email\naddress/URL",
            J="Date to expunge this record\u00a0",
        ),
        _headers(
            A="DATE\u2003OF 1ST REPORT", B="Reporter, if official/public,\n CoC person if private"
        ),
        _headers(C="Ｎａｍｅｄ ｓｕｂｊｅｃｔｓ", I="  blacklisted\tOR  flagged"),
    ],
)
def test_untidy_headers_are_recognised_and_left_alone(
    sandbox: Sandbox, tmp_path: Path, headers: list[str]
) -> None:
    """CS-16: spaces, line breaks, case and width make no other header."""
    world = book(sandbox, tmp_path, {2: DUE, 3: {}}, headers=headers)
    before = cells(world)
    run = world.run("--as-of", TODAY, "expunge", "--yes")
    assert run.returncode == 0, run.stderr
    assert cells(world) == expunged(before, 2)
    assert cells(world)["Reports"][0] == headers


@pytest.mark.parametrize(("letter", "header"), [("J", "Expunge on"), ("A", "When"), ("D", "")])
def test_another_name_is_another_column(
    sandbox: Sandbox, tmp_path: Path, letter: str, header: str
) -> None:
    """CS-16: a missing header stops the command and is named; no column is guessed by place."""
    world = book(sandbox, tmp_path, {2: DUE}, headers=_headers(**{letter: header}))
    run = world.run("--as-of", TODAY, "expunge", "--yes")
    assert run.returncode == 2
    assert HEADERS[ord(letter) - ord("A")] in run.stderr
    assert world.writes() == []


def test_headers_told_in_the_settings(sandbox: Sandbox, tmp_path: Path) -> None:
    """A header of the committee's own is one line of settings."""
    settings = '[schema.headers]\nexpunge_on = "Expunge on"\n'
    world = book(sandbox, tmp_path, {2: DUE}, headers=_headers(J="Expunge on"), settings=settings)
    before = cells(world)
    assert world.run("--as-of", TODAY, "expunge", "--yes").returncode == 0
    assert cells(world) == expunged(before, 2)


def test_title_rows_other_orders_and_unknown_columns(sandbox: Sandbox, tmp_path: Path) -> None:
    """Columns are found by name below a title; what the schema does not know is reported."""
    headers = [*HEADERS[::-1], "Remarks"]
    world = book(sandbox, tmp_path, {}, headers=["CoC records", "", "confidential"], roster=None)
    row = {
        "A": "2026-04-01",
        "F": "Something happened",
        "G": "x@example.net",
        "H": "Ada Fixture",
        "I": "Ana Lopez",
        "J": "2025-04-01",
        "K": "said by Ada Fixture",
    }
    letters = dict(zip("ABCDEFGHIJK", headers, strict=True))
    type_in(
        world.spreadsheet,
        "Reports",
        {
            **{f"{letter}3": Text(header) for letter, header in letters.items()},
            **{f"{letter}5": value for letter, value in row.items()},
        },
    )
    assert ("warning", "unknown-column", "K3") in found(world)
    before = cells(world)
    assert world.run("--as-of", TODAY, "expunge", "--yes").returncode in (0, 1)
    after = cells(world)
    assert after["Reports"][4][5:9] == ["Expunged"] * 4
    assert after["Reports"][:4] == before["Reports"][:4]
    assert after["Reports"][4][9] == before["Reports"][4][9]


def test_blank_rows_short_rows_and_the_default_grid(sandbox: Sandbox, tmp_path: Path) -> None:
    """CS-18: rows are counted as the sheet counts them; nothing is said about blank ones."""
    spaces = {letter: Text(" \u00a0") for letter in "ABCDEFGHIJ"}
    short = dict.fromkeys("DEFGHIJ", "")
    world = book(sandbox, tmp_path, {2: {}, 4: DUE, 5: spaces, 6: short, 7: {}})
    before = cells(world)
    assert found(world) == {("note", "due", "J4"), ("note", "no-expunge-date", "J6")}
    assert shown(world, "validate")["records"] == 4
    assert (
        world.run("--as-of", TODAY, "stats", "--format", "csv")
        .stdout.splitlines()[-1]
        .startswith("Total,4,")
    )
    assert world.run("--as-of", TODAY, "expunge", "--yes").returncode == 0
    assert cells(world) == expunged(before, 4)


def test_hidden_and_filtered_rows_are_rows(sandbox: Sandbox, tmp_path: Path) -> None:
    """CS-20: what is hidden is read and written like the rest, and stays hidden."""
    rows: dict[int, dict[str, Any]] = {row: {} for row in range(2, 8)}
    rows |= {3: {**DUE, "H": "hide"}, 5: {"H": "hide"}, 6: DUE, 7: DUE}
    world = book(sandbox, tmp_path, rows)
    world.records.hide_rows(5, 6)
    grid = {
        "sheetId": world.records.id,
        "startRowIndex": 0,
        "endRowIndex": 7,
        "startColumnIndex": 0,
        "endColumnIndex": 10,
    }
    chosen = {"range": grid, "criteria": {"7": {"hiddenValues": ["hide"]}}}
    world.spreadsheet.batch_update({"requests": [{"setBasicFilter": {"filter": chosen}}]})
    mask: Any = {"fields": "sheets(properties.sheetId,basicFilter,data.rowMetadata)"}
    before, looks = cells(world), world.spreadsheet.fetch_sheet_metadata(mask)["sheets"][0]
    assert world.run("--as-of", TODAY, "expunge", "--yes").returncode == 0
    assert cells(world) == expunged(before, 3, 6, 7)
    assert world.spreadsheet.fetch_sheet_metadata(mask)["sheets"][0] == looks
    assert shown(world, "validate")["records"] == 6


@pytest.mark.parametrize(
    ("title", "named_by"),
    [
        ("Reports 2026", "0"),
        ("C1", '"C1"'),
        ("A:J", ""),
        ("it's", '"it\'s"'),
        ("Meldungen – 報告", '"Meldungen – 報告"'),
    ],
)
def test_tabs_are_known_by_gid_headers_or_exact_title(
    sandbox: Sandbox, tmp_path: Path, title: str, named_by: str
) -> None:
    """CS-21 (a, c): whatever the tab is called; an old title is an error, never the first tab."""
    world = book(sandbox, tmp_path, {2: DUE, 3: {}}, title=title)
    before = cells(world)
    toml = tmp_path / "cocsheets.toml"
    toml.write_text('[spreadsheet]\nworksheet = "Reports"\n', encoding="utf-8")
    run = world.run("--as-of", TODAY, "expunge", "--yes")
    assert run.returncode == 2
    assert f'"{title}" (gid 0)' in run.stderr
    named = f"worksheet = {named_by}\n" if named_by else ""
    toml.write_text(f"[spreadsheet]\n{named}", encoding="utf-8")
    assert world.run("--as-of", TODAY, "expunge", "--yes").returncode == 0
    assert cells(world) == expunged(before, 2, title=title)


def test_two_tabs_that_fit(sandbox: Sandbox, tmp_path: Path) -> None:
    """Several worksheets with the headers, or none, are an error, never a guess."""
    world = book(sandbox, tmp_path, {2: DUE})
    world.records.duplicate(new_sheet_name="Copy")
    sandbox.forget_requests()
    run = world.run("--as-of", TODAY, "expunge", "--yes")
    assert run.returncode == 2
    assert "Copy" in run.stderr
    assert world.writes() == []


@pytest.mark.parametrize(
    "command",
    [("validate",), ("expunge", "--yes"), ("sync",), ("sharing", "--yes"), ("stats",), ("due",)],
    ids=" ".join,
)
def test_a_file_in_the_trash(sandbox: Sandbox, tmp_path: Path, command: tuple[str, ...]) -> None:
    """CS-21 (b2): the trash is named, and nothing is written there."""
    world = book(sandbox, tmp_path, {2: DUE})
    url = f"https://www.googleapis.com/drive/v3/files/{world.spreadsheet.id}"
    world.spreadsheet.client.request("patch", url, json={"trashed": True})
    before = cells(world)
    sandbox.forget_requests()
    run = world.run("--as-of", TODAY, *command)
    assert run.returncode == 3
    assert "in the trash" in run.stdout + run.stderr
    assert world.writes() == []
    assert cells(world) == before


def test_a_title_is_no_key(sandbox: Sandbox, tmp_path: Path) -> None:
    """CS-21 (b): a spreadsheet is told by key or URL, since titles are not unique."""
    world = book(sandbox, tmp_path, {2: DUE})
    run = world.run("validate", COCSHEETS_SPREADSHEET="CoC records")
    assert run.returncode == 2
    url = f"https://docs.google.com/spreadsheets/d/{world.spreadsheet.id}/edit?usp=sharing#gid=0"
    assert world.run("validate", COCSHEETS_SPREADSHEET=url).returncode == 0


def test_merged_title_cells_totals_and_a_header_repeated_below(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """A totals row and the header once more are no records, and stay."""
    world = book(sandbox, tmp_path, {2: DUE, 3: {}})
    repeated = {f"{chr(ord('A') + n)}4": Text(header) for n, header in enumerate(HEADERS)}
    type_in(world.spreadsheet, "Reports", {**repeated, "A5": "Total", "C5": "=COUNTA(C2:C3)"})
    before = cells(world)
    assert world.run("--as-of", TODAY, "expunge", "--yes").returncode in (0, 1)
    assert cells(world) == expunged(before, 2)
    assert shown(world, "validate")["records"] == 2


def _drag_header(world: World, title: str, below: int) -> None:
    """The header row dragged to below so many rows, as a sort of the whole sheet may do."""
    sheet_id = world.spreadsheet.worksheet(title).id
    source = {"sheetId": sheet_id, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}
    move = {"moveDimension": {"source": source, "destinationIndex": below + 1}}
    world.spreadsheet.batch_update({"requests": [move]})


def test_reports_above_the_header_are_named_and_left_alone(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """A due report that nobody reads is no reason to say that all is done."""
    world = book(sandbox, tmp_path, {2: DUE, 3: DUE, 4: {}})
    _drag_header(world, "Reports", 1)
    before = cells(world)
    ran = world.run("--as-of", TODAY, "expunge", "--yes")
    assert (ran.returncode, "is not read: row 1." in ran.stdout) == (1, True)
    assert cells(world)["Reports"] == expunged(before, 3)["Reports"]
    assert world.run("--as-of", TODAY, "sync").returncode == 1
    assert ("error", "report-above-header", "row 1") in found(world)


def test_a_member_above_the_header_keeps_access(sandbox: Sandbox, tmp_path: Path) -> None:
    """Nobody is let in by such a row, and nobody is removed."""
    roster = (*ROSTER[:1], *ROSTER[:0:-1])  # the chair stands below
    world = book(sandbox, tmp_path, {2: {}}, roster=roster)
    world.spreadsheet.share("rik@example.org", "user", "writer", notify=False)
    _drag_header(world, "Members", 1)
    ran = world.run("--as-of", TODAY, "sync")
    assert "roster-above-header Members B1" in ran.stdout
    assert ran.returncode not in (0, 6)
    assert "rik@example.org" in {
        one.get("emailAddress") for one in world.spreadsheet.list_permissions()
    }
