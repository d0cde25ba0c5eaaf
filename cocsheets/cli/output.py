"""Small helpers for printing: JSON, and whether colour is welcome."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import click


def print_json(value: Any) -> None:
    """Print a value as indented JSON, dates as ISO text."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def colour_wanted() -> bool:
    """Whether standard output is a terminal that wants colour."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
