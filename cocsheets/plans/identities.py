"""The plan for the identities: who gets a row, of whom more is written, and who is expunged.

Knows the worksheet of identities. Must not know the records, nor why somebody is in them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from cocsheets.data import Data, Hidden
from cocsheets.plans.plan import CellChange, Plan
from cocsheets.records.identities import Identity, IdentityTable, joined
from cocsheets.records.people import EXPUNGED
from cocsheets.records.table import Row
from cocsheets.records.text import is_blank

ADD, MORE, EXPUNGE = "add identity", "add names", "expunge"
UNNEEDED = "no record needs the person any longer"


class NewIdentity(Data, frozen=True):
    """A person who gets a row in the identities."""

    person: Hidden[Identity]
    reason: str = "a record is about this person, or comes from this person"
    action: str = ADD

    def effect(self) -> tuple[str, ...]:
        """See `Change.effect`. Code names are drawn at random: each plan has others."""
        since = self.person.since.isoformat() if self.person.since else ""
        return (self.action, *sorted(self.person.parts), since)

    def to_json(self) -> dict[str, Any]:
        """See `Change.to_json`."""
        return {
            "action": self.action,
            "file": "identities",
            "row": None,
            "column": None,
            "reason": self.reason,
        }


class UnneededIdentity(Data, frozen=True):
    """A person whom no record needs once a plan for the records is carried out."""

    code_name: str
    row: int
    """1-based row in the identities when it was read."""
    reason: str = UNNEEDED
    action: str = "expunge identity"

    def effect(self) -> tuple[str, ...]:
        """See `Change.effect`."""
        return (self.action, self.code_name)

    def to_json(self) -> dict[str, Any]:
        """See `Change.to_json`."""
        return {
            "action": self.action,
            "file": "identities",
            "row": self.row,
            "column": None,
            "reason": self.reason,
        }


class IdentityPlan(Plan, frozen=True):
    """What changes in the identities. Row keys are code names."""

    @property
    def added(self) -> tuple[Identity, ...]:
        """Who gets a row."""
        return tuple(one.person for one in self.changes if isinstance(one, NewIdentity))

    @property
    def cells(self) -> tuple[CellChange, ...]:
        """Cells of people who have a row."""
        return tuple(one for one in self.changes if isinstance(one, CellChange))


def plan_people(
    spreadsheet_id: str, table: IdentityTable | None, people: Iterable[Identity]
) -> IdentityPlan:
    """The plan that makes the identities say all that is known of some people.

    Nothing that is written there is taken away. Without a `table` everybody is new.
    """
    known = table.by_code_name if table else {}
    changes: list[NewIdentity | CellChange] = []
    for person in people:
        before = known.get(person.code_name)
        if before is None or table is None:
            changes.append(NewIdentity(person))
            continue
        row = _row(table, before.row)
        for key, texts in (("names", person.names), ("addresses", person.addresses)):
            there = getattr(before, key)
            missing = [text for text in texts if text not in there]
            if missing:
                after = joined((*there, *missing))
                changes.append(_change(table, row, person.code_name, key, after, MORE))
    return IdentityPlan(spreadsheet_id, "identities", tuple(changes))


def plan_expunge(
    spreadsheet_id: str, table: IdentityTable, needed: Collection[str]
) -> IdentityPlan:
    """The plan to expunge everybody whom no living record needs: names and addresses go.

    The row keeps the code name, so that it is never given again. `needed` are code names.
    """
    changes: list[CellChange] = []
    for person in table.people:
        if person.code_name in needed or person.expunged:
            continue
        changes += _expunge(table, person)
    return IdentityPlan(spreadsheet_id, "identities", tuple(changes), records=len(table.people))


def _expunge(table: IdentityTable, person: Identity) -> Iterator[CellChange]:
    row = _row(table, person.row)
    for key in ("names", "addresses"):
        if not is_blank(table.cell(row, key)) and getattr(person, key) != (EXPUNGED,):
            yield _change(table, row, person.code_name, key, EXPUNGED, EXPUNGE)


def _row(table: IdentityTable, number: int) -> Row:
    return next(row for row in table.data_rows() if row.number == number)


def _change(
    table: IdentityTable, row: Row, code_name: str, key: str, after: str, action: str
) -> CellChange:
    expunges = action == EXPUNGE
    extras = row.extra(table.columns[key])
    return CellChange(
        action=action,
        row=row.number,
        key=code_name,
        column=table.columns[key],
        name=key,
        reason=UNNEEDED if expunges else "more is known",
        before=table.cell(row, key),
        after=after,
        public_after=EXPUNGED if expunges else "",
        clears=expunges and bool(extras.note or extras.has_link or extras.chips or extras.has_list),
    )
