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
    from cocsheets.sandbox.sheets.spreadsheet import Spreadsheet

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
    if not call.state.settings.copy_keeps_metadata:
        content.metadata = []
    if not call.state.settings.copy_keeps_sheet_ids:
        _give_new_ids(call, content)
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


def _give_new_ids(call: Call, content: Spreadsheet) -> None:
    """Give every sheet another id, wherever it is named."""
    ids = {sheet.id: call.state.new_number() for sheet in content.sheets}
    for sheet in content.sheets:
        sheet.id = ids[sheet.id]
        sheet.objects = _with_ids(sheet.objects, ids)
        sheet.basic_filter = _with_ids(sheet.basic_filter, ids)
    content.named_ranges = _with_ids(content.named_ranges, ids)
    content.metadata = _with_ids(content.metadata, ids)


def _with_ids(part: Any, ids: dict[int, int]) -> Any:
    """A piece of JSON in which sheets have other ids."""
    if isinstance(part, list):
        return [_with_ids(item, ids) for item in part]
    if not isinstance(part, dict):
        return part
    return {
        name: ids.get(value, value)
        if name == "sheetId" or name.endswith("SheetId")
        else _with_ids(value, ids)
        for name, value in part.items()
    }


def _copied(comment: Comment) -> Comment:
    """A comment of the copy: the same words by the same author."""
    return msgspec.structs.replace(comment, replies=list(comment.replies))
