"""`cocsheets doctor`."""

from __future__ import annotations

import click

from cocsheets.cli.context import Context
from cocsheets.cli.options import format_option


@click.command("doctor")
@format_option("text", "json")
@click.pass_obj
def command(context: Context, output: str) -> int:
    """Check credentials, access, headers, sharing, clock, last run.

    Changes nothing. Each finding says how to fix it. Exits with 0 if all is well, with 1 if a
    person should look, else with the code that the daily run would end with.
    """
    from cocsheets.cli.output import colour_wanted, print_json
    from cocsheets.formats.checkup import checkup_json, checkup_text
    from cocsheets.operations.checkup import code
    from cocsheets.operations.doctor import examine

    checks = examine(context.committee(settings=context.settings()))
    if output == "json":
        print_json(checkup_json(checks))
    else:
        click.echo(checkup_text(checks, colour=colour_wanted()))
    return code(checks)
