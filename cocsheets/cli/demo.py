"""`cocsheets demo`."""

from __future__ import annotations

import shlex
import socket
import sqlite3
import tempfile
from pathlib import Path

import click

from cocsheets.cli.context import Context
from cocsheets.cli.program import typed
from cocsheets.errors import ConfigurationError

FILE = "cocsheets-demo.db"
PORT = 8765


@click.command("demo")
@click.option(
    "--db",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=f"Where to leave the sandbox's data; else ./{FILE}, made new.",
)
@click.pass_obj
def command(context: Context, db: Path | None) -> int:
    """See it work on an invented committee, without an account.

    Fills a sandbox with a spreadsheet as real ones are, runs the daily job on it, and shows the
    sheet before and after. Nothing leaves this machine.
    """
    from cocsheets.cli.output import colour_wanted
    from cocsheets.cli.sandbox import BAD_DB
    from cocsheets.clock import now
    from cocsheets.exit_codes import ExitCode
    from cocsheets.formats.demo import narrate
    from cocsheets.operations import demo
    from cocsheets.sandbox import Sandbox

    path = _fresh(db)
    today = context.as_of or now().date()
    try:
        started = Sandbox(db=path)
    except sqlite3.Error:
        raise ConfigurationError(BAD_DB) from None
    with started as sandbox:
        story = demo.play(sandbox, today, now)
    click.echo(narrate(story, colour=colour_wanted()))
    click.echo(_next_steps(path, story.key, today if context.as_of else None))
    return ExitCode.OK if story.as_promised else ExitCode.INCOMPLETE


def _fresh(db: Path | None) -> Path:
    """A place for the data: the file named, if there is none yet, or the demo's own, made anew."""
    if db is not None:
        if db.exists():
            raise click.UsageError(f"{db} exists already; the demo overwrites nothing.")
        return db
    path = Path(FILE)
    try:
        for part in (path, Path(f"{FILE}-wal"), Path(f"{FILE}-shm")):
            part.unlink(missing_ok=True)
        path.touch()
    except OSError:
        path = Path(tempfile.mkdtemp(prefix="cocsheets-")) / FILE
    path.unlink(missing_ok=True)
    return path


def _next_steps(path: Path, key: str, day: object) -> str:
    """Lines that work as they are in any new shell: in zsh a `#` begins no comment."""
    name = shlex.join(typed())
    called = f"{name} --as-of {day}" if day else name
    port = _free_port()
    return f"""
What to type next, to play with it:
  {name} sandbox --port {port} --db {shlex.quote(str(path.absolute()))} &
  export COCSHEETS_API_ROOT=http://127.0.0.1:{port} COCSHEETS_ACT_AS=robot@sandbox.example
  export COCSHEETS_SPREADSHEET={key}
  {called} validate
  {called} due
  {called} members list
  {called} sharing audit
  {called} stats
  {called} log
Or open http://127.0.0.1:{port}/ in a browser. For a real spreadsheet: cocsheets init"""


def _free_port() -> int:
    """The usual port of the sandbox, or another one where that is taken."""
    with socket.socket() as taken:
        try:
            taken.bind(("127.0.0.1", PORT))
        except OSError:
            taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port
