"""Random committees: accounts with aliases, terms of all kinds, grants of all kinds."""

from __future__ import annotations

import random

from cocsheets.access.membership import Member, MemberRole, Roster, Term
from cocsheets.access.permissions import GranteeType, Permission, Role
from cocsheets.access.policy import SharingSettings
from cocsheets.data import replace
from tests.access.builders import LONG_AGO, OWNER, ROBOT, TODAY, domain, facts, group, link
from tests.access.memory_drive import MemoryDrive

ROLES = [Role.READER, Role.COMMENTER, Role.WRITER]


def world(seed: int) -> tuple[MemoryDrive, Roster, SharingSettings]:
    """A random committee: accounts with aliases, terms of all kinds, grants of all kinds."""
    dice = random.Random(seed)
    acting = dice.choice([ROBOT, ROBOT, OWNER])
    drive = MemoryDrive(account_=acting, shows_parts=dice.random() < 0.8)
    drive.refuses_inherited = dice.random() < 0.5
    if dice.random() < 0.1:
        drive.facts_ = facts(capabilities=frozenset({"canEdit"}))
    members: list[Member] = []
    for number in range(dice.randrange(3, 12)):
        member = _person(dice, drive, number)
        if dice.random() < 0.8:
            members.append(member)
    if dice.random() < 0.3:
        members.append(Member("Owner", OWNER.email, (Term(MemberRole.ADVISER, LONG_AGO),)))
    if dice.random() < 0.9 and members:
        first = members[0]
        members[0] = replace(first, terms=(*first.terms, Term(MemberRole.CHAIR, LONG_AGO)))
    _others(dice, drive)
    policy = SharingSettings(
        roles=dice.choice([{}, {"adviser": "commenter"}, {"member": "reader"}]),
        groups=dice.choice([(), ("Group0@example.org",)]),
        keep=dice.choice([(), (OWNER.email, "p1@example.org")]),
    )
    return drive, Roster(tuple(members)), policy


def _person(dice: random.Random, drive: MemoryDrive, number: int) -> Member:
    """Somebody with two addresses, perhaps an account, perhaps access, from here and from above."""
    id_ = str(100 + number)
    spellings = [f"P{number}@Example.org", f"p{number}.alias@example.net"]
    exists = dice.random() < 0.9
    drive.addresses |= dict.fromkeys(map(str.casefold, spellings), id_ if exists else None)
    if exists and dice.random() < 0.6:
        role, pending = dice.choice(ROLES), dice.random() < 0.1
        drive.direct[id_] = Permission(
            id_, GranteeType.USER, role, spellings[0], pending_owner=pending
        )
    if exists and dice.random() < 0.15:
        drive.inherited[id_] = Permission(id_, GranteeType.USER, dice.choice(ROLES), spellings[0])
    return Member(f"P{number}", dice.choice(spellings), _terms(dice))


def _others(dice: random.Random, drive: MemoryDrive) -> None:
    """Links, domains, groups and accounts that are gone."""
    for permission in (link(dice.choice(ROLES)), domain(dice.choice(ROLES))):
        if dice.random() < 0.4:
            drive.direct[permission.id] = permission
    for number in range(dice.randrange(0, 3)):
        given = group(f"g{number}", f"group{number}@example.org", dice.choice(ROLES))
        drive.direct[given.id] = given
    for number in range(dice.randrange(0, 3)):
        gone = Permission(f"d{number}", GranteeType.USER, dice.choice(ROLES), deleted=True)
        drive.direct[gone.id] = gone


def _terms(dice: random.Random) -> tuple[Term, ...]:
    later, earlier = TODAY.replace(year=2027), TODAY.replace(year=2025)
    spans = [
        (LONG_AGO, None),
        (None, None),
        (LONG_AGO, earlier),
        (LONG_AGO, TODAY),
        (LONG_AGO, later),
        (later, None),
    ]
    chosen = dice.sample(spans, dice.choice([1, 1, 1, 2]))
    return tuple(Term(dice.choice(list(MemberRole)), *span) for span in chosen)


def expected(drive: MemoryDrive, people: Roster, policy: SharingSettings) -> dict[str, Role | None]:
    """The policy by brute force, by id, for what stands on the file itself: a role, or None for
    whatever it is now. Written apart from the code under test."""
    kept = {drive.addresses.get(email.casefold()) for email in policy.keep} - {None}
    untouched = {OWNER.permission_id, drive.account_.permission_id, *kept}
    present = drive.direct | drive.inherited
    wanted: dict[str, Role | None] = {}
    for id_, permission in drive.direct.items():
        allowed = permission.type is GranteeType.GROUP and permission.email.casefold() in {
            group.casefold() for group in policy.groups
        }
        if allowed or id_ in untouched:
            wanted[id_] = None
    for person in people:
        found = drive.addresses.get(person.email.casefold())
        term = person.term(TODAY)
        if found is None or term is None or (found in untouched and found in present):
            continue
        role = policy.role_for(term.role)
        assert role is not None
        above = drive.inherited.get(found)
        if above and above.role.rank > role.rank:
            role = above.role
        known = wanted.get(found)
        wanted[found] = role if known is None or role.rank > known.rank else known
    return wanted
