"""`cocsheets status`."""

from __future__ import annotations

import logging

import click

from cocsheets.cli.context import Context
from cocsheets.cli.options import format_option


@click.command("status")
@format_option("text", "json", "html")
@click.pass_obj
def command(context: Context, output: str) -> int:
    """Show what needs a person, what is due and what was done.

    This is what the daily run writes into the worksheet of [status] worksheet, for members who
    never open a terminal. It reads the sheet and the list of who has access, and changes nothing.
    Rows, dates and counts; no names.
    """
    from cocsheets.cli.logs import say
    from cocsheets.cli.output import colour_wanted, print_json
    from cocsheets.formats.status import status_html, status_json, status_text
    from cocsheets.operations.status.without_run import look

    report = look(context.committee())
    for unseen in report.unseen:
        say(unseen, hint="`cocsheets doctor` helps to find out why.", level=logging.WARNING)
    page = report.page
    if output == "json":
        print_json(status_json(page))
    elif output == "html":
        click.echo(status_html(page), nl=False)
    else:
        click.echo(status_text(page, colour=colour_wanted()))
    return report.code
