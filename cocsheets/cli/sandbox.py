"""`cocsheets sandbox`."""

from __future__ import annotations

import contextlib
import io
import sqlite3
from pathlib import Path

import click

from cocsheets.cli.context import Context
from cocsheets.errors import ConfigurationError


@click.command("sandbox")
@click.option("--port", default=0, show_default=True, help="Port on 127.0.0.1; 0 takes a free one.")
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
    from cocsheets.cli.extras import BAD_DB, need_sandbox
    from cocsheets.clock import now

    sandbox_class = need_sandbox()
    said = io.StringIO()
    try:
        with contextlib.redirect_stderr(said):
            started = sandbox_class(port=port, db=db, quota=quota)
    except sqlite3.Error:
        raise ConfigurationError(BAD_DB) from None
    except SystemExit:  # the server's way to refuse a port; it has said why
        why = said.getvalue().strip().partition("\n")[0]
        raise ConfigurationError(
            f"Nothing is served on port {port}: {why or 'it is refused'}.",
            hint="Choose another --port.",
        ) from None
    with started as sandbox:
        click.echo(f"sandbox ready at {sandbox.url}")
        if seed == "demo":
            from cocsheets.sandbox import demo

            key = demo.seed(sandbox.client(demo.OWNER), context.as_of or now().date())
            click.echo(f"spreadsheet {key}")
        _wait()
    return 0


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
