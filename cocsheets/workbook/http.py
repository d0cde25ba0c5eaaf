"""HTTP manners with Google: time limits, bounded retry, every error shape turned into our own.

Knows gspread's HTTP client, status codes and Google's two error envelopes. Must not know what a
request is for. Google's own messages may quote cell values, so no text of theirs is passed on.
"""

from __future__ import annotations

import email.utils
import logging
import random
import re
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import google.auth.exceptions
import requests
from gspread.http_client import HTTPClient

from cocsheets.clock import steady
from cocsheets.errors import (
    AccessError,
    CredentialsError,
    GoogleError,
    LostReplyError,
    NotFoundError,
    QuotaError,
    RejectedError,
    StoppedError,
    UnreachableError,
)

log = logging.getLogger("cocsheets.http")

MAX_WAIT = 32.0
"""Longest pause between two tries, in seconds (Google advises 32 or 64: documented)."""

RETRY_REASONS = {"rateLimitExceeded", "userRateLimitExceeded", "sharingRateLimitExceeded"}
"""403 reasons that pass with time. dailyLimitExceeded and accessNotConfigured do not."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What can be told of a refusal, whichever of Google's shapes it came in."""

    status: int
    reason: str = ""
    """Drive's `errors[0].reason`, or the reason of an ErrorInfo detail."""
    message: str = ""
    """Google's words. For recognising faults only; never shown, since they may quote cells."""
    retry_after: float | None = None

    @property
    def passes_with_time(self) -> bool:
        """Whether the same request may succeed later."""
        return (
            self.status in (408, 429)
            or self.status >= 500
            or (self.status == 403 and self.reason in RETRY_REASONS)
        )


class RefusalError(Exception):
    """Google answered with an error; callers turn it into ours by `to_error`."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"HTTP {fault.status} {fault.reason}".rstrip())
        self.fault = fault


def read_fault(response: requests.Response) -> Fault:
    """Read an error answer in Sheets' shape, in Drive's, or in none (an HTML page)."""
    retry_after = _retry_after(response)
    try:
        body = response.json()
    except ValueError:
        return Fault(response.status_code, retry_after=retry_after)
    error = body.get("error") if isinstance(body, dict) else None
    if not isinstance(error, dict):
        return Fault(response.status_code, retry_after=retry_after)
    items: list[Any] = []
    for key in ("errors", "details"):
        found = error.get(key)
        items += found if isinstance(found, list) else []
    reasons = [
        item["reason"]
        for item in items
        if isinstance(item, dict) and isinstance(item.get("reason"), str)
    ]
    message = error.get("message")
    return Fault(
        response.status_code,
        reasons[0] if reasons else "",
        message if isinstance(message, str) else "",
        retry_after,
    )


def _retry_after(response: requests.Response) -> float | None:
    """Seconds to wait: as a number, or as a date by the server's own clock."""
    text = response.headers.get("Retry-After", "").strip()
    if text.isdigit():
        return float(text)
    try:
        until = email.utils.parsedate_to_datetime(text)
        sent = email.utils.parsedate_to_datetime(response.headers["Date"])
        return max(0.0, (until - sent).total_seconds())
    except (KeyError, TypeError, ValueError):
        return None


class Http(HTTPClient):
    """gspread's HTTP client with time limits and a retry that ends.

    Requests that are safe to repeat (`repeatable=True`, and every GET) are tried again until
    `retry_seconds` have passed; others are sent once. Raises RefusalError for an error answer,
    and the errors of `cocsheets.errors` where no usable answer came.
    """

    def __init__(
        self,
        session: requests.Session,
        *,
        retry_seconds: float = 120.0,
        timeout: float = 60.0,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = steady,
    ) -> None:
        super().__init__(None, session)  # type: ignore[arg-type]  # the session signs
        self.acting_as = ""
        """Address of the acting account as far as the credentials tell, for messages."""
        self.set_timeout((min(10.0, timeout), timeout))
        self.retry_seconds = retry_seconds
        self.sleep = sleep
        self.clock = clock
        self.asked_to_stop: Callable[[], bool] = lambda: False
        """Asked before each request; if so, StoppedError is raised in its place."""
        self.waiting: Callable[[], AbstractContextManager[object]] = nullcontext
        """Entered while an answer is waited for, retries included."""

    def request(
        self,
        method: str,
        endpoint: str,
        params: Any = None,
        data: bytes | None = None,
        json: Mapping[str, Any] | None = None,
        files: Any = None,
        headers: Any = None,
    ) -> requests.Response:
        """Send a request in gspread's way; only a GET is ever repeated."""
        return self.call(
            method, endpoint, params=params, data=data, json=json, files=files, headers=headers
        )

    def call(
        self,
        method: str,
        endpoint: str,
        *,
        repeatable: bool = False,
        check: Callable[[requests.Response], object] | None = None,
        **arguments: Any,
    ) -> requests.Response:
        """Send a request; see the class for retries and errors.

        `check` looks at a good answer and raises UnreachableError where it is cut short or no JSON;
        that counts as no answer.
        """
        with self.waiting():
            return self._call(method, endpoint, repeatable, check, arguments)

    def _call(
        self,
        method: str,
        endpoint: str,
        repeatable: bool,
        check: Callable[[requests.Response], object] | None,
        arguments: Mapping[str, Any],
    ) -> requests.Response:
        repeatable = repeatable or method.upper() == "GET"
        started = self.clock()
        attempt = 0
        while True:
            attempt += 1
            wait: float | None = None
            if self.asked_to_stop():
                raise StoppedError
            try:
                response = self._send(method, endpoint, arguments)
                if response.ok:
                    if check is not None:
                        check(response)
                    return response
                fault = read_fault(response)
                if not (repeatable and fault.passes_with_time):
                    raise RefusalError(fault)
                failure: Exception = RefusalError(fault)
                wait = fault.retry_after
            except UnreachableError as error:
                if not repeatable:
                    raise LostReplyError(
                        "Google's answer to a write did not arrive; it may have taken effect.",
                        cause=error,
                    ) from None
                failure = error
            pause = self.pause(attempt) if wait is None else max(wait, self.pause(attempt - 1))
            if self.clock() - started + pause > self.retry_seconds:
                raise failure
            log.info("trying again in %.1f s", pause)
            self.sleep(pause)
            if self.clock() - started > self.retry_seconds:
                raise failure  # this machine slept: whatever was true before has to be asked anew

    @staticmethod
    def pause(attempt: int) -> float:
        """Seconds to wait after the given number of tries: growing, jittered, with a ceiling.

        Nothing after none, so that a first `Retry-After` is taken at its word; a server that goes
        on saying 0 is still not asked in a storm.
        """
        return min(MAX_WAIT, 2.0 ** (attempt - 1) + random.random()) if attempt else 0.0

    def _send(self, method: str, endpoint: str, arguments: Mapping[str, Any]) -> requests.Response:
        started = self.clock()
        status = "no answer"
        try:
            response = self.session.request(
                method=method.upper(),
                url=endpoint,
                timeout=self.timeout,
                allow_redirects=False,
                **arguments,
            )
            status = str(response.status_code)
            if response.is_redirect:
                raise UnreachableError("Google answered with a redirect, which is not followed.")
            return response
        except google.auth.exceptions.TransportError as error:
            raise UnreachableError(_unreachable(error), hint=NETWORK_HINT) from None
        except google.auth.exceptions.GoogleAuthError as error:
            raise CredentialsError(_refused_login(error), hint=LOGIN_HINT) from None
        except requests.RequestException as error:
            raise UnreachableError(_unreachable(error), hint=NETWORK_HINT) from None
        finally:
            log.info(
                "%s %s -> %s in %.0f ms",
                method.upper(),
                path_template(endpoint),
                status,
                1000 * (self.clock() - started),
            )


NETWORK_HINT = "Check the network and try again; nothing more was sent."
LOGIN_HINT = (
    "Check COCSHEETS_CREDENTIALS, the machine's clock, and whether the key or the consent was"
    " withdrawn; then sign in again."
)


def path_template(url: str) -> str:
    """The path of a URL with ids, ranges and addresses left out, fit for a log."""
    path = urlsplit(url).path
    path = re.sub(r"(?<=/spreadsheets/)[^/:]+", "{id}", path)
    path = re.sub(r"(?<=/files/)[^/]+", "{id}", path)
    path = re.sub(r"(?<=/permissions/)[^/]+", "{permission}", path)
    path = re.sub(r"(?<=/permissionIds/)[^/]+", "{address}", path)
    path = re.sub(r"(?<=/comments/)[^/]+", "{comment}", path)
    path = re.sub(r"(?<=/revisions/)[^/]+", "{revision}", path)
    return re.sub(r"/values/.+", "/values/{range}", path)


def _unreachable(error: Exception) -> str:
    names = {type(error).__name__}
    cause: BaseException | None = error
    while cause is not None:
        names.add(type(cause).__name__)
        names.update(type(arg).__name__ for arg in cause.args if isinstance(arg, Exception))
        reason = getattr(cause.args[0], "reason", None) if cause.args else None
        if isinstance(reason, Exception):
            names.add(type(reason).__name__)
        cause = cause.__cause__ or cause.__context__
    if names & {"NameResolutionError", "gaierror"}:
        return "Google's host name could not be looked up (DNS)."
    if names & {"SSLError", "SSLCertVerificationError"}:
        return "The secure connection to Google could not be made (TLS)."
    if names & {"ReadTimeout", "ReadTimeoutError", "Timeout", "ConnectTimeout"}:
        return "Google did not answer in time."
    if names & {"ProxyError"}:
        return "The proxy in the environment refused the connection."
    return "The connection to Google failed or broke off."


def _refused_login(error: Exception) -> str:
    text = str(error)
    known = {
        "account not found": "the account of the key does not exist",
        "Invalid JWT Signature": "the key was deleted or replaced",
        "expired or revoked": "the sign-in has expired or was withdrawn",
        "short-lived token": "this machine's clock is wrong",
        "unauthorized_client": "the client is not allowed to act for this account",
        "invalid_scope": "a scope that was asked for was not granted",
        "Invalid email or User ID": "the account to act for does not exist",
    }
    for words, meaning in known.items():
        if words in text:
            return f"Google refused the credentials: {meaning}."
    return "Google refused the credentials."


API_OFF = {"SERVICE_DISABLED", "accessNotConfigured"}
SCOPES = {"ACCESS_TOKEN_SCOPE_INSUFFICIENT", "insufficientPermissions"}


def to_error(fault: Fault, what: str, *, acting_as: str = "") -> GoogleError:
    """Our error for a refusal. `what` says what was asked, as in `read the spreadsheet`."""
    who = f" as {acting_as}" if acting_as else ""
    share = f"Share the spreadsheet with {acting_as or 'the acting account'} as Editor."
    if fault.status == 401:
        return CredentialsError(f"Google did not accept the credentials{who}.", hint=LOGIN_HINT)
    if fault.status == 403 and fault.reason in API_OFF:
        return AccessError(
            "The Google API is not enabled in the project of the credentials.",
            hint="Enable the Google Sheets API and the Google Drive API, wait a few minutes.",
        )
    if fault.status == 403 and fault.reason in SCOPES:
        return AccessError(
            f"The credentials lack a scope that is needed to {what}.",
            hint="See the table of scopes in the README and sign in again.",
        )
    if fault.status == 429 or (fault.status == 403 and fault.reason in RETRY_REASONS):
        return QuotaError(
            f"Google's limit on requests kept us from trying to {what}.",
            hint="Wait a minute and run again; nothing more was sent.",
        )
    if fault.status == 403:
        reason = f" {fault.reason}" if re.fullmatch(r"\w{1,60}", fault.reason) else ""
        return AccessError(f"Google does not let us {what}{who} (403{reason}).", hint=share)
    if fault.status == 404:
        return NotFoundError(
            f"Google could not find what is needed to {what}{who}.",
            hint=f"Check the key of the spreadsheet. {share}",
        )
    if fault.status == 400 and "Office file" in fault.message:
        return AccessError(
            "This is an Office file (.xlsx), not a Google spreadsheet.",
            hint="Open it and choose File, Save as Google Sheets; then use the new file's key.",
        )
    if fault.status >= 500 or fault.status == 408:
        return UnreachableError(
            f"Google could not {what} (HTTP {fault.status}).", hint="Try again later."
        )
    return RejectedError(f"Google refused to {what} (HTTP {fault.status}).")
