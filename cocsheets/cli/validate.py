"""`cocsheets validate`."""

from __future__ import annotations

import re

import click

from cocsheets.cli.context import Context
from cocsheets.cli.options import format_option
from cocsheets.findings import Severity


class Rows(click.ParamType[range]):
    """One row or a span of rows: `12`, `12-40`, `12-`."""

    name = "rows"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> range:
        """The rows as a range. Fails for anything else."""
        if isinstance(value, range):
            return value
        match = re.fullmatch(r"([1-9][0-9]*)(-)?([1-9][0-9]*)?", str(value))
        if match is None or (match[3] and not match[2]):
            self.fail("write rows as 12, 12-40 or 12-", param, ctx)
        first = int(match[1])
        if match[2] is None:
            return range(first, first + 1)
        last = int(match[3]) if match[3] else 10_000_000
        if last < first:
            self.fail("the first row comes first, as in 12-40", param, ctx)
        return range(first, last + 1)


@click.command("validate")
@click.option("--only", metavar="CODES", help="Only these rules, separated by commas.")
@click.option("--rows", type=Rows(), metavar="12-40", help="Only these rows of the worksheet.")
@click.option(
    "--severity",
    type=click.Choice([severity.value for severity in Severity]),
    help="Only findings of this severity and graver ones.",
)
@click.option("--links", is_flag=True, help="With a link to the cell below each finding.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "never"]),
    default="warning",
    show_default=True,
    help="From which severity on the exit code is 1.",
)
@format_option("text", "json", "csv", "github")
@click.pass_obj
def command(
    context: Context,
    only: str | None,
    rows: range | None,
    severity: str | None,
    links: bool,
    fail_on: str,
    output: str,
) -> int:
    """Show every problem in every row at once, with cell, rule and fix; the roster's too.

    Writes nothing and shows no contents. `cocsheets rules CODE` explains a rule; [validation] in
    the settings raises, lowers or silences one.
    """
    from cocsheets.cli.output import colour_wanted
    from cocsheets.exit_codes import ExitCode
    from cocsheets.formats import findings as formats
    from cocsheets.records.rules import all_rules, explain

    codes = tuple(code.strip() for code in only.split(",") if code.strip()) if only else None
    known = all_rules()
    for code in codes or ():
        explain(code, known)
    reading = context.committee().read()
    validation, key = reading.validate(codes, rows=rows), reading.spreadsheet.id
    every = len(validation.findings)
    if severity is not None:
        validation = validation.from_severity(Severity(severity))
    left_out = every - len(validation.findings)
    shown = {
        "text": lambda: formats.as_text(
            validation, key, colour=colour_wanted(), links=links, left_out=left_out
        ),
        "json": lambda: formats.as_json_text(validation, key),
        "csv": lambda: formats.as_csv(validation, key),
        "github": lambda: formats.as_github(validation, key),
    }
    click.echo(shown[output](), nl=False)
    failing = {
        "error": {Severity.ERROR},
        "warning": {Severity.ERROR, Severity.WARNING},
        "never": set[Severity](),
    }
    found = {finding.severity for finding in validation.findings}
    return ExitCode.FINDINGS if found & failing[fail_on] else ExitCode.OK
