"""What `cocsheets --help` is held against: a click program whose commands do nothing."""

from __future__ import annotations

import click


@click.group()
@click.option("--config", help="Settings file.")
def cli(config: str) -> None:
    """A program."""


for number in range(26):
    cli.add_command(click.Command(f"command{number}", help="Does something."))
cli()
