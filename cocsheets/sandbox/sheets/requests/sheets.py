"""Sheets as a whole: add, delete, duplicate, and the properties of sheets and spreadsheet."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cocsheets.sandbox.errors import invalid
from cocsheets.sandbox.formulas.syntax import retitled
from cocsheets.sandbox.sheets import a1, masks, structure
from cocsheets.sandbox.sheets.colors import normalised
from cocsheets.sandbox.sheets.edit import zone
from cocsheets.sandbox.sheets.render import sheet_properties
from cocsheets.sandbox.sheets.sheet import Sheet

if TYPE_CHECKING:
    from cocsheets.sandbox.fields import Mask
    from cocsheets.sandbox.sheets.edit import Edit
    from cocsheets.sandbox.sheets.spreadsheet import Spreadsheet

Json = dict[str, Any]
_OWN = ("sheetId", "title", "index", "sheetType")
_LOCALE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?\Z")
_MOST_COLUMNS = 18_278


def add_sheet(edit: Edit, request: Json) -> Json:
    """`addSheet`."""
    wanted = request.get("properties", {})
    sheet = new_sheet(edit.book, wanted, edit)
    edit.book.require_room(sheet.row_count * sheet.column_count)
    index = min(wanted.get("index", len(edit.book.sheets)), len(edit.book.sheets))
    if index < 0:
        raise invalid(f"Invalid index: {index}")
    edit.book.sheets.insert(index, sheet)
    return {"properties": sheet_properties(sheet, index)}


def new_sheet(book: Spreadsheet, wanted: Json, edit: Edit | None) -> Sheet:
    """A sheet with the wanted properties, not yet in the spreadsheet."""
    kind = wanted.get("sheetType", "GRID")
    if kind not in ("GRID", "SHEET_TYPE_UNSPECIFIED"):
        raise invalid("Only grid sheets can be added.")
    taken = {sheet.id for sheet in book.sheets}
    number = wanted.get("sheetId")
    if number is not None:
        if number < 0:
            raise invalid(f"Invalid sheetId: {number}")
        if number in taken:
            raise invalid(f"A sheet with id {number} already exists. Please enter another id.")
    elif edit is not None:
        number = edit.new_number(taken)
    else:
        number = max(taken, default=-1) + 1
    title = wanted.get("title") or _free_title(book)
    require_free_title(book, title)
    grid = wanted.get("gridProperties", {})
    rows, columns = grid.get("rowCount", 1000), grid.get("columnCount", 26)
    _require_size(rows, columns)
    sheet = Sheet(number, title, rows, columns)
    sheet.properties = _kept_properties(wanted)
    _require_not_all_frozen(sheet)
    return sheet


def _free_title(book: Spreadsheet) -> str:
    number = len(book.sheets) + 1
    while book.titled(f"Sheet{number}"):
        number += 1
    return f"Sheet{number}"


def require_free_title(book: Spreadsheet, title: str, own: Sheet | None = None) -> None:
    """Refuse a title that another sheet has, or that is too long."""
    other = book.titled(title)
    if other is not None and other is not own:
        raise invalid(f'A sheet with the name "{title}" already exists. Please enter another name.')
    if len(title) > 100:
        raise invalid("Sheet names can't be longer than 100 characters.")


def _require_size(rows: int, columns: int) -> None:
    if rows < 1:
        raise invalid(f"rowCount must be greater than 0: {rows}")
    if columns < 1:
        raise invalid(f"columnCount must be greater than 0: {columns}")
    if columns > _MOST_COLUMNS:
        raise invalid(f"columnCount must not exceed {_MOST_COLUMNS}: {columns}")


def _kept_properties(wanted: Json) -> Json:
    kept: Json = {key: item for key, item in normalised(wanted).items() if key not in _OWN}
    grid = {
        key: item
        for key, item in kept.pop("gridProperties", {}).items()
        if key not in ("rowCount", "columnCount") and item
    }
    if grid:
        kept["gridProperties"] = grid
    return {key: item for key, item in kept.items() if item}


def delete_sheet(edit: Edit, request: Json) -> None:
    """`deleteSheet`, with all that names the sheet."""
    sheet = sheet_of(edit.book, request.get("sheetId", 0))
    if not any(
        other is not sheet and not other.properties.get("hidden") for other in edit.book.sheets
    ):
        raise invalid("You can't remove all the visible sheets in a document.")
    edit.writing(sheet, sheet.box)
    edit.book.sheets.remove(sheet)
    edit.book.named_ranges = [
        item for item in edit.book.named_ranges if item["range"].get("sheetId", 0) != sheet.id
    ]
    edit.book.metadata = [
        item for item in edit.book.metadata if _sheet_of(item["location"]) != sheet.id
    ]


def _sheet_of(location: Json) -> int | None:
    if location.get("spreadsheet"):
        return None
    number: int = location.get("dimensionRange", location).get("sheetId", 0)
    return number


def update_sheet_properties(edit: Edit, request: Json) -> None:
    """`updateSheetProperties`."""
    wanted = request.get("properties", {})
    mask = masks.of(request, "SheetProperties")
    sheet = sheet_of(edit.book, wanted.get("sheetId", 0))
    edit.editor.require_sheet(sheet)
    if masks.has(mask, "title") and (mask is not None or "title" in wanted):
        _rename(edit.book, sheet, wanted.get("title", ""))
    _resize(edit, sheet, wanted.get("gridProperties", {}), mask)
    old = {**sheet.properties}
    # A colour has two names; a mask with one of them means both.
    if mask is not None and ("tabColor" in mask or "tabColorStyle" in mask):
        mask = {**mask, "tabColor": None, "tabColorStyle": None}
    sheet.properties = _kept_properties(masks.update(old, normalised(wanted), mask))
    if sheet.properties.get("hidden") and all(s.properties.get("hidden") for s in edit.book.sheets):
        raise invalid("You can't hide all the sheets in a document.")
    _require_not_all_frozen(sheet)
    _require_whole_merges(sheet, old)
    if masks.has(mask, "index") and "index" in wanted:
        _reorder(edit.book, sheet, wanted["index"])


def _rename(book: Spreadsheet, sheet: Sheet, title: str) -> None:
    if not title:
        raise invalid("Sheet title cannot be empty.")
    require_free_title(book, title, sheet)
    old, sheet.title = a1.quote_title(sheet.title), title
    for other in book.sheets:
        structure.rewrite_formulas(other, lambda text: retitled(text, old, a1.quote_title(title)))


def _resize(edit: Edit, sheet: Sheet, grid: Json, mask: Mask) -> None:
    rows, columns = sheet.row_count, sheet.column_count
    if masks.has(mask, "gridProperties", "rowCount") and (mask is not None or "rowCount" in grid):
        rows = grid.get("rowCount", 0)
    if masks.has(mask, "gridProperties", "columnCount") and (
        mask is not None or "columnCount" in grid
    ):
        columns = grid.get("columnCount", 0)
    if (rows, columns) == (sheet.row_count, sheet.column_count):
        return
    _require_size(rows, columns)
    edit.book.require_room(rows * columns - sheet.row_count * sheet.column_count)
    if rows < sheet.row_count:
        edit.writing(sheet, replace(sheet.box, top=rows))
        structure.delete(edit.book, sheet, structure.ROWS, rows, sheet.row_count)
    if columns < sheet.column_count:
        edit.writing(sheet, replace(sheet.box, left=columns))
        structure.delete(edit.book, sheet, "COLUMNS", columns, sheet.column_count)
    sheet.grow(rows, columns)


def _require_not_all_frozen(sheet: Sheet) -> None:
    grid = sheet.properties.get("gridProperties", {})
    for name, count, word in (
        ("frozenRowCount", sheet.row_count, "rows"),
        ("frozenColumnCount", sheet.column_count, "columns"),
    ):
        if grid.get(name, 0) < 0:
            raise invalid(f"{name} must not be negative: {grid[name]}")
        if grid.get(name, 0) >= count:
            raise invalid(f"You can't freeze all visible {word} on the sheet.")


def _require_whole_merges(sheet: Sheet, before: Json) -> None:
    """Refuse what is newly frozen through a merged cell (reported)."""
    grid, old = sheet.properties.get("gridProperties", {}), before.get("gridProperties", {})
    for name, word, ends in (
        ("frozenRowCount", "rows", [(box.top, box.bottom) for box in sheet.merges]),
        ("frozenColumnCount", "columns", [(box.left, box.right) for box in sheet.merges]),
    ):
        count = grid.get(name, 0)
        if count != old.get(name, 0) and any(start < count < end for start, end in ends):
            raise invalid(f"You can't freeze {word} which contain only part of a merged cell.")


def _reorder(book: Spreadsheet, sheet: Sheet, index: int) -> None:
    """Move a sheet before the one that has this index before the move (documented)."""
    now = book.sheets.index(sheet)
    if index < 0 or index > len(book.sheets):
        raise invalid(f"Invalid index: {index}. Must be between 0 and {len(book.sheets)}.")
    if index in (now, now + 1):
        return
    book.sheets.remove(sheet)
    book.sheets.insert(index - 1 if index > now else index, sheet)


def sheet_of(book: Spreadsheet, number: int) -> Sheet:
    """The sheet with this id, or a refusal."""
    sheet = book.find(number)
    if sheet is None:
        raise invalid(f"No sheet with id: {number}")
    return sheet


def update_spreadsheet_properties(edit: Edit, request: Json) -> None:
    """`updateSpreadsheetProperties`: title, locale, time zone and the like."""
    wanted = normalised(request.get("properties", {}))
    mask = masks.of(request, "SpreadsheetProperties")
    if masks.has(mask, "title") and (mask is not None or "title" in wanted):
        edit.title = wanted.get("title", "")
    check_properties(wanted)
    kept = masks.update(edit.book.properties, wanted, mask)
    edit.book.properties = {key: item for key, item in kept.items() if key != "title"}


def check_properties(wanted: Json) -> None:
    """Refuse a time zone or a locale that is none."""
    if "timeZone" in wanted and zone(wanted["timeZone"]) is None:
        raise invalid(f"Unsupported time zone: {wanted['timeZone']}")
    if "locale" in wanted and not _LOCALE.match(wanted["locale"]):
        raise invalid(f"Unsupported locale: {wanted['locale']}")


HANDLERS = {
    "addSheet": add_sheet,
    "deleteSheet": delete_sheet,
    "updateSheetProperties": update_sheet_properties,
    "updateSpreadsheetProperties": update_spreadsheet_properties,
}
