"""One Slack channel by the real slack_sdk, against a local server that answers like Slack."""

from __future__ import annotations

import logging
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cocsheets.access.presence import Entry, EntryKind
from cocsheets.errors import ConfigurationError, PlaceError, StoppedError
from cocsheets.places.slack import Slack
from cocsheets.places.slackapi import SCOPES
from tests.places.slack_server import CHANNEL, TOKEN, Answer, SlackWorld, slack_server, user
from tests.places.tools import tools

ENV = {"SLACK": TOKEN}


@pytest.fixture(scope="module")
def server() -> Iterator[SlackWorld]:
    """One server for the module."""
    with slack_server() as world:
        yield world


@pytest.fixture
def world(server: SlackWorld) -> SlackWorld:
    """A workspace with a channel of three people, as new."""
    url = server.url
    server.__init__(url=url)  # type: ignore[misc]
    server.people(user("ana"), user("rik"), user("sam"))
    return server


def place(world: SlackWorld, channel: str = CHANNEL) -> Slack:
    """The channel as a place."""
    return Slack(channel=channel, token="SLACK", api_root=world.url)


def test_every_page_of_members_is_read(world: SlackWorld) -> None:
    """By the cursor, to the end; each person is then looked up once."""
    world.page = 1
    listing = place(world).read(tools(environment=ENV))
    addresses = [entry.address for entry in listing.entries]
    assert addresses == ["ana@example.org", "rik@example.org", "sam@example.org"]
    assert world.methods() == ["conversations.members"] * 3 + ["users.info"] * 3


def test_accounts_of_every_kind_are_told_apart(world: SlackWorld) -> None:
    """Deactivated accounts are not in; guests, apps and people without an address are marked."""
    world.people(
        user("ana"),
        user("gone", deleted=True),
        user("guest", is_restricted=True),
        user("one-channel", is_ultra_restricted=True),
        user("robot", None, is_bot=True, id="U0BOT"),
        user("slackbot", None, id="USLACKBOT"),
        user("shy", None, id="U0SHY"),
    )
    world.channels[CHANNEL].append("U0STRANGER")  # of another organisation: not shown
    assert place(world).read(tools(environment=ENV)).entries == (
        Entry("U0000", "ana@example.org"),
        Entry("U0002", "guest@example.org", EntryKind.GUEST),
        Entry("U0003", "one-channel@example.org", EntryKind.GUEST),
        Entry("U0BOT", "", EntryKind.APP),
        Entry("USLACKBOT", "", EntryKind.APP),
        Entry("U0SHY"),
        Entry("U0STRANGER"),
    )


def test_the_app_itself_may_be_there(world: SlackWorld) -> None:
    """It has to be in a private channel; where Slack does not say which it is, it is an app."""
    world.people(user("ana"), user("cocsheets", None, is_bot=True, id="U0APP"))
    assert place(world).read(tools(environment=ENV)).own == "U0APP"
    no: Answer = (200, {}, {"ok": False, "error": "unknown_method"})
    world.fault = lambda method, _nth: no if method == "auth.test" else None
    assert place(world).read(tools(environment=ENV)).own == ""


@pytest.mark.parametrize(
    "channel",
    [CHANNEL, f"https://example.slack.com/archives/{CHANNEL}", f"#{CHANNEL.lower()}", "c012coc"],
)
def test_a_channel_is_named_by_id_link_or_name(world: SlackWorld, channel: str) -> None:
    """All three come to the same."""
    assert len(place(world, channel).read(tools(environment=ENV)).entries) == 3


REFUSALS = {
    "invalid_auth": ("does not accept the token in SLACK", "Install the app"),
    "token_revoked": ("does not accept the token", "Install the app"),
    "account_inactive": ("does not accept the token", "Install the app"),
    "channel_not_found": ("no such channel", "/invite"),
    "not_in_channel": ("no such channel", "/invite"),
    "missing_scope": ("lacks the scope groups:read", "Add groups:read"),
    "fetch_members_failed": ("refused (fetch_members_failed)", "docs/places.md"),
}


@pytest.mark.parametrize("error", REFUSALS)
def test_each_refusal_says_its_fix(world: SlackWorld, error: str) -> None:
    """In words of our own: no text of Slack's is passed on, and never the token."""
    body = {"ok": False, "error": error, "needed": "groups:read", "provided": "x"}
    world.fault = lambda _method, _nth: (200, {}, body)
    with pytest.raises(PlaceError) as caught:
        place(world).read(tools(environment=ENV))
    message, hint = REFUSALS[error]
    assert message in caught.value.message
    assert hint in caught.value.hint
    assert "Zyxwvut" not in str(caught.value)
    assert len(world.asked) == 1


def test_a_private_channel_without_the_app_is_refused(world: SlackWorld) -> None:
    """Slack says that it does not exist; the fix says to invite the app."""
    world.private.add(CHANNEL)
    with pytest.raises(PlaceError, match="no such channel"):
        place(world).read(tools(environment=ENV))


@pytest.mark.parametrize("header", [True, False])
def test_without_the_scope_for_addresses_nobody_is_compared(
    world: SlackWorld, header: bool
) -> None:
    """Slack leaves the addresses out without an error; that is no list of strangers."""
    world.scopes = "channels:read,groups:read,users:read"
    if not header:
        person = {"ok": True, "user": {"id": "U1", "profile": {}}}
        page = {"ok": True, "members": ["U1"]}
        world.fault = lambda method, _nth: (200, {}, person if method == "users.info" else page)
    with pytest.raises(PlaceError, match=r"lacks the scope users:read\.email"):
        place(world).read(tools(environment=ENV))


def test_when_slack_asks_to_wait_it_is_waited(world: SlackWorld) -> None:
    """As long as `Retry-After` says, and the request is sent again."""

    def fault(method: str, nth: int) -> Answer | None:
        limited = method == "users.info" and nth == 2
        return (
            (429, {"Retry-After": "7"}, {"ok": False, "error": "ratelimited"}) if limited else None
        )

    world.fault = fault
    slept: list[float] = []
    assert len(place(world).read(tools(environment=ENV, slept=slept)).entries) == 3
    assert slept == [7.0]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            (429, {"Retry-After": "3600"}, {"ok": False, "error": "ratelimited"}),
            "limit on requests",
        ),
        ((500, {}, "oops Zyxwvut"), "faults of its own"),
        ((200, {}, {"ok": False, "error": "internal_error"}), "no usable answer"),
        ((200, {}, {"ok": False, "error": "Zyxwvut said this!"}), "no usable answer"),
        ((200, {"Content-Type": "text/html"}, "<html>Zyxwvut</html>"), "no usable answer"),
    ],
)
def test_trying_again_ends(world: SlackWorld, answer: Answer, said: str) -> None:
    """Within `[limits] retry_seconds`, whatever Slack answers; its words are not passed on."""
    world.fault = lambda _method, _nth: answer
    slept: list[float] = []
    with pytest.raises(PlaceError) as caught:
        place(world).read(tools(environment=ENV, slept=slept, retry_seconds=0.2))
    assert said in caught.value.message
    assert "Zyxwvut" not in str(caught.value)
    assert sum(slept) <= 0.2


def test_an_answer_that_does_not_come_is_not_waited_for(world: SlackWorld) -> None:
    """`[limits] request_seconds` bounds each request, however it hangs."""

    def hang(_method: str, _nth: int) -> Answer | None:
        time.sleep(0.6)
        return None

    world.fault = hang
    before = time.monotonic()
    with pytest.raises(PlaceError, match="no usable answer"):
        place(world).read(tools(environment=ENV, request_seconds=0.1, retry_seconds=0.1))
    assert time.monotonic() - before < 0.6


def test_nobody_there_is_one_line() -> None:
    """A port on which nothing listens."""
    nowhere = Slack(channel=CHANNEL, token="SLACK", api_root="http://127.0.0.1:9")
    with pytest.raises(PlaceError, match="no usable answer"):
        nowhere.read(tools(environment=ENV, retry_seconds=0.1))


def test_a_list_without_an_end_is_no_list(world: SlackWorld) -> None:
    """The same cursor again and again raises; a page that cannot be read does too."""
    page = {"ok": True, "members": ["U0000"], "response_metadata": {"next_cursor": "again"}}
    world.fault = lambda _method, _nth: (200, {}, page)
    with pytest.raises(PlaceError, match="no end"):
        place(world).read(tools(environment=ENV))
    world.fault = lambda _method, _nth: (200, {}, {"ok": True})
    with pytest.raises(PlaceError, match="not usable"):
        place(world).read(tools(environment=ENV))


def test_a_page_that_fails_for_good_gives_no_part_of_a_list(world: SlackWorld) -> None:
    """Half a list would say of the other half that they had left."""
    world.page = 1
    world.fault = lambda method, nth: (500, {}, {}) if nth == 3 else None
    with pytest.raises(PlaceError):
        place(world).read(tools(environment=ENV, retry_seconds=0.1))


def test_who_asks_to_end_is_heard(world: SlackWorld) -> None:
    """Before a request, and while one is under way."""
    with pytest.raises(StoppedError):
        place(world).read(tools(environment=ENV, stop=lambda: True))
    assert not world.asked

    def hang(_method: str, _nth: int) -> Answer | None:
        time.sleep(0.5)
        return None

    world.fault = hang
    with pytest.raises(StoppedError):
        place(world).read(tools(environment=ENV, stop=lambda: bool(world.asked)))


@pytest.mark.parametrize(
    ("environment", "said"),
    [({}, "SLACK is not set"), ({"SLACK": "xoxb Zyxwvut\nx"}, "does not hold a token")],
)
def test_without_a_token_slack_is_not_asked(
    world: SlackWorld, environment: dict[str, str], said: str
) -> None:
    """The variable is named, what it holds is not."""
    with pytest.raises(PlaceError) as caught:
        place(world).read(tools(environment=environment))
    assert said in caught.value.message
    assert "Zyxwvut" not in str(caught.value)
    assert not world.asked


def test_without_the_extra_it_says_what_to_install(
    world: SlackWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`slack_sdk` is optional."""
    monkeypatch.setitem(sys.modules, "slack_sdk", None)
    with pytest.raises(PlaceError) as caught:
        place(world).read(tools(environment=ENV))
    assert caught.value.hint == "pip install 'cocsheets[slack]'"


@pytest.mark.parametrize(
    "wrong",
    [
        {"token": "xoxb-Zyxwvut"},
        {"channel": " "},
        {"api_root": "https://slack.example.com"},
        {"who": ("boss",)},
    ],
)
def test_settings_that_cannot_be_are_refused(wrong: dict[str, str]) -> None:
    """A token in place of its name is not repeated; only loopback stands in for Slack."""
    settings = {"channel": CHANNEL, "token": "SLACK", **wrong}
    with pytest.raises(ConfigurationError) as caught:
        Slack(**settings).check()  # type: ignore[arg-type]
    assert "Zyxwvut" not in str(caught.value)


def test_no_proxy_is_asked_for_loopback(world: SlackWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """The token is sent to the stand-in alone."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    assert len(place(world).read(tools(environment=ENV)).entries) == 3


def test_a_redirect_is_not_followed(world: SlackWorld) -> None:
    """It would carry the token to whatever host it names."""
    with slack_server() as elsewhere:
        away = {"Location": f"{elsewhere.url}/api/conversations.members"}
        world.fault = lambda _method, _nth: (302, away, "")
        with pytest.raises(PlaceError, match="no usable answer"):
            place(world).read(tools(environment=ENV, retry_seconds=0.1))
        assert elsewhere.asked == []
        assert elsewhere.visits == 0


def test_scopes_that_nobody_needs_are_said(world: SlackWorld) -> None:
    """For `doctor`: a token that may do more is worth more to a thief."""
    assert not place(world).remarks(tools(environment=ENV))
    world.scopes = ",".join((*SCOPES, "chat:write", "files:read"))
    (said,) = place(world).remarks(tools(environment=ENV))
    assert said.endswith("chat:write, files:read")


def test_logs_hold_methods_alone(
    world: SlackWorld, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No token, id, address or name, however much is logged."""
    monkeypatch.setattr(logging.getLogger("cocsheets"), "propagate", True)
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, "cocsheets"):
        place(world).read(tools(environment=ENV))
    assert "slack users.info -> 200" in caplog.text
    for word in ("Zyxwvut", "U0000", "example.org", CHANNEL):
        assert word not in caplog.text


def test_the_manifest_of_the_docs_asks_for_these_scopes_and_no_others() -> None:
    """What is pasted is what is needed."""
    page = Path("docs/places.md").read_text("utf-8")
    manifest = page.partition("```yaml")[2].partition("```")[0]
    assert sorted(re.findall(r"- ([\w:.]+)$", manifest, re.MULTILINE)) == sorted(SCOPES)
