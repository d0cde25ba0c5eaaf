"""`cocsheets expunge`."""

from __future__ import annotations

import click

from cocsheets.cli.context import Context
from cocsheets.cli.options import format_option, writing_options


@click.command("expunge")
@writing_options
@format_option("text", "json")
@click.pass_obj
def command(
    context: Context, yes: bool, apply_digest: str | None, allow_large_change: bool, output: str
) -> int:
    """Replace the identifying cells of what is due.

    A record is due on the day after its expunge date. Shows the plan and asks; the rows are read
    again before and after writing. What was overwritten stays in the version history.
    """
    from cocsheets.cli.deciding import decide_today, refuse_stale
    from cocsheets.cli.output import print_json
    from cocsheets.exit_codes import ExitCode
    from cocsheets.formats.plans import plan_text
    from cocsheets.formats.sync import expunge_json, expunge_lines
    from cocsheets.operations import expunge

    committee = context.committee()
    committee.refuse_trash()
    assessment = committee.assess()
    report = expunge.waiting(committee, assessment)
    plan = report.plan
    if plan.changes and output == "text":
        click.echo(plan_text(plan))
    refuse_stale(plan, apply_digest)
    if plan.changes:
        expunge.guard(committee, assessment, allow_large=allow_large_change)
    sheet = assessment.spreadsheet
    if decide_today(plan, committee, sheet, yes=yes, apply_digest=apply_digest):
        run = committee.start_run(committee.acting_account())
        report = expunge.expunge(committee, assessment, run)
        code = report.code
    else:
        code = ExitCode.FINDINGS if plan.changes else report.code
    if output == "json":
        print_json(expunge_json(report))
    else:
        for line in expunge_lines(report, plan_shown=bool(plan.changes)):
            click.echo(line)
    return code
