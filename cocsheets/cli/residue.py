"""`cocsheets residue`."""

from __future__ import annotations

import sys

import click

from cocsheets.cli.context import Context
from cocsheets.cli.options import format_option


@click.command("residue")
@click.option(
    "--identifier",
    "identifiers",
    multiple=True,
    metavar="TEXT",
    help="A name, address, handle or URL to look for; may be repeated. `-` reads lines of standard"
    " input, which keeps them out of the shell's history.",
)
@click.option(
    "--row",
    "rows",
    type=int,
    multiple=True,
    help="Look for the people of this row of the records; may be repeated.",
)
@format_option("text", "json", "csv")
@click.pass_obj
def command(
    context: Context, identifiers: tuple[str, ...], rows: tuple[int, ...], output: str
) -> int:
    """Find where expunged people are still named in the spreadsheet.

    Searches every worksheet, hidden ones too: cells, notes, links, chips, lists, titles, charts,
    filters, named ranges, and comments. Without options it looks for the people of the rows that
    are due, and says what became of the places that earlier runs found. What nearly is a name is
    a question. Lists places, never contents.
    """
    from cocsheets.cli.output import print_json
    from cocsheets.exit_codes import ExitCode
    from cocsheets.formats.residue import residue_csv, residue_json, residue_text

    texts = [text for text in identifiers if text != "-"]
    if "-" in identifiers:
        texts += sys.stdin.read().splitlines()
    report = context.committee().read().residue(texts, rows=rows)
    if output == "json":
        print_json(residue_json(report))
    elif output == "csv":
        click.echo(residue_csv(report), nl=False)
    else:
        click.echo(residue_text(report))
    found = report.places or report.questions or report.known
    told = found or report.unsearched or not report.looked_for
    return ExitCode.FINDINGS if told else ExitCode.OK
