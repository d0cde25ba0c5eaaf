"""Options that several commands share, each once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def format_option(*formats: str) -> Callable[[F], F]:
    """`--format`, the first of the given formats being the default."""
    return click.option(
        "--format",
        "output",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="Form of the output.",
    )


def writing_options(command: F) -> F:
    """`--yes`, `--apply DIGEST` and `--allow-large-change`, for a command that writes."""
    for option in (
        click.option(
            "--allow-large-change",
            is_flag=True,
            help="Lift the limits on how much may change at once.",
        ),
        click.option(
            "--apply",
            "apply_digest",
            metavar="DIGEST",
            help="Go ahead without asking if the plan is still the one with this digest.",
        ),
        click.option("--yes", is_flag=True, help="Go ahead without asking."),
    ):
        command = option(command)
    return command
