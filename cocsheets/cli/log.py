"""`cocsheets log`."""

from __future__ import annotations

import click

from cocsheets.cli.context import Context
from cocsheets.cli.logs import say
from cocsheets.cli.options import format_option


@click.command("log")
@click.option("--run", "run_id", metavar="ID", help="Only what this run did.")
@format_option("text", "json", "csv")
@click.pass_obj
def command(context: Context, run_id: str | None, output: str) -> int:
    """Show what was done, when, by which run.

    The ledger is a worksheet of the spreadsheet. It records slips; it does not stop a determined
    editor. A line that still reads `intended` belongs to a run that was interrupted; the next run
    looks, and closes it.
    """
    from cocsheets.cli.output import print_json
    from cocsheets.exit_codes import ExitCode
    from cocsheets.formats.ledger import ledger_csv, ledger_text

    ledger = context.committee().read(even_trashed=True).ledger()
    lines = [line for line in ledger.lines if run_id in (None, line.run)] if ledger else []
    if nothing := run_id is not None and not lines:
        say("The ledger has no line of this run: it wrote nothing, or there was no such run.")
    if output == "json":
        good = ledger.last_good if ledger else None
        print_json(
            {
                "last_good_run": good.isoformat() if good else None,
                "lines": [line.to_json() for line in lines],
            }
        )
    elif output == "csv":
        click.echo(ledger_csv(lines), nl=False)
    else:
        click.echo(ledger_text(ledger, lines))
    return ExitCode.FINDINGS if nothing else ExitCode.OK
