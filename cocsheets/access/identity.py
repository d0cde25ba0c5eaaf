"""Who on the roster stands behind which account: people are compared by permission id.

Drive lists an account under its own spelling, or under another address of the same person, so an
address alone tells nothing. The listing shows some ids; the others are looked up one by one
(Drive v2 `permissionIds`), and only where they matter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.access import addresses
from cocsheets.access.permissions import Account, GranteeType, Permission

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from cocsheets.access.membership import Member, Roster

Resolved = dict[str, str | None]
"""Permission id by compared address; None where Google knows no account."""


def known_ids(permissions: Iterable[Permission], accounts: Iterable[Account] = ()) -> Resolved:
    """Permission ids by compared address, as far as the listing and some accounts show them."""
    shown: Resolved = {
        addresses.key(permission.email): permission.id
        for permission in permissions
        if permission.type is GranteeType.USER and permission.email
    }
    return shown | {addresses.key(a.email): a.permission_id for a in accounts if a.email}


def unresolved(
    permissions: Sequence[Permission],
    roster: Roster,
    accounts: Iterable[Account],
    today: dt.date,
    keep: Iterable[str] = (),
) -> tuple[str, ...]:
    """The addresses whose permission ids must be looked up before sharing can be judged.

    Those of current members whom the listing does not show, always. Those of former members, of
    rows that cannot be read and of `keep` (accounts that are not removed) only if the listing shows
    somebody whom no address explains: only then could one of them be that person. Those of rows
    that cannot be read also where somebody may be let in, who could be the same person.
    """
    accounts = tuple(accounts)
    known = known_ids(permissions, accounts)
    explained = {account.permission_id for account in accounts}
    doubtful = [email for row in roster.doubtful for email in row.emails]
    keep = list(keep)
    listed = {member.key for member in roster} | set(map(addresses.key, (*doubtful, *keep)))
    strangers = any(
        permission.type is GranteeType.USER
        and not permission.deleted
        and permission.id not in explained
        and addresses.key(permission.email) not in listed
        for permission in permissions
    )
    wanted = [m.email for m in roster if strangers or m.current(today)]
    if strangers or any(addresses.key(email) not in known for email in wanted):
        wanted += doubtful
    if strangers:
        wanted += keep
    return tuple(email for email in dict.fromkeys(wanted) if addresses.key(email) not in known)


class Identities:
    """The roster's members by permission id."""

    def __init__(self, roster: Roster, ids: Mapping[str, str | None]) -> None:
        self._ids = ids
        self._by_id: dict[str, list[Member]] = {}
        for member in roster:
            if found := ids.get(member.key):
                self._by_id.setdefault(found, []).append(member)
        rows = reversed(roster.doubtful)
        self._doubts = {self.account(key): row.row for row in rows for key in row.keys}

    def id_of(self, member: Member) -> str | None:
        """A member's permission id, None if unknown or without a Google account."""
        return self._ids.get(member.key)

    def no_account(self, member: Member) -> bool:
        """Whether Google was asked and knows no account of this address."""
        return member.key in self._ids and self._ids[member.key] is None

    def has_account(self, key: str) -> bool:
        """Whether Google is known to have an account of this compared address."""
        return self._ids.get(key) is not None

    def account(self, email: str) -> str:
        """One name for an account: its permission id, or the address where that is unknown."""
        return self._ids.get(addresses.key(email)) or addresses.key(email)

    def members(self, permission: Permission) -> tuple[Member, ...]:
        """Everyone on the roster who is this account, under any address."""
        return tuple(self._by_id.get(permission.id, ()))

    def doubt(self, account: str) -> int | None:
        """A row that cannot be read and may be about this account, named as `account` does."""
        return self._doubts.get(account)
