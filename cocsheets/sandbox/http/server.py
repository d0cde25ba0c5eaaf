"""HTTP/1.1 on a socket of loopback: connections that stay open, a thread for each.

Knows how requests and answers are framed, and nothing of what they mean. A frame that does not
hold together gets 400 and the end of its connection.
"""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
import traceback
from email.utils import formatdate
from functools import lru_cache
from typing import TYPE_CHECKING

from cocsheets.sandbox.http import site
from cocsheets.sandbox.http.calls import Reply
from cocsheets.sandbox.http.wire import Answer, Request, answer_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cocsheets.sandbox.app import App

_LONGEST_LINE = 65_536
_MOST_HEADERS = 100
_MOST_BYTES = 256 * 1024 * 1024
_LOOPBACK = {"127.0.0.1": "127.0.0.1", "localhost": "127.0.0.1", "::1": "[::1]"}


class _BadFrameError(Exception):
    """A request that cannot be read; the status to refuse it with, and why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class _Connection(socketserver.StreamRequestHandler):
    """One client's connection, for as many requests as it likes."""

    disable_nagle_algorithm = True
    server: _Listener

    def handle(self) -> None:
        """Answer requests until the client leaves, a frame is broken or a fault says so."""
        with self.server.holding(self.connection), contextlib.suppress(OSError):
            while self._one():
                pass

    def _one(self) -> bool:
        """Answer one request; whether there may be another."""
        try:
            line = self._line()
            if not line:
                return False
            method, target, version = _request_line(line)
            headers = self._headers()
            stays = _stays(version, headers.get("connection", ""))
            body = self._body(headers)
        except _BadFrameError as error:
            self._send(answer_of(Reply(status=error.status, text=f"{error}\n")), stays=False)
            return False
        try:
            answer = site.answer(self.server.app, Request(method, target, headers, body))
        except Exception:  # noqa: BLE001 - what went wrong here is not the client's business
            traceback.print_exc()
            answer = answer_of(Reply(status=500, text="Internal error.\n"))
        if answer.dropped:
            # The client sees its connection end without an answer.
            return False
        self._send(answer, stays=stays, bodyless=method == "HEAD")
        return stays

    def _send(self, answer: Answer, *, stays: bool, bodyless: bool = False) -> None:
        ending = "" if stays else "Connection: close\r\n"
        date = _date(self.server.app.state.clock() // 1000)
        tail = f"Date: {date}\r\nServer: ESF\r\n{ending}\r\n"
        body = b"" if bodyless else answer.body
        self.connection.sendall(answer.head + tail.encode() + body)

    def _line(self) -> str:
        """One line without its end; empty at the end of the connection too."""
        line = self.rfile.readline(_LONGEST_LINE + 1)
        if len(line) > _LONGEST_LINE:
            raise _BadFrameError(431, "A line of the request is too long.")
        return line.decode("latin-1").rstrip("\r\n")

    def _headers(self) -> dict[str, str]:
        headers: dict[str, str] = {}
        while line := self._line():
            name, colon, value = line.partition(":")
            name = name.lower()
            if not colon or not name or name != name.strip():
                raise _BadFrameError(400, "A header of the request cannot be read.")
            if name in headers and name in ("content-length", "transfer-encoding", "host"):
                raise _BadFrameError(400, f"The request has more than one header {name}.")
            headers[name] = value.strip()
            if len(headers) > _MOST_HEADERS:
                raise _BadFrameError(431, "The request has too many headers.")
        return headers

    def _body(self, headers: dict[str, str]) -> bytes:
        length, coding = headers.get("content-length"), headers.get("transfer-encoding")
        if length is not None and coding is not None:
            raise _BadFrameError(400, "The request has a length and a transfer encoding.")
        if headers.get("expect", "").lower() == "100-continue":
            self.connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        if coding is not None:
            if coding.lower() != "chunked":
                raise _BadFrameError(501, "The sandbox does not implement this transfer encoding.")
            return self._chunks()
        return self._exactly(_count(length, 10)) if length is not None else b""

    def _chunks(self) -> bytes:
        parts, total = [], 0
        while size := _count(self._line().partition(";")[0].strip(), 16):
            total += size
            parts.append(self._exactly(size, total))
            if self._line():
                raise _BadFrameError(400, "A chunk of the request is not as long as it says.")
        while self._line():
            pass
        return b"".join(parts)

    def _exactly(self, count: int, total: int = 0) -> bytes:
        if max(count, total) > _MOST_BYTES:
            raise _BadFrameError(413, "The request is too large.")
        data = self.rfile.read(count)
        if len(data) < count:
            raise _BadFrameError(400, "The request ends too early.")
        return data


def _request_line(line: str) -> tuple[str, str, str]:
    words = line.split(" ")
    if len(words) != 3 or not words[0].isalpha() or not words[2].startswith("HTTP/1."):
        raise _BadFrameError(400, "The request line cannot be read.")
    if not words[1].startswith("/"):
        raise _BadFrameError(400, "The sandbox is no proxy.")
    return words[0].upper(), words[1], words[2]


def _stays(version: str, connection: str) -> bool:
    asked = connection.lower()
    return asked == "keep-alive" if version == "HTTP/1.0" else asked != "close"


def _count(text: str, base: int) -> int:
    """A number of bytes, plain digits only."""
    digits = "0123456789abcdef"[:base]
    if not 0 < len(text) <= 12 or text.lower().strip(digits):
        raise _BadFrameError(400, "A length in the request is no number.")
    return int(text, base)


@lru_cache(maxsize=1)
def _date(second: int) -> str:
    """The time as HTTP writes it, worked out once a second."""
    return formatdate(second, usegmt=True)


class _Listener(socketserver.ThreadingTCPServer):
    """Takes connections, and knows the open ones so that none outlives it."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, app: App, host: str, port: int) -> None:
        self.app = app
        self._open: set[socket.socket] = set()
        self.address_family = socket.AF_INET6 if host == "::1" else socket.AF_INET
        super().__init__((host, port), _Connection)

    @contextlib.contextmanager
    def holding(self, connection: socket.socket) -> Iterator[None]:
        """While a connection is open."""
        self._open.add(connection)
        try:
            yield
        finally:
            self._open.discard(connection)

    def end(self) -> None:
        """Let go of the port and end all connections."""
        self.server_close()
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class Server:
    """The sandbox on a port of loopback, in a thread of its own.

    Raises OSError or OverflowError where the port cannot be had.
    """

    def __init__(self, app: App, host: str = "127.0.0.1", port: int = 0) -> None:
        if host not in _LOOPBACK:
            raise ValueError(f"the sandbox serves loopback only, not {host}")
        self.app = app
        self._listener = _Listener(app, host, port)
        self.url = f"http://{_LOOPBACK[host]}:{self._listener.server_address[1]}"
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Serve in the background."""
        self._thread = threading.Thread(
            target=self._listener.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()

    def serve(self) -> None:
        """Serve until interrupted."""
        self._listener.serve_forever()

    def stop(self) -> None:
        """Stop serving and let go of the port and the file."""
        if self._thread is not None:
            self._listener.shutdown()
            self._thread.join()
        self._listener.end()
        with self.app.lock:
            if self.app.storage:
                self.app.storage.close()
