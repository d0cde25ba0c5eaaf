"""Google's answer to `spreadsheets.get`, decoded into our own tables.

Knows the JSON of the Sheets API. Must not know HTTP, nor what a column means.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from cocsheets.errors import UnreachableError
from cocsheets.records.memory import collector_paused
from cocsheets.records.table import (
    Block,
    CellError,
    DateNumber,
    Extras,
    Loose,
    Metadata,
    Protection,
    Row,
    Spreadsheet,
    Value,
    Worksheet,
)

CELL_FIELDS = (
    "userEnteredValue,effectiveValue,effectiveFormat(numberFormat(type)),"
    "userEnteredFormat(textFormat(link)),note,textFormatRuns,chipRuns,dataValidation,"
    "pivotTable"
)
FIELDS = (
    "spreadsheetId,properties(title,locale,timeZone),"
    "developerMetadata(metadataId,metadataKey,metadataValue),namedRanges(name),"
    "sheets(properties(sheetId,title,index,hidden,gridProperties),merges,basicFilter,filterViews,"
    "slicers,charts,conditionalFormats,tables,protectedRanges,data(rowMetadata(hiddenByUser,hiddenByFilter),"
    f"rowData(values({CELL_FIELDS}))))"
)
"""Field mask of the one read that everything is computed from."""


class _Base(msgspec.Struct, rename="camel", gc=False):
    pass


class _Error(_Base):
    type: str = "ERROR"


class _Extended(_Base):
    string_value: str | None = None
    number_value: float | None = None
    bool_value: bool | None = None
    formula_value: str | None = None
    error_value: _Error | None = None


class _NumberFormat(_Base):
    type: str = ""


class _Effective(_Base):
    number_format: _NumberFormat | None = None


class _Link(_Base):
    uri: str = ""


class _TextFormat(_Base):
    link: _Link | None = None


class _Entered(_Base):
    text_format: _TextFormat | None = None


class _Cell(_Base):
    user_entered_value: _Extended | None = None
    effective_value: _Extended | None = None
    effective_format: _Effective | None = None
    user_entered_format: _Entered | None = None
    note: str | None = None
    text_format_runs: list[dict[str, Any]] | None = None
    chip_runs: list[dict[str, Any]] | None = None
    data_validation: dict[str, Any] | None = None
    pivot_table: dict[str, Any] | None = None


class _Row(_Base):
    values: list[_Cell] = []


class _RowMetadata(_Base):
    hidden_by_user: bool = False
    hidden_by_filter: bool = False


class _Data(_Base):
    row_data: list[msgspec.Raw] = []
    row_metadata: list[_RowMetadata] = []


class _Grid(_Base):
    row_count: int = 0
    column_count: int = 0
    frozen_row_count: int = 0


class _Properties(_Base):
    sheet_id: int = 0
    title: str = ""
    index: int = 0
    hidden: bool = False
    grid_properties: _Grid = msgspec.field(default_factory=_Grid)


class _Range(_Base):
    sheet_id: int = 0
    start_row_index: int = 0
    end_row_index: int | None = None
    start_column_index: int = 0
    end_column_index: int | None = None


class _Editors(_Base):
    users: list[str] = []
    groups: list[str] = []
    domain_users_can_edit: bool = False


class _Protected(_Base):
    protected_range_id: int = 0
    range: _Range | None = None
    unprotected_ranges: list[_Range] = []
    warning_only: bool = False
    requesting_user_can_edit: bool = False
    description: str = ""
    editors: _Editors = msgspec.field(default_factory=_Editors)


class _Sheet(_Base):
    properties: _Properties
    data: list[_Data] = []
    merges: list[_Range] = []
    protected_ranges: list[_Protected] = []
    basic_filter: dict[str, Any] | None = None
    filter_views: list[dict[str, Any]] = []
    slicers: list[dict[str, Any]] = []
    charts: list[dict[str, Any]] = []
    conditional_formats: list[dict[str, Any]] = []
    tables: list[dict[str, Any]] = []


class _SpreadsheetProperties(_Base):
    title: str = ""
    locale: str = "en_US"
    time_zone: str = "Etc/GMT"


class _Metadata(_Base):
    metadata_id: int = 0
    metadata_key: str = ""
    metadata_value: str = ""


class _Answer(_Base):
    spreadsheet_id: str
    properties: _SpreadsheetProperties = msgspec.field(default_factory=_SpreadsheetProperties)
    sheets: list[_Sheet] = []
    developer_metadata: list[_Metadata] = []
    named_ranges: list[dict[str, Any]] = []


_answer = msgspec.json.Decoder(_Answer)
_row = msgspec.json.Decoder(_Row)
_EMPTY_ROW = b"{}"
_DATES = frozenset({"DATE", "DATE_TIME"})


@collector_paused()
def decode(content: bytes, read_at: str = "") -> Spreadsheet:
    """Decode an answer. Raises UnreachableError where it is not what Google documents."""
    try:
        answer = _answer.decode(content)
        return Spreadsheet(
            id=answer.spreadsheet_id,
            title=answer.properties.title,
            time_zone=answer.properties.time_zone,
            locale=answer.properties.locale,
            worksheets=tuple(_worksheet(sheet) for sheet in answer.sheets),
            metadata=tuple(
                Metadata(item.metadata_id, item.metadata_key, item.metadata_value)
                for item in answer.developer_metadata
            ),
            loose=tuple(_loose(answer)),
            read_at=read_at,
        )
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise UnreachableError(
            "Google's answer was cut short or is not what its documentation says.",
            hint="Try again later.",
        ) from None


def _loose(answer: _Answer) -> Iterator[Loose]:
    """Texts that stand in no cell."""
    for text in texts_in(answer.named_ranges):
        yield Loose("named range", text)
    for sheet in answer.sheets:
        parts: tuple[tuple[str, Any], ...] = (
            ("filter", sheet.basic_filter),
            ("filter view", sheet.filter_views),
            ("slicer", sheet.slicers),
            ("chart", sheet.charts),
            ("conditional format", sheet.conditional_formats),
            ("table", sheet.tables),
        )
        for kind, part in parts:
            for text in texts_in(part):
                yield Loose(kind, text, sheet.properties.sheet_id)


def texts_in(part: Any) -> Iterator[str]:
    """Every text in a piece of JSON, at any depth."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for inner in part.values():
            yield from texts_in(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from texts_in(inner)


def _worksheet(sheet: _Sheet) -> Worksheet:
    properties = sheet.properties
    sheet_id = properties.sheet_id
    grid = properties.grid_properties
    return Worksheet(
        title=properties.title,
        sheet_id=sheet_id,
        index=properties.index,
        rows=_rows(sheet.data[0]) if sheet.data else (),
        row_count=grid.row_count,
        column_count=grid.column_count,
        hidden=properties.hidden,
        frozen_rows=grid.frozen_row_count,
        merges=tuple(_block(merge) for merge in sheet.merges),
        protections=tuple(_protection(item, sheet_id) for item in sheet.protected_ranges),
        filtered=sheet.basic_filter is not None,
    )


def _rows(data: _Data) -> tuple[Row, ...]:
    rows = []
    metadata = data.row_metadata
    for index, raw in enumerate(data.row_data):
        if bytes(raw) == _EMPTY_ROW:
            continue
        hidden = index < len(metadata) and (
            metadata[index].hidden_by_user or metadata[index].hidden_by_filter
        )
        row = _read_row(index + 1, _row.decode(raw).values, hidden)
        if row.values or row.extras:
            rows.append(row)
    return tuple(rows)


def _read_row(number: int, cells: list[_Cell], hidden: bool) -> Row:
    values: list[Value] = []
    extras: dict[int, Extras] = {}
    filled = 0
    for column, cell in enumerate(cells):
        effective = cell.effective_value
        value: Value = None
        if effective is not None:
            if (text := effective.string_value) is not None:
                value = text or None
            elif (number_ := effective.number_value) is not None:
                shown = cell.effective_format
                is_date = (
                    shown is not None
                    and shown.number_format is not None
                    and shown.number_format.type in _DATES
                )
                value = DateNumber(number_) if is_date else number_
            elif effective.bool_value is not None:
                value = effective.bool_value
            elif effective.error_value is not None:
                value = CellError(effective.error_value.type)
        if _special(cell):
            extra = _extras(cell, value)
            if extra is not None:
                extras[column] = extra
        values.append(value)
        if value is not None:
            filled = column + 1
    return Row(number, tuple(values[:filled]), extras, hidden)


def _special(cell: _Cell) -> bool:
    entered = cell.user_entered_value
    return (
        cell.note is not None
        or cell.user_entered_format is not None
        or cell.text_format_runs is not None
        or cell.chip_runs is not None
        or cell.data_validation is not None
        or cell.pivot_table is not None
        or (entered is None and cell.effective_value is not None)
        or (entered is not None and entered.formula_value is not None)
    )


def _extras(cell: _Cell, value: Value) -> Extras | None:
    entered = cell.user_entered_value
    text_format = cell.user_entered_format.text_format if cell.user_entered_format else None
    extras = Extras(
        formula=entered.formula_value if entered else None,
        spilled=entered is None and value is not None,
        note=cell.note or None,
        link=(text_format.link.uri or None) if text_format and text_format.link else None,
        runs=tuple(cell.text_format_runs or ()),
        chips=tuple(cell.chip_runs or ()),
        validation=cell.data_validation,
        pivot=cell.pivot_table is not None,
        pivot_texts=tuple(texts_in(cell.pivot_table)),
    )
    return None if extras == _NO_EXTRAS else extras


_NO_EXTRAS = Extras()


def _block(found: _Range) -> Block:
    return Block(
        found.sheet_id,
        found.start_row_index,
        found.end_row_index,
        found.start_column_index,
        found.end_column_index,
    )


def _protection(found: _Protected, sheet_id: int) -> Protection:
    return Protection(
        id=found.protected_range_id,
        block=_block(found.range) if found.range else Block(sheet_id),
        unprotected=tuple(_block(block) for block in found.unprotected_ranges),
        warning_only=found.warning_only,
        editable=found.requesting_user_can_edit,
        description=found.description,
        users=tuple(found.editors.users),
        groups=tuple(found.editors.groups),
        domain_can_edit=found.editors.domain_users_can_edit,
    )
