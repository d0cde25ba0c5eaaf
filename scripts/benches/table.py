"""Everything that has a target, beside its yardstick in the same run: one table.

Seconds are of the processor unless a line says otherwise, since other programs on the machine
disturb them less. A target is a ratio where there is a yardstick, else the most that ours may be.
"""

from __future__ import annotations

import argparse
from importlib import import_module
from typing import NamedTuple


class Line(NamedTuple):
    """One thing measured."""

    what: str
    ours: float
    unit: str
    """`s`, `MB`, or empty for a number of things."""
    most: float
    """The target; see the module."""
    yardstick: float | None = None
    beside: str = ""
    """What the yardstick is."""

    @property
    def ratio(self) -> float | None:
        """Ours by the yardstick's."""
        return self.ours / self.yardstick if self.yardstick else None

    @property
    def met(self) -> bool:
        """Whether the target is met."""
        return (self.ours if self.ratio is None else self.ratio) <= self.most


MEASURED = ("startup", "validation", "neighbour", "people")
"""Modules beside this one that have a function `lines` which gives theirs."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Which lines."""
    parser.add_argument("--only", choices=MEASURED, help="lines of one module alone")


def run(options: argparse.Namespace) -> int:
    """Print each line as soon as it is measured; returns 1 where a target is not met."""
    print(f"{'what':50} {'ours':>9} {'yardstick':>9} {'ratio':>5} {'at most':>9}  met")
    missed = 0
    for name in (options.only,) if options.only else MEASURED:
        for line in import_module(f"benches.{name}").lines():
            show(line)
            missed += not line.met
    if missed:
        print(f"{missed} targets are not met.")
    return min(missed, 1)


def show(line: Line) -> None:
    """Print one line of the table."""
    yardstick = "" if line.yardstick is None else told(line.yardstick, line.unit)
    ratio = "" if line.ratio is None else f"{line.ratio:.2f}"
    most = told(line.most, line.unit) if line.ratio is None else f"{line.most:.2f}"
    beside = f" beside {line.beside}" if line.beside else ""
    print(
        f"{line.what:50} {told(line.ours, line.unit):>9} {yardstick:>9} {ratio:>5} {most:>9}"
        f"  {'yes' if line.met else 'NO':3}{beside}".rstrip(),
        flush=True,
    )


def told(number: float, unit: str) -> str:
    """A number with its unit, as short as it stays true."""
    shown = f"{number:.3f}" if unit == "s" and number < 1 else f"{number:.3g}"
    return f"{shown} {unit}".rstrip()
