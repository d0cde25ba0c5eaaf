"""Google Groups: who is in one, groups within it opened too.

Asks the Cloud Identity Groups API, and where that refuses the Directory API: which of them answers
depends on whose group it is and on what the acting account may. Knows both and their refusals. Must
not know who should be in a group.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec

from cocsheets.access import addresses
from cocsheets.data import Data
from cocsheets.errors import GoogleError, UnreachableError
from cocsheets.workbook.pages import each_page
from cocsheets.workbook.refusals import API_OFF, SCOPES, RefusalError, to_error

if TYPE_CHECKING:
    from cocsheets.workbook.http import Http
    from cocsheets.workbook.refusals import Fault

CLOUD_IDENTITY = "https://cloudidentity.googleapis.com/v1"
DIRECTORY = "https://admin.googleapis.com/admin/directory/v1"
GROUP_SCOPES = (
    "https://www.googleapis.com/auth/cloud-identity.groups.readonly",
    "https://www.googleapis.com/auth/admin.directory.group.member.readonly",
)
"""Reading alone; either is enough for its API."""
MOST_GROUPS = 50
"""Groups within a group that are opened."""
MOST_PAGES = 100

READ = "read the group"


class GroupMember(Data, frozen=True):
    """One entry of a group."""

    email: str
    """Empty where the entry is not one account."""
    is_group: bool = False


class GroupRefusedError(Exception):
    """A group that an API does not show to the acting account."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"HTTP {fault.status}")
        self.fault = fault
        self.group = ""
        """Address of the group: the one that was asked for, or one within it."""

    @property
    def switched_off(self) -> bool:
        """Whether the API is not enabled in the project of the credentials."""
        return self.fault.reason in API_OFF

    @property
    def scope_missing(self) -> bool:
        """Whether the sign-in was not granted what this API needs."""
        return self.fault.reason in SCOPES


class _Base(msgspec.Struct, rename="camel"):
    pass


class _Name(_Base):
    name: str


class _Key(_Base):
    id: str = ""


class _Membership(_Base):
    preferred_member_key: _Key = msgspec.field(default_factory=_Key)
    type: str = ""


class _Memberships(_Base):
    memberships: list[_Membership] = []
    next_page_token: str = ""


class _Member(_Base):
    email: str = ""
    type: str = ""


class _Members(_Base):
    members: list[_Member] = []
    next_page_token: str = ""


class Groups:
    """Reads Google Groups as the acting account."""

    def __init__(self, http: Http) -> None:
        self.http = http

    @property
    def acting_as(self) -> str:
        """Address of the acting account, as far as the credentials tell."""
        return self.http.acting_as

    def people(self, group: str) -> tuple[str, ...]:
        """The addresses in a group and in the groups within it; "" for what is not one account.

        Raises GroupRefusedError with the first API's refusal where neither API shows the group,
        GoogleError for everything else: a list that was not read to its end is no list.
        """
        try:
            return self._opened(group, self._by_cloud_identity)
        except GroupRefusedError as refused:
            try:
                return self._opened(group, self._by_directory)
            except GroupRefusedError as again:
                weak = refused.switched_off or refused.scope_missing
                first, second = (again, refused) if weak else (refused, again)
                usable = not (first.switched_off or first.scope_missing)
                raise (first if usable else refused) from second

    def _opened(
        self, group: str, members: Callable[[str], Iterator[GroupMember]]
    ) -> tuple[str, ...]:
        """Everybody in a group, each once, whichever groups lie in between or around."""
        waiting, opened = [group], set()
        found: dict[str, str] = {}
        while waiting:
            name = waiting.pop()
            if addresses.key(name) in opened:
                continue
            opened.add(addresses.key(name))
            if len(opened) > MOST_GROUPS:
                raise UnreachableError(
                    f"The group has more than {MOST_GROUPS} groups within it.",
                    hint="Name the groups that the committee uses as places of their own.",
                )
            try:
                for member in members(name):
                    if member.is_group:
                        waiting.append(member.email)
                    else:
                        found.setdefault(addresses.key(member.email), member.email)
            except GroupRefusedError as refused:
                refused.group = name
                raise
        return tuple(found.values())

    def _by_cloud_identity(self, group: str) -> Iterator[GroupMember]:
        """`groups.lookup`, then `memberships.list` (documented); the view FULL has the types."""
        params = {"groupKey.id": group}
        found: _Name = self._get(f"{CLOUD_IDENTITY}/groups:lookup", params, _Name)
        url = f"{CLOUD_IDENTITY}/{quote(found.name, safe='/')}/memberships"
        for page in self._pages(url, {"view": "FULL", "pageSize": "500"}, _Memberships):
            for entry in page.memberships:
                yield GroupMember(entry.preferred_member_key.id, entry.type == "GROUP")

    def _by_directory(self, group: str) -> Iterator[GroupMember]:
        """`members.list` of the Directory API. A member of type CUSTOMER is a whole organisation
        and has no address (documented)."""
        url = f"{DIRECTORY}/groups/{quote(group, safe='@')}/members"
        for page in self._pages(url, {"maxResults": "200"}, _Members):
            for entry in page.members:
                yield GroupMember(entry.email, entry.type == "GROUP")

    def _pages(self, url: str, params: dict[str, str], kind: type[Any]) -> Iterator[Any]:
        return each_page(lambda asked: self._get(url, asked, kind), params, READ, most=MOST_PAGES)

    def _get(self, url: str, params: dict[str, str], kind: type[Any]) -> Any:
        try:
            return self.http.get(url, params, kind, READ)
        except RefusalError as refusal:
            raise _refused(refusal.fault, self.acting_as) from None


def _refused(fault: Fault, acting_as: str) -> GroupRefusedError | GoogleError:
    """Google answers 403 for a group that is not there too, so as not to tell (documented)."""
    if fault.status in (400, 403, 404) and not fault.passes_with_time:
        return GroupRefusedError(fault)
    return to_error(fault, READ, acting_as=acting_as)
