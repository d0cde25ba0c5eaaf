"""Where a file lies: new ones, copies, and moves, also into and out of shared drives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.sandbox.drive import access
from cocsheets.sandbox.drive.access import Capability, drive_file, insufficient
from cocsheets.sandbox.drive.calls import all_drives, bad_value
from cocsheets.sandbox.errors import ApiError
from cocsheets.sandbox.files import Permission

if TYPE_CHECKING:
    from cocsheets.sandbox.files import File
    from cocsheets.sandbox.http.calls import Call
    from cocsheets.sandbox.state import State


def placed_in(call: Call, folder_id: str) -> File:
    """The folder that something shall be put into, which the user may add to.

    Raises:
        ApiError: 404 where the user sees no such folder, 403 where nothing may be put there.
    """
    folder = drive_file(call.state, call.user, folder_id, all_drives=all_drives(call))
    if not folder.is_folder or not access.may(
        call.state, call.user, folder, Capability.ADD_CHILDREN
    ):
        raise ApiError(
            403,
            "Insufficient permissions for the specified parent.",
            reason="insufficientParentPermissions",
        )
    return folder


def parent_for_new(call: Call, beside: File | None = None) -> File:
    """The folder that a new file goes to: the one that is named, the source's, or the top."""
    parents = call.body.get("parents")
    if parents is not None and not (
        isinstance(parents, list) and all(isinstance(parent, str) for parent in parents)
    ):
        raise bad_value("Invalid value for: parents", "parents")
    if parents:
        if len(parents) > 1:
            raise ApiError(
                403,
                "A file cannot be created in more than one folder.",
                reason="multiParentForbidden",
            )
        return placed_in(call, parents[0])
    if beside is not None:
        folder = access.parent_of(call.state, beside)
        if folder is not None and access.may(
            call.state, call.user, folder, Capability.ADD_CHILDREN
        ):
            return folder
    return call.state.root_of(call.user)


def check_storage(state: State, user: str, parent: File) -> None:
    """Service accounts have no room of their own, but in a shared drive (documented).

    So it is for whatever they would own, folders included (unverified for folders).
    """
    account = state.accounts.find(user)
    if account.kind != "service" or parent.drive_id or state.settings.service_accounts_own_files:
        return
    raise ApiError(
        403,
        "Service Accounts do not have storage quota. Leverage shared drives "
        "(https://developers.google.com/workspace/drive/api/guides/about-shareddrives), or use "
        "OAuth delegation (http://support.google.com/a/answer/7281227) instead.",
        reason="storageQuotaExceeded",
    )


def move(call: Call, file: File) -> None:
    """Carry out `addParents` and `removeParents`. A file has one parent (documented)."""
    state = call.state
    added = (call.arg("addParents") or "").split(",")
    removed = (call.arg("removeParents") or "").split(",")
    wanted = [folder for folder in added if folder]
    if not wanted:
        return
    target = placed_in(call, wanted[-1])
    if file.parents == [target.id]:
        return
    if state.root_of(call.user).id in file.parents and "root" in removed:
        removed = [*removed, *file.parents]
    # A second parent is none any more: the owner's new one takes the old one's place (reported).
    leaves = access.is_owner(state, call.user, file) or call.flag("enforceSingleParent")
    leaves = leaves or any(parent in removed for parent in file.parents)
    if file.parents and not leaves and _sees_parent(call, file):
        raise ApiError(
            403, "Increasing the number of parents is not allowed", reason="cannotAddParent"
        )
    out = file.drive_id is not None and target.drive_id != file.drive_id
    into = target.drive_id is not None and target.drive_id != file.drive_id
    if into and file.is_folder and file.drive_id is None:
        raise ApiError(
            403,
            "Moving folders into shared drives is not supported.",
            reason="teamDrivesFolderMoveInNotSupported",
        )
    capability = Capability.MOVE_OUT if out or into else Capability.MOVE
    if not access.may(state, call.user, file, capability):
        raise insufficient()
    if _lies_in(state, target, file):
        raise ApiError(403, "A folder cannot be moved into itself or below.", reason="cyclicMove")
    file.parents = [target.id]
    if out or into:
        _settle(state, file, target.drive_id, call.user)


def _sees_parent(call: Call, file: File) -> bool:
    parent = access.parent_of(call.state, file)
    return parent is not None and access.role_of(call.state, call.user, parent) is not None


def _lies_in(state: State, place: File, folder: File) -> bool:
    above: File | None = place
    while above is not None:
        if above is folder:
            return True
        above = access.parent_of(state, above)
    return False


def _settle(state: State, file: File, drive_id: str | None, user: str) -> None:
    """Shared drives own what lies in them; what leaves one belongs to whoever took it out."""
    file.drive_id = drive_id
    file.permissions = [p for p in file.permissions if p.role != "owner"]
    if drive_id is not None:
        file.owner = None
        file.writers_can_share = True
    else:
        grantee = state.accounts.permission_id(user)
        email = state.accounts.find(user).email
        file.owner = email
        file.permissions = [p for p in file.permissions if p.id != grantee]
        file.permissions.insert(0, Permission(id=grantee, type="user", role="owner", email=email))
    for child in state.children(file.id):
        _settle(state, child, drive_id, user)
