"""Standard error: the log, and what a command has to say beside its output.

Both as text for people, or with `--log-format json` as one JSON object a line, errors of usage too.
Only questions, which are asked on a terminal alone, stay as they are. Knows handlers and formats.
Log calls in the package give methods, path templates, counts and times; never contents.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Sequence
from itertools import pairwise

from cocsheets.cli.output import tame
from cocsheets.runs import current

TALK = "cocsheets.cli"
"""Name of the logger through which commands talk; a part of the package logs under other names."""


class TextFormatter(logging.Formatter):
    """Logger, run and message."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        run = current()
        return tame(f"{record.name}{f' [{run}]' if run else ''}: {record.getMessage()}")


class TalkFormatter(logging.Formatter):
    """The message, and what to do about it on a line of its own."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as lines for people."""
        hint = getattr(record, "hint", "")
        first = "cocsheets: " if record.levelno >= logging.WARNING else ""
        return tame(f"{first}{record.getMessage()}" + (f"\n  {hint}" if hint else ""))


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time (UTC), level, logger, run, message."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))
        entry = {
            "time": moment,
            "level": record.levelname.lower(),
            "logger": record.name,
            "run": current() or None,
            "message": f"{record.getMessage()} {getattr(record, 'hint', '')}".rstrip(),
        }
        return tame(json.dumps(entry, ensure_ascii=False))


def set_up_logs(verbose: int, log_format: str) -> None:
    """Send cocsheets' own log to standard error: warnings, with -v also what was sent.

    What the daily service does, and what a command has to say, is told always.
    """
    as_json = JsonFormatter() if log_format == "json" else None
    _send("cocsheets", as_json or TextFormatter(), logging.INFO if verbose else logging.WARNING)
    _send(TALK, as_json or TalkFormatter(), logging.INFO)
    logging.getLogger("cocsheets.schedule").setLevel(logging.INFO)


def _send(name: str, formatter: logging.Formatter, level: int) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logger = logging.getLogger(name)
    logger.handlers = [handler]
    logger.propagate = False
    logger.setLevel(level)


def log_format_of(arguments: Sequence[str]) -> str:
    """`json` if the global options ask for it: known before they are parsed, and may be wrong."""
    words = " ".join(arguments).replace("=", " ").split()
    return "json" if ("--log-format", "json") in pairwise(words) else "text"


def say(message: str, *, hint: str = "", level: int = logging.INFO) -> None:
    """Say something beside the output; from warnings on it begins with the program's name."""
    logging.getLogger(TALK).log(level, "%s", message, extra={"hint": hint})
