"""Commands of this very process: as quick as a call, and as strict as a process of their own.

What they print, read and return is what a process would. Only what Python reads when it starts is
out of reach: for that, a real process is started.
"""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
import warnings
from collections.abc import Mapping
from pathlib import Path
from unittest import mock

from cocsheets.cli import main
from cocsheets.cli.stopping import Stop

SHORT = 0.02
"""Seconds that a pause takes in tests, at most."""
_sleep = Stop.sleep

_AT_START = ("PYTHON", "TZ", "LC_", "LANG")
"""How variables begin that a running process does not read again."""


def run_here(
    arguments: tuple[str, ...], environment: Mapping[str, str], folder: Path, typed: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run `cocsheets …` in a folder with nothing but this environment, without a terminal.

    Pauses between two tries are short: those who wait reckon with their full length.
    """
    out, err = _stream(), _stream()
    stdin = io.TextIOWrapper(io.BytesIO(typed.encode()), encoding="utf-8")
    with (
        warnings.catch_warnings(),
        mock.patch.dict(os.environ, environment, clear=True),
        mock.patch.object(Stop, "sleep", lambda stop, seconds: _sleep(stop, min(seconds, SHORT))),
        mock.patch("sys.stdin", stdin),
        contextlib.chdir(folder),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        warnings.filterwarnings("ignore", module=r"(?!cocsheets\b)")  # those of others are theirs
        code = main.run(arguments)
    return subprocess.CompletedProcess(arguments, code, _said(out), _said(err))


def run_process(
    arguments: tuple[str, ...], environment: Mapping[str, str], folder: Path, typed: str = ""
) -> subprocess.CompletedProcess[str]:
    """The same in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "cocsheets", *arguments],
        env=environment,
        cwd=folder,
        input=typed,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def run(
    arguments: tuple[str, ...], environment: Mapping[str, str], folder: Path, typed: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run the command here where that makes no difference."""
    apart = any(name.startswith(_AT_START) for name in environment)
    return (run_process if apart else run_here)(arguments, environment, folder, typed)


def _stream() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)


def _said(stream: io.TextIOWrapper) -> str:
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode().replace("\r\n", "\n")
