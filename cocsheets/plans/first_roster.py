"""Plans a first roster from those who have access now.

Knows permissions and roles. Must not know how a worksheet is made. Nobody gains or loses access by
it: it only writes down who is there, for a person to correct.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from cocsheets.access import addresses
from cocsheets.access.membership import MemberRole
from cocsheets.access.permissions import Account, FileFacts, GranteeType, Permission
from cocsheets.data import Data
from cocsheets.errors import ConfigurationError
from cocsheets.plans.plan import Obstacle, Plan

SERVICE_ACCOUNTS = ".gserviceaccount.com"


class NewMember(Data, frozen=True):
    """One row of the new roster."""

    email: str
    name: str
    role: MemberRole
    reason: str
    action: str = "enrol"

    def effect(self) -> tuple[str, ...]:
        """See `cocsheets.plans.plan.Change.effect`."""
        return (self.action, addresses.key(self.email), str(self.role))

    def to_json(self) -> dict[str, Any]:
        """See `cocsheets.plans.plan.Change.to_json`."""
        return {
            "action": self.action,
            "address": self.email,
            "row": None,
            "role": str(self.role),
            "reason": self.reason,
        }


class RosterPlan(Plan, frozen=True):
    """A new worksheet with the roster."""

    changes: Sequence[NewMember]
    title: str = ""


def plan_roster(
    file: FileFacts,
    permissions: Sequence[Permission],
    account: Account,
    *,
    title: str,
    chair: str = "",
    acting_is_person: bool = False,
) -> RosterPlan:
    """A roster of the people who have access: owner as chair unless `chair` names another,
    editors as members, the rest as advisers; robots left out.

    Raises ConfigurationError if nobody would be chair.
    """
    people = list(_people(permissions, account, acting_is_person=acting_is_person))
    chosen = addresses.key(chair)
    if not chosen:
        owner = next((p for p in people if p.is_owner), None)
        chosen = addresses.key(owner.email) if owner else ""
    changes = tuple(
        _member(person, is_chair=addresses.key(person.email) == chosen) for person in people
    )
    if not any(change.role is MemberRole.CHAIR for change in changes):
        raise ConfigurationError(
            "Nobody of those who have access would be chair of the new roster; nothing was done.",
            hint="Name the chair: --chair EMAIL.",
        )
    obstacles = tuple(
        Obstacle("not a person, so not on a roster", address=permission.label, pending=False)
        for permission in permissions
        if permission.type is not GranteeType.USER and not permission.view
    )
    return RosterPlan(file.id, "roster", changes, obstacles=obstacles, title=title)


def _people(
    permissions: Sequence[Permission], account: Account, *, acting_is_person: bool
) -> Iterator[Permission]:
    for permission in sorted(permissions, key=lambda p: (-p.role.rank, p.email)):
        acting = permission.id == account.permission_id
        robot = permission.email.endswith(SERVICE_ACCOUNTS) or (
            acting and not acting_is_person and not permission.is_owner
        )
        a_person = permission.type is GranteeType.USER and permission.email
        if a_person and permission.opens_contents and not permission.view and not robot:
            yield permission


def _member(permission: Permission, *, is_chair: bool) -> NewMember:
    if is_chair:
        role = MemberRole.CHAIR
    else:
        role = MemberRole.MEMBER if permission.role.edits else MemberRole.ADVISER
    return NewMember(permission.email, permission.name, role, f"has access as {permission.role}")
