"""Copies of a file in Drive: made, found again, described, deleted for good.

Knows the endpoints. Must not know why a file is copied. A copy carries a mark in its `properties`,
which any program that opens the file sees, so that one whose answer was lost is found again.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec
import requests
from gspread.urls import SPREADSHEET_URL

from cocsheets.data import Data
from cocsheets.errors import AccessError, LostReplyError, NotFoundError, UnreachableError
from cocsheets.workbook.drive import V3
from cocsheets.workbook.pages import each_page
from cocsheets.workbook.refusals import RefusalError, to_error

if TYPE_CHECKING:
    from cocsheets.workbook.http import Http

MARK = "cocsheets-rehome"
"""Name of the property that holds the mark."""
FIELDS = (
    "id,name,trashed,driveId,properties,modifiedTime,owners(emailAddress,permissionId,me),"
    "writersCanShare,copyRequiresWriterPermission,capabilities(canDelete,canEdit,canShare,canCopy)"
)
NO_ROOM = {"storageQuotaExceeded", "cannotCopyFile", "activeItemCreationLimitExceeded"}
"""Reasons for which an account cannot own a copy (the first: documented for service accounts)."""


class _Base(msgspec.Struct, rename="camel"):
    pass


class _User(_Base):
    email_address: str = ""
    permission_id: str = ""
    me: bool = False


class _File(_Base):
    id: str
    name: str = ""
    trashed: bool = False
    drive_id: str = ""
    properties: dict[str, str] = {}
    modified_time: dt.datetime | None = None
    owners: list[_User] = []
    writers_can_share: bool = True
    copy_requires_writer_permission: bool = False
    capabilities: dict[str, bool] = {}


class _Files(_Base):
    files: list[_File] = []
    next_page_token: str = ""


class _Revision(_Base):
    last_modifying_user: _User = msgspec.field(default_factory=_User)


class _Revisions(_Base):
    revisions: list[_Revision] = []
    next_page_token: str = ""


class _Quota(_Base):
    limit: str | None = None


class _About(_Base):
    storage_quota: _Quota = msgspec.field(default_factory=_Quota)


class NoRoomError(AccessError):
    """Google does not let this account own a copy."""


class FileCopy(Data, frozen=True):
    """A file as one that is copied, or as a copy."""

    key: str
    name: str
    mark: str = ""
    trashed: bool = False
    drive_id: str = ""
    modified: dt.datetime | None = None
    owners: tuple[str, ...] = ()
    """Addresses; empty in a shared drive."""
    writers_can_share: bool = True
    copy_requires_writer: bool = False
    may: frozenset[str] = frozenset()
    """What the acting account may do with it, in Drive's words."""


class Copies:
    """Files and their copies, as the acting account sees them. All methods raise GoogleError."""

    def __init__(self, http: Http) -> None:
        self.http = http

    def make(self, key: str, name: str, mark: str, parent: str) -> str:
        """Copy a file without comments into a folder, and return the copy's key.

        One request, sent once. Raises NoRoomError where this account cannot own a copy,
        LostReplyError where it may have been made.
        """
        body = {"name": name, "parents": [parent], "properties": {MARK: mark}}
        params = {"supportsAllDrives": "true", "copyComments": "false", "fields": "id"}
        made: list[str] = []

        def check(response: requests.Response) -> None:
            try:
                made[:] = [msgspec.json.decode(response.content, type=_File).id]
            except (msgspec.DecodeError, UnicodeDecodeError):
                raise UnreachableError("Google's answer to a copy was not usable.") from None

        try:
            self.http.call("POST", f"{_url(key)}/copy", check=check, params=params, json=body)
        except RefusalError as refusal:
            error = to_error(refusal.fault, "copy the file", acting_as=self.http.acting_as)
            if refusal.fault.status == 403 and refusal.fault.reason in NO_ROOM:
                raise NoRoomError("This account cannot own a copy of the file.") from None
            if refusal.fault.passes_with_time:  # even a 500 may come after the fact
                raise LostReplyError(error.message, hint=error.hint, cause=error) from None
            raise error from None
        return made[0]

    def find(self, mark: str, name: str = "") -> tuple[FileCopy, ...]:
        """Files that carry a mark, or have a name that holds it; the earliest id first."""
        query = f"properties has {{ key='{MARK}' and value='{mark}' }}"
        if name:
            told = name.replace("\\", "\\\\").replace("'", "\\'")
            query = f"({query} or name = '{told}')"
        params = {
            "q": f"{query} and trashed = false",
            "fields": f"nextPageToken,files({FIELDS})",
            "pageSize": "100",
            "supportsAllDrives": "true",
            "includeItemsFromAllDrives": "true",
        }
        pages = self._pages(f"{V3}/files", params, _Files, "look for the copy")
        return tuple(_copy(file) for page in pages for file in page.files)

    def describe(self, key: str) -> FileCopy:
        """One file. Raises NotFoundError where it is gone or not shared with us."""
        params = {"fields": FIELDS, "supportsAllDrives": "true"}
        return _copy(self._get(_url(key), params, _File, "look at the file"))

    def change(self, key: str, **values: Any) -> None:
        """Set what Drive knows about a file; may be repeated."""
        params = {"fields": "id", "supportsAllDrives": "true"}
        self._send("PATCH", key, params, values, "change the file")

    def set_mark(self, key: str, mark: str, name: str) -> None:
        """Give a file the mark of a copy, and a name."""
        self.change(key, name=name, properties={MARK: mark})

    def delete(self, key: str) -> None:
        """Delete a file for good. What is gone already is fine; look whether it is."""
        try:
            self._send("DELETE", key, {"supportsAllDrives": "true"}, None, "delete the file")
        except NotFoundError:
            return

    def gone(self, key: str) -> bool:
        """Whether a spreadsheet exists no longer.

        Drive answers 404 also for what is not shared with us; Sheets answers 403 there (recorded).
        """
        try:
            self.http.call("GET", SPREADSHEET_URL % key, params={"fields": "spreadsheetId"})
        except RefusalError as refusal:
            if refusal.fault.status == 404:
                return True
            if refusal.fault.status == 403:
                return False
            what = "see whether the file is gone"
            raise to_error(refusal.fault, what, acting_as=self.http.acting_as) from None
        return False

    def edited_by_others(self, key: str, account: str) -> bool:
        """Whether anybody but the acting account has changed a file, by its revisions.

        Google may merge revisions (documented), so somebody may be missed.
        """
        params = {
            "fields": "nextPageToken,revisions(lastModifyingUser(permissionId,me))",
            "pageSize": "1000",
        }
        url = f"{_url(key)}/revisions"
        pages = self._pages(url, params, _Revisions, "see who changed the copy")
        users = [revision.last_modifying_user for page in pages for revision in page.revisions]
        return any(not user.me and user.permission_id != account for user in users)

    def without_storage(self) -> bool:
        """Whether the acting account has no storage, as a service account."""
        params = {"fields": "storageQuota(limit)"}
        found = self._get(f"{V3}/about", params, _About, "ask for the storage")
        return bool(found.storage_quota.limit == "0")

    def _pages(self, url: str, params: dict[str, str], kind: type[Any], what: str) -> list[Any]:
        return list(each_page(lambda asked: self._get(url, asked, kind, what), params, what))

    def _get(self, url: str, params: dict[str, str], kind: type[Any], what: str) -> Any:
        try:
            return self.http.get(url, params, kind, what)
        except RefusalError as refusal:
            raise to_error(refusal.fault, what, acting_as=self.http.acting_as) from None

    def _send(
        self, method: str, key: str, params: dict[str, str], body: Any, what: str
    ) -> requests.Response:
        try:
            return self.http.call(method, _url(key), params=params, json=body, repeatable=True)
        except RefusalError as refusal:
            raise to_error(refusal.fault, what, acting_as=self.http.acting_as) from None


def _url(key: str) -> str:
    return f"{V3}/files/{quote(key, safe='')}"


def _copy(file: _File) -> FileCopy:
    return FileCopy(
        key=file.id,
        name=file.name,
        mark=file.properties.get(MARK, ""),
        trashed=file.trashed,
        drive_id=file.drive_id,
        modified=file.modified_time,
        owners=tuple(owner.email_address for owner in file.owners),
        writers_can_share=file.writers_can_share,
        copy_requires_writer=file.copy_requires_writer_permission,
        may=frozenset(name for name, may in file.capabilities.items() if may),
    )
