"""`cocsheets due`."""

from __future__ import annotations

import re
from typing import Any

import click

from cocsheets.cli.context import Context
from cocsheets.cli.options import format_option


class Days(click.ParamType[int]):
    """A number of days, as `60` or `60d`."""

    name = "days"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """See `click.ParamType.convert`."""
        match = re.fullmatch(r"\s*(\d{1,5})\s*d?(?:ays?)?\s*", str(value))
        if match is None:
            self.fail(f"{value!r} is not a number of days such as 60d", param, ctx)
        return int(match[1])


@click.command("due")
@click.option(
    "--within",
    type=Days(),
    metavar="DAYS",
    help="Also what will be due within so many days, as in 60d; else [retention] notice_days.",
)
@format_option("text", "json", "csv")
@click.pass_obj
def command(context: Context, within: int | None, output: str) -> int:
    """Show what is due, what is on hold and why, and what will be due soon.

    Writes nothing. What is due now goes with the next `cocsheets expunge` or `cocsheets sync`;
    until then a member can still object, by a hold with its reason. Exits 1 if a date cannot be
    read or should have been reset, or a hold of the settings is for no record.
    """
    from cocsheets.cli.output import print_json
    from cocsheets.formats import dates as formats

    due = context.committee().read().due(within)
    found, unused, days = due.records, due.unused, due.days
    if output == "json":
        print_json(formats.due_json(found, unused, days))
    elif output == "csv":
        click.echo(formats.due_csv(found), nl=False)
    else:
        click.echo("\n".join(formats.due_text(found, unused, days)))
    return due.code
