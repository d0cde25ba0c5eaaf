"""How an error looks to a person: what happened, what was and was not done, what to do."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cocsheets.cli.logs import say
from cocsheets.errors import CocsheetsError
from cocsheets.exit_codes import UNFINISHED, ExitCode
from cocsheets.secret_text import is_secret

if TYPE_CHECKING:
    from cocsheets.cli.context import Context

UNCHANGED = "Nothing was changed."
_NOT_REPEATED = "An argument may be a key or a token, so nothing that was typed is repeated."
_TOO_MANY = "Got unexpected extra argument"
"""How click begins a message that goes on with what was typed, which may be somebody's name."""


def show(error: CocsheetsError, *, unchanged: bool = False) -> None:
    """Print an error and its fix on standard error.

    `unchanged`: it is known that nothing was changed, and said unless the error says it itself.
    """
    message = error.message
    if unchanged and "othing was" not in message:
        message = f"{message}{'' if message.endswith(('.', '!', '?')) else '.'} {UNCHANGED}"
    say(message, hint=error.hint, level=logging.ERROR)


def show_stop(context: Context) -> ExitCode:
    """Say what is true of a command that was asked to end; returns the exit code.

    To leave before anything was changed is like saying no: the plan, if there is one, is waiting.
    """
    say(f"Stopped. {context.made or (UNFINISHED if context.changed else UNCHANGED)}")
    in_part = context.made or context.changed or context.daily
    return ExitCode.INCOMPLETE if in_part else ExitCode.FINDINGS


def show_usage(error: click.ClickException, log_format: str, arguments: Sequence[str]) -> None:
    """Print an error of usage, with the help that would have avoided it. What was typed is repeated
    where it is a slip, not where it may be somebody's name, or a key or token."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    if any(is_secret(part) for typed in arguments for part in (typed, typed.partition("=")[2])):
        error = click.UsageError(_NOT_REPEATED, context)
    elif error.format_message().startswith(_TOO_MANY):
        error = click.UsageError("There are more arguments than the command takes.", context)
    if log_format == "text":
        error.show()
        return
    hint = f"`{context.command_path} --help` shows how it is used." if context else ""
    bare = isinstance(error, click.exceptions.NoArgsIsHelpError)  # its message is the whole help
    message = "Missing command." if bare else error.format_message()
    say(message, hint=hint, level=logging.ERROR)


def show_unforeseen(error: Exception, context: Context) -> None:
    """Print what may be told of an error that is none of ours: its text may hold contents."""
    hint = UNFINISHED if context.changed else UNCHANGED
    if isinstance(error, OSError) and error.strerror:
        say(f"{error.strerror}{_which(error)}.", hint=hint, level=logging.ERROR)
        return
    if isinstance(error, ModuleNotFoundError) and error.name:
        again = "Install cocsheets again in the same way; it brings what it needs."
        say(
            f"The Python package {error.name} is not installed.",
            hint=f"{hint} {again}",
            level=logging.ERROR,
        )
        return
    say(
        f"an error that nobody foresaw ({type(error).__name__}) ended the command.",
        hint=f"{hint} Run with --debug and report it.",
        level=logging.ERROR,
    )


def _which(error: OSError) -> str:
    """The file, unless its name is a key or token that was taken for one."""
    name = error.filename
    if not isinstance(name, str) or "{" in name or any(map(is_secret, Path(name).parts)):
        return " (a local file)"
    return f": {name}"


def show_traceback(error: BaseException) -> None:
    """Where it happened, without the texts of errors, which may hold contents."""
    frames = [
        f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}'
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    say("\n".join(["Traceback (contents left out):", *frames, type(error).__name__]))
