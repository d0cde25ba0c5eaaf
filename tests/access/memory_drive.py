"""A file's sharing in memory, by Drive's rules, for worlds by the hundred.

What stands on the file and what comes from a folder above are kept apart, as Drive keeps them;
accounts have several addresses. `faults` can break any call, before or after it takes effect.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cocsheets.access import addresses
from cocsheets.access.files import Below
from cocsheets.access.permissions import Account, FileFacts, GranteeType, Part, Permission, Role
from cocsheets.data import replace
from cocsheets.errors import (
    AccessError,
    InheritedAccessError,
    NoGoogleAccountError,
    NotFoundError,
    OwnerAccessError,
)
from tests.access.builders import OWNER, ROBOT, facts

if TYPE_CHECKING:
    from collections.abc import Callable

Fault = tuple[str, Exception]
"""`before` or `after` the call takes effect, and what it raises."""


@dataclass
class MemoryDrive:
    """Stands in for Google as a `SharingStore`."""

    account_: Account = ROBOT
    facts_: FileFacts = field(default_factory=facts)
    direct: dict[str, Permission] = field(default_factory=dict)
    inherited: dict[str, Permission] = field(default_factory=dict)
    addresses: dict[str, str | None] = field(default_factory=dict)
    """Permission id by address; several addresses may share one."""
    shows_parts: bool = True
    refuses_inherited: bool = True
    """Whether deleting what is inherited is refused, or accepted without effect."""
    calls: list[str] = field(default_factory=list)
    mails: list[str] = field(default_factory=list)
    watch: Callable[[MemoryDrive], None] | None = None
    faults: dict[int, Fault] = field(default_factory=dict)
    """By number of the changing call, from 1."""
    key: str = "sheet"
    others: dict[str, MemoryDrive] = field(default_factory=dict)
    """Other files, by id."""

    def __post_init__(self) -> None:
        for account, role in ((OWNER, Role.OWNER), (self.account_, Role.WRITER)):
            if account.permission_id not in self.direct:
                self.put(account.email, account.permission_id, role)

    def put(self, email: str, id_: str, role: Role, **more: object) -> None:
        """Let somebody in, by hand."""
        self.addresses[addresses.key(email)] = id_
        self.direct[id_] = Permission(id_, GranteeType.USER, role, email, **more)  # type: ignore[arg-type]

    def file(self) -> FileFacts:
        """See `SharingReader`."""
        return self.facts_

    def other(self, key: str) -> MemoryDrive:
        """See `SharingReader`; what is not among the others is not to be seen."""
        return self.others.get(key) or Hidden()

    def overview(self) -> tuple[FileFacts, tuple[Permission, ...]]:
        """See `SharingReader`."""
        return self.file(), self.permissions()

    own_address = ""

    def below(self, top: FileFacts, limit: int) -> Below:
        """See `SharingReader`: it is no folder."""
        raise NotImplementedError

    def account(self) -> Account:
        """See `SharingReader`."""
        return self.account_

    def permissions(self) -> tuple[Permission, ...]:
        """See `SharingReader`."""
        return tuple(self._merged(id_) for id_ in self.direct | self.inherited)

    def permission_id(self, email: str) -> str | None:
        """See `SharingReader`."""
        return self.addresses.get(addresses.key(email))

    def grant(self, email: str, role: Role, *, notify: bool, message: str = "") -> None:
        """See `SharingWriter`: raised in place, never lowered; without an account only by mail."""
        with_mail = " with mail" if notify else ""
        self._call(f"grant {email} {role}{with_mail}", lambda: self._grant(email, role, notify))

    def grant_group(self, email: str, role: Role) -> None:
        """See `SharingWriter`."""
        given = Permission(f"group {email}", GranteeType.GROUP, role, email)
        self._call(f"grant group {email} {role}", lambda: self.direct.update({given.id: given}))

    def _grant(self, email: str, role: Role, notify: bool) -> None:
        id_ = self.permission_id(email)
        if id_ is None and not notify:
            raise NoGoogleAccountError("There is no Google account behind the address.")
        if notify:
            self.mails.append(email)
        id_ = id_ or f"visitor {email}"
        known = self.direct.get(id_)
        if known is None:
            self.direct[id_] = Permission(id_, GranteeType.USER, role, email)
        elif known.role.rank < role.rank:
            self.direct[id_] = replace(known, role=role)

    def change(self, permission_id: str, role: Role) -> None:
        """See `SharingWriter`: what is inherited can be raised, not lowered."""
        self._call(f"change {permission_id} {role}", lambda: self._change(permission_id, role))

    def _change(self, id_: str, role: Role) -> None:
        above = self.inherited.get(id_)
        present = self.direct.get(id_) or above
        if present is None:
            raise AccessError("not found")
        if present.is_owner:
            raise OwnerAccessError("owner")
        if above and role.rank < above.role.rank:
            raise InheritedAccessError("inherited")
        self.direct[id_] = replace(present, role=role)

    def revoke(self, permission_id: str) -> None:
        """See `SharingWriter`."""
        self._call(f"revoke {permission_id}", lambda: self._revoke(permission_id))

    def _revoke(self, id_: str) -> None:
        present = self.direct.get(id_)
        if present is not None:
            if present.is_owner:
                raise OwnerAccessError("The owner's access cannot be removed.")
            del self.direct[id_]
        elif id_ in self.inherited and self.refuses_inherited:
            raise InheritedAccessError("The access comes from a folder.")

    def keep_writers_from_sharing(self) -> None:
        """See `SharingWriter`."""
        self._call("restrict", self._restrict)

    def _restrict(self) -> None:
        self.facts_ = replace(self.facts_, writers_can_share=False)

    def _call(self, name: str, act: Callable[[], None]) -> None:
        self.calls.append(name)
        when, error = self.faults.get(len(self.calls), ("", AccessError("none")))
        if when == "before":
            raise error
        act()
        if self.watch:
            self.watch(self)
        if when == "after":
            raise error

    def _merged(self, id_: str) -> Permission:
        direct, above = self.direct.get(id_), self.inherited.get(id_)
        present = direct or above
        assert present is not None
        if not self.shows_parts:
            roles = [each.role for each in (direct, above) if each]
            return replace(present, role=max(roles, key=lambda role: role.rank))
        parts: tuple[Part, ...] = ()
        if direct:
            parts += (Part("file", direct.role),)
        if above:
            parts += (Part("file", above.role, inherited=True, inherited_from="F1"),)
        role = max((part.role for part in parts), key=lambda role: role.rank)
        return replace(present, role=role, parts=parts)


class Hidden(MemoryDrive):
    """A file that the acting account does not see."""

    def overview(self) -> tuple[FileFacts, tuple[Permission, ...]]:
        """See `SharingReader`."""
        raise NotFoundError("File not found.")
