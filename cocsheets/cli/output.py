"""Small helpers for printing: JSON, whether colour is welcome, and no control codes from cells."""

from __future__ import annotations

import json
import os
import re
import sys
from typing import Any, TextIO, cast

import click


def print_json(value: Any) -> None:
    """Print a value as indented JSON, dates as ISO text."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def colour_wanted() -> bool:
    """Whether standard output is a terminal that wants colour."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


_CONTROLS = re.compile(
    "(\x1b\\[(?:[012]|(?:1;)?3[0-7])m)"
    "|[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
"""Control characters and changes of direction; in a group, colours, which do no harm."""


def tame(text: str) -> str:
    """A text without what would move a terminal's cursor, hide text or turn it around.

    Names, titles and headers are typed by others, and a person decides by what a terminal shows.
    """
    return _CONTROLS.sub(lambda found: found[1] or "", text)


class _Tame:
    """A terminal to which only tame text is written."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write the text, tamed."""
        return self._stream.write(tame(text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def tame_terminal() -> None:
    """Let nothing but tame text reach standard output where that is a terminal."""
    if sys.stdout.isatty() and not isinstance(sys.stdout, _Tame):
        sys.stdout = cast("TextIO", _Tame(sys.stdout))
