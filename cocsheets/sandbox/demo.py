"""An invented committee with a spreadsheet as real ones are: ten years of reports, many hands.

40 reports, some typed by hand, with a title row, stray spaces, a column that no schema knows and
rows that somebody expunged by hand; five records due, one more due but held by a later report; six
members of whom one stepped down and still has access; an open link that nobody remembers. Everybody
and everything in it is made up.

Knows Sheets and Drive only through a gspread client, like anybody's script.
"""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import gspread

OWNER = "robin@example.org"
STEPPED_DOWN = "sam@example.org"
ROBOT = "robot@sandbox.example"
"""The service account that the daily job acts as."""

TITLE = "Code of Conduct records"
HEADER = (
    "Date of 1st report",
    "Reporter, if official/public, CoC person if private",
    "Named subjects ",
    "Subject email address/URL",
    "Summary of report (for internal purposes)",
    "Action taken by us?",
    "Action taken by local rep?",
    "Summary of outcome to share if suitable",
    "Blacklisted or flagged",
    "Date to expunge this record",
    "Sam's notes",
)
MEMBERS = (
    ("Robin Chairperson", OWNER, "chair"),
    ("Alex Handler", "alex@example.org", "member"),
    ("Kim Listener", "kim@example.org", "member"),
    ("Noor Careful", "noor@example.org", "member"),
    ("Toni Counsel", "toni@example.net", "adviser"),
    ("Sam Former", STEPPED_DOWN, "member"),
)
HANDLERS = ("Robin Chairperson", "Alex Handler", "Kim Listener", "Noor Careful", "Sam Former")
GIVEN = ("Ada", "Bo", "Cleo", "Dov", "Eli", "Fen", "Gil", "Hana", "Ivo", "Jun")
FAMILY = ("Sample", "Fixture", "Placeholder", "Example")
MATTERS = (
    "Unwelcome remarks in the chat",
    "Shouted at a speaker",
    "Kept writing after being asked to stop",
    "Photos without consent",
    "A joke at a newcomer's expense",
    "Hostile review comments",
)
OUTCOMES = (
    "Spoke with the person, who apologised",
    "Asked to leave the venue",
    "No breach found",
    "Written warning",
)
REPORTS = 40
DUE = (3, 8, 14, 19, 23)
HELD = 11
LATER = 33
BY_HAND = 5
AMBIGUOUS = 38


def seed(client: gspread.Client, today: dt.date) -> str:
    """Make the committee's spreadsheet as the account of `client`; returns its key.

    All dates are counted from `today`, so that five records are due on that day.
    """
    book = client.create("CoC records (demo)")
    sheet = book.sheet1
    sheet.update_title("Reports")
    rows = [[TITLE], list(HEADER), *(_report(number, today) for number in range(REPORTS))]
    sheet.update(rows, "A1", value_input_option=_AS_TYPED)
    # Typed into text cells, as people do: Google made no dates of them.
    expunge, reported = f"J{AMBIGUOUS + 3}", "A9"
    sheet.update([[f"12.07.{today.year + 1}"]], expunge)
    sheet.update([[sheet.acell(reported).value]], reported)
    roster = book.add_worksheet("Members", 50, 5)
    roster.update(
        [["Name", "E-mail", "Role", "Joined", "Stepped down"], *_members(today)],
        "A1",
        value_input_option=_AS_TYPED,
    )
    for _, email, role in MEMBERS[1:]:
        book.share(email, "user", "reader" if role == "adviser" else "writer", notify=False)
    book.share(ROBOT, "user", "writer", notify=False)
    book.share("", perm_type="anyone", role="reader", with_link=True)
    return str(book.id)


_AS_TYPED: Any = "USER_ENTERED"


def _members(today: dt.date) -> list[list[str]]:
    left = (today - dt.timedelta(days=40)).isoformat()
    return [
        [
            name,
            email,
            role,
            (today - dt.timedelta(days=2000 + 90 * number)).isoformat(),
            left if email == STEPPED_DOWN else "",
        ]
        for number, (name, email, role) in enumerate(MEMBERS)
    ]


def _person(number: int) -> tuple[str, str]:
    name = f"{GIVEN[number % len(GIVEN)]} {FAMILY[number // len(GIVEN)]}"
    return name, f"{name.lower().replace(' ', '.')}@example.net"


def _report(number: int, today: dt.date) -> list[str]:
    """One row; the number decides which of the usual oddities it has."""
    chance = random.Random(number)
    reported = today - dt.timedelta(days=3650 - 91 * number)
    name, contact = _person(HELD if number == LATER else number)
    expunge = ""
    if number % 3:  # every third one was serious, and is kept
        expunge = (reported + dt.timedelta(days=366)).isoformat()
    row = [
        reported.isoformat(),
        chance.choice(HANDLERS),
        name,
        contact,
        chance.choice(MATTERS),
        chance.choice(("Yes", "No", "yes - mailed them", "Yes ")),
        chance.choice(("No", "Yes", "")),
        chance.choice(OUTCOMES),
        "",
        expunge,
        "",
    ]
    if number in DUE or number == HELD:
        row[9] = (today - dt.timedelta(days=7 + number)).isoformat()
    elif number % 3 and reported < today - dt.timedelta(days=366):
        row[1:5] = ["Expunged"] * 4
    if number == HELD:
        row[0] = (today - dt.timedelta(days=400)).isoformat()
    if number == LATER:
        row[0], row[9] = (today - dt.timedelta(days=90)).isoformat(), ""
    if number == DUE[1]:
        row[2:4] = [f"{name}; Vic Visitor", f"{contact}, vic.visitor@example.com"]
        row[7] = f"Spoke with {name}, who apologised"
    if number == BY_HAND:
        row[2] = "expunged "
    if number in (12, 27):
        row[8] = ("Flagged", "Banned ")[number == 27]
    if number == 17:
        row[10] = f"ask {name} again?"
    return row
