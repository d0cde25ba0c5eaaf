"""A server that answers one byte at a time and never comes to an end."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n"


class Dripping:
    """Listens on loopback. `in_body` says whether the head of the answer comes at once."""

    def __init__(self, *, in_body: bool, pause: float = 0.05) -> None:
        self.in_body = in_body
        self.pause = pause
        self.asked = threading.Event()
        self._over = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(0.05)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._threads = [threading.Thread(target=self._serve, daemon=True)]
        self._threads[0].start()

    def _serve(self) -> None:
        while not self._over.is_set():
            with contextlib.suppress(TimeoutError):
                there, _ = self._socket.accept()
                self._threads.append(threading.Thread(target=self._drip, args=(there,)))
                self._threads[-1].start()

    def _drip(self, there: socket.socket) -> None:
        with there, contextlib.suppress(OSError):
            there.recv(65536)
            self.asked.set()
            if self.in_body:
                there.sendall(HEAD)
            for byte in b" " * 100_000 if self.in_body else HEAD[:17] + b"x" * 100_000:
                there.sendall(bytes([byte]))
                if self._over.wait(self.pause):
                    return

    def stop(self) -> None:
        """End all connections."""
        self._over.set()
        for thread in self._threads:
            thread.join(5)
        self._socket.close()


@contextlib.contextmanager
def dripping(*, in_body: bool) -> Iterator[Dripping]:
    """A dripping server while it is needed."""
    server = Dripping(in_body=in_body)
    try:
        yield server
    finally:
        server.stop()


@contextlib.contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Fails if it takes longer."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < seconds
