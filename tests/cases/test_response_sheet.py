"""A response sheet made from a public incident-record template, with a layout of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cocsheets.sandbox import Sandbox
from tests.cases.world import TODAY, Text, book, cells, shown
from tests.cli.world import World

COLUMNS = {
    "date_reported": ("date", "Timestamp"),
    "number": ("text", "Incident number"),
    "handler": ("text", "Name of community moderator who took the report"),
    "reporter": ("text", "Name of incident reporter"),
    "contact": ("contacts", "Reporter's contact information (optional)"),
    "permission": ("answer", "Permission from incident reporter to proceed?"),
    "when_where": ("text", "Date, time, and location of incident (optional)"),
    "witnesses": ("people", "Additional witnesses or contacts (optional)"),
    "summary": ("text", "Incident description"),
    "named_subjects": ("people", "Subject"),
    "consequences": ("choice", "Resolution"),
    "expunge_on": ("date", "Date to expunge"),
}
IDENTIFYING = {"reporter", "contact", "when_where", "witnesses", "summary", "named_subjects"}
LAYOUT = 'name = "incidents"\n' + "".join(
    f"[[columns]]\nkey = {key!r}\nkind = {kind!r}\nheader = {json.dumps(header)}\n"
    + "identifying = true\n" * (key in IDENTIFYING)
    + "required = true\n" * (key == "date_reported")
    + 'values = {warning = [], "temporary ban" = [], "permanent ban" = []}\n' * (kind == "choice")
    for key, (kind, header) in COLUMNS.items()
)
HEADERS = [header for _, header in COLUMNS.values()]
DUE = {
    "A": "2025-03-01 10:11:12",
    "B": Text("1"),
    "C": "Ana Lopez",
    "D": "Una Witness",
    "E": "una@example.net",
    "F": "Yes",
    "G": Text("28 February, hall 2"),
    "H": "Wim One; Wes Two",
    "I": "Rik Roe shouted",
    "J": "Rik Roe",
    "K": "permanent ban",
    "L": "2026-03-01",
}
ROWS = {
    2: DUE,
    3: {**DUE, "A": "2025-05-01 08:00", "J": "Max Muster", "K": "temporary ban", "L": ""},
    4: {**DUE, "A": "2025-06-01 09:00", "J": "Eva Else", "K": "warning", "L": "2027-06-01"},
}
EXPUNGED = {3: "Expunged", 4: "Expunged", 6: "Expunged", 7: "Expunged; Expunged"} | {
    8: "Expunged",
    9: "Expunged",
}


@pytest.fixture
def world(sandbox: Sandbox, tmp_path: Path) -> World:
    """Three reports in the template's columns, one of them due."""
    (tmp_path / "incidents.toml").write_text(LAYOUT, encoding="utf-8")
    return book(
        sandbox,
        tmp_path,
        ROWS,
        headers=HEADERS,
        title="Form Responses 1",
        settings='[schema]\nfile = "incidents.toml"\n',
        usual_values=False,
    )


def test_only_the_identifying_cells_of_the_due_row_change(world: World) -> None:
    """CS-63: six cells, two marks for two witnesses; the statistics stay what they were."""
    before = cells(world)
    table = world.run("--as-of", TODAY, "stats", "--layout", "2026", "--format", "csv").stdout
    run = world.run("--as-of", TODAY, "expunge", "--yes")
    assert run.returncode == 0, run.stdout + run.stderr
    after = cells(world)
    for column, text in EXPUNGED.items():
        before["Form Responses 1"][1][column] = text
    assert after["Form Responses 1"] == before["Form Responses 1"]
    again = world.run("--as-of", TODAY, "stats", "--layout", "2026", "--format", "csv")
    assert again.stdout == table
    counted = dict(zip(*(line.split(",") for line in table.splitlines()[:2]), strict=True))
    assert (counted["Reports"], counted["Banned"], counted["Suspended"]) == ("3", "1", "1")


@pytest.mark.parametrize("command", ["due", "retention", "people", "validate", "doctor"])
def test_the_other_commands_work_with_it(world: World, command: str) -> None:
    """CS-63: nothing about the layout of 2016 is taken for granted."""
    run = world.run("--as-of", TODAY, command)
    assert run.returncode in (0, 1), run.stdout + run.stderr
    assert "nobody foresaw" not in run.stderr


def test_a_report_is_added_under_its_own_headers(world: World) -> None:
    """CS-63: fields by their keys in the layout."""
    fields = {"date_reported": "2026-03-01", "number": "4", "named_subjects": "Kim Else"}
    told = [f"{key}={text}" for key, text in fields.items()]
    options = [word for pair in told for word in ("--field", pair)]
    run = world.run("--as-of", TODAY, "records", "add", *options, "--yes")
    assert run.returncode == 0, run.stdout + run.stderr
    assert cells(world)["Form Responses 1"][4][9] == "Kim Else"


def test_init_guesses_nothing(world: World) -> None:
    """CS-63: headers that are no layout's are said to be so, and nothing is written."""
    (world.folder / "cocsheets.toml").unlink()
    run = world.run("init", "--yes")
    assert (run.returncode, "has the headers of records" in run.stderr) == (2, True)
    assert not (world.folder / "cocsheets.toml").exists()
    assert shown(world, "rules", code=0)
