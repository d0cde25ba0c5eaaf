"""Developer metadata of a spreadsheet, made by hand as another program or another run makes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.claim import KEY

if TYPE_CHECKING:
    import gspread


def put_metadata(
    book: gspread.Spreadsheet, number: int, text: str, *, key: str = KEY, row: bool = False
) -> None:
    """Make a piece of metadata with this id, on the spreadsheet or on a row."""
    span = {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}
    made = {
        "metadataId": number,
        "metadataKey": key,
        "metadataValue": text,
        "visibility": "DOCUMENT",
        "location": {"dimensionRange": span} if row else {"spreadsheet": True},
    }
    book.batch_update({"requests": [{"createDeveloperMetadata": {"developerMetadata": made}}]})
