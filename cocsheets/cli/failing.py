"""How an error looks to a person: what happened, what was and was not done, what to do."""

from __future__ import annotations

import traceback

import click

from cocsheets.errors import CocsheetsError


def show(error: CocsheetsError) -> None:
    """Print an error and its cure on standard error."""
    click.echo(f"cocsheets: {error.message}", err=True)
    if error.hint:
        click.echo(f"  {error.hint}", err=True)


def show_unforeseen(error: Exception) -> None:
    """Print what may be told of an error that is none of ours: its text may hold contents."""
    if isinstance(error, OSError) and error.strerror:
        click.echo(
            f"cocsheets: {error.strerror}{_which(error)}.\n"
            "  What was under way at Google is finished by the next run.",
            err=True,
        )
        return
    click.echo(
        f"cocsheets: an error that nobody foresaw ({type(error).__name__}) ended the command.\n"
        "  What was under way is finished by the next run. Run with --debug and report it.",
        err=True,
    )


def _which(error: OSError) -> str:
    return f": {error.filename}" if isinstance(error.filename, str) else " (a local file)"


def show_traceback(error: BaseException) -> None:
    """Where it happened, without the texts of errors, which may hold contents."""
    click.echo("Traceback (contents left out):", err=True)
    for frame in traceback.extract_tb(error.__traceback__):
        click.echo(f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}', err=True)
    click.echo(type(error).__name__, err=True)
