"""`cocsheets retention`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

from cocsheets.cli.context import Context
from cocsheets.cli.options import format_option, writing_options

if TYPE_CHECKING:
    from cocsheets.cli.writing import Consent


@click.command("retention")
@click.option(
    "--only",
    type=click.Choice(["missing", "stale", "all"]),
    default="stale",
    show_default=True,
    help="Which dates to set: blank ones, those that a later report has reset, or both of them "
    "and dates earlier than the rules give.",
)
@click.option(
    "--shorten", is_flag=True, help="Also bring dates forward that are later than the rules give."
)
@writing_options
@format_option("text", "json", "csv")
@click.pass_obj
def command(
    context: Context,
    only: Literal["missing", "stale", "all"],
    shorten: bool,
    consent: Consent,
    output: str,
) -> int:
    """Show, and set, the expunge dates that the rules give.

    Shows every record whose date is not the rules', and why; then the plan for those asked for.
    Only date cells change. A blank date keeps a record, so blank dates are filled only with --only
    missing or all, and never for flagged people whom the terms keep.
    """
    from cocsheets.cli.output import print_json
    from cocsheets.cli.writing import carry_out
    from cocsheets.exit_codes import ExitCode
    from cocsheets.formats import dates as formats

    reading = context.committee().read()
    found = reading.proposals()
    operation = reading.plan_retention(only, shorten=shorten)
    plan = operation.plan

    def show() -> None:
        if output == "text":
            click.echo(formats.retention_text(found, plan))
        elif output == "csv":
            click.echo(formats.retention_csv(found), nl=False)

    done = carry_out(operation, consent, show)
    report = done or operation.preview()
    if output == "json":
        print_json(formats.retention_json(found, report))
    elif output == "text" and done is not None:
        click.echo("\n".join(formats.cells_lines(report, "retention")))
    return ExitCode.FINDINGS if plan.changes and done is None else report.code
