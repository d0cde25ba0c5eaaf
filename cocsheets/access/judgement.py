"""Judges every way into a file against the roster and the policy of that file.

The one place that says who may have access: the plan and the audit both read it, so that they
cannot disagree. Knows nothing of how access is changed.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from cocsheets.access import addresses
from cocsheets.access.identity import Identities, known_ids
from cocsheets.access.permissions import GranteeType, Permission, Role, highest
from cocsheets.data import Data

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping, Sequence

    from cocsheets.access.membership import Member, Roster
    from cocsheets.access.permissions import Account, FileFacts
    from cocsheets.access.policy import SharingSettings


class Standing(enum.StrEnum):
    """What the roster and the settings say of a grantee."""

    OWNER = "owner"
    ACTING = "acting account"
    MEMBER = "member"
    KEPT = "kept"
    """Named in `[sharing] keep`."""
    ACTED = "has acted for cocsheets"
    """On no roster; cocsheets has acted as it, as a daily job does that another person set up."""
    ALLOWED = "allowed group"
    DOUBTFUL = "doubtful"
    """A roster row that cannot be read may be about this account."""
    FORMER = "former member"
    STRANGER = "not a member"
    GONE = "account gone"
    OPEN = "open"
    """Anyone, or a whole domain."""


STAYS = frozenset(
    {
        Standing.OWNER,
        Standing.ACTING,
        Standing.MEMBER,
        Standing.KEPT,
        Standing.ACTED,
        Standing.ALLOWED,
        Standing.DOUBTFUL,
    }
)
"""Standings whose access is not taken away."""


class Judgement(Data, frozen=True):
    """One permission, and what should be of it."""

    permission: Permission
    standing: Standing
    reason: str
    wanted: Role | None = None
    """The role that the policy gives; None where it gives none or leaves the role alone."""
    member: Member | None = None
    """Who it is on the roster."""
    explained: bool = False
    """Whether something besides absence from the roster explains a revoke."""

    @property
    def stays(self) -> bool:
        """Whether the grantee may have access."""
        return self.standing in STAYS


class Judge:
    """Everything that is needed to judge permissions, computed once."""

    def __init__(
        self,
        *,
        file: FileFacts,
        account: Account,
        permissions: Sequence[Permission],
        roster: Roster,
        resolved: Mapping[str, str | None],
        policy: SharingSettings,
        today: dt.date,
        removed: Collection[str] = (),
        acted: Collection[str] = (),
    ) -> None:
        """`removed`: permission ids of those whom a person removes by name. `acted`: addresses of
        the accounts that cocsheets has acted as."""
        ids = {addresses.key(email): found for email, found in resolved.items()}
        self.identities = Identities(roster, ids | known_ids(permissions, (*file.owners, account)))
        self.permissions = tuple(permissions)
        self._account = account
        self._owner_ids = {owner.permission_id for owner in file.owners}
        self._roster = roster
        self._policy = policy
        self._today = today
        self._removed = frozenset(removed)
        self._kept = {self.identities.account(email) for email in policy.keep}
        self._acted = {self.identities.account(email) for email in acted}
        self._unnamed_doubt = self._doubt_without_a_name()

    def judgements(self) -> tuple[Judgement, ...]:
        """All permissions, judged, in the order of the listing."""
        return tuple(map(self.judge, self.permissions))

    def judge(self, permission: Permission) -> Judgement:
        """One permission, judged."""
        match permission.type:
            case GranteeType.ANYONE if self._policy.keeps_open:
                reason = f"{self._policy.table} keep has anyone: whoever has the link may read"
                return Judgement(permission, Standing.KEPT, reason, wanted=Role.READER)
            case GranteeType.ANYONE | GranteeType.DOMAIN:
                reason = "it lets in more than the members"
                return Judgement(permission, Standing.OPEN, reason, explained=True)
            case GranteeType.GROUP:
                return self._group(permission)
        return self._user(permission)

    def keeps(self, permission: Permission) -> bool:
        """Whether the settings name this account under any address."""
        return permission.id in self._kept or self._policy.keeps(permission.email)

    def allows_group(self, email: str) -> bool:
        """Whether the settings let a Google Group in."""
        return self._policy.allows_group(email)

    def is_current(self, email: str) -> bool:
        """Whether an address is that of a current member."""
        return self.identities.account(email) in self.members_due()

    def may_stay(self, email: str) -> bool:
        """Whether an address is that of somebody who may have access at all."""
        account = self.identities.account(email)
        untouched = {self._account.permission_id, *self._owner_ids, *self._kept}
        doubtful = self.identities.doubt(account) is not None
        return doubtful or account in untouched | self._acted or account in self.members_due()

    @property
    def table(self) -> str:
        """The table of the settings that the policy is from."""
        return self._policy.table

    @property
    def keeps_open(self) -> bool:
        """Whether the settings let anyone go on reading who has the link."""
        return self._policy.keeps_open

    @property
    def acts_as_owner(self) -> bool:
        """Whether the acting account owns the file."""
        return self._account.permission_id in self._owner_ids

    def acts_by_name(self) -> bool:
        """Whether the acting account may edit by a grant of its own, so that no other is needed."""
        own = [p for p in self.permissions if p.id == self._account.permission_id]
        return any(permission.role.edits for permission in own)

    def may_own(self, account: Account) -> bool:
        """Whether an item in the folder may be this account's: a current member's, one that is
        kept, or the acting one."""
        if account.permission_id == self._account.permission_id:
            return True
        known = account.permission_id in self.members_due() or self.is_current(account.email)
        return known or account.permission_id in self._kept or self._policy.keeps(account.email)

    @property
    def acting(self) -> str:
        """Address of the acting account."""
        return self._account.email

    def is_owner(self, permission: Permission) -> bool:
        """Whether this is the owner's own permission."""
        return permission.is_owner or permission.id in self._owner_ids

    def members_due(self) -> dict[str, tuple[Member, Role]]:
        """Current members, one entry an account, with the role that the policy gives them."""
        due: dict[str, tuple[Member, Role]] = {}
        for member in self._roster.current(self._today):
            role = self._role(member)
            known = due.get(self.identities.account(member.email))
            if role and (known is None or role.rank > known[1].rank):
                due[self.identities.account(member.email)] = (member, role)
        return due

    def _group(self, permission: Permission) -> Judgement:
        if permission.deleted:
            return Judgement(permission, Standing.GONE, "the group is gone", explained=True)
        if self._policy.allows_group(permission.email):
            reason = f"allowed by {self._policy.table} groups"
            return Judgement(permission, Standing.ALLOWED, reason)
        if row := self._doubt(permission):
            return Judgement(permission, Standing.DOUBTFUL, _unreadable(row))
        reason = f"the group is not in {self._policy.table} groups"
        return Judgement(permission, Standing.STRANGER, reason)

    def _user(self, permission: Permission) -> Judgement:
        members = self.identities.members(permission)
        if self.is_owner(permission):
            member = next(iter(members), None)
            return Judgement(permission, Standing.OWNER, "owns the file", member=member)
        if permission.id == self._account.permission_id:
            member = next(iter(members), None)
            return Judgement(permission, Standing.ACTING, "the acting account", member=member)
        if permission.deleted:
            return Judgement(permission, Standing.GONE, "the account is gone", explained=True)
        if self.keeps(permission):
            reason = f"named in {self._policy.keep_table} keep"
            return Judgement(permission, Standing.KEPT, reason)
        if permission.id in self._removed:
            return self._removed_by_name(permission, members)
        if row := self._doubt(permission):
            return Judgement(permission, Standing.DOUBTFUL, _unreadable(row))
        current = [member for member in members if member.current(self._today)]
        if wanted := highest(role for member in current if (role := self._role(member))):
            return Judgement(
                permission, Standing.MEMBER, "on the roster", wanted=wanted, member=current[0]
            )
        if current:
            return self._of_another_role(permission, current[0])
        return self._outsider(permission, members)

    def _of_another_role(self, permission: Permission, member: Member) -> Judgement:
        """A current member for whose role this file is not."""
        if permission.id in self._acted:
            return Judgement(permission, Standing.ACTED, "cocsheets has acted as this account")
        term = member.term(self._today)
        role = term.role if term else "another role"
        reason = f"{role} on the roster, and {self._policy.table} who does not have that role"
        return Judgement(permission, Standing.STRANGER, reason, member=member)

    def _removed_by_name(self, permission: Permission, members: Sequence[Member]) -> Judgement:
        left = [day for member in members if (day := member.left(self._today))]
        reason = f"stepped down on {max(left).isoformat()}" if left else "removed by name"
        return Judgement(permission, Standing.FORMER, reason, explained=True)

    def _outsider(self, permission: Permission, members: Sequence[Member]) -> Judgement:
        for member in members:
            if left := member.left(self._today):
                reason = f"stepped down on {left.isoformat()}"
                return Judgement(permission, Standing.FORMER, reason, member=member, explained=True)
        if permission.id in self._acted:
            return Judgement(permission, Standing.ACTED, "cocsheets has acted as this account")
        if members:
            reason = "on the roster, but not yet a member"
            return Judgement(permission, Standing.STRANGER, reason, member=members[0])
        if self._unnamed_doubt:
            reason = (
                f"not found on the roster, whose row {self._unnamed_doubt} has no e-mail address "
                "that can be read and that Google knows"
            )
            return Judgement(permission, Standing.DOUBTFUL, reason)
        return Judgement(permission, Standing.STRANGER, "not on the roster")

    def _role(self, member: Member) -> Role | None:
        term = member.term(self._today)
        return self._policy.role_for(term.role) if term else None

    def _doubt_without_a_name(self) -> int | None:
        """A row of which it cannot be told whom it is about, so that it may be about anyone."""
        for row in self._roster.doubtful:
            if not self.identities.has_account(row.own):
                return row.row
        return None

    def _doubt(self, permission: Permission) -> int | None:
        """A row that cannot be read and may be about this grantee."""
        doubt = self.identities.doubt
        return doubt(permission.id) or doubt(addresses.key(permission.email))


def _unreadable(row: int) -> str:
    return f"row {row} of the roster names this address and cannot be read"
