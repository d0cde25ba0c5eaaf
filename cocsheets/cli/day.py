"""One daily run for the command line: the job, its summary, and the notices about it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import click

from cocsheets import notices
from cocsheets.cli.logs import tell
from cocsheets.errors import CocsheetsError
from cocsheets.formats.notice import Notice, failure_notice, notice
from cocsheets.formats.sync import sync_json, sync_text
from cocsheets.operations.sync import SyncReport, sync
from cocsheets.runs import current

if TYPE_CHECKING:
    from cocsheets.operations.committee import Committee


def carry_out(
    committee: Committee,
    *,
    allow_large: bool = False,
    dry_run: bool = False,
    output: str = "text",
) -> int:
    """Run the day, print its summary, tell whom the settings name; returns the exit code.

    Raises what `sync` raises, after telling.
    """
    try:
        report = sync(committee, allow_large=allow_large, dry_run=dry_run)
    except CocsheetsError as error:
        if not dry_run:
            _tell(committee, failure_notice(error, current()))
        raise
    made = notice(report)
    _show(committee, report, made, output)
    if not report.planned_only:
        _tell(committee, made)
    return report.code


def _show(committee: Committee, report: SyncReport, made: Notice, output: str) -> None:
    if output == "json":
        from cocsheets.cli.output import print_json

        wanted = made.wanted(committee.settings.notify.on)
        told = {"title": made.title, "body": made.body, "wanted": wanted}
        print_json({**sync_json(report), "notice": told})
        return
    click.echo(sync_text(report))
    if report.dry_run:
        click.echo(f"\nThe notice would read:\n\n{made.title}\n\n{made.body}")


def _tell(committee: Committee, made: Notice) -> None:
    settings = committee.settings
    if not settings.notify.to or not made.wanted(settings.notify.on):
        return
    for problem in notices.send(settings.notify.to, settings.environment, made.title, made.body):
        tell(problem, level=logging.WARNING)
