"""How the roster, mail windows and receipts look."""

from __future__ import annotations

import datetime as dt

from cocsheets.access.paths import AccessPath, Kind, PathState
from cocsheets.access.permissions import Role
from cocsheets.access.receipt import Receipt
from cocsheets.access.seats import Seat
from cocsheets.access.windows import mail_window
from cocsheets.data import replace
from cocsheets.formats.members import history_lines, receipt_lines, seat_lines, window_lines
from tests.access.builders import LONG_AGO, TODAY, chair, member, roster

LINK = AccessPath(
    Kind.LINK, "anyone with the link", PathState.OPEN, "members only", Role.READER, "close it here"
)
GROUP = AccessPath(Kind.GROUP, "group bots@example.org", PathState.UNSEEN, "allowed", Role.READER)


def test_seats() -> None:
    """A table whose blank columns are left out."""
    ana = Seat("Ana", "ana@example.org", "chair", True, LONG_AGO, None, Role.WRITER)
    rik = Seat("Rik", "rik@example.org", "member", True, None, None, None, "", "has no access")
    assert list(seat_lines([ana, rik])) == [
        "Name  E-mail           Role    Joined      Access  Remark",
        "Ana   ana@example.org  chair   2020-01-01  writer",
        "Rik   rik@example.org  member              -       has no access",
    ]


def test_history() -> None:
    """Every term in the order in which they began."""
    people = roster(chair("ana@example.org"), member("rik@example.org", joined=None))
    assert list(history_lines(people, TODAY)) == [
        "Joined      Role    Name  E-mail           Now",
        "?           member  Rik   rik@example.org  current",
        "2020-01-01  chair   Ana   ana@example.org  current",
    ]


def test_windows() -> None:
    """Who holds the mail; if nobody does, who once did."""
    people = roster(chair("ana@example.org"), member("rik@example.org", stepped_down=TODAY))
    assert list(window_lines(mail_window(people, LONG_AGO, TODAY))) == [
        "Current members who served on 2020-01-01, and so hold its e-mails:",
        "  Ana ana@example.org",
    ]
    former = roster(member("rik@example.org", stepped_down=TODAY))
    assert list(window_lines(mail_window(former, LONG_AGO, TODAY))) == [
        "No current member is known to have served on 2020-01-01.",
        "Who served then, and once could look them up:",
        "  Rik rik@example.org",
    ]


def receipt(*shared: AccessPath, comments: int | None = 0) -> Receipt:
    """A receipt for Gone."""
    return Receipt(
        "gone@example.org",
        "Gone",
        dt.date(2026, 4, 2),
        "CoC records",
        "https://example.org/sheet",
        (),
        shared,
        ("file", "folder or shared drive"),
        comments,
        ("Slack channel",),
        ("copies",),
    )


def test_receipt() -> None:
    """The whole text of a closed receipt."""
    assert list(receipt_lines(receipt())) == [
        "Receipt: Gone <gone@example.org>, not a member from 2026-04-02",
        "CoC records  https://example.org/sheet",
        "",
        "No access path is left that can be seen from here.",
        "Looked at and closed: file, folder or shared drive.",
        "No comments under that name.",
        "",
        "What nobody can see from here:",
        "  copies",
        "",
        "To do by hand:",
        "  [ ] Slack channel",
    ]


def test_receipts_that_are_not_closed() -> None:
    """What is left is named with its cure; what cannot be told is not called closed."""
    left = list(receipt_lines(receipt(LINK, comments=2)))
    assert left[3:6] == [
        "Access paths that are left:",
        "  - link: anyone with the link, reader (members only)",
        "      close it here",
    ]
    assert any(line.startswith("2 comments") for line in left)
    stays = replace(
        LINK, kind=Kind.USER, who="gone@example.org", verdict=PathState.ALLOWED, close=""
    )
    later = list(receipt_lines(receipt(stays)))
    assert later[3] == "Access paths that stay until then, or cannot be seen from here (?):"
    dark = list(receipt_lines(receipt(GROUP, comments=None)))
    assert dark[3] == "No access path is known to be left. What cannot be seen from here:"
    assert "Comments could not be looked at." in dark
