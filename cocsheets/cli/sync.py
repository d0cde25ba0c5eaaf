"""`cocsheets sync`."""

from __future__ import annotations

import click

from cocsheets.cli.context import Context
from cocsheets.cli.options import format_option


@click.command("sync")
@click.option(
    "--allow-large-change", is_flag=True, help="Lift the limits on how much may change at once."
)
@format_option("text", "json")
@click.pass_obj
def command(context: Context, allow_large_change: bool, output: str) -> int:
    """Do the daily job: validate, expunge, sharing, log.

    Never asks. Does every part even if another fails, and exits with the first of 6, 3, 5, 4, 2, 1
    that any part gave. A second run on a day with nothing to do only reads.
    """
    from cocsheets.cli.output import print_json
    from cocsheets.formats.sync import sync_json, sync_text
    from cocsheets.operations.sync import sync

    report = sync(context.committee(), allow_large=allow_large_change)
    if output == "json":
        print_json(sync_json(report))
    else:
        click.echo(sync_text(report))
    return report.code
