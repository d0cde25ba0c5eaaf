"""Mail windows: a member holds only the e-mails that came in while they served.

So who served on the day of a report can look its thread up; nobody else on the committee can.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocsheets.data import Data

if TYPE_CHECKING:
    import datetime as dt

    from cocsheets.access.membership import Member, Roster


class MailWindow(Data, frozen=True):
    """Who served when something came in."""

    day: dt.date
    still: tuple[Member, ...]
    """Current members who served on that day: they hold its e-mails."""
    former: tuple[Member, ...]
    """Those who served then and have left: they once could look them up."""
    uncertain: tuple[Member, ...] = ()
    """Current members whose beginning is not written down: they may or may not hold them."""

    def to_json(self) -> dict[str, Any]:
        """Stable form for programs."""
        return {
            "date": self.day.isoformat(),
            "current": [member.email for member in self.still],
            "uncertain": [member.email for member in self.uncertain],
            "former": [member.email for member in self.former],
        }


def mail_window(roster: Roster, day: dt.date, today: dt.date) -> MailWindow:
    """Who served on a day, by whether they still do."""
    still: list[Member] = []
    former: list[Member] = []
    uncertain: list[Member] = []
    for member in roster:
        terms = [term for term in member.terms if term.covers(day)]
        if not terms:
            continue
        if not member.current(today):
            former.append(member)
        elif all(term.joined is None for term in terms):
            uncertain.append(member)
        else:
            still.append(member)
    return MailWindow(day, tuple(still), tuple(former), tuple(uncertain))
