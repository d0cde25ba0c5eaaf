"""`cocsheets screen`."""

from __future__ import annotations

import datetime as dt
import logging
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import click

from cocsheets.cli.context import Context
from cocsheets.cli.logs import say
from cocsheets.cli.options import answer_option, format_option, in_a_folder
from cocsheets.shown import count

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cocsheets.lists.columns import Columns, Part
    from cocsheets.lists.table import ListTable
    from cocsheets.operations.reading import Reading
    from cocsheets.operations.screened import Asked, Screening
    from cocsheets.records.attendees import Attendee

Listed: TypeAlias = "Callable[[int], str]"
"""What the list says of a row, to be shown to a person who answers a question."""
F = TypeVar("F", bound="Callable[..., Any]")
_COLUMN = "A header, a letter or a number; may be repeated."


def _part_option(name: str, words: str) -> Callable[[F], F]:
    return click.option(
        f"--{name}", f"{name}_columns", multiple=True, metavar="COLUMN", help=f"{words} {_COLUMN}"
    )


@click.command("screen")
@click.argument(
    "file", metavar="[FILE]", required=False, type=click.Path(path_type=Path, allow_dash=True)
)
@click.option(
    "--event", default="", metavar="NAME", help="The event, for the ledger and the answer."
)
@answer_option(".md", ".txt", ".csv", ".json", what="Write the answer to the organiser")
@click.option(
    "--confirm",
    multiple=True,
    metavar="ROW",
    help="The question about this row of the list is answered with yes; ROW:RECORD if the row is"
    " asked about several records. May be repeated.",
)
@click.option(
    "--reject",
    multiple=True,
    metavar="ROW",
    help="The question about this row is answered with no: not the same person. May be repeated.",
)
@_part_option("name", "The column of the names.")
@_part_option("given", "The column of the given names.")
@_part_option("family", "The column of the family names.")
@_part_option("email", "The column of the e-mail addresses.")
@_part_option("handle", "The column of the user names.")
@_part_option("url", "The column of the personal pages.")
@click.option("--worksheet", default="", metavar="TITLE", help="The worksheet of an XLSX file.")
@click.option("--encoding", default="", metavar="NAME", help="The encoding of a text file.")
@click.option(
    "--blind",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=in_a_folder,
    metavar="OUT",
    help="Write a file of digests with which an organiser can check a list that we may not see.",
)
@click.option(
    "--expires",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The last day of the file of --blind.",
)
@format_option("text", "json", "csv")
@click.pass_obj
def command(
    context: Context,
    /,
    file: Path | None,
    event: str,
    answer: Path | None,
    confirm: tuple[str, ...],
    reject: tuple[str, ...],
    worksheet: str,
    encoding: str,
    blind: Path | None,
    expires: dt.datetime | None,
    output: str,
    **columns: Any,
) -> int:
    """Compare an organiser's list with the people who are flagged or blacklisted.

    FILE is CSV, TSV, XLSX or one person a line; `-` is standard input. An equal e-mail address, URL
    or handle is a match. An equal or similar name is a question, which a person answers. Nothing of
    the list is kept. The ledger notes the event and counts, no names.
    """
    from cocsheets.exit_codes import ExitCode

    if blind is not None:
        from cocsheets.cli.blinding import make_blind

        if file is not None or answer is not None or confirm or reject:
            raise click.UsageError("--blind needs no list: leave FILE and the rest out.")
        return make_blind(context, blind, expires.date() if expires else None, event)
    if file is None:
        raise click.UsageError("Name the FILE with the list, or - for standard input.")
    if expires is not None:
        raise click.UsageError("--expires belongs to --blind.")
    attendees, listed = _attendees(file, worksheet, encoding, _chosen(columns))
    reading = context.committee().read()
    found = _screened(reading, attendees).decided(confirm, reject)
    if _on_terminal(file) and found.questions and output == "text":
        found = _ask(found, listed)
    _note(reading, found, event)
    _show(found, output)
    if answer is not None:
        _write(answer, found, event, reading.today)
    return ExitCode.FINDINGS if found.found else ExitCode.OK


def _chosen(columns: Mapping[str, Sequence[str]]) -> Mapping[str, Part]:
    from cocsheets.lists.columns import PARTS

    return {
        text: part for name, part in PARTS.items() for text in columns.get(f"{name}_columns", ())
    }


def _on_terminal(file: Path) -> bool:
    return str(file) != "-" and sys.stdin.isatty() and sys.stdout.isatty()


def _attendees(
    file: Path, worksheet: str, encoding: str, chosen: Mapping[str, Part]
) -> tuple[list[Attendee], Listed]:
    """Everybody on the list, and what it says of a row, once it is sure which columns count."""
    from cocsheets.errors import ConfigurationError
    from cocsheets.lists.columns import find_columns
    from cocsheets.lists.files import read_list, read_stream
    from cocsheets.lists.people import attendees

    if str(file) == "-":
        table = read_stream(sys.stdin.buffer, worksheet=worksheet, encoding=encoding)
    else:
        table = read_list(file, worksheet=worksheet, encoding=encoding)
    if table.remark:
        say(table.remark, level=logging.WARNING)
    columns = find_columns(table, chosen)
    _confirm(columns, table, ask=not chosen and _on_terminal(file))
    found = list(attendees(table, columns))
    if not found:
        raise ConfigurationError("The list names nobody. Nothing was compared.")
    if unread := columns.unread(table):
        say(
            f"{count(len(unread), 'row')} of the list with an address that cannot be read and was"
            f" not compared; the first is row {unread[0]}.",
            hint="Fix the addresses in the list, and screen it again.",
            level=logging.WARNING,
        )
    silent = sum(map(any, table.rows[columns.header + 1 :])) - len(found)
    if silent:
        say(f"{count(silent, 'row')} of the list without a word of who somebody is: not compared.")
    return found, partial(columns.shown, table)


def _confirm(columns: Columns, table: ListTable, *, ask: bool) -> None:
    told = f"Columns of the list: {columns.told(table, headers=ask)}."
    if not ask:
        say(told)
    elif not click.confirm(f"{told} Is that right?", default=True, err=True):
        raise click.UsageError(
            "Nothing was compared. Name the columns: --name, --given, --family, --email, --handle,"
            " --url."
        )


def _screened(reading: Reading, attendees: Sequence[Attendee]) -> Screening:
    from cocsheets.cli.progress import reckoning
    from cocsheets.operations.screen import screening

    with reckoning("Comparing the list") as far:
        return screening(reading, attendees, far)


def _ask(found: Screening, listed: Listed) -> Screening:
    """Ask the questions one by one. What the list says is shown; what the sheet says is looked up
    there, so that no record is ever shown beside a stranger's name."""
    say(
        f"{len(found.questions)} questions. Look at the row of the records, and answer: y for the"
        " same person, n for another one, Enter to leave it open."
    )
    for question in found.questions:
        answer = _answer(question, listed)
        if answer:
            found = found.answer(question.row, question.record, same=answer == "y")
    return found


def _answer(question: Asked, listed: Listed) -> str:
    from cocsheets.formats.screen import question_line

    click.echo(question_line(question), err=True)
    click.echo(f"  {listed(question.row)[:200]}", err=True)
    choices = click.Choice(["y", "n", ""], case_sensitive=False)
    told = click.prompt(
        "  The same person?",
        type=choices,
        default="",
        show_default=False,
        show_choices=False,
        prompt_suffix=" [y/n/Enter] ",
        err=True,
    )
    return str(told)


def _note(reading: Reading, found: Screening, event: str) -> None:
    from cocsheets.operations.screen import ledger_lines, note

    why_not = note(reading, ledger_lines(found, event))
    if why_not:
        say(
            f"The screening was not noted in the ledger: {why_not}",
            hint="Ask somebody who may edit the sheet to note it: the event, the day, the counts.",
            level=logging.WARNING,
        )


def _show(found: Screening, output: str) -> None:
    from cocsheets.cli.output import print_json
    from cocsheets.formats.screen import not_compared, screening_csv, screening_text

    if output == "json":
        print_json(found.to_json())
    elif output == "csv":
        click.echo(screening_csv(found), nl=False)
        for line in not_compared(found):
            say(line, level=logging.WARNING)
    else:
        click.echo(screening_text(found))


def _write(answer: Path, found: Screening, event: str, today: dt.date) -> None:
    from cocsheets.formats.answers import letter
    from cocsheets.machine import write_whole

    write_whole(answer, letter(found, answer.suffix.lower(), event, today.isoformat()))
    say(f"Written: {answer}. It has matches and confirmed questions only.")
    if found.questions:
        say(f"{count(len(found.questions), 'open question')}: nothing of that is in the answer.")
    if found.refused:
        say(f"{count(len(found.refused), 'refused record')}: nothing of that is in the answer.")
    if found.unread:
        say("The answer says that it is not final, since some records could not be read.")
