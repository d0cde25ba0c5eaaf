"""Spreadsheets as files: CSV and TSV, written and read. Knows no people and no calls.

Other formats are listed, since Google lists them, but not made.
"""

from __future__ import annotations

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
