"""`cocsheets sharing` and `cocsheets sharing audit`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cocsheets.cli.context import Context
from cocsheets.cli.groups import Group
from cocsheets.cli.options import format_option, writing_options

if TYPE_CHECKING:
    from cocsheets.cli.writing import Consent


@click.group("sharing", cls=Group, invoke_without_command=True)
@click.option("--grants-only", is_flag=True, help="Let people in; take nothing away.")
@click.option("--revokes-only", is_flag=True, help="Take access away; let nobody in.")
@writing_options
@format_option("text", "json")
@click.pass_context
def command(
    ctx: click.Context,
    grants_only: bool,
    revokes_only: bool,
    consent: Consent,
    output: str,
) -> int | None:
    """Keep the sharing equal to the current members of the roster.

    Links, domains, groups that are not allowed, and people who are not members lose access; members
    get the role that the roster gives them. The owner and the acting account are never touched.
    """
    if ctx.invoked_subcommand is not None:
        return None
    if grants_only and revokes_only:
        raise click.UsageError("--grants-only and --revokes-only exclude each other.")
    from cocsheets.cli.output import print_json
    from cocsheets.cli.writing import carry_out
    from cocsheets.formats import access as formats
    from cocsheets.operations import sharing

    half = revokes_only if grants_only or revokes_only else None
    operation = sharing.Share.prepare(ctx.ensure_object(Context).committee(), takes=half)
    plan = operation.plan

    def show() -> None:
        if output == "text":
            lines = [*formats.finding_lines(plan.findings), *formats.plan_lines(plan)]
            click.echo("\n".join(lines))

    report = carry_out(operation, consent, show)
    if output == "json":
        print_json(formats.sharing_json(plan, report))
    elif report is not None:
        click.echo("\n".join(formats.outcome_lines(report)))
    return sharing.code(plan, report)


@command.command("audit")
@format_option("text", "json", "csv")
@click.pass_obj
def audit(context: Context, output: str) -> int:
    """List every way into the file, judged: members only, one by one.

    People, groups, domains, links, folders, publishing, requests, protected ranges. Changes
    nothing. Exits with 1 if a way should be closed.
    """
    from cocsheets.cli.output import print_json
    from cocsheets.formats import access as formats

    reading = context.committee().read()
    report = reading.sharing_audit()
    if output == "json":
        key = reading.spreadsheet.id
        print_json(formats.audit_json(report.ways, report.findings, report.transfer, key))
    elif output == "csv":
        click.echo(formats.audit_csv(report.ways), nl=False)
    else:
        lines = [*formats.audit_lines(report.ways), *formats.finding_lines(report.findings)]
        click.echo("\n".join([*lines, *formats.transfer_lines(report.transfer)]))
    return report.code
