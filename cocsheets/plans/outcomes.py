"""What became of changes, by the reading or listing made after them.

Knows changes and what Google answered, without contents. Must not know how a change is carried
out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import field

from cocsheets.data import Data, replace
from cocsheets.errors import (
    GoogleError,
    GroupAddressError,
    InheritedAccessError,
    LostReplyError,
    NoGoogleAccountError,
    OwnerAccessError,
)
from cocsheets.plans.plan import Key, Obstacle
from cocsheets.plans.sharing_obstacles import is_group, no_account

if TYPE_CHECKING:
    from cocsheets.access.files import SharedFile
    from cocsheets.access.permissions import Permission
    from cocsheets.errors import CocsheetsError
    from cocsheets.plans.sharing_plan import SharingChange

SEE_AGAIN = "Run `cocsheets sharing` again; it goes on from what it finds."
_EXPLAINED = (NoGoogleAccountError, GroupAddressError, InheritedAccessError, OwnerAccessError)
"""Google's rules, not a failure: a person has to do something else."""


class CellsReport(Data, frozen=True):
    """What became of a plan's rows, by the reading after the last batch."""

    done: tuple[Key, ...] = ()
    not_done: Mapping[Key, str] = field(default_factory=dict)
    """Reasons by key, without contents."""
    gone: frozenset[Key] = frozenset()
    """Those of `not_done` that are not in the sheet any more, or of which nothing is asked now."""
    restored: tuple[str, ...] = ()
    """A1 places of cells that a batch had hit in rows that were not meant, and that were put right:
    what somebody typed there that very moment may be gone."""
    lost: tuple[str, ...] = ()
    """A1 places of cells whose old text we do not know; it is in the version history."""
    marked: tuple[str, ...] = ()
    """A1 places that keep our mark in place of their text, since Google refused to let it go: a
    protection appeared there while we wrote."""
    to_check: tuple[str, ...] = ()
    """A1 places to look at: a note or link put there that very moment may be gone, or what was put
    back may belong to another row that is equal in all else."""
    by_place: tuple[str, ...] = ()
    """A1 places of texts that Google did not find, so that they were replaced where they had just
    been read: what somebody typed there that very moment may be gone."""
    error: CocsheetsError | None = None
    """What ended the work early."""

    @property
    def to_look(self) -> tuple[str, ...]:
        """A1 places of all cells that a person should look at."""
        return (*self.to_check, *self.by_place)

    @property
    def complete(self) -> bool:
        """Whether all is done and nothing is lost."""
        return not (self.not_done or self.lost or self.marked) and self.error is None

    @property
    def overtaken(self) -> bool:
        """Whether all that is not done is what people took away before we touched it."""
        spotless = not (self.lost or self.marked or self.restored) and self.error is None
        return spotless and self.gone.issuperset(self.not_done)


class Outcome(Data, frozen=True):
    """What became of one change, by the listing after it."""

    change: SharingChange
    done: bool
    error: GoogleError | None = None
    """What Google answered, where it did not simply accept."""
    unseen: GoogleError | None = None
    """Why there is no listing after it, so that nobody knows."""

    @property
    def obstacle(self) -> Obstacle | None:
        """What stands in the way, None if the change is done."""
        if self.done:
            return None
        return replace(self._obstacle(), file=self.change.file, item=self.change.at)

    def _obstacle(self) -> Obstacle:
        if isinstance(self.error, NoGoogleAccountError):
            return no_account(self.change.email)
        if isinstance(self.error, GroupAddressError):
            return is_group(self.change.email)
        if self.unseen is not None:
            reason = f"{self.change.action} was sent, and what became of it could not be seen: "
            return Obstacle(
                reason + self.unseen.message, address=self.change.address, hint=SEE_AGAIN
            )
        if self.error is None:
            reason = "Google accepted it, and the new listing shows no change"
            return Obstacle(self._reason(reason), address=self.change.address)
        return Obstacle(
            self._reason(self.error.message), address=self.change.address, hint=self.error.hint
        )

    def _reason(self, why: str) -> str:
        return f"{self.change.action} not done: {why}"

    @property
    def lags(self) -> bool:
        """Whether a later listing may show it done: Google accepted it, or may have."""
        sent = self.error is None or isinstance(self.error, LostReplyError)
        return not self.done and self.unseen is None and sent

    @property
    def explained(self) -> bool:
        """Whether it was not done because of a rule of Google's that no repeating changes."""
        return not self.done and isinstance(self.error, _EXPLAINED)


class SharingReport(Data, frozen=True):
    """What a run did to sharing, proven by a listing made afterwards."""

    outcomes: tuple[Outcome, ...] = ()
    files: tuple[SharedFile, ...] = ()
    """The files after the run, as far as they were listed again; else as they were planned on."""
    failed: Mapping[str, CocsheetsError] = field(default_factory=dict)
    """Why nothing was done to some files, by name."""

    @property
    def permissions(self) -> tuple[Permission, ...]:
        """The listings after the run."""
        return tuple(grant for file in self.files for grant in file.all_permissions)

    @property
    def done(self) -> tuple[SharingChange, ...]:
        """The changes that are in place."""
        return tuple(outcome.change for outcome in self.outcomes if outcome.done)

    @property
    def obstacles(self) -> tuple[Obstacle, ...]:
        """Why the others are not."""
        return tuple(filter(None, (outcome.obstacle for outcome in self.outcomes)))

    @property
    def complete(self) -> bool:
        """Whether everything is in place but what Google's rules forbid."""
        return all(outcome.done or outcome.explained for outcome in self.outcomes)
