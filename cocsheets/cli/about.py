"""`cocsheets about`."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cocsheets.cli.context import Context
from cocsheets.cli.logs import say
from cocsheets.cli.options import answer_option, format_option

if TYPE_CHECKING:
    import datetime as dt

    from cocsheets.operations.held import About


@click.command("about")
@click.argument("person", required=False, default="")
@answer_option(".md", ".txt", what="Write the answer to the person")
@format_option("text", "json")
@click.pass_obj
def command(context: Context, person: str, answer: Path | None, output: str) -> int:
    """Show what the committee holds about one person, or answer that person.

    PERSON is a name, an e-mail address, a URL or a handle, or `Name <address>`. Left out, it is
    asked for on a terminal, so that it does not get into the shell's history; `-` reads it from
    standard input. What records, notes, comments and other worksheets say is shown on a terminal
    only. In an answer, other people's names and addresses are replaced, and reporters never appear.
    """
    from cocsheets.cli.output import print_json
    from cocsheets.exit_codes import ExitCode
    from cocsheets.formats.about import about_text

    wanted = _person(person)
    reading = context.committee().read()
    found = reading.about(wanted)
    if output == "json":
        print_json(found.to_json())
    else:
        contents = sys.stdout.isatty()
        click.echo(about_text(found, contents=contents))
        if found.held and not contents and answer is None:
            say("What the places say is shown on a terminal only, or with --answer.")
    if answer is not None:
        _write(answer, found, reading.today)
    return ExitCode.FINDINGS if found.held else ExitCode.OK


def _person(person: str) -> str:
    if person == "-":
        return sys.stdin.readline()
    if person:
        return person
    if not sys.stdin.isatty():
        raise click.UsageError("Name the PERSON, or - to read it from standard input.")
    return str(click.prompt("Name, address or handle", err=True))


def _write(answer: Path, found: About, today: dt.date) -> None:
    from cocsheets.formats.access_letter import access_letter, doubtful
    from cocsheets.machine import write_whole

    write_whole(answer, access_letter(found, answer.suffix.lower(), today.isoformat()))
    say(f"Written: {answer}. Read it before you send it, and make sure who asks.")
    for place in doubtful(found):
        say(f"This may still name somebody else: {place}.", level=logging.WARNING)
    if found.questions or found.perhaps:
        say("There are questions, see above; nothing of them is in the answer.")
