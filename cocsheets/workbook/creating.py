"""A new spreadsheet at Google, of the acting account's own.

Knows the one endpoint. Must not know what the worksheets are for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gspread.urls import SPREADSHEETS_API_V4_BASE_URL

from cocsheets.workbook.refusals import RefusalError, to_error
from cocsheets.workbook.requests import new_sheet

if TYPE_CHECKING:
    from cocsheets.plans.edits import NewSheet
    from cocsheets.workbook.http import Http


def create(http: Http, title: str, time_zone: str, sheets: Sequence[NewSheet]) -> str:
    """Make a spreadsheet and return its key. One request, sent once.

    Raises AccessError, RejectedError, LostReplyError (it may have been made).
    """
    properties = {"title": title} | ({"timeZone": time_zone} if time_zone else {})
    body = {"properties": properties, "sheets": [new_sheet(sheet) for sheet in sheets]}
    try:
        params = {"fields": "spreadsheetId"}
        response = http.call("POST", SPREADSHEETS_API_V4_BASE_URL, json=body, params=params)
    except RefusalError as refusal:
        what = "make a spreadsheet"
        raise to_error(refusal.fault, what, acting_as=http.acting_as) from None
    return str(response.json()["spreadsheetId"])
