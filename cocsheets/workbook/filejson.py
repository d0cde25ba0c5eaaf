"""A file as Drive's JSON has it, made into our own facts and grants.

Never asks for the names of what is in a folder. Must not know how a file is asked for.
"""

from __future__ import annotations

import msgspec

from cocsheets.access.permissions import Account, FileFacts, Permission
from cocsheets.workbook.permissions import PermissionJson, permission_of

ITEM_FIELDS = (
    "id,mimeType,trashed,driveId,parents,owners(emailAddress,permissionId),writersCanShare,"
    "copyRequiresWriterPermission,hasAugmentedPermissions,shortcutDetails(targetId),"
    "capabilities(canShare,canEdit,canCopy,canDelete,canTrash,canReadRevisions,canComment)"
)
FILE_FIELDS = f"name,size,{ITEM_FIELDS}"


class _Base(msgspec.Struct, rename="camel"):
    pass


class _User(_Base):
    email_address: str = ""
    permission_id: str = ""


class _Shortcut(_Base):
    target_id: str = ""


class DriveJson(_Base):
    """One file, folder or shortcut."""

    id: str
    name: str = ""
    mime_type: str = ""
    trashed: bool = False
    drive_id: str = ""
    parents: list[str] = []
    owners: list[_User] = []
    writers_can_share: bool = True
    copy_requires_writer_permission: bool = False
    has_augmented_permissions: bool = False
    shortcut_details: _Shortcut = msgspec.field(default_factory=_Shortcut)
    capabilities: dict[str, bool] = {}
    permissions: list[PermissionJson] | None = None
    permission_ids: list[str] = []
    size: str = ""

    def facts(self) -> FileFacts:
        """What it says of the file."""
        return FileFacts(
            id=self.id,
            name=self.name,
            mime_type=self.mime_type,
            trashed=self.trashed,
            drive_id=self.drive_id,
            owners=tuple(Account(user.email_address, user.permission_id) for user in self.owners),
            writers_can_share=self.writers_can_share,
            copy_requires_writer=self.copy_requires_writer_permission,
            capabilities=frozenset(name for name, may in self.capabilities.items() if may),
            parents=tuple(self.parents),
            target=self.shortcut_details.target_id,
            grants_of_its_own=self.has_augmented_permissions,
            size=int(self.size) if self.size.isdecimal() else 0,
        )

    @property
    def all_permissions(self) -> tuple[Permission, ...] | None:
        """Every grant on it, None where Drive does not show them all. Raises UnreachableError.

        Those that are shown are all if their ids are those of `permissionIds` (documented).
        """
        if self.permissions is None:
            return None
        found = tuple(map(permission_of, self.permissions))
        return found if {grant.id for grant in found} == set(self.permission_ids) else None
