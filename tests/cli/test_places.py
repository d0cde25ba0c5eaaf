"""`cocsheets places`: who is in each place beside the roster, and what kept one from being read."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import cocsheets
from cocsheets.sandbox.running import Sandbox
from tests.cli.shell import shell
from tests.cli.world import ACTING, World, make_world
from tests.places.slack_server import CHANNEL, TOKEN, SlackWorld, slack_server, user

ROWS = [("2026-03-02", "Ana Lopez", "Ada Fixture", "", "s", "Yes", "No", "", "", "2027-03-02")]
ROSTER = (
    ("Name", "E-mail", "Role", "Joined", "Stepped down", "Other addresses"),
    ("Ana Lopez", "ana@example.org", "chair", "2020-01-01", "", ""),
    ("Rik Member", "rik@example.org", "member", "2021-01-01", "", "rik@example.com"),
    ("Sam Former", "sam@example.org", "member", "2020-01-01", "2024-05-01", ""),
)
LIST = "E-mail\nana@example.org\nsam@example.org\nunknown person\n"
SETTINGS = """
[checklist]
leaving = ["Chat channel", "Give back the key"]

[limits]
retry_seconds = 0.2

[places.list]
kind = "csv"
file = "list.csv"

[places.chat]
kind = "slack"
channel = "{channel}"
token = "SLACK_TOKEN"
api_root = "{url}"
keep = ["U0BOT"]
"""


@pytest.fixture(scope="module")
def slack() -> Iterator[SlackWorld]:
    """A workspace whose channel has a member, a former member and an app."""
    with slack_server() as server:
        yield server


@pytest.fixture
def world(sandbox: Sandbox, tmp_path: Path, slack: SlackWorld) -> World:
    """The committee with a list and a channel."""
    built = make_world(sandbox, tmp_path, ROWS, roster=ROSTER)
    slack.fault = lambda _method, _nth: None
    bot = user("robot", None, is_bot=True, id="U0BOT")
    slack.people(user("ana"), user("rik", "rik@example.com"), user("sam"), bot)
    settings = SETTINGS.format(channel=CHANNEL, url=slack.url)
    (built.folder / "cocsheets.toml").write_text(settings, "utf-8")
    (built.folder / ".env").write_text(f"SLACK_TOKEN={TOKEN}\n", "utf-8")
    (built.folder / "list.csv").write_text(LIST, "utf-8")
    return built


def test_each_place_is_shown_beside_the_roster(world: World) -> None:
    """Who is in and should not be, who is not in, what a person must look at; 1 for the first."""
    ran = shell(world, "places")
    assert ran.code == 1, ran.err
    first, second = ran.out.split("\n\n")
    assert first.splitlines()[0].startswith("list: file list.csv, 3 entries, by the file of 20")
    assert first.splitlines()[1:] == [
        "- sam@example.org is in: stepped down on 2024-05-01",
        "+ rik@example.org is not in",
        "? row 4: has no address that can be compared",
        "1 current member is in.",
    ]
    assert second.splitlines() == [
        "chat: Slack channel, 4 entries",
        "- sam@example.org is in: stepped down on 2024-05-01",
        "2 current members are in, 1 kept by the settings.",
    ]
    assert "Zyxwvut" not in ran.out + ran.err


def test_json_and_csv_say_the_same(world: World) -> None:
    """For programs: keys that stay, findings with counts."""
    ran = shell(world, "places", "chat", "--format", "json")
    told = json.loads(ran.out)
    (place,) = told["places"]
    assert (ran.code, place["place"], place["checked"], place["entries"]) == (1, "chat", True, 4)
    assert place["members"] == ["ana@example.org", "rik@example.org"]
    assert place["former"] == [
        {
            "id": "U0002",
            "email": "sam@example.org",
            "kind": "person",
            "reason": "stepped down on 2024-05-01",
            "stepped_down": "2024-05-01",
        }
    ]
    assert place["kept"] == [{"id": "U0BOT", "email": None, "kind": "app"}]
    assert [finding["rule"] for finding in told["findings"]] == ["place-former-member"]
    ran = shell(world, "places", "list", "--format", "csv")
    rows = list(csv.reader(io.StringIO(ran.out)))
    assert [row[:3] for row in rows] == [
        ["place", "what", "who"],
        ["list", "former", "sam@example.org"],
        ["list", "missing", "rik@example.org"],
        ["list", "unmatched", "row 4"],
        ["list", "in", "ana@example.org"],
    ]


def test_notes_alone_are_nothing_to_report(world: World) -> None:
    """A member who is not in, and an entry without an address, do not fail a job."""
    (world.folder / "list.csv").write_text("E-mail\nana@example.org\nnobody\n", "utf-8")
    ran = shell(world, "places", "list")
    assert (ran.code, "+ rik@example.org is not in" in ran.out) == (0, True)


def test_a_place_that_cannot_be_read_keeps_no_other(world: World, slack: SlackWorld) -> None:
    """Each says in one line what is wrong, with the fix; the rest is shown."""
    slack.fault = lambda _method, _nth: (200, {}, {"ok": False, "error": "token_revoked"})
    (world.folder / "list.csv").unlink()
    ran = shell(world, "places")
    assert ran.code == 1
    assert "list.csv'. Nothing was compared.\n    Export" in ran.out
    assert "! Slack does not accept the token in SLACK_TOKEN (token_revoked).\n    Ins" in ran.out
    told = json.loads(shell(world, "places", "--format", "json").out)
    assert {finding["rule"] for finding in told["findings"]} == {"place-unreadable"}
    assert {place["checked"] for place in told["places"]} == {False}
    assert TOKEN not in json.dumps(told)


def test_a_name_that_no_place_has_is_refused(world: World) -> None:
    """The names there are are listed; without any place that is said."""
    ran = shell(world, "places", "chatt")
    assert (ran.code, "Known are: list, chat." in ran.err) == (2, True)
    (world.folder / "cocsheets.toml").write_text("", "utf-8")
    ran = shell(world, "places")
    assert (ran.code, "No place is in the settings" in ran.out) == (0, True)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('kind = "irc"', "has a kind that is not known."),
        ('file = "x"', "has no kind"),
        ('kind = "csv"', "file"),
        ('kind = "csv"\nfile = "x"\nchanel = "y"', "'chanel' is not a setting"),
        ('kind = "csv"\nfile = "x"\nwho = ["boss"]', "not a role of the roster"),
        ('kind = "slack"\nchannel = "C1X"\ntoken = "xoxb-1"', "not the token itself"),
        ('kind = "google-group"\ngroup = "us"', "group is not an e-mail address"),
        (
            'kind = "slack"\nchannel = "C1X"\ntoken = "T"\napi_root = "https://x.example.com"',
            "[places] api_root is not the loopback origin",
        ),
    ],
)
def test_settings_of_a_place_are_checked(world: World, table: str, said: str) -> None:
    """With the table's name, before anything is sent."""
    (world.folder / "cocsheets.toml").write_text(f"[places.mine]\n{table}\n", "utf-8")
    ran = shell(world, "places")
    assert (ran.code, said in ran.err) == (2, True), ran.err
    assert "xoxb" not in ran.err


def test_another_spelling_of_an_account_is_that_account(world: World) -> None:
    """Google is asked whose address it is, as for sharing; only where a stranger is in."""
    sandbox = world.sandbox
    accounts = [{"email": "rik@example.org", "aliases": ["r.member@example.org"]}]
    sandbox.accounts(accounts)
    (world.folder / "list.csv").write_text("ana@example.org\nr.member@example.org\n", "utf-8")
    ran = shell(world, "places", "list")
    assert (ran.code, "2 current members are in." in ran.out) == (0, True), ran.out
    sandbox.forget_requests()
    (world.folder / "list.csv").write_text("ana@example.org\nrik@example.com\n", "utf-8")
    assert shell(world, "places", "list").code == 0
    assert not [r for r in sandbox.requests() if "permissionIds" in r["path"]]


def test_the_receipt_says_what_was_seen_of_who_leaves(world: World) -> None:
    """Each place is a line: still in; left, with the day of a file; or not checked, and why."""
    (world.folder / "list.csv").write_text("ana@example.org\n", "utf-8")
    ran = shell(world, "members", "remove", "rik@example.org", "--yes")
    assert ran.code == 1
    lines = [line.strip() for line in ran.out.partition("To do by hand:")[2].splitlines()]
    assert lines[1:4] == [
        "[ ] Chat channel: still in",
        "[ ] Give back the key",
        f"[x] list: left (by the file of {_today()})",
    ]


def test_the_receipt_as_json_says_the_same(world: World, slack: SlackWorld) -> None:
    """In the checklist and beside the receipt; a place that is down is not checked."""
    slack.fault = lambda _method, _nth: (500, {}, {})
    ran = shell(world, "members", "remove", "rik@example.org", "--yes", "--format", "json")
    told = json.loads(ran.out)
    assert told["places"] == [
        {
            "place": "list",
            "state": "not checked",
            "detail": "1 entry there could not be compared",
        },
        {
            "place": "chat",
            "state": "not checked",
            "detail": "Slack answered with faults of its own.",
        },
    ]
    assert told["receipt"]["checklist"][0] == (
        "Chat channel: not checked (Slack answered with faults of its own.)"
    )
    assert ran.code == 1
    assert not [p for p in told["receipt"]["left"] if p["verdict"] == "open"]


def test_who_has_left_every_place_is_done(world: World, slack: SlackWorld) -> None:
    """Exit 0: nothing is left to be done that can be seen."""
    slack.people(user("ana"))
    (world.folder / "list.csv").write_text("ana@example.org\n", "utf-8")
    ran = shell(world, "members", "remove", "rik@example.org", "--yes")
    assert (ran.code, "[x] Chat channel: left" in ran.out) == (0, True), ran.out


def test_who_joins_is_looked_for_in_each_place(world: World) -> None:
    """In, or not in yet; nothing about it fails."""
    ran = shell(world, "members", "add", "nia@example.org", "--yes", "--format", "json")
    told = json.loads(ran.out)
    assert [place["state"] for place in told["places"]] == ["not in yet", "not in yet"]
    assert (ran.code, told["checklist"]) == (
        0,
        [f"list: not in yet (by the file of {_today()})", "chat: not in yet"],
    )


def test_a_renewal_says_who_is_still_in(world: World) -> None:
    """Those who leave, by address; the others are no part of it."""
    ran = shell(world, "members", "renew", "ana@example.org", "--yes", "--format", "json")
    told = json.loads(ran.out)
    assert told["checklist"][0] == "Chat channel: still in"
    assert ran.code == 1


def test_sync_finds_it_and_goes_on(world: World, slack: SlackWorld) -> None:
    """Counts alone; a place that fails is a warning, and every other part is done."""
    (world.folder / "list.csv").unlink()
    ran = shell(world, "sync")
    assert ran.code == 1, ran.err
    assert "places: chat: 4 accounts looked at" in ran.out
    assert "1 account is in the place chat and not a current member's." in ran.out
    assert "warning place-unreadable The place list was not checked: There is no file" in ran.out
    assert "sharing: let in rik@example.org as writer" in ran.out
    assert "sam@example.org" not in ran.out + ran.err
    told = json.loads(shell(world, "sync", "--dry-run", "--format", "json").out)
    rules = {(f["rule"], f["severity"]) for f in told["findings"] if f["rule"].startswith("place")}
    assert rules == {("place-former-member", "warning"), ("place-unreadable", "warning")}
    assert told["errors"] == {}
    assert told["places"] == [
        {"place": "list", "checked": False, "former": None, "missing": None, "unmatched": None},
        {"place": "chat", "checked": True, "former": 1, "missing": 0, "unmatched": 0},
    ]
    assert "Places: 1 account of people who are not current members." in told["notice"]["body"]
    assert "Places: 1 place could not be read." in told["notice"]["body"]
    assert "example.org" not in told["notice"]["body"]


def test_three_places_down_are_three_lines_and_all_else_is_done(
    world: World, slack: SlackWorld
) -> None:
    """Slack down, a group that is forbidden, a file without its column: each with its fix."""
    slack.fault = lambda _method, _nth: (503, {}, "<html>")
    (world.folder / "list.csv").write_text("login,name\nana,Ana\n", "utf-8")
    settings = (world.folder / "cocsheets.toml").read_text("utf-8")
    team = '\n[places.team]\nkind = "google-group"\ngroup = "team@example.org"\n'
    (world.folder / "cocsheets.toml").write_text(settings + team, "utf-8")
    ran = shell(world, "sync")
    assert ran.code == 1
    lines = ran.out.splitlines()
    found = [number for number, line in enumerate(lines) if "place-unreadable" in line]
    assert [lines[number].partition(" was not checked: ")[2][:30] for number in found] == [
        "No column of the file holds e-",
        "Slack answered with faults of ",
        "Google does not show the membe",
    ]
    assert all(lines[number + 1].startswith("        ") for number in found)
    assert "sharing: let in rik@example.org as writer" in ran.out
    log = shell(world, "log").out
    assert "grant" in log


def test_places_are_looked_at_where_sharing_cannot_be(world: World) -> None:
    """The roster is still there to compare with; without a roster that is said."""
    drive = {"match": {"method": "GET", "path": "/permissions$"}, "do": {"status": 500}}
    world.sandbox.faults([drive])
    told = json.loads(shell(world, "sync", "--format", "json").out)
    assert "sharing" in told["errors"]
    assert [place["checked"] for place in told["places"]] == [True, True]
    world.sandbox.faults([])
    world.spreadsheet.del_worksheet(world.spreadsheet.worksheet("Members"))
    told = json.loads(shell(world, "sync", "--format", "json").out)
    assert "places" in told["errors"]
    assert told["places"] == []


def test_notes_of_places_do_not_fail_the_daily_run(world: World, slack: SlackWorld) -> None:
    """A member who is not in, and an app, are good to know."""
    slack.people(user("ana"), user("robot", None, is_bot=True))
    (world.folder / "list.csv").write_text("ana@example.org\n", "utf-8")
    ran = shell(world, "sync")
    assert (ran.code, "note place-member-missing" in ran.out) == (0, True), ran.out


def test_doctor_tries_each_place(world: World, slack: SlackWorld) -> None:
    """What can be reached, what the token may do beyond need, and the fix of what cannot."""
    slack.scopes += ",chat:write"
    told = shell(world, "doctor").out
    slack.scopes = slack.scopes.removesuffix(",chat:write")
    assert "chat: Slack channel, 4 accounts" in told
    assert "chat: the token may do more than is needed: chat:write" in told
    slack.scopes, kept = "channels:read,groups:read,users:read", slack.scopes
    checks = json.loads(shell(world, "doctor", "--format", "json").out)["checks"]
    slack.scopes = kept
    (check,) = [c for c in checks if c["message"].startswith("chat: The Slack token lacks")]
    assert (check["level"], check["area"]) == ("warning", "places")
    assert "users:read.email" in check["cure"]


def test_the_library_gives_reports(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """`reading.places()`: presence, findings, and a table without addresses."""
    monkeypatch.chdir(world.folder)
    for name, value in world.environment().items():
        monkeypatch.setenv(name, value)
    first, second = cocsheets.open().read().places()
    assert first.presence is not None
    assert [o.entry.address for o in first.presence.outsiders] == ["sam@example.org"]
    assert second.has(["rik@example.org"]) is True
    assert "example.org" not in repr(second)
    assert "place-former-member" in repr(second)


def _today() -> str:
    return dt.datetime.now(dt.UTC).date().isoformat()


GROUP = """
[sharing]
groups = ["team@example.org"]

[places.team]
kind = "google-group"
group = "team@example.org"
"""


@pytest.fixture
def shared(world: World) -> World:
    """The spreadsheet is shared with a group that the acting account manages."""
    (world.folder / "cocsheets.toml").write_text(GROUP, "utf-8")
    members = ["rik@example.org", "sam@example.org", "who@example.net"]
    group = {"email": "team@example.org", "kind": "group", "members": members}
    world.sandbox.accounts([{**group, "managers": [ACTING]}])
    world.spreadsheet.share("team@example.org", "group", "writer", notify=False)
    return world


def test_the_audit_opens_a_group_that_a_place_knows(shared: World) -> None:
    """Members who are not on the roster are access paths; the daily run takes nobody out."""
    ran = shell(shared, "sharing", "audit", "--format", "json")
    ways = [way for way in json.loads(ran.out)["ways"] if "group" in way["kind"]]
    assert ran.code == 1
    assert [(way["kind"], way["who"], way["verdict"]) for way in ways] == [
        ("through a group", "sam@example.org", "open"),
        ("through a group", "who@example.net", "open"),
        ("group", "group team@example.org", "allowed"),
    ]
    assert ways[0]["reason"] == "through group team@example.org; stepped down on 2024-05-01"
    assert ways[2]["reason"].endswith("4 accounts are in it, 2 not a current member's")
    text = shell(shared, "sharing", "audit").out
    assert "- through a group: who@example.net, writer" in text


def test_a_group_that_cannot_be_read_stays_unseen_in_the_audit(shared: World) -> None:
    """With the reason, and all else is listed."""
    shared.sandbox.faults(
        [{"match": {"method": "GET", "path": "^/(v1|admin)/"}, "do": {"status": 403}}]
    )
    ran = shell(shared, "sharing", "audit", "--format", "json")
    (way,) = [way for way in json.loads(ran.out)["ways"] if way["kind"] == "group"]
    assert (way["verdict"], "the group could not be read" in way["reason"]) == ("unseen", True)


def test_the_receipt_knows_whether_the_group_lets_somebody_in(shared: World) -> None:
    """Who is in the group still has access by it; of who is not, the group is no access path."""
    told = json.loads(
        shell(shared, "members", "remove", "rik@example.org", "--yes", "--format", "json").out
    )
    (way,) = [way for way in told["receipt"]["left"] if way["kind"] == "group"]
    assert (way["verdict"], way["reason"]) == ("open", "is in this group")
    assert told["receipt"]["closed"] is False
    group = {"email": "team@example.org", "kind": "group", "members": ["rik@example.org"]}
    shared.sandbox.accounts([{**group, "managers": [ACTING]}])
    again = json.loads(
        shell(shared, "members", "remove", "sam@example.org", "--yes", "--format", "json").out
    )
    assert not [way for way in again["receipt"]["left"] if way["kind"] == "group"]
    assert "group team@example.org (not in it)" in again["receipt"]["checked"]
