"""`cocsheets protect`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cocsheets.cli.context import Context
from cocsheets.cli.options import format_option, writing_options

if TYPE_CHECKING:
    from cocsheets.cli.writing import Consent
    from cocsheets.operations.protect import ProtectReport


@click.command("protect")
@writing_options
@format_option("text", "json")
@click.pass_obj
def command(context: Context, consent: Consent, output: str) -> int:
    """Add drop-downs, date checks and protection to the sheet.

    A drop-down for the status, a check for dates, a frozen header that only chairs and the acting
    account may edit, and the same for the roster. Changes no value. Shows the plan and asks.
    """
    from cocsheets.cli.writing import carry_out
    from cocsheets.formats.plans import plan_text

    operation = context.committee().read().plan_protect()

    def show() -> None:
        if output == "text":
            click.echo(plan_text(operation.plan))

    report = carry_out(operation, consent, show) or operation.preview()
    _show(report, output)
    return report.code


def _show(report: ProtectReport, output: str) -> None:
    from cocsheets.cli.output import print_json

    if output == "json":
        shown = report.plan.to_json()
        print_json({**shown, "applied": report.applied, "missing": list(report.missing)})
    elif report.missing:
        unseen = [address for address in report.missing if address not in report.refused]
        if report.refused:
            click.echo("Google refused: " + ", ".join(report.refused) + ".")
        if unseen:
            click.echo("A fresh reading does not show: " + ", ".join(unseen) + ".")
        done = len(report.plan.changes) - len(report.missing)
        click.echo(f"A fresh reading shows the others ({done}); no value was changed.")
    elif report.applied:
        click.echo("Done; a fresh reading shows all of it, and no value was changed.")
