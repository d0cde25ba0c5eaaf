"""What became of changes to sharing, by the listing made after them.

Knows changes and what Google answered. Must not know how a change is carried out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cocsheets.errors import (
    GoogleError,
    GroupAddressError,
    InheritedAccessError,
    LostReplyError,
    NoGoogleAccountError,
    OwnerAccessError,
)
from cocsheets.plans.plan import Obstacle
from cocsheets.plans.sharing import is_group, no_account

if TYPE_CHECKING:
    from cocsheets.access.files import SharedFile
    from cocsheets.access.permissions import Permission
    from cocsheets.errors import CocsheetsError
    from cocsheets.plans.sharing_plan import SharingChange

SEE_AGAIN = "Run `cocsheets sharing` again; it goes on from what it finds."
_EXPLAINED = (NoGoogleAccountError, GroupAddressError, InheritedAccessError, OwnerAccessError)
"""Google's rules, not a failure: a person has to do something else."""


@dataclass(frozen=True, slots=True)
class Outcome:
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


@dataclass(frozen=True, slots=True)
class SharingReport:
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
