"""`cocsheets screen --blind`: the weaknesses first, then the file."""

from __future__ import annotations

import datetime as dt
import logging
import sys
from pathlib import Path

import click

from cocsheets.cli.context import Context
from cocsheets.cli.logs import say


def make_blind(context: Context, out: Path, expires: dt.date | None, event: str) -> int:
    """Write a blind list of the flagged people to a file."""
    from cocsheets.cli.progress import reckoning
    from cocsheets.exit_codes import ExitCode
    from cocsheets.machine import write_whole
    from cocsheets.operations.blinding import expected, identifiers_of, make, weaknesses
    from cocsheets.operations.screen import note

    if expires is None:
        raise click.UsageError("--blind needs --expires: the last day on which it may be used.")
    reading = context.committee().read()
    found = identifiers_of(reading)
    for weakness in weaknesses(expected(found), expires):
        say(weakness, level=logging.WARNING)
    terminal = sys.stdin.isatty() and sys.stdout.isatty()
    if terminal and not click.confirm("Make the blind list?", default=False, err=True):
        say("Nothing was written.")
        return ExitCode.OK
    with reckoning("Making digests") as far:
        made = make(reading, found, expires, far)
    why_not = note(reading, [made.line(event)])
    write_whole(out, made.text)
    click.echo(
        f"Written: {out}, of {made.records} records. It may be used until {made.expires}.\n"
        f"The organiser runs: python -m cocsheets.blind {out.name} LIST.csv\n"
        "`python -m cocsheets.blind --source` prints the checker, to be read and sent along."
    )
    if made.silent:
        say(
            f"{made.silent} records have no address, URL or handle; nothing of them is in the file."
        )
    if why_not:
        say(f"It was not noted in the ledger: {why_not}", level=logging.WARNING)
    return ExitCode.OK
