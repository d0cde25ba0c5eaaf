"""Spreadsheets as XLSX, made by openpyxl where that is installed: values, formats, notes."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from cocsheets.sandbox.errors import ApiError
from cocsheets.sandbox.sheets import numberformat
from cocsheets.sandbox.sheets.cells import Formula
from cocsheets.sandbox.sheets.locales import locale

if TYPE_CHECKING:
    from cocsheets.sandbox.sheets.spreadsheet import Spreadsheet

_UNFIT = re.compile(r"[\[\]:*?/\\]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def written(content: Spreadsheet) -> bytes:
    """The file. Raises ApiError, 501, without openpyxl."""
    try:
        import openpyxl
        from openpyxl.comments import Comment
    except ModuleNotFoundError:
        why = "The sandbox makes XLSX only with openpyxl: pip install 'cocsheets[sandbox]'."
        raise ApiError(501, why) from None
    book = openpyxl.Workbook()
    book.remove(book.active)
    place = locale(content.locale)
    for sheet in content.sheets:
        page = book.create_sheet(_UNFIT.sub("_", sheet.title)[:31])
        for row, column, cell in sheet.walk(sheet.box):
            goal = page.cell(row + 1, column + 1)
            if isinstance(cell.value, Formula):
                goal.value = cell.value.text
            elif isinstance(cell.value, str):
                goal.value = _CONTROLS.sub("", cell.value)
                goal.data_type = "s"  # a text that looks like a formula stays a text
            else:
                goal.value = cell.value
            shape = (cell.fmt or {}).get("numberFormat")
            if shape:
                kind = shape.get("type", "")
                pattern = shape.get("pattern") or numberformat.default_pattern(kind, place)
                goal.number_format = pattern or "General"
            if cell.note:
                goal.comment = Comment(_CONTROLS.sub("", cell.note), "")
        for box in sheet.merges:
            page.merge_cells(None, box.top + 1, box.left + 1, box.bottom, box.right)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
