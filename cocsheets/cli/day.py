"""One daily run for the command line: the job, its summary, and the notices about it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import click

from cocsheets import notices
from cocsheets.cli.logs import say
from cocsheets.daily.overdue import overdue
from cocsheets.daily.runbefore import RunBefore, keep_run, read_run_before
from cocsheets.errors import ActiveRunError, CocsheetsError, StoppedError
from cocsheets.formats.notice import Notice, failure_notice, notice, to_look_at
from cocsheets.formats.sync import sync_json, sync_text
from cocsheets.operations.sync import SyncReport, sync
from cocsheets.runs import current

if TYPE_CHECKING:
    from cocsheets.operations.committee import Committee
    from cocsheets.settings import Settings

BRIEFLY = 3.0
"""Seconds for each notice where the program was asked to end."""
MISSED = 1
"""Days without a good run after which another run at work is no passing matter."""


def carry_out(
    committee: Committee,
    *,
    allow_large: bool = False,
    dry_run: bool = False,
    output: str = "text",
    again: bool = False,
) -> int:
    """Run the day, tell whom the settings name, print its summary; returns the exit code.

    `again` says that another run was found at work today already, and that it was told. Raises what
    `sync` raises, after telling; so does whatever else goes wrong.
    """
    try:
        report = sync(committee, allow_large=allow_large, dry_run=dry_run)
        key = committee.settings.key
        full = committee.settings.notify.form == "full"
        made = notice(report, read_run_before(key), full=full)
    except (Exception, StoppedError) as error:
        if not dry_run:
            lasting = not again and _lasts(committee, error)
            changed = committee.changed
            notify_failure(committee.settings, error, lasting=lasting, changed=changed)
        raise
    if not report.planned_only:
        _send(committee.settings, made)
        if report.today is not None:
            keep_run(key, RunBefore(report.today, to_look_at(report)))
    _show(committee, report, made, output)
    return report.code


def notify_failure(
    settings: Settings, error: BaseException, *, lasting: bool = False, changed: bool = False
) -> None:
    """Tell whom the settings name that a run did not come to its end."""
    seconds = BRIEFLY if isinstance(error, StoppedError) else notices.SECONDS
    _send(settings, failure_notice(error, current(), lasting=lasting, changed=changed), seconds)


def _lasts(committee: Committee, error: BaseException) -> bool:
    """Whether another run keeps this one from working for so long that a person should look."""
    if not isinstance(error, ActiveRunError) or error.lasting:
        return isinstance(error, ActiveRunError)
    try:
        return bool(overdue(committee.read(even_trashed=True).ledger(), committee.now(), MISSED))
    except CocsheetsError:
        return False


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


def _send(settings: Settings, made: Notice, seconds: float = notices.SECONDS) -> None:
    to = settings.notify.to
    if not to or not made.wanted(settings.notify.on):
        return
    for problem in notices.send(to, settings.environment, made.title, made.body, seconds):
        say(problem, level=logging.WARNING)
