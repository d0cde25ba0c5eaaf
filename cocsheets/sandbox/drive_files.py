"""Drive v3 `files`: create, get, list, update, copy, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocsheets.sandbox import access
from cocsheets.sandbox.access import Capability, drive_file, insufficient
from cocsheets.sandbox.drive_calls import (
    all_drives,
    bad_value,
    file_of,
    flag_of,
    listing,
    not_writable,
    page_of,
    shaped,
    text_of,
)
from cocsheets.sandbox.drive_queries import in_order, matching
from cocsheets.sandbox.errors import ApiError
from cocsheets.sandbox.file_view import DEFAULT_FIELDS, file_resource
from cocsheets.sandbox.files import SPREADSHEET, Comment
from cocsheets.sandbox.http import Reply
from cocsheets.sandbox.moves import move, placed_in
from cocsheets.sandbox.spreadsheet import Spreadsheet

if TYPE_CHECKING:
    from cocsheets.sandbox.files import File
    from cocsheets.sandbox.http import Call
    from cocsheets.sandbox.state import State

_MAX_PAGE = 1000
_COPIED_PROPERTIES = ("description", "properties", "app_properties", "copy_requires_writer")


def get_file(call: Call) -> Reply:
    """`files.get`, metadata only."""
    return _answer(call, file_of(call))


def create_file(call: Call) -> Reply:
    """`files.create`, without content: a spreadsheet, a folder, or an empty file of any kind."""
    name = text_of(call.body, "name")
    mime_type = text_of(call.body, "mimeType") or "application/octet-stream"
    said = _checked(call)
    parent = _parent_for_new(call)
    check_storage(call.state, call.user, parent)
    content = Spreadsheet.new() if mime_type == SPREADSHEET else None
    file = call.state.add_file(
        name if name is not None else "Untitled",
        mime_type,
        owner=call.user,
        parent=parent,
        content=content,
    )
    _describe(call, file, said)
    return _answer(call, file)


def update_file(call: Call) -> Reply:
    """`files.update`: what is known about a file, its place, its switches, the trash."""
    file = file_of(call)
    said = _checked(call)
    _check_update(call, file)
    move(call, file)
    _describe(call, file, said)
    call.state.touch(file, call.user)
    return _answer(call, file)


def copy_file(call: Call) -> Reply:
    """`files.copy`: the content and what describes it, not history, sharing or comments.

    Without a parent in the body the copy lies beside the source, if the user may add to that
    folder, and inherits what is granted there (documented).
    """
    source = file_of(call)
    if source.is_folder or not access.may(call.state, call.user, source, Capability.COPY):
        raise ApiError(403, "This file cannot be copied by the user.", reason="cannotCopyFile")
    said = _checked(call)
    parent = _parent_for_new(call, beside=source)
    check_storage(call.state, call.user, parent)
    name = said.get("name") or f"Copy of {source.name}"
    file = call.state.add_file(
        name,
        source.mime_type,
        owner=call.user,
        parent=parent,
        content=_copied_content(call, source),
    )
    for attribute in _COPIED_PROPERTIES:
        value = getattr(source, attribute)
        setattr(file, attribute, dict(value) if isinstance(value, dict) else value)
    if call.flag("copyComments"):
        file.comments = [_copied(c) for c in source.comments if not (c.resolved or c.deleted)]
    _describe(call, file, said)
    return _answer(call, file)


def delete_file(call: Call) -> Reply:
    """`files.delete`: for good, at once; the owner's business, or the organizer's (documented)."""
    file = file_of(call, Capability.DELETE)
    _remove(call.state, file)
    return Reply(status=204, content_type="text/html")


def _remove(state: State, file: File) -> None:
    """With a folder goes what its owner has in it; what others own there goes home (documented)."""
    for child in state.children(file.id):
        if child.owner is None or file.owner is None or access.is_owner(state, file.owner, child):
            _remove(state, child)
        else:
            child.parents = [state.root_of(child.owner).id]
    state.remove(file)


def list_files(call: Call) -> Reply:
    """`files.list`: what the user owns, was given, or has found; trashed files too (documented)."""
    state, user = call.state, call.user
    corpora = call.arg("corpora") or call.arg("corpus") or "user"
    drive_id = call.arg("driveId") or call.arg("teamDriveId")
    wide = call.flag("includeItemsFromAllDrives") or call.flag("includeTeamDriveItems")
    wide = wide and all_drives(call)
    if drive_id is not None:
        if not wide:
            raise _bad_listing("driveId", "The driveId parameter must be used with corpora=drive.")
        drive_file(state, user, drive_id, all_drives=True)
    elif corpora == "drive":
        raise _bad_listing("driveId", "The driveId parameter is required with corpora=drive.")
    test = matching(state, user, call.arg("q") or "")
    found = in_order(
        (f for f in list(state.files.values()) if _listed(call, f, drive_id, wide) and test(f)),
        call.arg("orderBy"),
    )
    size = min(call.number("pageSize", 100, low=1, high=2**31 - 1), _MAX_PAGE)
    page, token = page_of(call, found, size)
    resource = listing(
        call, "fileList", "files", [file_resource(state, user, file) for file in page], token
    )
    resource["incompleteSearch"] = False
    default = f"kind,nextPageToken,incompleteSearch,files({DEFAULT_FIELDS})"
    return shaped(call, resource, "FileList", default)


def _listed(call: Call, file: File, drive_id: str | None, wide: bool) -> bool:
    """Whether a file is in the user's lists. What is open by link alone is not."""
    if file.is_root or file.is_drive or (file.drive_id is not None and not wide):
        return False
    if drive_id is not None and file.drive_id != drive_id:
        return False
    return access.role_of(call.state, call.user, file, by_link=False) is not None


def _bad_listing(parameter: str, message: str) -> ApiError:
    return ApiError(400, message, reason="invalid", location=parameter)


# --- parts -----------------------------------------------------------------------------------


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


def _parent_for_new(call: Call, beside: File | None = None) -> File:
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


def _check_update(call: Call, file: File) -> None:
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
        "starred": True,
    }
    if "writersCanShare" in body and file.drive_id is not None:
        raise not_writable()
    if not all(needs.get(name, can["canEdit"] and not file.is_root) for name in body):
        raise insufficient()


_TEXTS = {"name": "name", "description": "description"}
_FLAGS = {
    "writersCanShare": "writers_can_share",
    "copyRequiresWriterPermission": "copy_requires_writer",
    "inheritedPermissionsDisabled": "inherited_permissions_disabled",
}
_PROPERTIES = {"properties": "properties", "appProperties": "app_properties"}


def _checked(call: Call) -> dict[str, Any]:
    """What a body says about a file, by our names; refused as a whole before anything changes."""
    body = call.body
    said: dict[str, Any] = {own: text_of(body, key) for key, own in _TEXTS.items()}
    said |= {own: flag_of(body, key) for key, own in _FLAGS.items()}
    said |= {own: _texts(body.get(key), key) for key, own in _PROPERTIES.items()}
    said |= {"starred": flag_of(body, "starred"), "trashed": flag_of(body, "trashed")}
    return {name: value for name, value in said.items() if value is not None}


def _texts(value: Any, name: str) -> dict[str, str | None] | None:
    if value is None:
        return None
    if not isinstance(value, dict) or not all(
        item is None or isinstance(item, str) for item in value.values()
    ):
        raise bad_value(f"Invalid value for: {name}", name)
    return value


def _describe(call: Call, file: File, said: dict[str, Any]) -> None:
    """Take over what a body says. Properties are merged; null takes one away (documented)."""
    for name, value in said.items():
        if isinstance(value, dict):
            merged = getattr(file, name) | value
            setattr(file, name, {key: text for key, text in merged.items() if text is not None})
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


def _copied_content(call: Call, source: File) -> Any:
    """The content, with protected ranges that only the copier may edit, or none (reported both)."""
    if source.content is None:
        return None
    content = source.sheet.copy()
    for sheet in content.sheets:
        protected = sheet.objects.get("protectedRanges")
        if not protected:
            continue
        if not call.state.settings.copy_keeps_protection:
            sheet.objects["protectedRanges"] = []
            continue
        sheet.objects["protectedRanges"] = [
            entry if entry.get("warningOnly") else entry | {"editors": {"users": [call.user]}}
            for entry in protected
        ]
    return content


def _copied(comment: Comment) -> Comment:
    """A comment of the copy: the same words by the same author."""
    return Comment(
        id=comment.id,
        author=comment.author,
        content=comment.content,
        created=comment.created,
        modified=comment.modified,
        anchor=comment.anchor,
        quoted=comment.quoted,
        replies=list(comment.replies),
    )


def _answer(call: Call, file: File) -> Reply:
    resource = file_resource(call.state, call.user, file)
    return shaped(call, resource, "File", DEFAULT_FIELDS)
