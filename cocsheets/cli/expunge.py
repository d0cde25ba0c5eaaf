"""`cocsheets expunge`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cocsheets.cli.context import Context
from cocsheets.cli.options import format_option, writing_options

if TYPE_CHECKING:
    from cocsheets.cli.writing import Consent


@click.command("expunge")
@writing_options
@format_option("text", "json")
@click.pass_obj
def command(context: Context, consent: Consent, output: str) -> int:
    """Replace the identifying cells of what is due.

    A record is due on the day after its expunge date. Shows the plan and asks; the rows are read
    again before and after writing. What was overwritten stays in the version history.
    """
    from cocsheets.cli.output import print_json
    from cocsheets.cli.writing import carry_out
    from cocsheets.exit_codes import ExitCode
    from cocsheets.formats.plans import plan_text
    from cocsheets.formats.sync import expunge_json, expunge_lines

    operation = context.committee().read().plan_expunge()
    plan = operation.plan

    def show() -> None:
        if plan.changes and output == "text":
            click.echo(plan_text(plan))

    done = carry_out(operation, consent, show)
    report = done or operation.preview()
    if output == "json":
        print_json(expunge_json(report))
    else:
        for line in expunge_lines(report, plan_shown=bool(plan.changes)):
            click.echo(line)
    return ExitCode.FINDINGS if plan.changes and done is None else report.code
