"""Plans changes to the committee: the roster and the sharing that follows from it, as one plan.

The roster comes first both ways: whatever a crash leaves undone, the next run of sharing finishes
in the same direction. A row is never deleted: terms tell who held which e-mails when.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from cocsheets.access import addresses
from cocsheets.access.identity import Identities, known_ids
from cocsheets.access.membership import Member, MemberRole, Roster, Term
from cocsheets.access.permissions import GranteeType, Permission
from cocsheets.errors import ConfigurationError, RefusedError
from cocsheets.plans.limits import Limits, check_sharing
from cocsheets.plans.plan import Plan
from cocsheets.plans.roster import RosterAction, RosterChange, change_roster
from cocsheets.plans.sharing import is_group, plan_sharing
from cocsheets.plans.sharing_plan import SharingChange, SharingPlan
from cocsheets.records.dates import date_cell, read_date

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from cocsheets.access.permissions import Account, FileFacts
    from cocsheets.access.policy import SharingSettings


@dataclass(frozen=True, slots=True, repr=False)
class MembersPlan(Plan):
    """Changes to the roster, then those to sharing that follow from them."""

    changes: Sequence[RosterChange | SharingChange]
    roster: tuple[RosterChange, ...] = ()
    sharing: SharingPlan | None = None
    people: frozenset[str] = frozenset()
    """Permission ids (or compared addresses) of the people whom the plan is about."""
    removed: frozenset[str] = frozenset()
    """Those of them who leave, whatever else the roster says of them."""

    def sharing_on(self, now: Situation, *, notify: bool = False) -> SharingPlan:
        """What follows for the sharing of these people from another reading of the roster."""
        plan = now.plan(now.roster, removed=self.removed, notify=notify)
        return plan.about(self.people)

    def check(self, limits: Limits, *, allow_large: bool = False) -> None:
        """Refuse what the guards of sharing refuse. Raises RefusedError.

        Those whom a person names are not counted; all other guards stay. A plan that takes nothing
        away needs no roster to rest on: that is how a roster begins.
        """
        sharing = self.sharing
        if sharing is not None and any(change.action.takes for change in sharing.changes):
            check_sharing(sharing, limits, allow_large=allow_large, named=self.people)


@dataclass(frozen=True, slots=True)
class Situation:
    """All that is known before a plan about members is made."""

    file: FileFacts
    account: Account
    permissions: tuple[Permission, ...]
    roster: Roster
    resolved: Mapping[str, str | None]
    policy: SharingSettings
    today: dt.date
    acted: tuple[str, ...] = ()
    """Addresses of the accounts that cocsheets has acted as."""
    begun: bool = False
    """Whether a good run has been noted before."""
    groups: tuple[str, ...] = ()
    """Addresses that an earlier run found to be a group's."""

    @property
    def identities(self) -> Identities:
        """The roster by permission id."""
        ids = {addresses.key(email): found for email, found in self.resolved.items()}
        known = known_ids(self.permissions, (*self.file.owners, self.account))
        return Identities(self.roster, ids | known)

    def plan(
        self,
        roster: Roster,
        *,
        removed: Collection[str] = (),
        notify: bool = False,
        attended: bool = True,
    ) -> SharingPlan:
        """The sharing plan that follows from a roster, this one or a changed one."""
        return plan_sharing(
            self.file,
            self.account,
            self.permissions,
            roster,
            self.resolved,
            self.policy,
            self.today,
            removed=removed,
            notify=notify,
            attended=attended,
            acted=self.acted,
            begun=self.begun,
            groups=self.groups,
        )


@dataclass(frozen=True, slots=True)
class Person:
    """One account with all its addresses and rows, as the situation shows it."""

    email: str
    account: str
    members: tuple[Member, ...]
    permissions: tuple[Permission, ...]

    @property
    def name(self) -> str:
        """The person's name on the roster, else as Google shows it."""
        names = [member.name for member in self.members] + [p.name for p in self.permissions]
        return next(filter(None, names), "")


def find_person(situation: Situation, email: str) -> Person:
    """The account behind an address, whatever it is called on the roster and in the listing.

    Raises ConfigurationError if the address cannot be read, RefusedError if a roster row that
    cannot be read is about it.
    """
    address = addresses.read_address(email)
    if address.fault:
        raise ConfigurationError(f"The e-mail address {address.fault}; nothing was changed.")
    identities = situation.identities
    account = identities.account(address.email)
    if row := identities.doubt(account) or identities.doubt(addresses.key(address.email)):
        raise RefusedError(
            f"Row {row} of the roster names this address and cannot be read; nothing was changed.",
            hint="Correct the row, then run again.",
        )
    return Person(
        address.email,
        account,
        tuple(m for m in situation.roster if identities.account(m.email) == account),
        tuple(
            permission
            for permission in situation.permissions
            if permission.type is GranteeType.USER
            and not permission.view
            and (permission.id == account or addresses.key(permission.email) == account)
        ),
    )


def plan_add(
    situation: Situation,
    email: str,
    *,
    name: str,
    role: MemberRole,
    joined: dt.date,
    notify: bool = False,
) -> MembersPlan:
    """Enrol a member, or give a member another role, and let the person in.

    Raises ConfigurationError or RefusedError as `find_person` does, and RefusedError if the last
    chair would become something else, or if the address is known to be a group's.
    """
    if read_date(date_cell(joined)).value is None:
        raise ConfigurationError(
            f"Nobody joins on {joined.isoformat()}: such a date is not believed on the roster. "
            "Nothing was changed.",
            hint="Check the year.",
        )
    person = find_person(situation, email)
    _refuse_group(situation, person.email)
    changes: list[RosterChange] = []
    lasting = [
        (member, term)
        for member in person.members
        for term in member.terms
        if not term.over(joined)
    ]
    if not any(term.role is role for _, term in lasting):
        for member, term in lasting:
            changes.append(_end(member, term, joined, f"becomes {role}"))
        changes.append(
            RosterChange(
                RosterAction.ENROL, person.email, role, joined, "new term", name or person.name
            )
        )
    _refuse_without_chair(situation.roster, changes, joined)
    return _combine(situation, changes, {person.account}, notify=notify)


def _refuse_group(situation: Situation, email: str) -> None:
    """Raise RefusedError for an address that the settings, the listing or an earlier run know to be
    a group's."""
    listed = (p.email for p in situation.permissions if p.type is GranteeType.GROUP)
    known = (*situation.groups, *situation.policy.groups, *listed)
    if addresses.key(email) in map(addresses.key, known):
        found = is_group(email)
        raise RefusedError(
            f"{email}: {found.reason}. Nothing was changed.",
            hint=found.hint,
        )


def plan_remove(situation: Situation, email: str, *, on: dt.date, note: str = "") -> MembersPlan:
    """End a person's terms and take the access away; the row stays.

    Raises ConfigurationError if the person is neither on the roster nor has access, and
    RefusedError for the owner, the acting account, somebody in `[sharing] keep`, or the last chair.
    """
    person = find_person(situation, email)
    if not person.members and not person.permissions:
        raise ConfigurationError(
            "Not found: the address is neither on the roster nor has it access of its own. "
            "Nothing was changed.",
            hint=f"{_nearest(situation, [email])}`cocsheets members list` shows everybody.",
        )
    _refuse_fixtures(situation, [person])
    return _leave(situation, [person], on, note)


def plan_renew(situation: Situation, stays: Sequence[str], *, on: dt.date) -> MembersPlan:
    """End the terms of all current members but those who stay.

    Raises ConfigurationError if somebody who is to stay is no current member, and RefusedError as
    `plan_remove` does.
    """
    kept = {email: find_person(situation, email).account for email in stays}
    current = {
        situation.identities.account(member.email): member
        for member in situation.roster.current(on)
    }
    if unknown := [email for email, account in kept.items() if account not in current]:
        raise ConfigurationError(
            f"Not among the current members: {', '.join(unknown)}; nothing was changed.",
            hint=f"{_nearest(situation, unknown)}`cocsheets members list` shows who is; "
            "`members add` enrols.",
        )
    leaving = [
        find_person(situation, member.email)
        for account, member in current.items()
        if account not in kept.values()
    ]
    _refuse_fixtures(situation, leaving)
    gone = {
        situation.identities.account(member.email)
        for member in situation.roster
        if member.left(on) is not None
    }
    return _leave(situation, leaving, on, "", gone - set(kept.values()))


def _nearest(situation: Situation, typed: Sequence[str]) -> str:
    """The addresses that were perhaps meant, as a question; empty if none is like them."""
    known = [member.email for member in situation.roster]
    known += [permission.email for permission in situation.permissions if permission.email]
    near = [found for text in typed for found in get_close_matches(text, known, 1, 0.8)]
    return f"Did you mean {' and '.join(near)}? " if near else ""


def _leave(
    situation: Situation,
    people: Sequence[Person],
    on: dt.date,
    note: str,
    gone: Collection[str] = (),
) -> MembersPlan:
    """The plan for people who leave; `gone` are accounts of those who have left before, whose
    access goes too where a run was interrupted."""
    changes = [
        replace(_end(member, term, on, "leaves"), note=note)
        for person in people
        for member in person.members
        for term in member.terms
        if not term.over(on)
    ]
    _refuse_without_chair(situation.roster, changes, on)
    accounts = {person.account for person in people}
    removed = accounts if on <= situation.today else set()
    return _combine(situation, changes, accounts.union(gone), removed=removed)


def _combine(
    situation: Situation,
    changes: Sequence[RosterChange],
    accounts: Collection[str],
    *,
    removed: Collection[str] = (),
    notify: bool = False,
) -> MembersPlan:
    """Roster changes, and the part of the sharing plan that is about these accounts."""
    plan = MembersPlan(
        situation.file.id,
        "members",
        (),
        roster=tuple(changes),
        people=frozenset(accounts),
        removed=frozenset(removed),
    )
    after = replace(situation, roster=change_roster(situation.roster, changes))
    sharing = plan.sharing_on(after, notify=notify)
    return replace(
        plan,
        changes=(*changes, *sharing.changes),
        obstacles=sharing.obstacles,
        sharing=sharing,
    )


def _end(member: Member, term: Term, day: dt.date, reason: str) -> RosterChange:
    """The end of a term on a day, or on its first day if it has not begun by then."""
    last = max(day, term.joined) if term.joined else day
    return RosterChange(
        RosterAction.STEP_DOWN,
        member.email,
        term.role,
        last,
        reason,
        member.name,
        term.joined,
        term.row,
    )


def _refuse_fixtures(situation: Situation, people: Sequence[Person]) -> None:
    """Nobody who cannot or must not be removed is put down as gone."""
    owners = {owner.permission_id for owner in situation.file.owners}
    kept = {situation.identities.account(email) for email in situation.policy.keep}
    for person in people:
        if person.account in owners or any(p.is_owner for p in person.permissions):
            raise RefusedError(
                f"{person.email} is the owner of the file and cannot be removed; transfer "
                "ownership first. Nothing was changed.",
                hint="`cocsheets sharing audit` says how, step by step.",
            )
        if person.account == situation.account.permission_id:
            raise RefusedError(
                f"{person.email} is the account that cocsheets acts as; nothing was changed.",
                hint="Let cocsheets act as another account first.",
            )
        if person.account in kept:
            raise RefusedError(
                f"{person.email} is named in [sharing] keep; nothing was changed.",
                hint="Take the address out of the settings first.",
            )


def _refuse_without_chair(roster: Roster, changes: Sequence[RosterChange], day: dt.date) -> None:
    """Nobody leaves, or becomes something else, as the last chair: sharing would stand still."""
    if roster.chairs(day) and not change_roster(roster, changes).chairs(day):
        raise RefusedError(
            f"Nobody would be chair from {day.isoformat()}; nothing was changed.",
            hint="Name the next chair first: cocsheets members add EMAIL --role chair.",
        )
