"""Reads a list from an XLSX file: its stored values alone; no formula is calculated.

Knows ZIP archives that unpack to too much, formulas without a stored value, and several worksheets.
Needs `openpyxl` (`pip install cocsheets[screen]`).
"""

from __future__ import annotations

import datetime as dt
import io
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any

from cocsheets.errors import ConfigurationError
from cocsheets.lists.table import ListTable
from cocsheets.patterns import lazy_re

_MOST_UNPACKED = 400 * 1024 * 1024
_MOST_ROWS = 250_000
_MOST_COLUMNS = 1_000
_FORMULA = lazy_re(rb"<(?:\w+:)?f[ >/]")
_MERGED = lazy_re(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]+(\d+):[A-Z]+(\d+))"')
_NOTHING = "Nothing was compared."
_SAVE = "Open it, save the list as CSV (UTF-8), and give that file."


def read_xlsx(data: bytes, worksheet: str = "") -> ListTable:
    """The rows of the only worksheet that holds anything, or of the one named.

    Raises ConfigurationError.
    """
    try:
        import openpyxl
    except ImportError:
        raise ConfigurationError(
            f"To read an XLSX file, the extra `screen` is needed. {_NOTHING}",
            hint="pip install 'cocsheets[screen]'; or save the list as CSV.",
        ) from None
    formulas, remark = _look_inside(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and drop-downs, which do not matter
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            try:
                sheets = {sheet.title: list(_rows(sheet)) for sheet in book.worksheets}
            finally:
                book.close()
            rows = _choose(sheets, worksheet)
            if formulas:
                _refuse_blank_formulas(data, rows, next(t for t, r in sheets.items() if r is rows))
    except ConfigurationError:
        raise
    except Exception:  # noqa: BLE001  # whatever a broken file makes of the library
        raise _broken() from None
    return ListTable([[_text(value) for value in row] for row in rows], remark)


def _broken() -> ConfigurationError:
    return ConfigurationError(f"This XLSX file is broken, or is not one. {_NOTHING}", hint=_SAVE)


def _look_inside(data: bytes) -> tuple[bool, str]:
    """Whether a worksheet has formulas, and a remark on cells that are merged over several rows.

    Raises ConfigurationError for what would unpack to much.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if not any(part.filename.startswith("xl/") for part in parts):
                raise ConfigurationError(
                    f"This is a packed file, not an XLSX spreadsheet. {_NOTHING}", hint=_SAVE
                )
            if any(part.flag_bits & 1 for part in parts):
                raise ConfigurationError(f"The file has a password. {_NOTHING}", hint=_SAVE)
            if sum(part.file_size for part in parts) > _MOST_UNPACKED:
                raise ConfigurationError(
                    f"The file unpacks to more than {_MOST_UNPACKED // 1024**2} MB. {_NOTHING}",
                    hint=_SAVE,
                )
            sheets = [part for part in parts if part.filename.startswith("xl/worksheets/")]
            texts = [archive.read(part) for part in sheets]
            found = [match for text in texts for match in _MERGED.finditer(text)]
            merged = [match[1].decode() for match in found if match[2] != match[3]]
            return any(map(_FORMULA.search, texts)), _remark(merged)
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError):
        raise _broken() from None


def _remark(merged: list[str]) -> str:
    if not merged:
        return ""
    which = ", ".join(merged[:3]) + ("…" if len(merged) > 3 else "")
    return f"Cells are merged over several rows ({which}). Only the first row has what they say."


def _rows(sheet: Any) -> Iterator[list[Any]]:
    if not hasattr(sheet, "reset_dimensions"):  # a chart
        return
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        if number > _MOST_ROWS:
            raise ConfigurationError(f"A worksheet has more than {_MOST_ROWS} rows. {_NOTHING}")
        if len(row) > _MOST_COLUMNS:
            raise ConfigurationError(
                f"Row {number} has more than {_MOST_COLUMNS} columns. {_NOTHING}", hint=_SAVE
            )
        yield list(row)


def _choose(sheets: dict[str, list[list[Any]]], worksheet: str) -> list[list[Any]]:
    if worksheet:
        if worksheet not in sheets:
            raise ConfigurationError(
                f"The file has no worksheet {worksheet!r}. {_NOTHING}",
                hint=f"It has: {', '.join(sheets)}.",
            )
        return sheets[worksheet]
    filled = [title for title, rows in sheets.items() if any(map(any, rows))]
    if len(filled) > 1:
        raise ConfigurationError(
            f"{len(filled)} worksheets of the file hold something. {_NOTHING}",
            hint=f"Name one with --worksheet: {', '.join(filled)}.",
        )
    return sheets[filled[0]] if filled else []


def _refuse_blank_formulas(data: bytes, rows: list[list[Any]], title: str) -> None:
    """Raise ConfigurationError where a formula has no stored value: a name may be missing."""
    import openpyxl
    from openpyxl.utils import get_column_letter

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    try:
        blank = [
            f"{get_column_letter(at + 1)}{number}"
            for number, row in enumerate(_cells(book[title]), start=1)
            for at, cell in enumerate(row)
            if cell.data_type == "f" and _value(rows, number - 1, at) is None
        ]
    finally:
        book.close()
    if blank:
        which = ", ".join(blank[:3]) + ("…" if len(blank) > 3 else "")
        raise ConfigurationError(
            f"{len(blank)} cells are formulas without a stored value ({which})."
            f" No formula is calculated here. {_NOTHING}",
            hint=_SAVE,
        )


def _cells(sheet: Any) -> Iterator[Any]:
    sheet.reset_dimensions()
    return iter(sheet.iter_rows())


def _value(rows: list[list[Any]], row: int, column: int) -> Any:
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else None


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    return str(value).strip()
