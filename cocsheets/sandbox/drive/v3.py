"""Drive v3: `about`, and the table of all its routes. What they do stands in its own modules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.sandbox.drive import (
    access_proposals,
    comments,
    copies,
    entries,
    gviz,
    lists,
    permissions,
    revisions,
    shared_drives,
    transfer,
    uploads,
)
from cocsheets.sandbox.drive.calls import require_fields, shaped
from cocsheets.sandbox.drive.exports import EXPORT_TYPES
from cocsheets.sandbox.errors import ApiError, not_implemented
from cocsheets.sandbox.files import SPREADSHEET
from cocsheets.sandbox.http.calls import Reply, Route

if TYPE_CHECKING:
    from collections.abc import Callable

    from cocsheets.sandbox.http.calls import Call

_FILES = "/drive/v3/files"
_FILE = "/drive/v3/files/{fileId}"
_PERMISSION = _FILE + "/permissions/{permissionId}"
_COMMENT = _FILE + "/comments/{commentId}"
_REPLY = _COMMENT + "/replies/{replyId}"
_REVISION = _FILE + "/revisions/{revisionId}"
_PROPOSAL = _FILE + "/accessproposals/{proposalId}"
_DRIVE = "/drive/v3/drives/{driveId}"


def about(call: Call) -> Reply:
    """`about.get`: who is acting. It has no default fields (documented)."""
    require_fields(call)
    account = call.state.accounts.find(call.user)
    used = {"usage": "0", "usageInDrive": "0", "usageInDriveTrash": "0"}
    resource = {
        "kind": "drive#about",
        "user": call.state.accounts.user(call.user, me=call.user),
        "storageQuota": {"limit": "0" if account.kind == "service" else "16106127360"} | used,
        "exportFormats": {SPREADSHEET: list(EXPORT_TYPES)},
        "importFormats": {"text/csv": [SPREADSHEET]},
        "maxUploadSize": "5242880000000",
        "appInstalled": False,
        "canCreateDrives": account.kind == "user",
        "canCreateTeamDrives": account.kind == "user",
    }
    return shaped(call, resource, "About", "*")


def _route(
    method: str, template: str, handler: Callable[[Call], Reply], missing: str = ""
) -> Route:
    """A route of Drive's. Unlike Sheets, Drive passes over names that it does not know; a known one
    that the sandbox does not serve is refused."""

    def checked(call: Call) -> Reply:
        if not isinstance(call.body, dict):
            raise ApiError(400, "Parse Error", reason="parseError")
        if call.flag("useDomainAdminAccess"):
            raise not_implemented("useDomainAdminAccess")
        if call.arg("includeLabels"):
            raise not_implemented("includeLabels")
        return handler(call)

    return Route(method, template, checked, missing=missing, writes=method != "GET")


ROUTES = [
    _route("GET", "/drive/v3/about", about),
    _route("GET", _FILES, lists.list_files),
    _route("POST", _FILES, entries.create_file, missing="content"),
    _route("POST", "/upload" + _FILES, uploads.create, missing="all but CSV and TSV, resumable"),
    _route("PATCH", "/upload" + _FILE, uploads.update, missing="all but CSV and TSV, resumable"),
    _route("GET", _FILES + "/generateIds", entries.generate_ids),
    _route("DELETE", _FILES + "/trash", entries.empty_trash),
    _route("GET", _FILE, entries.get_file),
    _route("PATCH", _FILE, entries.update_file, missing="content"),
    _route("DELETE", _FILE, entries.delete_file),
    _route("POST", _FILE + "/copy", copies.copy_file),
    _route("GET", _FILE + "/export", transfer.export_file, missing="PDF, ODS, ZIP"),
    _route("POST", _FILE + "/download", transfer.download_file),
    _route("GET", _FILE + "/permissions", permissions.list_permissions),
    _route("POST", _FILE + "/permissions", permissions.create_permission),
    _route("GET", _PERMISSION, permissions.get_permission),
    _route("PATCH", _PERMISSION, permissions.update_permission),
    _route("DELETE", _PERMISSION, permissions.delete_permission),
    _route("GET", _FILE + "/comments", comments.list_comments),
    _route("POST", _FILE + "/comments", comments.create_comment),
    _route("GET", _COMMENT, comments.get_comment),
    _route("PATCH", _COMMENT, comments.update_comment),
    _route("DELETE", _COMMENT, comments.delete_comment),
    _route("GET", _COMMENT + "/replies", comments.list_replies),
    _route("POST", _COMMENT + "/replies", comments.create_reply),
    _route("GET", _REPLY, comments.get_reply),
    _route("PATCH", _REPLY, comments.update_reply),
    _route("DELETE", _REPLY, comments.delete_reply),
    _route("GET", _FILE + "/revisions", revisions.list_revisions),
    _route("GET", _REVISION, revisions.get_revision),
    _route("PATCH", _REVISION, revisions.update_revision),
    _route("DELETE", _REVISION, revisions.delete_revision),
    _route("GET", _FILE + "/accessproposals", access_proposals.list_proposals),
    _route("GET", _PROPOSAL, access_proposals.get_proposal),
    _route("POST", _PROPOSAL + ":resolve", access_proposals.resolve_proposal),
    _route("GET", "/drive/v3/drives", shared_drives.list_drives),
    _route("POST", "/drive/v3/drives", shared_drives.create_drive),
    _route("GET", _DRIVE, shared_drives.get_drive),
    _route("PATCH", _DRIVE, shared_drives.update_drive),
    _route("DELETE", _DRIVE, shared_drives.delete_drive),
    _route("POST", _DRIVE + "/hide", shared_drives.hide_drive),
    _route("POST", _DRIVE + "/unhide", shared_drives.unhide_drive),
]
BROWSER_ROUTES = [
    _route("GET", "/spreadsheets/export", transfer.export_by_link),
    _route("GET", "/spreadsheets/d/{fileId}/export", transfer.export_by_link),
    _route("GET", "/spreadsheets/d/{fileId}/gviz/tq", gviz.query, missing="queries, HTML"),
]
"""What Google's answers link to at docs.google.com; no part of its discovery documents."""
