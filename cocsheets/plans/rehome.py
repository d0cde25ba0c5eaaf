"""The plan of a rehome: which steps, by whom, who will have access, and what cannot come along.

A frozen value, with nothing to write with. Must not know Google.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from cocsheets.data import Data
from cocsheets.plans.plan import Obstacle, Plan, digest_of
from cocsheets.plans.rehome_sharing import Guest

if TYPE_CHECKING:
    from cocsheets.plans.limits import Limits


class Step(enum.StrEnum):
    """The steps of a rehome, in their order. Each is in the ledger before it is taken."""

    ANNOUNCED = "announced"
    READERS = "readers only"
    COPIED = "copied"
    REPAIRED = "repaired"
    COMPARED = "compared"
    SETTINGS = "settings written"
    SYNCED = "synced"
    COMPARED_AGAIN = "compared again"
    DELETED = "old file deleted"

    @property
    def place(self) -> int:
        """Its place in the order."""
        return _PLACES[self]


_PLACES = {step: place for place, step in enumerate(Step)}


COPIED = (
    (
        "all worksheets: values, formulas, formats, notes, drop-downs, merged cells, filters, "
        "hidden rows and columns, charts, named ranges, metadata"
    ),
    "protected ranges, with those of their editors who have access to the copy",
    "the ledger, which goes on in the copy",
    "the access of current members by the roster, and of accounts in [sharing] keep",
)
"""What the copy has."""
LEFT = (
    "the version history, which is the purpose",
    "comments, and what they quote",
    "links and bookmarks that people have to the old file",
    "IMPORTRANGE in other spreadsheets; in the copy itself it asks for permission again",
    "a linked form: it goes on writing to the old file until you link it to the copy",
    "scripts bound to the file, and their triggers: look whether the copy has them",
    "open links, whole domains and publishing to the web",
    "what Google Workspace keeps (Vault, restore by an administrator), exports, mail, other copies",
)
"""What it has not, or what nobody can promise."""
CHANGES = (
    "From the second step until the settings are written, members can read and not edit.",
    "The file gets a new address. The notice says it; everybody makes a new bookmark.",
    "The old address stops working when the old file is deleted.",
)
"""What changes for people."""
POINTER = (
    "The old file is not left as an empty pointer to the new one: its version history would keep "
    "the names, for every editor to read. Only deleting the file removes it."
)


class StepChange(Data, frozen=True):
    """One step that is still to be taken."""

    action: str
    reason: str
    """What it does, in a few words."""
    who: str = ""
    """Address of whoever takes it."""
    by_hand: tuple[str, ...] = ()
    """What a person has to do where the acting account may not."""

    def effect(self) -> tuple[str, ...]:
        """See `cocsheets.plans.plan.Change.effect`."""
        return (self.action,)

    def to_json(self) -> dict[str, Any]:
        """See `cocsheets.plans.plan.Change.to_json`."""
        return {
            "action": self.action,
            "address": None,
            "reason": self.reason,
            "who": self.who or None,
            "by_hand": list(self.by_hand),
        }


class RehomePlan(Plan, frozen=True):
    """A rehome that begins, goes on or is taken back."""

    changes: Sequence[StepChange]
    guests: tuple[Guest, ...] = ()
    """Who will have access to the copy."""
    blocks: bool = False
    """Whether something has to be put right first."""
    differences: tuple[str, ...] = ()
    """Places in which the two files differ, and that are passed over."""
    undo: bool = False

    def check(self, limits: Limits, *, allow_large: bool = False) -> None:
        """See `Plan.check`: what it may do is decided by a person, not by a figure."""

    @property
    def blocked(self) -> bool:
        """See `Plan.blocked`."""
        return self.blocks

    @property
    def digest(self) -> str:
        """Digest over the whole rehome, whatever of it is done: it stays the same while the people
        and the differences that were agreed to are the same."""
        steps: Iterable[str] = ("undo",) if self.undo else map(str, Step)
        effects: list[tuple[str, ...]] = [(step,) for step in steps]
        effects += [(guest.permission_id or guest.label, guest.role) for guest in self.guests]
        effects += [("pass over", place) for place in self.differences]
        return digest_of(self.spreadsheet_id, self.kind, effects)

    def to_json(self) -> dict[str, Any]:
        """See `Plan.to_json`; also who will have access, what is copied and what is not."""
        access = [
            {"address": guest.label, "role": str(guest.role), "reason": guest.reason}
            for guest in self.guests
        ]
        return {
            **Plan.to_json(self),
            "access": access,
            "copied": list(COPIED),
            "not_copied": list(LEFT),
            "differences": list(self.differences),
        }


def steps_to_take(
    done: Iterable[Step], who: str, by_hand: dict[Step, tuple[str, ...]], others: dict[Step, str]
) -> tuple[StepChange, ...]:
    """The steps that are left, in their order.

    `by_hand` says what a person does at a step that the acting account may not take, `others` who.
    """
    left = [step for step in Step if step not in set(done)]
    return tuple(
        StepChange(str(step), _WHAT[step], others.get(step, who), by_hand.get(step, ()))
        for step in left
    )


_WHAT = {
    Step.ANNOUNCED: "the ledger and the notice say that the records move",
    Step.READERS: "everybody else can read the old file and no longer edit it",
    Step.COPIED: "a copy without comments and without history, where nobody else can see it",
    Step.REPAIRED: "protected ranges and their editors, access, and what a copy loses",
    Step.COMPARED: "cell by cell: any difference stops",
    Step.SETTINGS: "the settings name the copy; from here on the copy counts",
    Step.SYNCED: "the daily job runs on the copy, in full",
    Step.COMPARED_AGAIN: "both files once more: any difference stops",
    Step.DELETED: "the old file is deleted for good, and looked for",
}


def blocked_by(obstacles: Iterable[Obstacle]) -> bool:
    """Whether something has to be put right before a rehome begins."""
    return any(obstacle.pending for obstacle in obstacles)
