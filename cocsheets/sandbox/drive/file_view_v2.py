"""A file as Drive v2 answers it, with the names that v2 had."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.sandbox.drive import access
from cocsheets.sandbox.drive.exports import export_links
from cocsheets.sandbox.drive.file_view import web_link
from cocsheets.sandbox.state import timestamp

if TYPE_CHECKING:
    from cocsheets.sandbox.files import File, Role
    from cocsheets.sandbox.http.calls import Json
    from cocsheets.sandbox.state import State

_ROLES = {"fileOrganizer": "writer", "organizer": "writer", "commenter": "reader"}


def file_resource_v2(state: State, user: str, file: File) -> Json:
    """The v2 `drive#file` of a file, with what v2 sends when no fields are asked for."""
    can = access.capabilities(state, user, file)
    modifier = _user(state, file.modified_by, user)
    me = state.accounts.permission_id(user)
    base = "https://www.googleapis.com/drive/v2"
    resource: Json = {
        "kind": "drive#file",
        "id": file.id,
        "etag": f'"{file.version}"',
        "selfLink": f"{base}/files/{file.id}",
        "alternateLink": web_link(file),
        "embedLink": f"https://docs.google.com/spreadsheets/d/{file.id}/htmlembed",
        "iconLink": "https://drive-thirdparty.googleusercontent.com/16/type/" + file.mime_type,
        "title": file.name,
        "mimeType": file.mime_type,
        "labels": {
            "starred": any(state.accounts.same(who, user) for who in file.starred_by),
            "hidden": False,
            "trashed": access.is_trashed(state, file),
            "restricted": file.copy_requires_writer,
            "viewed": True,
        },
        "copyRequiresWriterPermission": file.copy_requires_writer,
        "createdDate": timestamp(file.created),
        "modifiedDate": timestamp(file.modified),
        "modifiedByMeDate": timestamp(file.modified),
        "lastViewedByMeDate": timestamp(file.modified),
        "markedViewedByMeDate": timestamp(0),
        "version": str(file.version),
        "parents": [
            {
                "kind": "drive#parentReference",
                "id": parent,
                "selfLink": f"{base}/files/{file.id}/parents/{parent}",
                "parentLink": f"{base}/files/{parent}",
                "isRoot": state.files[parent].is_root if parent in state.files else False,
            }
            for parent in file.parents
        ],
        "exportLinks": export_links(file.id),
        "userPermission": {
            "kind": "drive#permission",
            "etag": f'"{file.version}"',
            "id": "me",
            "selfLink": f"{base}/files/{file.id}/permissions/me",
            "role": _role_v2(access.role_of(state, user, file)),
            "type": "user",
        },
        "quotaBytesUsed": "1024",
        "ownerNames": [],
        "owners": [],
        "lastModifyingUserName": modifier["displayName"],
        "lastModifyingUser": modifier,
        "capabilities": {"canCopy": can["canCopy"], "canEdit": can["canEdit"]},
        "editable": can["canEdit"],
        "copyable": can["canCopy"],
        "writersCanShare": file.writers_can_share,
        "shared": any(p.id != me for p in file.permissions),
        "explicitlyTrashed": file.trashed,
        "appDataContents": False,
        "spaces": ["drive"],
    }
    if file.owner is not None:
        owner = _user(state, file.owner, user)
        resource |= {"ownerNames": [owner["displayName"]], "owners": [owner]}
    return resource


def _role_v2(role: Role | None) -> str:
    return _ROLES.get(role or "reader", role or "reader")


def _user(state: State, email: str, me: str) -> Json:
    """A v2 user: `isAuthenticatedUser` was `me`'s name then."""
    user = state.accounts.user(email, me=me)
    return {
        "kind": user["kind"],
        "displayName": user["displayName"],
        "isAuthenticatedUser": user["me"],
        "permissionId": user["permissionId"],
        "emailAddress": user.get("emailAddress", ""),
    }
