"""`cocsheets sandbox`."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import click

from cocsheets.cli.context import Context
from cocsheets.cli.logs import say
from cocsheets.errors import ConfigurationError

BAD_DB = "The file of --db cannot be used: no SQLite file, or not to be written."


@click.command("sandbox")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    show_default=True,
    help="Port on 127.0.0.1; 0 takes a free one.",
)
@click.option(
    "--db",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Keep its state in this SQLite file.",
)
@click.option(
    "--seed",
    type=click.Choice(["demo", "empty"]),
    default="empty",
    show_default=True,
    help="Start with an invented committee, or with nothing.",
)
@click.option("--quota", is_flag=True, help="Hold clients to Google's requests per minute.")
@click.pass_obj
def command(context: Context, port: int, db: Path | None, seed: str, quota: bool) -> int:
    """Serve a local stand-in for Google Sheets and Drive.

    On loopback only, with state, until interrupted. Point cocsheets at it with COCSHEETS_API_ROOT;
    COCSHEETS_ACT_AS says which made-up account acts. Open the address in a browser to look at it.
    """
    from cocsheets.clock import now
    from cocsheets.sandbox import Sandbox

    try:
        started = Sandbox(port=port, db=db, quota=quota)
    except sqlite3.Error:
        raise ConfigurationError(BAD_DB) from None
    except OSError as error:
        raise ConfigurationError(
            f"Nothing is served on port {port}: {error.strerror or 'it cannot be used'}.",
            hint="Choose another --port.",
        ) from None
    with started as sandbox:
        click.echo(f"sandbox ready at {sandbox.url}")
        if seed == "demo":
            from cocsheets.sandbox import demo

            key = demo.seed(sandbox.client(demo.OWNER), context.as_of or now().date())
            click.echo(f"spreadsheet {key}")
            say(_exports(sandbox.url, demo.ROBOT, key))
        _wait()
    return 0


def _exports(url: str, account: str, key: str) -> str:
    """What to type in another shell, to use the committee that is served."""
    return (
        "To use it from another shell, type there:\n"
        f"  export COCSHEETS_API_ROOT={url} COCSHEETS_ACT_AS={account}\n"
        f"  export COCSHEETS_SPREADSHEET={key}"
    )


def _wait() -> None:
    """Until interrupted or told to end."""
    import signal
    import sys
    import threading

    sys.stdout.flush()
    done = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: done.set())
    while not done.wait(0.5):
        pass
