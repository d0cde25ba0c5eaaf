"""Commands of this very process, as somebody at a terminal or a job without one would run them.

Quick beside a new process, and a person may be played: what is typed is the standard input, and
Ctrl-C is pressed at a prompt, before a request or within one.
"""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from unittest import mock

from cocsheets.cli import main
from cocsheets.workbook.http import Http
from tests.cli.world import World

CTRL_C = "\x03"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command said."""

    code: int
    out: str
    err: str


class Terminal(io.StringIO):
    """A stream that is a terminal; a line of `CTRL_C` is the key pressed."""

    def isatty(self) -> bool:
        """It is one."""
        return True

    def readline(self, *_: Any) -> str:  # type: ignore[override]  # typeshed says bytes
        """A line, or KeyboardInterrupt."""
        line = super().readline()
        if line.startswith(CTRL_C):
            raise KeyboardInterrupt
        return line


def shell(world: World, *arguments: str, typed: str | None = None, **environment: str) -> Ran:
    """Run the command; with `typed` on a terminal. Pauses between two tries take no time."""
    terminal = typed is not None
    out, err = (Terminal(), Terminal()) if terminal else (io.StringIO(), io.StringIO())
    stdin = Terminal(typed) if terminal else io.StringIO()
    with (
        mock.patch.dict(os.environ, world.environment(**environment), clear=True),
        mock.patch.object(Http, "pause", staticmethod(lambda *_: 0.0)),
        mock.patch("sys.stdin", stdin),
        contextlib.chdir(world.folder),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        code = main.run(arguments)
    return Ran(code, out.getvalue(), err.getvalue())


@contextlib.contextmanager
def pressed(when: Callable[[str, str], bool], *, after: bool = False) -> Iterator[None]:
    """Ctrl-C is pressed at the first request (method, URL) of which `when` is true: before it is
    sent, or after Google has acted and before the answer is read."""
    send = Http._send
    done: list[str] = []

    def sending(http: Http, method: str, endpoint: str, *rest: Any) -> Any:
        if not done and when(method.upper(), endpoint):
            done.append(endpoint)
            if after:
                send(http, method, endpoint, *rest)
            raise KeyboardInterrupt
        return send(http, method, endpoint, *rest)

    with mock.patch.object(Http, "_send", sending):
        yield
