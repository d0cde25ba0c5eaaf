"""Handlers of `/v4/spreadsheets…`: they find the file, call the rules and shape the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocsheets.sandbox import batch, data_filters, fields, values
from cocsheets.sandbox.access import sheets_file
from cocsheets.sandbox.edit import Edit, results_of
from cocsheets.sandbox.errors import ApiError, bad_field, invalid
from cocsheets.sandbox.files import SPREADSHEET
from cocsheets.sandbox.http import Call, Reply, Route
from cocsheets.sandbox.placement import check_storage
from cocsheets.sandbox.protection import Editor
from cocsheets.sandbox.render import Renderer
from cocsheets.sandbox.requests import sheets
from cocsheets.sandbox.schema import snake
from cocsheets.sandbox.values import Options

if TYPE_CHECKING:
    from collections.abc import Callable

    from cocsheets.sandbox.a1 import Box
    from cocsheets.sandbox.fields import Mask
    from cocsheets.sandbox.files import File
    from cocsheets.sandbox.sheet import Sheet

Json = dict[str, Any]
_PACKAGE = "type.googleapis.com/google.apps.sheets.v4."
_ENUMS = {
    "valueInputOption": (
        "ValueInputOption",
        "INPUT_VALUE_OPTION_UNSPECIFIED",
        "RAW",
        "USER_ENTERED",
    ),
    "valueRenderOption": ("ValueRenderOption", "FORMATTED_VALUE", "UNFORMATTED_VALUE", "FORMULA"),
    "responseValueRenderOption": (
        "ValueRenderOption",
        "FORMATTED_VALUE",
        "UNFORMATTED_VALUE",
        "FORMULA",
    ),
    "dateTimeRenderOption": ("DateTimeRenderOption", "SERIAL_NUMBER", "FORMATTED_STRING"),
    "responseDateTimeRenderOption": ("DateTimeRenderOption", "SERIAL_NUMBER", "FORMATTED_STRING"),
    "majorDimension": ("Dimension", "DIMENSION_UNSPECIFIED", "ROWS", "COLUMNS"),
    "insertDataOption": ("InsertDataOption", "OVERWRITE", "INSERT_ROWS"),
}


# --- spreadsheets ------------------------------------------------------------------------------


def get(call: Call) -> Reply:
    """`spreadsheets.get`."""
    file = _open(call)
    return Reply(_resource(call, file, call.args("ranges"), call.flag("includeGridData")))


def get_by_data_filter(call: Call) -> Reply:
    """`spreadsheets.getByDataFilter`."""
    file = _open(call, write=True)
    boxes = [
        box for f in call.body.get("dataFilters", ()) for box in data_filters.boxes(file.sheet, f)
    ]
    data = call.body.get("includeGridData", False)
    return Reply(_resource(call, file, None, data, boxes))


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
    renderer = Renderer(
        book, results_of(call.state, book, call.user), mask, _editor(call, file).view
    )
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
    file = _open(call, write=True)
    requests = call.body.get("requests", [])
    edit = Edit.of(call.state, file, call.user)
    replies = batch.run(edit, requests)
    edit.commit()
    out: Json = {"spreadsheetId": file.id, "replies": replies}
    if call.body.get("includeSpreadsheetInResponse"):
        out["updatedSpreadsheet"] = _resource_after(call, file)
    return _masked(call, "BatchUpdateSpreadsheetResponse", out)


def _resource_after(call: Call, file: File) -> Json:
    ranges = call.body.get("responseRanges", [])
    bare = Call(call.state, call.user, call.service, call.method, call.path, {})
    return _resource(bare, file, ranges, call.body.get("responseIncludeGridData", False))


def copy_to(call: Call) -> Reply:
    """`spreadsheets.sheets.copyTo`."""
    file = _open(call)
    source = file.sheet.find(_sheet_id(call.path["sheetId"]))
    if source is None:
        raise ApiError(404, "Requested entity was not found.")
    target = sheets_file(
        call.state, call.user, call.body.get("destinationSpreadsheetId", ""), write=True
    )
    edit = Edit.of(call.state, target, call.user)
    properties = sheets.copy_sheet_in(edit, source)
    edit.commit()
    return _masked(call, "SheetProperties", properties)


def _sheet_id(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise bad_field(
            "sheet_id", f"Invalid value at 'sheet_id' (TYPE_INT32), \"{text}\""
        ) from None


# --- values ------------------------------------------------------------------------------------


def values_get(call: Call) -> Reply:
    """`spreadsheets.values.get`."""
    options, file = _options(call), _open(call)
    sheet, box = file.sheet.read_range(call.path["range"])
    out = values.read(_renderer(call, file), sheet, box, options)
    return _masked(call, "ValueRange", out)


def values_batch_get(call: Call) -> Reply:
    """`spreadsheets.values.batchGet`: one bad range fails it all."""
    options, file = _options(call), _open(call)
    pairs = [file.sheet.read_range(text) for text in call.args("ranges")]
    renderer = _renderer(call, file)
    out: Json = {"spreadsheetId": file.id}
    if pairs:
        out["valueRanges"] = [values.read(renderer, sheet, box, options) for sheet, box in pairs]
    return _masked(call, "BatchGetValuesResponse", out)


def values_batch_get_by_filter(call: Call) -> Reply:
    """`spreadsheets.values.batchGetByDataFilter`."""
    file, body = _open(call), call.body
    options = _body_options(body, "valueRenderOption", "dateTimeRenderOption")
    renderer = _renderer(call, file)
    out: Json = {"spreadsheetId": file.id}
    matched = [
        {
            "valueRange": values.read(renderer, sheet, box, options),
            "dataFilters": [data_filter],
        }
        for data_filter in body.get("dataFilters", ())
        for sheet, box in data_filters.boxes(file.sheet, data_filter)
    ]
    if matched:
        out["valueRanges"] = matched
    return Reply(out)


def values_update(call: Call) -> Reply:
    """`spreadsheets.values.update`."""
    raw, file = _is_raw(_enum(call, "valueInputOption")), _open(call, write=True)
    text, body = call.path["range"], call.body
    _same_range(text, body)
    edit = Edit.of(call.state, file, call.user)
    written = values.write(edit, text, body.get("values", []), _major(body), raw=raw)
    edit.commit()
    out = written.reply(file.id)
    if call.flag("includeValuesInResponse"):
        out["updatedData"] = _values_after(call, file, written)
    return _masked(call, "UpdateValuesResponse", out)


def values_append(call: Call) -> Reply:
    """`spreadsheets.values.append`."""
    raw, file = _is_raw(_enum(call, "valueInputOption")), _open(call, write=True)
    text, body = call.path["range"], call.body
    _same_range(text, body)
    edit = Edit.of(call.state, file, call.user)
    table, written = values.append(
        edit,
        text,
        body.get("values", []),
        _major(body),
        raw=raw,
        insert_rows=_enum(call, "insertDataOption") == "INSERT_ROWS",
    )
    edit.commit()
    out: Json = {"spreadsheetId": file.id}
    if table is not None:
        out["tableRange"] = table
    out["updates"] = written.reply(file.id)
    if call.flag("includeValuesInResponse"):
        out["updates"]["updatedData"] = _values_after(call, file, written)
    return _masked(call, "AppendValuesResponse", out)


def values_batch_update(call: Call) -> Reply:
    """`spreadsheets.values.batchUpdate`."""

    def write(edit: Edit, item: Json, raw: bool) -> list[values.Written]:
        text = item.get("range", "")
        return [values.write(edit, text, item.get("values", []), _major(item), raw=raw)]

    return _batch_values(call, write)


def values_batch_update_by_filter(call: Call) -> Reply:
    """`spreadsheets.values.batchUpdateByDataFilter`."""

    def write(edit: Edit, item: Json, raw: bool) -> list[values.Written]:
        rows = values.as_rows(item.get("values", []), _major(item))
        return [
            data_filters.write(edit, sheet, box, rows, raw=raw)
            for sheet, box in data_filters.boxes(edit.book, item.get("dataFilter", {}))
        ]

    return _batch_values(call, write, by_filter=True)


def _batch_values(
    call: Call,
    write: Callable[[Edit, Json, bool], list[values.Written]],
    *,
    by_filter: bool = False,
) -> Reply:
    file, body = _open(call, write=True), call.body
    raw = _is_raw(body.get("valueInputOption"))
    edit = Edit.of(call.state, file, call.user)
    all_written: list[tuple[Json, values.Written]] = []
    for index, item in enumerate(body.get("data", ())):
        try:
            all_written += [(item, written) for written in write(edit, item, raw)]
        except ApiError as error:
            if error.code == 400:
                error.message = f"Invalid data[{index}]: {error.message}"
            raise
    edit.commit()
    total: Json = {
        "totalUpdatedRows": len({(w.sheet.id, row) for _, w in all_written for row in w.rows}),
        "totalUpdatedColumns": len(
            {(w.sheet.id, column) for _, w in all_written for column in w.columns}
        ),
        "totalUpdatedCells": sum(written.cells for _, written in all_written),
        "totalUpdatedSheets": len({w.sheet.id for _, w in all_written if w.cells}),
    }
    responses = []
    for item, written in all_written:
        reply = written.reply(file.id)
        if by_filter:
            del reply["spreadsheetId"]
            reply["dataFilter"] = item.get("dataFilter", {})
        if body.get("includeValuesInResponse"):
            options = _body_options(
                body, "responseValueRenderOption", "responseDateTimeRenderOption"
            )
            reply["updatedData"] = values.read(
                _renderer(call, file), written.sheet, written.box, options
            )
        responses.append(reply)
    out = {"spreadsheetId": file.id, **{key: count for key, count in total.items() if count}}
    if responses:
        out["responses"] = responses
    message = "BatchUpdateValuesByDataFilterResponse" if by_filter else "BatchUpdateValuesResponse"
    return _masked(call, message, out)


def values_clear(call: Call) -> Reply:
    """`spreadsheets.values.clear`."""
    file = _open(call, write=True)
    edit = Edit.of(call.state, file, call.user)
    cleared = values.clear(edit, call.path["range"])
    edit.commit()
    return _masked(call, "ClearValuesResponse", {"spreadsheetId": file.id, "clearedRange": cleared})


def values_batch_clear(call: Call) -> Reply:
    """`spreadsheets.values.batchClear`."""
    file = _open(call, write=True)
    edit = Edit.of(call.state, file, call.user)
    cleared = [values.clear(edit, text) for text in call.body.get("ranges", ())]
    edit.commit()
    out: Json = {"spreadsheetId": file.id}
    if cleared:
        out["clearedRanges"] = cleared
    return _masked(call, "BatchClearValuesResponse", out)


def values_batch_clear_by_filter(call: Call) -> Reply:
    """`spreadsheets.values.batchClearByDataFilter`."""
    file = _open(call, write=True)
    edit = Edit.of(call.state, file, call.user)
    cleared = [
        data_filters.clear(edit, sheet, box)
        for data_filter in call.body.get("dataFilters", ())
        for sheet, box in data_filters.boxes(edit.book, data_filter)
    ]
    edit.commit()
    out: Json = {"spreadsheetId": file.id}
    if cleared:
        out["clearedRanges"] = cleared
    return Reply(out)


# --- developer metadata ------------------------------------------------------------------------


def metadata_get(call: Call) -> Reply:
    """`spreadsheets.developerMetadata.get`."""
    file = _open(call)
    number = _sheet_id(call.path["metadataId"])
    for item in file.sheet.metadata:
        if item["metadataId"] == number:
            return _masked(call, "DeveloperMetadata", data_filters.shown(item))
    raise ApiError(404, f"No developer metadata with ID {number}")


def metadata_search(call: Call) -> Reply:
    """`spreadsheets.developerMetadata.search`."""
    file = _open(call)
    matched = [
        {"developerMetadata": data_filters.shown(item), "dataFilters": [data_filter]}
        for data_filter in call.body.get("dataFilters", ())
        for item in data_filters.metadata(file.sheet, data_filter)
    ]
    out: Json = {"matchedDeveloperMetadata": matched} if matched else {}
    return _masked(call, "SearchDeveloperMetadataResponse", out)


# --- what they share ---------------------------------------------------------------------------


def _open(call: Call, *, write: bool = False) -> File:
    file = sheets_file(call.state, call.user, call.path["spreadsheetId"], write=write)
    if file.mime_type != SPREADSHEET or file.content is None:
        raise ApiError(404, "Requested entity was not found.")
    return file


def _editor(call: Call, file: File) -> Editor:
    owns = file.owner is not None and call.state.accounts.same(file.owner, call.user)
    return Editor(call.state.accounts, call.user, owns=owns)


def _renderer(call: Call, file: File, mask: Mask = None) -> Renderer:
    return Renderer(file.sheet, results_of(call.state, file.sheet, call.user), mask)


def _masked(call: Call, message: str, out: Json) -> Reply:
    masked = fields.apply(fields.mask_for("sheets", message, call.arg("fields")), out)
    return Reply(masked)


def _enum(call: Call, name: str) -> str | None:
    value = call.arg(name)
    if value is None:
        return None
    return _member(name, value)


def _member(name: str, value: str) -> str:
    kind, *allowed = _ENUMS[name]
    if value in allowed:
        return value
    at = snake(name)
    raise bad_field(at, f"Invalid value at '{at}' ({_PACKAGE}{kind}), \"{value}\"")


def _is_raw(option: str | None) -> bool:
    if option in (None, "INPUT_VALUE_OPTION_UNSPECIFIED"):
        raise invalid("'valueInputOption' is required but not specified")
    return option == "RAW"


def _major(body: Json) -> str:
    return "COLUMNS" if body.get("majorDimension") == "COLUMNS" else "ROWS"


def _options(call: Call) -> Options:
    return Options(
        _enum(call, "valueRenderOption") or "FORMATTED_VALUE",
        _enum(call, "dateTimeRenderOption") or "SERIAL_NUMBER",
        "COLUMNS" if _enum(call, "majorDimension") == "COLUMNS" else "ROWS",
    )


def _body_options(body: Json, render: str, dates: str) -> Options:
    return Options(
        body.get(render, "FORMATTED_VALUE"), body.get(dates, "SERIAL_NUMBER"), _major(body)
    )


def _values_after(call: Call, file: File, written: values.Written) -> Json:
    options = Options(
        _enum(call, "responseValueRenderOption") or "FORMATTED_VALUE",
        _enum(call, "responseDateTimeRenderOption") or "SERIAL_NUMBER",
        _major(call.body),
    )
    return values.read(_renderer(call, file), written.sheet, written.box, options)


def _same_range(text: str, body: Json) -> None:
    other = body.get("range")
    if other and other.replace("'", "") != text.replace("'", ""):
        raise invalid(f"Request range[{text}] does not match value's range[{other}]")


_BASE = "/v4/spreadsheets"
_ONE = _BASE + "/{spreadsheetId}"
_VALUES = _ONE + "/values"

ROUTES = (
    Route("POST", _BASE, create, message="Spreadsheet", writes=True),
    Route("GET", _ONE, get, missing="`commentsViewMode`"),
    Route(
        "POST",
        _ONE + ":getByDataFilter",
        get_by_data_filter,
        message="GetSpreadsheetByDataFilterRequest",
    ),
    Route(
        "POST",
        _ONE + ":batchUpdate",
        batch_update,
        missing=batch.missing(),
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
    Route("GET", _VALUES + "/{range}", values_get),
    Route(
        "PUT",
        _VALUES + "/{range}",
        values_update,
        message="ValueRange",
        body_at="data",
        writes=True,
    ),
    Route(
        "POST",
        _VALUES + "/{range}:append",
        values_append,
        message="ValueRange",
        body_at="data",
        writes=True,
    ),
    Route(
        "POST", _VALUES + "/{range}:clear", values_clear, message="ClearValuesRequest", writes=True
    ),
    Route("GET", _VALUES + ":batchGet", values_batch_get),
    Route(
        "POST",
        _VALUES + ":batchUpdate",
        values_batch_update,
        message="BatchUpdateValuesRequest",
        writes=True,
    ),
    Route(
        "POST",
        _VALUES + ":batchClear",
        values_batch_clear,
        message="BatchClearValuesRequest",
        writes=True,
    ),
    Route(
        "POST",
        _VALUES + ":batchGetByDataFilter",
        values_batch_get_by_filter,
        message="BatchGetValuesByDataFilterRequest",
    ),
    Route(
        "POST",
        _VALUES + ":batchUpdateByDataFilter",
        values_batch_update_by_filter,
        message="BatchUpdateValuesByDataFilterRequest",
        writes=True,
    ),
    Route(
        "POST",
        _VALUES + ":batchClearByDataFilter",
        values_batch_clear_by_filter,
        message="BatchClearValuesByDataFilterRequest",
        writes=True,
    ),
    Route("GET", _ONE + "/developerMetadata/{metadataId}", metadata_get),
    Route(
        "POST",
        _ONE + "/developerMetadata:search",
        metadata_search,
        message="SearchDeveloperMetadataRequest",
    ),
)
