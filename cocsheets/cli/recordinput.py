"""What a person says of a report: by options, as JSON, or asked for on a terminal.

Knows the options of `cocsheets records`. What was given is never repeated in a message.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from cocsheets.cli.days import EXAMPLE, typed_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cocsheets.operations.committee import Committee
    from cocsheets.plans.records import TermChoice
    from cocsheets.records.columns import Column, Schema

NEVER = frozenset({"never", "none", "blank"})
FIELDS = {
    "date_reported": "Day of the first report, such as 2027-03-01.",
    "reporter": "The reporter if official or public, else who handles the case.",
    "named_subjects": "People or user names who prompted the report, separated by semicolons.",
    "subject_contacts": "Their e-mail addresses and URLs, separated by semicolons.",
    "summary": "Summary for internal purposes.",
    "action_by_us": "Action taken by us: yes or no, with words.",
    "action_by_local_rep": "Action taken by a local representative: yes or no, with words.",
    "outcome_to_share": "What organisers may hear; names nobody.",
    "status": "flagged, blacklisted, or blank.",
}
HOLDS = {
    "hold_until": "Last day of a hold, such as 2027-04-03; until then it is not expunged.",
    "hold_reason": "Why it is on hold, such as appeal; names nobody.",
}
"""Only amended; the columns are added to the sheet where it lacks them."""
TERMS = {"expunge_on": str, "severity": str, "term": int, "ban_until": str}
"""What says how long to keep a report; not a cell of its own."""
AMENDABLE = ("action_by_us", "action_by_local_rep", "outcome_to_share", "status", *HOLDS)


def given_fields(options: Mapping[str, Any], keys: Iterable[str]) -> dict[str, str]:
    """Fields from options, by key."""
    given = {key: options[key] for key in keys if options[key] is not None}
    for text in options["own"]:
        key, equals, value = text.partition("=")
        if not equals:
            raise click.BadParameter("write it as KEY=TEXT", param_hint="--field")
        if key.strip() in TERMS:
            raise click.BadParameter(f"{key.strip()} has its own option", param_hint="--field")
        given[key.strip()] = value
    return given


def from_json(stream: Any, options: Any) -> dict[str, str]:
    """Fields from a JSON object; what says how long to keep the report goes to the options."""
    try:
        found = json.load(stream)
    except (ValueError, RecursionError):
        raise click.BadParameter("this is not JSON", param_hint="--from-json") from None
    if not isinstance(found, dict):
        raise click.BadParameter("a JSON object is needed", param_hint="--from-json")
    given: dict[str, str] = {}
    for key, value in found.items():
        if key in TERMS:
            if value is not None and options[key] is None:
                options[key] = _term_of(key, value)
        else:
            given[key] = _text(key, value)
    return given


def _term_of(key: str, value: Any) -> Any:
    kind = TERMS[key]
    if not isinstance(value, kind) or isinstance(value, bool):
        raise click.BadParameter(f"{key} has another kind of value", param_hint="--from-json")
    if key == "ban_until":
        day = typed_day(str(value))
        if day is None:
            raise click.BadParameter(f"{key} is not a date; {EXAMPLE}", param_hint="--from-json")
        return day
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
    raise click.BadParameter(
        "a value is not a text, a list of texts or null", param_hint="--from-json"
    )


def with_days(schema: Schema, given: Mapping[str, str]) -> dict[str, str]:
    """The texts, with days as every sheet reads them."""
    return {key: _day_of(schema, key, text) for key, text in given.items()}


def _day_of(schema: Schema, key: str, text: str) -> str:
    """What was typed into a date field in the form that every sheet reads."""
    column = schema.column(key)
    if column is None or not column.kind.dated:
        return text
    day = typed_day(text, schema.date_order)
    return day.isoformat() if day else text


def term_choice(committee: Committee, options: Mapping[str, Any]) -> TermChoice:
    """How the expunge date is to be found."""
    from cocsheets.plans.records import TermChoice

    text, ban = options["expunge_on"], options["ban_until"]
    if ban and (text is not None or options["term"] is not None):
        raise click.BadParameter(
            "the end of a ban counts for an outcome; leave out --expunge-on and --term",
            param_hint="--ban-until",
        )
    keep = text is not None and text.strip().casefold() in NEVER
    date = None
    if text is not None and not keep:
        date = typed_day(text, committee.schema.date_order)
        if date is None:
            message = f"this is neither `never` nor one certain day; {EXAMPLE}"
            raise click.BadParameter(message, param_hint="--expunge-on")
    return TermChoice(
        severity=options["severity"],
        months=options["term"],
        ban_until=ban,
        date=date,
        keep=keep,
    )


# --- asking ---------------------------------------------------------------------------------------


def on_terminal() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def ask(committee: Committee, options: Any) -> tuple[dict[str, str], TermChoice]:
    """Ask for the fields one by one, each until it can be read; then for the severity."""
    fields: dict[str, str] = {}
    for column in committee.schema.columns:
        if column.optional or column.key == "expunge_on":
            continue
        fields[column.key] = _ask_field(committee.schema, column)
    given = (options[key] for key in TERMS)
    if all(value is None for value in given):
        _ask_term(committee, options)
    return fields, term_choice(committee, options)


def _ask_term(committee: Committee, options: Any) -> None:
    """Ask how long to keep the report, until the answer can be read; blank leaves it to the rules.

    Where the term begins with the end of a ban, ask for that too.
    """
    from cocsheets.records.proposals import terms

    known = terms(committee.settings.retention)
    names = {name.casefold(): name for name in known}
    order = committee.schema.date_order
    while True:
        answer = _prompt(f"Severity or outcome ({', '.join(known)}), expunge date, or `never`")
        word = answer.strip().casefold()
        if word in names:
            options["severity"] = names[word]
            break
        if not word or word in NEVER or typed_day(answer, order):
            options["expunge_on"] = answer.strip() or None
            return
        click.echo("This is neither a severity or outcome, nor a date, nor `never`.", err=True)
    while known[names[word]].after_ban:
        answer = _prompt("Last day of the ban; blank if it has no end")
        day = typed_day(answer, order)
        if day is not None:
            options["ban_until"] = day
        if day is not None or not answer.strip():
            break
        click.echo(f"This is not one certain day; {EXAMPLE}.", err=True)


def _prompt(text: str) -> str:
    return str(click.prompt(text, default="", show_default=False, err=True))


def _ask_field(schema: Schema, column: Column) -> str:
    from cocsheets.errors import ConfigurationError
    from cocsheets.plans.reports import read_field

    hint = FIELDS.get(column.key, "").removesuffix(".")
    while True:
        typed = _prompt(f"{column.header}{f' ({hint})' if hint else ''}")
        text = _day_of(schema, column.key, typed)
        try:
            value = read_field(schema, column.key, text)
        except ConfigurationError as error:
            click.echo(error.message, err=True)
            continue
        if value is None and column.required:
            click.echo("This field cannot be blank.", err=True)
            continue
        return text
