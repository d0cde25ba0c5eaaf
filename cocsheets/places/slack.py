"""A place that is one Slack channel, public or private.

Knows Slack's methods, scopes and errors, and asks by slack_sdk. Holds ids and addresses; names are
neither asked for nor kept. Neither the token nor any text of Slack's gets into a message.

Rules of Slack's that this rests on (docs.slack.dev): lists have pages with a cursor; a refusal is
`"ok": false` with a word; 429 says in `Retry-After` how long to wait; an address is shown only to a
token with `users:read.email`, and is left out without an error else.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from cocsheets.access import addresses
from cocsheets.access.presence import Entry, EntryKind, Listing
from cocsheets.clock import steady
from cocsheets.errors import ConfigurationError, PlaceError, StoppedError
from cocsheets.patience import within
from cocsheets.places.place import Place, Tools

if TYPE_CHECKING:
    from slack_sdk import WebClient

log = logging.getLogger("cocsheets.places")

SCOPES = ("channels:read", "groups:read", "users:read", "users:read.email")
"""All that is needed; `channels:read` for public channels alone, `groups:read` for private ones."""
SCOPES_HEADER = "x-oauth-scopes"
MOST_PEOPLE = 500
"""People who are looked up one by one; a larger channel is no committee's."""
MOST_PAGES = 100
PAGE = "200"
"""Entries of a page: as many as Slack recommends at most."""
MAX_WAIT = 60.0
"""Longest pause between two tries that Slack does not ask for, in seconds."""
SLACKBOT = "USLACKBOT"
_ID = re.compile(r"[CG][A-Z0-9]{2,}")
_URL = re.compile(r"https://[\w.-]+/(?:archives|client/[A-Z0-9]+)/([CG][A-Z0-9]{2,})")
_WORD = re.compile(r"[a-z_]{1,60}")
_SCOPE = re.compile(r"[a-z._:]{1,40}")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Slack(Place):
    """The members of a Slack channel."""

    kind: Literal["slack"] = "slack"
    """`slack`: one Slack channel, public or private."""
    channel: str
    """Id (as `C012ABCDEF`), link or name of the channel. A private one: invite the app to it."""
    token: str
    """Name of the environment variable that holds the app's token; never the token itself."""
    api_root: str = ""
    """Loopback origin of a stand-in for Slack, for tests; anything but loopback is refused."""

    def check(self) -> None:
        """See `Place.check`. Raises ConfigurationError."""
        Place.check(self)
        if not re.fullmatch(r"[A-Z][A-Z0-9_]*", self.token):
            raise ConfigurationError(
                "[places] token holds the name of an environment variable, not the token itself.",
                hint='Write token = "COCSHEETS_SLACK_TOKEN" and set that variable in .env.',
            )
        if not self.channel.strip():
            raise ConfigurationError(
                "[places] channel is blank.", hint="Copy the channel's link from Slack."
            )
        if self.api_root:
            from cocsheets.workbook.client import loopback_origin

            loopback_origin(self.api_root, "[places] api_root")

    @property
    def source(self) -> str:
        """See `Place.source`."""
        return "Slack channel"

    def read(self, tools: Tools) -> Listing:
        """See `Place.read`. One request for each page of members, and one for each of them."""
        asking = _Asking(self, tools)
        channel = self._id(asking)
        ids = list(dict.fromkeys(asking.pages("conversations.members", "members", channel=channel)))
        if len(ids) > MOST_PEOPLE:
            raise PlaceError(
                f"The channel has more than {MOST_PEOPLE} members.",
                hint="Name the committee's own channel.",
            )
        entries = tuple(entry for id_ in ids if (entry := _person(asking, str(id_))) is not None)
        humans = [entry for entry in entries if entry.kind is not EntryKind.APP]
        if humans and not any(entry.address for entry in humans):
            raise _missing_scope("users:read.email")
        apps = len(humans) < len(entries)
        return Listing(entries, own=_own_id(asking) if apps else "")

    def remarks(self, tools: Tools) -> tuple[str, ...]:
        """See `Place.remarks`: scopes that the token has and nobody needs."""
        asking = _Asking(self, tools)
        asking.call("auth.test")
        more = sorted(scope for scope in asking.scopes if scope not in SCOPES)
        if not more:
            return ()
        told = ", ".join(scope for scope in more if _SCOPE.fullmatch(scope))
        return (f"the token may do more than is needed: {told}",)

    def _id(self, asking: _Asking) -> str:
        """The id of the channel; a name is looked up in the list of channels."""
        text = self.channel.strip()
        if _ID.fullmatch(text):
            return text
        if link := _URL.match(text):
            return link[1]
        wanted = text.removeprefix("#").casefold()
        kinds = "public_channel,private_channel"
        for channel in asking.pages("conversations.list", "channels", types=kinds):
            if isinstance(channel, dict) and str(channel.get("name", "")).casefold() == wanted:
                return str(channel.get("id", ""))
        raise _no_channel()


def _person(asking: _Asking, user: str) -> Entry | None:
    """One member of the channel; None for an account that was deactivated and cannot sign in."""
    if user == SLACKBOT:
        return Entry(user, kind=EntryKind.APP)
    try:
        found = asking.call("users.info", user=user).get("user")
    except _NotVisibleError:
        return Entry(user)
    if not isinstance(found, dict):
        raise _unusable()
    if found.get("deleted"):
        return None
    profile = found.get("profile")
    email = profile.get("email") if isinstance(profile, dict) else None
    address = addresses.read_address(email).email if isinstance(email, str) else ""
    if found.get("is_bot"):
        return Entry(user, address, EntryKind.APP)
    guest = found.get("is_restricted") or found.get("is_ultra_restricted")
    return Entry(user, address, EntryKind.GUEST if guest else EntryKind.PERSON)


def _own_id(asking: _Asking) -> str:
    """The id of the app's own user, which has to be in a private channel; empty if not known."""
    try:
        return str(asking.call("auth.test").get("user_id") or "")
    except PlaceError:  # it is then listed as an app like any other
        return ""


class _NotVisibleError(Exception):
    """A user whom Slack does not show to this token, such as one of another organisation."""


class _Asking:
    """Requests to Slack with one token: bounded in time, repeated where that may help."""

    def __init__(self, place: Slack, tools: Tools) -> None:
        self._place = place
        self._tools = tools
        self._client = _client(place, tools)
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
                raise _unusable()
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

        Raises PlaceError with the fix, _NotVisibleError, StoppedError.
        """
        limits, started, waited, attempt = self._tools.limits, steady(), 0.0, 0
        while True:
            status, headers, body = self._send(method, arguments)
            log.info("slack %s -> %s", method, status or "no answer")
            if scopes := _header(headers, SCOPES_HEADER):
                self.scopes = tuple(scope.strip() for scope in scopes.split(","))
                if "users:read.email" not in self.scopes:
                    raise _missing_scope("users:read.email")
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
                raise _gave_up(
                    limited=status == 429 or error == "ratelimited", answered=bool(status)
                )
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
        return int(response.status_code), dict(response.headers), body

    def _refused(self, error: str, body: dict[str, Any]) -> Exception:
        """What a refusal means, and its fix."""
        if error in ("user_not_found", "user_not_visible"):
            return _NotVisibleError()
        if error == "missing_scope":
            needed = str(body.get("needed", "")).split(",")[0]
            return _missing_scope(needed if _SCOPE.fullmatch(needed) else "groups:read")
        if error in _TOKEN:
            return PlaceError(
                f"Slack does not accept the token in {self._place.token} ({error}).",
                hint="Install the app in the workspace again, and copy its Bot User OAuth Token "
                f"to {self._place.token}.",
            )
        if error in _CHANNEL:
            return _no_channel()
        told = error if _WORD.fullmatch(error) else "an answer that is not known"
        return PlaceError(f"Slack refused ({told}).", hint="See docs/places.md.")


def _client(place: Slack, tools: Tools) -> WebClient:
    """Slack's own client, silent, without retries of its own."""
    try:
        from slack_sdk import WebClient
    except ImportError:
        raise PlaceError(
            "The extra for Slack is not installed.", hint="pip install 'cocsheets[slack]'"
        ) from None
    token = tools.environment.get(place.token, "").strip()
    if not token:
        raise PlaceError(
            f"{place.token} is not set, so Slack was not asked.",
            hint=f"Set {place.token} in .env to the app's Bot User OAuth Token.",
        )
    if not re.fullmatch(r"[\x21-\x7e]+", token):
        raise PlaceError(
            f"{place.token} does not hold a token of Slack's, so Slack was not asked.",
            hint="Copy the app's Bot User OAuth Token again, without anything around it.",
        )
    quiet = logging.Logger("slack_sdk of cocsheets", logging.CRITICAL + 1)
    client = WebClient(
        token,
        timeout=max(1, round(tools.limits.timeout_seconds)),
        logger=quiet,
        retry_handlers=[],
    )
    if place.api_root:
        from cocsheets.workbook.client import loopback_origin

        client.base_url = f"{loopback_origin(place.api_root)}/api/"
        client.proxy = None
    return client


def _header(headers: dict[str, Any], name: str) -> str:
    found = next((value for key, value in headers.items() if key.lower() == name), "")
    return str(found).strip()


def _missing_scope(scope: str) -> PlaceError:
    return PlaceError(
        f"The Slack token lacks the scope {scope}, so nobody can be compared.",
        hint=f"Add {scope} to the app's Bot Token Scopes and install the app again.",
    )


def _no_channel() -> PlaceError:
    return PlaceError(
        "Slack shows no such channel to the app.",
        hint="Copy the channel's link from Slack. In a private channel, invite the app: "
        "/invite @ and its name.",
    )


def _gave_up(*, limited: bool, answered: bool) -> PlaceError:
    if limited:
        return PlaceError(
            "Slack's limit on requests kept us from reading the channel.", hint="Try again later."
        )
    told = "Slack answered with faults of its own." if answered else "Slack gave no usable answer."
    return PlaceError(told, hint="Check the network, and try again later.")


def _unusable() -> PlaceError:
    return PlaceError("Slack's answer was not usable.", hint="Try again later.")
