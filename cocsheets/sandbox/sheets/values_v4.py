"""Handlers of `spreadsheets.values`: they find the file, call the rules and shape the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocsheets.sandbox.errors import ApiError, invalid
from cocsheets.sandbox.http.calls import Call, Reply, Route
from cocsheets.sandbox.sheets import data_filters
from cocsheets.sandbox.sheets import values as rules
from cocsheets.sandbox.sheets.calls import cells_of, enum, masked, open_sheet
from cocsheets.sandbox.sheets.edit import Edit
from cocsheets.sandbox.sheets.values import Options

if TYPE_CHECKING:
    from collections.abc import Callable

    from cocsheets.sandbox.files import File

Json = dict[str, Any]


def get(call: Call) -> Reply:
    """`spreadsheets.values.get`."""
    options, file = _options(call), open_sheet(call)
    sheet, box = file.sheet.read_range(call.path["range"])
    out = rules.read(cells_of(call, file), sheet, box, options)
    return masked(call, "ValueRange", out)


def batch_get(call: Call) -> Reply:
    """`spreadsheets.values.batchGet`: one bad range fails it all."""
    options, file = _options(call), open_sheet(call)
    pairs = [file.sheet.read_range(text) for text in call.args("ranges")]
    cells = cells_of(call, file)
    out: Json = {"spreadsheetId": file.id}
    if pairs:
        out["valueRanges"] = [rules.read(cells, sheet, box, options) for sheet, box in pairs]
    return masked(call, "BatchGetValuesResponse", out)


def batch_get_by_filter(call: Call) -> Reply:
    """`spreadsheets.values.batchGetByDataFilter`."""
    file, body = open_sheet(call), call.body
    options = _body_options(body, "valueRenderOption", "dateTimeRenderOption")
    cells = cells_of(call, file)
    out: Json = {"spreadsheetId": file.id}
    matched = [
        {
            "valueRange": rules.read(cells, sheet, box, options),
            "dataFilters": [data_filter],
        }
        for data_filter in body.get("dataFilters", ())
        for sheet, box in data_filters.boxes(file.sheet, data_filter)
    ]
    if matched:
        out["valueRanges"] = matched
    return masked(call, "BatchGetValuesByDataFilterResponse", out)


def update(call: Call) -> Reply:
    """`spreadsheets.values.update`."""
    raw, file = _is_raw(enum(call, "valueInputOption")), open_sheet(call, write=True)
    text, body = call.path["range"], call.body
    _same_range(text, body)
    edit = Edit.of(call.state, file, call.user)
    written = rules.write(edit, text, body.get("values", []), _major(body), raw=raw)
    edit.commit()
    out = written.reply(file.id)
    if call.flag("includeValuesInResponse"):
        out["updatedData"] = _values_after(call, file, written)
    return masked(call, "UpdateValuesResponse", out)


def append(call: Call) -> Reply:
    """`spreadsheets.values.append`."""
    raw, file = _is_raw(enum(call, "valueInputOption")), open_sheet(call, write=True)
    text, body = call.path["range"], call.body
    _same_range(text, body)
    edit = Edit.of(call.state, file, call.user)
    table, written = rules.append(
        edit,
        text,
        body.get("values", []),
        _major(body),
        raw=raw,
        insert_rows=enum(call, "insertDataOption") == "INSERT_ROWS",
    )
    edit.commit()
    out: Json = {"spreadsheetId": file.id}
    if table is not None:
        out["tableRange"] = table
    out["updates"] = written.reply(file.id)
    if call.flag("includeValuesInResponse"):
        out["updates"]["updatedData"] = _values_after(call, file, written)
    return masked(call, "AppendValuesResponse", out)


def batch_update(call: Call) -> Reply:
    """`spreadsheets.values.batchUpdate`."""

    def write(edit: Edit, item: Json, raw: bool) -> list[rules.Written]:
        text = item.get("range", "")
        return [rules.write(edit, text, item.get("values", []), _major(item), raw=raw)]

    return _batch_values(call, write)


def batch_update_by_filter(call: Call) -> Reply:
    """`spreadsheets.values.batchUpdateByDataFilter`."""

    def write(edit: Edit, item: Json, raw: bool) -> list[rules.Written]:
        rows = rules.as_rows(item.get("values", []), _major(item))
        return [
            data_filters.write(edit, sheet, box, rows, raw=raw)
            for sheet, box in data_filters.boxes(edit.book, item.get("dataFilter", {}))
        ]

    return _batch_values(call, write, by_filter=True)


def _batch_values(
    call: Call,
    write: Callable[[Edit, Json, bool], list[rules.Written]],
    *,
    by_filter: bool = False,
) -> Reply:
    file, body = open_sheet(call, write=True), call.body
    raw = _is_raw(body.get("valueInputOption"))
    edit = Edit.of(call.state, file, call.user)
    all_written: list[tuple[Json, rules.Written]] = []
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
            reply["updatedData"] = rules.read(
                cells_of(call, file), written.sheet, written.box, options
            )
        responses.append(reply)
    out = {"spreadsheetId": file.id, **{key: count for key, count in total.items() if count}}
    if responses:
        out["responses"] = responses
    message = "BatchUpdateValuesByDataFilterResponse" if by_filter else "BatchUpdateValuesResponse"
    return masked(call, message, out)


def clear(call: Call) -> Reply:
    """`spreadsheets.values.clear`."""
    file = open_sheet(call, write=True)
    edit = Edit.of(call.state, file, call.user)
    cleared = rules.clear(edit, call.path["range"])
    edit.commit()
    return masked(call, "ClearValuesResponse", {"spreadsheetId": file.id, "clearedRange": cleared})


def batch_clear(call: Call) -> Reply:
    """`spreadsheets.values.batchClear`."""

    def clear(edit: Edit) -> list[str]:
        return [rules.clear(edit, text) for text in call.body.get("ranges", ())]

    return _batch_clear(call, clear, "BatchClearValuesResponse")


def batch_clear_by_filter(call: Call) -> Reply:
    """`spreadsheets.values.batchClearByDataFilter`."""

    def clear(edit: Edit) -> list[str]:
        return [
            data_filters.clear(edit, sheet, box)
            for data_filter in call.body.get("dataFilters", ())
            for sheet, box in data_filters.boxes(edit.book, data_filter)
        ]

    return _batch_clear(call, clear, "BatchClearValuesByDataFilterResponse")


def _batch_clear(call: Call, clear: Callable[[Edit], list[str]], message: str) -> Reply:
    file = open_sheet(call, write=True)
    edit = Edit.of(call.state, file, call.user)
    cleared = clear(edit)
    edit.commit()
    out: Json = {"spreadsheetId": file.id}
    if cleared:
        out["clearedRanges"] = cleared
    return masked(call, message, out)


def _is_raw(option: str | None) -> bool:
    if option in (None, "INPUT_VALUE_OPTION_UNSPECIFIED"):
        raise invalid("'valueInputOption' is required but not specified")
    return option == "RAW"


def _major(body: Json) -> str:
    return "COLUMNS" if body.get("majorDimension") == "COLUMNS" else "ROWS"


def _options(call: Call) -> Options:
    return Options(
        enum(call, "valueRenderOption") or "FORMATTED_VALUE",
        enum(call, "dateTimeRenderOption") or "SERIAL_NUMBER",
        "COLUMNS" if enum(call, "majorDimension") == "COLUMNS" else "ROWS",
    )


def _body_options(body: Json, render: str, dates: str) -> Options:
    return Options(
        body.get(render, "FORMATTED_VALUE"), body.get(dates, "SERIAL_NUMBER"), _major(body)
    )


def _values_after(call: Call, file: File, written: rules.Written) -> Json:
    options = Options(
        enum(call, "responseValueRenderOption") or "FORMATTED_VALUE",
        enum(call, "responseDateTimeRenderOption") or "SERIAL_NUMBER",
        _major(call.body),
    )
    return rules.read(cells_of(call, file), written.sheet, written.box, options)


def _same_range(text: str, body: Json) -> None:
    other = body.get("range")
    if other and other.replace("'", "") != text.replace("'", ""):
        raise invalid(f"Request range[{text}] does not match value's range[{other}]")


_VALUES = "/v4/spreadsheets/{spreadsheetId}/values"


def _writing(method: str, path: str, handler: Callable[[Call], Reply], message: str) -> Route:
    body_at = "data" if message == "ValueRange" else ""
    return Route(method, _VALUES + path, handler, message=message, body_at=body_at, writes=True)


ROUTES = (
    Route("GET", _VALUES + "/{range}", get),
    Route("GET", _VALUES + ":batchGet", batch_get),
    _writing("PUT", "/{range}", update, "ValueRange"),
    _writing("POST", "/{range}:append", append, "ValueRange"),
    _writing("POST", "/{range}:clear", clear, "ClearValuesRequest"),
    _writing("POST", ":batchUpdate", batch_update, "BatchUpdateValuesRequest"),
    _writing("POST", ":batchClear", batch_clear, "BatchClearValuesRequest"),
    Route(
        "POST",
        _VALUES + ":batchGetByDataFilter",
        batch_get_by_filter,
        message="BatchGetValuesByDataFilterRequest",
    ),
    _writing(
        "POST",
        ":batchUpdateByDataFilter",
        batch_update_by_filter,
        "BatchUpdateValuesByDataFilterRequest",
    ),
    _writing(
        "POST",
        ":batchClearByDataFilter",
        batch_clear_by_filter,
        "BatchClearValuesByDataFilterRequest",
    ),
)
