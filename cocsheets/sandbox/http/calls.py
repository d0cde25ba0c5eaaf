"""What a handler gets and gives. Knows nothing of sockets, routes or services' rules."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cocsheets.sandbox.errors import ApiError, Service

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cocsheets.sandbox.state import State

Json = dict[str, Any]
_INTEGER = re.compile(r"-?[0-9]{1,10}\Z")


@dataclass(slots=True)
class Call:
    """One request to a service, decoded.

    `user` is the acting account's e-mail address, `path` the route's parameters (percent-decoded),
    `body` the parsed JSON body (`{}` where there was none or where it is not JSON).
    """

    state: State
    user: str
    service: Service
    method: str
    path: Mapping[str, str]
    query: Mapping[str, list[str]]
    body: Json = field(default_factory=dict)
    raw: bytes = b""
    content_type: str = ""
    own_files: bool = False
    """Whether the user's program may see only the files that it made (`drive.file`)."""

    def arg(self, name: str, default: str | None = None) -> str | None:
        """The last value of a query parameter; an empty one counts as absent."""
        values = self.query.get(name)
        return values[-1] if values and values[-1] else default

    def args(self, name: str) -> list[str]:
        """All values of a repeatable query parameter."""
        return list(self.query.get(name, ()))

    def flag(self, name: str, default: bool = False) -> bool:
        """A boolean query parameter; `True` and `true` are both taken (recorded)."""
        value = self.arg(name)
        if value is None:
            return default
        lowered = value.lower()
        if lowered in ("true", "1"):
            return True
        if lowered in ("false", "0"):
            return False
        raise ApiError(
            400,
            f"Invalid value at '{name}' (TYPE_BOOL), \"{value}\"",
            reason="invalidParameter",
            location=name,
        )

    def number(self, name: str, default: int, *, low: int, high: int) -> int:
        """An integer query parameter; what is too high counts as the highest, too low is a 400."""
        value = self.arg(name)
        if value is None:
            return default
        number = int(value) if _INTEGER.match(value) else low - 1
        if number < low:
            raise ApiError(
                400,
                f"Invalid value '{value}'. Values must be within the range: [{low}, {high}]",
                reason="invalidParameter",
                location=name,
            )
        return min(number, high)


@dataclass(slots=True)
class Reply:
    """One answer. `json` beats `text`; neither gives an empty body."""

    json: Any = None
    status: int = 200
    text: str | bytes | None = None
    content_type: str | None = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Route:
    """One method of a service.

    `template` is the path as in Google's discovery documents, from the origin on:
    `/v4/spreadsheets/{spreadsheetId}/values/{range}:append`. `missing` says what the sandbox does
    not do there; `message` is the body's type, which is checked before the handler is called, and
    `body_at` the field path under which Google names it; `writes` says that the call may change
    something, which is then stored, and counts as a write.
    """

    method: str
    template: str
    handler: Callable[[Call], Reply]
    missing: str = ""
    message: str | None = None
    body_at: str = ""
    writes: bool = False
