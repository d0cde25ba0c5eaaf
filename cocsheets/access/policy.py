"""The sharing policy: members only, one by one, and what the committee's settings allow besides.

Knows which Drive role a member's role brings on which file, and which exceptions are written down.
Must not know who has access, nor what is done about it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from cocsheets.access import addresses
from cocsheets.access.membership import MemberRole
from cocsheets.access.permissions import Role
from cocsheets.errors import ConfigurationError

DEFAULT_ROLES = {
    MemberRole.CHAIR: Role.WRITER,
    MemberRole.MEMBER: Role.WRITER,
    MemberRole.ADVISER: Role.READER,
}
_GRANTABLE = (Role.READER, Role.COMMENTER, Role.WRITER)


@dataclass(frozen=True, slots=True)
class SharingSettings:
    """Who may have access besides the roster, and in what roles: `[sharing]`."""

    roles: dict[str, str] = field(default_factory=dict)
    """Drive role (`reader`, `commenter`, `writer`) for `chair`, `member` and `adviser`; chair and
    member are writers and advisers readers unless said otherwise."""
    groups: tuple[str, ...] = ()
    """Addresses of Google Groups that may have access, in whatever role they were given."""
    keep: tuple[str, ...] = ()
    """Addresses of accounts that are not on the roster and keep the access that they have."""
    grants: Literal["trusted", "proposed"] = "trusted"
    """`trusted`: the daily job lets in whoever is on the roster. `proposed`: it only proposes to;
    people are let in by `members add` and `sharing`, run by a person."""
    writers_can_share: bool | None = None
    """Whether writers may share the file on; unset leaves it as it is. Only the owner's own account
    can change it."""

    @property
    def table(self) -> str:
        """The table of the settings that the policy is from."""
        return "[sharing]"

    @property
    def keep_table(self) -> str:
        """The table, or tables, whose `keep` counts."""
        return self.table

    @property
    def whom(self) -> tuple[MemberRole, ...]:
        """The roles of the roster that get access."""
        return tuple(MemberRole)

    @property
    def keeps_open(self) -> bool:
        """Whether anyone may go on reading by a link that was made by hand."""
        return False

    def check(self) -> None:
        """Refuse roles and addresses that cannot be.

        Raises:
            ConfigurationError: a role or address is not one.
        """
        check_lists("[sharing]", self.roles, groups=self.groups, keep=self.keep)
        if self.grants not in ("trusted", "proposed"):
            raise ConfigurationError(
                f"[sharing] grants is {self.grants!r}.", hint="Write `trusted` or `proposed`."
            )

    def role_for(self, member: MemberRole) -> Role | None:
        """The Drive role that a member's role brings, None where it brings no access."""
        if member not in self.whom:
            return None
        return Role(self.roles.get(member, DEFAULT_ROLES[member]))

    def allows_group(self, email: str) -> bool:
        """Whether a Google Group may have access."""
        return bool(email) and addresses.key(email) in map(addresses.key, self.groups)

    def keeps(self, email: str) -> bool:
        """Whether an account is to keep what it has."""
        return bool(email) and addresses.key(email) in map(addresses.key, self.keep)


def check_lists(
    table: str, roles: dict[str, str], *, groups: tuple[str, ...], keep: tuple[str, ...]
) -> None:
    """Raise ConfigurationError for a role or an address that is not one."""
    for member, role in roles.items():
        if member not in list(MemberRole) or role not in _GRANTABLE:
            raise ConfigurationError(
                f"{table} roles has {member!r} = {role!r}.",
                hint="Left: chair, member, adviser. Right: reader, commenter, writer.",
            )
    for name, listed in (("groups", groups), ("keep", keep)):
        if any(addresses.read_address(text).fault for text in listed):
            raise ConfigurationError(
                f"{table} {name} holds an entry that is not an e-mail address.",
                hint='Write it as ["name@example.org"].',
            )
