"""Which part of the sandbox answers a request, and who may ask at all.

The sandbox is for programs on this machine. Any name for it but loopback's is refused, so that no
web page can lead a browser here under a name of its own, and so are requests that a page of
another site makes to the control plane.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cocsheets.sandbox.drive.transfer import published
from cocsheets.sandbox.errors import ApiError
from cocsheets.sandbox.http import batches, control, page
from cocsheets.sandbox.http.calls import Reply
from cocsheets.sandbox.http.wire import HEADERS, Answer, Request, answer_of

if TYPE_CHECKING:
    from cocsheets.sandbox.app import App

_PUBLISHED = re.compile(r"/spreadsheets/d/[^/]+/pub(html)?\Z")
_LOOPBACK = re.compile(r"(127(\.\d{1,3}){3}|localhost|\[::1\])(:\d{1,5})?\Z", re.IGNORECASE)
_CONTROL = "/sandbox/"


def answer(app: App, request: Request) -> Answer:
    """Answer one request."""
    refused = _refusal(request)
    if refused is not None:
        return answer_of(refused)
    path = request.path
    if path == "/token":
        return answer_of(app.tokens.issue(request.body))
    if path.startswith(_CONTROL) or path == "/" or _PUBLISHED.match(path):
        with app.lock:
            if path.startswith(_CONTROL):
                reply = control.answer(app, request.method, path, request.body)
            elif path == "/":
                reply = page.answer(app.state, request.method, request.query)
            else:
                reply = published(app.state, path, request.query)
        return answer_of(reply)
    if path == batches.PATH and request.method == "POST":
        try:
            return batches.answer(request, lambda one: _service(app, one))
        except ApiError as error:
            return answer_of(Reply(error.body("drive"), error.code))
    return _service(app, request)


def _service(app: App, request: Request) -> Answer:
    reply, dropped = app.service(request)
    return answer_of(reply, HEADERS[request.service], dropped=dropped)


def _refusal(request: Request) -> Reply | None:
    """What a caller hears who may not ask, or None."""
    host, origin = request.header("host"), request.header("origin")
    if not _LOOPBACK.match(host):
        return _refused(403, "The sandbox answers to 127.0.0.1 and localhost only.")
    if not request.path.startswith(_CONTROL):
        return None
    site = request.header("sec-fetch-site") or "none"
    if (origin and origin != f"http://{host}") or site not in ("none", "same-origin"):
        return _refused(403, "The control plane takes no requests from other sites.")
    kind = request.header("content-type").partition(";")[0].strip().lower()
    if kind not in ("", "application/json"):
        return _refused(415, "The control plane takes JSON: Content-Type: application/json.")
    return None


def _refused(status: int, why: str) -> Reply:
    return Reply(status=status, text=why + "\n", content_type="text/plain; charset=UTF-8")
