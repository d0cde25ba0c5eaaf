"""Slack's Web API by slack_sdk: bounded in time, repeated where that may help, refusals with a fix.

Knows pages, limits, scopes and errors, and keeps the token at Slack: no redirect is followed, and
neither the token nor any text of Slack's gets into a message or a log. Must not know what is asked
for. The library is imported when a client is made, since it is an extra.

Rules of Slack's that this rests on (docs.slack.dev): lists have pages with a cursor; a refusal is
`"ok": false` with a word; 429 says in `Retry-After` how long to wait; the scopes of a token are in
a header of every answer.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.request import HTTPRedirectHandler, HTTPSHandler, ProxyHandler, Request, build_opener

from cocsheets.clock import steady
from cocsheets.errors import PlaceError, StoppedError
from cocsheets.patience import within
from cocsheets.patterns import lazy_re
from cocsheets.places.place import Tools

if TYPE_CHECKING:
    from slack_sdk import WebClient

log = logging.getLogger("cocsheets.places")

SCOPES = ("channels:read", "groups:read", "users:read", "users:read.email")
"""All that is needed; `channels:read` for public channels alone, `groups:read` for private ones."""
SCOPES_HEADER = "x-oauth-scopes"
MOST_PAGES = 100
PAGE = "200"
"""Entries of a page: as many as Slack recommends at most."""
MAX_WAIT = 60.0
"""Longest pause between two tries that Slack does not ask for, in seconds."""
_WORD = lazy_re(r"[a-z_]{1,60}")
SCOPE = lazy_re(r"[a-z._:]{1,40}")
"""The shape of a scope; what has another is not passed on."""
_PASSES = frozenset(
    {"ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"}
)
"""Refusals that pass with time."""
_TOKEN = frozenset(
    {"not_authed", "invalid_auth", "account_inactive", "token_revoked", "token_expired"}
    | {"no_permission", "not_allowed_token_type", "org_login_required", "two_factor_setup_required"}
)
_CHANNEL = frozenset(
    {"channel_not_found", "not_in_channel", "method_not_supported_for_channel_type"}
)


class NotVisibleError(Exception):
    """A user whom Slack does not show to this token, such as one of another organisation."""


class SlackApi:
    """Requests to Slack with one token: bounded in time, repeated where that may help."""

    def __init__(self, variable: str, api_root: str, tools: Tools) -> None:
        """`variable` is the name of the environment variable that holds the token.

        Raises PlaceError without a token, or without the extra.
        """
        self._variable = variable
        self._tools = tools
        self._client = _client(variable, api_root, tools)
        self.scopes: tuple[str, ...] = ()
        """What the token may do, as far as Slack has said."""

    def pages(self, method: str, key: str, **arguments: str) -> Iterator[Any]:
        """The entries of every page of a list. Raises PlaceError for one without an end."""
        cursor, seen = "", set()
        for _ in range(MOST_PAGES):
            more = {"cursor": cursor} if cursor else {}
            page = self.call(method, limit=PAGE, **arguments, **more)
            entries = page.get(key)
            if not isinstance(entries, list):
                raise unusable()
            yield from entries
            after = page.get("response_metadata")
            cursor = str(after.get("next_cursor") or "") if isinstance(after, dict) else ""
            if not cursor:
                return
            if cursor in seen:
                break
            seen.add(cursor)
        raise PlaceError("Slack's list came to no end.", hint="Try again later.")

    def call(self, method: str, **arguments: str) -> dict[str, Any]:
        """Slack's answer to one method.

        Raises PlaceError with the fix, NotVisibleError, StoppedError.
        """
        limits, started, waited, attempt = self._tools.limits, steady(), 0.0, 0
        while True:
            status, headers, body = self._send(method, arguments)
            log.info("slack %s -> %s", method, status or "no answer")
            if scopes := _header(headers, SCOPES_HEADER):
                self.scopes = tuple(scope.strip() for scope in scopes.split(","))
                if "users:read.email" not in self.scopes:
                    raise missing_scope("users:read.email")
            if status and status < 400 and body.get("ok") is True:
                return body
            error = str(body.get("error", ""))
            if status == 429 or error in _PASSES or status >= 500 or not body:
                asked = _header(headers, "retry-after")
                wait = min(MAX_WAIT, 2.0 ** min(attempt, 10))
                if asked.isdecimal():  # the first is taken at its word
                    wait = max(float(asked), wait / 2 if attempt else 0)
                waited += wait
                if max(steady() - started + wait, waited) <= limits.retry_seconds:
                    self._tools.sleep(wait)
                    attempt += 1
                    continue
                raise _gave_up(limited=status == 429 or error == "ratelimited", status=status)
            raise self._refused(error, body)

    def _send(
        self, method: str, arguments: dict[str, str]
    ) -> tuple[int, dict[str, Any], dict[str, Any]]:
        """Status, headers and body of one answer; (0, {}, {}) where none came."""
        from slack_sdk.errors import SlackApiError

        stopped = False

        def stop() -> bool:
            nonlocal stopped
            stopped = stopped or self._tools.asked_to_stop()
            return stopped

        def send() -> Any:
            return self._client.api_call(method, http_verb="GET", params=dict(arguments))

        if stop():
            raise StoppedError
        try:
            response = within(self._tools.limits.request_seconds, send, give_up=stop)
        except SlackApiError as refused:
            response = refused.response
        except Exception as error:  # noqa: BLE001  # of urllib, http.client and the SDK, of any kind
            if stopped:
                raise StoppedError from None
            log.info("slack %s failed (%s)", method, type(error).__name__)
            return 0, {}, {}
        body = response.data if isinstance(response.data, dict) else {}
        if not _WORD.fullmatch(str(body.get("error", "none"))):
            body = {}  # a page in place of JSON, for which the SDK makes up an error
        return int(response.status_code), dict(response.headers), body

    def _refused(self, error: str, body: dict[str, Any]) -> Exception:
        """What a refusal means, and its fix."""
        if error in ("user_not_found", "user_not_visible"):
            return NotVisibleError()
        if error == "missing_scope":
            needed = str(body.get("needed", "")).split(",")[0]
            return missing_scope(needed if SCOPE.fullmatch(needed) else "groups:read")
        if error in _TOKEN:
            return PlaceError(
                f"Slack does not accept the token in {self._variable} ({error}).",
                hint="Install the app in the workspace again, and copy its Bot User OAuth Token "
                f"to {self._variable}.",
            )
        if error in _CHANNEL:
            return no_channel()
        return PlaceError(f"Slack refused ({error}).", hint="See docs/places.md.")


def _client(variable: str, api_root: str, tools: Tools) -> WebClient:
    """Slack's own client with the token of the settings. Raises PlaceError without either."""
    token = tools.environment.get(variable, "").strip()
    if not token:
        raise PlaceError(
            f"{variable} is not set, so Slack was not asked.",
            hint=f"Set {variable} in .env to the app's Bot User OAuth Token.",
        )
    if not re.fullmatch(r"[\x21-\x7e]+", token):
        raise PlaceError(
            f"{variable} does not hold a token of Slack's, so Slack was not asked.",
            hint="Copy the app's Bot User OAuth Token again, without anything around it.",
        )
    origin = ""
    if api_root:
        from cocsheets.workbook.client import loopback_origin

        origin = loopback_origin(api_root)
    try:
        return make_client(token, max(1, round(tools.limits.timeout_seconds)), origin)
    except ImportError:
        raise PlaceError(
            "The extra for Slack is not installed.", hint="pip install 'cocsheets[slack]'"
        ) from None


def _header(headers: dict[str, Any], name: str) -> str:
    found = next((value for key, value in headers.items() if key.lower() == name), "")
    return str(found).strip()


def missing_scope(scope: str) -> PlaceError:
    """The token may not do what is needed."""
    return PlaceError(
        f"The Slack token lacks the scope {scope}, so nobody can be compared.",
        hint=f"Add {scope} to the app's Bot Token Scopes and install the app again.",
    )


def no_channel() -> PlaceError:
    """No such channel, or a private one without the app: Slack does not say which."""
    return PlaceError(
        "Slack shows no such channel to the app.",
        hint="Copy the channel's link from Slack. In a private channel, invite the app: "
        "/invite @ and its name.",
    )


def _gave_up(*, limited: bool, status: int) -> PlaceError:
    if limited:
        return PlaceError(
            "Slack's limit on requests kept us from reading the channel.", hint="Try again later."
        )
    its_own = status >= 500
    told = "Slack answered with faults of its own." if its_own else "Slack gave no usable answer."
    return PlaceError(told, hint="Check the network, and try again later.")


def unusable() -> PlaceError:
    """An answer without what Slack documents."""
    return PlaceError("Slack's answer was not usable.", hint="Try again later.")


class _NoRedirect(HTTPRedirectHandler):
    """A redirect is an answer like any other that is not good."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Go nowhere else."""


def make_client(token: str, timeout: int, origin: str = "") -> WebClient:
    """A client that speaks to Slack alone, or to the stand-in at an origin of loopback.

    Without retries of its own, and without logs. Raises ImportError without the extra.
    """
    from slack_sdk import WebClient

    class StayingClient(WebClient):
        """Sends as the SDK does, with an opener that stays at its host; held by a test."""

        def _perform_urllib_http_request_internal(self, url: str, req: Request) -> dict[str, Any]:
            del url
            proxies = {"http": self.proxy, "https": self.proxy} if self.proxy else {}
            tls = HTTPSHandler(context=self.ssl)
            opener = build_opener(_NoRedirect(), tls, ProxyHandler(proxies))
            with opener.open(req, timeout=self.timeout) as answer:
                text = answer.read().decode("utf-8", "replace")
                return {"status": answer.status, "headers": answer.headers, "body": text}

    quiet = logging.Logger("slack_sdk of cocsheets", logging.CRITICAL + 1)
    client = StayingClient(token, timeout=timeout, logger=quiet, retry_handlers=[])
    if origin:
        client.base_url = f"{origin}/api/"
        client.proxy = None
    return client
