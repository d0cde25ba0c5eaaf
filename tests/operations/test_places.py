"""Files and places under one roster: who leaves, leaves all of it, or it is said where not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from cocsheets.operations import sharing
from tests.operations.test_files import Files
from tests.places.slack_server import CHANNEL, TOKEN, SlackWorld, slack_server, user

if TYPE_CHECKING:
    from pathlib import Path

    from cocsheets.sandbox import Sandbox

PLACES = """
[checklist]
leaving = ["Slack channel", "office key"]

[places.slack]
kind = "slack"
channel = "{channel}"
token = "CHAT"
api_root = "{url}"

[places.alias]
kind = "csv"
file = "alias.csv"
who = ["chair", "member"]
"""
EVERYBODY = ("ana", "bo", "rik", "leo")


@pytest.fixture
def slack() -> Iterator[SlackWorld]:
    """A channel with everybody in it."""
    with slack_server() as world:
        world.people(*map(user, EVERYBODY))
        yield world


@pytest.fixture
def box(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, slack: SlackWorld
) -> Files:
    """Four files and two places as they should be."""
    monkeypatch.setattr(sharing, "SETTLES_AFTER", 0.0)
    box = Files(sandbox, tmp_path)
    settings = tmp_path / "cocsheets.toml"
    settings.write_text(
        settings.read_text("utf-8") + PLACES.format(channel=CHANNEL, url=slack.url), "utf-8"
    )
    (tmp_path / ".env").write_text(f"CHAT={TOKEN}\n", "utf-8")
    members = "".join(f"{name}@example.org\n" for name in EVERYBODY[:3])
    (tmp_path / "alias.csv").write_text(members, "utf-8")
    return box


def test_one_leaves_files_and_places(box: Files, slack: SlackWorld) -> None:
    """One command closes every file; the receipt says who is still in where; the next day changes
    nothing, warns of the place that was forgotten, and is quiet once it was not."""
    box.cocsheets("sync")
    told = box.json("members", "remove", "bo@example.org", "--yes", code=1)
    assert told["receipt"]["files"] == ["records", "notes", "names", "figures"]
    slack_line, key, alias = told["receipt"]["checklist"]
    assert (slack_line, key) == ("Slack channel: still in", "office key")
    assert alias.startswith("alias: still in (by the file of ")
    assert box.status("bo@example.org") == (403, 404)
    slack.people(*map(user, ("ana", "rik", "leo")))
    box.sandbox.forget_requests()
    out = box.cocsheets("sync", code=1)
    assert "1 account is in the place alias and not a current member's." in out
    assert "the place slack" not in out
    assert box.sent("POST", "PATCH", "DELETE") == []
    (box.folder_ / "alias.csv").write_text("ana@example.org\nrik@example.org\n", "utf-8")
    assert "sharing: nothing to change" in box.cocsheets("sync")


def test_nobody_has_left_a_place_with_doubts(box: Files, slack: SlackWorld) -> None:
    """An entry without an address may be whoever leaves; so may one that Google says nothing of."""
    slack.people(*map(user, ("ana", "rik", "leo")))
    (box.folder_ / "alias.csv").write_text(
        "ana@example.org\nb@example.org; c@example.org\n", "utf-8"
    )
    box.cocsheets("sync")
    told = box.json("members", "remove", "bo@example.org", "--yes", code=1)
    assert told["receipt"]["checklist"][::2] == [
        "Slack channel: left",
        "alias: not checked (1 entry there could not be compared)",
    ]
    (box.folder_ / "alias.csv").write_text("ana@example.org\nstranger@example.org\n", "utf-8")
    box.sandbox.faults([{"match": {"path": "permissionIds/stranger"}, "do": {"status": 403}}])
    told = box.json("members", "remove", "rik@example.org", "--yes", code=1)
    assert told["receipt"]["checklist"][2] == (
        "alias: not checked (Google did not say whose the addresses there are)"
    )


def test_a_place_costs_no_request_to_drive(box: Files) -> None:
    """Where every address is on the roster, Google is asked nothing about it."""
    box.cocsheets("sync")
    box.sandbox.forget_requests()
    box.cocsheets("sync")
    assert len(box.sent()) <= 2 * 4
    assert not [r for r in box.sandbox.requests() if "permissionIds" in r["path"]]
