"""Permissions as Drive answers them: one for each grantee, whatever it stands on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cocsheets.sandbox.drive.access import RANK, Grant, grants_on, higher
from cocsheets.sandbox.state import timestamp

if TYPE_CHECKING:
    from cocsheets.sandbox.files import File, Permission, Role
    from cocsheets.sandbox.http.calls import Json
    from cocsheets.sandbox.state import State


@dataclass(frozen=True, slots=True)
class Granted:
    """All that one grantee has on a file."""

    grants: tuple[Grant, ...]

    @property
    def direct(self) -> Permission | None:
        """The grant that stands on the file itself."""
        return next((g.permission for g in self.grants if not g.inherited), None)

    @property
    def inherited_role(self) -> Role | None:
        """The strongest role from above."""
        found: Role | None = None
        for grant in self.grants:
            if grant.inherited:
                found = higher(found, grant.role)
        return found

    @property
    def role(self) -> Role:
        """The role that works: the strongest."""
        return max((g.role for g in self.grants), key=lambda role: RANK[role])


def granted_on(state: State, file: File) -> dict[str, Granted]:
    """What each grantee has on a file, by permission id; those on the file itself come first."""
    by_grantee: dict[str, list[Grant]] = {}
    for grant in grants_on(state, file):
        by_grantee.setdefault(grant.permission.id, []).append(grant)
    return {grantee: Granted(tuple(grants)) for grantee, grants in by_grantee.items()}


def permission_resource(state: State, file: File, granted: Granted) -> Json:
    """The `drive#permission` of a grantee on a file, with all fields."""
    permission = granted.direct or granted.grants[0].permission
    resource: Json = {
        "kind": "drive#permission",
        "id": permission.id,
        "type": permission.type,
        "role": granted.role,
    }
    if permission.email is not None:
        account = state.accounts.find(permission.email)
        deleted = account.kind == "deleted"
        resource["displayName"] = account.display_name
        if not deleted:
            resource["emailAddress"] = account.email
        resource["deleted"] = deleted
    if permission.domain is not None:
        resource["displayName"] = resource["domain"] = permission.domain
    if permission.type in ("domain", "anyone"):
        resource["allowFileDiscovery"] = permission.discoverable
    if permission.expires is not None:
        resource["expirationTime"] = timestamp(permission.expires)
    if permission.type == "user" and file.drive_id is None:
        resource["pendingOwner"] = permission.pending_owner
    if file.drive_id is not None or state.settings.my_drive_details:
        resource["permissionDetails"] = [_detail(file, grant) for grant in granted.grants]
    return resource


def _detail(file: File, grant: Grant) -> Json:
    """Where a role comes from; `inheritedFrom` only in shared drives (documented)."""
    detail: Json = {
        "permissionType": "member" if grant.source.is_drive else "file",
        "role": grant.role,
        "inherited": grant.inherited,
    }
    if grant.inherited and file.drive_id is not None:
        detail["inheritedFrom"] = grant.source.id
    return detail


def published_permission() -> Json:
    """How a published file shows among its permissions, if that view is asked for (unverified)."""
    return {
        "kind": "drive#permission",
        "id": "anyone",
        "type": "anyone",
        "role": "reader",
        "view": "published",
        "allowFileDiscovery": False,
    }
