"""Passing a file in My Drive on to another owner.

Within a domain it happens at once. Between Gmail accounts the new owner must agree: a writer
is first made pending owner, then accepts (documented). Across domains it is refused (reported).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.sandbox.drive.access import insufficient, is_owner
from cocsheets.sandbox.errors import ApiError
from cocsheets.sandbox.files import Mail, Permission

if TYPE_CHECKING:
    from cocsheets.sandbox.files import File
    from cocsheets.sandbox.http.calls import Call

_CONSUMER = "gmail.com"


def transfer(call: Call, file: File, grantee: str) -> None:
    """Make `grantee` the owner and the owner a writer, or refuse.

    Raises:
        ApiError: 403 without the acknowledging parameter, for anyone but the owner (or the
            pending owner who accepts), without consent, across domains.
    """
    state, accounts = call.state, call.state.accounts
    if not call.flag("transferOwnership"):
        raise ApiError(
            403,
            "The transferOwnership parameter must be enabled when the permission role is 'owner'.",
            reason="forbidden",
            location="transferOwnership",
            location_type="parameter",
        )
    if is_owner(state, grantee, file):
        return
    entry = next((p for p in file.permissions if p.id == accounts.permission_id(grantee)), None)
    accepts = entry is not None and entry.pending_owner and accounts.same(call.user, grantee)
    if not accepts:
        _check_giver(call, file, grantee)
    owner = file.owner or ""
    file.permissions = [p for p in file.permissions if p is not entry]
    for permission in file.permissions:
        if permission.role == "owner":
            permission.role = "writer"
    file.permissions.insert(
        0,
        Permission(
            id=accounts.permission_id(grantee),
            type="user",
            role="owner",
            email=accounts.find(grantee).email,
        ),
    )
    file.owner = accounts.find(grantee).email
    file.version += 1
    if call.flag("moveToNewOwnersRoot") or not file.parents:
        file.parents = [state.root_of(grantee).id]
    state.mail.append(Mail(to=file.owner, kind="ownership", file=file.id, text=f"from {owner}"))


def _check_giver(call: Call, file: File, grantee: str) -> None:
    if file.owner is None or not is_owner(call.state, call.user, file):
        raise insufficient()
    giver = call.state.accounts.find(file.owner).domain
    taker = call.state.accounts.find(grantee)
    if taker.kind != "user":
        raise ApiError(
            403, "The new owner must be a user with an account.", reason="invalidOwnershipTransfer"
        )
    if taker.domain != giver:
        raise ApiError(
            403,
            "Ownership of this item cannot be transferred across domains.",
            reason="ownershipChangeAcrossDomainNotPermitted",
        )
    if taker.domain == _CONSUMER:
        raise ApiError(
            403,
            "Consent is required to transfer ownership of a file to another user.",
            reason="consentRequiredForOwnershipTransfer",
        )
