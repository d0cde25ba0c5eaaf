"""Measures how long commands take to begin, each beside a short program that does as much.

`--help` beside a click program, an idle `sync` beside a script that makes its requests by gspread,
`stats` beside a script that loads pandas and gspread and reads the sheet. Against a sandbox, as new
processes in turns, so that noise hits all. The scripts are in `yardsticks`. Prints medians.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benches.table import Line, show
from cocsheets.sandbox import Sandbox, demo

ROOT = Path(__file__).parents[2]
OURS = (sys.executable, "-c", "from cocsheets.__main__ import main; main()")
MOST = {"--help": 1.3, "sync": 1.5, "stats": 1.2}
"""Targets, by command."""
RUNS = 11


class Took(NamedTuple):
    """What one process took, in seconds."""

    processor: float
    clock: float


def once(command: Sequence[str], environment: Mapping[str, str], folder: str) -> Took:
    """Run a process to its end. Raises RuntimeError where it failed."""
    began = time.perf_counter()
    with subprocess.Popen(
        command, env=environment, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        said = process.stderr.read() if process.stderr else b""
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise RuntimeError(said.decode())
    return Took(used.ru_utime + used.ru_stime, time.perf_counter() - began)


def lines(runs: int = RUNS) -> Iterator[Line]:
    """Processor and clock of each command, beside its yardstick."""
    with Sandbox() as sandbox, tempfile.TemporaryDirectory() as folder:
        key = demo.seed(sandbox.client(demo.OWNER), dt.datetime.now(dt.UTC).date())
        environment = {
            "COCSHEETS_API_ROOT": sandbox.url,
            "COCSHEETS_SPREADSHEET": key,
            "COCSHEETS_ACT_AS": demo.ROBOT,
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'scripts'}",
            "XDG_STATE_HOME": folder,
        }
        for command, most in MOST.items():
            yardstick = str(ROOT / "scripts/benches/yardsticks" / f"{command.strip('-')}.py")
            theirs = [sys.executable, yardstick, *([command] if command == "--help" else [])]
            both = (theirs, [*OURS, command])
            for program in (*both, *both):  # writes byte code; a first sync does what is due
                once(program, environment, folder)
            times = [[once(program, environment, folder) for program in both] for _ in range(runs)]
            they, we = (list(zip(*column, strict=True)) for column in zip(*times, strict=True))
            for kind, its, own in zip(("processor", "clock"), they, we, strict=True):
                middle, yard = statistics.median(own), statistics.median(its)
                beside = f"yardsticks/{Path(yardstick).name}"
                yield Line(f"{command}, by the {kind}", middle, "s", most, yard, beside)


def add_options(parser: argparse.ArgumentParser) -> None:
    """What can be chosen."""
    parser.add_argument("--runs", type=int, default=RUNS)


def run(options: argparse.Namespace) -> int:
    """Measure and compare."""
    found = list(lines(options.runs))
    for line in found:
        show(line)
    return 0 if all(line.met for line in found) else 1
