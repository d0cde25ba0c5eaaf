"""The command `cocsheets`: global options, commands loaded when used, errors to exit codes.

Knows the list of commands, logging, and the one place where errors become text and a code. Must not
know what a command does. Importing it imports neither gspread nor pandas.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence

import click

from cocsheets import __version__
from cocsheets.cli import failing
from cocsheets.cli.context import Context
from cocsheets.cli.groups import Group, fit_in, global_options
from cocsheets.cli.logs import log_format_of, set_up_logs
from cocsheets.cli.output import tame_output
from cocsheets.errors import CocsheetsError
from cocsheets.exit_codes import ExitCode, code_of

COMMANDS = {
    "demo": "See it work on an invented committee, without an account.",
    "sandbox": "Serve a local stand-in for Google Sheets and Drive.",
    "init": "Set up: look at the sheet and write cocsheets.toml.",
    "doctor": "Check credentials, access, headers, sharing, clock, last run.",
    "validate": "Show every problem in every row at once.",
    "rules": "Explain the rules that validate checks.",
    "protect": "Add drop-downs, date checks and protection to the sheet.",
    "expunge": "Replace the identifying cells of what is due.",
    "due": "Show what will be due, what is on hold, and why.",
    "retention": "Show or set the dates that the rules give.",
    "residue": "Find where expunged people are still named in the spreadsheet.",
    "rehome": "Move the records to a fresh copy without version history.",
    "records": "Add or amend a report.",
    "people": "Show which rows concern the same person, without names.",
    "members": "Look after the roster, and who has access.",
    "sharing": "Keep the sharing equal to the current members.",
    "places": "Show who is in Slack, groups and lists, beside the roster.",
    "sync": "Do the daily job: validate, expunge, sharing, log, notify.",
    "schedule": "Run sync daily in the foreground.",
    "status": "Show what needs a person, what is due and what was done.",
    "screen": "Compare an organiser's list with flagged people.",
    "about": "Show what the committee holds about one person.",
    "stats": "Yearly figures, tables, charts, report.",
    "split": "Put names apart from cases: code names in the records.",
    "join": "Bring names and cases together again.",
    "log": "Show what was done, when, by which run.",
}
"""Name and one-line help; the code is in `cocsheets.cli.NAME` under the name `command`."""


class LazyGroup(Group):
    """A group whose commands are imported when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order in which a committee meets them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"cocsheets.cli.{cmd_name}")
        return fit_in(module.command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=LazyGroup,
    params=global_options(),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, message="cocsheets %(version)s")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Keep a Code of Conduct committee's spreadsheet valid, expunged on time, and shared with
    current members only.

    Nothing is written without a plan: a command that writes shows what it would do and asks, or
    takes --yes or --apply DIGEST. Try `cocsheets demo` first; it needs no account.
    """
    ctx.ensure_object(Context)


def run(arguments: Sequence[str]) -> int:
    """Run the command line; returns the exit code."""
    _survive_locale()
    tame_output()
    ours = arguments[: _command_at(arguments)]
    context = Context(log_format=log_format_of(ours), debug="--debug" in ours)
    set_up_logs(0, context.log_format)  # anew with what was asked for, once that is parsed
    try:
        result = cli.main(
            list(arguments), prog_name="cocsheets", standalone_mode=False, obj=context
        )
        code = result if isinstance(result, int) else 0
        sys.stdout.flush()
        return int(code)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.ClickException as error:
        failing.show_usage(error, context.log_format, arguments)
        return int(ExitCode.CONFIGURATION)
    except (click.Abort, KeyboardInterrupt):
        return int(failing.show_stop(context))
    except BrokenPipeError:
        sys.stderr.close()
        _drop_output()
        return int(ExitCode.OK)
    except CocsheetsError as error:
        failing.show(error, unchanged=context.writes and not context.changed)
        if context.debug:
            failing.show_traceback(error)
        return int(code_of(error))
    except Exception as error:  # noqa: BLE001  # the last resort: no traceback reaches a user
        if isinstance(error, OSError):
            _drop_output()
        failing.show_unforeseen(error, context)
        if context.debug:
            failing.show_traceback(error)
        return int(code_of(error))


def _drop_output() -> None:
    """What could not be written to standard output is not tried again when the process ends."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _command_at(arguments: Sequence[str]) -> int:
    """Index of the command's name; options before it are global."""
    for index, argument in enumerate(arguments):
        if argument in COMMANDS:
            return index
    return len(arguments)


def _survive_locale() -> None:
    """Print what can be printed where the locale is not set, in place of failing."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
