"""Time the sandbox on a sheet of a million cells, and print the figures.

A real gspread over HTTP: fill the sheet, open it, replace one text, read all of it. The peak of
memory, and the CPU, are those of the process which holds both the sandbox and the client.
"""

from __future__ import annotations

import argparse
import resource
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cocsheets.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

ROWS, COLUMNS, PART = 40_000, 25, 4_000


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long the block took."""
    start = time.perf_counter()
    yield
    print(f"{what:<28} {time.perf_counter() - start:6.2f} s")


def add_options(parser: argparse.ArgumentParser) -> None:
    """What can be chosen."""
    parser.add_argument("--db", type=Path, help="keep the state in this new file")


def run(options: argparse.Namespace) -> int:
    """Fill, open, replace, read."""
    db: Path | None = options.db
    with Sandbox(db=db) as sandbox:
        client = sandbox.client("chair@example.org")
        book = client.create("A million cells")
        sheet = book.sheet1
        sheet.resize(ROWS, COLUMNS)
        with timed("fill"):
            for top in range(0, ROWS, PART):
                rows = [
                    [f"r{row}c{column}" if column % 5 else row for column in range(COLUMNS)]
                    for row in range(top, top + PART)
                ]
                sheet.update(rows, f"A{top + 1}")
        base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with timed("open"):
            book = client.open_by_key(book.id)
            sheet = book.sheet1
        with timed("one findReplace"):
            request = {"find": "r39999c24", "replacement": "Expunged", "allSheets": True}
            reply = book.batch_update({"requests": [{"findReplace": request}]})
        with timed("read all"):
            values = sheet.get_all_values()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{'cells read':<28} {sum(map(len, values)):>9,}")
    print(f"{'replaced':<28} {reply['replies'][0]['findReplace']['valuesChanged']:>9,}")
    print(f"{'memory when filled':<28} {base / 1024:>9,.0f} MB")
    print(f"{'memory at its peak':<28} {peak / 1024:>9,.0f} MB")
    print(f"{'seconds of CPU':<28} {time.process_time():>9,.1f}")
    if db:
        print(f"{'size of the file':<28} {db.stat().st_size / 1e6:>9,.0f} MB")
    return 0
