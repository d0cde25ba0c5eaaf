"""The plan: a frozen value that says what will be done, which people and programs can read.

Knows changes, their order and their digest. Must not know how a change is computed or carried out:
a plan has nothing to write with. Contents of cells live in fields that neither `repr`, nor the
JSON form, nor the digest ever touches.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeAlias

from cocsheets.access.files import RECORDS
from cocsheets.data import Data, Hidden
from cocsheets.plans.limits import Limits, check_rows
from cocsheets.records.record import RecordKey
from cocsheets.records.table import Value, column_letters
from cocsheets.shown import Shown, Tabular

PROTECTED = "a protected range keeps the acting account from the cell"
ASK_THE_OWNER = "Ask the owner to let the acting account edit the protected range."


class Change(Protocol):
    """One step of a plan."""

    @property
    def action(self) -> str:
        """A verb: `expunge`, `grant`, `revoke`…"""

    @property
    def reason(self) -> str:
        """Why, in a few words without contents."""

    def effect(self) -> tuple[str, ...]:
        """What will be done, for the digest: places and replacements, never what is erased."""

    def to_json(self) -> dict[str, Any]:
        """The stable form for programs: action, row, column or address, reason."""


Key: TypeAlias = RecordKey | str
"""How a row is named: a record's key, or the address of somebody on the roster."""


class CellChange(Data, frozen=True):
    """A new value for one cell of a record, or the clearing of what is attached to it."""

    action: str
    """`expunge`: an identifying cell. `redact`: names in another cell of that row.
    `clear`: notes, links, chips, lists on an identifying cell. Other plans add their own verbs."""
    row: int
    """1-based row at the time of planning, for people; apply finds the row by its content."""
    key: Key
    column: int
    """0-based."""
    name: str
    """Key of the field or header of the column."""
    reason: str
    before: Hidden[Value]
    after: Hidden[Value]
    public_after: str = ""
    """The replacement as far as it may be shown and digested."""
    clears: bool = False
    """Whether notes, links, chips and drop-down lists go with it."""

    def effect(self) -> tuple[str, ...]:
        """See `Change.effect`."""
        cleared = "clears" if self.clears else ""
        return (self.action, str(self.key), self.name, self.public_after, cleared)

    def to_json(self) -> dict[str, Any]:
        """See `Change.to_json`."""
        return {
            "action": self.action,
            "row": self.row,
            "column": column_letters(self.column),
            "field": self.name,
            "key": str(self.key),
            "reason": self.reason,
        }


class Held(Data, frozen=True):
    """A due record that is kept for now."""

    row: int
    key: RecordKey
    reason: str
    until: str = ""
    """Last day of the hold, ISO; empty if it has none."""
    proposed: str = ""
    """The expunge date that the rules propose, ISO."""

    def to_json(self) -> dict[str, Any]:
        """Stable form for programs."""
        return {
            "row": self.row,
            "key": str(self.key),
            "reason": self.reason,
            "until": self.until or None,
            "proposed": self.proposed or None,
        }


class Obstacle(Data, frozen=True):
    """Something that should be done and cannot, and who or what can remove the obstacle."""

    reason: str
    row: int | None = None
    key: Key | None = None
    column: int | None = None
    address: str | None = None
    """E-mail address, group or link, for sharing."""
    hint: str = ""
    pending: bool = True
    """Whether something that should be done now is left undone by it."""
    file: str = ""
    """For sharing: name of the file in the settings."""
    item: str = ""
    """For sharing: id of the item in that file, or of a folder above it."""

    def to_json(self) -> dict[str, Any]:
        """Stable form for programs."""
        return {
            "row": self.row,
            "key": str(self.key) if self.key else None,
            "column": column_letters(self.column) if self.column is not None else None,
            "file": self.file or None,
            "item": self.item or None,
            "address": self.address,
            "reason": self.reason,
            "hint": self.hint or None,
        }


class Plan(Shown, Data, frozen=True):
    """What will be done, in a fixed order, with what is held back and what stands in the way."""

    spreadsheet_id: str
    kind: str
    """`expunge`, `sharing`, `retention`, `protect`, `record`, `members`, `publish`."""
    changes: Sequence[Change]
    held: tuple[Held, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    records: int = 0
    """How many records the sheet holds, for the limits."""

    def check(self, limits: Limits, *, allow_large: bool = False) -> None:
        """Refuse more than may be done at once: here, to rows. Raises RefusedError."""
        if not allow_large:
            keys = {str(change.key) for change in self.changes if isinstance(change, CellChange)}
            verb = "expunged" if self.kind == "expunge" else "changed"
            check_rows(len(keys), self.records, limits, verb=verb)

    @property
    def blocked(self) -> bool:
        """Whether something must be corrected before anything of it can be done."""
        return False

    @property
    def digest(self) -> str:
        """Twelve hex digits over what will be done; the same plan has the same digest anywhere."""
        return digest(self.spreadsheet_id, self.kind, self.changes)

    def to_json(self) -> dict[str, Any]:
        """Stable form for programs: digest, changes, held, obstacles."""
        return {
            "digest": self.digest,
            "changes": [change.to_json() for change in self.changes],
            "held": [held.to_json() for held in self.held],
            "obstacles": [obstacle.to_json() for obstacle in self.obstacles],
        }

    def tabular(self) -> Tabular:
        """See `Shown`: what the JSON form has."""
        told = [change.to_json() for change in self.changes]
        told += [{"action": "on hold", **held.to_json()} for held in self.held]
        told += [{"action": "obstacle", **obstacle.to_json()} for obstacle in self.obstacles]
        rows = [
            (one["action"], _place(one), one.get("role") or one.get("until") or "", one["reason"])
            for one in told
        ]
        caption = (
            f"Plan {self.digest} ({self.kind}). Changes: {len(self.changes)}, "
            f"on hold: {len(self.held)}, obstacles: {len(self.obstacles)}."
        )
        return Tabular(caption, ("what", "where", "as or until", "why"), rows)


def _place(told: Mapping[str, Any]) -> str:
    """Where a change is: an address, a cell or a row."""
    row, column = told.get("row"), told.get("column")
    cell = f"{column}{row}" if row and column else f"row {row}" if row else column
    where = told.get("address") or cell or ""
    file = told.get("file")
    return str(where) if file in (None, RECORDS) else f"{where} ({file})".lstrip()


def digest(spreadsheet_id: str, kind: str, changes: Sequence[Change]) -> str:
    """Digest of changes; the order in which they are listed does not matter."""
    return digest_of(spreadsheet_id, kind, [change.effect() for change in changes])


def digest_of(spreadsheet_id: str, kind: str, effects: Sequence[tuple[str, ...]]) -> str:
    """Digest of what changes do, see `Change.effect`."""
    ordered = sorted(map(list, effects))
    text = json.dumps([spreadsheet_id, kind, ordered], ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
