"""How a page for people looks in Google's JSON: widths, wrapped texts, colours beside words.

Knows the looks of a text. Must not know what a page says.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from cocsheets.plans.edits import AddWorksheet, Look, Text

Json: TypeAlias = dict[str, Any]

WRAPPED: Json = {"wrapStrategy": "WRAP", "verticalAlignment": "TOP"}
_BACKGROUND = {
    Look.HEADING: (0.91, 0.92, 0.94),
    Look.ERROR: (0.98, 0.85, 0.83),
    Look.WARNING: (1.0, 0.95, 0.8),
    Look.NOTE: (0.87, 0.93, 0.99),
}
_LINK = (0.067, 0.333, 0.8)
"""The colour of links in Google Sheets, #1155cc."""
_INK = 0.1
"""Nearly black, in every theme: a background is light."""


def page_cell(text: Text) -> Json:
    """A cell of a page. A link `#gid=0&range=J14` opens that cell in the same spreadsheet; others
    write such links by the API and by Apps Script (reported)."""
    shape: Json = {**WRAPPED}
    letters: Json = {}
    if text.look is Look.HEADING:
        letters["bold"] = True
    if text.look in _BACKGROUND:
        red, green, blue = _BACKGROUND[text.look]
        shape["backgroundColor"] = {"red": red, "green": green, "blue": blue}
    if text.link:
        red, green, blue = _LINK
        letters |= {
            "link": {"uri": text.link},
            "underline": True,  # by itself only where the mask does not name it (documented)
            "foregroundColor": {"red": red, "green": green, "blue": blue},
        }
    elif text.look in _BACKGROUND:
        letters["foregroundColor"] = {"red": _INK, "green": _INK, "blue": _INK}
    if letters:
        shape["textFormat"] = letters
    value = {"stringValue": text.text} if text.text else {}
    return {"userEnteredValue": value, "userEnteredFormat": shape}


def column_widths(edit: AddWorksheet) -> list[Json]:
    """Widths of columns, and texts that are wrapped in them."""
    columns = {"sheetId": edit.sheet_id, "dimension": "COLUMNS"}
    found: list[Json] = [
        {
            "updateDimensionProperties": {
                "range": {**columns, "startIndex": index, "endIndex": index + 1},
                "properties": {"pixelSize": pixels},
                "fields": "pixelSize",
            }
        }
        for index, pixels in enumerate(edit.widths)
    ]
    if found:
        whole = {"range": {"sheetId": edit.sheet_id}, "cell": {"userEnteredFormat": WRAPPED}}
        fields = "userEnteredFormat(wrapStrategy,verticalAlignment)"
        found.append({"repeatCell": {**whole, "fields": fields}})
    return found
