"""Logging for the command line: on standard error, as text or one JSON object a line.

Knows handlers and formats. Log calls in the package give methods, path templates, counts and times;
never contents.
"""

from __future__ import annotations

import json
import logging
import sys
import time

from cocsheets.runs import current


class TextFormatter(logging.Formatter):
    """Logger, run and message."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        run = current()
        return f"{record.name}{f' [{run}]' if run else ''}: {record.getMessage()}"


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
            "message": record.getMessage(),
        }
        return json.dumps(entry, ensure_ascii=False)


def set_up_logs(verbose: int, log_format: str) -> None:
    """Send cocsheets' own log to standard error: warnings, with -v also what was sent.

    What the daily service does is told always.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if log_format == "json" else TextFormatter())
    logger = logging.getLogger("cocsheets")
    logger.handlers = [handler]
    logger.propagate = False
    logger.setLevel(logging.INFO if verbose else logging.WARNING)
    logging.getLogger("cocsheets.schedule").setLevel(logging.INFO)
