"""`batchUpdate` as a whole: all or nothing, Google's words for what is refused, masks, replies."""

from __future__ import annotations

from typing import Any

import pytest

from cocsheets.sandbox.app import App
from tests.sandbox.direct import ask, batch, said, values

Json = dict[str, Any]


def test_all_or_nothing(app: App, key: str) -> None:
    """One request that cannot be carried out voids those before it, and no revision is made."""
    before = values(app, key), len(app.state.files[key].revisions)
    wrong = batch(
        app,
        key,
        {"deleteDimension": {"range": {"dimension": "ROWS", "startIndex": 0, "endIndex": 1}}},
        {"updateSheetProperties": {"properties": {"sheetId": 9}, "fields": "title"}},
    )
    assert said(wrong) == "Invalid requests[1].updateSheetProperties: No sheet with id: 9"
    assert (values(app, key), len(app.state.files[key].revisions)) == before


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ({}, "Invalid requests[0]: No request set."),
        (
            {"x": {}},
            (
                'Invalid JSON payload received. Unknown name "x" at '
                "'requests[0]': Cannot find field."
            ),
        ),
        (
            {"appendCells": {"sheetId": 7, "fields": "*"}},
            "Invalid requests[0].appendCells: No grid with id: 7",
        ),
        (
            {"updateSheetProperties": {"properties": {"hidden": True}, "fields": "hidden"}},
            (
                "Invalid requests[0].updateSheetProperties: "
                "You can't hide all the sheets in a document."
            ),
        ),
        (
            {"updateSheetProperties": {"properties": {"hidden": True}}},
            (
                "Invalid requests[0].updateSheetProperties: At least one field must be listed in "
                "'fields'. (Use '*' to indicate all fields.)"
            ),
        ),
        (
            {"addSheet": {"properties": {"title": "Sheet1"}}},
            (
                'Invalid requests[0].addSheet: A sheet with the name "Sheet1" already exists. '
                "Please enter another name."
            ),
        ),
        (
            {"addSheet": {"properties": {"sheetId": "abc"}}},
            "Invalid value at 'requests[0].add_sheet.properties.sheet_id' (TYPE_INT32), \"abc\"",
        ),
        (
            {"addSheet": {"properties": {"gridProperties": {"rowCount": 400_000}}}},
            (
                "Invalid requests[0].addSheet: This action would increase the number of cells in "
                "the workbook above the limit of 10000000 cells."
            ),
        ),
        (
            {"deleteProtectedRange": {"protectedRangeId": 5}},
            "Invalid requests[0].deleteProtectedRange: No protected range with id: 5",
        ),
        (
            {"addSheet": {}, "deleteSheet": {}},
            (
                "Invalid value at 'requests[0]' (oneof), oneof field 'kind' is already set. "
                "Cannot set 'deleteSheet'"
            ),
        ),
    ],
)
def test_refusals(app: App, key: str, request_: Json, message: str) -> None:
    """Google's words, recorded or reported."""
    assert said(batch(app, key, request_)) == message


def test_no_requests_at_all(app: App, key: str) -> None:
    """An empty batch is refused."""
    assert said(batch(app, key)) == "Must specify at least one request."


# --- cells -------------------------------------------------------------------------------------


def test_the_reply_can_carry_the_spreadsheet(app: App, key: str) -> None:
    """includeSpreadsheetInResponse gives the state after the batch."""
    body = {
        "requests": [{"addSheet": {"properties": {"title": "x"}}}],
        "includeSpreadsheetInResponse": True,
    }
    _, answer = ask(app, "POST", f"/v4/spreadsheets/{key}:batchUpdate", body)
    titles = [s["properties"]["title"] for s in answer["updatedSpreadsheet"]["sheets"]]
    assert titles == ["Sheet1", "x"]


def test_masks_that_lead_nowhere_are_refused_to_the_word(app: App, key: str) -> None:
    """The real cause stands in the details only (recorded)."""
    status, answer = ask(app, "GET", f"/v4/spreadsheets/{key}?fields=sheets.nothing")
    assert status == 400
    assert answer["error"]["message"] == "Request contains an invalid argument."
    violation = answer["error"]["details"][0]["fieldViolations"][0]
    assert violation["description"] == (
        "Error expanding 'fields' parameter. Cannot find matching fields for path 'sheets.nothing'."
    )


def test_what_is_too_much_is_refused_at_once(app: App, key: str) -> None:
    """Groups beyond the grid, and a pasted cell that no cell can hold."""
    span = {"sheetId": 0, "dimension": "ROWS", "startIndex": 5, "endIndex": 2**31 - 1}
    grouped = said(batch(app, key, {"addDimensionGroup": {"range": span}}))
    assert grouped.endswith("range.endIndex[2147483647] is after last row in sheet[1000]")
    paste = {"data": "x" * 200_000, "delimiter": ",", "coordinate": {"sheetId": 0}}
    assert "50000 characters" in said(batch(app, key, {"pasteData": paste}))
