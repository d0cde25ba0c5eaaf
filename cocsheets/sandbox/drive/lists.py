"""Drive v3 `files.list`: what a user has, in pages and in order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cocsheets.sandbox import fields
from cocsheets.sandbox.drive import access
from cocsheets.sandbox.drive.access import drive_file
from cocsheets.sandbox.drive.calls import all_drives, listing, page_of, shaped
from cocsheets.sandbox.drive.file_view import DEFAULT_FIELDS, file_resource
from cocsheets.sandbox.drive.queries import matching
from cocsheets.sandbox.errors import ApiError, not_implemented

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cocsheets.sandbox.files import File
    from cocsheets.sandbox.http.calls import Call, Reply

_MAX_PAGE = 1000
_MAX_PAGE_OF_GRANTS = 100
"""Pages are shorter where the files' permissions are asked for (reported)."""
_KEYS: dict[str, Callable[[File], Any]] = {
    "createdTime": lambda file: file.created,
    "folder": lambda file: not file.is_folder,
    "modifiedByMeTime": lambda file: file.modified,
    "modifiedTime": lambda file: file.modified,
    "name": lambda file: file.name.casefold(),
    "name_natural": lambda file: _natural(file.name),
    "quotaBytesUsed": lambda _file: 0,
    "recency": lambda file: file.modified,
    "sharedWithMeTime": lambda file: file.created,
    "starred": lambda file: bool(file.starred_by),
    "viewedByMeTime": lambda file: file.modified,
}


def list_files(call: Call) -> Reply:
    """`files.list`: what the user owns, was given, or has found; trashed files too (documented)."""
    state, user = call.state, call.user
    corpora = call.arg("corpora") or call.arg("corpus") or "user"
    if corpora == "domain" or call.arg("spaces", "drive") != "drive":
        raise not_implemented("corpora=domain, nor spaces other than drive")
    if corpora not in ("user", "drive", "allDrives"):
        raise _bad_listing("corpora", f"Invalid value '{corpora}'.")
    drive_id = call.arg("driveId") or call.arg("teamDriveId")
    wide = call.flag("includeItemsFromAllDrives") or call.flag("includeTeamDriveItems")
    wide = wide and all_drives(call)
    if drive_id is not None:
        if not wide:
            raise _bad_listing("driveId", "The driveId parameter must be used with corpora=drive.")
        drive_file(state, user, drive_id, all_drives=True)
    elif corpora == "drive":
        raise _bad_listing("driveId", "The driveId parameter is required with corpora=drive.")
    test = matching(state, user, call.arg("q") or "")
    found = in_order(
        (f for f in list(state.files.values()) if _listed(call, f, drive_id, wide) and test(f)),
        call.arg("orderBy"),
    )
    most = _MAX_PAGE_OF_GRANTS if _asks_for_grants(call) else _MAX_PAGE
    size = min(call.number("pageSize", 100, low=1, high=2**31 - 1), most)
    page, token = page_of(call, found, size)
    published = call.arg("includePermissionsForView") == "published"
    files = [file_resource(state, user, file, published=published) for file in page]
    resource = listing(call, "fileList", "files", files, token)
    resource["incompleteSearch"] = False
    default = f"kind,nextPageToken,incompleteSearch,files({DEFAULT_FIELDS})"
    return shaped(call, resource, "FileList", default)


def _asks_for_grants(call: Call) -> bool:
    """Whether the answer is to have the files' permissions."""
    mask = fields.mask_for("drive", "FileList", call.arg("fields") or "kind")
    files = {} if mask is None else mask.get("files", {})
    return mask is None or files is None or "permissions" in files


def _listed(call: Call, file: File, drive_id: str | None, wide: bool) -> bool:
    """Whether a file is in the user's lists. What is open by link alone is not."""
    if call.own_files and not file.made_by(call.user, call.state.accounts):
        return False
    if file.is_root or file.is_drive or (file.drive_id is not None and not wide):
        return False
    if drive_id is not None and file.drive_id != drive_id:
        return False
    return access.role_of(call.state, call.user, file, by_link=False) is not None


def _bad_listing(parameter: str, message: str) -> ApiError:
    return ApiError(400, message, reason="invalid", location=parameter)


def in_order(files: Iterable[File], order: str | None) -> list[File]:
    """Files in the order of `orderBy`; without one the last changed come first (recorded)."""
    ordered = sorted(files, key=lambda file: file.modified, reverse=True)
    for part in reversed((order or "").split(",")):
        name, _, direction = part.strip().partition(" ")
        if not name:
            continue
        if name not in _KEYS or direction.strip() not in ("", "desc"):
            raise ApiError(400, "Invalid Value", reason="invalid", location="orderBy")
        ordered.sort(key=_KEYS[name], reverse=direction.strip() == "desc")
    return ordered


def _natural(name: str) -> list[tuple[int, int, str]]:
    parts = re.split(r"(\d+)", name.casefold())
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts if part]
