"""`cocsheets members`: the roster, and who has access."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Literal

import click

from cocsheets.cli.context import Context
from cocsheets.cli.days import Day
from cocsheets.cli.groups import Group
from cocsheets.cli.options import format_option, writing_options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cocsheets.cli.writing import Consent
    from cocsheets.operations.members import ChangeMembers, MembersReport

DAY = Day()


@click.group("members", cls=Group)
def command() -> None:
    """Look after the roster, and who has access.

    Whoever joins or leaves is entered on the roster first and then let in or removed, as one plan.
    """


@command.command("list")
@format_option("text", "json", "csv")
@click.pass_obj
def list_(context: Context, output: str) -> int:
    """Show the roster beside what each person really has."""
    from cocsheets.cli.output import print_json
    from cocsheets.exit_codes import ExitCode
    from cocsheets.findings import Severity
    from cocsheets.formats import access
    from cocsheets.formats import members as formats
    from cocsheets.formats.findings import finding_json

    reading = context.committee().read()
    found = reading.members()
    findings = reading.committee.settings.validation.adjusted(reading.roster().findings)
    if output == "json":
        told = [finding_json(finding, reading.spreadsheet.id) for finding in findings]
        print_json({"members": [seat.to_json() for seat in found], "findings": told})
    elif output == "csv":
        click.echo(formats.seats_csv(found), nl=False)
    else:
        click.echo("\n".join([*formats.seat_lines(found), *access.finding_lines(findings)]))
    loud = any(finding.severity is not Severity.NOTE for finding in findings)
    return ExitCode.FINDINGS if loud else ExitCode.OK


@command.command("history")
@format_option("text", "json")
@click.pass_obj
def history(context: Context, output: str) -> int:
    """Show every term of everybody, former members included."""
    from cocsheets.cli.output import print_json
    from cocsheets.exit_codes import ExitCode
    from cocsheets.formats import members as formats

    reading = context.committee().read(even_trashed=True)
    roster, today = reading.roster(), reading.today
    if output == "json":
        print_json(formats.history_json(roster, today))
    else:
        click.echo("\n".join(formats.history_lines(roster, today)))
    return ExitCode.OK


@command.command("mail")
@click.option("--row", type=click.IntRange(1), metavar="N", help="Row of the report.")
@click.option("--date", "day", type=DAY, metavar="DATE", help="The day on which a mail came in.")
@format_option("text", "json")
@click.pass_obj
def mail(context: Context, row: int | None, day: dt.date | None, output: str) -> int:
    """Show who can look up the e-mails about a report.

    Members hold only what came in while they served, so it is those who served on that day.
    """
    if (row is None) is (day is None):
        raise click.UsageError("Give either --row or --date.")
    from cocsheets.cli.output import print_json
    from cocsheets.exit_codes import ExitCode
    from cocsheets.formats import members as formats

    reading = context.committee().read(even_trashed=True)
    window = reading.mail_window(day or reading.day_of_report(row or 0))
    if output == "json":
        print_json(window.to_json())
    else:
        click.echo("\n".join(formats.window_lines(window)))
    return ExitCode.OK


@command.command("add")
@click.argument("email")
@click.option("--name", default="", help="The name for the roster.")
@click.option(
    "--role",
    type=click.Choice(["chair", "member", "adviser"]),
    default="member",
    show_default=True,
)
@click.option("--joined", type=DAY, metavar="DATE", help="First day of the term; else today.")
@click.option("--notify", is_flag=True, help="Let Google mail the person; off otherwise.")
@writing_options
@format_option("text", "json")
@click.pass_obj
def add(
    context: Context,
    /,
    email: str,
    name: str,
    role: Literal["chair", "member", "adviser"],
    joined: dt.date | None,
    notify: bool,
    output: str,
    consent: Consent,
) -> int:
    """Enrol a member and let the person in; or give a member another role.

    An address without a Google account can be invited by mail only: use --notify.
    """
    from cocsheets.access.tasks import tasks
    from cocsheets.formats import members as formats
    from cocsheets.operations.places import seen_of

    def describe(operation: ChangeMembers, report: MembersReport) -> tuple[int, Any]:
        checklist = operation.committee.settings.checklist.joining
        seen = seen_of(operation.places(report), [email], joining=True)
        if output == "text":
            _echo(formats.checklist_lines(tasks(checklist, seen)))
        return report.code, formats.checklist_json(checklist, seen)

    operation = (
        context.committee()
        .read()
        .plan_add_member(email, name=name, role=role, joined=joined, notify=notify)
    )
    return _change(operation, describe, output, consent)


@command.command("remove")
@click.argument("email")
@click.option("--date", "day", type=DAY, metavar="DATE", help="First day of not being a member.")
@click.option("--reason", default="", help="For a column `Reason` of the roster, if it has one.")
@writing_options
@format_option("text", "json")
@click.pass_obj
def remove(
    context: Context,
    /,
    email: str,
    day: dt.date | None,
    reason: str,
    output: str,
    consent: Consent,
) -> int:
    """End somebody's membership and access, and write a receipt.

    The roster keeps the row. The receipt names every access path that is left and who
    can close it, what nobody can see, and the committee's own checklist.
    """
    from cocsheets.exit_codes import worst
    from cocsheets.formats import members as formats

    def describe(operation: ChangeMembers, report: MembersReport) -> tuple[int, Any]:
        receipt = operation.receipt(report, email, day)
        if output == "text":
            click.echo("\n".join(["", *formats.receipt_lines(receipt)]))
        places = [seen.to_json() for seen in receipt.places]
        told = {"receipt": receipt.to_json(), "places": places}
        return worst([report.code, receipt.code]), told

    operation = context.committee().read().plan_remove_member(email, on=day, reason=reason)
    return _change(operation, describe, output, consent)


@command.command("renew")
@click.argument("stays", metavar="EMAIL...", nargs=-1, required=True)
@click.option("--date", "day", type=DAY, metavar="DATE", help="First day for those who leave.")
@writing_options
@format_option("text", "json")
@click.pass_obj
def renew(
    context: Context,
    /,
    stays: tuple[str, ...],
    day: dt.date | None,
    output: str,
    consent: Consent,
) -> int:
    """Renew the committee: those named stay, all other current members leave, in one plan."""
    from cocsheets.access.tasks import tasks
    from cocsheets.exit_codes import ExitCode, worst
    from cocsheets.formats import members as formats
    from cocsheets.operations.places import seen_of
    from cocsheets.plans.roster import RosterAction

    def describe(operation: ChangeMembers, report: MembersReport) -> tuple[int, Any]:
        leavers = [c.email for c in report.plan.roster if c.action is RosterAction.STEP_DOWN]
        if not report.plan.roster:
            return report.code, {"checklist": []}
        checklist = operation.committee.settings.checklist.leaving
        seen = seen_of(operation.places(report), leavers)
        if output == "text":
            _echo(formats.checklist_lines(tasks(checklist, seen)))
        code = ExitCode.OK if all(one.done for one in seen) else ExitCode.FINDINGS
        return worst([report.code, code]), formats.checklist_json(checklist, seen)

    operation = context.committee().read().plan_renew(stays, on=day)
    return _change(operation, describe, output, consent)


def _echo(lines: Iterable[str]) -> None:
    """Lines of output; nothing for none."""
    for line in lines:
        click.echo(line)


def _change(
    operation: ChangeMembers,
    describe: Callable[[ChangeMembers, MembersReport], tuple[int, Any]],
    output: str,
    consent: Consent,
) -> int:
    """Show, ask, carry out and report: the same for everything that changes members."""
    from cocsheets.cli.output import print_json
    from cocsheets.cli.writing import carry_out
    from cocsheets.exit_codes import ExitCode, code_of, worst
    from cocsheets.formats import access
    from cocsheets.formats import members as formats

    plan, limits = operation.plan, operation.committee.limits
    refused = plan.refusals(limits, allow_large=consent.allow_large_change)
    failed = {**plan.sharing.failed, **({} if plan.sharing.stops(refused) else refused)}

    def show() -> None:
        if output == "text":
            click.echo("\n".join(access.plan_lines(plan, failed)))

    report = carry_out(operation, consent, show)
    if report is None and plan.changes:
        if output == "json":
            print_json(access.sharing_json(plan, None, failed))
        faults = (*plan.sharing.faults, *failed.values())
        return worst([ExitCode.FINDINGS, *map(code_of, faults)])
    report = report or operation.preview()
    if output == "text":
        _echo(formats.members_lines(report))
    code, more = describe(operation, report)
    if output == "json":
        print_json({**formats.members_json(report), **more})
    return code
