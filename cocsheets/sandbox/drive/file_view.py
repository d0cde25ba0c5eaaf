"""A file as Drive v3 answers it, seen by one user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.sandbox.drive import access
from cocsheets.sandbox.drive.exports import export_links
from cocsheets.sandbox.drive.permission_view import (
    granted_on,
    permission_resource,
    published_permission,
)
from cocsheets.sandbox.files import FOLDER, SPREADSHEET
from cocsheets.sandbox.state import timestamp

if TYPE_CHECKING:
    from cocsheets.sandbox.files import File, Restriction
    from cocsheets.sandbox.http.calls import Json
    from cocsheets.sandbox.state import State

DEFAULT_FIELDS = "kind,id,name,mimeType,driveId,teamDriveId"
"""What Drive sends when no `fields` are asked for (recorded; the last two in shared drives)."""


def file_resource(state: State, user: str, file: File, *, published: bool = False) -> Json:
    """The `drive#file` of a file, with all fields that the user may see.

    `published`: among the permissions is the one that stands for being published to the web.
    """
    accounts = state.accounts
    can = access.capabilities(state, user, file)
    resource: Json = {
        "kind": "drive#file",
        "id": file.id,
        "name": file.name,
        "mimeType": file.mime_type,
        "starred": any(accounts.same(who, user) for who in file.starred_by),
        "trashed": access.is_trashed(state, file),
        "explicitlyTrashed": file.trashed,
        "spaces": ["drive"],
        "version": str(file.version),
        "webViewLink": web_link(file),
        "hasThumbnail": False,
        "thumbnailVersion": "0",
        "createdTime": timestamp(file.created),
        "modifiedTime": timestamp(file.modified),
        "modifiedByMe": accounts.same(file.modified_by, user),
        "lastModifyingUser": accounts.user(file.modified_by, me=user),
        "capabilities": can,
        "viewersCanCopyContent": not file.copy_requires_writer,
        "copyRequiresWriterPermission": file.copy_requires_writer,
        "inheritedPermissionsDisabled": file.inherited_permissions_disabled,
        "isAppAuthorized": True,
        "quotaBytesUsed": str(stored_bytes(file)),
        "downloadRestrictions": {
            "itemDownloadRestriction": {
                "restrictedForReaders": file.copy_requires_writer,
                "restrictedForWriters": False,
            }
        },
    }
    parent = access.parent_of(state, file)
    if parent is not None and access.role_of(state, user, parent) is not None:
        resource["parents"] = list(file.parents)
    if file.restriction is not None:
        resource["contentRestrictions"] = [_restriction(state, user, file.restriction)]
    if not file.is_folder and not file.target:
        resource["size"] = resource["quotaBytesUsed"]
    if file.target:
        resource["shortcutDetails"] = _shortcut(state, file.target)
    if file.description:
        resource["description"] = file.description
    if file.properties:
        resource["properties"] = dict(file.properties)
    if file.app_properties:
        resource["appProperties"] = dict(file.app_properties)
    if file.mime_type == SPREADSHEET:
        resource["exportLinks"] = export_links(file.id)
    if file.trashed_at is not None:
        resource["trashedTime"] = timestamp(file.trashed_at)
    if file.drive_id is not None:
        resource |= _in_shared_drive(state, user, file)
    else:
        resource |= _in_my_drive(state, user, file, can)
        if published and can["canShare"] and any(one.published for one in file.revisions):
            resource["permissions"].append(published_permission())
    return resource


def stored_bytes(file: File) -> int:
    """How much of somebody's storage a file takes; of what has no size, nothing.

    For files of Google's editors too (documented; recorded with both fields alike). How much that
    is for a cell is unknown: here it is always the same.
    """
    if file.is_folder or file.target:
        return 0
    sheets = file.sheet.sheets if file.mime_type == SPREADSHEET else ()
    return _EMPTY_FILE + _CELL * sum(len(row) for sheet in sheets for row in sheet.rows)


_EMPTY_FILE, _CELL = 1024, 24
"""Bytes."""


def _restriction(state: State, user: str, restriction: Restriction) -> Json:
    return {
        "readOnly": True,
        "reason": restriction.reason,
        "ownerRestricted": restriction.by_owner,
        "restrictingUser": state.accounts.user(restriction.user, me=user),
        "restrictionTime": timestamp(restriction.time),
        "type": "globalContentRestriction",
    }


def _shortcut(state: State, target: str) -> Json:
    """What a shortcut leads to, whether or not the user may open that."""
    found = state.files.get(target)
    kind = {"targetMimeType": found.mime_type} if found else {}
    return {"targetId": target, **kind}


def _in_my_drive(state: State, user: str, file: File, can: dict[str, bool]) -> Json:
    granted = granted_on(state, file)
    part: Json = {
        "ownedByMe": access.is_owner(state, user, file),
        "shared": len(granted) > 1,
        "writersCanShare": file.writers_can_share,
    }
    if file.owner is not None:
        part["owners"] = [state.accounts.user(file.owner, me=user)]
    if can["canShare"]:
        part["permissions"] = [permission_resource(state, file, g) for g in granted.values()]
        part["permissionIds"] = list(granted)
    return part


def _in_shared_drive(state: State, user: str, file: File) -> Json:
    part: Json = {
        "driveId": file.drive_id,
        "teamDriveId": file.drive_id,
        "hasAugmentedPermissions": bool(file.permissions) and not file.is_drive,
    }
    if access.may(state, user, file, access.Capability.SHARE):
        part["permissionIds"] = list(granted_on(state, file))
    if file.trashed_by is not None:
        part["trashingUser"] = state.accounts.user(file.trashed_by, me=user)
    return part


def web_link(file: File) -> str:
    """Where a person would open the file."""
    if file.mime_type == FOLDER:
        return f"https://drive.google.com/drive/folders/{file.id}"
    if file.mime_type == SPREADSHEET:
        return f"https://docs.google.com/spreadsheets/d/{file.id}/edit?usp=drivesdk"
    return f"https://drive.google.com/file/d/{file.id}/view?usp=drivesdk"
