"""Plans changes to the committee: the roster and the sharing that follows from it, as one plan.

The roster comes first both ways: whatever a crash leaves undone, the next run of sharing finishes
in the same direction. A row is never deleted: terms tell who held which e-mails when.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from cocsheets.access import addresses
from cocsheets.access.files import RECORDS
from cocsheets.access.membership import DoubtfulRow, Member, MemberRole, Roster, Term
from cocsheets.access.permissions import GranteeType
from cocsheets.data import replace
from cocsheets.errors import ConfigurationError, RefusedError
from cocsheets.plans.limits import Limits
from cocsheets.plans.person import Person, find_person, nearest
from cocsheets.plans.plan import Obstacle, Plan
from cocsheets.plans.roster import RosterAction, RosterChange, change_roster
from cocsheets.plans.sharing_obstacles import is_group
from cocsheets.plans.sharing_plan import SharingChange, SharingPlan
from cocsheets.records.dates import date_cell, read_date

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from cocsheets.plans.situation import Situation


class MembersPlan(Plan, frozen=True, kw_only=True):
    """Changes to the roster, then those to sharing that follow from them."""

    changes: Sequence[RosterChange | SharingChange]
    sharing: SharingPlan
    roster: tuple[RosterChange, ...] = ()
    people: frozenset[str] = frozenset()
    """Permission ids (or compared addresses) of the people whom the plan is about."""
    removed: frozenset[str] = frozenset()
    """Those of them who leave, whatever else the roster says of them."""

    def sharing_on(self, now: Situation, *, notify: bool = False) -> SharingPlan:
        """What follows for the sharing of these people from another reading of the roster."""
        plan = now.plan(now.roster, removed=self.removed, notify=notify)
        return plan.about(self.people)

    def refusals(self, limits: Limits, *, allow_large: bool = False) -> dict[str, RefusedError]:
        """What the guards of sharing refuse, file by file.

        Those whom a person names are not counted; all other guards stay. A plan that takes nothing
        away needs no roster to rest on: that is how a roster begins.
        """
        takes = {change.file for change in self.sharing.changes if change.action.takes}
        found = self.sharing.refusals(limits, allow_large=allow_large, named=self.people)
        return {name: error for name, error in found.items() if name in takes}

    def check(self, limits: Limits, *, allow_large: bool = False) -> None:
        """Refuse where the guards leave nothing of the sharing to do. Raises RefusedError."""
        refused = self.refusals(limits, allow_large=allow_large)
        if self.sharing.stops(refused):
            raise next(iter(refused.values()))


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
    named = (group for file in situation.files for group in file.policy.groups)
    known = (*situation.groups, *named, *listed)
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
            hint=f"{nearest(situation, [email])}`cocsheets members list` shows everybody.",
        )
    _refuse_fixtures(situation, [person])
    return _leave(situation, [person], on, note)


def plan_renew(situation: Situation, stays: Sequence[str], *, on: dt.date) -> MembersPlan:
    """End the terms of all current members but those who stay.

    Who is in a row that cannot be read is not known to leave, and the row is named as an obstacle.
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
            hint=f"{nearest(situation, unknown)}`cocsheets members list` shows who is; "
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
    plan = _leave(situation, leaving, on, "", gone - set(kept.values()))
    unread = tuple(_unread(row) for row in situation.roster.doubtful)
    return replace(plan, obstacles=plan.obstacles + unread)


def _unread(row: DoubtfulRow) -> Obstacle:
    """The obstacle that nobody knows who is to leave by a row."""
    return Obstacle(
        f"row {row.row} of the roster cannot be read: nobody who is named in it leaves",
        row.row,
        hint="Correct the row, then run again.",
    )


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
    plan = _combine(situation, changes, accounts.union(gone), removed=removed)
    left = tuple(_left_open(situation, people)) if removed else ()
    return replace(plan, obstacles=plan.obstacles + left)


def _left_open(situation: Situation, people: Sequence[Person]) -> Iterator[Obstacle]:
    """What somebody who leaves keeps in the other files, as no plan can change it."""
    for file in situation.files:
        kept = {situation.identities.account(email) for email in file.policy.keep}
        for person in people:
            if person.account in kept and any(p.id == person.account for p in file.permissions):
                yield Obstacle(
                    f"keeps access: named in {file.policy.keep_table} keep",
                    address=person.email,
                    hint="Take the address out of the settings, then run `cocsheets sharing`.",
                    file=file.name,
                )
            for item in file.places:
                if person.account in {owner.permission_id for owner in item.facts.owners}:
                    yield Obstacle(
                        "owns it, and an owner cannot be removed; transfer the ownership first",
                        address=person.email,
                        hint="`cocsheets sharing audit` says how, step by step.",
                        file=file.name,
                        item="" if item.facts is file.facts else item.facts.id,
                    )


def _combine(
    situation: Situation,
    changes: Sequence[RosterChange],
    accounts: Collection[str],
    *,
    removed: Collection[str] = (),
    notify: bool = False,
) -> MembersPlan:
    """Roster changes, and the part of the sharing plan that is about these accounts."""
    after = replace(situation, roster=change_roster(situation.roster, changes))
    sharing = after.plan(after.roster, removed=removed, notify=notify).about(accounts)
    return MembersPlan(
        spreadsheet_id=situation.spreadsheet_id,
        kind="members",
        changes=(*changes, *sharing.changes),
        obstacles=sharing.obstacles,
        sharing=sharing,
        roster=tuple(changes),
        people=frozenset(accounts),
        removed=frozenset(removed),
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
    """Nobody who cannot or must not be removed from the records is put down as gone."""
    first = situation.files[0]
    owns = first.name == RECORDS
    owners = {owner.permission_id for owner in first.facts.owners if owns}
    owners |= {grant.id for grant in first.permissions if owns and grant.is_owner}
    kept = {situation.identities.account(email) for email in first.policy.keep}
    for person in people:
        if person.account in owners:
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
