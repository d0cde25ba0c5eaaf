"""`cocsheets records add` and `records amend`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

from cocsheets.cli.context import Context
from cocsheets.cli.days import Day
from cocsheets.cli.groups import Group
from cocsheets.cli.options import format_option, writing_options
from cocsheets.cli.recordinput import (
    AMENDABLE,
    FIELDS,
    HOLDS,
    ask,
    from_json,
    given_fields,
    on_terminal,
    term_choice,
    with_days,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from cocsheets.cli.writing import Consent
    from cocsheets.operations.records import WriteRecord

F = TypeVar("F", bound="Callable[..., Any]")


def _field_options(*keys: str) -> Callable[[F], F]:
    def add_options(command: F) -> F:
        for key in reversed(keys):
            option = f"--{key.replace('_', '-')}"
            help_text, metavar = {**FIELDS, **HOLDS}[key], "TEXT" if key != "hold_until" else "DATE"
            command = click.option(option, key, metavar=metavar, help=help_text)(command)
        return command

    return add_options


def _term_options(command: F) -> F:
    for option in (
        click.option("--ban-until", type=Day(), metavar="DATE", help="Last day of a ban."),
        click.option(
            "--term", type=click.IntRange(0, 1200), metavar="MONTHS", help="Months to keep it."
        ),
        click.option(
            "--severity",
            metavar="WORD",
            help="Severity or outcome; the rules take the expunge date from it. django-2016: minor,"
            " one-off, not-upheld, serious, repeated. django-2018: no-violation, unidentified,"
            " resolved, flagged, banned.",
        ),
        click.option(
            "--expunge-on", metavar="DATE|never", help="The date itself, in place of the rules'."
        ),
    ):
        command = option(command)
    return command


@click.group("records", cls=Group)
def command() -> None:
    """Add or amend a report.

    The report is tried out first: validated, with the expunge date that the rules give and the
    dates of other reports that it resets. All of it is one plan and one write.
    """


@command.command("add")
@_field_options(*FIELDS)
@click.option("--field", "own", multiple=True, metavar="KEY=TEXT", help="Another column, by key.")
@click.option(
    "--from-json",
    type=click.File("r", encoding="utf-8-sig"),  # Windows puts a mark before the text
    metavar="FILE",
    help="Fields by key from a JSON object; `-` reads standard input. Keeps them out of the list "
    "of processes and the shell's history.",
)
@_term_options
@writing_options
@format_option("text", "json")
@click.pass_obj
def add(context: Context, /, output: str, consent: Consent, **options: Any) -> int:
    """Add a report below the last one.

    On a terminal without options it asks for the fields one by one. An error of validation stops
    it; warnings, for example where the outcome mentions a name, are shown before anything is
    saved. A report that is in the sheet already, cell for cell, is not added again.
    """
    given = given_fields(options, FIELDS)
    if (stream := options["from_json"]) is not None:
        given |= from_json(stream, options)
    asking = not given and stream is None and on_terminal()
    if not given and not asking:
        raise click.UsageError(
            "Name the fields as options or with --from-json; without a terminal nobody is asked."
        )
    committee = context.committee()
    reading = committee.read()
    if asking:
        fields, choice = ask(committee, options)
    else:
        fields, choice = with_days(committee.schema, given), term_choice(committee, options)
    return _go(reading.plan_record(fields, choice), consent, output, typed=asking)


@command.command("amend")
@click.argument("row", metavar="ROW")
@_field_options(*AMENDABLE)
@click.option("--field", "own", multiple=True, metavar="KEY=TEXT", help="Another column, by key.")
@_term_options
@click.option("--shorten", is_flag=True, help="Let the rules bring a later date forward.")
@writing_options
@format_option("text", "json")
@click.pass_obj
def amend(context: Context, /, row: str, output: str, consent: Consent, **options: Any) -> int:
    """Change status, outcome, severity, expunge date or hold of one report.

    ROW is the number of its row, or its date of report (with `#2` for the second of a day). An
    empty text makes a cell blank.
    """
    committee = context.committee()
    reading = committee.read()
    fields = with_days(committee.schema, given_fields(options, AMENDABLE))
    choice = term_choice(committee, options)
    if not fields and not choice.asked:
        raise click.UsageError("Nothing to change: name a field, a severity, a term or a date.")
    operation = reading.plan_amend(row, fields, choice, shorten=options["shorten"])
    return _go(operation, consent, output)


def _go(operation: WriteRecord, consent: Consent, output: str, *, typed: bool = False) -> int:
    """Show the plan, take consent, write, report."""
    from cocsheets.cli.logs import say
    from cocsheets.cli.output import print_json
    from cocsheets.cli.writing import carry_out
    from cocsheets.exit_codes import ExitCode
    from cocsheets.formats import records as formats

    plan = operation.plan

    def show() -> None:
        if output == "text":
            click.echo(formats.record_plan_text(plan))

    done = carry_out(operation, consent, show, typed=typed)
    report = done or operation.preview()
    if plan.blocked:
        say("Nothing was written: fix the errors and obstacles first.")
    if output == "json":
        print_json(formats.record_json(report))
    elif done is not None:
        click.echo("\n".join(formats.record_lines(report, changed=operation.committee.changed)))
    if done is None and operation.assessment.doubts:
        return ExitCode.INCOMPLETE
    if done is None:
        return ExitCode.FINDINGS if plan.blocked or plan.changes else ExitCode.OK
    return report.code
