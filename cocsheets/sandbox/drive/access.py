"""Who may do what with a file. Reads the state, changes nothing.

Access comes from grants on the file itself and on every folder above it, up to the shared drive,
to the user, to a group, to a domain or to anyone. Expired grants give nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from cocsheets.sandbox.errors import ApiError, not_found
from cocsheets.sandbox.files import FOLDER, SPREADSHEET, File, Permission, Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cocsheets.sandbox.state import State

RANK: dict[Role, int] = {
    "reader": 1,
    "commenter": 2,
    "writer": 3,
    "fileOrganizer": 4,
    "organizer": 5,
    "owner": 6,
}
_OFFICE = "application/vnd.openxmlformats-officedocument."


class Capability(StrEnum):
    """What calls ask for; the values are Drive's own names in `File.capabilities`."""

    COMMENT = "canComment"
    EDIT = "canEdit"
    MODIFY = "canModifyContent"
    SHARE = "canShare"
    COPY = "canCopy"
    DELETE = "canDelete"
    READ_REVISIONS = "canReadRevisions"
    ADD_CHILDREN = "canAddChildren"
    MOVE = "canMoveItemWithinDrive"
    MOVE_OUT = "canMoveItemOutOfDrive"


@dataclass(frozen=True, slots=True)
class Grant:
    """A permission as it works on a file: standing there, or inherited from `source`."""

    permission: Permission
    role: Role
    source: File
    inherited: bool


def higher(one: Role | None, other: Role | None) -> Role | None:
    """The stronger of two roles; no role is the weakest."""
    return max(one, other, key=lambda role: RANK[role] if role else 0)


def grants_on(state: State, file: File) -> Iterator[Grant]:
    """All grants that work on a file: its own first, then those of the folders above it.

    The owner of a folder in My Drive edits what others put into it. Below a folder with limited
    access only owners and organizers inherit (documented).
    """
    limited = False
    place: File | None = file
    while place is not None:
        for permission in place.permissions:
            inherited = place is not file
            if limited and RANK[permission.role] < RANK["organizer"]:
                continue
            lowered = inherited and permission.role == "owner"
            yield Grant(permission, "writer" if lowered else permission.role, place, inherited)
        limited = limited or place.inherited_permissions_disabled
        place = parent_of(state, place)
        if place is not None and place.is_root:
            place = None


def parent_of(state: State, file: File) -> File | None:
    """The folder that a file lies in."""
    return state.files.get(file.parents[0]) if file.parents else None


def role_of(state: State, user: str, file: File, *, by_link: bool = True) -> Role | None:
    """The strongest role that any grant gives the user; nothing if none does.

    Without `by_link`, what anyone with the link may do does not count: such files are open to
    the user, but not in the user's lists.
    """
    who = _Identity(state, user)
    found: Role | None = None
    for grant in grants_on(state, file):
        if who.has(grant.permission) and (
            by_link or grant.permission.type in ("user", "group") or grant.permission.discoverable
        ):
            found = higher(found, grant.role)
    return found


class _Identity:
    """A user, as grants see one."""

    def __init__(self, state: State, user: str) -> None:
        account = state.accounts.find(user)
        self._state = state
        self._alive = account.is_person
        self._key = state.accounts.key(user)
        self._domain = account.domain
        self._groups = state.accounts.groups_of(user)
        self._now = state.clock()

    def has(self, permission: Permission) -> bool:
        if permission.expires is not None and permission.expires <= self._now:
            return False
        if permission.type == "anyone":
            return True
        if not self._alive:
            return False
        if permission.type == "domain":
            return permission.domain == self._domain
        key = self._state.accounts.key(permission.email or "")
        return key == self._key or key in self._groups


def may(state: State, user: str, file: File, capability: Capability) -> bool:
    """Whether the user has the capability on the file."""
    return capabilities(state, user, file)[capability]


def capabilities(state: State, user: str, file: File) -> dict[str, bool]:
    """`File.capabilities` for a user, all of them computed (roles page, documented)."""
    role = role_of(state, user, file)
    rank = RANK[role] if role else 0
    reads, comments = rank >= RANK["reader"], rank >= RANK["commenter"]
    writes, manages = rank >= RANK["writer"], rank >= RANK["fileOrganizer"]
    organizes, owns = rank >= RANK["organizer"], role == "owner"
    shared_drive = file.drive_id is not None
    top = file.is_root or file.is_drive
    locked = file.restriction
    copies = reads and not file.is_folder and (writes or not _copying_restricted(state, file))
    shares = _may_share(state, file, rank)
    deletes = (organizes if shared_drive else owns) and not top
    trashes = (manages if shared_drive else owns) and not top
    moves = (manages or (writes and not file.is_folder) if shared_drive else writes) and not top
    return {
        "canAcceptOwnership": _is_pending_owner(state, user, file),
        "canAddChildren": writes and file.is_folder,
        "canChangeCopyRequiresWriterPermission": shares,
        "canComment": comments and not locked,
        "canCopy": copies,
        "canDelete": deletes,
        "canDeleteChildren": organizes and shared_drive and file.is_folder,
        "canDisableInheritedPermissions": shares and file.is_folder and not top,
        "canDownload": copies,
        "canEdit": writes,
        "canListChildren": reads and file.is_folder,
        "canModifyContent": writes and not locked,
        "canModifyContentRestriction": owns or (writes and not (locked and locked.by_owner)),
        "canMoveItemOutOfDrive": (organizes if shared_drive else owns) and not top,
        "canMoveItemWithinDrive": moves,
        "canReadRevisions": writes and not file.is_folder,
        "canRemoveChildren": (manages if shared_drive else writes) and file.is_folder,
        "canRename": writes and not file.is_root and not locked,
        "canShare": shares,
        "canTrash": trashes,
        "canTrashChildren": manages and shared_drive and file.is_folder,
        "canUntrash": trashes,
    }


def _may_share(state: State, file: File, rank: int) -> bool:
    if file.is_root:
        return False
    if file.drive_id is None:
        return rank >= RANK["owner"] or (file.writers_can_share and rank >= RANK["writer"])
    if file.is_drive:
        return rank >= RANK["organizer"]
    if not file.is_folder:
        return rank >= RANK["writer"]
    drive = state.drives.get(file.drive_id)
    restricted = drive is not None and drive.sharing_folders_requires_organizer
    return rank >= RANK["organizer" if restricted else "fileOrganizer"]


def _copying_restricted(state: State, file: File) -> bool:
    drive = state.drives.get(file.drive_id or "")
    return file.copy_requires_writer or (drive is not None and drive.copy_requires_writer)


def _is_pending_owner(state: State, user: str, file: File) -> bool:
    return any(
        p.pending_owner and p.email is not None and state.accounts.same(p.email, user)
        for p in file.permissions
    )


def is_owner(state: State, user: str, file: File) -> bool:
    """Whether the file is the user's own. Nobody owns what lies in a shared drive."""
    return file.owner is not None and state.accounts.same(file.owner, user)


def is_trashed(state: State, file: File) -> bool:
    """Whether the file or a folder above it lies in the trash."""
    place: File | None = file
    while place is not None:
        if place.trashed:
            return True
        place = parent_of(state, place)
    return False


# --- refusals --------------------------------------------------------------------------------


def file_not_found(file_id: str) -> ApiError:
    """Drive's 404, the same for what is not there and for what the user cannot see (recorded)."""
    return ApiError(
        404,
        f"File not found: {file_id}.",
        reason="notFound",
        location="fileId",
        location_type="parameter",
    )


def insufficient() -> ApiError:
    """Drive's 403 where the user sees the file but may not do that (documented)."""
    return ApiError(
        403,
        "The user does not have sufficient permissions for this file.",
        reason="insufficientFilePermissions",
    )


def drive_file(
    state: State, user: str, file_id: str, *, all_drives: bool, capability: Capability | None = None
) -> File:
    """The file that a Drive call is about, or Drive's refusal.

    `root` is the user's top folder. A shared drive's file is not found by a caller who did not
    say that it knows shared drives (documented).
    """
    file = state.root_of(user) if file_id == "root" else state.files.get(file_id)
    if file is None or (file.drive_id and not all_drives) or role_of(state, user, file) is None:
        raise file_not_found(file_id)
    if capability is not None and not may(state, user, file, capability):
        raise insufficient()
    return file


def sheets_file(state: State, user: str, file_id: str, *, write: bool = False) -> File:
    """The spreadsheet that a Sheets call is about, or Sheets' refusal.

    An unknown id is 404, an unshared one 403 (recorded), another kind of file 400 or 404
    (reported).
    """
    file = state.files.get(file_id)
    if file is None:
        raise not_found()
    role = role_of(state, user, file)
    if role is None:
        raise ApiError(403, "The caller does not have permission")
    if file.mime_type.startswith(_OFFICE):
        raise ApiError(
            400,
            "This operation is not supported for this document. The document must not be an "
            "Office file.",
            status="FAILED_PRECONDITION",
        )
    if file.mime_type != SPREADSHEET:
        if file.mime_type.startswith("application/vnd.google-apps.") and file.mime_type != FOLDER:
            raise not_found()
        raise ApiError(400, "Request contains an invalid argument.")
    if write and (RANK[role] < RANK["writer"] or file.restriction):
        raise ApiError(403, "The caller does not have permission")
    return file
