"""The sandbox itself: Google's services on one state, with faults and a list of what was asked.

It knows who is acting and which answer a fault puts in another's place, and nothing of what a
handler does or of sockets. One lock serialises everything, so that state always equals some serial
order.
"""

from __future__ import annotations

import json
import threading
import time
import traceback
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote

from cocsheets.sandbox import schema
from cocsheets.sandbox.drive.access import file_not_found
from cocsheets.sandbox.errors import ApiError, Service, not_found
from cocsheets.sandbox.http import discovery, faults, routes, tokens
from cocsheets.sandbox.http.calls import Call, Reply
from cocsheets.sandbox.http.overlaps import Arrival, Overlaps
from cocsheets.sandbox.http.quota import Meter
from cocsheets.sandbox.http.tokens import Caller
from cocsheets.sandbox.http.wire import Request, fault_reply
from cocsheets.sandbox.state import State
from cocsheets.sandbox.storage import Storage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from cocsheets.sandbox.http.faults import Action, Fault

_FOR_BROWSERS = "/spreadsheets/"


class App:
    """One sandbox. `quota` switches on Google's 60 requests a minute."""

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

    def service(self, request: Request) -> tuple[Reply, bool]:
        """The answer of a service, and whether a fault swallows it."""
        path, caller = unquote(request.path), self.tokens.caller(request.header("authorization"))
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
        request: Request,
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

    def _routed(self, request: Request, caller: Caller, late: Sequence[faults.Stale]) -> Reply:
        service, user = request.service, caller.email
        if (
            user is None
            and request.path.startswith(_FOR_BROWSERS)
            and not request.header("authorization")
        ):
            user = ""  # nobody: what anyone with the link may read, a browser reads unasked
        if user is None or not self.state.accounts.find(user).is_person:
            raise tokens.refusal(request.header("authorization"), service)
        route, parameters = routes.find(request.method, request.path)
        if self.state.settings.quota and route.template.startswith("/v4/"):
            self.meter.count(user, self.state.clock(), write=route.writes)
        query = parse_qs(request.query, keep_blank_values=True) if request.query else {}
        method = discovery.method_of(route.method, route.template)
        own_files = False
        if method is not None and caller.scopes is not None:
            own_files = discovery.check_scopes(method, caller.scopes)
            self._require_own(parameters, user, service, own_files=own_files)
        if method is not None and service == "sheets":
            discovery.check_parameters(method, query)
        body: Any = {}
        if route.message is not None:
            body = schema.parse_body(request.body)
            body = schema.check(route.message, body, route.body_at, service)
        elif request.body and "json" in request.header("content-type"):
            body = schema.parse_body(request.body)
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
                request.body,
                request.header("content-type"),
                own_files,
            )
        )
        if route.writes:
            if before is not None:
                self.before = self.state.clock(), before
                for each in stale:
                    each.served = 0
            self.save()
        return reply

    def _require_own(
        self, parameters: Mapping[str, str], user: str, service: Service, *, own_files: bool
    ) -> None:
        """With `drive.file` alone others' files are not there; each account is one program here."""
        name = parameters.get("spreadsheetId") or parameters.get("fileId") or ""
        file = self.state.files.get(name)
        if own_files and file is not None and not file.made_by(user, self.state.accounts):
            raise not_found() if service == "sheets" else file_not_found(name)

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
                Request("POST", path, {"content-type": "application/json"}, raw), Caller(edit.as_)
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
