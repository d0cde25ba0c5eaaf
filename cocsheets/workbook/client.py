"""From settings to a signed-in HTTP client: Google's, or a sandbox's on loopback.

Knows where credentials may go, and what can be said of them. Must not know what is read or written.
A real credential is never sent to a sandbox, and a sandbox is never anything but loopback.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import requests
from google.auth.transport.requests import AuthorizedSession
from google.oauth2.credentials import Credentials as UserCredentials

from cocsheets.data import Data
from cocsheets.errors import ConfigurationError
from cocsheets.plans.limits import Limits
from cocsheets.workbook.credentials import SCOPES, load_credentials
from cocsheets.workbook.http import Http

GOOGLE = (
    "https://sheets.googleapis.com",
    "https://www.googleapis.com",
    "https://cloudidentity.googleapis.com",
    "https://admin.googleapis.com",
)


def loopback_origin(url: str, name: str = "COCSHEETS_API_ROOT") -> str:
    """The origin of a sandbox, from the setting of this name.

    Raises ConfigurationError unless it is plain http on loopback.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        local = host == "localhost" or ipaddress.ip_address(host).is_loopback
        port = parts.port
    except ValueError:
        local, port = False, None
    extra = parts.path.strip("/") or parts.query or parts.fragment or parts.username
    if parts.scheme != "http" or not local or extra:
        raise ConfigurationError(
            f"{name} is not the loopback origin of a sandbox; it was not contacted.",
            hint="Use what `cocsheets sandbox` prints, such as http://127.0.0.1:8080, or unset it.",
        )
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}" + (f":{port}" if port else "")


class SandboxSession(requests.Session):
    """Sends what is meant for Google to a sandbox, as a made-up account."""

    def __init__(self, origin: str, act_as: str) -> None:
        super().__init__()
        self.origin = loopback_origin(origin)
        self.trust_env = False
        self.headers["Authorization"] = f"Bearer sandbox:{act_as}" if act_as else "Bearer sandbox"

    def request(  # type: ignore[override]
        self, method: str, url: str, **arguments: Any
    ) -> requests.Response:
        """Send a request to the sandbox in Google's place. Raises ValueError for other hosts."""
        for host in GOOGLE:
            if url.startswith(host + "/"):
                return super().request(method, self.origin + url[len(host) :], **arguments)
        raise ValueError("a sandbox session only stands in for Google")


class CredentialFacts(Data, frozen=True):
    """What can be told of credentials without telling them."""

    kind: str
    """`service account`, `OAuth user`…"""
    expiry: dt.datetime | None = None
    """Until when the present access token is valid; it is renewed by itself."""
    missing_scopes: tuple[str, ...] = ()
    """Scopes that were asked for and not granted, where that can be told."""


def describe(http: Http) -> CredentialFacts:
    """Facts about the credentials that a client signs in with; more is known once it has."""
    if isinstance(http.session, SandboxSession):
        return CredentialFacts(f"a sandbox at {http.session.origin}")
    credentials: Any = getattr(http.session, "credentials", None)
    kinds = {
        "service_account": "service account",
        "oauth2.credentials": "OAuth user",
        "impersonated": "impersonated service account",
        "compute_engine": "service account of this machine",
        "external_account": "workload identity",
    }
    module = type(credentials).__module__
    kind = next((told for part, told in kinds.items() if part in module), "credentials")
    expiry: dt.datetime | None = getattr(credentials, "expiry", None)
    granted = getattr(credentials, "granted_scopes", None)
    if isinstance(credentials, UserCredentials):
        granted = granted or credentials.scopes
    missing = [scope for scope in SCOPES if scope not in granted] if granted else []
    return CredentialFacts(kind, expiry, tuple(scope.rpartition("/")[2] for scope in missing))


def connect(
    *,
    credentials: str = "",
    api_root: str = "",
    act_as: str = "",
    limits: Limits | None = None,
    scopes: Sequence[str] = SCOPES,
) -> Http:
    """A signed-in client. With `api_root` no credentials are loaded at all.

    Raises ConfigurationError or CredentialsError; sends nothing.
    """
    limits = limits or Limits()
    session: requests.Session
    if api_root:
        if act_as and not re.fullmatch(r"[^\s@]+@[^\s@]+", act_as):
            raise ConfigurationError(
                "COCSHEETS_ACT_AS is not an e-mail address. Nothing was sent.",
                hint="Set it to an account of the sandbox, or leave it out.",
            )
        session = SandboxSession(api_root, act_as)
        acting_as = act_as
    else:
        signed_in = load_credentials(credentials, scopes)
        session = AuthorizedSession(signed_in)  # type: ignore[no-untyped-call]
        acting_as = getattr(signed_in, "service_account_email", "")
    http = Http(
        session,
        retry_seconds=limits.retry_seconds,
        request_seconds=limits.request_seconds,
        timeout=limits.timeout_seconds,
    )
    http.acting_as = acting_as or ""
    http.own_address = http.acting_as if "@" in http.acting_as else ""
    return http
