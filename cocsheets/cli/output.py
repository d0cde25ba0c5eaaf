"""Small helpers for printing: JSON, whether colour is welcome, and no control codes from cells."""

from __future__ import annotations

import json
import os
import sys
from typing import Any, TextIO, cast

import click

from cocsheets.patterns import lazy_re


def print_json(value: Any) -> None:
    """Print a value as indented JSON, dates as ISO text."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def colour_wanted() -> bool:
    """Whether standard output is a terminal that wants colour."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


_CONTROLS = lazy_re(
    "(\x1b\\[(?:[012]|(?:1;)?3[0-7])m|\r\n)"
    "|[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)
"""Control characters and changes of direction; in a group, colours and line ends, which are ours
and do no harm."""


def tame(text: str) -> str:
    """A text with what would move a cursor, hide text or turn it around shown as `\\u202e`.

    Names, titles and headers are typed by others, and a person decides by what is shown. In JSON
    the escape means the character itself.
    """
    return _CONTROLS.sub(lambda found: found[1] or f"\\u{ord(found[0]):04x}", text)


class _Tame:
    """A terminal, file or pipe to which only tame text is written."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write the text, tamed."""
        return self._stream.write(tame(text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def tame_output() -> None:
    """Let nothing but tame text reach standard output, whoever reads it."""
    if not isinstance(sys.stdout, _Tame):
        sys.stdout = cast("TextIO", _Tame(sys.stdout))
