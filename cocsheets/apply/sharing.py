"""Carries a sharing plan out: one call at a time, revokes first, then a new listing of each place.

A reply proves nothing: Google has said 204 and changed nothing, and 400 after sharing. What the
fresh listing shows is what was done. Must not know why a change is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from cocsheets.access import addresses
from cocsheets.access.files import RECORDS
from cocsheets.access.permissions import Action, GranteeType, Permission
from cocsheets.data import replace
from cocsheets.errors import (
    CredentialsError,
    GoogleError,
    GoogleFailedError,
    GroupAddressError,
    IncompleteError,
    LostReplyError,
    QuotaError,
    UnreachableError,
)
from cocsheets.ledger import Line
from cocsheets.ledger.targets import target_text
from cocsheets.plans.outcomes import SEE_AGAIN, Outcome, SharingReport
from cocsheets.plans.sharing_plan import SharingChange, in_place

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cocsheets.access.files import SharedFile
    from cocsheets.plans.sharing_plan import FilePlan, SharingPlan
    from cocsheets.workbook.interface import SharingStore

_HOPELESS = (QuotaError, CredentialsError, UnreachableError)
"""After one of these the next call would fail as well."""
LOOKS = 4
"""How often a listing that does not show a change is asked for."""

Place = tuple[str, str]
"""Name of the file, and id of the item in it or the folder above it; empty: the file itself."""


def apply_sharing(
    plan: SharingPlan,
    store: SharingStore,
    *,
    notify: bool = False,
    message: str = "",
    before: Callable[[], None] = lambda: None,
    wait: Callable[[int], None] = lambda _: None,
) -> SharingReport:
    """Carry the changes out in their order and list again. `store` is that of the records.

    A call that Google refuses spoils no other, and a file that fails spoils no other file. A call
    whose answer was lost is repeated once if the listing shows that it had no effect. `notify` lets
    Google mail those who are let in; nobody else is ever mailed. `before` is called before each
    call, and may raise to keep it from being sent: no batch guards these, so `Run.keep` makes sure
    that no other run has taken over. A listing may lag behind: `wait` is called before it is asked
    for again, with how often it was.

    Raises IncompleteError if there is no listing at all to prove the outcome by.
    """
    changes = _ordered(plan)
    if not changes:
        return SharingReport(files=tuple(part.seen for part in plan.parts), failed=plan.failed)
    stores = _stores(plan, store)
    errors: dict[SharingChange, GoogleError | None] = {}
    send = partial(_attempt, stores=stores, notify=notify, message=message, before=before)
    send(changes, errors=errors)
    for attempt in range(1, LOOKS + 1):
        outcomes, listings = _look(changes, stores, errors)
        groups = _let_in_groups(plan, outcomes, listings)
        if groups or attempt == LOOKS or not any(outcome.lags for outcome in outcomes):
            break
        wait(attempt)
    if groups:
        errors |= _turn_out(groups, stores)
        outcomes, listings = _look(changes, stores, errors)
    again = [o.change for o in outcomes if o.lags and o.error is not None]
    if again:
        send(again, errors=errors)
        outcomes, listings = _look(changes, stores, errors)
    files = tuple(_seen_again(part, listings) for part in plan.parts)
    return SharingReport(outcomes, files, plan.failed)


def _ordered(plan: SharingPlan) -> list[SharingChange]:
    """The changes, those that take access away first, whatever order they come in."""
    return sorted(plan.changes, key=lambda change: not change.action.takes)


def _place(change: SharingChange) -> Place:
    return change.file, change.at


def _stores(plan: SharingPlan, store: SharingStore) -> dict[Place, SharingStore]:
    """How each place that a plan changes is reached. What is changed at a folder above a file shows
    in the listing of the file, too."""
    found: dict[Place, SharingStore] = {}
    places = dict.fromkeys(map(_place, plan.changes))
    changed = {at or plan.part(name).seen.facts.id for name, at in places}
    for part in plan.parts:
        if any(folder.facts.id in changed for folder in part.seen.above):
            places[part.name, ""] = None
    for name, at in places:
        key = at or ("" if name == RECORDS else plan.part(name).seen.facts.id)
        found[name, at] = store.other(key) if key else store
    return found


def _attempt(
    changes: Sequence[SharingChange],
    *,
    stores: Mapping[Place, SharingStore],
    errors: dict[SharingChange, GoogleError | None],
    notify: bool,
    message: str,
    before: Callable[[], None],
) -> None:
    """Try each change once; note what Google answered.

    One call that Google fails at (5xx) may be about that one grant, and spoils no other; two in a
    row on a file are about that file.
    """
    hopeless: GoogleError | None = None
    hopeless_file: dict[str, GoogleError] = {}
    failed_before: set[str] = set()
    for change in changes:
        errors[change] = hopeless or hopeless_file.get(change.file)
        if errors[change] is not None:
            continue
        failed_again = change.file in failed_before
        failed_before.discard(change.file)
        try:
            before()
            _carry_out(change, stores[_place(change)], notify=notify, message=message)
        except LostReplyError as error:
            errors[change] = error
        except GoogleFailedError as error:
            errors[change] = error
            failed_before.add(change.file)
            if failed_again:
                hopeless_file[change.file] = error
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
        case Action.GRANT if change.after is not None and change.type is GranteeType.GROUP:
            store.grant_group(change.email, change.after)
        case Action.GRANT if change.after is not None:
            store.grant(change.email, change.after, notify=notify, message=message)
        case Action.LOWER | Action.RAISE if change.after is not None:
            store.change(change.permission_id, change.after)
        case _:
            raise RuntimeError(f"{change.action} without a role")


Listings = Mapping[Place, "tuple[Permission, ...] | GoogleError"]
"""What each place lists after the changes, or why that is not known."""


def _look(
    changes: Sequence[SharingChange],
    stores: Mapping[Place, SharingStore],
    errors: dict[SharingChange, GoogleError | None],
) -> tuple[tuple[Outcome, ...], Listings]:
    """List every place again, and say of each change whether it is in place."""
    listings: dict[Place, tuple[Permission, ...] | GoogleError] = {}
    writers_share: dict[Place, bool] = {}
    restricted = {_place(change) for change in changes if change.action is Action.RESTRICT}
    for place, store in stores.items():
        try:
            listings[place] = store.permissions()
            writers_share[place] = place in restricted and store.file().writers_can_share
        except GoogleError as error:
            listings[place] = error
    unseen = [error for error in listings.values() if isinstance(error, GoogleError)]
    if len(unseen) == len(listings):
        raise IncompleteError(
            f"{len(changes)} changes to sharing were sent, and what became of them could not be "
            f"seen: {unseen[0].message}",
            hint=SEE_AGAIN,
        ) from unseen[0]
    outcomes = []
    for change in changes:
        listed = listings[_place(change)]
        if isinstance(listed, GoogleError):
            outcomes.append(Outcome(change, done=False, error=errors[change], unseen=listed))
            continue
        restrict = change.action is Action.RESTRICT
        done = not writers_share[_place(change)] if restrict else in_place(change, listed)
        outcomes.append(Outcome(change, done, errors[change]))
    return tuple(outcomes), listings


def _seen_again(part: FilePlan, listings: Listings) -> SharedFile:
    """A file with the new listings in place of those that it was planned on."""

    def listed(at: str, before: tuple[Permission, ...] | None) -> tuple[Permission, ...] | None:
        found = listings.get((part.name, at))
        return before if found is None or isinstance(found, GoogleError) else found

    seen = part.seen
    return replace(
        seen,
        permissions=listed("", seen.permissions) or (),
        items=tuple(
            replace(item, permissions=listed(item.facts.id, item.permissions))
            for item in seen.items
        ),
    )


def _let_in_groups(
    plan: SharingPlan, outcomes: Sequence[Outcome], listings: Listings
) -> dict[SharingChange, str]:
    """Grants that let in a whole group, whose address stood on the roster, with its id.

    Nothing tells beforehand that an address is a group's.
    """
    found: dict[SharingChange, str] = {}
    for outcome in outcomes:
        change = outcome.change
        listed = listings[_place(change)]
        if change.action is not Action.GRANT or outcome.done or isinstance(listed, GoogleError):
            continue
        before = {permission.id for permission in plan.part(change.file).permissions}
        for group in listed:
            same = addresses.key(group.email) == addresses.key(change.email)
            if group.type is GranteeType.GROUP and same and group.id not in before:
                found[change] = group.id
    return found


def _turn_out(
    groups: Mapping[SharingChange, str], stores: Mapping[Place, SharingStore]
) -> dict[SharingChange, GoogleError | None]:
    """Take back what let a whole group in."""
    errors: dict[SharingChange, GoogleError | None] = {}
    for change, permission_id in groups.items():
        errors[change] = GroupAddressError("The address is a group's.")
        try:
            stores[_place(change)].revoke(permission_id)
        except GoogleError as error:
            errors[change] = error
    return errors


def ledger_lines(plan: SharingPlan) -> list[Line]:
    """The ledger's lines for a plan, in the order in which it is carried out."""
    return [
        Line(str(c.action), target_text(c.address, c.file, c.at), str(c.after or c.before or ""))
        for c in _ordered(plan)
    ]
