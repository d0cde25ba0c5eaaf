"""Waiting that ends: what may block for ever is done in a thread of its own, which can be left.

No time limit of a socket does that: it counts anew with each byte, and while one is waited for, a
signal is not heard. Knows threads. Must not know what is waited for.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import copy_context
from typing import Generic, TypeVar

from cocsheets.clock import steady

T = TypeVar("T")
LOOK = 0.1
"""Seconds between two looks at whether to give up."""


class _Work(Generic[T]):
    """One piece of work and what came of it."""

    def __init__(self, work: Callable[[], T]) -> None:
        self.work = work
        self.result: list[T] = []
        self.error: BaseException | None = None
        self.done = threading.Event()

    def run(self) -> None:
        """Do it."""
        try:
            self.result.append(self.work())
        except BaseException as error:  # noqa: BLE001  # whoever waits for it raises it
            self.error = error
        finally:
            self.done.set()


def within(
    seconds: float, work: Callable[[], T], *, give_up: Callable[[], bool] = lambda: False
) -> T:
    """What `work` returns or raises. Raises TimeoutError after so many seconds, or as soon as
    `give_up` says so; the work may then still go on, and nobody hears of it."""
    job = _Work(work)
    ends = steady() + seconds
    context = copy_context()
    threading.Thread(target=context.run, args=(job.run,), daemon=True).start()
    while not job.done.wait(min(LOOK, max(0.0, ends - steady()))):
        if steady() >= ends or give_up():
            raise TimeoutError
    if job.error is not None:
        raise job.error
    return job.result[0]
