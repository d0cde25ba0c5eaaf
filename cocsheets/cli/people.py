"""`cocsheets people`."""

from __future__ import annotations

import click

from cocsheets.cli.context import Context
from cocsheets.cli.options import format_option


@click.command("people")
@click.option(
    "--min-score",
    type=click.IntRange(0, 100),
    default=0,
    show_default=True,
    help="Leave out questions about people who are less alike.",
)
@format_option("text", "json", "csv")
@click.pass_obj
def command(context: Context, min_score: int, output: str) -> int:
    """Show which rows concern the same person, and who may be the same; rows, no names.

    People are the same when an e-mail address, a personal URL, a handle or a full name of two words
    or more is. Anything weaker is a question for you and changes nothing: if they are the same,
    give both rows the same address or spelling.
    """
    from cocsheets.cli.output import print_json
    from cocsheets.exit_codes import ExitCode
    from cocsheets.formats import dates as formats
    from cocsheets.records.likeness import HAS_RAPIDFUZZ

    reading = context.committee().read()
    links, asked = reading.assessment.links, reading.questions(min_score)
    if output == "json":
        print_json(formats.people_json(links, asked, all_asked=HAS_RAPIDFUZZ))
    elif output == "csv":
        click.echo(formats.people_csv(links, asked), nl=False)
    else:
        click.echo("\n".join(formats.people_text(links, asked, all_asked=HAS_RAPIDFUZZ)))
    return ExitCode.OK
