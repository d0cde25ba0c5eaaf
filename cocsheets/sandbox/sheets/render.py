"""A spreadsheet as Sheets answers it. Reads contents, changes nothing.

Only what a mask lets through is worked out, since a grid has many cells. Zeros, false and
emptiness are left out as in Google's answers (recorded).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocsheets.sandbox import fields
from cocsheets.sandbox.errors import bounded
from cocsheets.sandbox.sheets import data_filters, defaults
from cocsheets.sandbox.sheets.a1 import Box, bare_range, bare_ranges, grid_range
from cocsheets.sandbox.sheets.cell_view import CellView

if TYPE_CHECKING:
    from collections.abc import Callable

    from cocsheets.sandbox.fields import Mask
    from cocsheets.sandbox.formulas.results import Results
    from cocsheets.sandbox.sheets.sheet import Sheet
    from cocsheets.sandbox.sheets.spreadsheet import Spreadsheet

Json = dict[str, Any]


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
        protected: Callable[[Json], Json],
    ) -> None:
        self._book = book
        self._cells = CellView(book, results)
        self._mask = mask
        self._protected = protected

    def spreadsheet(
        self, file_id: str, title: str, url: str, boxes: dict[int, list[Box]] | None, data: bool
    ) -> Json:
        """The Spreadsheet resource. `boxes` limits sheets, cells and what lies on them to what they
        meet (documented); `data` asks for cells."""
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
            out["developerMetadata"] = [data_filters.shown(item) for item in top]
        masked: Json = fields.apply(self._mask, out)
        return masked

    def _sheet(self, sheet: Sheet, index: int, boxes: list[Box] | None, data: bool) -> Json:
        out: Json = {"properties": sheet_properties(sheet, index)}
        if data:
            wanted, below = fields.within(self._mask, "sheets", "data")
            if wanted:
                out["data"] = [self._grid(sheet, box, below) for box in boxes or [sheet.box]]
        merges = [box for box in sheet.merges if _meets([box], boxes)]
        if merges:
            out["merges"] = [bare_range(grid_range(box, sheet.id)) for box in merges]
        for name, objects in sheet.objects.items():
            items = [item for item in objects if _meets(_areas(item, sheet), boxes)]
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
            out["developerMetadata"] = [data_filters.shown(item) for item in metadata]
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
                bounded(last - first)
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
                entry["developerMetadata"].append(data_filters.shown(item))
        return out

    def _rows(self, sheet: Sheet, box: Box, mask: Mask) -> list[Json]:
        wanted, below = fields.within(mask, "values")
        bottom, right = self._cells.results.spilled_extent(sheet)
        rows: list[Json] = []
        for row in range(box.top, min(box.bottom, max(len(sheet.rows), bottom))):
            width = len(sheet.rows[row]) if row < len(sheet.rows) else 0
            end = min(box.right, max(width, right))
            values = [
                self._cells.data(sheet, row, column, below) for column in range(box.left, end)
            ]
            while values and not values[-1]:
                values.pop()
            rows.append({"values": values} if values and wanted else {})
        while rows and not rows[-1]:
            rows.pop()
        return rows


def _areas(item: Json, sheet: Sheet) -> list[Box]:
    """Where an object lies; nothing for one that lies over the cells, such as a chart."""
    ranges = item.get("ranges") or ([item["range"]] if "range" in item else [])
    return [
        Box(
            one.get("startRowIndex", 0),
            one.get("startColumnIndex", 0),
            one.get("endRowIndex", sheet.row_count),
            one.get("endColumnIndex", sheet.column_count),
        )
        for one in ranges
    ]


def _meets(areas: list[Box], boxes: list[Box] | None) -> bool:
    """Whether something is in an answer that is limited to boxes."""
    return not areas or boxes is None or any(area.meets(box) for area in areas for box in boxes)
