"""Worksheets that cocsheets keeps for itself in the committee's spreadsheet, by their first row.

They are no records and no copy of any, whatever a committee calls its own columns. Knows their
headers. Must not know what is written in them.
"""

from __future__ import annotations

from cocsheets.records.table import Worksheet

LEDGER = ("When", "Run", "Action", "Row or address", "Columns", "Count", "By", "State")
"""The header of the ledger."""
STATUS = ("When", "Where", "What", "How to fix it", "Who looks at it")
"""The header of the status worksheet."""


def has_header(worksheet: Worksheet, header: tuple[str, ...]) -> bool:
    """Whether the first row of a worksheet begins with a header."""
    row = worksheet.row(1)
    return row is not None and tuple(row.values[: len(header)]) == header


def is_own(worksheet: Worksheet) -> bool:
    """Whether it is one of those that cocsheets keeps."""
    return has_header(worksheet, LEDGER) or has_header(worksheet, STATUS)
