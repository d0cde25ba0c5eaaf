"""`cocsheets join`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cocsheets.cli.context import Context
from cocsheets.cli.options import format_option, writing_options

if TYPE_CHECKING:
    from cocsheets.cli.writing import Consent


@click.command("join")
@writing_options
@format_option("text", "json")
@click.pass_obj
def command(context: Context, consent: Consent, output: str) -> int:
    """Bring names and cases together again: undo `cocsheets split`.

    Each code name becomes the name or address that was there, as it was spelt. The identity
    spreadsheet stays as it is.
    """
    from cocsheets.cli.split import go

    return go(context.committee().read().plan_join(), consent, output, joins=True)
