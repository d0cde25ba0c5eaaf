"""Names stay in the sheet: in no output, log, notice or ledger, and nothing claims too much."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cocsheets.sandbox import Sandbox
from tests.cases.world import DUE, TODAY, Text, book, fault, shown, type_in
from tests.cli.world import World

MARKS = ("fixturina", "witnessa", "3 june", "unspeakable")
"""Stand in identifying cells, in broken cells, in notes and in other text; in no output."""

ROWS: dict[int, dict[str, Any]] = {
    2: {
        **DUE,
        "B": "Una Witnessa",
        "C": "Ada Fixturina; @fixturina",
        "D": "ada.fixturina@example.net https://example.org/u/fixturina",
        "E": "unspeakable",
        "F": "Perhaps, says Ada Fixturina",
        "H": "Ada Fixturina was told",
        "I": "bad fixturina",
    },
    3: {"B": "Una Witnessa", "C": "Ada Fixturina", "J": Text("Ada Fixturina said 3 June")},
    4: {"A": Text("fixturina"), "C": "Ada Fixturinas"},
    5: {**DUE, "C": "Ada\u200b Fixturina", "D": "ada.fixturina@example,net", "I": "flagged"},
}
SETTINGS = '[limits]\nretry_seconds = 0.2\n[retention]\non_stale = "expunge"\n'


def _marked(sandbox: Sandbox, folder: Path) -> World:
    headers_more = {"K1": Text("Remarks"), "K2": "about Ada Fixturina"}
    world = book(sandbox, folder, ROWS, settings=SETTINGS)
    type_in(world.spreadsheet, "Reports", headers_more)
    world.records.insert_note("C2", "fixturina once more")
    return world


def _no_marks(text: str) -> None:
    assert not [mark for mark in MARKS if mark in text.casefold()]


COMMANDS = (
    ("validate",),
    ("due",),
    ("retention",),
    ("people",),
    ("stats",),
    ("residue",),
    ("protect",),
    ("expunge",),
    ("sync",),
    ("log",),
)


@pytest.mark.parametrize("talk", [(), ("-v", "--debug", "--log-format", "json")], ids=str)
def test_no_command_repeats_a_cell(sandbox: Sandbox, tmp_path: Path, talk: tuple[str, ...]) -> None:
    """CS-49: rows, columns and rules are told; contents are not, at any verbosity."""
    world = _marked(sandbox, tmp_path)
    for command in COMMANDS:
        form = ("--format", "json") if talk else ()
        run = world.run("--as-of", TODAY, *talk, *command, *form)
        assert run.returncode in (0, 1), run.stderr
        _no_marks(run.stdout + run.stderr)
    ledger = world.spreadsheet.worksheet("cocsheets log").get_all_values()
    _no_marks(str(ledger))


ANSWERS: dict[str, list[dict[str, Any]]] = {
    "writes fail for good": [fault("POST", ".*", status=500)],
    "Google quotes the cell": [
        fault(
            "POST",
            ":batchUpdate",
            status=400,
            body={"error": {"code": 400, "message": "Ada Fixturina", "status": "INVALID_ARGUMENT"}},
        )
    ],
    "a page of HTML": [fault("GET", "/v4/", status=502, body="<html>Ada Fixturina</html>")],
    "another shape of answer": [fault("GET", "/v4/", status=200, body={"fixturina": 1})],
    "an answer cut short": [fault("GET", "/v4/", status=200, body='{"sheets": "Ada Fixturina')],
    "the login refused": [fault("GET", ".*", status=401)],
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_no_failure_repeats_a_cell(sandbox: Sandbox, tmp_path: Path, answer: str) -> None:
    """CS-49: nor do errors and tracebacks, whatever Google quotes."""
    world = _marked(sandbox, tmp_path)
    sandbox.faults(ANSWERS[answer])
    for command in (("-v", "--debug", "expunge", "--yes"), ("sync",)):
        run = world.run("--as-of", TODAY, *command)
        assert run.returncode == 3, run.stdout + run.stderr
        _no_marks(run.stdout + run.stderr)
        assert ("Traceback" in run.stderr) <= ("--debug" in command)


def test_version_history_still_holds_the_names_and_the_message_says_so(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """CS-50: overwritten, not erased; no copy was made; the words claim no more."""
    world = book(sandbox, tmp_path, {2: {**DUE, "C": "Ada Fixture"}})
    run = world.run("--as-of", TODAY, "expunge", "--yes")
    assert run.returncode == 0
    told = run.stdout.casefold()
    assert "overwritten" in told
    assert "version history" in told
    assert not {"erased", "deleted", "irrecoverable", "destroyed"} & set(told.split())
    session = sandbox.session("ana@example.org")
    root = f"https://www.googleapis.com/drive/v3/files/{world.spreadsheet.id}"
    revisions = session.get(f"{root}/revisions").json()["revisions"]
    assert len(revisions) > 1
    files = session.get("https://www.googleapis.com/drive/v3/files").json()["files"]
    assert len(files) == 1
    assert any("version history" in line for line in shown(world, "residue")["cannot"])


@pytest.mark.parametrize(
    ("arguments", "row"),
    [
        (["--by", "action"], ["18", "11", "<5", "hidden"]),
        (["--by", "action", "--suppress", "0"], ["18", "11", "1", "6"]),
        ([], ["18", "18", "11", "0"]),
    ],
    ids=str,
)
def test_small_figures_do_not_point_at_a_person(
    sandbox: Sandbox, tmp_path: Path, arguments: list[str], row: list[str]
) -> None:
    """CS-52: below the limit, hidden together with others that would give it away; exact ones are
    marked."""
    answers = ["Yes"] * 11 + ["No"] + [""] * 6
    rows = {n: {"A": "2025-03-03", "F": answer} for n, answer in enumerate(answers, start=2)}
    world = book(sandbox, tmp_path, rows)
    run = world.run("--as-of", TODAY, "stats", *arguments, "--format", "csv")
    assert run.stdout.splitlines()[1].split(",")[1:5] == row
    text = world.run("--as-of", TODAY, "stats", *arguments).stdout
    assert ("ot for publication" in text) is ("6" in row)
