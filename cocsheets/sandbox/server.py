"""The HTTP side: one WSGI application that takes Google's paths, on werkzeug's threaded server.

It knows who is acting, faults, the request list and the envelopes, and nothing of what a
handler does. One lock serialises everything, so that state always equals some serial order.
"""

from __future__ import annotations

import json
import re
import socket
import threading
import time
import traceback
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from cocsheets.sandbox import control, discovery, faults, page, routes, schema, tokens
from cocsheets.sandbox.drive_transfer import published
from cocsheets.sandbox.errors import ApiError, Service
from cocsheets.sandbox.http import Call, Reply
from cocsheets.sandbox.overlaps import Arrival, Overlaps
from cocsheets.sandbox.quota import Meter
from cocsheets.sandbox.state import State
from cocsheets.sandbox.storage import Storage
from cocsheets.sandbox.tokens import Caller
from cocsheets.sandbox.wire import HEADERS, body_of, fault_reply, send

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from wsgiref.types import StartResponse, WSGIEnvironment

    from cocsheets.sandbox.faults import Action, Fault

_PUBLISHED = re.compile(r"/spreadsheets/d/[^/]+/pub(html)?\Z")


@dataclass(frozen=True, slots=True)
class _Request:
    """A request to one of the services, as it was sent: the path still percent-encoded."""

    method: str
    path: str
    query: str
    raw: bytes
    content_type: str
    authorization: str

    @property
    def service(self) -> Service:
        return "sheets" if self.path.startswith("/v4/") else "drive"


class App:
    """The sandbox as a WSGI application. `quota` switches on Google's 60 requests a minute."""

    def __init__(self, db: Path | str | None = None, *, quota: bool = False) -> None:
        self.lock = threading.RLock()
        self.storage = Storage(db) if db else None
        self.state = self.storage.load() if self.storage else State()
        if quota:
            self.state.settings.quota = True
        self.quota_default = quota
        self.faults: list[Fault] = []
        self.before: tuple[int, State] | None = None
        """When the last write was and the state before it, kept while a fault asks for it."""
        self.requests: list[dict[str, Any]] = []
        self.meter = Meter()
        self.overlaps = Overlaps()
        self.tokens = tokens.Tokens()

    # --- entry -----------------------------------------------------------------------------

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        method = environ["REQUEST_METHOD"]
        raw_path, _, query_text = environ["REQUEST_URI"].partition("?")
        raw = body_of(environ)
        if raw_path.startswith("/sandbox/"):
            with self.lock:
                reply = control.answer(self, method, raw_path, raw)
            return send(start_response, reply, [])
        if raw_path == "/":
            with self.lock:
                reply = page.answer(self.state, method, query_text, environ.get("HTTP_HOST", ""))
            return send(start_response, reply, [])
        if _PUBLISHED.match(raw_path):
            with self.lock:
                reply = published(self.state, raw_path, query_text)
            return send(start_response, reply, [])
        if raw_path == "/token":
            return send(start_response, self.tokens.issue(raw), [])
        request = _Request(
            method,
            raw_path,
            query_text,
            raw,
            environ.get("CONTENT_TYPE", ""),
            environ.get("HTTP_AUTHORIZATION", ""),
        )
        reply, dropped = self._service(request)
        if dropped:
            # The client sees its connection end without an answer.
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        return send(start_response, reply, HEADERS[request.service])

    def _service(self, request: _Request) -> tuple[Reply, bool]:
        """The answer of a service, and whether a fault swallows it."""
        path, caller = unquote(request.path), self.tokens.caller(request.authorization)
        user = caller.email
        record = {
            "method": request.method,
            "path": path,
            "query": request.query,
            "user": user,
            "status": 0,
        }
        with self.overlaps.arriving(request.method, path) as arrival:
            with self.lock:
                self.requests.append(record)
                actions = [f.do for f in self.faults if f.hits(request.method, path, user or "")]
            fault = faults.merged(actions)
            if fault.delay:
                time.sleep(fault.delay)
            with self.lock:
                self._edits(actions, "before")
                reply = Reply()
                if fault.status is None or fault.act:
                    late = [action.stale for action in actions if action.stale]
                    reply = self._act(request, caller, late, arrival)
                if fault.status is not None:
                    reply = fault_reply(fault, request.service)
                self._edits(actions, "after")
                record["status"] = reply.status
        return reply, fault.drop_reply

    def _act(
        self,
        request: _Request,
        caller: Caller,
        late: Sequence[faults.Stale] = (),
        arrival: Arrival | None = None,
    ) -> Reply:
        """Carry a request out; whatever goes wrong becomes an answer of the service's own shape."""
        shared = self.state.files.get(arrival.file_id) if arrival else None
        try:
            with arrival.carried_out(shared) if arrival and shared else nullcontext():
                reply = self._routed(request, caller, late)
        except ApiError as refusal:
            return Reply(refusal.body(request.service), refusal.code)
        except Exception:  # noqa: BLE001 - a fault of ours must look like one of Google's
            traceback.print_exc()
            return Reply(ApiError(500, "Internal error encountered.").body(request.service), 500)
        return reply

    def _routed(self, request: _Request, caller: Caller, late: Sequence[faults.Stale]) -> Reply:
        service, user = request.service, caller.email
        if user is None or not self.state.accounts.find(user).is_person:
            raise tokens.refusal(request.authorization, service)
        route, parameters = routes.find(request.method, request.path)
        if self.state.settings.quota and service == "sheets":
            self.meter.count(user, self.state.clock(), write=route.writes)
        query = parse_qs(request.query, keep_blank_values=True) if request.query else {}
        method = discovery.method_of(route.method, route.template)
        if method is not None and caller.scopes is not None:
            discovery.check_scopes(method, caller.scopes, service)
        if method is not None and service == "sheets":
            discovery.check_parameters(method, query)
        body: Any = {}
        if route.message is not None:
            body = schema.parse_body(request.raw)
            body = schema.check(route.message, body, route.body_at, service)
        elif request.raw and "json" in request.content_type:
            body = schema.parse_body(request.raw)
        stale = [fault.do.stale for fault in self.faults if fault.do.stale]
        before = self.state.snapshot() if stale and route.writes else None
        reply = route.handler(
            Call(
                self.state if route.writes else self._read_state(late),
                user,
                service,
                request.method,
                parameters,
                query,
                body,
                request.raw,
                request.content_type,
            )
        )
        if route.writes:
            if before is not None:
                self.before = self.state.clock(), before
                for each in stale:
                    each.served = 0
            self.save()
        return reply

    def _read_state(self, late: Sequence[faults.Stale]) -> State:
        """What a read sees: the state, or with a fault that from before the last write."""
        if self.before is not None:
            at, before = self.before
            if any(each.applies((self.state.clock() - at) / 1000) for each in late):
                return before
        return self.state

    def _edits(self, actions: list[Action], when: str) -> None:
        """Carry out the edits by others that faults ask for; neither listed nor faulted."""
        for action in actions:
            edit = action.edit
            if edit is None or edit.when != when:
                continue
            path = f"/v4/spreadsheets/{edit.spreadsheet}:batchUpdate"
            raw = json.dumps({"requests": edit.requests}).encode()
            reply = self._act(
                _Request("POST", path, "", raw, "application/json", ""), Caller(edit.as_)
            )
            if reply.status != 200:
                # The test that asked for it should see that nothing was edited.
                told = {"method": "POST", "path": path, "query": "", "user": edit.as_}
                self.requests.append({**told, "status": reply.status, "refused": reply.json})

    def save(self) -> None:
        """Store what has changed."""
        if self.storage:
            self.storage.save(self.state)

    def reset(self) -> None:
        """Forget everything: files, accounts, switches, faults, requests."""
        self.state = State()
        self.state.settings.quota = self.quota_default
        self.faults = []
        self.before = None
        self.requests = []
        self.meter = Meter()
        if self.storage:
            self.storage.clear()
            self.storage.save(self.state)


class _Handler(WSGIRequestHandler):
    """Quiet, with connections kept open: a client makes many small requests."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server_version = "ESF"
    sys_version = ""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's name
        """Say nothing: the request list tells."""


class Server:
    """The application on a port of 127.0.0.1, in a thread of its own."""

    def __init__(self, app: App, host: str = "127.0.0.1", port: int = 0) -> None:
        if host not in ("127.0.0.1", "localhost", "::1"):
            raise ValueError(f"the sandbox serves loopback only, not {host}")
        self.app = app
        self._http = ThreadedWSGIServer(host, port, app, handler=_Handler)
        self._http.daemon_threads = True
        self._http.block_on_close = False
        self.url = f"http://{'[::1]' if host == '::1' else '127.0.0.1'}:{self._http.server_port}"
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Serve in the background."""
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()

    def serve(self) -> None:
        """Serve until interrupted."""
        self._http.serve_forever()

    def stop(self) -> None:
        """Stop serving and let go of the port and the file."""
        if self._thread is not None:
            self._http.shutdown()
            self._thread.join()
        self._http.server_close()
        if self.app.storage:
            self.app.storage.close()
