"""A process in which so many days pass within a second: the daily service with a clock of its own.

Usage: python days.py DAYS
"""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import dataclass
from pathlib import Path

import click

from cocsheets.cli.context import Context
from cocsheets.cli.service import Service
from cocsheets.cli.stopping import Stop
from cocsheets.daily.diary import Daily, FileDiary
from cocsheets.daily.timetable import Timetable


@dataclass
class Clock:
    """Days that pass when they are told to."""

    now: dt.datetime


def main(days: int) -> None:
    """Let the days pass, and tell how each one's run ended."""
    clock = Clock(dt.datetime.now(dt.UTC).replace(hour=6))
    service = Service(Context(), Stop())
    work = service._work
    daily = Daily(
        Timetable(dt.time(5), dt.UTC), FileDiary(Path("days.json")), work, now=lambda: clock.now
    )
    for number in range(1, days + 1):
        daily.tick()
        last = daily.last
        click.echo(f"day {number}: exit {last.exit if last else None}")
        clock.now += dt.timedelta(days=1)


if __name__ == "__main__":
    main(int(sys.argv[1]))
