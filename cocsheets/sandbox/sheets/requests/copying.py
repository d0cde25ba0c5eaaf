"""Sheets that are copied, within a spreadsheet or into another one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cocsheets.sandbox.errors import invalid
from cocsheets.sandbox.sheets.render import sheet_properties
from cocsheets.sandbox.sheets.requests.sheets import require_free_title, sheet_of

if TYPE_CHECKING:
    from cocsheets.sandbox.sheets.edit import Edit
    from cocsheets.sandbox.sheets.sheet import Sheet

Json = dict[str, Any]
_IDS = {
    "bandedRanges": "bandedRangeId",
    "charts": "chartId",
    "filterViews": "filterViewId",
    "protectedRanges": "protectedRangeId",
    "slicers": "slicerId",
    "tables": "tableId",
}


def duplicate_sheet(edit: Edit, request: Json) -> Json:
    """`duplicateSheet`."""
    source = sheet_of(edit.book, request.get("sourceSheetId", 0))
    edit.book.require_room(source.row_count * source.column_count)
    copy = copied(edit, source, request.get("newSheetName"), request.get("newSheetId"))
    index = min(request.get("insertSheetIndex", 0), len(edit.book.sheets))
    edit.book.sheets.insert(max(index, 0), copy)
    return {"properties": sheet_properties(copy, max(index, 0))}


def copied(edit: Edit, source: Sheet, title: str | None, number: int | None = None) -> Sheet:
    """A copy of a sheet with an id and a title of its own."""
    taken = {sheet.id for sheet in edit.book.sheets}
    if number is not None and number in taken:
        raise invalid(f"A sheet with id {number} already exists. Please enter another id.")
    if number is None:
        number = edit.new_number(taken)
    if title is None:
        title, count = f"Copy of {source.title}", 1
        while edit.book.titled(title):
            count += 1
            title = f"Copy of {source.title} {count}"
    require_free_title(edit.book, title)
    copy = replace(source.copy(), id=number, title=title)
    copy.objects = {
        name: [_numbered(edit, name, _renamed(item, source.id, copy.id)) for item in items]
        for name, items in copy.objects.items()
    }
    if copy.basic_filter is not None:
        copy.basic_filter = _renamed(copy.basic_filter, source.id, copy.id)
    return copy


def _numbered(edit: Edit, name: str, item: Json) -> Json:
    """An object on a copied sheet, with an id of its own (reported)."""
    key = _IDS.get(name)
    if key is None:
        return item
    number = edit.new_number(set())
    return {**item, key: str(number) if name == "tables" else number}


def _renamed(value: Any, old: int, new: int) -> Any:
    """Ranges on one sheet as ranges on another."""
    if isinstance(value, list):
        return [_renamed(item, old, new) for item in value]
    if not isinstance(value, dict):
        return value
    out = {key: _renamed(item, old, new) for key, item in value.items()}
    if out.get("sheetId") == old:
        out["sheetId"] = new
    return out


def copy_sheet_in(edit: Edit, source: Sheet) -> Json:
    """`sheets.copyTo`: the sheet at the end of the spreadsheet that is written."""
    edit.book.require_room(source.row_count * source.column_count)
    copy = copied(edit, source, None)
    edit.book.sheets.append(copy)
    return sheet_properties(copy, len(edit.book.sheets) - 1)


HANDLERS = {"duplicateSheet": duplicate_sheet}
