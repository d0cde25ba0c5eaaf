"""Options that several commands share, each once."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from cocsheets.cli.context import Context

F = TypeVar("F", bound=Callable[..., Any])


def in_a_folder(_ctx: click.Context, _param: click.Parameter, path: Path | None) -> Path | None:
    """Refuse a file whose folder is not there, before anything is read."""
    if path is not None and not path.absolute().parent.is_dir():
        raise click.BadParameter(f"There is no folder {str(path.parent)!r}.")
    return path


def answer_option(*suffixes: str, what: str) -> Callable[[F], F]:
    """`--answer FILE`, in one of the forms that the suffixes name."""

    def suited(ctx: click.Context, param: click.Parameter, path: Path | None) -> Path | None:
        if path is not None and path.suffix.lower() not in suffixes:
            raise click.BadParameter(f"{path.name!r} should end in {', '.join(suffixes)}.")
        return in_a_folder(ctx, param, path)

    return click.option(
        "--answer",
        type=click.Path(dir_okay=False, writable=True, path_type=Path),
        callback=suited,
        metavar="FILE",
        help=f"{what} ({', '.join(suffixes)}).",
    )


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


def writing_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--yes`, `--apply`, `--dry-run`, `--allow-large-change`: one `consent` of the command."""
    from cocsheets.cli.writing import Consent

    @functools.wraps(command)
    def with_consent(
        *args: Any,
        yes: bool,
        apply_digest: str | None,
        dry_run: bool,
        allow_large_change: bool,
        **rest: Any,
    ) -> Any:
        click.get_current_context().ensure_object(Context).writes = True
        consent = Consent(yes, apply_digest, allow_large_change, dry_run)
        return command(*args, consent=consent, **rest)

    wrapped: Callable[..., Any] = with_consent
    for option in (
        click.option(
            "--allow-large-change",
            is_flag=True,
            help="Lift the limits on how much may change at once.",
        ),
        click.option("--dry-run", is_flag=True, help="Show the plan, and end."),
        click.option(
            "--apply",
            "apply_digest",
            metavar="DIGEST",
            help="Go ahead without asking if the plan is still the one with this digest.",
        ),
        click.option("--yes", is_flag=True, help="Go ahead without asking."),
    ):
        wrapped = option(wrapped)
    return wrapped
