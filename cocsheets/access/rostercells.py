"""What one cell of the roster says: a role or a date, or why it cannot be read.

Knows words and dates, and how a fault is told. Must not know rows, nor what a fault leads to.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from cocsheets.access.membership import MemberRole
from cocsheets.data import Data
from cocsheets.records.dates import DateOrder, read_date
from cocsheets.records.rowkinds import MOVE_HEADER
from cocsheets.records.table import Value
from cocsheets.records.text import fold

ROLES = {
    "chair": MemberRole.CHAIR,
    "co-chair": MemberRole.CHAIR,
    "chairperson": MemberRole.CHAIR,
    "member": MemberRole.MEMBER,
    "adviser": MemberRole.ADVISER,
    "advisor": MemberRole.ADVISER,
}


class Unreadable(Data, frozen=True):
    """Why a cell cannot be read."""

    rule: str
    message: str
    hint: str


NO_START = Unreadable(
    "roster-no-start",
    "Joined is blank: the person counts as a member from the beginning.",
    "Enter the date, so that it is known who served when a report came in.",
)

OTHERS = Unreadable(
    "roster-other-address",
    "An entry under Other addresses is not an e-mail address, and is left out.",
    "Enter addresses alone, with `;` between them.",
)

LEFT = "nobody who is named in this row is let in or removed."
INTERRUPTED = Unreadable(
    "roster-interrupted",
    "An interrupted run wrote this text, and its mark is still there.",
    "Look whether the text belongs in this row, and remove `(cocsheets ...)` from it.",
)
HEADING = Unreadable(
    "roster-address",
    "This row has no e-mail address, no role and no dates, so it seems to be a heading. While it "
    "is there, the daily run lets nobody in: people below it may be past members.",
    "Remove the row, and enter Stepped down in the row of each past member.",
)
ABOVE = Unreadable(
    "roster-above-header",
    f"The row is above the header and looks like a member's; {LEFT}",
    MOVE_HEADER,
)
MOVED = Unreadable(
    "roster-moved",
    "This cell holds a date, a role or an address, which belongs under another header: the row "
    f"seems to have moved by a cell; {LEFT}",
    "Move the cells of this row back under their headers.",
)


def address_fault(fault: str) -> Unreadable:
    """What is told of an address that cannot be used."""
    return Unreadable(
        "roster-address",
        f"The e-mail address {fault}; {LEFT}",
        "Enter one address. Type it instead of pasting it.",
    )


def trimmed(characters: Sequence[str]) -> Unreadable:
    """What is told of hidden characters that were around an address."""
    return Unreadable(
        "roster-hidden-character",
        f"There are hidden characters around the e-mail address ({', '.join(characters)}); "
        "they are left out.",
        "Type the address again instead of pasting it.",
    )


def read_role(value: Value) -> MemberRole | Unreadable:
    """The role in a cell."""
    return ROLES.get(fold(value) if isinstance(value, str) else "") or Unreadable(
        "roster-role",
        f"The role is not chair, member or adviser; {LEFT}",
        "Enter chair, member or adviser.",
    )


def read_day(value: Value, order: DateOrder | None) -> dt.date | Unreadable | None:
    """The day in a cell, None if it is blank. `order` is the one in which dates are typed."""
    reading = read_date(value, order)
    if not reading.unreadable:
        return reading.value
    return Unreadable(
        "roster-date",
        f"{_DATE_FAULTS.get(reading.rule, 'This is not a date')}; {LEFT}",
        "Enter it as a date, or as YYYY-MM-DD.",
    )


_DATE_FAULTS = {
    "date-ambiguous": "This date can be read in two ways",
    "date-incomplete": "This date is not complete",
    "date-impossible": "There is no such day",
    "date-absurd": "This date is out of all reason",
    "cell-error": "The cell shows an error in place of a date",
}


def in_order(joined: dt.date, stepped_down: dt.date) -> dt.date | Unreadable:
    """The day of stepping down, unless it is before that of joining."""
    if joined <= stepped_down:
        return stepped_down
    return Unreadable(
        "roster-order",
        f"Stepped down is before Joined; {LEFT}",
        "Correct one of the two dates.",
    )
