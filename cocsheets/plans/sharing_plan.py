"""The sharing plan as a value: changes to who has access, file by file, and when each is in place.

Knows permissions, roles and files. Must not know why a change is made, nor how it is carried out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from msgspec import field

from cocsheets.access import addresses
from cocsheets.access.files import RECORDS, SharedFile
from cocsheets.access.permissions import Action, GranteeType, Permission, Role
from cocsheets.data import Data, HiddenData, replace
from cocsheets.errors import CocsheetsError, RefusedError
from cocsheets.findings import Finding
from cocsheets.plans.limits import Limits, check_sharing
from cocsheets.plans.plan import Obstacle, Plan


class SharingChange(Data, frozen=True):
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
    file: str = RECORDS
    """Name of the file in the settings."""
    at: str = ""
    """Id of the item in it, or of the folder above it, where the grant is; empty: the file."""

    def effect(self) -> tuple[str, ...]:
        """See `cocsheets.plans.plan.Change.effect`."""
        where = (self.file, self.at) if self.at or self.file != RECORDS else ()
        return (self.action, self.permission_id or self.email.casefold(), self.after or "", *where)

    def to_json(self) -> dict[str, Any]:
        """See `cocsheets.plans.plan.Change.to_json`."""
        return {
            "action": str(self.action),
            "file": self.file,
            "item": self.at or None,
            "address": self.address,
            "type": str(self.type),
            "role": self.after and str(self.after),
            "was": self.before and str(self.before),
            "reason": self.reason,
        }


class FilePlan(HiddenData, frozen=True):
    """The part of a sharing plan that is about one file; with what it was planned from."""

    seen: SharedFile
    changes: tuple[SharingChange, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    untouchable: frozenset[tuple[str, str]] = frozenset()
    """Place (as `SharingChange.at`) and permission id of owners and of the acting account."""
    roster_fault: str = ""
    """Why the roster is no ground to take anybody's access away; empty if it is."""
    members: int = 0
    """Current members on the roster."""
    begun: bool = False
    """Whether a good run has been noted before, after which grants have a limit."""
    findings: tuple[Finding, ...] = ()
    among_others: bool = False
    """Whether there are other files."""
    unchecked: tuple[Obstacle, ...] = ()
    """What of the file could not be looked at, whomever the plan is about."""

    @property
    def name(self) -> str:
        """Name of the file in the settings."""
        return self.seen.name

    @property
    def permissions(self) -> tuple[Permission, ...]:
        """The listing of the file itself."""
        return self.seen.permissions

    def only(self, *, takes: bool) -> FilePlan:
        """The half that takes access away, or the half that gives it; the rest is named as left."""
        kept = tuple(change for change in self.changes if change.action.takes is takes)
        left = tuple(
            Obstacle(
                f"left out: {change.action} ({change.reason})",
                address=change.address,
                file=change.file,
                item=change.at,
            )
            for change in self.changes
            if change not in kept
        )
        return replace(self, changes=kept, obstacles=self.obstacles + left)

    def about(self, accounts: Collection[str]) -> FilePlan:
        """The part about some accounts, by permission id or compared address."""
        labels = {p.label for p in self.seen.all_permissions if _names_one(p.id, p.email, accounts)}
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


class SharingPlan(Plan, frozen=True):
    """Changes to who has access to the files, those that take access away first."""

    changes: Sequence[SharingChange]
    parts: tuple[FilePlan, ...] = ()
    failed: Mapping[str, CocsheetsError] = field(default_factory=dict)
    """Why nothing can be said of, or done to, some of the files, by name."""
    roster_findings: tuple[Finding, ...] = ()

    @classmethod
    def of(
        cls,
        spreadsheet_id: str,
        parts: Iterable[FilePlan],
        failed: Mapping[str, CocsheetsError] | None = None,
        roster_findings: tuple[Finding, ...] = (),
    ) -> SharingPlan:
        """The plan over all files, from the parts about each."""
        found = tuple(parts)
        changes = [change for part in found for change in part.changes]
        return cls(
            spreadsheet_id=spreadsheet_id,
            kind="sharing",
            changes=tuple(sorted(changes, key=lambda change: not change.action.takes)),
            obstacles=tuple(
                obstacle for part in found for obstacle in (*part.unchecked, *part.obstacles)
            ),
            parts=found,
            failed=failed or {},
            roster_findings=roster_findings,
        )

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is to be said of the roster, and of people whose access no plan changes."""
        own = (finding for part in self.parts for finding in part.findings)
        return (*self.roster_findings, *own)

    @property
    def faults(self) -> tuple[CocsheetsError, ...]:
        """What failed: whole files, and listings of what is in a folder."""
        unlisted = (part.seen.unlisted for part in self.parts)
        return (*self.failed.values(), *filter(None, unlisted))

    def part(self, name: str) -> FilePlan:
        """The part about one file."""
        return next(part for part in self.parts if part.name == name)

    def refusals(
        self, limits: Limits, *, allow_large: bool = False, named: Collection[str] = ()
    ) -> dict[str, RefusedError]:
        """What the guards refuse, file by file; the others can go on.

        `named`: see `check_sharing`.
        """
        found: dict[str, RefusedError] = {}
        for part in self.parts:
            try:
                check_sharing(part, limits, allow_large=allow_large, named=named)
            except RefusedError as error:
                found[part.name] = error
        return found

    def stops(self, refused: Collection[str]) -> bool:
        """Whether nothing is left to do where the guards refuse these files."""
        changed = {part.name for part in self.parts if part.changes}
        return bool(refused) and changed <= set(refused)

    def check(
        self, limits: Limits, *, allow_large: bool = False, named: Collection[str] = ()
    ) -> None:
        """See `Plan.check`: refused is what leaves nothing to do. `named`: see `check_sharing`."""
        refused = self.refusals(limits, allow_large=allow_large, named=named)
        if self.stops(refused):
            raise next(iter(refused.values()))

    def without(self, failed: Mapping[str, CocsheetsError]) -> SharingPlan:
        """The plan for the other files; of these it tells why nothing is done."""
        if not failed:
            return self
        return self.of(
            self.spreadsheet_id,
            (part for part in self.parts if part.name not in failed),
            {**self.failed, **failed},
            self.roster_findings,
        )

    def only(self, *, takes: bool) -> SharingPlan:
        """See `FilePlan.only`."""
        parts = [part.only(takes=takes) for part in self.parts]
        return self.of(self.spreadsheet_id, parts, self.failed, self.roster_findings)

    def about(self, accounts: Collection[str]) -> SharingPlan:
        """See `FilePlan.about`."""
        parts = [part.about(accounts) for part in self.parts]
        return self.of(self.spreadsheet_id, parts, self.failed)


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
        permission.type in (GranteeType.USER, GranteeType.GROUP)
        and bool(change.email and permission.email)
        and addresses.key(permission.email) == addresses.key(change.email)
    )
