"""`Sandbox`: a running sandbox as a context manager, and the gspread clients that talk to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cocsheets.sandbox.accounts import DEFAULT_ACCOUNT
from cocsheets.sandbox.app import App
from cocsheets.sandbox.http import control
from cocsheets.sandbox.http.server import Server
from cocsheets.sandbox.patching import patched, redirected

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import AbstractContextManager
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    import gspread

Json = dict[str, Any]
_TIMEOUT = 30


class Sandbox:
    """A sandbox on a free port of 127.0.0.1, served from a thread of this process.

    `db` keeps its state in an SQLite file; `quota` switches on Google's 60 reads and 60 writes a
    minute for each user.
    """

    def __init__(self, port: int = 0, db: Path | str | None = None, *, quota: bool = False) -> None:
        self.app = App(db, quota=quota)
        self._server = Server(self.app, port=port)
        self._sessions: list[Any] = []
        self._server.start()

    @property
    def url(self) -> str:
        """The origin, `http://127.0.0.1:PORT`."""
        return self._server.url

    def client(self, email: str = DEFAULT_ACCOUNT) -> gspread.Client:
        """A real gspread client that acts as this account."""
        client = client_of(self.url, email)
        self._sessions.append(client.http_client.session)
        return client

    def session(self, email: str = DEFAULT_ACCOUNT) -> Any:
        """A `requests.Session` that acts as this account; Google's hosts lead to the sandbox."""
        session = _session(self.url, email)
        self._sessions.append(session)
        return session

    def patched(self, email: str = DEFAULT_ACCOUNT) -> AbstractContextManager[None]:
        """While it lasts, `gspread.service_account()`, google-auth, `requests` and `httplib2` lead
        to the sandbox and act as this account, in all threads of this process."""
        return patched(self.url, email)

    def requests(self) -> list[Json]:
        """What was asked so far: method, path, query, user and status of each request."""
        with self.app.lock:
            return [dict(record) for record in self.app.requests]

    def forget_requests(self) -> None:
        """Empty the list of requests."""
        with self.app.lock:
            self.app.requests.clear()

    def faults(self, items: Iterable[Json] = ()) -> None:
        """Put these faults in place of all earlier ones."""
        with self.app.lock:
            control.set_faults(self.app, list(items))

    def accounts(self, items: Iterable[Json]) -> None:
        """List accounts: `{"email", "aliases", "kind", "members"}`."""
        with self.app.lock:
            control.put_accounts(self.app, list(items))

    def settings(self, **switches: Any) -> Json:
        """Set switches; all of them, as they now stand."""
        with self.app.lock:
            return control.put_settings(self.app, switches)

    def clock(self, **moment: Any) -> Json:
        """Let the clock go on from `at` (RFC 3339), or `advance` seconds ahead; neither: the real
        time. What it shows now."""
        with self.app.lock:
            return control.put_clock(self.app, moment)

    def reset(self) -> None:
        """Forget everything. Sessions that were given connect again when they are used."""
        with self.app.lock:
            self.app.reset()
        self._hang_up()

    def stop(self) -> None:
        """Stop serving; the port and the file are free afterwards."""
        self._hang_up()
        self._server.stop()

    def _hang_up(self) -> None:
        for session in self._sessions:
            session.close()
        self._sessions.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.stop()


def client_of(url: str, email: str = DEFAULT_ACCOUNT) -> gspread.Client:
    """A real gspread client that acts as this account on the sandbox at `url`."""
    import gspread

    return gspread.Client(auth=None, session=_session(url, email))  # type: ignore[arg-type]


def _session(origin: str, email: str) -> Any:
    """The session class is made here since requests is needed by clients only."""
    import requests

    class ToSandbox(requests.Session):
        """Sends what is meant for Google to the sandbox, and nothing anywhere else."""

        def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:  # type: ignore[override]
            place = redirected(url, origin)
            if place is None:
                raise ValueError(f"not one of Google's hosts: {urlsplit(url).hostname}")
            kwargs["timeout"] = kwargs.get("timeout") or _TIMEOUT
            return super().request(method, place, *args, **kwargs)

    session = ToSandbox()
    session.trust_env = False
    session.headers["Authorization"] = f"Bearer sandbox:{email}"
    return session
