"""Every request of the process under test: counted, disturbed, its answer lost, its process killed.

Knows HTTP and who acts. Must not know what a request is for. It stands at the lowest place, where
a prepared request is sent, so that no way to Google goes around it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

Act = Callable[[], None]


class KilledError(BaseException):
    """The process ended there."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time, told by the requests of the process under test."""

    nth: int
    """From 1 on, of its kind."""
    when: str = "before"
    """`before` the request takes effect, or `after`, before the answer arrives."""
    kind: str = "any"
    """`any` request, a `batch` of writes, a `reading` of the spreadsheet, a change of `access`."""

    def __str__(self) -> str:
        """The moment in words."""
        kind = "request" if self.kind == "any" else self.kind
        return f"{self.when} {kind} {self.nth}"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of the process under test."""

    number: int
    """From 1 on."""
    method: str
    path: str

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of moments that it gives."""
        facts = {"batch": self.batch, "reading": self.reading, "access": self.access}
        return ("any", *(kind for kind, so in facts.items() if so))

    @property
    def writes(self) -> bool:
        """Whether it could change something."""
        return self.method != "GET"

    @property
    def batch(self) -> bool:
        """Whether it is a batch of writes to a spreadsheet."""
        return self.path.endswith(":batchUpdate")

    @property
    def reading(self) -> bool:
        """Whether it reads a whole spreadsheet."""
        return self.method == "GET" and "/v4/spreadsheets/" in self.path

    @property
    def access(self) -> bool:
        """Whether it could change who has access."""
        return self.writes and "/permissions" in self.path


@dataclass
class Wire:
    """What happens to the requests that one account sends."""

    user: str
    acts: dict[Moment, list[Act]] = field(default_factory=dict)
    """What somebody else does, and when."""
    lost: frozenset[Moment] = frozenset()
    """Requests that take effect and whose answer never arrives."""
    errors: dict[Moment, int] = field(default_factory=dict)
    """Statuses that are answered in place of what Google would say: `before` a request took effect,
    or `after` it did."""
    dies: Moment | None = None
    """When the process ends."""
    sent: list[Asked] = field(default_factory=list)
    watchers: list[Callable[[Asked], None]] = field(default_factory=list)
    """Called after each request that took effect, before anybody else acts."""
    dead: bool = False
    late: Moment | None = None
    """A batch that is on its way when its answer is given up: it takes effect only after the next
    reading was made."""
    on_its_way: tuple[Callable[[], requests.Response], Asked] | None = None

    def _send(self, send: Callable[[], requests.Response], method: str, path: str) -> Any:
        if self.dead:
            raise KilledError
        asked = Asked(len(self.sent) + 1, method, path)
        self.sent.append(asked)
        self._pass("before", asked)
        error = self._error("before", asked)
        if error is not None:
            return error
        if self.late in self._moments("before", asked) and asked.batch:
            self.late, self.on_its_way = None, (send, asked)
            raise requests.ConnectionError("the answer was lost")
        response = send()
        try:
            for watcher in self.watchers:
                watcher(asked)
            if asked.reading and self.on_its_way is not None:
                self._arrive(*self.on_its_way)
            self._pass("after", asked)
        except BaseException:
            response.close()
            raise
        if self.lost.intersection(self._moments("after", asked)):
            response.close()
            raise requests.ConnectionError("the answer was lost")
        error = self._error("after", asked)
        if error is not None:
            response.close()
        return response if error is None else error

    def _arrive(self, send: Callable[[], requests.Response], asked: Asked) -> None:
        """A batch arrives late."""
        self.on_its_way = None
        send().close()
        for watcher in self.watchers:
            watcher(asked)

    def _error(self, when: str, asked: Asked) -> requests.Response | None:
        """The error that stands in for an answer, if one does."""
        for moment in self._moments(when, asked):
            if moment in self.errors:
                error = requests.Response()
                error.status_code = self.errors[moment]
                error._content = b"<html><title>Error</title></html>"
                error.headers["Content-Type"] = "text/html"
                error.url = asked.path
                return error
        return None

    def _moments(self, when: str, asked: Asked) -> list[Moment]:
        counts = {kind: sum(kind in one.kinds for one in self.sent) for kind in asked.kinds}
        return [Moment(nth, when, kind) for kind, nth in counts.items()]

    def _pass(self, when: str, asked: Asked) -> None:
        moments = self._moments(when, asked)
        for moment in moments:
            for act in self.acts.get(moment, ()):
                act()
        if self.dies in moments:
            self.dead = True
            raise KilledError

    @contextmanager
    def tapped(self) -> Iterator[Wire]:
        """A stretch in which the account's requests go through here."""
        original = HTTPAdapter.send
        wire = self

        def send(
            adapter: HTTPAdapter, request: requests.PreparedRequest, *args: Any, **more: Any
        ) -> Any:
            def go() -> requests.Response:
                return original(adapter, request, *args, **more)

            signed = str(request.headers.get("Authorization", ""))
            if signed != f"Bearer sandbox:{wire.user}":
                return go()
            return wire._send(go, str(request.method), urlsplit(str(request.url)).path)

        with mock.patch.object(HTTPAdapter, "send", send):
            yield self
