"""Drive v3 `permissions`: list, get, create, update, delete. The rules are in `sharing_rules`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.sandbox.accounts import domain_permission_id
from cocsheets.sandbox.drive import access, ownership
from cocsheets.sandbox.drive import sharing_rules as rules
from cocsheets.sandbox.drive.access import RANK, Capability, insufficient
from cocsheets.sandbox.drive.calls import (
    bad_value,
    file_of,
    flag_of,
    listing,
    not_writable,
    page_of,
    shaped,
    text_of,
)
from cocsheets.sandbox.drive.permission_view import (
    Granted,
    granted_on,
    permission_resource,
    published_permission,
)
from cocsheets.sandbox.errors import ApiError
from cocsheets.sandbox.files import Mail, Permission
from cocsheets.sandbox.http.calls import Reply

if TYPE_CHECKING:
    from cocsheets.sandbox.files import File, Role
    from cocsheets.sandbox.http.calls import Call

_DEFAULT = "kind,id,type,role"
_READ_ONLY = (
    *("kind", "id", "type", "emailAddress", "domain", "displayName", "photoLink", "deleted"),
    *("permissionDetails", "teamDrivePermissionDetails", "allowFileDiscovery"),
)


def list_permissions(call: Call) -> Reply:
    """`permissions.list`. Without a page size My Drive gives everything (documented)."""
    file = _readable(call)
    size = call.number("pageSize", 0, low=1, high=100) or (100 if file.drive_id else None)
    items = [
        permission_resource(call.state, file, granted)
        for granted in granted_on(call.state, file).values()
    ]
    if call.arg("includePermissionsForView") == "published" and any(
        revision.published for revision in file.revisions
    ):
        items.append(published_permission())
    page, token = page_of(call, items, size)
    resource = listing(call, "permissionList", "permissions", page, token)
    default = f"kind,nextPageToken,permissions({_DEFAULT})"
    return shaped(call, resource, "PermissionList", default)


def get_permission(call: Call) -> Reply:
    """`permissions.get`."""
    file = _readable(call)
    return _answer(call, file, _granted(call, file))


def create_permission(call: Call) -> Reply:
    """`permissions.create`: one permission for each grantee, raised in place (reported)."""
    file = file_of(call, Capability.SHARE)
    permission = _wanted(call, file)
    mail = rules.check_mail_option(call, permission)
    rules.check_grantee(call, file, permission, mail=mail)
    if permission.role == "owner":
        ownership.transfer(call, file, permission.email or "")
    else:
        _check_rank(call, file, permission.role)
        rules.check_rate(call.state)
        _put(call, file, permission)
        if mail and permission.email is not None:
            text = call.arg("emailMessage") or ""
            call.state.mail.append(Mail(permission.email, "share", file.id, text))
    return _answer(call, file, granted_on(call.state, file)[permission.id])


def update_permission(call: Call) -> Reply:
    """`permissions.update`. What is inherited can be raised here, not lowered (documented)."""
    file = file_of(call)
    granted = _granted(call, file)
    direct = granted.direct or _standing(granted)
    if any(name in call.body for name in _READ_ONLY):
        raise not_writable()
    role = rules.role_in({"role": granted.role} | call.body)
    rules.check_role(file, direct.type, role)
    if role == "owner":
        ownership.transfer(call, file, direct.email or "")
        return _answer(call, file, _granted(call, file))
    _check_touch(call, file, granted)
    _check_rank(call, file, role)
    inherited = granted.inherited_role
    if inherited is not None and RANK[role] < RANK[inherited]:
        raise rules.inherited_refusal(file)
    expires = rules.expiry_in(call, file, direct.type)
    direct.role = role
    direct.pending_owner = _pending(call, file, direct)
    direct.expires = None if call.flag("removeExpiration") else expires or direct.expires
    if granted.direct is None and (inherited is None or RANK[role] > RANK[inherited]):
        file.permissions.append(direct)
    file.version += 1
    return _answer(call, file, _granted(call, file))


def delete_permission(call: Call) -> Reply:
    """`permissions.delete`. Whoever was let in may always leave."""
    file = file_of(call)
    granted = _granted(call, file)
    direct = granted.direct
    email = granted.grants[0].permission.email
    leaving = email is not None and call.state.accounts.same(email, call.user)
    _check_touch(call, file, granted, leaving=leaving and direct is not None)
    if direct is not None:
        file.permissions.remove(direct)
        file.version += 1
    elif call.state.settings.inherited_delete == "refused":
        raise rules.inherited_refusal(file)
    return Reply(status=204)


# --- parts -----------------------------------------------------------------------------------


def _readable(call: Call) -> File:
    """Only editors see who else has access; to readers it is refused (unverified)."""
    file = file_of(call)
    role = access.role_of(call.state, call.user, file)
    if role is None or RANK[role] < RANK["writer"]:
        raise insufficient()
    return file


def _granted(call: Call, file: File) -> Granted:
    name = call.path["permissionId"]
    if (granted := granted_on(call.state, file).get(name)) is None:
        raise ApiError(
            404,
            f"Permission not found: {name}.",
            reason="notFound",
            location="permissionId",
            location_type="parameter",
        )
    return granted


def _standing(granted: Granted) -> Permission:
    """A permission of the file's own for a grantee who has inherited ones only."""
    above = granted.grants[0].permission
    return Permission(
        id=above.id,
        type=above.type,
        role=granted.role,
        email=above.email,
        domain=above.domain,
        discoverable=above.discoverable,
    )


def _wanted(call: Call, file: File) -> Permission:
    """The permission that a body asks for, checked as far as it goes by itself."""
    state, body = call.state, call.body
    kind, role = rules.type_in(body), rules.role_in(body)
    rules.check_role(file, kind, role)
    expires = rules.expiry_in(call, file, kind)
    if kind in ("user", "group"):
        email = text_of(body, "emailAddress") or ""
        if email.count("@") != 1 or email != email.strip() or not all(email.split("@")):
            raise bad_value(
                "The specified emailAddress is invalid or not applicable for the given "
                "permission type.",
                "permission.emailAddress",
            )
        account = state.accounts.find(email)
        kind = "group" if account.kind == "group" else "user"
        state.accounts.remember(email)
        return Permission(
            id=state.accounts.permission_id(email),
            type=kind,
            role=role,
            email=state.accounts.find(email).email,
            expires=expires,
            pending_owner=bool(flag_of(body, "pendingOwner")) and role == "writer",
        )
    discoverable = bool(flag_of(body, "allowFileDiscovery"))
    if kind == "anyone":
        name = "anyone" if discoverable else "anyoneWithLink"
        return Permission(id=name, type=kind, role=role, discoverable=discoverable)
    domain = (text_of(body, "domain") or "").casefold()
    if not domain or "@" in domain:
        raise bad_value(
            "The specified domain is invalid or not applicable for the given permission type.",
            "permission.domain",
        )
    grantee = domain_permission_id(domain)
    return Permission(id=grantee, type=kind, role=role, domain=domain, discoverable=discoverable)


def _put(call: Call, file: File, permission: Permission) -> None:
    """Write a grant: a grantee's own one is raised, never lowered; there is one for anyone."""
    anyone = permission.type == "anyone"
    for present in file.permissions:
        if present.id == permission.id or (anyone and present.type == "anyone"):
            if RANK[permission.role] > RANK[present.role]:
                present.role = permission.role
            present.id, present.discoverable = permission.id, permission.discoverable
            present.expires = permission.expires
            present.pending_owner = permission.pending_owner
            break
    else:
        file.permissions.append(permission)
    file.version += 1


def _check_rank(call: Call, file: File, role: Role) -> None:
    """Nobody gives more than they have."""
    own = access.role_of(call.state, call.user, file)
    if own is None or RANK[role] > RANK[own]:
        raise insufficient()


def _check_touch(call: Call, file: File, granted: Granted, *, leaving: bool = False) -> None:
    """Whether the user may change or end what this grantee has on the file."""
    if granted.direct is not None and granted.direct.role == "owner":
        raise rules.owner_refusal()
    if leaving:
        return
    if not access.may(call.state, call.user, file, Capability.SHARE):
        raise insufficient()
    if granted.direct is not None:
        _check_rank(call, file, granted.direct.role)


def _pending(call: Call, file: File, direct: Permission) -> bool:
    """Whether the grantee is to become the owner: the owner says so, of a writer."""
    wanted = flag_of(call.body, "pendingOwner")
    if wanted is None:
        return direct.pending_owner
    if not access.is_owner(call.state, call.user, file):
        raise insufficient()
    return wanted and direct.role == "writer" and direct.type == "user"


def _answer(call: Call, file: File, granted: Granted) -> Reply:
    resource = permission_resource(call.state, file, granted)
    return shaped(call, resource, "Permission", _DEFAULT)
