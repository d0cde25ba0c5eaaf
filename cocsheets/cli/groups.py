"""What all commands have in common as commands: global options before and after the name, help for
80 columns, and the nearest name for a slip.

Knows click. Must not know what a command does.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from cocsheets.cli.context import Context
from cocsheets.cli.days import Day
from cocsheets.cli.logs import set_up_logs

_OPTIONS: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = (
    (
        ("--config",),
        {
            "type": click.Path(path_type=Path),
            "metavar": "FILE",
            "help": "Settings file; else COCSHEETS_CONFIG, else ./cocsheets.toml if it is there.",
        },
    ),
    (
        ("--as-of",),
        {
            "type": Day(),
            "metavar": "DATE",
            "help": "Plan for another day. For a day in the future nothing is ever written.",
        },
    ),
    (
        ("-v", "--verbose"),
        {"count": True, "help": "Log each request: method, path, status, time."},
    ),
    (
        ("--debug",),
        {"is_flag": True, "help": "Show a traceback for an error, without contents."},
    ),
    (
        ("--log-format",),
        {
            "type": click.Choice(["text", "json"]),
            "help": "Form of all that goes to standard error: the log, errors, remarks.",
        },
    ),
)


def global_options(*, hidden: bool = False) -> list[click.Parameter]:
    """The options of every command; `hidden` where they stand behind its name."""
    return [
        click.Option(names, expose_value=False, callback=_keep, hidden=hidden, **more)
        for names, more in _OPTIONS
    ]


def _keep(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
    """Note what was given; what was not given changes nothing."""
    if value and param.name:
        told = ctx.ensure_object(Context)
        setattr(told, param.name, value)
        set_up_logs(told.verbose, told.log_format)
    return value


# --- help ---------------------------------------------------------------------------------------

_UNBROKEN = "\u2011"
"""Stands for a hyphen while lines are broken: no option or word is torn apart."""


class _Formatter(click.HelpFormatter):
    def write(self, string: str) -> None:
        super().write(string.replace(_UNBROKEN, "-"))

    def write_text(self, text: str) -> None:
        super().write_text(text.replace("-", _UNBROKEN))

    def write_dl(self, rows: Iterable[tuple[str, str]], *args: int, **more: int) -> None:
        unbroken = [(name, text.replace("-", _UNBROKEN)) for name, text in rows]
        super().write_dl(unbroken, *args, **more)


class _HelpContext(click.Context):
    formatter_class = _Formatter


# --- commands -----------------------------------------------------------------------------------


def fit_in(command: click.Command) -> click.Command:
    """Give a command what all have in common, once; to the commands of a group, too."""
    if not any(option.name == "as_of" for option in command.params):
        command.context_class = _HelpContext
        command.params += global_options(hidden=True)
        for inner in command.commands.values() if isinstance(command, click.Group) else ():
            fit_in(inner)
    return command


class Group(click.Group):
    """A group that names the nearest command for a slip."""

    context_class = _HelpContext

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """See `click.Group.resolve_command`."""
        name, known = args[0], self.list_commands(ctx)
        if name not in known and not name.startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(name, known, 1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise click.UsageError(f"No such command {name!r}.{hint}", ctx=ctx)
        return super().resolve_command(ctx, args)
