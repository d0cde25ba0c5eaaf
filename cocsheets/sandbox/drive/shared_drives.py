"""Drive v3 `drives`: shared drives. Their members are the permissions of their top folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocsheets.sandbox.drive import access
from cocsheets.sandbox.drive.access import RANK, insufficient
from cocsheets.sandbox.drive.calls import bad_value, flag_of, listing, page_of, shaped, text_of
from cocsheets.sandbox.errors import ApiError
from cocsheets.sandbox.http.calls import Reply
from cocsheets.sandbox.state import timestamp

if TYPE_CHECKING:
    from cocsheets.sandbox.files import Drive, Role
    from cocsheets.sandbox.http.calls import Call, Json

_DEFAULT = "kind,id,name"
_RESTRICTIONS = {
    "adminManagedRestrictions": "admin_managed",
    "copyRequiresWriterPermission": "copy_requires_writer",
    "domainUsersOnly": "domain_users_only",
    "driveMembersOnly": "drive_members_only",
    "sharingFoldersRequiresOrganizerPermission": "sharing_folders_requires_organizer",
}


def create_drive(call: Call) -> Reply:
    """`drives.create`. The same request id does not make a second drive (documented)."""
    name, request_id = text_of(call.body, "name"), call.arg("requestId")
    if not request_id:
        raise ApiError(400, "Required", reason="required", location="requestId")
    if not name:
        raise bad_value("The name field is required.", "name")
    if call.state.accounts.find(call.user).kind != "user":
        raise ApiError(
            403,
            "The user cannot create shared drives.",
            reason="userCannotCreateTeamDrives",
        )
    if any(drive.request_id == request_id for drive in call.state.drives.values()):
        raise ApiError(
            409,
            "A shared drive with the specified request ID already exists.",
            reason="teamDriveAlreadyExists",
        )
    return _answer(call, call.state.add_drive(name, call.user, request_id))


def get_drive(call: Call) -> Reply:
    """`drives.get`."""
    return _answer(call, _drive(call, "reader"))


def list_drives(call: Call) -> Reply:
    """`drives.list`: those that the user is a member of."""
    seen = [drive for drive in call.state.drives.values() if _role(call, drive) is not None]
    page, token = page_of(call, seen, call.number("pageSize", 10, low=1, high=100))
    items = [_resource(call, drive) for drive in page]
    resource = listing(call, "driveList", "drives", items, token)
    return shaped(call, resource, "DriveList", f"kind,nextPageToken,drives({_DEFAULT})")


def update_drive(call: Call) -> Reply:
    """`drives.update`: its name and its restrictions, by organizers."""
    drive = _drive(call, "organizer")
    restrictions: Any = call.body.get("restrictions") or {}
    if not isinstance(restrictions, dict):
        raise bad_value("Invalid value for: restrictions", "restrictions")
    flags = {own: flag_of(restrictions, name) for name, own in _RESTRICTIONS.items()}
    if name := text_of(call.body, "name"):
        drive.name = call.state.files[drive.id].name = name
    for own, flag in flags.items():
        if flag is not None:
            setattr(drive, own, flag)
    return _answer(call, drive)


def delete_drive(call: Call) -> Reply:
    """`drives.delete`: an empty one, by an organizer."""
    drive = _drive(call, "organizer")
    if any(True for _ in call.state.children(drive.id)):
        raise ApiError(
            403,
            "A shared drive that is not empty cannot be deleted.",
            reason="cannotDeleteResourceWithChildren",
        )
    call.state.remove(call.state.files[drive.id])
    return Reply(status=204)


def hide_drive(call: Call) -> Reply:
    """`drives.hide`: from the user's default view."""
    return _hidden(call, hide=True)


def unhide_drive(call: Call) -> Reply:
    """`drives.unhide`."""
    return _hidden(call, hide=False)


def _hidden(call: Call, *, hide: bool) -> Reply:
    drive = _drive(call, "reader")
    key = call.state.accounts.key(call.user)
    drive.hidden_for = [who for who in drive.hidden_for if who != key] + [key] * hide
    return _answer(call, drive)


def _role(call: Call, drive: Drive) -> Role | None:
    return access.role_of(call.state, call.user, call.state.files[drive.id])


def _drive(call: Call, least: Role) -> Drive:
    name = call.path["driveId"]
    drive = call.state.drives.get(name)
    role = _role(call, drive) if drive else None
    if drive is None or role is None:
        raise ApiError(
            404,
            f"Shared drive not found: {name}",
            reason="notFound",
            location="driveId",
            location_type="parameter",
        )
    if RANK[role] < RANK[least]:
        raise insufficient()
    return drive


def _resource(call: Call, drive: Drive) -> Json:
    top = call.state.files[drive.id]
    can = access.capabilities(call.state, call.user, top)
    role = _role(call, drive)
    organizes = role is not None and RANK[role] >= RANK["organizer"]
    same = (
        *("canAddChildren", "canComment", "canCopy", "canDeleteChildren", "canDownload"),
        *("canEdit", "canListChildren", "canShare", "canTrashChildren"),
    )
    return {
        "kind": "drive#drive",
        "id": drive.id,
        "name": drive.name,
        "createdTime": timestamp(drive.created),
        "hidden": call.state.accounts.key(call.user) in drive.hidden_for,
        "capabilities": {name: can[name] for name in same}
        | {
            "canReadRevisions": can["canEdit"],
            "canRename": can["canEdit"],
            "canRenameDrive": organizes,
            "canManageMembers": organizes,
            "canDeleteDrive": organizes,
            "canChangeDomainUsersOnlyRestriction": organizes,
            "canChangeDriveMembersOnlyRestriction": organizes,
            "canChangeCopyRequiresWriterPermissionRestriction": organizes,
            "canChangeSharingFoldersRequiresOrganizerPermissionRestriction": organizes,
        },
        "restrictions": {name: getattr(drive, own) for name, own in _RESTRICTIONS.items()},
    }


def _answer(call: Call, drive: Drive) -> Reply:
    return shaped(call, _resource(call, drive), "Drive", _DEFAULT)
