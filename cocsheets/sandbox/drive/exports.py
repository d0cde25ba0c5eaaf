"""Spreadsheets as text: CSV and TSV, written and read. Knows no people and no calls.

Google's other formats are named where Google names them, and not made.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from cocsheets.sandbox.formulas.results import Results
from cocsheets.sandbox.sheets import entry
from cocsheets.sandbox.sheets.cell_view import CellView
from cocsheets.sandbox.sheets.cells import Cell
from cocsheets.sandbox.sheets.sheet import Sheet, trimmed
from cocsheets.sandbox.sheets.spreadsheet import Spreadsheet

if TYPE_CHECKING:
    from datetime import date

EXPORT_TYPES = {
    "application/x-vnd.oasis.opendocument.spreadsheet": "ods",
    "text/tab-separated-values": "tsv",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "text/csv": "csv",
    "application/zip": "zip",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
}
"""Media types that a spreadsheet can be exported to, and their short names in links."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_UNIX_EPOCH = 25569
"""1970-01-01 as a serial number."""
_IMPORTS_ZONE = "America/Los_Angeles"
TEXT_TYPES = {"text/csv": ",", "text/tab-separated-values": "\t"}
"""Those that the sandbox makes, with what stands between two values."""


def export_links(file_id: str, revision_id: str | None = None) -> dict[str, str]:
    """Where each format of a file, or of an old state of it, is had from."""
    revision = f"&revision={revision_id}" if revision_id else ""
    return {
        kind: "https://docs.google.com/spreadsheets/export"
        f"?id={file_id}{revision}&exportFormat={short}"
        for kind, short in EXPORT_TYPES.items()
    }


def shown_rows(content: Spreadsheet, sheet: Sheet, now: int) -> list[list[str]]:
    """The sheet as a person sees it, up to its last value. `now` is for TODAY() and NOW()."""
    results = Results(content, now / 86_400_000 + _UNIX_EPOCH)
    cells = CellView(content, results)
    spilled = results.spilled_extent(sheet)
    height = max(len(sheet.rows), spilled[0])
    width = max((len(row) for row in sheet.rows), default=0)
    width = max(width, spilled[1])
    rows = [[cells.shown(sheet, row, column) for column in range(width)] for row in range(height)]
    while rows and not any(rows[-1]):
        rows.pop()
    used = max((index + 1 for row in rows for index, text in enumerate(row) if text), default=0)
    return [row[:used] for row in rows]


def written(rows: list[list[str]], delimiter: str) -> str:
    """Rows of shown values as text: equally long, quoted where needed, no end of line at the end.

    Tabs and line breaks inside a value become spaces in TSV.
    """
    width = max((len(row) for row in rows), default=0)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    for row in rows:
        full = row + [""] * (width - len(row))
        if delimiter == "\t":
            out.write("\t".join(" ".join(text.split()) for text in full) + "\r\n")
        elif full == [""]:
            out.write("\r\n")
        else:
            writer.writerow(full)
    return out.getvalue().removesuffix("\r\n")


def spreadsheet_from(
    text: str, title: str, sheet_id: int, today: date, delimiter: str = ","
) -> Spreadsheet:
    """A spreadsheet of one sheet with the values of a text, as if they had been typed.

    The grid is at least as large as that of a new sheet, and the time zone is the import's own
    default (both unverified).
    """
    rows = [
        trimmed(
            entry.enter(Cell(), value, "en_US", today) if value != "" else None for value in row
        )
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    ]
    sheet = Sheet(sheet_id, title)
    sheet.row_count = max(sheet.row_count, len(rows))
    sheet.column_count = max(sheet.column_count, max((len(row) for row in rows), default=0))
    sheet.rows = rows
    return Spreadsheet({"timeZone": _IMPORTS_ZONE}, [sheet])
