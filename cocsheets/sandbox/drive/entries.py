"""Drive v3 `files`: get, create, update, delete, and the trash."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cocsheets.sandbox.drive import access
from cocsheets.sandbox.drive.access import Capability
from cocsheets.sandbox.drive.calls import file_of, refuse_media, shaped, text_of
from cocsheets.sandbox.drive.file_bodies import (
    check_update,
    checked,
    describe,
    file_answer,
    target_of,
)
from cocsheets.sandbox.drive.placement import check_storage, move, parent_for_new
from cocsheets.sandbox.errors import ApiError
from cocsheets.sandbox.files import FOLDER, SPREADSHEET
from cocsheets.sandbox.http.calls import Reply
from cocsheets.sandbox.sheets.spreadsheet import Spreadsheet

if TYPE_CHECKING:
    from cocsheets.sandbox.files import File
    from cocsheets.sandbox.http.calls import Call
    from cocsheets.sandbox.state import State

_GENERATED = re.compile(r"1[\w-]{32}\Z", re.ASCII)
_GOOGLE_APPS = "application/vnd.google-apps."
_CHANGES_TIME = {"name", "description", "properties", "app_properties"}
"""What counts as a modification; places, switches, stars and the trash do not (unverified)."""


def get_file(call: Call) -> Reply:
    """`files.get`: what is known about a file; none has binary content here."""
    file = file_of(call)
    refuse_media(call)
    return file_answer(call, file)


def generate_ids(call: Call) -> Reply:
    """`files.generateIds`: ids that `files.create` takes, so that it can be repeated safely."""
    count = call.number("count", 10, low=1, high=1000)
    ids = [call.state.new_id(33) for _ in range(count)]
    resource = {"kind": "drive#generatedIds", "space": "drive", "ids": ids}
    return shaped(call, resource, "GeneratedIds", "*")


def create_file(call: Call, content: Spreadsheet | None = None) -> Reply:
    """`files.create`: a spreadsheet, a folder, or an empty file of any kind."""
    said = checked(call)
    mime_type = text_of(call.body, "mimeType") or "application/octet-stream"
    file_id = text_of(call.body, "id")
    google_kind = mime_type != FOLDER and mime_type.startswith(_GOOGLE_APPS)
    if file_id is not None and (google_kind or not _GENERATED.match(file_id)):
        raise ApiError(
            400, "The provided file ID is not usable.", reason="invalid", location="file.id"
        )
    if file_id in call.state.files:
        raise ApiError(409, "A file already exists with the provided ID.", reason="fileIdInUse")
    parent = parent_for_new(call)
    check_storage(call.state, call.user, parent)
    target = target_of(call, mime_type)
    file = call.state.add_file(
        said.get("name", "Untitled"),
        mime_type,
        owner=call.user,
        parent=parent,
        content=content or (Spreadsheet.new() if mime_type == SPREADSHEET else None),
        file_id=file_id,
    )
    file.target = target
    describe(call, file, said)
    return file_answer(call, file)


def update_file(call: Call, content: Spreadsheet | None = None) -> Reply:
    """`files.update`: what is known about a file, its place, its switches, the trash."""
    file = file_of(call)
    said = checked(call)
    check_update(call, file)
    move(call, file)
    describe(call, file, said)
    if content is not None:
        file.content = content
        call.state.record_revision(file, call.user)
    elif _CHANGES_TIME & said.keys():
        call.state.touch(file, call.user)
    else:
        file.version += 1
    return file_answer(call, file)


def delete_file(call: Call) -> Reply:
    """`files.delete`: for good, at once; the owner's business, or the organizer's (documented)."""
    file = file_of(call, Capability.DELETE)
    _remove(call.state, file)
    return Reply(status=204, content_type="text/html")


def empty_trash(call: Call) -> Reply:
    """`files.emptyTrash`: what the user owns there is gone for good."""
    for file in list(call.state.files.values()):
        if file.trashed and access.is_owner(call.state, call.user, file):
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
