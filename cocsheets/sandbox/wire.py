"""HTTP as the sandbox speaks it: bodies in, answers out with Google's headers, faults' answers."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import msgspec

from cocsheets.sandbox.errors import ApiError, Service
from cocsheets.sandbox.http import Reply
from cocsheets.sandbox.quota import exceeded

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

    from cocsheets.sandbox.faults import Action

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
_MAX_BODY = 256 * 1024 * 1024


def body_of(environ: WSGIEnvironment) -> bytes:
    """The body of a request."""
    if environ.get("wsgi.input_terminated"):
        body: bytes = environ["wsgi.input"].read()
        return body
    length = int(environ.get("CONTENT_LENGTH") or 0)
    return environ["wsgi.input"].read(min(length, _MAX_BODY)) if length > 0 else b""


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


def send(
    start_response: StartResponse, reply: Reply, headers: list[tuple[str, str]]
) -> Iterable[bytes]:
    """Give an answer: JSON with two spaces of indentation, as Google prints it, or text."""
    if reply.json is not None:
        data = msgspec.json.format(msgspec.json.encode(reply.json), indent=2) + b"\n"
        kind = reply.content_type or _JSON
    else:
        text = reply.text or b""
        data = text.encode() if isinstance(text, str) else text
        kind = reply.content_type or "text/html"
    out = [("Content-Type", kind), ("Content-Length", str(len(data))), *headers]
    out += [(k, v) for k, v in reply.headers.items() if k.lower() != "content-length"]
    phrase = HTTPStatus(reply.status).phrase if reply.status in _KNOWN else "Unknown"
    start_response(f"{reply.status} {phrase}", out)
    return [data]
