"""Ending well: Ctrl-C and SIGTERM end what is under way between two requests, or very soon.

Knows signals and waiting. Must not know what is being done.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stop:
    """Whether somebody asked the program to end."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._told = False

    @property
    def asked(self) -> bool:
        """Whether it was asked."""
        return self._event.is_set()

    def asked_once(self) -> bool:
        """True once after it was asked: what is under way ends, and may still tidy up."""
        if self.asked and not self._told:
            self._told = True
            return True
        return False

    def ask(self, *_: object) -> None:
        """Ask; the second time, end at once as Ctrl-C does."""
        if self._event.is_set():
            raise KeyboardInterrupt
        self._event.set()

    def sleep(self, seconds: float) -> None:
        """Wait for so long, or until asked to end."""
        self._event.wait(seconds)


@contextmanager
def stoppable() -> Iterator[Stop]:
    """A stretch in which the signals to end are noticed by a `Stop`."""
    stop = Stop()
    handler: Callable[..., None] = stop.ask
    before = {name: signal.signal(name, handler) for name in SIGNALS}
    try:
        yield stop
    finally:
        for name, old in before.items():
            signal.signal(name, old)
