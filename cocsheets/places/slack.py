"""A place that is one Slack channel, public or private.

Knows channels and users as Slack has them. Holds ids and addresses; names are neither asked for nor
kept. An address is shown only to a token with `users:read.email`, and is left out without an error
else (docs.slack.dev).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from cocsheets.access import addresses
from cocsheets.access.presence import Entry, EntryKind, Listing
from cocsheets.errors import ConfigurationError, PlaceError
from cocsheets.patterns import lazy_re
from cocsheets.places.place import Place, Tools
from cocsheets.places.slackapi import (
    SCOPE,
    SCOPES,
    NotVisibleError,
    SlackApi,
    missing_scope,
    no_channel,
    unusable,
)

MOST_PEOPLE = 500
"""People who are looked up one by one; a larger channel is no committee's."""
SLACKBOT = "USLACKBOT"
_ID = lazy_re(r"[CG][A-Z0-9]{2,}")
_URL = lazy_re(r"https://[\w.-]+/(?:archives|client/[A-Z0-9]+)/([CG][A-Z0-9]{2,})")


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

    @property
    def secrets(self) -> tuple[str, ...]:
        """See `Place.secrets`."""
        return (self.token,)

    def read(self, tools: Tools) -> Listing:
        """See `Place.read`. One request for each page of members, and one for each of them."""
        slack = SlackApi(self.token, self.api_root, tools)
        channel = self._id(slack)
        ids = list(dict.fromkeys(slack.pages("conversations.members", "members", channel=channel)))
        if len(ids) > MOST_PEOPLE:
            raise PlaceError(
                f"The channel has more than {MOST_PEOPLE} members.",
                hint="Name the committee's own channel.",
            )
        entries = tuple(entry for id_ in ids if (entry := _person(slack, str(id_))) is not None)
        humans = [entry for entry in entries if entry.kind is not EntryKind.APP]
        unseen = humans and not any(entry.address for entry in humans)
        if unseen and "users:read.email" not in slack.scopes:
            raise missing_scope("users:read.email")
        apps = len(humans) < len(entries)
        return Listing(entries, own=_own_id(slack) if apps else "")

    def remarks(self, tools: Tools) -> tuple[str, ...]:
        """See `Place.remarks`: scopes that the token has and nobody needs."""
        slack = SlackApi(self.token, self.api_root, tools)
        slack.call("auth.test")
        more = sorted(scope for scope in slack.scopes if scope not in SCOPES)
        if not more:
            return ()
        told = ", ".join(scope for scope in more if SCOPE.fullmatch(scope))
        return (f"the token may do more than is needed: {told}",)

    def _id(self, slack: SlackApi) -> str:
        """The id of the channel; a name is looked up in the list of channels."""
        text = self.channel.strip()
        if _ID.fullmatch(text):
            return text
        if link := _URL.match(text):
            return link[1]
        wanted = text.removeprefix("#").casefold()
        kinds = "public_channel,private_channel"
        for channel in slack.pages("conversations.list", "channels", types=kinds):
            if isinstance(channel, dict) and str(channel.get("name", "")).casefold() == wanted:
                return str(channel.get("id", ""))
        raise no_channel()


def _person(slack: SlackApi, user: str) -> Entry | None:
    """One member of the channel; None for an account that was deactivated and cannot sign in."""
    if user == SLACKBOT:
        return Entry(user, kind=EntryKind.APP)
    try:
        found = slack.call("users.info", user=user).get("user")
    except NotVisibleError:
        return Entry(user)
    if not isinstance(found, dict):
        raise unusable()
    if found.get("deleted"):
        return None
    profile = found.get("profile")
    email = profile.get("email") if isinstance(profile, dict) else None
    address = addresses.read_address(email).email if isinstance(email, str) else ""
    if found.get("is_bot"):
        return Entry(user, address, EntryKind.APP)
    guest = found.get("is_restricted") or found.get("is_ultra_restricted")
    return Entry(user, address, EntryKind.GUEST if guest else EntryKind.PERSON)


def _own_id(slack: SlackApi) -> str:
    """The id of the app's own user, which has to be in a private channel; empty if not known."""
    try:
        return str(slack.call("auth.test").get("user_id") or "")
    except PlaceError:  # it is then listed as an app like any other
        return ""
