"""`cocsheets split`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cocsheets.cli.context import Context
from cocsheets.cli.options import format_option, writing_options

if TYPE_CHECKING:
    from cocsheets.cli.writing import Consent
    from cocsheets.operations.apart.split import Join, Split


@click.command("split")
@writing_options
@format_option("text", "json")
@click.pass_obj
def command(context: Context, consent: Consent, output: str) -> int:
    """Put names apart from cases: code names in the records, names in another spreadsheet.

    Everybody whom the records name gets a code name. Who that is goes into the identity
    spreadsheet ([files.identities]), which few may open. `cocsheets join` undoes it. The old names
    stay in the version history of the records until `cocsheets rehome`.
    """
    return go(context.committee().read().plan_split(), consent, output, joins=False)


def go(operation: Split | Join, consent: Consent, output: str, *, joins: bool) -> int:
    """Show the plan, take consent, write, report."""
    from cocsheets.cli.logs import say
    from cocsheets.cli.output import print_json
    from cocsheets.cli.writing import carry_out
    from cocsheets.exit_codes import ExitCode
    from cocsheets.formats.split import split_json, split_lines, split_plan_text

    plan = operation.plan

    def show() -> None:
        if output == "text":
            click.echo(split_plan_text(plan, joins=joins))

    done = carry_out(operation, consent, show)
    report = done or operation.preview()
    if plan.blocked:
        say("Nothing was changed: fix the obstacles first.")
    if output == "json":
        print_json(split_json(report))
    elif done is not None:
        click.echo("\n".join(split_lines(report, joins=joins)))
    if done is None:
        return ExitCode.FINDINGS if plan.changes or plan.blocked else ExitCode.OK
    return report.code
