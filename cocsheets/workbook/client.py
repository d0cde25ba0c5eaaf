"""From settings to a signed-in HTTP client: service account, OAuth user, default credentials,
or a sandbox on loopback.

Knows credentials and where they may go. Must not know what is read or written. A real credential is
never sent to a sandbox, and a sandbox is never anything but loopback.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import google.auth
import google.auth.exceptions
import requests
from google.auth.transport.requests import AuthorizedSession
from google.oauth2.credentials import Credentials as UserCredentials

from cocsheets.errors import ConfigurationError, CredentialsError
from cocsheets.plans.limits import Limits
from cocsheets.workbook.http import Http

SCOPES = (
    "https://www.googleapis.com/auth/spreadsheets",
    "https://www.googleapis.com/auth/drive",
)
"""Everything cocsheets can do. Least scopes for each command are in the README."""

GOOGLE = ("https://sheets.googleapis.com", "https://www.googleapis.com")


def loopback_origin(url: str) -> str:
    """The origin of a sandbox. Raises ConfigurationError unless it is plain http on loopback."""
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
            "COCSHEETS_API_ROOT is not the loopback origin of a sandbox; it was not contacted.",
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


def _from_file(path: str, scopes: Sequence[str]) -> Any:
    """Credentials from a file. A person's consent names its own scopes, which may be fewer: asking
    for others when the token is renewed would be refused as a whole."""
    load = google.auth.load_credentials_from_file
    found = load(path, scopes=list(scopes))[0]  # type: ignore[no-untyped-call]
    if isinstance(found, UserCredentials):
        found = load(path)[0]  # type: ignore[no-untyped-call]
    return found


def load_credentials(source: str, scopes: Sequence[str] = SCOPES) -> Any:
    """Credentials from a key file, an OAuth token file, or `adc`. Raises CredentialsError."""
    if not source:
        raise CredentialsError(
            "No credentials are configured.",
            hint="Set COCSHEETS_CREDENTIALS to a service-account key file, an OAuth token file or"
            " `adc`.",
        )
    try:
        if source == "adc":
            return google.auth.default(scopes=list(scopes))[0]
        return _from_file(source, scopes)
    except google.auth.exceptions.DefaultCredentialsError:
        if source != "adc" and not Path(source).is_file():
            raise CredentialsError(
                f"The credentials file {source} does not exist.",
                hint="Check COCSHEETS_CREDENTIALS: a path in .env counts from beside that file,"
                " one in the environment from the working folder.",
            ) from None
        raise CredentialsError(
            f"The credentials ({source}) could not be loaded.",
            hint="The file must be a service-account key, an authorised-user token or an external"
            " account; for `adc` run `gcloud auth application-default login` with the scopes.",
        ) from None
    except (google.auth.exceptions.GoogleAuthError, ValueError, OSError):
        raise CredentialsError(
            f"The credentials file {source} could not be read.",
            hint="It must be JSON as downloaded from Google, readable by this user.",
        ) from None


@dataclass(frozen=True, slots=True)
class CredentialFacts:
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
    *, credentials: str = "", api_root: str = "", act_as: str = "", limits: Limits | None = None
) -> Http:
    """A signed-in client. With `api_root` no credentials are loaded at all.

    Raises ConfigurationError or CredentialsError; sends nothing.
    """
    limits = limits or Limits()
    session: requests.Session
    if api_root:
        session = SandboxSession(api_root, act_as)
        acting_as = act_as
    else:
        signed_in = load_credentials(credentials)
        session = AuthorizedSession(signed_in)  # type: ignore[no-untyped-call]
        acting_as = getattr(signed_in, "service_account_email", "")
    http = Http(session, retry_seconds=limits.retry_seconds, timeout=limits.timeout_seconds)
    http.acting_as = acting_as or ""
    return http
