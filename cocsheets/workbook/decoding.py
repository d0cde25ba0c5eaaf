"""Google's answer to `spreadsheets.get`, decoded into our own tables.

Knows what Google's objects mean for our tables. Must not know HTTP, nor what a column means.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import msgspec

from cocsheets.data import replace
from cocsheets.errors import UnreachableError
from cocsheets.records.memory import collector_paused
from cocsheets.records.table import (
    Block,
    CellError,
    DateNumber,
    Extras,
    Metadata,
    OutsideText,
    Protection,
    Row,
    Spreadsheet,
    TypedColumn,
    Value,
    Worksheet,
)
from cocsheets.workbook import resources

_answer = msgspec.json.Decoder(resources.SpreadsheetResource)
_row = msgspec.json.Decoder(resources.RowData)
_DATES = frozenset({"DATE", "DATE_TIME"})


def decode_outline(content: bytes) -> resources.SpreadsheetResource:
    """Decode an answer without cells. Raises as `decode`."""
    try:
        return _answer.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise _cut_short() from None


@collector_paused()
def decode(
    content: bytes,
    read_at: str = "",
    outline: resources.SpreadsheetResource | None = None,
    whole: Collection[int] = (),
) -> Spreadsheet:
    """Decode an answer. Raises UnreachableError where it is not what Google documents.

    With an `outline` it is an answer to ranges: those of `whole` are the ids of worksheets that
    were asked for with all rows, of the others it has the first rows. What lies beside their cells
    is taken from the outline, since Google limits it to the ranges (documented).
    """
    try:
        answer = _answer.decode(content)
        unread: set[int] = set()
        if outline is not None:
            answer.sheets = [_completed(sheet, answer, whole) for sheet in outline.sheets]
            unread = {
                sheet.properties.sheet_id
                for sheet in answer.sheets
                if sheet.properties.sheet_id not in whole
                and sheet.properties.sheet_type == resources.GRID
            }
        return Spreadsheet(
            id=answer.spreadsheet_id,
            title=answer.properties.title,
            time_zone=answer.properties.time_zone,
            locale=answer.properties.locale,
            worksheets=tuple(_worksheet(sheet, unread) for sheet in answer.sheets),
            metadata=tuple(
                Metadata(item.metadata_id, item.metadata_key, item.metadata_value)
                for item in answer.developer_metadata
            ),
            outside=tuple(_loose(answer)),
            read_at=read_at,
        )
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise _cut_short() from None


def _cut_short() -> UnreachableError:
    return UnreachableError(
        "Google's answer was cut short or is not what its documentation says.",
        hint="Try again later.",
    )


def _completed(
    sheet: resources.SheetResource,
    answer: resources.SpreadsheetResource,
    whole: Collection[int],
) -> resources.SheetResource:
    """A sheet of the outline with what the answer has of it: nothing if it has no cells."""
    sheet_id = sheet.properties.sheet_id
    found = next((one for one in answer.sheets if one.properties.sheet_id == sheet_id), None)
    if found is None:
        if sheet.properties.sheet_type == resources.GRID:
            raise _cut_short()
        return sheet
    return found if sheet_id in whole else replace(sheet, data=found.data)


def _loose(answer: resources.SpreadsheetResource) -> Iterator[OutsideText]:
    """Texts that stand in no cell."""
    for text in texts_in(answer.named_ranges):
        yield OutsideText("named range", text)
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
                yield OutsideText(kind, text, sheet.properties.sheet_id)


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


def _worksheet(sheet: resources.SheetResource, unread: Collection[int]) -> Worksheet:
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
        typed=tuple(column for table in sheet.tables for column in _typed(table, sheet_id)),
        unread=sheet_id in unread,
    )


def _rows(data: resources.GridData) -> tuple[Row, ...]:
    rows = []
    known: dict[str, str] = {}
    metadata = data.row_metadata
    for index, raw in enumerate(data.row_data):
        cells = _row.decode(raw).values
        if not cells:
            continue
        hidden = index < len(metadata) and (
            metadata[index].hidden_by_user or metadata[index].hidden_by_filter
        )
        row = _read_row(data.start_row + index + 1, cells, hidden, known)
        if row.values or any(map(_beside_format, row.extras.values())):
            rows.append(row)
    return tuple(rows)


def _read_row(
    number: int, cells: list[resources.CellData], hidden: bool, known: dict[str, str]
) -> Row:
    """A row. `known` has the first texts of the worksheet: `yes` in every second row is one text,
    which saves memory and much of the time that is taken to look at texts."""
    values: list[Value] = []
    extras: dict[int, Extras] = {}
    filled = 0
    for column, cell in enumerate(cells):
        entered, effective = cell.user_entered_value, cell.effective_value
        value: Value = None
        if effective is not None:
            if (text := effective.string_value) is not None:
                value = known.get(text) or text or None
                if len(known) < _REMEMBERED:
                    known[text] = text
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
        if (
            (effective if entered is None else entered.formula_value) is not None
            or cell.note is not None
            or cell.user_entered_format is not None
            or cell.text_format_runs is not None
            or cell.chip_runs is not None
            or cell.data_validation is not None
            or cell.pivot_table is not None
        ):
            extra = _extras(cell, value)
            if extra is not None:
                extras[column] = extra
        values.append(value)
        if value is not None:
            filled = column + 1
    return Row(number, tuple(values[:filled]), extras or _NOTHING_ATTACHED, hidden)


_REMEMBERED = 1000
"""Texts that come back do so early."""
_NOTHING_ATTACHED: dict[int, Extras] = {}


def _extras(cell: resources.CellData, value: Value) -> Extras | None:
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
        number_format=cell.user_entered_format.number_format if cell.user_entered_format else None,
        pivot=cell.pivot_table is not None,
        pivot_texts=tuple(texts_in(cell.pivot_table)),
    )
    return None if extras == _NO_EXTRAS else extras


_NO_EXTRAS = Extras()


def _beside_format(extras: Extras) -> bool:
    """Whether a cell has more than a format: rows with nothing else are blank."""
    return replace(extras, number_format=None) != _NO_EXTRAS


def _block(found: resources.GridRange) -> Block:
    return Block(
        found.sheet_id,
        found.start_row_index,
        found.end_row_index,
        found.start_column_index,
        found.end_column_index,
    )


def _typed(table: dict[str, Any], sheet_id: int) -> Iterator[TypedColumn]:
    """The columns of a native table that have a type."""
    area = msgspec.convert(table.get("range", {}), resources.GridRange)
    for column in table.get("columnProperties", ()):
        kind = column.get("columnType", _UNTYPED)
        if kind != _UNTYPED:
            left = area.start_column_index + column.get("columnIndex", 0)
            rule = column.get("dataValidationRule", {}).get("condition", {})
            yield TypedColumn(
                Block(sheet_id, area.start_row_index, area.end_row_index, left, left + 1),
                kind,
                tuple(str(value.get("userEnteredValue", "")) for value in rule.get("values", ())),
            )


_UNTYPED = "COLUMN_TYPE_UNSPECIFIED"


def _protection(found: resources.ProtectedRange, sheet_id: int) -> Protection:
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
