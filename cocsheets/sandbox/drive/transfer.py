"""Content that leaves Drive: exports, links to them, downloads, pages that are published."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from cocsheets.sandbox.drive import access, xlsx
from cocsheets.sandbox.drive.access import Capability, drive_file
from cocsheets.sandbox.drive.calls import file_of
from cocsheets.sandbox.drive.exports import (
    EXPORT_TYPES,
    TEXT_TYPES,
    XLSX,
    export_links,
    shown_rows,
    written,
)
from cocsheets.sandbox.drive.revisions import revision_of
from cocsheets.sandbox.errors import ApiError, not_implemented
from cocsheets.sandbox.files import SPREADSHEET
from cocsheets.sandbox.http.calls import Reply

if TYPE_CHECKING:
    from cocsheets.sandbox.files import File
    from cocsheets.sandbox.http.calls import Call
    from cocsheets.sandbox.sheets.sheet import Sheet
    from cocsheets.sandbox.sheets.spreadsheet import Spreadsheet
    from cocsheets.sandbox.state import State

_SHORT = {short: kind for kind, short in EXPORT_TYPES.items()}


def export_file(call: Call) -> Reply:
    """`files.export`: the first sheet as CSV or TSV (recorded)."""
    file = exportable(call, file_of(call, known=True))
    return _exported(call.state, file.sheet, call.arg("mimeType") or "")


def export_by_link(call: Call) -> Reply:
    """What `exportLinks` lead to: a format of a file, or of an old state of it, or of one tab."""
    file_id = call.path.get("fileId") or call.arg("id") or ""
    file = exportable(call, drive_file(call.state, call.user, file_id, all_drives=True))
    content = file.sheet
    if (revision := call.arg("revision")) is not None:
        content = _old_content(call, file, revision)
    short = call.arg("exportFormat") or call.arg("format") or "xlsx"
    gid = call.arg("gid")
    return _exported(call.state, content, _SHORT.get(short, short), gid)


def download_file(call: Call) -> Reply:
    """`files.download`: an operation that is done at once and says where the content is."""
    file = exportable(call, file_of(call, known=True))
    revision = call.arg("revisionId")
    if revision is not None:
        _old_content(call, file, revision)
    kind = call.arg("mimeType") or "text/csv"
    links = export_links(file.id, revision)
    if kind not in links:
        raise _no_conversion()
    return Reply(
        json={
            "name": call.state.new_id(40, prefix="A"),
            "done": True,
            "response": {
                "@type": "type.googleapis.com/google.apps.drive.v3.DownloadFileResponse",
                "downloadUri": links[kind],
                "partialDownloadAllowed": False,
            },
        }
    )


def published(state: State, raw_path: str, query: str) -> Reply:
    """A published spreadsheet as anyone on the web reads it, without an account."""
    file = state.files.get(raw_path.split("/")[3])
    revision = next((r for r in reversed(file.revisions) if r.published), None) if file else None
    if file is None or revision is None or file.content is None:
        return Reply(
            status=404, text="<html><title>Page Not Found</title></html>", content_type="text/html"
        )
    options = parse_qs(query)
    short = options.get("output", ["csv"])[-1]
    content = file.sheet if revision.publish_auto else revision.content
    try:
        return _exported(state, content, _SHORT.get(short, short), options.get("gid", [None])[-1])
    except ApiError as error:
        return Reply(error.body("drive"), error.code)


def exportable(call: Call, file: File) -> File:
    """The file, if it is a spreadsheet that the user may take out."""
    if file.mime_type != SPREADSHEET:
        raise ApiError(403, "Export only supports Docs Editors files.", reason="fileNotExportable")
    if not access.may(call.state, call.user, file, Capability.COPY):
        raise ApiError(403, "This file cannot be exported by the user.", reason="cannotExportFile")
    return file


def _old_content(call: Call, file: File, revision_id: str) -> Spreadsheet:
    """The content that a revision had, for whoever may edit (documented)."""
    if not access.may(call.state, call.user, file, Capability.READ_REVISIONS):
        raise access.insufficient()
    content: Spreadsheet = revision_of(file, revision_id).content
    return content


def _exported(state: State, content: Spreadsheet, kind: str, gid: str | None = None) -> Reply:
    if kind not in EXPORT_TYPES:
        raise _no_conversion()
    if kind == XLSX and gid is None:
        return Reply(text=xlsx.written(content), content_type=kind)
    if kind not in TEXT_TYPES:
        raise not_implemented(f"exports of type {kind}")
    sheet: Sheet | None = content.sheets[0]
    if gid is not None:
        sheet = content.find(int(gid)) if gid.isdigit() else None
    if sheet is None:
        raise ApiError(400, "There is no such sheet.", reason="badRequest", location="gid")
    text = written(shown_rows(content, sheet, state.clock()), TEXT_TYPES[kind])
    return Reply(text=text, content_type=kind)


def _no_conversion() -> ApiError:
    return ApiError(
        400,
        "The requested conversion is not supported.",
        reason="badRequest",
        location="convertTo",
        location_type="parameter",
    )
