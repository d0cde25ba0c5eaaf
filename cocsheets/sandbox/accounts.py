"""Who is who: accounts, their other addresses, groups and permission ids. Knows nothing of files.

An address that nobody listed is a Google user, but for `nogoogle.example`, where nobody has a
Google account, and for service accounts. Addresses are compared as accounts: without regard to
case, through aliases, and at Gmail without regard to dots and `+` suffixes (documented).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Kind = Literal["user", "service", "group", "none", "deleted"]
Address = Annotated[str, msgspec.Meta(pattern=r"^[^\s@]+@[^\s@]+\Z")]

DEFAULT_ACCOUNT = "sandbox-account@example.org"
_NO_GOOGLE_DOMAIN = "nogoogle.example"
_SERVICE_ACCOUNTS = ("robot@sandbox.example",)
_SERVICE_DOMAIN = ".gserviceaccount.com"
_GMAIL = ("gmail.com", "googlemail.com")


class Account(msgspec.Struct, forbid_unknown_fields=True):
    """One account at Google, or one address that has none (`none`, `deleted`)."""

    email: Address
    """The account's own spelling, which is what every answer shows."""
    kind: Kind = "user"
    aliases: list[Address] = []
    """Other addresses of the same account."""
    members: list[Address] = []
    """Addresses in a group; groups may hold groups."""
    managers: list[Address] = []
    """Addresses that are in a group and manage it."""
    admin: bool = False
    """Whether the account may read the directory of its domain."""

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody in a group, managers among them."""
        return (*self.members, *self.managers)

    @property
    def domain(self) -> str:
        """The part after the @, folded."""
        return domain_of(self.email)

    @property
    def display_name(self) -> str:
        """What Google would show as a name: here, the address before the @."""
        return self.email.partition("@")[0]

    @property
    def is_person(self) -> bool:
        """Whether someone can act as this account."""
        return self.kind in ("user", "service")


class Accounts:
    """The directory. Listed accounts are found by any of their addresses."""

    def __init__(self, listed: Iterable[Account] = (), seen: Iterable[str] = ()) -> None:
        self._listed: dict[str, Account] = {}
        self._owner_of: dict[str, str] = {}
        self._seen: dict[str, str] = {}
        for account in listed:
            self.put(account)
        for spelling in seen:
            self.remember(spelling)

    def __iter__(self) -> Iterator[Account]:
        return iter(self._listed.values())

    def put(self, account: Account) -> None:
        """List an account, in place of an earlier one of the same address."""
        key = fold(account.email)
        self._listed[key] = account
        self._owner_of = {
            fold(address): fold(listed.email)
            for listed in self._listed.values()
            for address in listed.aliases
        }
        self._owner_of |= {listed: listed for listed in self._listed}

    def remember(self, address: str) -> None:
        """Keep the first spelling of an address that nobody listed, as the account's own."""
        if (key := fold(address)) not in self._owner_of:
            self._seen.setdefault(key, address)

    def find(self, address: str) -> Account:
        """The account that an address belongs to; never fails."""
        key = fold(address)
        if (owner := self._owner_of.get(key)) is not None:
            return self._listed[owner]
        domain = domain_of(key)
        kind: Kind = "user"
        if domain == _NO_GOOGLE_DOMAIN:
            kind = "none"
        elif key in _SERVICE_ACCOUNTS or domain.endswith(_SERVICE_DOMAIN):
            kind = "service"
        return Account(email=self._seen.get(key, address.strip()), kind=kind)

    def same(self, one: str, other: str) -> bool:
        """Whether two addresses are one account."""
        return self.key(one) == self.key(other)

    def key(self, address: str) -> str:
        """A name for the account of an address, the same for all of its addresses."""
        return fold(self.find(address).email)

    def permission_id(self, address: str) -> str:
        """The id of the grantee, the same on every file and for every address (documented)."""
        return _number(self.key(address))

    def groups_of(self, address: str) -> set[str]:
        """Keys of all groups that hold the account, directly or through other groups."""
        found: set[str] = set()
        wanted = {self.key(address)}
        while wanted:
            wanted = {
                fold(group.email)
                for group in self._listed.values()
                if group.kind == "group" and any(self.key(m) in wanted for m in group.people)
            } - found
            found |= wanted
        return found

    def user(self, address: str, *, me: str | None = None) -> dict[str, Any]:
        """The `drive#user` resource of an account, as seen by `me`."""
        account = self.find(address)
        resource = {
            "kind": "drive#user",
            "displayName": account.display_name,
            "me": me is not None and self.same(address, me),
            "permissionId": self.permission_id(address),
        }
        if account.kind != "deleted":
            resource["emailAddress"] = account.email
        return resource

    def to_json(self) -> dict[str, Any]:
        """Everything, as JSON."""
        return {
            "listed": [msgspec.to_builtins(account) for account in self],
            "seen": list(self._seen.values()),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Accounts:
        """The inverse of `to_json`."""
        return cls(msgspec.convert(data["listed"], list[Account]), data["seen"])


def domain_permission_id(domain: str) -> str:
    """The id of a grant to a whole domain."""
    return f"{_number('@' + domain.casefold())}k"


def domain_of(address: str) -> str:
    """The part after the @, folded; empty if there is none."""
    return _domain(address.strip().casefold().rpartition("@")[2]) if "@" in address else ""


def fold(address: str) -> str:
    """An address as it is compared: no case, no dots or `+` suffix at Gmail.

    An international domain is the same as `xn--` (unverified, but there is one domain only).
    """
    local, at, domain = address.strip().casefold().rpartition("@")
    domain = _domain(domain)
    if domain in _GMAIL:
        local, domain = local.partition("+")[0].replace(".", ""), "gmail.com"
    return f"{local}{at}{domain}"


def _domain(folded: str) -> str:
    """A folded domain in Unicode."""
    if "xn--" not in folded:
        return folded
    try:
        return folded.encode("ascii").decode("idna").casefold()
    except UnicodeError:
        return folded


def _number(key: str) -> str:
    """A twenty-digit number that looks like Google's and is always the same for a key."""
    digest = hashlib.sha256(key.encode()).digest()
    return f"{int.from_bytes(digest[:8], 'big'):020d}"
