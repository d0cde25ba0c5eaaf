"""HTTP as the sandbox speaks it: requests, answers with Google's headers, faults' answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

import msgspec

from cocsheets.sandbox.errors import ApiError, Service
from cocsheets.sandbox.http.calls import Reply
from cocsheets.sandbox.http.quota import exceeded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cocsheets.sandbox.http.faults import Action

HEADERS: dict[Service, list[tuple[str, str]]] = {
    "sheets": [
        ("Vary", "Origin, X-Origin, Referer"),
        ("Cache-Control", "private"),
        ("X-XSS-Protection", "0"),
        ("X-Frame-Options", "SAMEORIGIN"),
        ("X-Content-Type-Options", "nosniff"),
    ],
    "drive": [
        ("Vary", "Origin, X-Origin"),
        ("Cache-Control", "no-cache, no-store, max-age=0, must-revalidate"),
        ("Pragma", "no-cache"),
        ("Expires", "Mon, 01 Jan 1990 00:00:00 GMT"),
    ],
}
_JSON = "application/json; charset=UTF-8"
_KNOWN = frozenset(HTTPStatus)
_BROKEN = "Internal error encountered."
_MESSAGES = {503: "The service is currently unavailable."}


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it was sent: the target percent-encoded, names of headers in lower case."""

    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """What stands behind the question mark."""
        return self.target.partition("?")[2]

    @property
    def service(self) -> Service:
        """The service whose manners a path has; Cloud Identity has those of Sheets."""
        return "sheets" if self.target.startswith(("/v4/", "/v1/")) else "drive"

    def header(self, name: str) -> str:
        """A header, empty if it was not sent."""
        return self.headers.get(name, "")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, all of it as it goes over the wire. A dropped one is swallowed by a fault."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    dropped: bool = False

    @property
    def head(self) -> bytes:
        """Status line and headers, as far as they are the application's business."""
        phrase = HTTPStatus(self.status).phrase if self.status in _KNOWN else "Unknown"
        lines = "".join(f"{name}: {value}\r\n" for name, value in self.headers)
        return f"HTTP/1.1 {self.status} {phrase}\r\n{lines}".encode("latin-1")


def fault_reply(fault: Action, service: Service) -> Reply:
    """The answer that a fault asked for; without a body the service's own envelope."""
    status = fault.status or 500
    headers = {name: str(value) for name, value in fault.headers.items()}
    body = fault.body
    if body is None:
        error = (
            exceeded("Read") if status == 429 else ApiError(status, _MESSAGES.get(status, _BROKEN))
        )
        body = error.body(service)
    if not isinstance(body, str):
        return Reply(body, status, headers=headers)
    kind = "text/html" if body.lstrip().startswith("<") else "text/plain"
    return Reply(None, status, body, f"{kind}; charset=UTF-8", headers)


def answer_of(
    reply: Reply, headers: list[tuple[str, str]] | tuple[()] = (), *, dropped: bool = False
) -> Answer:
    """A reply as an answer: JSON with two spaces of indentation, as Google prints it, or text."""
    if reply.json is not None:
        data = msgspec.json.format(msgspec.json.encode(reply.json), indent=2) + b"\n"
        kind = reply.content_type or _JSON
    else:
        text = reply.text or b""
        data = text.encode() if isinstance(text, str) else text
        kind = reply.content_type or "text/html"
    out = [("Content-Type", kind), ("Content-Length", str(len(data))), *headers]
    out += [(k, v) for k, v in reply.headers.items() if k.lower() != "content-length"]
    return Answer(reply.status, out, data, dropped)
