"""`cocsheets sync`."""

from __future__ import annotations

import click

from cocsheets.cli.context import Context
from cocsheets.cli.options import format_option


@click.command("sync")
@click.option(
    "--allow-large-change", is_flag=True, help="Lift the limits on how much may change at once."
)
@click.option(
    "--dry-run", is_flag=True, help="Plan, show the plan and the notice; write and send nothing."
)
@format_option("text", "json")
@click.pass_obj
def command(context: Context, allow_large_change: bool, dry_run: bool, output: str) -> int:
    """Do the daily job: validate, expunge, sharing, log, notify.

    Never asks. Does every part even if another fails, and exits with the first of 6, 3, 5, 4, 2, 1
    that any part gave. A second run on a day with nothing to do only reads. Asked to end (Ctrl-C,
    SIGTERM), it ends between two requests; the next run finishes what was left.
    """
    from cocsheets.cli import day
    from cocsheets.cli.stopping import stoppable

    context.writes = context.daily = True
    with stoppable() as stop:
        committee = context.committee(stop)
        return day.carry_out(
            committee, allow_large=allow_large_change, dry_run=dry_run, output=output
        )
