"""Clients that were written for Google, led to a sandbox without a change to them.

Patches what they have in common: `requests` and `httplib2`, which carry what they send, and the
functions of google-auth that look for credentials. Meanwhile nothing that these two send reaches
Google, and no key file of a service account and no default credential is read.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any
from unittest import mock
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

_HOSTS = (".googleapis.com", ".google.com")


def redirected(url: str, origin: str) -> str | None:
    """The address at the sandbox for one at Google; None for any other."""
    parts = urlsplit(url)
    if not (parts.hostname or "").endswith(_HOSTS):
        return None
    return origin + parts.path + (f"?{parts.query}" if parts.query else "")


@contextmanager
def patched(origin: str, email: str) -> Iterator[None]:
    """While it lasts, what is sent to Google reaches the sandbox at `origin`, and whoever looks for
    credentials gets some that act as `email`."""
    import google.auth
    import requests
    from google.oauth2 import credentials, service_account

    send = requests.adapters.HTTPAdapter.send

    def send_here(
        self: Any, request: requests.PreparedRequest, *args: Any, **options: Any
    ) -> requests.Response:
        place = redirected(request.url or "", origin)
        if place is None:
            return send(self, request, *args, **options)
        request.url = place
        return send(self, request, *args, **options | {"proxies": {}})

    def found(*_args: Any, scopes: Any = None, **_options: Any) -> Any:
        limited = f";scopes={','.join(scopes)}" if scopes else ""
        return credentials.Credentials(token=f"sandbox:{email}{limited}")  # type: ignore[no-untyped-call]

    account = service_account.Credentials
    with ExitStack() as stack:
        for holder, name, new in (
            (requests.adapters.HTTPAdapter, "send", send_here),
            (account, "from_service_account_file", found),
            (account, "from_service_account_info", found),
            (google.auth, "default", lambda *args, **options: (found(*args, **options), "sandbox")),
        ):
            stack.enter_context(mock.patch.object(holder, name, new))
        stack.enter_context(_httplib2(origin))
        yield


@contextmanager
def _httplib2(origin: str) -> Iterator[None]:
    """The same for httplib2, where it is installed: Google's own client sends through it."""
    try:
        import httplib2
    except ModuleNotFoundError:
        yield
        return
    request = httplib2.Http.request

    def request_here(self: Any, uri: str, *args: Any, **options: Any) -> Any:
        return request(self, redirected(uri, origin) or uri, *args, **options)  # type: ignore[no-untyped-call]

    with mock.patch.object(httplib2.Http, "request", request_here):
        yield
