"""Changes to the roster as values, and what the roster reads like after them.

A row is never deleted: a term ends, or a row is added. Must not know where the roster stands.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Sequence
from typing import Any

from cocsheets.access import addresses
from cocsheets.access.files import RECORDS
from cocsheets.access.membership import Member, MemberRole, Roster, Term
from cocsheets.data import Data, Hidden, replace


class RosterAction(enum.StrEnum):
    """What is done to the roster."""

    STEP_DOWN = "step down"
    ENROL = "enrol"


class RosterChange(Data, frozen=True):
    """A new row of the roster, or the end of a term."""

    action: RosterAction
    email: str
    role: MemberRole
    day: dt.date
    """First day of the new term, or first day on which the person is a member no longer."""
    reason: str
    name: str = ""
    joined: dt.date | None = None
    """To find the term that ends, with address and role: when it began."""
    row: int | None = None
    """1-based row of the term when it was read; for people only."""
    note: Hidden[str] = ""
    """The reason that a person gave, for a column `Reason` if the roster has one."""

    def effect(self) -> tuple[str, ...]:
        """See `cocsheets.plans.plan.Change.effect`."""
        began = self.joined.isoformat() if self.joined else ""
        key = addresses.key(self.email)
        return (self.action, key, self.role, self.day.isoformat(), began)

    def to_json(self) -> dict[str, Any]:
        """See `cocsheets.plans.plan.Change.to_json`."""
        return {
            "action": str(self.action),
            "file": RECORDS,
            "address": self.email,
            "row": self.row,
            "role": str(self.role),
            "date": self.day.isoformat(),
            "reason": self.reason,
        }


def change_roster(roster: Roster, changes: Sequence[RosterChange]) -> Roster:
    """The roster as it reads after some changes."""
    members = {member.key: member for member in roster}
    for change in changes:
        key = addresses.key(change.email)
        known = members.get(key, Member(change.name, change.email, ()))
        if change.action is RosterAction.ENROL:
            terms = (*known.terms, Term(change.role, change.day))
        else:
            terms = tuple(
                replace(term, stepped_down=change.day) if ends(change, term) else term
                for term in known.terms
            )
        members[key] = replace(known, name=known.name or change.name, terms=terms)
    return replace(roster, members=tuple(members.values()))


def ends(change: RosterChange, term: Term) -> bool:
    """Whether a change ends this term: the same role and beginning, not over by then."""
    return (
        change.action is RosterAction.STEP_DOWN
        and (term.role, term.joined) == (change.role, change.joined)
        and (term.stepped_down is None or term.stepped_down > change.day)
    )
