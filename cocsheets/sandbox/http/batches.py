"""`/batch/drive/v3`: many calls in one, each with an answer of its own (form documented)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.sandbox.drive.uploads import split
from cocsheets.sandbox.errors import ApiError
from cocsheets.sandbox.http.wire import Answer, Request

if TYPE_CHECKING:
    from collections.abc import Callable

PATH = "/batch/drive/v3"
_MOST = 100
_BOUNDARY = "batch_sandbox"


def answer(request: Request, one: Callable[[Request], Answer]) -> Answer:
    """The answers to the calls in a batch, in their order; `one` answers one call.

    A fault that drops one of them drops the whole answer.

    Raises:
        ApiError: 400 for a body that is no batch, or too large a one.
    """
    parts = split(request.body, request.header("content-type"))
    if not 0 < len(parts) <= _MOST:
        raise ApiError(400, f"A batch holds between 1 and {_MOST} calls.")
    out, dropped = [], False
    for headers, call in parts:
        found = one(_inner(request, call))
        dropped = dropped or found.dropped
        name = headers.get("content-id", "").strip("<>")
        out.append(
            f"--{_BOUNDARY}\r\nContent-Type: application/http\r\n"
            f"Content-ID: <response-{name}>\r\n\r\n".encode()
            + found.head
            + b"\r\n"
            + found.body
            + b"\r\n"
        )
    body = b"".join(out) + f"--{_BOUNDARY}--\r\n".encode()
    kind = f"multipart/mixed; boundary={_BOUNDARY}"
    lines = [("Content-Type", kind), ("Content-Length", str(len(body)))]
    return Answer(200, lines, body, dropped)


def _inner(outer: Request, call: bytes) -> Request:
    """One call; what it does not say of itself, as who acts, is as in the batch's own headers."""
    head, _, body = call.replace(b"\r\n\r\n", b"\n\n", 1).partition(b"\n\n")
    first, *lines = head.decode("latin-1").splitlines() or [""]
    words = first.split(" ")
    if len(words) < 2 or not words[1].startswith("/drive/"):
        raise ApiError(400, "A call in the batch cannot be read.")
    pairs = (line.partition(":") for line in lines)
    own = {name.strip().lower(): value.strip() for name, _, value in pairs}
    shared = {name: outer.header(name) for name in ("host", "authorization")}
    return Request(words[0].upper(), words[1], {**shared, **own}, body.strip())
