"""Permissions as Drive's JSON has them, made into our own.

Must not know how they are asked for.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from cocsheets.access.permissions import GranteeType, Part, Permission, Role
from cocsheets.errors import UnreachableError

GRANTS = (
    "permissions(id,type,role,emailAddress,domain,displayName,allowFileDiscovery,"
    "deleted,pendingOwner,expirationTime,view,permissionDetails)"
)
PERMISSION_FIELDS = f"nextPageToken,{GRANTS}"


class _Base(msgspec.Struct, rename="camel"):
    pass


class _Detail(_Base):
    permission_type: str = "file"
    role: str = "reader"
    inherited: bool = False
    inherited_from: str = ""


class PermissionJson(_Base):
    """One permission."""

    id: str
    type: str
    role: str
    email_address: str = ""
    domain: str = ""
    display_name: str = ""
    allow_file_discovery: bool = False
    deleted: bool = False
    pending_owner: bool = False
    expiration_time: dt.datetime | None = None
    view: str = ""
    permission_details: list[_Detail] = []


class Listing(_Base):
    """One page of who has access."""

    permissions: list[PermissionJson]
    next_page_token: str = ""


def permission_of(found: PermissionJson) -> Permission:
    """One permission. Raises UnreachableError for a kind that is not known."""
    try:
        role, kind = Role(found.role), GranteeType(found.type)
        parts = tuple(
            Part(
                "member" if detail.permission_type == "member" else "file",
                Role(detail.role),
                detail.inherited,
                detail.inherited_from,
            )
            for detail in found.permission_details
        )
    except ValueError:
        raise UnreachableError(
            "Google lists a kind of access that cocsheets does not know; nothing was changed.",
            hint="Look at the sharing dialog, and update cocsheets.",
        ) from None
    return Permission(
        id=found.id,
        type=kind,
        role=role,
        email=found.email_address,
        domain=found.domain,
        deleted=found.deleted,
        pending_owner=found.pending_owner,
        expires=found.expiration_time,
        discoverable=found.allow_file_discovery,
        view=found.view,
        parts=parts,
        name=found.display_name,
    )
