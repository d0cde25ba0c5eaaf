"""A small local server that answers like Slack's Web API, as far as the docs describe it.

Cursor paging, `"ok": false` with a word, 429 with `Retry-After`, scopes in a header, deactivated
users, guests, and apps without an address. All people are invented.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

TOKEN = "xoxb-invented-Zyxwvut-token"
CHANNEL = "C012COC"
SCOPES = "channels:read,groups:read,users:read,users:read.email"
Answer = tuple[int, dict[str, str], Any]
"""Status, headers, and a body: JSON, or text as it is."""


def user(name: str, email: str | None = "", **more: Any) -> dict[str, Any]:
    """A user object. Names are there, as Slack gives them, so that tests see them kept away."""
    address = f"{name}@example.org" if email == "" else email
    profile = {"real_name": f"Zyxwvut {name}", "display_name": name}
    shown = {"email": address} if address else {}
    return {"name": name, "real_name": f"Zyxwvut {name}", "profile": {**profile, **shown}, **more}


@dataclass
class SlackWorld:
    """What the workspace holds, and what was asked of it."""

    url: str = ""
    token: str = TOKEN
    scopes: str = SCOPES
    page: int = 2
    """Entries of a page, whatever was asked for."""
    channels: dict[str, list[str]] = field(default_factory=dict)
    private: set[str] = field(default_factory=set)
    """Channels that the app was not invited to."""
    users: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    visits: int = 0
    """Requests of any kind."""
    fault: Callable[[str, int], Answer | None] = lambda _method, _nth: None
    """The answer to the nth request (from 1) of a method in place of the right one."""

    def people(self, *users: dict[str, Any], channel: str = CHANNEL) -> None:
        """Put these into a channel."""
        ids: list[str] = []
        for found in users:
            ids.append(found.get("id") or f"U{len(ids):04}")
            self.users[ids[-1]] = {"id": ids[-1], **found}
        self.channels[channel] = ids

    def methods(self) -> list[str]:
        """The methods that were asked for, in order."""
        return [method for method, _ in self.asked]


def _listed(world: SlackWorld, key: str, items: list[Any], query: dict[str, str]) -> dict[str, Any]:
    """A page of a list; the cursor is opaque to whoever asks."""
    start = int(query.get("cursor", "at:0==").removeprefix("at:").removesuffix("=="))
    end = start + min(world.page, int(query.get("limit", "100")))
    cursor = f"at:{end}==" if end < len(items) else ""
    return {"ok": True, key: items[start:end], "response_metadata": {"next_cursor": cursor}}


def _answer(world: SlackWorld, method: str, query: dict[str, str], token: str) -> dict[str, Any]:
    scopes = world.scopes.split(",")

    def refused(error: str, **more: str) -> dict[str, Any]:
        return {"ok": False, "error": error, **more}

    if not token:
        return refused("not_authed")
    if token != f"Bearer {world.token}":
        return refused("invalid_auth")
    needed = {"users.info": "users:read"}.get(method, "channels:read")
    if method != "auth.test" and needed not in scopes:
        return refused("missing_scope", needed=needed, provided=world.scopes)
    if method == "auth.test":
        return {"ok": True, "team": "Zyxwvut team", "user": "cocsheets", "user_id": "U0APP"}
    if method == "conversations.list":
        channels = [{"id": id_, "name": id_.lower()} for id_ in world.channels]
        return _listed(world, "channels", channels, query)
    if method == "conversations.members":
        channel = query.get("channel", "")
        if channel not in world.channels or channel in world.private:
            return refused("channel_not_found")
        return _listed(world, "members", world.channels[channel], query)
    if method == "users.info":
        found = world.users.get(query.get("user", ""))
        if found is None:
            return refused("user_not_found")
        found = json.loads(json.dumps(found))
        if "users:read.email" not in scopes:
            found["profile"].pop("email", None)
        return {"ok": True, "user": found}
    return refused("unknown_method")


@contextmanager
def slack_server() -> Iterator[SlackWorld]:
    """The server on a free port of loopback, and what it holds."""
    world = SlackWorld()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # slack_sdk sends every method so
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            method, query = parts.path.removeprefix("/api/"), dict(parse_qsl(parts.query))
            query |= dict(parse_qsl(body))
            world.asked.append((method, query))
            nth = world.methods().count(method)
            wrong = world.fault(method, nth)
            if wrong is None:
                found = _answer(world, method, query, self.headers.get("Authorization", ""))
                wrong = (200, {"X-OAuth-Scopes": world.scopes}, found)
            status, headers, said = wrong
            data = said.encode() if isinstance(said, str) else json.dumps(said).encode()
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def parse_request(self) -> bool:
            world.visits += 1
            return super().parse_request()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    world.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield world
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
