"""Drive v3 `files.copy`: a file without its past and without its people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from cocsheets.sandbox.drive import access
from cocsheets.sandbox.drive.access import Capability
from cocsheets.sandbox.drive.calls import file_of
from cocsheets.sandbox.drive.file_bodies import checked, describe, file_answer
from cocsheets.sandbox.drive.placement import check_storage, parent_for_new
from cocsheets.sandbox.errors import ApiError

if TYPE_CHECKING:
    from cocsheets.sandbox.files import Comment, File
    from cocsheets.sandbox.http.calls import Call, Reply

_COPIED_PROPERTIES = ("description", "properties", "app_properties", "copy_requires_writer")


def copy_file(call: Call) -> Reply:
    """`files.copy`: the content and what describes it, not history, sharing or comments.

    Without a parent in the body the copy lies beside the source, if the user may add to that
    folder, and inherits what is granted there (documented).
    """
    source = file_of(call)
    if source.is_folder or not access.may(call.state, call.user, source, Capability.COPY):
        raise ApiError(403, "This file cannot be copied by the user.", reason="cannotCopyFile")
    said = checked(call)
    parent = parent_for_new(call, beside=source)
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
    describe(call, file, said)
    return file_answer(call, file)


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
    return msgspec.structs.replace(comment, replies=list(comment.replies))
