"""How sharing plans and the audit look."""

from __future__ import annotations

from cocsheets.access.membership import MemberRole
from cocsheets.access.paths import AccessPath, Kind, PathState
from cocsheets.access.permissions import Action, Role
from cocsheets.formats.access import audit_lines, change_line, obstacle_lines
from cocsheets.plans.plan import Obstacle
from cocsheets.plans.roster import RosterAction, RosterChange
from cocsheets.plans.sharing_plan import SharingChange
from tests.access.builders import TODAY

LINK = AccessPath(
    Kind.LINK, "anyone with the link", PathState.OPEN, "members only", Role.READER, "close it here"
)
GROUP = AccessPath(Kind.GROUP, "group bots@example.org", PathState.UNSEEN, "allowed", Role.READER)
OWNER = AccessPath(Kind.USER, "owner@example.org", PathState.ALLOWED, "owns the file", Role.OWNER)


def test_changes() -> None:
    """Each kind of change in one line: sign, whom, what, why."""
    revoke = SharingChange(Action.REVOKE, "a@example.net", "not on the roster", before=Role.READER)
    grant = SharingChange(Action.GRANT, "b@example.org", "on the roster", after=Role.WRITER)
    lower = SharingChange(
        Action.LOWER, "c@example.org", "too much", before=Role.WRITER, after=Role.READER
    )
    leave = RosterChange(
        RosterAction.STEP_DOWN, "d@example.org", MemberRole.MEMBER, TODAY, "leaves", row=4
    )
    enrol = RosterChange(RosterAction.ENROL, "e@example.org", MemberRole.CHAIR, TODAY, "new term")
    restrict = SharingChange(Action.RESTRICT, "writers", "settings")
    assert [change_line(change) for change in (revoke, grant, lower, leave, enrol, restrict)] == [
        "- a@example.net, was reader (not on the roster)",
        "+ b@example.org, writer (on the roster)",
        "~ c@example.org, writer becomes reader (too much)",
        "~ roster: d@example.org steps down on 2026-04-02, row 4 (leaves)",
        "+ roster: e@example.org, chair from 2026-04-02 (new term)",
        "~ writers may no longer share the file on (settings)",
    ]


def test_obstacles() -> None:
    """Whom, why, and below it the cure."""
    found = obstacle_lines([Obstacle("is in the way", address="a@example.net", hint="Push it.")])
    assert list(found) == ["! a@example.net: is in the way", "    Push it."]


def test_audit() -> None:
    """Marks tell open, unseen and allowed apart; the last line counts them."""
    assert list(audit_lines([LINK, GROUP, OWNER])) == [
        "- link: anyone with the link, reader (members only)",
        "    close it here",
        "? group: group bots@example.org, reader (allowed)",
        "  user: owner@example.org, owner (owns the file)",
        "",
        "3 access paths, 1 to be closed, 1 that cannot be seen from here.",
    ]
