"""The sharing plan as a value: changes to who has access, in order, and when each is in place.

Knows permissions and roles. Must not know why a change is made, nor how it is carried out.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cocsheets.access import addresses
from cocsheets.access.permissions import GranteeType, Permission, Role
from cocsheets.findings import Finding
from cocsheets.plans.limits import Limits, check_sharing
from cocsheets.plans.plan import Obstacle, Plan


class Action(enum.StrEnum):
    """What is done to a permission."""

    REVOKE = "revoke"
    LOWER = "lower"
    RAISE = "raise"
    GRANT = "grant"
    RESTRICT = "restrict"
    """Writers may no longer share the file on."""

    @property
    def takes(self) -> bool:
        """Whether it takes access away."""
        return self in (Action.REVOKE, Action.LOWER, Action.RESTRICT)

    @property
    def symbol(self) -> str:
        """The sign before its line in a plan."""
        return {Action.GRANT: "+", Action.REVOKE: "-"}.get(self, "~")


@dataclass(frozen=True, slots=True)
class SharingChange:
    """One change to who has access."""

    action: Action
    address: str
    """The grantee as people know it: an address, `anyone with the link`…"""
    reason: str
    permission_id: str = ""
    """Empty for a grant to an address whose account is not known."""
    type: GranteeType = GranteeType.USER
    before: Role | None = None
    after: Role | None = None
    email: str = ""
    """For a grant: the address to send."""
    explained: bool = False
    """For a revoke: whether the roster, the kind of grant or a person explains it."""

    def effect(self) -> tuple[str, ...]:
        """See `cocsheets.plans.plan.Change.effect`."""
        return (self.action, self.permission_id or self.email.casefold(), self.after or "")

    def to_json(self) -> dict[str, Any]:
        """See `cocsheets.plans.plan.Change.to_json`."""
        return {
            "action": str(self.action),
            "address": self.address,
            "type": str(self.type),
            "role": self.after and str(self.after),
            "was": self.before and str(self.before),
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True, repr=False)
class SharingPlan(Plan):
    """Changes to who has access, revokes first; with the listing that they were planned from."""

    changes: Sequence[SharingChange]
    permissions: tuple[Permission, ...] = ()
    untouchable: frozenset[str] = frozenset()
    """Permission ids of owner and acting account."""
    roster_fault: str = ""
    """Why the roster is no ground to take anybody's access away; empty if it is."""
    members: int = 0
    """Current members on the roster."""
    begun: bool = False
    """Whether a good run has been noted before, after which grants have a limit."""
    findings: tuple[Finding, ...] = ()

    def check(self, limits: Limits, *, allow_large: bool = False) -> None:
        """See `Plan.check`."""
        check_sharing(self, limits, allow_large=allow_large)

    def only(self, *, takes: bool) -> SharingPlan:
        """The half that takes access away, or the half that gives it; the rest is named as left."""
        kept = tuple(change for change in self.changes if change.action.takes is takes)
        left = tuple(
            Obstacle(f"left out: {change.action} ({change.reason})", address=change.address)
            for change in self.changes
            if change not in kept
        )
        return replace(self, changes=kept, obstacles=self.obstacles + left)

    def about(self, accounts: Collection[str]) -> SharingPlan:
        """The part about some accounts, by permission id or compared address."""
        labels = {p.label for p in self.permissions if _names_one(p.id, p.email, accounts)}
        return replace(
            self,
            changes=tuple(
                c for c in self.changes if _names_one(c.permission_id, c.email, accounts)
            ),
            obstacles=tuple(
                obstacle
                for obstacle in self.obstacles
                if obstacle.address in labels or _names_one("", obstacle.address or "", accounts)
            ),
            findings=(),
        )


def _names_one(permission_id: str, email: str, accounts: Collection[str]) -> bool:
    return permission_id in accounts or addresses.key(email) in accounts


def in_place(change: SharingChange, permissions: Sequence[Permission]) -> bool:
    """Whether a listing shows a change to have been made."""
    found = [permission for permission in permissions if _is_about(permission, change)]
    match change.action:
        case Action.REVOKE:
            return all(permission.direct_role is None for permission in found)
        case Action.LOWER:
            roles = [permission.direct_role for permission in found]
            return all(
                r is None or change.after is None or r.rank <= change.after.rank for r in roles
            )
    return change.after is not None and any(
        permission.role.rank >= change.after.rank and not permission.deleted for permission in found
    )


def _is_about(permission: Permission, change: SharingChange) -> bool:
    if permission.view or permission.type is not change.type:
        return False
    if change.permission_id and permission.id == change.permission_id:
        return True
    return (
        permission.type is GranteeType.USER
        and bool(change.email and permission.email)
        and addresses.key(permission.email) == addresses.key(change.email)
    )
