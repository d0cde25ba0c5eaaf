"""Handlers of `/v4/spreadsheets…`: they find the file, call the rules and shape the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocsheets.sandbox import fields
from cocsheets.sandbox.drive.access import sheets_file
from cocsheets.sandbox.drive.placement import check_storage
from cocsheets.sandbox.errors import ApiError, not_implemented
from cocsheets.sandbox.files import SPREADSHEET
from cocsheets.sandbox.http.calls import Call, Reply, Route
from cocsheets.sandbox.sheets import batch, data_filters, values_v4
from cocsheets.sandbox.sheets.calls import enum, masked, number_in_path, open_sheet
from cocsheets.sandbox.sheets.edit import Edit, results_of
from cocsheets.sandbox.sheets.protection import Editor
from cocsheets.sandbox.sheets.render import Renderer
from cocsheets.sandbox.sheets.requests import copying

if TYPE_CHECKING:
    from cocsheets.sandbox.files import File
    from cocsheets.sandbox.sheets.a1 import Box
    from cocsheets.sandbox.sheets.sheet import Sheet

Json = dict[str, Any]


def get(call: Call) -> Reply:
    """`spreadsheets.get`."""
    _refuse_comments(enum(call, "commentsViewMode"))
    file = open_sheet(call)
    return Reply(_resource(call, file, call.args("ranges"), call.flag("includeGridData")))


def get_by_data_filter(call: Call) -> Reply:
    """`spreadsheets.getByDataFilter`."""
    _refuse_comments(call.body.get("commentsViewMode"))
    file = open_sheet(call)
    boxes = [
        box for f in call.body.get("dataFilters", ()) for box in data_filters.boxes(file.sheet, f)
    ]
    data = call.body.get("includeGridData", False)
    return Reply(_resource(call, file, None, data, boxes))


def _refuse_comments(mode: str | None) -> None:
    """Comments are shown by Drive alone here."""
    if mode not in (None, "COMMENTS_VIEW_MODE_UNSPECIFIED", "COMMENTS_VIEW_MODE_OMITTED"):
        raise not_implemented(f"commentsViewMode {mode}")


def _resource(
    call: Call,
    file: File,
    ranges: list[str] | None,
    data: bool,
    found: list[tuple[Sheet, Box]] | None = None,
) -> Json:
    mask = fields.mask_for("sheets", "Spreadsheet", call.arg("fields"))
    if mask is not None:
        # A mask decides alone whether there are cells (documented).
        data = fields.within(mask, "sheets", "data")[0]
    book = file.sheet
    pairs = found if found is not None else [book.read_range(text) for text in ranges or ()]
    boxes: dict[int, list[Box]] | None = None
    if pairs or found is not None:
        boxes = {}
        for sheet, box in pairs:
            boxes.setdefault(sheet.id, []).append(box)
    editor = Editor(call.state.accounts, call.user, file.owner)
    renderer = Renderer(book, results_of(call.state, book, call.user), mask, editor.view)
    return renderer.spreadsheet(file.id, file.name, _url(file), boxes, data)


def _url(file: File) -> str:
    return f"https://docs.google.com/spreadsheets/d/{file.id}/edit"


def create(call: Call) -> Reply:
    """`spreadsheets.create`."""
    content = batch.new_content(call.body)
    title = call.body.get("properties", {}).get("title") or "Untitled spreadsheet"
    top = call.state.root_of(call.user)
    check_storage(call.state, call.user, top)
    file = call.state.add_file(title, SPREADSHEET, owner=call.user, parent=top, content=content)
    return Reply(_resource(call, file, None, data=False))


def batch_update(call: Call) -> Reply:
    """`spreadsheets.batchUpdate`: all of it or nothing."""
    _refuse_comments(call.body.get("commentsViewMode"))
    file = open_sheet(call, write=True)
    requests = call.body.get("requests", [])
    edit = Edit.of(call.state, file, call.user)
    replies = batch.run(edit, requests)
    edit.commit()
    out: Json = {"spreadsheetId": file.id, "replies": replies}
    if call.body.get("includeSpreadsheetInResponse"):
        out["updatedSpreadsheet"] = _resource_after(call, file)
    return masked(call, "BatchUpdateSpreadsheetResponse", out)


def _resource_after(call: Call, file: File) -> Json:
    ranges = call.body.get("responseRanges", [])
    bare = Call(call.state, call.user, call.service, call.method, call.path, {})
    return _resource(bare, file, ranges, call.body.get("responseIncludeGridData", False))


def copy_to(call: Call) -> Reply:
    """`spreadsheets.sheets.copyTo`."""
    file = open_sheet(call)
    source = file.sheet.find(number_in_path(call.path["sheetId"], "sheet_id"))
    if source is None:
        raise ApiError(404, "Requested entity was not found.")
    target = sheets_file(
        call.state, call.user, call.body.get("destinationSpreadsheetId", ""), write=True
    )
    edit = Edit.of(call.state, target, call.user)
    properties = copying.copy_sheet_in(edit, source)
    edit.commit()
    return masked(call, "SheetProperties", properties)


def metadata_get(call: Call) -> Reply:
    """`spreadsheets.developerMetadata.get`."""
    file = open_sheet(call)
    number = number_in_path(call.path["metadataId"], "metadata_id")
    for item in file.sheet.metadata:
        if item["metadataId"] == number:
            return masked(call, "DeveloperMetadata", data_filters.shown(item))
    raise ApiError(404, f"No developer metadata with ID {number}")


def metadata_search(call: Call) -> Reply:
    """`spreadsheets.developerMetadata.search`."""
    file = open_sheet(call)
    matched = [
        {"developerMetadata": data_filters.shown(item), "dataFilters": [data_filter]}
        for data_filter in call.body.get("dataFilters", ())
        for item in data_filters.metadata(file.sheet, data_filter)
    ]
    out: Json = {"matchedDeveloperMetadata": matched} if matched else {}
    return masked(call, "SearchDeveloperMetadataResponse", out)


_BASE = "/v4/spreadsheets"
_ONE = _BASE + "/{spreadsheetId}"
_COMMENTS = "`commentsViewMode`"
_FORMATS = ", colour scales in `effectiveFormat`"

ROUTES = (
    Route("POST", _BASE, create, message="Spreadsheet", writes=True),
    Route("GET", _ONE, get, missing=_COMMENTS + _FORMATS),
    Route(
        "POST",
        _ONE + ":getByDataFilter",
        get_by_data_filter,
        missing=_COMMENTS + _FORMATS,
        message="GetSpreadsheetByDataFilterRequest",
    ),
    Route(
        "POST",
        _ONE + ":batchUpdate",
        batch_update,
        missing=f"{batch.missing()}, {_COMMENTS}",
        message="BatchUpdateSpreadsheetRequest",
        writes=True,
    ),
    Route(
        "POST",
        _ONE + "/sheets/{sheetId}:copyTo",
        copy_to,
        message="CopySheetToAnotherSpreadsheetRequest",
        writes=True,
    ),
    Route("GET", _ONE + "/developerMetadata/{metadataId}", metadata_get),
    Route(
        "POST",
        _ONE + "/developerMetadata:search",
        metadata_search,
        message="SearchDeveloperMetadataRequest",
    ),
    *values_v4.ROUTES,
)
