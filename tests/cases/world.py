"""Small sheets of records: only the cells that matter are spelled out.

What is typed by a test is what a person types: `"2026-04-01"` becomes a true date. `Text` is what
stands in a text cell, whatever it looks like. All people are invented.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cocsheets.sandbox import Sandbox
from tests.cli.world import ACTING, ROSTER, World
from tests.records.sheets import HEADERS

TODAY = "2026-04-02"
DUE = {"A": "2025-04-01", "J": "2026-04-01"}
"""What makes a row due on `TODAY`."""
NAMES = (
    "Odalys Brandt",
    "Kwame Tiller",
    "Yuki Marsh",
    "Piet Zonder",
    "Farah Quist",
    "Igor Wexley",
    "Lena Abbot",
    "Milo Crane",
)
"""Subjects of the rows that a test says nothing about; unlike each other."""
IDENTIFYING = "BCDE"
Cells = dict[str, list[list[Any]]]


class Text(str):
    """What stands in a text cell as it is."""


def usual(row: int) -> dict[str, str]:
    """Harmless and valid values for a row."""
    name = NAMES[row % len(NAMES)]
    return {
        "A": "2022-01-10",
        "B": "Ana Lopez",
        "C": name,
        "D": f"{name.split()[1].lower()}{row}@example.net",
        "E": f"Report {row}",
        "F": "No",
        "G": "No",
        "H": "Spoke with them",
        "J": "2031-01-10",
    }


def book(
    sandbox: Sandbox,
    folder: Path,
    rows: Mapping[int, Mapping[str, Any]],
    *,
    headers: Sequence[str] = HEADERS,
    roster: Sequence[Sequence[str]] | None = ROSTER,
    title: str = "Reports",
    settings: str = "",
    usual_values: bool = True,
) -> World:
    """A spreadsheet with these rows; cells that are not named hold harmless values.

    Rows that are not named stay empty. Nothing about dates is remembered by the process that runs
    but what `settings`, the text of a `cocsheets.toml`, says.
    """
    spreadsheet = sandbox.client(ACTING).create("CoC records")
    spreadsheet.sheet1.update_title(title)
    cells: dict[str, Any] = {
        f"{_column(number)}1": Text(header) for number, header in enumerate(headers)
    }
    for row, given in rows.items():
        values = {**(usual(row) if usual_values else {}), **given}
        cells |= {f"{column}{row}": value for column, value in values.items() if value != ""}
    type_in(spreadsheet, title, cells)
    if roster is not None:
        spreadsheet.add_worksheet("Members", 50, 8)
        table = {
            f"{_column(column)}{row}": text
            for row, line in enumerate(roster, start=1)
            for column, text in enumerate(line)
        }
        type_in(spreadsheet, "Members", table)
    if settings:
        (folder / "cocsheets.toml").write_text(settings, encoding="utf-8")
    sandbox.forget_requests()
    return World(sandbox, spreadsheet, folder)


def type_in(spreadsheet: Any, title: str, cells: Mapping[str, Any]) -> None:
    """Type values into cells; `Text` and what is no text goes in as it is."""
    quoted = title.replace("'", "''")
    for option in ("USER_ENTERED", "RAW"):
        data = [
            {"range": f"'{quoted}'!{address}", "values": [[value]]}
            for address, value in cells.items()
            if (type(value) is str) == (option == "USER_ENTERED")
        ]
        if data:
            spreadsheet.values_batch_update({"valueInputOption": option, "data": data})


def _column(number: int) -> str:
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[number]


def cells(world: World) -> Cells:
    """All cells of all worksheets but the ledger, with formulas as formulas."""
    formula: Any = "FORMULA"
    return {
        sheet.title: sheet.get_all_values(value_render_option=formula)
        for sheet in world.spreadsheet.worksheets()
        if sheet.title != "cocsheets log"
    }


def expunged(
    before: Cells, *rows: int, title: str = "Reports", columns: str = IDENTIFYING
) -> Cells:
    """The same cells with the identifying, non-blank ones of these rows expunged."""
    table = [list(row) for row in before[title]]
    for row in rows:
        for column in columns:
            place = ord(column) - ord("A")
            if table[row - 1][place] != "":
                table[row - 1][place] = "Expunged"
    return {**before, title: table}


def shown(world: World, *arguments: str, code: int | None = None) -> Any:
    """What a command says as JSON."""
    run = world.run("--as-of", TODAY, *arguments, "--format", "json")
    assert code is None or run.returncode == code, run.stdout + run.stderr
    return json.loads(run.stdout)


def found(world: World, *arguments: str, as_of: str = TODAY) -> set[tuple[str, str, str]]:
    """Severity, rule and cell of every finding of `validate`."""
    run = world.run("--as-of", as_of, "validate", *arguments, "--format", "json")
    return {(f["severity"], f["rule"], f["cell"]) for f in json.loads(run.stdout)["findings"]}


def fault(method: str, path: str, nth: int | None = None, **do: Any) -> dict[str, Any]:
    """A fault of the sandbox at the nth request that matches, or at each."""
    match = {"method": method, "path": path} | ({} if nth is None else {"nth": nth})
    return {"match": match, "do": do}
