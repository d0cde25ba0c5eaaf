"""Drive's `/upload`: files made or replaced with content, which has to be a table as text."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

from cocsheets.sandbox.drive.access import Capability, drive_file
from cocsheets.sandbox.drive.calls import file_of
from cocsheets.sandbox.drive.entries import create_file, update_file
from cocsheets.sandbox.drive.exports import TEXT_TYPES, spreadsheet_from
from cocsheets.sandbox.drive.file_view_v2 import file_resource_v2
from cocsheets.sandbox.errors import ApiError, not_implemented
from cocsheets.sandbox.files import SPREADSHEET
from cocsheets.sandbox.http.calls import Reply
from cocsheets.sandbox.schema import parse_body
from cocsheets.sandbox.state import date_of

if TYPE_CHECKING:
    from cocsheets.sandbox.files import File
    from cocsheets.sandbox.http.calls import Call, Json
    from cocsheets.sandbox.sheets.spreadsheet import Spreadsheet

_BOUNDARY = re.compile(r'boundary="?([^";]+)"?', re.IGNORECASE)


def create(call: Call) -> Reply:
    """`files.create` with content."""
    call.body, kind, data = _parts(call)
    if call.body.get("mimeType") != SPREADSHEET:
        raise _not_kept(kind)
    return create_file(call, _table(call, kind, data, str(call.body.get("name") or "Untitled")))


def update(call: Call) -> Reply:
    """`files.update` with content: all that was there is replaced (documented)."""
    call.body, kind, data = _parts(call)
    file = file_of(call, Capability.MODIFY)
    return update_file(call, _new_content(call, file, kind, data))


def update_v2(call: Call) -> Reply:
    """`files.update` of Drive v2 with content, which is replaced as in v3."""
    file = drive_file(
        call.state, call.user, call.path["fileId"], all_drives=True, capability=Capability.MODIFY
    )
    file.content = _new_content(call, file, _kind(call.content_type), call.raw)
    call.state.record_revision(file, call.user)
    return Reply(json=file_resource_v2(call.state, call.user, file))


def _new_content(call: Call, file: File, kind: str, data: bytes) -> Spreadsheet:
    if file.mime_type != SPREADSHEET:
        raise _not_kept(kind)
    return _table(call, kind, data, file.name)


def _table(call: Call, kind: str, data: bytes, title: str) -> Spreadsheet:
    """The spreadsheet that a text is turned into.

    Raises:
        ApiError: 501 for other than text, 400 for what cannot be read as a table.
    """
    if kind not in TEXT_TYPES:
        raise _not_kept(kind)
    text = data.decode("utf-8-sig", errors="replace")
    today = date_of(call.state.clock())
    try:
        return spreadsheet_from(text, title, call.state.new_number(), today, TEXT_TYPES[kind])
    except csv.Error:
        raise ApiError(400, "The text cannot be read as a table.") from None


def _not_kept(kind: str) -> ApiError:
    return not_implemented(f"content of type {kind or 'nothing'} here")


def _parts(call: Call) -> tuple[Json, str, bytes]:
    """What an upload says about the file, the type of the content, and the content."""
    way = call.arg("uploadType") or ""
    if way == "media":
        return {}, _kind(call.content_type), call.raw
    if way != "multipart":
        raise not_implemented(f"uploads of type {way or 'nothing'}")
    parts = split(call.raw, call.content_type)
    if len(parts) != 2:
        raise ApiError(400, "Multipart body must contain exactly two parts.", reason="badContent")
    said = parse_body(parts[0][1])
    if not isinstance(said, dict):
        raise ApiError(400, "Parse Error", reason="parseError")
    return said, _kind(parts[1][0].get("content-type", "")), parts[1][1]


def split(raw: bytes, content_type: str) -> list[tuple[dict[str, str], bytes]]:
    """The parts of a multipart body, each with its headers (names in lower case)."""
    found = _BOUNDARY.search(content_type)
    if not found:
        raise ApiError(400, "Missing multipart boundary.", reason="badContent")
    mark = re.escape(found[1].encode("latin-1", "replace"))
    parts = []
    for piece in re.split(rb"(?:^|\r?\n)--" + mark, raw)[1:]:
        if piece.startswith(b"--"):
            break
        head, _, body = re.sub(rb"\r?\n\r?\n", b"\0\0", piece, count=1).partition(b"\0\0")
        lines = [line.partition(":") for line in head.decode("latin-1").splitlines()]
        parts.append(({name.strip().lower(): value.strip() for name, _, value in lines}, body))
    return parts


def _kind(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()
