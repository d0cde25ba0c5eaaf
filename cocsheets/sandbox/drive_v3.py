"""Drive v3: `about`, and the table of all its routes. What they do stands in its own modules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.sandbox import drive_files, permissions
from cocsheets.sandbox.drive_calls import require_fields, shaped
from cocsheets.sandbox.errors import ApiError
from cocsheets.sandbox.exports import EXPORT_TYPES
from cocsheets.sandbox.files import SPREADSHEET
from cocsheets.sandbox.http import Reply, Route

if TYPE_CHECKING:
    from collections.abc import Callable

    from cocsheets.sandbox.http import Call

_FILES = "/drive/v3/files"
_FILE = "/drive/v3/files/{fileId}"


def about(call: Call) -> Reply:
    """`about.get`: who is acting. It has no default fields (documented)."""
    require_fields(call)
    account = call.state.accounts.find(call.user)
    resource = {
        "kind": "drive#about",
        "user": call.state.accounts.user(call.user, me=call.user),
        "storageQuota": {"limit": "0"}
        if account.kind == "service"
        else {"limit": "16106127360", "usage": "0", "usageInDrive": "0", "usageInDriveTrash": "0"},
        "exportFormats": {SPREADSHEET: list(EXPORT_TYPES)},
        "importFormats": {"text/csv": [SPREADSHEET], "text/tab-separated-values": [SPREADSHEET]},
        "maxUploadSize": "5242880000000",
        "appInstalled": False,
        "canCreateDrives": account.kind == "user",
        "canCreateTeamDrives": account.kind == "user",
    }
    return shaped(call, resource, "About", "*")


def _route(
    method: str, template: str, handler: Callable[[Call], Reply], missing: str = ""
) -> Route:
    """A route of Drive's. Unlike Sheets, Drive passes over names that it does not know."""

    def checked(call: Call) -> Reply:
        if not isinstance(call.body, dict):
            raise ApiError(400, "Parse Error", reason="parseError")
        return handler(call)

    return Route(method, template, checked, missing=missing, writes=method != "GET")


ROUTES = [
    _route("GET", "/drive/v3/about", about),
    _route("GET", _FILES, drive_files.list_files),
    _route("POST", _FILES, drive_files.create_file, missing="content"),
    _route("GET", _FILE, drive_files.get_file, missing="alt=media"),
    _route("PATCH", _FILE, drive_files.update_file, missing="content"),
    _route("DELETE", _FILE, drive_files.delete_file),
    _route("POST", _FILE + "/copy", drive_files.copy_file),
    _route("GET", _FILE + "/permissions", permissions.list_permissions),
    _route("POST", _FILE + "/permissions", permissions.create_permission),
    _route("GET", _FILE + "/permissions/{permissionId}", permissions.get_permission),
    _route("PATCH", _FILE + "/permissions/{permissionId}", permissions.update_permission),
    _route("DELETE", _FILE + "/permissions/{permissionId}", permissions.delete_permission),
]
