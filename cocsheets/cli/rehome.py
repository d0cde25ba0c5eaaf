"""`cocsheets rehome`."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import click

from cocsheets.cli.context import Context
from cocsheets.cli.options import format_option, writing_options

if TYPE_CHECKING:
    from cocsheets.cli.writing import Consent
    from cocsheets.operations.rehome.journey import Journey
    from cocsheets.settings import Settings


@click.command("rehome")
@click.option(
    "--file",
    "file",
    default="records",
    metavar="NAME",
    help="Another spreadsheet, by its name under [files].",
)
@click.option("--resume", is_flag=True, help="Go on with the rehome that is open.")
@click.option(
    "--undo", is_flag=True, help="Take the open rehome back; until the old file is deleted."
)
@click.option(
    "--pass-over",
    is_flag=True,
    help="With --resume or --undo: agree that the file that stays is right where the two differ.",
)
@click.option(
    "--leave-pointer",
    is_flag=True,
    help="Refused: an old file that only points to the new one keeps its version history.",
)
@writing_options
@format_option("text", "json")
@click.pass_obj
def command(
    context: Context,
    file: str,
    resume: bool,
    undo: bool,
    pass_over: bool,
    leave_pointer: bool,
    consent: Consent,
    output: str,
) -> int:
    """Move the records to a fresh copy without version history, and delete the old file.

    Expunged cells stay in the version history and in comments, for every editor to read. No program
    can remove them there. This does what removes them: a copy without comments and history takes
    the place of the old file, and the old file is deleted for good.

    Never happens by itself: shows the plan and asks, or takes --apply DIGEST. Exits with 1 while it
    waits for a person.
    """
    from cocsheets.plans.rehome import POINTER

    if leave_pointer:
        raise click.UsageError(POINTER)
    if resume and undo:
        raise click.UsageError("--resume and --undo exclude each other.")
    if pass_over and not (resume or undo):
        raise click.UsageError("--pass-over goes with --resume or --undo.")
    if consent.yes and consent.apply_digest is None:
        raise click.UsageError(
            "--yes alone is not enough to delete a file. Look at the plan, then use --apply DIGEST."
        )
    from cocsheets.cli.output import print_json
    from cocsheets.cli.writing import carry_out
    from cocsheets.formats import rehome as formats
    from cocsheets.operations.rehome.facts import Wish
    from cocsheets.operations.rehome.operation import Rehome, outcome_code

    committee = context.committee()

    def tell_people(what: str, journey: Journey) -> None:
        _notify(committee.settings, *formats.notice(what, journey))

    wish = Wish(resume, undo, file, pass_over)
    operation = Rehome.read(committee, wish, tell_people)

    def show() -> None:
        if output == "text":
            click.echo(formats.plan_text(operation.facts, operation.plan))

    report = carry_out(operation, consent, show, by_digest=True)
    if output == "json":
        print_json(formats.to_json(operation.facts, operation.plan, report))
    elif report is not None:
        click.echo(formats.report_text(report))
    return outcome_code(operation.plan, report)


def _notify(settings: Settings, title: str, body: str) -> None:
    """Tell whom the settings name; a notice that cannot be sent stops nothing."""
    from cocsheets import notices
    from cocsheets.cli.logs import say

    for problem in notices.send(settings.notify.to, settings.environment, title, body):
        say(problem, level=logging.WARNING)
