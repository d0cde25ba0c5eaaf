"""`cocsheets sharing` and `cocsheets sharing audit`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cocsheets.cli.context import Context
from cocsheets.cli.groups import Group
from cocsheets.cli.options import format_option, writing_options

if TYPE_CHECKING:
    from cocsheets.cli.writing import Consent


file_option = click.option(
    "--file",
    default="",
    metavar="NAME",
    help="Only this file: its NAME in [files.NAME], or `records` for the spreadsheet itself.",
)


@click.group("sharing", cls=Group, invoke_without_command=True)
@click.option("--grants-only", is_flag=True, help="Let people in; take nothing away.")
@click.option("--revokes-only", is_flag=True, help="Take access away; let nobody in.")
@file_option
@writing_options
@format_option("text", "json")
@click.pass_context
def command(
    ctx: click.Context,
    grants_only: bool,
    revokes_only: bool,
    file: str,
    consent: Consent,
    output: str,
) -> int | None:
    """Keep the sharing equal to the current members of the roster: of the spreadsheet, and of every
    file and folder that the settings name under [files].

    Links, domains, groups that are not allowed, and people who are not members lose access; members
    get the role that the roster gives them. The owner and the acting account are never touched.
    """
    if ctx.invoked_subcommand is not None:
        return None
    if grants_only and revokes_only:
        raise click.UsageError("--grants-only and --revokes-only exclude each other.")
    from cocsheets.cli.output import print_json
    from cocsheets.cli.writing import carry_out
    from cocsheets.exit_codes import code_of, worst
    from cocsheets.formats import access as formats
    from cocsheets.operations import sharing

    half = revokes_only if grants_only or revokes_only else None
    committee = ctx.ensure_object(Context).committee()
    operation = sharing.Share.prepare(committee, takes=half, file=file)
    plan = operation.plan
    refused = plan.refusals(committee.limits, allow_large=consent.allow_large_change)
    failed = {**plan.failed, **({} if plan.stops(refused) else refused)}

    def show() -> None:
        if output == "text":
            lines = [*formats.finding_lines(plan.findings), *formats.plan_lines(plan, failed)]
            click.echo("\n".join(lines))

    report = carry_out(operation, consent, show)
    if output == "json":
        print_json(formats.sharing_json(plan, report, failed))
    elif report is not None:
        click.echo("\n".join(formats.outcome_lines(report)))
    codes = [sharing.code(plan, report), *(code_of(error) for error in failed.values())]
    return worst(codes)


@command.command("audit")
@file_option
@format_option("text", "json", "csv")
@click.pass_obj
def audit(context: Context, file: str, output: str) -> int:
    """List every way into the files, judged: members only, one by one.

    People, groups, domains, links, folders, publishing, requests, protected ranges. Changes
    nothing. Exits with 1 if a way should be closed.
    """
    from cocsheets.cli.output import print_json
    from cocsheets.formats import access as formats

    reading = context.committee().read()
    report = reading.sharing_audit(file=file)
    if output == "json":
        key = reading.spreadsheet.id
        print_json(
            formats.audit_json(report.ways, report.findings, report.transfer, key, report.failed)
        )
    elif output == "csv":
        click.echo(formats.audit_csv(report.ways), nl=False)
    else:
        lines = [*formats.audit_lines(report.ways), *formats.finding_lines(report.findings)]
        lines += formats.fault_lines(report.failed)
        click.echo("\n".join([*lines, *formats.transfer_lines(report.transfer)]))
    return report.code
