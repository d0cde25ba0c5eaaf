"""Permission writes on one file that overlap: only the last takes effect (documented).

A write that arrived before another one was carried out does not know of it, so what the other did
is lost. Both are answered as if they had succeeded.
"""

from __future__ import annotations

import copy
import re
import threading
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cocsheets.sandbox.files import File, Permission

_PATH = re.compile(r"/drive/v3/files/([^/]+)/permissions")


Sharing = tuple["list[Permission]", str | None]
"""A file's permissions and its owner."""


class Arrival:
    """One permission write, from when it arrived. `seen` counts the writes that it knows of."""

    def __init__(self, file_id: str, log: list[Sharing]) -> None:
        self.file_id = file_id
        self._log, self._seen = log, len(log)

    @contextmanager
    def carried_out(self, file: File) -> Iterator[None]:
        """Carry the write out as if nothing had happened since it arrived; a refused one changes
        nothing. The state's lock is held."""
        now = file.permissions, file.owner
        base = self._log[self._seen] if self._seen < len(self._log) else now
        before = copy.deepcopy(base)
        file.permissions, file.owner = copy.deepcopy(base)
        try:
            yield
        except BaseException:
            file.permissions, file.owner = now
            raise
        self._log.append(before)


class Overlaps:
    """The permission writes that are under way, by file."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._logs: dict[str, list[Sharing]] = {}
        self._open: Counter[str] = Counter()

    @contextmanager
    def arriving(self, method: str, path: str) -> Iterator[Arrival | None]:
        """A request, from its arrival to its answer; None unless it is such a write."""
        found = _PATH.match(path) if method != "GET" else None
        if found is None:
            yield None
            return
        with self._lock:
            log = self._logs.setdefault(found[1], [])
            self._open[found[1]] += 1
            arrival = Arrival(found[1], log)
        try:
            yield arrival
        finally:
            with self._lock:
                self._open[found[1]] -= 1
                if not self._open[found[1]]:
                    del self._open[found[1]], self._logs[found[1]]
