"""What a body says about a file: read and checked, then taken over; and the answer to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocsheets.sandbox.drive import access
from cocsheets.sandbox.drive.access import insufficient
from cocsheets.sandbox.drive.calls import bad_value, flag_of, not_writable, shaped, text_of
from cocsheets.sandbox.drive.file_view import DEFAULT_FIELDS, file_resource
from cocsheets.sandbox.files import SHORTCUT, Restriction

if TYPE_CHECKING:
    from cocsheets.sandbox.files import File
    from cocsheets.sandbox.http.calls import Call, Reply

_TEXTS = {"name": "name", "description": "description"}
_FLAGS = {
    "writersCanShare": "writers_can_share",
    "copyRequiresWriterPermission": "copy_requires_writer",
    "inheritedPermissionsDisabled": "inherited_permissions_disabled",
}
_PROPERTIES = {"properties": "properties", "appProperties": "app_properties"}


def checked(call: Call) -> dict[str, Any]:
    """What a body says about a file, by our names; refused as a whole before anything changes."""
    body = call.body
    said: dict[str, Any] = {own: text_of(body, key) for key, own in _TEXTS.items()}
    said |= {own: flag_of(body, key) for key, own in _FLAGS.items()}
    said |= {own: _texts(body.get(key), key) for key, own in _PROPERTIES.items()}
    said |= {"restriction": _restriction(call)}
    said |= {"starred": flag_of(body, "starred"), "trashed": flag_of(body, "trashed")}
    return {name: value for name, value in said.items() if value is not None}


def _restriction(call: Call) -> Restriction | bool | None:
    """What `contentRestrictions` say: a restriction, False to lift it, None for nothing."""
    value = call.body.get("contentRestrictions")
    if value is None:
        return None
    if not isinstance(value, list) or len(value) > 1 or not all(isinstance(v, dict) for v in value):
        raise bad_value("Invalid value for: contentRestrictions", "contentRestrictions")
    wanted = value[0] if value else {}
    if not flag_of(wanted, "readOnly"):
        return False
    reason, by_owner = text_of(wanted, "reason") or "", flag_of(wanted, "ownerRestricted") or False
    return Restriction(call.state.clock(), call.user, reason, by_owner)


def _texts(value: Any, name: str) -> dict[str, str | None] | None:
    if value is None:
        return None
    if not isinstance(value, dict) or not all(
        item is None or isinstance(item, str) for item in value.values()
    ):
        raise bad_value(f"Invalid value for: {name}", name)
    return value


def check_update(call: Call, file: File) -> None:
    """Refuse before anything is changed."""
    body = call.body
    if "parents" in body:
        raise not_writable(
            "The parents field is not directly writable in update requests. Use the addParents "
            "and removeParents parameters instead."
        )
    if any(name in body for name in ("id", "kind", "owners", "permissions", "version", "driveId")):
        raise not_writable()
    can = access.capabilities(call.state, call.user, file)
    needs = {
        "trashed": can["canTrash"],
        "writersCanShare": access.is_owner(call.state, call.user, file),
        "copyRequiresWriterPermission": can["canShare"],
        "inheritedPermissionsDisabled": can["canDisableInheritedPermissions"],
        "contentRestrictions": can["canModifyContentRestriction"],
        "name": can["canRename"],
        "starred": True,
    }
    if "writersCanShare" in body and file.drive_id is not None:
        raise not_writable()
    names = body or ({} if call.arg("addParents") else {"name": None})
    if not all(needs.get(name, can["canEdit"] and not file.is_root) for name in names):
        raise insufficient()


def describe(call: Call, file: File, said: dict[str, Any]) -> None:
    """Take over what a body says. Properties are merged; null takes one away (documented)."""
    for name, value in said.items():
        if isinstance(value, dict):
            merged = getattr(file, name) | value
            setattr(file, name, {key: text for key, text in merged.items() if text is not None})
        elif name == "restriction":
            file.restriction = value or None
        elif name == "starred":
            same = call.state.accounts.same
            file.starred_by = [who for who in file.starred_by if not same(who, call.user)]
            file.starred_by += [call.user] if value else []
        elif name == "trashed":
            file.trashed = value
            file.trashed_at = (file.trashed_at or call.state.clock()) if value else None
            file.trashed_by = call.user if value else None
        else:
            setattr(file, name, value)


def target_of(call: Call, mime_type: str) -> str:
    """What a new shortcut is to lead to: a file that the user sees; empty for other files."""
    if mime_type != SHORTCUT:
        return ""
    details = call.body.get("shortcutDetails")
    target = details.get("targetId") if isinstance(details, dict) else None
    if not isinstance(target, str):
        raise bad_value("The shortcut target is invalid.", "file.shortcutDetails.targetId")
    return access.drive_file(call.state, call.user, target, all_drives=True).id


def file_answer(call: Call, file: File) -> Reply:
    """The file, as the answer to a call about it."""
    published = call.arg("includePermissionsForView") == "published"
    resource = file_resource(call.state, call.user, file, published=published)
    return shaped(call, resource, "File", DEFAULT_FIELDS)
