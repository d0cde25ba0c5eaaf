"""Who has access to a file, by raw calls of the Drive API.

Knows the endpoints, the reasons of refusal and the JSON of permissions. Must not know who should
have access. Always by permission id, always with `supportsAllDrives`, mail always decided.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import msgspec

from cocsheets.access.files import Below
from cocsheets.access.permissions import Account, FileFacts, GranteeType, Permission, Role
from cocsheets.errors import (
    AccessError,
    GoogleError,
    InheritedAccessError,
    NoGoogleAccountError,
    NotFoundError,
    OwnerAccessError,
    UnreachableError,
)
from cocsheets.workbook.filejson import FILE_FIELDS, DriveJson
from cocsheets.workbook.folder import list_below
from cocsheets.workbook.http import Http
from cocsheets.workbook.pages import each_page
from cocsheets.workbook.permissions import GRANTS, PERMISSION_FIELDS, Listing, permission_of
from cocsheets.workbook.refusals import Fault, RefusalError, to_error

V3 = "https://www.googleapis.com/drive/v3"
V2 = "https://www.googleapis.com/drive/v2"

PUBLISHED_TOO = {"includePermissionsForView": "published"}
"""Shows among the permissions that a file is published to the web (documented)."""
FORBIDDEN = {
    "shareOutNotPermitted",
    "shareOutNotPermittedToUser",
    "shareInNotPermitted",
    "domainPolicy",
    "teamDriveDomainUsersOnlyRestriction",
    "teamDriveTeamMembersOnlyRestriction",
    "teamDriveMembershipRequired",
}
"""403 reasons by which an organisation or a shared drive keeps an address out (reported)."""
INHERITED = {
    "cannotModifyInheritedTeamDrivePermission",
    "cannotModifyInheritedPermission",
    "cannotDeletePermission",
}


LOOKS = 4
"""How often a listing that cannot be whole is asked for."""


class _User(msgspec.Struct, rename="camel"):
    email_address: str = ""
    permission_id: str = ""


class _About(msgspec.Struct):
    user: _User


class _PermissionId(msgspec.Struct):
    id: str


class DriveFile:
    """Reads and changes the sharing of one file; a `SharingStore`."""

    def __init__(self, http: Http, key: str, acting: str = "") -> None:
        self.http = http
        self.key = key
        self.url = f"{V3}/files/{quote(key, safe='')}"
        self.size = 0
        """Of the file in bytes, as Drive has told it so far; 0 where it did not."""
        self._owners: frozenset[str] = frozenset()
        self._self: Account | None = None
        """The acting account, once a listing has shown it by the address of the credentials."""
        self._acting = acting
        """Permission ids of those who must be in any listing, once they are known."""

    def other(self, key: str) -> DriveFile:
        """See `SharingStore.other`."""
        return DriveFile(self.http, key, self._acting)

    @property
    def own_address(self) -> str:
        """See `SharingReader.own_address`."""
        return self.http.own_address

    def account(self) -> Account:
        """See `SharingReader.account`. Sends nothing where a listing has shown it."""
        if self._self is not None:
            return self._self
        params = {"fields": "user(emailAddress,permissionId)"}
        user = self._get(f"{V3}/about", params, _About, "ask who is acting").user
        self.http.acting_as = user.email_address or self.http.acting_as
        self._acting = user.permission_id
        return Account(user.email_address, user.permission_id)

    def file(self) -> FileFacts:
        """See `SharingReader.file`."""
        params = {"fields": FILE_FIELDS, "supportsAllDrives": "true"}
        return self._facts(self._get(self.url, params, DriveJson, "look at the file"))

    def overview(self) -> tuple[FileFacts, tuple[Permission, ...]]:
        """See `SharingReader.overview`.

        Drive shows all permissions with the file only to those who may share it, and never in a
        shared drive (documented): there they are listed by a second request.
        """
        params = {
            "fields": f"{FILE_FIELDS},{GRANTS},permissionIds",
            "supportsAllDrives": "true",
            **PUBLISHED_TOO,
        }
        found = self._get(self.url, params, DriveJson, "look at the file")
        facts = self._facts(found)
        shown = found.all_permissions if facts.may("canShare") and not facts.drive_id else None
        if shown is None:
            return facts, self.permissions()
        self._recognise(shown)
        return facts, self.permissions() if self._missing(shown) else shown

    def below(self, top: FileFacts, limit: int) -> Below:
        """See `SharingReader.below`."""
        return list_below(self, f"{V3}/files", top, limit)

    def _facts(self, found: DriveJson) -> FileFacts:
        facts = found.facts()
        self.size = facts.size
        self._owners = frozenset(owner.permission_id for owner in facts.owners) - {""}
        return facts

    def permissions(self) -> tuple[Permission, ...]:
        """See `SharingReader.permissions`. One request per hundred permissions.

        A listing that cannot be whole, since owner or acting account are not in it, is asked for
        again a few times, and never believed.
        """
        params = {
            "fields": PERMISSION_FIELDS,
            "pageSize": "100",
            "supportsAllDrives": "true",
            **PUBLISHED_TOO,
        }
        for attempt in range(LOOKS):
            self.http.sleep(self.http.pause(attempt))
            pages = self.pages("permissions", params, Listing, "list who has access")
            found = tuple(permission_of(item) for page in pages for item in page.permissions)
            self._recognise(found)
            if not (missing := self._missing(found)):
                return found
        raise UnreachableError(
            f"Google's list of who has access is without {missing}, and was not believed.",
            hint="Run again in some minutes. If it stays so, look at the sharing dialog.",
        )

    def _recognise(self, found: tuple[Permission, ...]) -> None:
        """Know the acting account by the address of its credentials; else ask who it is."""
        own = self.own_address.casefold()
        if not own or self._acting:
            return
        users = (one for one in found if one.type is GranteeType.USER)
        mine = next((one for one in users if one.email.casefold() == own), None)
        if mine is None:  # it has another address here, or is missing: its id says which
            self.account()
        else:
            self._self, self._acting = Account(mine.email, mine.id), mine.id

    def _missing(self, found: tuple[Permission, ...]) -> str:
        """Who must be in a list of who has access and is not, as far as that is known."""
        ids = {permission.id for permission in found}
        by_name = all(p.type is GranteeType.USER for p in found)
        if self._owners and not ids & self._owners and not any(p.is_owner for p in found):
            return "the owner"
        if self._acting and by_name and self._acting not in ids:
            return "the acting account"
        return ""

    def pages(self, name: str, params: dict[str, str], kind: type[Any], what: str) -> list[Any]:
        """Every page of one of the file's collections; one that is cut short or that comes to no
        end raises."""
        return list(self.each_page(f"{self.url}/{name}", params, kind, what))

    def each_page(
        self, url: str, params: dict[str, str], kind: type[Any], what: str
    ) -> Iterator[Any]:
        """The pages of any collection, one by one; raises as `pages`."""
        return each_page(lambda asked: self._get(url, asked, kind, what), params, what)

    def permission_id(self, email: str) -> str | None:
        """See `SharingReader.permission_id`. The call exists in Drive v2 only (documented)."""
        url = f"{V2}/permissionIds/{quote(email, safe='@')}"
        try:
            return self._get(url, {}, _PermissionId, "look up an account").id or None
        except NotFoundError:
            return None

    def grant(self, email: str, role: Role, *, notify: bool, message: str = "") -> None:
        """See `SharingWriter.grant`.

        Repeated by itself only where no mail is sent. Raises NoGoogleAccountError where Google
        would share only by mail.
        """
        params = {"supportsAllDrives": "true", "sendNotificationEmail": str(notify).lower()}
        if notify and message:
            params["emailMessage"] = message
        body: dict[str, str | bool] = {"type": "user", "role": role.value, "emailAddress": email}
        self._send("POST", f"{self.url}/permissions", params, body, repeatable=not notify)

    def grant_group(self, email: str, role: Role) -> None:
        """See `SharingWriter.grant_group`."""
        params = {"supportsAllDrives": "true", "sendNotificationEmail": "false"}
        body: dict[str, str | bool] = {"type": "group", "role": role.value, "emailAddress": email}
        self._send("POST", f"{self.url}/permissions", params, body)

    def change(self, permission_id: str, role: Role) -> None:
        """See `SharingWriter.change`."""
        url = f"{self.url}/permissions/{quote(permission_id, safe='')}"
        self._send("PATCH", url, {"supportsAllDrives": "true"}, {"role": role.value})

    def revoke(self, permission_id: str) -> None:
        """See `SharingWriter.revoke`."""
        url = f"{self.url}/permissions/{quote(permission_id, safe='')}"
        try:
            self._send("DELETE", url, {"supportsAllDrives": "true"}, None)
        except NotFoundError:
            return  # gone already, which is what was wanted; the next listing decides

    def keep_writers_from_sharing(self) -> None:
        """See `SharingWriter.keep_writers_from_sharing`."""
        params = {"supportsAllDrives": "true", "fields": "id"}
        self._send("PATCH", self.url, params, {"writersCanShare": False})

    def _get(self, url: str, params: dict[str, str], kind: type[Any], what: str) -> Any:
        try:
            return self.http.get(url, params, kind, what)
        except RefusalError as refusal:
            raise self._error(refusal.fault, what) from None

    def _send(
        self,
        method: str,
        url: str,
        params: dict[str, str],
        body: dict[str, str | bool] | None,
        *,
        repeatable: bool = True,
    ) -> None:
        try:
            self.http.call(method, url, params=params, json=body, repeatable=repeatable)
        except RefusalError as refusal:
            fault = refusal.fault
            if fault.status == 400 and "successfully shared" in fault.message:
                return  # shared, only the mail failed (documented); the next listing decides
            raise self._error(fault, "change who has access") from None

    def _error(self, fault: Fault, what: str) -> GoogleError:
        if fault.status == 403 and fault.reason in INHERITED:
            return InheritedAccessError(
                "The access comes from a folder or shared drive and can be changed only there."
            )
        if fault.status == 403 and fault.reason == "cannotRemoveOwner":
            return OwnerAccessError("The owner's access cannot be removed.")
        if fault.status in (400, 403) and (
            "no Google account associated" in fault.message
            or fault.reason == "cannotShareTeamDriveWithNonGoogleAccounts"
        ):
            return NoGoogleAccountError("There is no Google account behind the address.")
        error = to_error(fault, what, acting_as=self.http.acting_as)
        if isinstance(error, AccessError) and fault.reason == "insufficientFilePermissions":
            error.hint = "Ask the owner, or give the acting account the right to share."
        if isinstance(error, AccessError) and fault.reason in FORBIDDEN:
            error.hint = (
                "A rule of the organisation or the shared drive forbids it; its administrator can "
                "allow it, or use another address of the person."
            )
        return error
