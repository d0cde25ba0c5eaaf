"""`cocsheets records add` and `records amend`."""

from __future__ import annotations

import datetime as dt
import json
import sys
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cocsheets.cli.context import Context
from cocsheets.cli.options import format_option, writing_options

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cocsheets.operations.committee import Assessment, Committee
    from cocsheets.operations.records import RecordReport
    from cocsheets.plans.records import RecordPlan, TermChoice
    from cocsheets.records.columns import Column, Schema
    from cocsheets.records.table import Value

F = TypeVar("F", bound="Callable[..., Any]")

NEVER = frozenset({"never", "none", "blank"})
_FIELDS = {
    "date_reported": "Day of the first report, YYYY-MM-DD.",
    "reporter": "The reporter if official or public, else who handles the case.",
    "named_subjects": "People or user names who prompted the report, separated by semicolons.",
    "subject_contacts": "Their e-mail addresses and URLs, separated by semicolons.",
    "summary": "Summary for internal purposes.",
    "action_by_us": "Action taken by us: yes or no, with words.",
    "action_by_local_rep": "Action taken by a local representative: yes or no, with words.",
    "outcome_to_share": "What may be told to organisers; names nobody.",
    "status": "flagged, blacklisted, or blank.",
}
_TERMS = {"expunge_on": str, "severity": str, "term": int, "ban_until": str}
"""What says how long to keep a report; not a cell of its own."""
_AMENDABLE = ("action_by_us", "action_by_local_rep", "outcome_to_share", "status")


def _field_options(*keys: str) -> Callable[[F], F]:
    def add_options(command: F) -> F:
        for key in reversed(keys):
            option = f"--{key.replace('_', '-')}"
            command = click.option(option, key, metavar="TEXT", help=_FIELDS[key])(command)
        return command

    return add_options


def _term_options(command: F) -> F:
    day = click.DateTime(["%Y-%m-%d"])
    for option in (
        click.option("--ban-until", type=day, metavar="DATE", help="Last day of a ban."),
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


@click.group("records")
def command() -> None:
    """Add or amend a report.

    The report is tried out first: validated, with the expunge date that the rules give and the
    dates of other reports that it resets. All of it is one plan and one write.
    """


@command.command("add")
@_field_options(*_FIELDS)
@click.option("--field", "own", multiple=True, metavar="KEY=TEXT", help="Another column, by key.")
@click.option(
    "--from-json",
    type=click.File("r", encoding="utf-8"),
    metavar="FILE",
    help="Fields by key from a JSON object; `-` reads standard input. Keeps them out of the list "
    "of processes and the shell's history.",
)
@_term_options
@writing_options
@format_option("text", "json")
@click.pass_obj
def add(context: Context, /, output: str, **options: Any) -> int:
    """Add a report below the last one.

    On a terminal without options it asks for the fields one by one. An error of validation stops
    it; warnings, for example where the outcome mentions a name, are shown before anything is
    saved. A report that stands in the sheet already, cell for cell, is not added again.
    """
    from cocsheets.operations import records

    given = _given(options, _FIELDS)
    if (stream := options["from_json"]) is not None:
        given |= _from_json(stream, options)
    ask = not given and stream is None and _on_terminal()
    if not given and not ask:
        raise click.UsageError(
            "Name the fields as options or with --from-json; without a terminal nobody is asked."
        )
    committee = context.committee()
    committee.refuse_trash()
    assessment = committee.assess()
    if ask:
        fields, choice = _ask(committee, options)
    else:
        fields, choice = _read(committee.schema, given), _choice(committee, options)
    plan = records.plan_add(committee, assessment, fields, choice)
    return _go(committee, assessment, plan, records.add, options, output)


@command.command("amend")
@click.argument("row", metavar="ROW")
@_field_options(*_AMENDABLE)
@click.option("--field", "own", multiple=True, metavar="KEY=TEXT", help="Another column, by key.")
@_term_options
@click.option("--shorten", is_flag=True, help="Let the rules bring a later date forward.")
@writing_options
@format_option("text", "json")
@click.pass_obj
def amend(context: Context, /, row: str, output: str, **options: Any) -> int:
    """Change status, outcome, severity or expunge date of one report.

    ROW is the number of its row, or its date of report (with `#2` for the second of a day). An
    empty text makes a cell blank.
    """
    from cocsheets.operations import records

    committee = context.committee()
    committee.refuse_trash()
    assessment = committee.assess()
    number = records.find_row(assessment, row)
    fields = _read(committee.schema, _given(options, _AMENDABLE))
    choice = _choice(committee, options)
    if not fields and not choice.asked:
        raise click.UsageError("Nothing to change: name a field, a severity, a term or a date.")
    plan = records.plan_amend(
        committee, assessment, number, fields, choice, shorten=options["shorten"]
    )
    return _go(committee, assessment, plan, records.amend, options, output)


def _go(
    committee: Committee,
    assessment: Assessment,
    plan: RecordPlan,
    write: Callable[[Committee, Assessment, RecordPlan], RecordReport],
    options: Mapping[str, Any],
    output: str,
) -> int:
    """Show the plan, take consent, write, tell."""
    from cocsheets.cli.deciding import decide
    from cocsheets.cli.output import print_json
    from cocsheets.exit_codes import ExitCode
    from cocsheets.formats import records as formats
    from cocsheets.operations.records import RecordReport

    report = RecordReport(plan, row=plan.twin)
    if output == "text":
        click.echo(formats.record_plan_text(plan))
    if plan.blocked:
        click.echo("Nothing was written: mend the errors and obstacles first.", err=True)
        code = ExitCode.FINDINGS
    elif not plan.changes:
        code = ExitCode.OK
    else:
        yes, apply_digest = options["yes"], options["apply_digest"]
        if yes or apply_digest:
            committee.refuse_future(assessment.spreadsheet)
        ahead = assessment.today > committee.real_today(assessment.spreadsheet)
        code = ExitCode.FINDINGS
        if not ahead and decide(plan, yes=yes, apply_digest=apply_digest):
            report = write(committee, assessment, plan)
            code = report.code
            if output == "text":
                click.echo("\n".join(formats.record_lines(report)))
    if output == "json":
        print_json(formats.record_json(report))
    return code


# --- what was given -------------------------------------------------------------------------------


def _given(options: Mapping[str, Any], keys: Any) -> dict[str, str]:
    """Fields from options, by key."""
    given = {key: options[key] for key in keys if options[key] is not None}
    for text in options["own"]:
        key, equals, value = text.partition("=")
        if not equals:
            raise click.BadParameter("write it as KEY=TEXT", param_hint="--field")
        if key.strip() in _TERMS:
            raise click.BadParameter(f"{key.strip()} has its own option", param_hint="--field")
        given[key.strip()] = value
    return given


def _from_json(stream: Any, options: Any) -> dict[str, str]:
    """Fields from a JSON object; what says how long to keep the report goes to the options."""
    try:
        found = json.load(stream)
    except (ValueError, UnicodeDecodeError):
        raise click.BadParameter("this is not JSON", param_hint="--from-json") from None
    if not isinstance(found, dict):
        raise click.BadParameter("a JSON object is needed", param_hint="--from-json")
    given: dict[str, str] = {}
    for key, value in found.items():
        if key in _TERMS:
            if value is not None and options[key] is None:
                options[key] = _term_of(key, value)
        else:
            given[key] = _text(key, value)
    return given


def _term_of(key: str, value: Any) -> Any:
    kind = _TERMS[key]
    if not isinstance(value, kind) or isinstance(value, bool):
        raise click.BadParameter(f"{key} has another kind of value", param_hint="--from-json")
    if key == "ban_until":
        try:
            return dt.datetime.combine(dt.date.fromisoformat(str(value)), dt.time())
        except ValueError:
            raise click.BadParameter(f"{key} is not a date", param_hint="--from-json") from None
    return value


def _text(key: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "; ".join(value)
    raise click.BadParameter(f"{key} is no text, list of texts or null", param_hint="--from-json")


def _read(schema: Schema, given: Mapping[str, str]) -> dict[str, Value]:
    """Cells from texts. Raises ConfigurationError naming a field that cannot be read."""
    from cocsheets.plans.records import read_field

    return {key: read_field(schema, key, text) for key, text in given.items()}


def _choice(committee: Committee, options: Mapping[str, Any]) -> TermChoice:
    """How the expunge date is to be found."""
    from cocsheets.plans.records import TermChoice
    from cocsheets.records.dates import read_date

    text, ban = options["expunge_on"], options["ban_until"]
    keep = text is not None and text.strip().casefold() in NEVER
    date = None
    if text is not None and not keep:
        date = read_date(text, committee.schema.date_order).value
        if date is None:
            raise click.BadParameter("neither a date nor `never`", param_hint="--expunge-on")
    return TermChoice(
        severity=options["severity"],
        months=options["term"],
        ban_until=ban.date() if ban else None,
        date=date,
        keep=keep,
    )


# --- asking ---------------------------------------------------------------------------------------


def _on_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _ask(committee: Committee, options: Any) -> tuple[dict[str, Value], TermChoice]:
    """Ask for the fields one by one, each until it can be read; then for the severity."""
    from cocsheets.records.proposals import terms

    fields: dict[str, Value] = {}
    for column in committee.schema.columns:
        if column.optional or column.key == "expunge_on":
            continue
        fields[column.key] = _ask_field(committee.schema, column)
    if options["expunge_on"] is None and options["severity"] is None and options["term"] is None:
        known = terms(committee.settings.retention)
        answer = click.prompt(
            f"Severity or outcome ({', '.join(known)}), expunge date, or `never`",
            default="",
            show_default=False,
            err=True,
        ).strip()
        options["severity" if answer in known else "expunge_on"] = answer or None
    return fields, _choice(committee, options)


def _ask_field(schema: Schema, column: Column) -> Value:
    from cocsheets.errors import ConfigurationError
    from cocsheets.plans.records import read_field

    hint = _FIELDS.get(column.key, "")
    while True:
        text = click.prompt(
            f"{column.header}{f' [{hint}]' if hint else ''}",
            default="",
            show_default=False,
            err=True,
        )
        try:
            value = read_field(schema, column.key, text)
        except ConfigurationError as error:
            click.echo(error.message, err=True)
            continue
        if value is None and column.required:
            click.echo("This field cannot be blank.", err=True)
            continue
        return value
