"""The run that is under way, for every line of its log and for its lines in the ledger.

Knows an id and nothing else.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_current: ContextVar[str] = ContextVar("cocsheets_run", default="")
_taken: ContextVar[str] = ContextVar("cocsheets_run_taken", default="")


def begin() -> str:
    """Begin a run; returns its id, eight hex digits."""
    name = os.urandom(4).hex()
    _current.set(name)
    return name


def current() -> str:
    """Id of the run under way, empty outside of one."""
    return _current.get()


def take() -> str:
    """The id of the run under way for what it writes, each given once; begins one if need be."""
    name = current()
    if name in ("", _taken.get()):
        name = begin()
    _taken.set(name)
    return name


@contextmanager
def within() -> Iterator[None]:
    """A stretch in which the run under way writes to another spreadsheet, as a run of its own."""
    outer, taken = current(), _taken.get()
    try:
        yield
    finally:
        _current.set(outer)
        _taken.set(taken)


@contextmanager
def separate() -> Iterator[str]:
    """A stretch that is a run by itself, for programs that do several; outside of it is none."""
    try:
        yield begin()
    finally:
        _current.set("")
