"""A spreadsheet as Sheets answers it. Reads contents, changes nothing.

Only what a mask lets through is worked out, since a grid has many cells. Zeros, false and
emptiness are left out as in Google's answers (recorded).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocsheets.sandbox import defaults, fields, numberformat
from cocsheets.sandbox.a1 import Box, grid_range
from cocsheets.sandbox.cell_values import ErrorValue
from cocsheets.sandbox.cells import Cell, Formula
from cocsheets.sandbox.formulas import Results
from cocsheets.sandbox.locales import locale

if TYPE_CHECKING:
    from collections.abc import Callable

    from cocsheets.sandbox.fields import Mask
    from cocsheets.sandbox.sheet import Sheet
    from cocsheets.sandbox.spreadsheet import Spreadsheet

Json = dict[str, Any]
_ALIGNMENT = {bool: "CENTER", int: "RIGHT", float: "RIGHT", str: "LEFT", ErrorValue: "CENTER"}
_NUMBERS = {"numberFormat": None}


def bare_range(value: Json) -> Json:
    """A GridRange as answers show it: sheet 0 goes unnamed, the zero rows and columns do not."""
    return {key: item for key, item in value.items() if key != "sheetId" or item}


def bare_ranges(value: Any) -> Any:
    """The same for every range inside an object."""
    if isinstance(value, list):
        return [bare_ranges(item) for item in value]
    if isinstance(value, dict):
        return {
            key: bare_ranges(item)
            for key, item in value.items()
            if not (key == "sheetId" and item == 0)
        }
    return value


def properties(book: Spreadsheet, title: str) -> Json:
    """SpreadsheetProperties."""
    return {"title": title, **defaults.PROPERTIES, **book.properties}


def sheet_properties(sheet: Sheet, index: int) -> Json:
    """SheetProperties."""
    extra = dict(sheet.properties)
    grid = {
        "rowCount": sheet.row_count,
        "columnCount": sheet.column_count,
        **{key: value for key, value in extra.pop("gridProperties", {}).items() if value},
    }
    return {
        "sheetId": sheet.id,
        "title": sheet.title,
        "index": index,
        "sheetType": "GRID",
        "gridProperties": grid,
        **{key: value for key, value in extra.items() if value},
    }


class Renderer:
    """Answers about one spreadsheet for one mask.

    `protected` turns a stored protected range into what the acting user sees of it.
    """

    def __init__(
        self,
        book: Spreadsheet,
        results: Results,
        mask: Mask,
        protected: Callable[[Json], Json] = lambda value: value,
    ) -> None:
        self._book = book
        self.results = results
        self._mask = mask
        self._protected = protected
        self._parts: dict[str, Callable[[Sheet, int, int, Cell, Any], Any]] = {
            "userEnteredValue": self._entered,
            "effectiveValue": self._effective,
            "formattedValue": self._formatted,
            "userEnteredFormat": lambda _s, _r, _c, cell, _v: cell.fmt,
            "effectiveFormat": self._format,
            "hyperlink": self._link,
            "note": lambda _s, _r, _c, cell, _v: cell.note,
            "textFormatRuns": lambda _s, _r, _c, cell, _v: cell.runs,
            "chipRuns": lambda _s, _r, _c, cell, _v: cell.chips,
            "dataValidation": lambda _s, _r, _c, cell, _v: cell.validation,
            "pivotTable": lambda _s, _r, _c, cell, _v: cell.pivot,
        }

    def spreadsheet(
        self, file_id: str, title: str, url: str, boxes: dict[int, list[Box]] | None, data: bool
    ) -> Json:
        """The Spreadsheet resource. `boxes` limits sheets and cells; `data` asks for cells."""
        out: Json = {
            "spreadsheetId": file_id,
            "properties": properties(self._book, title),
            "sheets": [
                self._sheet(sheet, index, None if boxes is None else boxes[sheet.id], data)
                for index, sheet in enumerate(self._book.sheets)
                if boxes is None or sheet.id in boxes
            ],
        }
        if self._book.named_ranges:
            out["namedRanges"] = bare_ranges(self._book.named_ranges)
        out["spreadsheetUrl"] = url
        top = [item for item in self._book.metadata if item["location"].get("spreadsheet")]
        if top:
            out["developerMetadata"] = top
        masked: Json = fields.apply(self._mask, out)
        return masked

    def _sheet(self, sheet: Sheet, index: int, boxes: list[Box] | None, data: bool) -> Json:
        out: Json = {"properties": sheet_properties(sheet, index)}
        if data:
            wanted, below = fields.within(self._mask, "sheets", "data")
            if wanted:
                out["data"] = [self._grid(sheet, box, below) for box in boxes or [sheet.box]]
        if sheet.merges:
            out["merges"] = [bare_range(grid_range(box, sheet.id)) for box in sheet.merges]
        for name, items in sheet.objects.items():
            if items:
                shown = items
                if name == "protectedRanges":
                    shown = [self._protected(item) for item in items]
                out[name] = bare_ranges(shown)
        if sheet.basic_filter is not None:
            out["basicFilter"] = bare_ranges(sheet.basic_filter)
        metadata = [
            m
            for m in self._book.metadata
            if m["location"].get("sheetId") == sheet.id and m["location"]["locationType"] == "SHEET"
        ]
        if metadata:
            out["developerMetadata"] = metadata
        return out

    # --- cells -----------------------------------------------------------------------------

    def _grid(self, sheet: Sheet, box: Box, mask: Mask) -> Json:
        out: Json = {}
        if box.top:
            out["startRow"] = box.top
        if box.left:
            out["startColumn"] = box.left
        wanted, below = fields.within(mask, "rowData")
        if wanted:
            rows = self._rows(sheet, box, below)
            if rows:
                out["rowData"] = rows
        for name, meta, size, first, last in (
            ("rowMetadata", sheet.row_meta, defaults.ROW_HEIGHT, box.top, box.bottom),
            ("columnMetadata", sheet.column_meta, defaults.COLUMN_WIDTH, box.left, box.right),
        ):
            if fields.within(mask, name)[0]:
                axis = "ROWS" if name == "rowMetadata" else "COLUMNS"
                carried = self._axis_metadata(sheet, axis)
                out[name] = [
                    {"pixelSize": size, **meta.get(index, {}), **carried.get(index, {})}
                    for index in range(first, last)
                ]
        return out

    def _axis_metadata(self, sheet: Sheet, axis: str) -> dict[int, Json]:
        """Developer metadata by row or column."""
        out: dict[int, Json] = {}
        for item in self._book.metadata:
            span = item["location"].get("dimensionRange")
            if span and span.get("sheetId", 0) == sheet.id and span["dimension"] == axis:
                entry = out.setdefault(span["startIndex"], {"developerMetadata": []})
                entry["developerMetadata"].append(item)
        return out

    def _rows(self, sheet: Sheet, box: Box, mask: Mask) -> list[Json]:
        wanted, below = fields.within(mask, "values")
        bottom, right = self.results.spilled_extent(sheet)
        rows: list[Json] = []
        for row in range(box.top, min(box.bottom, max(len(sheet.rows), bottom))):
            width = len(sheet.rows[row]) if row < len(sheet.rows) else 0
            end = min(box.right, max(width, right))
            values = [self._cell(sheet, row, column, below) for column in range(box.left, end)]
            while values and not values[-1]:
                values.pop()
            rows.append({"values": values} if values and wanted else {})
        while rows and not rows[-1]:
            rows.pop()
        return rows

    def _cell(self, sheet: Sheet, row: int, column: int, mask: Mask) -> Json:
        """One CellData, with those keys that the mask wants."""
        cell = sheet.cell(row, column)
        value = self.results.value(sheet, row, column)
        if cell is None:
            if value is None:
                return {}
            cell = Cell()
        out: Json = {}
        for key, how in self._parts.items():
            if mask is None or key in mask or "*" in mask:
                if key == "effectiveFormat" and mask is not None and mask.get(key) == _NUMBERS:
                    # The most wanted part of a format, without working out all of it.
                    shape = self.number_format(sheet, row, column)
                    if shape is not None or value is not None or cell.fmt is not None:
                        out[key] = self._pattern(shape)
                    continue
                found = how(sheet, row, column, cell, value)
                if found is not None:
                    out[key] = found
        return out

    def shown(self, sheet: Sheet, row: int, column: int) -> str:
        """The text that a cell shows."""
        value = self.results.value(sheet, row, column)
        if type(value) is str and not self.number_format(sheet, row, column):
            return value
        return self._shown(sheet, row, column, value)

    def _shown(self, sheet: Sheet, row: int, column: int, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, bool):
            return str(value).upper()
        if isinstance(value, ErrorValue):
            return value.text
        shape = self.number_format(sheet, row, column)
        if isinstance(value, str):
            return numberformat.show_text(value, shape)
        return numberformat.show(value, shape, self._book.locale)

    def number_format(self, sheet: Sheet, row: int, column: int) -> Json | None:
        """The number format in force at a cell."""
        cell = sheet.cell(row, column)
        if cell is not None and cell.fmt and "numberFormat" in cell.fmt:
            found: Json = cell.fmt["numberFormat"]
            return found
        if cell is None or type(cell.value) is Formula or cell.value is None:
            return self.results.carried_format(sheet, row, column)
        return None

    def _entered(self, _s: Sheet, _r: int, _c: int, cell: Cell, _value: Any) -> Json | None:
        if cell.value is None:
            return None
        if isinstance(cell.value, Formula):
            return {"formulaValue": cell.value.text}
        return _extended(cell.value)

    def _effective(self, _s: Sheet, _r: int, _c: int, _cell: Cell, value: Any) -> Json | None:
        return None if value is None else _extended(value)

    def _formatted(
        self, sheet: Sheet, row: int, column: int, _cell: Cell, value: Any
    ) -> str | None:
        return None if value is None else self._shown(sheet, row, column, value)

    def _format(self, sheet: Sheet, row: int, column: int, cell: Cell, value: Any) -> Json | None:
        """The effective format: the default one, what the cell says, and alignment by type."""
        if value is None and cell.fmt is None:
            return None
        base = self._book.properties.get("defaultFormat", defaults.DEFAULT_FORMAT)
        out = merged(base, cell.fmt or {})
        out |= self._pattern(self.number_format(sheet, row, column))
        if value is not None:
            out.setdefault("horizontalAlignment", _ALIGNMENT.get(type(value), "LEFT"))
        out.setdefault("hyperlinkDisplayType", "PLAIN_TEXT")
        return out

    def _pattern(self, shape: Json | None) -> Json:
        """A number format as an effective one, whose pattern is always there."""
        if shape is None:
            return {}
        kind = shape.get("type", "NUMBER")
        pattern = shape.get("pattern") or numberformat.default_pattern(
            kind, locale(self._book.locale)
        )
        return {"numberFormat": {"type": kind, "pattern": pattern}}

    def _link(self, _s: Sheet, _r: int, _c: int, cell: Cell, _value: Any) -> str | None:
        if isinstance(cell.value, Formula) and cell.value.text.upper().startswith("=HYPERLINK("):
            parts = cell.value.text.split('"')
            return parts[1] if len(parts) > 1 else None
        link = ((cell.fmt or {}).get("textFormat") or {}).get("link") or {}
        if not link and cell.runs and len(cell.runs) == 1:
            link = (cell.runs[0].get("format") or {}).get("link") or {}
        return link.get("uri")


def _extended(value: Any) -> Json:
    """A value as ExtendedValue."""
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, (int, float)):
        return {"numberValue": value}
    if isinstance(value, ErrorValue):
        error = {"type": value.type}
        if value.message:
            error["message"] = value.message
        return {"errorValue": error}
    return {"stringValue": value}


def merged(base: Json, over: Json) -> Json:
    """One object laid over another, key by key."""
    out = dict(base)
    for key, value in over.items():
        if isinstance(value, dict) and isinstance(out.get(key), dict) and key not in _WHOLE:
            out[key] = merged(out[key], value)
        else:
            out[key] = value
    return out


_WHOLE = (
    "backgroundColor",
    "foregroundColor",
    "rgbColor",
    "backgroundColorStyle",
    "foregroundColorStyle",
    "numberFormat",
)
