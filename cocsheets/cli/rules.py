"""`cocsheets rules`."""

from __future__ import annotations

import click

from cocsheets.cli.options import format_option


@click.command("rules")
@click.argument("code", required=False)
@format_option("text", "json")
def command(code: str | None, output: str) -> int:
    """List the rules about records, roster and sharing, or explain one.

    Needs neither settings nor a spreadsheet. Codes are stable.
    """
    from cocsheets.cli.output import print_json
    from cocsheets.exit_codes import ExitCode
    from cocsheets.formats import rules as formats
    from cocsheets.records.rules import all_rules, explain

    known = all_rules()
    if code is not None:
        rule = explain(code, known)
        if output == "json":
            print_json(formats.as_json(rule))
        else:
            click.echo(formats.explanation(rule))
    elif output == "json":
        print_json([formats.as_json(rule) for rule in known.values()])
    else:
        click.echo(formats.listing(known.values()))
    return ExitCode.OK
