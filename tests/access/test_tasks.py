"""The checklist with what was seen in places, and groups that have access opened."""

from __future__ import annotations

from cocsheets.access.opened import OpenedGroup, open_groups
from cocsheets.access.paths import AccessPath, Kind, PathState
from cocsheets.access.permissions import GranteeType, Role
from cocsheets.access.presence import Entry, Outsider, Presence
from cocsheets.access.tasks import Seen, tasks
from cocsheets.data import replace

GROUP = AccessPath(
    Kind.GROUP,
    "group Team@example.org",
    PathState.UNSEEN,
    "allowed by [sharing] groups; who is in it cannot be seen",
    Role.WRITER,
    "take it out",
    "7",
    type=GranteeType.GROUP,
)


def test_a_line_about_a_place_says_what_was_seen() -> None:
    """By the place's name as a word; a place that no line is about has its own line."""
    lines = ("Slack channel", "mail alias", "Key to the Slackline box")
    seen = (Seen("slack", "left"), Seen("mail-alias", "still in", "by x"), Seen("wiki", "left"))
    assert [(task.text, task.done) for task in tasks(lines, seen)] == [
        ("Slack channel: left", True),
        ("mail alias: still in (by x)", False),
        ("Key to the Slackline box", False),
        ("wiki: left", True),
    ]


def test_two_places_in_one_line_are_done_together() -> None:
    """A line is ticked only when every place in it is done."""
    seen = (Seen("slack", "left"), Seen("mail", "not checked", "It is down."))
    (task,) = tasks(["Slack and mail"], seen)
    assert (task.text, task.done) == (
        "Slack and mail: left; not checked (It is down.)",
        False,
    )


def test_a_group_that_a_place_knows_is_opened() -> None:
    """Its members who are not on the roster are access paths; the group itself is then seen."""
    outsider = Outsider(Entry("x", "who@example.net"), "is not on the roster")
    presence = Presence(3, outsiders=(outsider,), unmatched=((Entry("all"), "everybody"),))
    found = open_groups([GROUP], {"team@example.org": OpenedGroup(presence)})
    assert [(way.kind, way.who, way.verdict) for way in found] == [
        (Kind.THROUGH_GROUP, "who@example.net", PathState.OPEN),
        (Kind.THROUGH_GROUP, "all", PathState.UNSEEN),
        (Kind.GROUP, "group Team@example.org", PathState.ALLOWED),
    ]
    assert found[0].role is Role.WRITER
    assert found[2].reason == (
        "allowed by [sharing] groups; 3 accounts are in it, 2 not a current member's"
    )


def test_a_group_that_is_not_allowed_stays_open() -> None:
    """Knowing who is in it changes nothing about the group."""
    way = replace(GROUP, verdict=PathState.OPEN, reason="the group is not in [sharing] groups")
    (found,) = open_groups([way], {"team@example.org": OpenedGroup(Presence(0))})
    assert (found.verdict, found.close) == (PathState.OPEN, "take it out")


def test_a_group_that_cannot_be_read_stays_unseen() -> None:
    """With the reason; other groups stay as they are."""
    (found,) = open_groups([GROUP], {"team@example.org": OpenedGroup(None, "It is down.")})
    assert found.verdict is PathState.UNSEEN
    assert found.reason.endswith("the group could not be read: It is down.")
    assert open_groups([GROUP], {"other@example.org": OpenedGroup(None)}) == (GROUP,)
