"""Carries a sharing plan out: one call at a time, revokes first, then a new listing.

A reply proves nothing: Google has said 204 and changed nothing, and 400 after sharing. What the
fresh listing shows is what was done. Must not know why a change is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from cocsheets.access import addresses
from cocsheets.access.permissions import GranteeType, Permission
from cocsheets.errors import (
    CredentialsError,
    GoogleError,
    GoogleFailedError,
    GroupAddressError,
    IncompleteError,
    InheritedAccessError,
    LostReplyError,
    NoGoogleAccountError,
    OwnerAccessError,
    QuotaError,
    UnreachableError,
)
from cocsheets.ledger import Line
from cocsheets.plans.plan import Obstacle
from cocsheets.plans.sharing import is_group, no_account
from cocsheets.plans.sharing_plan import Action, SharingChange, in_place

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cocsheets.plans.sharing_plan import SharingPlan
    from cocsheets.workbook.interface import SharingStore

_HOPELESS = (QuotaError, CredentialsError, UnreachableError)
"""After one of these the next call would fail as well."""
LOOKS = 4
"""How often a listing that does not show a change is asked for."""
_EXPLAINED = (NoGoogleAccountError, GroupAddressError, InheritedAccessError, OwnerAccessError)
"""Google's rules, not a failure: a person has to do something else."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one change, by the listing after it."""

    change: SharingChange
    done: bool
    error: GoogleError | None = None
    """What Google answered, where it did not simply accept."""

    @property
    def obstacle(self) -> Obstacle | None:
        """What stands in the way, None if the change is done."""
        if self.done:
            return None
        if isinstance(self.error, NoGoogleAccountError):
            return no_account(self.change.email)
        if isinstance(self.error, GroupAddressError):
            return is_group(self.change.email)
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
        return not self.done and (self.error is None or isinstance(self.error, LostReplyError))

    @property
    def explained(self) -> bool:
        """Whether it was not done because of a rule of Google's that no repeating changes."""
        return not self.done and isinstance(self.error, _EXPLAINED)


@dataclass(frozen=True, slots=True)
class SharingReport:
    """What a run did to sharing, proven by a listing made afterwards."""

    outcomes: tuple[Outcome, ...] = ()
    permissions: tuple[Permission, ...] = ()
    """The listing after the run."""

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


def apply_sharing(
    plan: SharingPlan,
    store: SharingStore,
    *,
    notify: bool = False,
    message: str = "",
    before: Callable[[], None] = lambda: None,
    wait: Callable[[int], None] = lambda _: None,
) -> SharingReport:
    """Carry the changes out in their order and list again.

    A call that Google refuses spoils no other. A call whose answer was lost is repeated once if the
    listing shows that it had no effect. `notify` lets Google mail those who are let in; nobody else
    is ever mailed. `before` is called before each call, and may raise to keep it from being sent:
    no batch guards these, so `Run.keep` makes sure that no other run has taken over. A listing may
    lag behind: `wait` is called before it is asked for again, with how often it was.

    Raises IncompleteError if there is no listing to prove the outcome by.
    """
    changes = _ordered(plan)
    if not changes:
        return SharingReport(permissions=plan.permissions)
    errors: dict[SharingChange, GoogleError | None] = {}
    send = partial(_attempt, store=store, notify=notify, message=message, before=before)
    send(changes, errors=errors)
    for attempt in range(1, LOOKS + 1):
        outcomes, permissions = _look(changes, store, errors)
        groups = _let_in_groups(plan, outcomes, permissions)
        if groups or attempt == LOOKS or not any(outcome.lags for outcome in outcomes):
            break
        wait(attempt)
    if groups:
        errors |= _turn_out(groups, store)
        outcomes, permissions = _look(changes, store, errors)
    again = [o.change for o in outcomes if o.lags and o.error is not None]
    if again:
        send(again, errors=errors)
        outcomes, permissions = _look(changes, store, errors)
    return SharingReport(outcomes, permissions)


def _ordered(plan: SharingPlan) -> list[SharingChange]:
    """The changes, those that take access away first, whatever order they come in."""
    return sorted(plan.changes, key=lambda change: not change.action.takes)


def _attempt(
    changes: Sequence[SharingChange],
    *,
    store: SharingStore,
    errors: dict[SharingChange, GoogleError | None],
    notify: bool,
    message: str,
    before: Callable[[], None],
) -> None:
    """Try each change once; note what Google answered.

    One call that Google fails at (5xx) may be about that one grant, and spoils no other; two in a
    row are about Google.
    """
    hopeless: GoogleError | None = None
    before_failed = False
    for change in changes:
        errors[change] = hopeless
        if hopeless is not None:
            continue
        failed_again, before_failed = before_failed, False
        try:
            before()
            _carry_out(change, store, notify=notify, message=message)
        except LostReplyError as error:
            errors[change] = error
        except GoogleFailedError as error:
            errors[change], before_failed = error, True
            hopeless = error if failed_again else None
        except _HOPELESS as error:
            errors[change] = hopeless = error
        except GoogleError as error:
            errors[change] = error


def _carry_out(change: SharingChange, store: SharingStore, *, notify: bool, message: str) -> None:
    match change.action:
        case Action.REVOKE:
            store.revoke(change.permission_id)
        case Action.RESTRICT:
            store.keep_writers_from_sharing()
        case Action.GRANT if change.after is not None:
            store.grant(change.email, change.after, notify=notify, message=message)
        case Action.LOWER | Action.RAISE if change.after is not None:
            store.change(change.permission_id, change.after)
        case _:
            raise ValueError(f"{change.action} without a role")


def _look(
    changes: Sequence[SharingChange],
    store: SharingStore,
    errors: dict[SharingChange, GoogleError | None],
) -> tuple[tuple[Outcome, ...], tuple[Permission, ...]]:
    """List again, and say of each change whether it is in place."""
    try:
        permissions = store.permissions()
        restricted = any(change.action is Action.RESTRICT for change in changes)
        writers_share = restricted and store.file().writers_can_share
    except GoogleError as error:
        raise IncompleteError(
            f"{len(changes)} changes to sharing were sent, and what became of them could not be "
            f"seen: {error.message}",
            hint="Run `cocsheets sharing` again; it goes on from what it finds.",
        ) from error
    outcomes = tuple(
        Outcome(
            change,
            not writers_share
            if change.action is Action.RESTRICT
            else in_place(change, permissions),
            errors[change],
        )
        for change in changes
    )
    return outcomes, permissions


def _let_in_groups(
    plan: SharingPlan, outcomes: Sequence[Outcome], permissions: Sequence[Permission]
) -> dict[SharingChange, str]:
    """Grants that let in a whole group, whose address stood on the roster, with its id.

    Nothing tells beforehand that an address is a group's.
    """
    before = {permission.id for permission in plan.permissions}
    groups = [p for p in permissions if p.type is GranteeType.GROUP and p.id not in before]
    return {
        outcome.change: group.id
        for outcome in outcomes
        for group in groups
        if outcome.change.action is Action.GRANT
        and not outcome.done
        and addresses.key(group.email) == addresses.key(outcome.change.email)
    }


def _turn_out(
    groups: Mapping[SharingChange, str], store: SharingStore
) -> dict[SharingChange, GoogleError | None]:
    """Take back what let a whole group in."""
    errors: dict[SharingChange, GoogleError | None] = {}
    for change, permission_id in groups.items():
        errors[change] = GroupAddressError("The address is a group's.")
        try:
            store.revoke(permission_id)
        except GoogleError as error:
            errors[change] = error
    return errors


def ledger_lines(plan: SharingPlan) -> list[Line]:
    """The ledger's lines for a plan, in the order in which it is carried out."""
    return [
        Line(str(change.action), change.address, str(change.after or change.before or ""))
        for change in _ordered(plan)
    ]
