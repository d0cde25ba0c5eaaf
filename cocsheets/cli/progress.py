"""A sign of life on a terminal while Google is waited for, from the second second on.

Knows terminals and `rich`, which is an extra: without it nothing is shown. Must not know what is
waited for.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from cocsheets.clock import steady

AFTER = 1.0
"""Seconds of waiting before anything is shown."""
PAUSE = 0.5
"""Seconds without a request after which waiting begins anew."""


class Waiting:
    """Shows a spinner while requests are under way; the screen is as it was afterwards."""

    def __init__(self) -> None:
        self._began = self._ended = -PAUSE
        self._requests = 0
        self._lock = threading.Lock()
        self._status: Any = None
        self._over = True

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """One request."""
        now = steady()
        if now - self._ended > PAUSE:
            self._began, self._requests = now, 0
        self._requests += 1
        self._over = False
        timer = threading.Timer(max(0.0, AFTER - (now - self._began)), self._show)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            self._hide()
            self._ended = steady()

    def _show(self) -> None:
        try:
            from rich.console import Console
            from rich.status import Status
        except ImportError:
            return
        more = f" (request {self._requests})" if self._requests > 1 else ""
        with self._lock:
            if not self._over:
                self._status = Status(f"Waiting for Google{more} ...", console=Console(stderr=True))
                self._status.start()

    def _hide(self) -> None:
        with self._lock:
            self._over = True
            if self._status is not None:
                self._status.stop()
                self._status = None


@contextmanager
def reckoning(words: str) -> Iterator[Callable[[int, int], None]]:
    """Shows how much is done, and of how much, on a terminal after a second."""
    began = steady()
    bars: list[tuple[Any, Any]] = []

    def show(done: int, total: int) -> None:
        if not bars:
            if steady() - began < AFTER or not sys.stderr.isatty():
                return
            try:
                from rich.console import Console
                from rich.progress import Progress
            except ImportError:
                return
            bar = Progress(console=Console(stderr=True), transient=True)
            bar.start()
            bars.append((bar, bar.add_task(words)))
        bar, task = bars[0]
        bar.update(task, completed=done, total=total)

    try:
        yield show
    finally:
        for bar, _ in bars:
            bar.stop()


def spinner(*, quiet: bool) -> Any:
    """What to enter while waiting: a spinner on a terminal, nothing elsewhere or if `quiet`."""
    nothing: type[AbstractContextManager[None]] = nullcontext
    return nothing if quiet or not sys.stderr.isatty() else Waiting()
