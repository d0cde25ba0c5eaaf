"""Edits as requests of `spreadsheets.batchUpdate`.

Knows the JSON of Google's requests. Must not know HTTP, nor why something is written. Every value
is written as it is (no `USER_ENTERED`): text that looks like a formula stays text.
Long because each kind of edit has a function of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import singledispatch
from typing import Any, TypeAlias

from cocsheets.plans.edits import (
    AddWorksheet,
    AppendRows,
    ClearExtras,
    FreezeRows,
    Grow,
    InsertColumns,
    InsertRow,
    MoveClaim,
    NewSheet,
    ProtectBlock,
    ReplaceAnywhere,
    ReplaceText,
    RestoreExtras,
    RestoreMetadata,
    RestoreProtection,
    RestoreRule,
    SetDateCheck,
    SetList,
    Unmerge,
    Unprotect,
    WritePage,
    WriteValue,
)
from cocsheets.records.table import Block, CellError, DateNumber, Value
from cocsheets.workbook.looks import column_widths, page_cell

Json: TypeAlias = dict[str, Any]

DATE_FORMAT: Json = {"numberFormat": {"type": "DATE", "pattern": "yyyy-mm-dd"}}
LINK = "userEnteredFormat.textFormat.link"


@singledispatch
def to_requests(edit: object) -> list[Json]:
    """The requests for one edit, in order."""
    raise TypeError(f"no request is known for {type(edit).__name__}")


@to_requests.register
def _(edit: ReplaceText) -> list[Json]:
    # One whole cell, exact case: does nothing if other text stands there by now. What Google makes
    # of odd texts is unverified, so callers read again and never trust the count.
    return [_find_replace(edit.find, edit.replacement, range=_cell(edit))]


@to_requests.register
def _(edit: ReplaceAnywhere) -> list[Json]:
    return [_find_replace(edit.find, edit.replacement, sheetId=edit.sheet_id)]


@to_requests.register
def _(edit: WriteValue) -> list[Json]:
    cell: Json = {"userEnteredValue": extended(edit.value, edit.formula)}
    fields = "userEnteredValue"
    if edit.as_date:
        cell["userEnteredFormat"] = DATE_FORMAT
        fields += ",userEnteredFormat.numberFormat"
    elif edit.formatted:
        if edit.number_format:
            cell["userEnteredFormat"] = {"numberFormat": dict(edit.number_format)}
        fields += ",userEnteredFormat.numberFormat"
    return [_update(_cell(edit), [[cell]], fields)]


@to_requests.register
def _(edit: ClearExtras) -> list[Json]:
    # Chips are not named: whether a mask may hold chipRuns is unverified, while writing a value is
    # documented to drop them.
    fields = f"note,textFormatRuns,{LINK},dataValidation"
    return [_update(_cell(edit), [[{}]], fields)]


@to_requests.register
def _(edit: RestoreExtras) -> list[Json]:
    extras = edit.extras
    cell: Json = {}
    fields = ["note", LINK, "textFormatRuns", "dataValidation"]
    if extras.note:
        cell["note"] = extras.note
    if extras.link:
        cell["userEnteredFormat"] = {"textFormat": {"link": {"uri": extras.link}}}
    if extras.runs:
        cell["textFormatRuns"] = [dict(run) for run in extras.runs]
    if extras.validation:
        cell["dataValidation"] = dict(extras.validation)
    return [_update(_cell(edit), [[cell]], ",".join(fields))]


@to_requests.register
def _(edit: AddWorksheet) -> list[Json]:
    where = Block(edit.sheet_id, 0, 1, 0, len(edit.header))
    properties = {
        "sheetId": edit.sheet_id,
        "title": edit.title,
        "gridProperties": {
            "rowCount": edit.rows,
            "columnCount": len(edit.header),
            "frozenRowCount": 1,
        },
    }
    return [
        {"addSheet": {"properties": properties}},
        *column_widths(edit),
        _headers(where, edit.header),
    ]


@to_requests.register
def _(edit: AppendRows) -> list[Json]:
    rows = [{"values": [_plain(value) for value in row]} for row in edit.rows]
    fields = "userEnteredValue,userEnteredFormat.numberFormat"
    return [{"appendCells": {"sheetId": edit.sheet_id, "rows": rows, "fields": fields}}]


@to_requests.register
def _(edit: InsertColumns) -> list[Json]:
    last = edit.column + len(edit.headers)
    dimension = {"sheetId": edit.sheet_id, "dimension": "COLUMNS"}
    where = {**dimension, "startIndex": edit.column, "endIndex": last}
    block = Block(edit.sheet_id, edit.row, edit.row + 1, edit.column, last)
    grow = [{"appendDimension": {**dimension, "length": 1}}] if edit.at_end else []
    return [
        *grow,
        {"insertDimension": {"range": where, "inheritFromBefore": False}},
        _headers(block, edit.headers),
    ]


@to_requests.register
def _(edit: InsertRow) -> list[Json]:
    where = {
        "sheetId": edit.sheet_id,
        "dimension": "ROWS",
        "startIndex": edit.row,
        "endIndex": edit.row + 1,
    }
    block = Block(edit.sheet_id, edit.row, edit.row + 1, 0, len(edit.values))
    cells = [{"userEnteredValue": extended(value)} for value in edit.values]
    return [
        {
            "insertDimension": {
                "range": where,
                "inheritFromBefore": edit.row > 0 and edit.like_above,
            }
        },
        _update(grid_range(block), [cells], "userEnteredValue"),
    ]


@to_requests.register
def _(edit: SetList) -> list[Json]:
    values = [{"userEnteredValue": value} for value in edit.values]
    condition = {"type": "ONE_OF_LIST", "values": values}
    return [_validation(edit.block, condition)]


@to_requests.register
def _(edit: SetDateCheck) -> list[Json]:
    return [_validation(edit.block, {"type": "DATE_IS_VALID"})]


@to_requests.register
def _(edit: RestoreRule) -> list[Json]:
    rule: Json = {"rule": dict(edit.rule)} if edit.rule else {}
    return [{"setDataValidation": {"range": grid_range(edit.block), **rule}}]


@to_requests.register
def _(edit: FreezeRows) -> list[Json]:
    properties = {"sheetId": edit.sheet_id, "gridProperties": {"frozenRowCount": edit.rows}}
    fields = "gridProperties.frozenRowCount"
    return [{"updateSheetProperties": {"properties": properties, "fields": fields}}]


@to_requests.register
def _(edit: Grow) -> list[Json]:
    size = {"rowCount": edit.rows, "columnCount": edit.columns}
    properties = {"sheetId": edit.sheet_id, "gridProperties": size}
    fields = "gridProperties.rowCount,gridProperties.columnCount"
    return [{"updateSheetProperties": {"properties": properties, "fields": fields}}]


@to_requests.register
def _(edit: WritePage) -> list[Json]:
    # What the rows do not cover of the range is cleared in the same fields (documented).
    rows = [[page_cell(text) for text in row] for row in edit.rows]
    fields = "userEnteredValue,userEnteredFormat,note,dataValidation,textFormatRuns"
    return [_update(grid_range(edit.block), rows, fields)]


@to_requests.register
def _(edit: Unmerge) -> list[Json]:
    return [{"unmergeCells": {"range": grid_range(edit.block)}}]


@to_requests.register
def _(edit: ProtectBlock) -> list[Json]:
    protected: Json = {"range": grid_range(edit.block), "description": edit.description}
    if edit.warning_only:
        protected["warningOnly"] = True
    else:
        protected["editors"] = {"users": list(edit.editors)}
    return [{"addProtectedRange": {"protectedRange": protected}}]


@to_requests.register
def _(edit: Unprotect) -> list[Json]:
    return [{"deleteProtectedRange": {"protectedRangeId": edit.protection_id}}]


@to_requests.register
def _(edit: RestoreProtection) -> list[Json]:
    return [{"addProtectedRange": {"protectedRange": dict(edit.protected)}}]


@to_requests.register
def _(edit: RestoreMetadata) -> list[Json]:
    return [{"createDeveloperMetadata": {"developerMetadata": dict(edit.metadata)}}]


@to_requests.register
def _(edit: MoveClaim) -> list[Json]:
    metadata = {
        "metadataId": edit.new_id,
        "metadataKey": edit.key,
        "metadataValue": edit.value,
        "location": {"spreadsheet": True},
        "visibility": "DOCUMENT",
    }
    requests: list[Json] = [{"createDeveloperMetadata": {"developerMetadata": metadata}}]
    if edit.old_id is not None:
        lookup = {"developerMetadataLookup": {"metadataId": edit.old_id}}
        requests.append({"deleteDeveloperMetadata": {"dataFilter": lookup}})
    return requests


def extended(value: Value, formula: str | None = None) -> Json:
    """A value as Google's ExtendedValue. Raises TypeError for an error value."""
    if formula is not None:
        return {"formulaValue": formula}
    if value is None:
        return {}
    if isinstance(value, CellError):
        raise TypeError("an error value cannot be written")
    if isinstance(value, str):
        return {"stringValue": value}
    if isinstance(value, bool):
        return {"boolValue": value}
    return {"numberValue": float(value)}


def grid_range(block: Block) -> Json:
    """A block as Google's GridRange; unbounded sides are left out."""
    bounds: Mapping[str, int | None] = {
        "sheetId": block.sheet_id,
        "startRowIndex": block.start_row,
        "endRowIndex": block.end_row,
        "startColumnIndex": block.start_column,
        "endColumnIndex": block.end_column,
    }
    return {name: value for name, value in bounds.items() if value is not None}


def _cell(edit: ReplaceText | WriteValue | ClearExtras | RestoreExtras) -> Json:
    return grid_range(Block(edit.sheet_id, edit.row, edit.row + 1, edit.column, edit.column + 1))


def _plain(value: Value) -> Json:
    cell: Json = {"userEnteredValue": extended(value)}
    if isinstance(value, DateNumber):
        whole = float(value).is_integer()
        cell["userEnteredFormat"] = DATE_FORMAT if whole else DATE_TIME_FORMAT
    return cell


DATE_TIME_FORMAT: Json = {"numberFormat": {"type": "DATE_TIME", "pattern": "yyyy-mm-dd hh:mm:ss"}}


def _update(where: Json, rows: list[list[Json]], fields: str) -> Json:
    values = [{"values": cells} for cells in rows]
    return {"updateCells": {"range": where, "rows": values, "fields": fields}}


def new_sheet(sheet: NewSheet) -> Json:
    """A worksheet as `spreadsheets.create` takes it."""
    grid = {"rowCount": 1000, "columnCount": len(sheet.header) + 2, "frozenRowCount": 1}
    lines = [_bold(sheet.header), *([_plain(value) for value in row] for row in sheet.rows)]
    return {
        "properties": {"title": sheet.title, "gridProperties": grid},
        "data": [{"rowData": [{"values": cells} for cells in lines]}],
    }


def _headers(where: Block, titles: Sequence[str]) -> Json:
    """Texts in bold, in one row."""
    fields = "userEnteredValue,userEnteredFormat.textFormat.bold"
    return _update(grid_range(where), [_bold(titles)], fields)


def _bold(titles: Sequence[str]) -> list[Json]:
    bold = {"textFormat": {"bold": True}}
    return [
        {"userEnteredValue": {"stringValue": title}, "userEnteredFormat": bold} for title in titles
    ]


def _validation(block: Block, condition: Json) -> Json:
    # Not strict: a value that is there already, or that a person insists on, stays possible.
    rule = {"condition": condition, "showCustomUi": True, "strict": False}
    return {"setDataValidation": {"range": grid_range(block), "rule": rule}}


def _find_replace(find: str, replacement: str, **where: Any) -> Json:
    return {
        "findReplace": {
            "find": find,
            "replacement": replacement,
            "matchCase": True,
            "matchEntireCell": True,
            "searchByRegex": False,
            "includeFormulas": False,
            **where,
        }
    }
