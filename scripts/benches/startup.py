"""Measures how long `cocsheets --help` takes beside a bare click program with as many commands.

Prints both medians and their ratio; exits with 1 if the ratio is above RATIO (1.5).
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence

BARE = """
import click
@click.group()
@click.option("--config", help="Settings file.")
def cli(config):
    "A program."
for number in range(19):
    cli.add_command(click.Command(f"command{number}", help="Does something."))
cli()
"""
OURS = "import sys; from cocsheets.__main__ import main; main()"


def seconds(arguments: Sequence[str]) -> float:
    """How long one process takes."""
    began = time.perf_counter()
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def measure(runs: int) -> tuple[float, float]:
    """Medians of the bare program and of cocsheets, run in turns so that noise hits both."""
    programs = [[sys.executable, "-c", text, "--help"] for text in (BARE, OURS)]
    for program in programs:
        seconds(program)
    times = [[seconds(program) for program in programs] for _ in range(runs)]
    bare, ours = (statistics.median(column) for column in zip(*times, strict=True))
    return bare, ours


def add_options(parser: argparse.ArgumentParser) -> None:
    """What can be chosen."""
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--most", type=float, default=1.5)


def run(options: argparse.Namespace) -> int:
    """Measure and compare."""
    bare, ours = measure(options.runs)
    print(f"bare click program: {1000 * bare:.0f} ms (median of {options.runs})")
    print(f"cocsheets --help:   {1000 * ours:.0f} ms")
    print(f"ratio:              {ours / bare:.2f} (at most {options.most})")
    return 0 if ours <= options.most * bare else 1
