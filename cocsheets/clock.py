"""The program's one clock, read at its edges: the command line, and `cocsheets.open`."""

from __future__ import annotations

import datetime as dt


def now() -> dt.datetime:
    """This moment, in UTC."""
    return dt.datetime.now(dt.UTC)
