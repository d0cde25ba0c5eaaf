"""What the run before found, so that a notice can say what is new: kinds and places, no contents.

A small file of this machine; where it is gone or cannot be written, nothing is called new.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import msgspec

from cocsheets.data import Data
from cocsheets.machine import state_folder, write_whole


class RunBefore(Data, frozen=True):
    """The latest run of this machine that wrote."""

    day: dt.date
    found: tuple[str, ...] = ()
    """What a person should look at, in a few words each."""

    def new(self, found: Iterable[str]) -> list[str]:
        """What this run did not find."""
        return [text for text in found if text not in self.found]


def _path(key: str) -> Path:
    return state_folder() / f"{key}.found.json"


def read_run_before(key: str) -> RunBefore | None:
    """The run before on a spreadsheet, None where nothing is known of it."""
    try:
        return msgspec.json.decode(_path(key).read_bytes(), type=RunBefore)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None


def keep_run(key: str, run: RunBefore) -> None:
    """Remember a run for the next one, if this machine lets us."""
    with contextlib.suppress(OSError):
        write_whole(_path(key), msgspec.json.encode(run).decode() + "\n")
