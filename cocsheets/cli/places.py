"""`cocsheets places`."""

from __future__ import annotations

import click

from cocsheets.cli.context import Context
from cocsheets.cli.options import format_option


@click.command("places")
@click.argument("name", required=False)
@format_option("text", "json", "csv")
@click.pass_obj
def command(context: Context, name: str | None, output: str) -> int:
    """Show who is in Slack, groups and lists, beside the roster.

    NAME is one place of the settings; without it, all are shown. Changes nothing anywhere. People
    are compared by address, never by name: a member who uses another address needs it under `Other
    addresses` on the roster. Exits with 1 if somebody is in who is not a current member, or if a
    place could not be read.
    """
    from cocsheets.cli.output import print_json
    from cocsheets.exit_codes import worst
    from cocsheets.formats import places as formats
    from cocsheets.operations.places import codes

    reading = context.committee().read()
    reports = reading.places(*([name] if name else []))
    if output == "json":
        print_json(formats.places_json(reports, reading.spreadsheet.id))
    elif output == "csv":
        click.echo(formats.places_csv(reports), nl=False)
    else:
        click.echo("\n".join(formats.places_lines(reports)))
    return worst(codes(reports))
