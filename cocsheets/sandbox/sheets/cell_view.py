"""What a cell shows, and what answers say of one. Reads contents, changes nothing.

Knows values, formats and masks of single cells; not in which answer they stand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocsheets.sandbox.formulas.cell_values import ErrorValue
from cocsheets.sandbox.sheets import conditional, defaults, numberformat
from cocsheets.sandbox.sheets.cells import Cell, Formula
from cocsheets.sandbox.sheets.entry import parse
from cocsheets.sandbox.sheets.locales import locale

if TYPE_CHECKING:
    from collections.abc import Callable

    from cocsheets.sandbox.fields import Mask
    from cocsheets.sandbox.formulas.results import Results
    from cocsheets.sandbox.sheets.sheet import Sheet
    from cocsheets.sandbox.sheets.spreadsheet import Spreadsheet

Json = dict[str, Any]
_ALIGNMENT = {bool: "CENTER", int: "RIGHT", float: "RIGHT", str: "LEFT", ErrorValue: "CENTER"}
_NUMBERS = {"numberFormat": None}
_WHOLE = (
    "backgroundColor",
    "foregroundColor",
    "rgbColor",
    "backgroundColorStyle",
    "foregroundColorStyle",
    "numberFormat",
)
"""Parts of a format that one laid over another replaces as a whole."""


class CellView:
    """The cells of one spreadsheet with what its formulas come to."""

    def __init__(self, book: Spreadsheet, results: Results) -> None:
        self._book = book
        self.results = results
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

    def data(self, sheet: Sheet, row: int, column: int, mask: Mask) -> Json:
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
        return self._shown(sheet, row, column, self.results.value(sheet, row, column))

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
        out = _merged(base, cell.fmt or {})
        if "conditionalFormats" in sheet.objects:
            for fmt in reversed(
                list(conditional.formats(sheet, self._seen(sheet, row, column, value)))
            ):
                out = _merged(out, fmt)
        out |= self._pattern(self.number_format(sheet, row, column))
        if value is not None:
            out.setdefault("horizontalAlignment", _ALIGNMENT.get(type(value), "LEFT"))
        out.setdefault("hyperlinkDisplayType", "PLAIN_TEXT")
        return out

    def _seen(self, sheet: Sheet, row: int, column: int, value: Any) -> conditional.Seen:
        """What the rules of conditional formats see of a cell."""
        shape = self.number_format(sheet, row, column) or {}
        shown = self._shown(sheet, row, column, value)
        dated = shape.get("type") in ("DATE", "DATE_TIME")

        def comes_to(text: str) -> Any:
            typed, _ = parse(text, self._book.locale, self.results.today)
            if isinstance(typed, Formula):
                return self.results.tried(sheet, row, column, typed.text)
            return typed

        return conditional.Seen(row, column, value, shown, dated, comes_to)

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


def _merged(base: Json, over: Json) -> Json:
    """One object laid over another, key by key."""
    out = dict(base)
    for key, value in over.items():
        if isinstance(value, dict) and isinstance(out.get(key), dict) and key not in _WHOLE:
            out[key] = _merged(out[key], value)
        else:
            out[key] = value
    return out
