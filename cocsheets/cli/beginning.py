"""`cocsheets init --new`: shows what a new spreadsheet would hold, takes consent, and makes it.

Must not know how it is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cocsheets.cli.logs import say
from cocsheets.cli.setting_up import InitOptions, identify
from cocsheets.operations.newsheet import RECORDS, begin
from cocsheets.operations.newsheet import make as make_it
from cocsheets.operations.setup import TITLE

if TYPE_CHECKING:
    from cocsheets.cli.context import Context


def make(context: Context, told: InitOptions, title: str, credentials: str | None) -> str | None:
    """Make the spreadsheet and return its key; None where nobody agreed."""
    if told.apply_digest is not None:
        raise click.UsageError("--new goes with --yes, or asks on a terminal; not with --apply.")
    settings = identify(told, credentials)
    committee = context.committee(settings=settings)
    day = context.as_of or committee.now().date()
    wanted = begin(committee, title, told.preset, told.chair, day, told.time_zone or "")
    click.echo(f'A new spreadsheet "{title}" would be made, owned by {committee.http.acting_as}:')
    click.echo(f'  worksheet "{RECORDS}", with the headers of {wanted.schema.name}:')
    for header in wanted.header:
        click.echo(f"    {header}")
    click.echo("  with drop-downs, date checks, and a header that only chairs may edit;")
    click.echo(f'  worksheet "{TITLE}", the roster: {wanted.chair} (chair, joined {day})')
    click.echo("Then cocsheets.toml and .env would be written.\n")
    if not told.yes:
        if told.dry_run:
            say("A dry run: nothing was made.")
            return None
        if not told.asks:
            say("Nothing was made. To go ahead: --yes.")
            return None
        if not click.confirm("Go ahead?", default=True, err=True):
            return None
    context.made = f'A spreadsheet "{title}" was begun: look for it in Google Drive.'
    key = make_it(committee, wanted)
    click.echo(f"Made https://docs.google.com/spreadsheets/d/{key}/edit")
    return key
