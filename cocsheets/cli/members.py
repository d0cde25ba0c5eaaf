"""`cocsheets members`: the roster, and who has access."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from cocsheets.cli.context import Context
from cocsheets.cli.options import format_option, writing_options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from cocsheets.cli.writing import Consent
    from cocsheets.operations.members import ChangeMembers, MembersReport
    from cocsheets.plans.members import MembersPlan, Situation

DAY = click.DateTime(["%Y-%m-%d"])


@click.group("members")
def command() -> None:
    """Look after the roster, and who has access.

    Whoever joins or leaves is entered on the roster first and then let in or removed, as one plan.
    """


@command.command("list")
@format_option("text", "json", "csv")
@click.pass_obj
def list_(context: Context, output: str) -> int:
    """Show the roster beside what each person really has."""
    from cocsheets.access.seats import seats
    from cocsheets.cli.output import print_json
    from cocsheets.exit_codes import ExitCode
    from cocsheets.findings import Severity
    from cocsheets.formats import access
    from cocsheets.formats import members as formats
    from cocsheets.operations.sharing import view
    from cocsheets.operations.situation import judge_of

    _, now = view(context.committee())
    found = seats(judge_of(now), now.roster, now.today)
    findings = now.roster.findings
    if output == "json":
        told = [access.finding_json(finding) for finding in findings]
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

    committee = context.committee()
    spreadsheet = committee.read()
    roster, today = committee.roster(spreadsheet), committee.today(spreadsheet)
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
def mail(context: Context, row: int | None, day: dt.datetime | None, output: str) -> int:
    """Tell who can look up the e-mails about a report.

    Members hold only what came in while they served, so it is those who served on that day.
    """
    if (row is None) is (day is None):
        raise click.UsageError("Give either --row or --date.")
    from cocsheets.access.windows import mail_window
    from cocsheets.cli.output import print_json
    from cocsheets.exit_codes import ExitCode
    from cocsheets.formats import members as formats
    from cocsheets.operations.members import day_of_report

    committee = context.committee()
    spreadsheet = committee.read()
    date = day.date() if day else day_of_report(committee, spreadsheet, row or 0)
    window = mail_window(committee.roster(spreadsheet), date, committee.today(spreadsheet))
    if output == "json":
        print_json(window.to_json())
    else:
        click.echo("\n".join(formats.window_lines(window)))
    return ExitCode.OK


@command.command("add")
@click.argument("email")
@click.option("--name", default="", help="As it is to stand on the roster.")
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
    role: str,
    joined: dt.datetime | None,
    notify: bool,
    output: str,
    consent: Consent,
) -> int:
    """Enrol a member and let the person in; or give a member another role.

    An address without a Google account can be invited by mail only: use --notify.
    """
    from cocsheets.access.members import MemberRole
    from cocsheets.formats import members as formats
    from cocsheets.plans.members import plan_add

    def plan(now: Situation) -> MembersPlan:
        first = joined.date() if joined else now.today
        return plan_add(now, email, name=name, role=MemberRole(role), joined=first, notify=notify)

    def tell(operation: ChangeMembers, report: MembersReport) -> tuple[int, Any]:
        checklist = operation.committee.settings.checklist.joining
        if output == "text":
            _echo(formats.checklist_lines(checklist))
        return report.code, {"checklist": list(checklist)}

    return _change(context, [email], plan, tell, output, consent, notify=notify)


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
    day: dt.datetime | None,
    reason: str,
    output: str,
    consent: Consent,
) -> int:
    """End somebody's membership and access, and write a receipt.

    The roster keeps the row. The receipt names every way in that is left and who can close it, what
    nobody can see, and the committee's own checklist.
    """
    from cocsheets.exit_codes import ExitCode, worst
    from cocsheets.formats import members as formats
    from cocsheets.operations import members
    from cocsheets.operations.sharing import surroundings
    from cocsheets.plans.members import plan_remove

    def last(now: Situation) -> dt.date:
        return day.date() if day else now.today

    def plan(now: Situation) -> MembersPlan:
        return plan_remove(now, email, on=last(now), note=reason)

    def tell(operation: ChangeMembers, report: MembersReport) -> tuple[int, Any]:
        committee, situation = operation.committee, operation.situation
        receipt = members.receipt(
            report,
            situation,
            email,
            day=last(situation),
            surroundings=surroundings(committee, operation.spreadsheet),
            checklist=committee.settings.checklist.leaving,
        )
        if output == "text":
            click.echo("\n".join(["", *formats.receipt_lines(receipt)]))
        code = ExitCode.OK if receipt.as_it_should_be else ExitCode.FINDINGS
        return worst([report.code, code]), {"receipt": receipt.to_json()}

    return _change(context, [email], plan, tell, output, consent)


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
    day: dt.datetime | None,
    output: str,
    consent: Consent,
) -> int:
    """Renew the committee: those named stay, all other current members leave, in one plan."""
    from cocsheets.formats import members as formats
    from cocsheets.plans.members import plan_renew

    def plan(now: Situation) -> MembersPlan:
        return plan_renew(now, stays, on=day.date() if day else now.today)

    def tell(operation: ChangeMembers, report: MembersReport) -> tuple[int, Any]:
        checklist = operation.committee.settings.checklist.leaving if report.plan.roster else ()
        if output == "text":
            _echo(formats.checklist_lines(checklist))
        return report.code, {"checklist": list(checklist)}

    return _change(context, stays, plan, tell, output, consent)


def _echo(lines: Iterable[str]) -> None:
    """Lines of output; nothing for none."""
    for line in lines:
        click.echo(line)


def _change(
    context: Context,
    typed: Sequence[str],
    make_plan: Callable[[Situation], MembersPlan],
    tell: Callable[[ChangeMembers, MembersReport], tuple[int, Any]],
    output: str,
    consent: Consent,
    *,
    notify: bool = False,
) -> int:
    """Plan, show, ask, carry out and report: the same for everything that changes members."""
    from cocsheets.cli.output import print_json
    from cocsheets.cli.writing import carry_out
    from cocsheets.exit_codes import ExitCode
    from cocsheets.formats import access
    from cocsheets.formats import members as formats
    from cocsheets.operations.members import ChangeMembers

    operation = ChangeMembers.look(context.committee(), make_plan, typed, notify=notify)
    plan = operation.plan

    def show() -> None:
        if output == "text":
            click.echo("\n".join(access.plan_lines(plan)))

    report = carry_out(operation, consent, show)
    if report is None and plan.changes:
        if output == "json":
            print_json(access.sharing_json(plan, None))
        return ExitCode.FINDINGS
    report = report or operation.idle()
    if output == "text":
        _echo(formats.members_lines(report))
    code, more = tell(operation, report)
    if output == "json":
        print_json({**formats.members_json(report), **more})
    return code
