"""Measure what a large worksheet beside the records costs, over HTTP.

A sandbox serves a spreadsheet with and without a worksheet of two million cells that is none of
ours. `cocsheets validate` reads it, in a process of its own: its processor time counts, that of
the sandbox does not. The file is large in both cases, by its records.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from benches.table import Line, show
from benches.validation import HEADERS, rows
from cocsheets.sandbox import Sandbox
from cocsheets.sandbox.sheets.cells import Cell
from cocsheets.sandbox.sheets.sheet import Row

LIMIT = 1.05
"""Of what it takes without the neighbour."""
RECORDS, CELLS, COLUMNS = 25_000, 2_000_000, 20
OWNER = "chair@example.org"
DATES = (0, 9)
"""Columns of the records that have dates."""
DATED = {"numberFormat": {"type": "DATE", "pattern": "yyyy-mm-dd"}}


class Measured(NamedTuple):
    """One run of a command."""

    seconds: float
    asked: tuple[str, ...]
    """The requests, by path."""


def records(count: int) -> list[Row]:
    """Invented reports, as the sandbox keeps them."""
    table: list[Row] = [tuple(Cell(header) for header in HEADERS)]
    for row in rows(count):
        cells = [
            None if value is None else Cell(value, DATED if at in DATES else None)
            for at, value in enumerate(row)
        ]
        table.append(tuple(cells))
    return table


def seed(sandbox: Sandbox, count: int, beside: int) -> str:
    """Make the spreadsheet; returns its key."""
    book = sandbox.client(OWNER).create("CoC records")
    content = sandbox.app.state.files[book.id].sheet
    sheet = content.sheets[0]
    sheet.rows, sheet.row_count = records(count), count + 1
    if beside:
        book.add_worksheet("Talks", beside // COLUMNS, COLUMNS)
        row: Row = tuple(map(Cell, range(COLUMNS)))
        content = sandbox.app.state.files[book.id].sheet
        content.sheets[1].rows = [row] * (beside // COLUMNS)
    return book.id


def measure(sandbox: Sandbox, key: str, *command: str) -> Measured:
    """Run a command in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "COCSHEETS_API_ROOT": sandbox.url,
            "COCSHEETS_SPREADSHEET": key,
            "COCSHEETS_ACT_AS": OWNER,
            "XDG_STATE_HOME": folder,
        }
        sandbox.forget_requests()
        program = [sys.executable, "-m", "cocsheets", *command]
        with subprocess.Popen(
            program, env=environment, cwd=folder, stdout=subprocess.DEVNULL
        ) as child:
            _, status, used = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in (0, 1):
            raise SystemExit(f"cocsheets {' '.join(command)} ended with {child.returncode}")
        asked = tuple(one["path"] for one in sandbox.requests())
        return Measured(used.ru_utime + used.ru_stime, asked)


def both(count: int, cells: int, repeat: int) -> tuple[Measured, Measured]:
    """The best run with the neighbour, and the best one without."""
    with Sandbox() as sandbox:
        keys = [seed(sandbox, count, beside) for beside in (cells, 0)]
        found = [[measure(sandbox, key, "validate") for key in keys] for _ in range(repeat)]
    beside, alone = (min(runs) for runs in zip(*found, strict=True))
    return beside, alone


def lines(count: int = RECORDS, cells: int = CELLS, repeat: int = 3) -> Iterator[Line]:
    """What has a target."""
    beside, alone = both(count, cells, repeat)
    what = f"validate {count:,} rows, {cells:,} cells elsewhere"
    yield Line(what, beside.seconds, "s", LIMIT, alone.seconds, "the same without them")


def add_options(parser: argparse.ArgumentParser) -> None:
    """What can be chosen."""
    parser.add_argument("--rows", type=int, default=RECORDS)
    parser.add_argument("--cells", type=int, default=CELLS)
    parser.add_argument("--repeat", type=int, default=3)


def run(options: argparse.Namespace) -> int:
    """Print both runs, and what they asked for."""
    found = both(options.rows, options.cells, options.repeat)
    for name, one in zip(("with neighbour", "without"), found, strict=True):
        kinds = Counter("sheets" if path.startswith("/v4/") else "drive" for path in one.asked)
        told = ", ".join(f"{number} to {kind}" for kind, number in sorted(kinds.items()))
        print(f"{name:15} {one.seconds:6.2f} s, requests: {told}")
    line = Line("ratio", found[0].seconds, "s", LIMIT, found[1].seconds)
    show(line)
    return 0 if line.met else 1
