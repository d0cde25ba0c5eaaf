"""Measure validation from Google's raw answer to findings, and the same beside pandera.

Each measurement runs in a process of its own, so that its peak memory is its own. It is given the
answer's bytes as they come over the wire. "All rules" is what `cocsheets validate` does with them:
records linked over the people they name, so that it can tell what is held, and every rule. "People
not linked" leaves that out: a record is then due by its date alone. "Types and presence" is what
pandera can do as well: dates, yes/no, status, required cells, each fault with its row. Pandera
(extra `bench`; left out where it is not installed) gets the same bytes; decoding them, building the
frame and parsing dates count. Limits are held against processor time, which other programs on the
machine disturb less.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import importlib.util
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from benches.table import Line
from cocsheets.__main__ import SELDOM
from cocsheets.records.schema import load_schema

TODAY = dt.date(2026, 4, 2)
MEMBERS = ("Ana Lopez", "Bo Chair", "Cy Member")
HEADERS = tuple(column.header for column in load_schema().columns if not column.optional)
LIMIT_SECONDS, LIMIT_MEGABYTES = 2.0, 300.0
LIMIT_OF_PANDERA = 0.5
LIMIT_GROWTH = 1.1
"""Of four times the time that a fourth of the rows takes."""


# --- an invented sheet ------------------------------------------------------------------------


def rows(count: int) -> Iterator[list[Any]]:
    """Reports over ten years: one in fifty has a slip; names hardly ever repeat."""
    draw = random.Random(2016)
    given = ("Ada", "Rik", "Una", "Poe", "Jane", "Mia", "Tom", "Zoë")
    for number in range(count):
        name = f"{draw.choice(given)} Fixture{draw.randrange(count)}"
        reported = 42005 + draw.randrange(3650)
        row: list[Any] = [
            reported,
            draw.choice(MEMBERS),
            name if number % 7 else f"{name}; {draw.choice(given)} Sample{number}",
            f"p{number}@example.org"
            + (f"\nhttps://example.org/u/p{number}" if number % 3 == 0 else ""),
            f"Report {number}: somebody said something in the hallway.\nAnd once more, later.",
            draw.choice(("Yes", "No", "yes - mailed them", None)),
            draw.choice(("Yes", "No", None)),
            draw.choice((None, f"Asked to stop, and did so (case {number}).")),
            draw.choice((None, None, None, "flagged", "blacklisted")),
            draw.choice((None, reported + 365, reported + 183)),
        ]
        if row[8] and not row[7]:
            row[7] = "Told, and warned."
        if number % 50 == 0:
            slip = draw.randrange(5)
            place = (0, 9, 5, 8, 1)[slip]
            row[place] = ("12.07.2022", "never", "maybe", "flaged", None)[slip]
        yield row


def cell(value: Any) -> dict[str, Any]:
    """A cell as `spreadsheets.get` tells it."""
    if value is None:
        return {}
    if isinstance(value, str):
        return {
            "userEnteredValue": {"stringValue": value},
            "effectiveValue": {"stringValue": value},
        }
    return {
        "userEnteredValue": {"numberValue": value},
        "effectiveValue": {"numberValue": value},
        "effectiveFormat": {"numberFormat": {"type": "DATE"}},
    }


def answer(count: int) -> bytes:
    """The answer, without indentation, as cocsheets asks for it."""
    data = [{"values": [cell(value) for value in row]} for row in (HEADERS, *rows(count))]
    properties = {
        "sheetId": 0,
        "title": "Reports",
        "index": 0,
        "gridProperties": {"rowCount": count},
    }
    made = {
        "spreadsheetId": "KEY",
        "properties": {"title": "CoC records", "timeZone": "Europe/Amsterdam"},
        "sheets": [{"properties": properties, "data": [{"rowData": data}]}],
    }
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()


# --- what is measured -------------------------------------------------------------------------


def all_rules(content: bytes) -> int:
    """What `cocsheets validate` does, from Google's answer to findings."""
    from cocsheets.records.layout import locate
    from cocsheets.records.links import link
    from cocsheets.records.reading import read_table
    from cocsheets.records.retentionsettings import RetentionSettings
    from cocsheets.records.validation import validate
    from cocsheets.records.verdicts import judge
    from cocsheets.workbook.decoding import decode

    spreadsheet = decode(content)
    del content  # as the command does
    table = locate(spreadsheet, load_schema())
    readout = read_table(table)
    verdicts = judge(readout.records, RetentionSettings(), TODAY, link(readout.records))
    validation = validate(
        spreadsheet, table, readout, today=TODAY, members=MEMBERS, verdicts=verdicts
    )
    return len(validation.findings)


def not_linked(content: bytes) -> int:
    """The same without the retention rules that hold a due record for a later report."""
    from cocsheets.records.layout import locate
    from cocsheets.records.reading import read_table
    from cocsheets.records.validation import validate
    from cocsheets.workbook.decoding import decode

    spreadsheet = decode(content)
    del content  # as the command does
    table = locate(spreadsheet, load_schema())
    validation = validate(spreadsheet, table, read_table(table), today=TODAY, members=MEMBERS)
    return len(validation.findings)


def types_and_presence(content: bytes) -> int:
    """Our rules that pandera has too."""
    from cocsheets.records.layout import locate
    from cocsheets.records.reading import read_table
    from cocsheets.workbook.decoding import decode

    table = locate(decode(content), load_schema())
    del content
    required = [column.key for column in table.schema.columns if column.required]
    blank = sum(cell is None for key in required for cell in table.column(key))
    return len(read_table(table).problems) + blank


def pandera_checks(content: bytes) -> int:
    """The same with pandera: decode, frame, dates, lazy validation."""
    import pandas as pd
    import pandera.pandas as pa

    grid = msgspec.json.decode(content)["sheets"][0]["data"][0]["rowData"]
    del content
    values = [
        [next(iter(cell["effectiveValue"].values())) if cell else None for cell in row["values"]]
        for row in grid
    ]
    frame = pd.DataFrame(values[1:], columns=values[0], dtype=object)
    for name in (HEADERS[0], HEADERS[9]):
        serial = pd.to_numeric(frame[name], errors="coerce")
        dates = pd.to_datetime(serial, unit="D", origin="1899-12-30")
        typed = frame[name].notna() & serial.isna()
        iso = pd.to_datetime(frame.loc[typed, name], format="%Y-%m-%d", errors="coerce")
        frame[name + " read"] = dates.fillna(iso)
        frame[name + " unread"] = typed & frame[name + " read"].isna()
    answers = pa.Check.str_matches(r"(?i)^\s*(yes|y|true|no|n|false)\b")
    status = pa.Check(
        lambda s: s.str.strip().str.lower().isin(["flagged", "blacklisted", "banned"])
    )
    readable = pa.Check.equal_to(False)
    schema = pa.DataFrameSchema(
        {
            HEADERS[0]: pa.Column(object, nullable=False),
            HEADERS[1]: pa.Column(object, nullable=False),
            HEADERS[5]: pa.Column(object, answers, nullable=True),
            HEADERS[6]: pa.Column(object, answers, nullable=True),
            HEADERS[8]: pa.Column(object, status, nullable=True),
            HEADERS[0] + " unread": pa.Column(bool, readable),
            HEADERS[9] + " unread": pa.Column(bool, readable),
        }
    )
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        return len(error.failure_cases)
    return 0


WORK: dict[str, Callable[[bytes], int]] = {
    "all rules": all_rules,
    "people not linked": not_linked,
    "types and presence": types_and_presence,
    "pandera": pandera_checks,
}


def peak_megabytes() -> float:
    """Most memory that this process has had. Linux counts it for the program alone in VmHWM, while
    `ru_maxrss` starts with that of the process which started it."""
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text("ascii"))
        if found:
            return int(found[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def measure_here(name: str, path: Path) -> None:
    """In a process of its own: warm up imports, then measure; prints JSON."""
    work = WORK[name]
    gc.set_threshold(SELDOM)  # as the command does
    work(answer(20))
    content = [path.read_bytes()]
    wall, processor = time.perf_counter(), time.process_time()
    found = work(content.pop())
    seconds = time.process_time() - processor
    print(json.dumps([seconds, time.perf_counter() - wall, peak_megabytes(), found]))


class Measured(NamedTuple):
    """One measurement."""

    seconds: float
    wall: float
    megabytes: float
    found: int


def measure(name: str, path: Path, repeat: int) -> Measured:
    """The best of some runs."""
    command = [sys.executable, sys.argv[0], "validation", "--work", name, "--file", str(path)]
    return min(
        Measured(*json.loads(subprocess.run(command, check=True, capture_output=True).stdout))
        for _ in range(repeat)
    )


def lines(rows: int = 100_000, repeat: int = 3) -> Iterator[Line]:
    """What has a target."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answer.json"

        def measured(name: str, content: bytes) -> Measured:
            path.write_bytes(content)
            return measure(name, path, repeat)

        whole, fourth = answer(rows), answer(rows // 4)
        ours = measured("all rules", whole)
        yield Line(f"validate {rows:,} rows", ours.seconds, "s", LIMIT_SECONDS)
        yield Line("the same, memory at its peak", ours.megabytes, "MB", LIMIT_MEGABYTES)
        four = 4 * measured("all rules", fourth).seconds
        what = f"the same, {rows * len(HEADERS):,} cells"
        yield Line(what, ours.seconds, "s", LIMIT_GROWTH, four, "four times a fourth")
        if importlib.util.find_spec("pandera"):
            theirs = measured("pandera", whole).seconds
            both = measured("types and presence", whole).seconds
            yield Line("types and presence alone", both, "s", LIMIT_OF_PANDERA, theirs, "pandera")


def add_options(parser: argparse.ArgumentParser) -> None:
    """What can be chosen."""
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--work", choices=WORK, help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)


def run(given: argparse.Namespace) -> int:
    """Print all figures."""
    if given.work:
        measure_here(given.work, given.file)
        return 0
    names = [name for name in WORK if name != "pandera" or importlib.util.find_spec("pandera")]
    with tempfile.TemporaryDirectory() as folder:
        print(f"{'':20} {'rows':>8} {'seconds':>8} {'by clock':>9} {'peak MB':>8} {'findings':>9}")
        measured: dict[tuple[str, int], Measured] = {}
        for count in (given.rows // 4, given.rows // 2, given.rows):
            path = Path(folder) / f"{count}.json"
            path.write_bytes(answer(count))
            for name in names if count == given.rows else names[:1]:
                took = measured[name, count] = measure(name, path, given.repeat)
                print(
                    f"{name:20} {count:8} {took.seconds:8.2f} {took.wall:9.2f}"
                    f" {took.megabytes:8.0f} {took.found:9}",
                    flush=True,
                )
            if count == given.rows:
                print(f"The answer is {path.stat().st_size / 1e6:.0f} MB.")
    seconds, _, peak, _ = measured["all rules", given.rows]
    growth = seconds / measured["all rules", given.rows // 4].seconds
    print(f"Four times the rows take {growth:.1f} times as long.")
    met = seconds <= LIMIT_SECONDS and peak <= LIMIT_MEGABYTES
    print(f"All rules within {LIMIT_SECONDS:.0f} s and {LIMIT_MEGABYTES:.0f} MB: {_yes(met)}.")
    if "pandera" in names:
        ours = measured["types and presence", given.rows].seconds
        ahead = ours <= LIMIT_OF_PANDERA * measured["pandera", given.rows].seconds
        print(f"Types and presence at least twice as fast as pandera: {_yes(ahead)}.")
        met = met and ahead
    else:
        print("Pandera is not installed (extra `bench`), so there is no comparison.")
    return 0 if met else 1


def _yes(fact: bool) -> str:
    return "yes" if fact else "no"
