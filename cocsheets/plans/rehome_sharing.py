"""What a rehome does to sharing: readers only in the old file, the same people in the copy.

Pure: computed from listings and judgements. Must not know how anything is carried out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from cocsheets.access import addresses
from cocsheets.access.audit import source
from cocsheets.access.judgement import Judge, Standing
from cocsheets.access.permissions import Action, GranteeType, Permission, Role
from cocsheets.data import Data, replace
from cocsheets.plans.plan import Obstacle
from cocsheets.plans.sharing_plan import FilePlan, SharingChange

if TYPE_CHECKING:
    from cocsheets.access.permissions import FileFacts

WHY = "a rehome: nobody types in the old file while it is copied"


class Guest(Data, frozen=True):
    """Somebody who will have access to the copy."""

    label: str
    """Address, or what a group is called."""
    role: Role
    permission_id: str = ""
    type: GranteeType = GranteeType.USER
    email: str = ""
    reason: str = ""


def hold_grants(plan: FilePlan) -> FilePlan:
    """The plan of one file without what lets in or raises, while only readers are wanted."""
    held = [change for change in plan.changes if not change.action.takes]
    told = tuple(
        Obstacle(
            f"{change.action} waits: a rehome is open, and the copy gets the roster's access",
            address=change.address,
            hint="`cocsheets rehome --resume` goes on with it, `--undo` takes it back.",
            pending=False,
            file=change.file,
            item=change.at,
        )
        for change in held
    )
    kept = tuple(change for change in plan.changes if change not in held)
    return replace(plan, changes=kept, obstacles=(*plan.obstacles, *told))


def readers_only(permissions: Sequence[Permission], spared: frozenset[str]) -> list[SharingChange]:
    """Changes after which everybody is a reader but those spared, by permission id."""
    return [
        SharingChange(
            Action.LOWER,
            permission.label,
            WHY,
            permission_id=permission.id,
            type=permission.type,
            before=permission.direct_role,
            after=Role.READER,
            email=permission.email,
        )
        for permission in permissions
        if permission.id not in spared
        and not permission.is_owner
        and not permission.deleted
        and not permission.view
        and permission.direct_role is not None
        and permission.direct_role.rank > Role.READER.rank
    ]


def still_writing(
    file: FileFacts, permissions: Sequence[Permission], spared: frozenset[str]
) -> Iterator[Obstacle]:
    """Who can go on typing in the old file, since their access comes from above."""
    for permission in permissions:
        inherited = permission.inherited_role
        if (
            permission.id not in spared
            and not permission.is_owner
            and not permission.deleted
            and inherited is not None
            and inherited.edits
        ):
            yield Obstacle(
                f"can go on typing in the old file, through {source(permission, file)}",
                address=permission.label,
                hint="Ask them not to until the rehome is done. What they type stops it.",
                pending=False,
            )


def guests(judge: Judge, roles: Mapping[str, str]) -> tuple[Guest, ...]:
    """Who will have access to the copy: current members by the roster, and whoever else stays.

    `roles` has the role before, by label, of those who were made readers since.
    """
    found: dict[str, Guest] = {}
    for judgement in judge.judgements():
        permission = judgement.permission
        if not judgement.stays or permission.deleted or permission.view:
            continue
        if permission.type not in (GranteeType.USER, GranteeType.GROUP):
            continue
        acts = addresses.key(permission.email) == addresses.key(judge.acting)
        if judgement.standing is Standing.OWNER and not acts and not judge.keeps(permission):
            continue  # the roster alone lets an owner into the copy
        before = roles.get(permission.label, "")
        role = Role(before) if before in list(Role) else permission.role
        if role.edits:
            role = Role.WRITER  # nobody gets to own or to manage the copy by this
        if judgement.standing is Standing.MEMBER and judgement.wanted is not None:
            role = judgement.wanted
        found[permission.id] = Guest(
            permission.label,
            role,
            permission.id,
            permission.type,
            permission.email,
            judgement.reason,
        )
    for name, (member, role) in judge.members_due().items():
        if name not in found and judge.identities.id_of(member) not in found:
            id_ = judge.identities.id_of(member) or ""
            found[name] = Guest(member.email, role, id_, email=member.email, reason="on the roster")
    return tuple(sorted(found.values(), key=lambda guest: guest.label.casefold()))


def missing_guests(
    wanted: Sequence[Guest], permissions: Sequence[Permission], planned: Sequence[SharingChange]
) -> list[SharingChange]:
    """Grants for those whom neither a listing of the copy nor the plan of sharing lets in."""
    there = {p.id for p in permissions} | {change.permission_id for change in planned}
    named = {addresses.key(change.email) for change in planned if change.email}
    named |= {addresses.key(p.email) for p in permissions if p.email}
    return [
        SharingChange(
            Action.GRANT,
            guest.label,
            guest.reason,
            permission_id=guest.permission_id,
            type=guest.type,
            after=guest.role,
            email=guest.email,
        )
        for guest in wanted
        if guest.email
        and guest.permission_id not in there
        and addresses.key(guest.email) not in named
    ]


def restoring(judge: Judge, roles: Mapping[str, str]) -> list[SharingChange]:
    """Changes after which those who were made readers have their role again, if they may stay."""
    return [
        SharingChange(
            Action.RAISE,
            permission.label,
            "the rehome was taken back",
            permission_id=permission.id,
            type=permission.type,
            before=permission.role,
            after=Role(roles[permission.label]),
            email=permission.email,
        )
        for judgement in judge.judgements()
        if judgement.stays
        and (permission := judgement.permission).label in roles
        and roles[permission.label] in list(Role)
        and permission.role.rank < Role(roles[permission.label]).rank
    ]
