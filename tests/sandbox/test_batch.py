"""`batchUpdate`: all or nothing, Google's words for what is refused, and the rarer requests."""

from __future__ import annotations

from typing import Any

import pytest

from cocsheets.sandbox.server import App
from tests.sandbox.wsgi import ask, batch, new_sheet, put, values

Json = dict[str, Any]
OWNER, MEMBER = "chair@example.org", "member@example.org"
BLOCKED = (
    "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to "
    "remove protection if you need to edit."
)


@pytest.fixture
def app() -> App:
    """An empty sandbox."""
    return App()


@pytest.fixture
def key(app: App) -> str:
    """A spreadsheet of `OWNER` that `MEMBER` may write, with a few values."""
    key = new_sheet(app)
    grant = {"type": "user", "role": "writer", "emailAddress": MEMBER}
    ask(app, "POST", f"/drive/v3/files/{key}/permissions", grant)
    put(app, key, "A1:B4", [["Ann", 3], ["Bob", "Ann"], ["=A1", 5.5], ["ann", ""]], "USER_ENTERED")
    return key


def area(top: int, left: int, bottom: int, right: int) -> Json:
    """A GridRange of the first sheet."""
    rows = {"startRowIndex": top, "endRowIndex": bottom}
    return {"sheetId": 0, **rows, "startColumnIndex": left, "endColumnIndex": right}


def said(answer: tuple[int, Any], code: int = 400) -> str:
    """The message of a refusal."""
    assert answer[0] == code, answer
    message: str = answer[1]["error"]["message"]
    return message


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


# --- findReplace -------------------------------------------------------------------------------


def find(app: App, key: str, **request: Any) -> Json:
    """The reply to one findReplace."""
    status, answer = batch(app, key, {"findReplace": request})
    assert status == 200, answer
    reply: Json = answer["replies"][0]["findReplace"]
    return reply


def test_one_cell_is_replaced_if_it_still_holds_the_text(app: App, key: str) -> None:
    """Whole cell, matching case, in a range of one cell: once with counts, then with none."""
    exact = {"matchEntireCell": True, "matchCase": True, "range": area(0, 0, 1, 1)}
    counts = dict.fromkeys(
        ("valuesChanged", "rowsChanged", "sheetsChanged", "occurrencesChanged"), 1
    )
    assert find(app, key, find="Ann", replacement="Expunged", **exact) == counts
    assert find(app, key, find="Ann", replacement="Expunged", **exact) == {}
    assert values(app, key) == [["Expunged", "3"], ["Bob", "Ann"], ["Expunged", "5.5"], ["ann"]]


def test_formulas_are_passed_over_unless_included(app: App, key: str) -> None:
    """A formula's text is searched only with includeFormulas, and counted apart."""
    assert find(app, key, find="A1", replacement="B1", allSheets=True) == {}
    reply = find(app, key, find="A1", replacement="B1", allSheets=True, includeFormulas=True)
    assert reply["formulasChanged"] == 1
    assert values(app, key, "A3") == [["3"]]


def test_numbers_are_found_as_stored_or_as_shown(app: App, key: str) -> None:
    """The switch `find_replace` decides what a number, a date or a per cent reads like."""
    put(app, key, "C1", [["2020-01-01"]], "USER_ENTERED")
    assert find(app, key, find="2020", replacement="x", sheetId=0) == {}
    app.state.settings.find_replace = "shown"
    assert find(app, key, find="2020", replacement="x", sheetId=0)["valuesChanged"] == 1
    app.state.settings.find_replace = "nothing"
    assert find(app, key, find="Bob", replacement="x", sheetId=0) == {}


def test_replacements_are_parsed_only_with_the_switch(app: App, key: str) -> None:
    """What Google does with `=…` as a replacement is unverified: the switch has both."""
    find(app, key, find="Bob", replacement="=1+1", sheetId=0)
    assert values(app, key, "A2") == [["=1+1"]]
    app.state.settings.reparse_replacement = True
    find(app, key, find="=1+1", replacement="=1+1", sheetId=0)
    assert values(app, key, "A2") == [["2"]]


def test_regular_expressions_have_groups(app: App, key: str) -> None:
    """`$1` is live with searchByRegex and literal without."""
    find(
        app, key, find="(B)o(b)", replacement="$2-$1", searchByRegex=True, matchCase=True, sheetId=0
    )
    assert values(app, key, "A2") == [["b-B"]]
    find(app, key, find="b-B", replacement="$1", sheetId=0)
    assert values(app, key, "A2") == [["$1"]]


# --- protection --------------------------------------------------------------------------------


def protect(app: App, key: str, box: Json, **more: Any) -> int:
    """Protect a range for the owner alone; the protection's id."""
    request = {"addProtectedRange": {"protectedRange": {"range": box, **more}}}
    status, answer = batch(app, key, request)
    assert status == 200, answer
    number: int = answer["replies"][0]["addProtectedRange"]["protectedRange"]["protectedRangeId"]
    return number


@pytest.mark.parametrize(
    "request_",
    [
        {"repeatCell": {"range": area(0, 0, 5, 5), "cell": {"note": "x"}, "fields": "note"}},
        {"updateCells": {"start": {"sheetId": 0}, "rows": [{"values": [{}]}], "fields": "*"}},
        {"findReplace": {"find": "Ann", "replacement": "x", "allSheets": True}},
        {"sortRange": {"range": area(0, 0, 4, 2), "sortSpecs": [{"dimensionIndex": 0}]}},
        {
            "deleteDimension": {
                "range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}
            }
        },
        {"mergeCells": {"range": area(0, 0, 2, 2)}},
        {"cutPaste": {"source": area(0, 0, 1, 1), "destination": {"sheetId": 0, "rowIndex": 8}}},
        {"copyPaste": {"source": area(3, 0, 4, 1), "destination": area(0, 0, 1, 1)}},
        {"setDataValidation": {"range": area(0, 0, 1, 1)}},
    ],
    ids=lambda request_: next(iter(request_)),
)
def test_protected_cells_are_blocked(app: App, key: str, request_: Json) -> None:
    """Whoever is no editor gets 400 in Google's words; the owner does not."""
    protect(app, key, area(0, 0, 1, 1))
    name = next(iter(request_))
    assert said(batch(app, key, request_, user=MEMBER)) == f"Invalid requests[0].{name}: {BLOCKED}"
    assert batch(app, key, request_)[0] == 200


def test_values_calls_are_blocked_too(app: App, key: str) -> None:
    """Update, append and clear of protected cells are 400; beside them they go through."""
    protect(app, key, {"sheetId": 0}, unprotectedRanges=[area(5, 0, 9, 3)])
    path = f"/v4/spreadsheets/{key}/values"
    body = {"values": [["x"]]}
    raw = "?valueInputOption=RAW"
    assert said(ask(app, "PUT", f"{path}/A1{raw}", body, user=MEMBER)) == BLOCKED
    assert said(ask(app, "POST", f"{path}/A1:clear", {}, user=MEMBER)) == BLOCKED
    assert ask(app, "PUT", f"{path}/A7{raw}", body, user=MEMBER)[0] == 200


def test_a_protected_sheet_cannot_be_renamed_or_deleted(app: App, key: str) -> None:
    """Nor hidden, by whoever is no editor of the whole sheet's protection."""
    batch(app, key, {"addSheet": {"properties": {"title": "other"}}})
    protect(app, key, {"sheetId": 0})
    rename = {"properties": {"sheetId": 0, "title": "x"}, "fields": "title"}
    for request_ in ({"updateSheetProperties": rename}, {"deleteSheet": {"sheetId": 0}}):
        assert said(batch(app, key, request_, user=MEMBER)).endswith(BLOCKED)
        assert batch(app, key, request_)[0] == 200


def test_warnings_block_nobody_and_editors_may(app: App, key: str) -> None:
    """`warningOnly` is no barrier; a named editor may write, and only editors see the editors."""
    protect(app, key, area(0, 0, 1, 1), warningOnly=True)
    protect(app, key, area(1, 0, 2, 1), editors={"users": [MEMBER]})
    protect(app, key, area(2, 0, 3, 1), description="d")
    body = {"values": [["x"], ["y"]]}
    assert (
        ask(
            app,
            "PUT",
            f"/v4/spreadsheets/{key}/values/A1:A2?valueInputOption=RAW",
            body,
            user=MEMBER,
        )[0]
        == 200
    )
    _, seen = ask(app, "GET", f"/v4/spreadsheets/{key}?fields=sheets.protectedRanges", user=MEMBER)
    first, second, third = seen["sheets"][0]["protectedRanges"]
    assert first["requestingUserCanEdit"]
    assert second["editors"] == {"users": [MEMBER, OWNER]}
    assert third.keys() == {"protectedRangeId", "range", "description"}


def test_protection_follows_its_rows_and_can_be_lifted_by_editors_only(app: App, key: str) -> None:
    """Rows inserted above move it along; a member cannot delete it."""
    number = protect(app, key, area(1, 0, 2, 1))
    span = {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 2}
    batch(app, key, {"insertDimension": {"range": span}})
    path = f"/v4/spreadsheets/{key}/values/A4?valueInputOption=RAW"
    assert said(ask(app, "PUT", path, {"values": [["x"]]}, user=MEMBER)) == BLOCKED
    lift = {"deleteProtectedRange": {"protectedRangeId": number}}
    assert said(batch(app, key, lift, user=MEMBER)).endswith(BLOCKED)
    assert batch(app, key, lift)[0] == 200
    assert ask(app, "PUT", path, {"values": [["x"]]}, user=MEMBER)[0] == 200


def test_editors_and_warnings_do_not_go_together(app: App, key: str) -> None:
    """Google refuses editors on a warning (reported), and a second protection of one sheet."""
    both = {"range": area(0, 0, 1, 1), "warningOnly": True, "editors": {"users": [MEMBER]}}
    assert said(batch(app, key, {"addProtectedRange": {"protectedRange": both}})).endswith(
        "ProtectedRange is warningOnly. Editors cannot be set on it."
    )
    protect(app, key, {"sheetId": 0})
    again = batch(app, key, {"addProtectedRange": {"protectedRange": {"range": {"sheetId": 0}}}})
    assert said(again).endswith('Sheet "Sheet1" already has sheet protection.')


# --- developer metadata ------------------------------------------------------------------------


def row(number: int) -> Json:
    """A metadata location on one row."""
    span = {"sheetId": 0, "dimension": "ROWS", "startIndex": number, "endIndex": number + 1}
    return {"dimensionRange": span}


def create(number: int, location: Json) -> Json:
    """A request for metadata with this id."""
    wanted = {
        "metadataId": number,
        "metadataKey": "lock",
        "location": location,
        "visibility": "DOCUMENT",
    }
    return {"createDeveloperMetadata": {"developerMetadata": wanted}}


def places(app: App, key: str) -> list[Json]:
    """The locations of all metadata."""
    body = {"dataFilters": [{"developerMetadataLookup": {"metadataKey": "lock"}}]}
    _, answer = ask(app, "POST", f"/v4/spreadsheets/{key}/developerMetadata:search", body)
    return [
        item["developerMetadata"]["location"] for item in answer.get("matchedDeveloperMetadata", [])
    ]


def test_an_id_is_a_lock(app: App, key: str) -> None:
    """Creating a taken id fails and voids the batch; deleting it frees it."""
    assert batch(app, key, create(5, {"spreadsheet": True}))[0] == 200
    assert batch(app, key, {"addSheet": {}}, create(5, {"spreadsheet": True}))[0] == 400
    assert len(app.state.files[key].sheet.sheets) == 1
    gone = {
        "deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": {"metadataId": 5}}}
    }
    assert batch(app, key, gone, create(5, {"spreadsheet": True}))[0] == 200
    status, answer = ask(app, "GET", f"/v4/spreadsheets/{key}/developerMetadata/6")
    assert (status, answer["error"]["message"]) == (404, "No developer metadata with ID 6")


def test_metadata_follows_its_row_and_dies_with_it(app: App, key: str) -> None:
    """Inserts above and moves take it along, deleting the row takes it away."""
    batch(app, key, create(5, row(1)))
    span = {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}
    batch(app, key, {"insertDimension": {"range": span}})
    assert places(app, key)[0]["dimensionRange"]["startIndex"] == 2
    moved = {"sheetId": 0, "dimension": "ROWS", "startIndex": 2, "endIndex": 3}
    batch(app, key, {"moveDimension": {"source": moved, "destinationIndex": 5}})
    assert places(app, key)[0]["dimensionRange"]["startIndex"] == 4
    batch(app, key, {"deleteDimension": {"range": {**moved, "startIndex": 4, "endIndex": 5}}})
    assert places(app, key) == []


@pytest.mark.parametrize(("follows", "place"), [(False, 2), (True, 0)])
def test_sorting_moves_metadata_only_with_the_switch(
    app: App, key: str, follows: bool, place: int
) -> None:
    """Contents are sorted, rows are not: what becomes of metadata is unverified, so a switch."""
    app.state.settings.sort_moves_metadata = follows
    put(app, key, "A1:A3", [["c"], ["b"], ["a"]])
    batch(app, key, create(5, row(2)))
    batch(
        app, key, {"sortRange": {"range": area(0, 0, 3, 2), "sortSpecs": [{"dimensionIndex": 0}]}}
    )
    assert values(app, key, "A1:A3") == [["a"], ["b"], ["c"]]
    assert places(app, key)[0]["dimensionRange"].get("startIndex", 0) == place


def test_values_by_data_filter(app: App, key: str) -> None:
    """A row's metadata leads the values calls to wherever the row is by now."""
    batch(app, key, create(5, row(1)))
    span = {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}
    batch(app, key, {"insertDimension": {"range": span}})
    by = {"developerMetadataLookup": {"metadataId": 5}}
    path = f"/v4/spreadsheets/{key}/values:batchUpdateByDataFilter"
    body = {"valueInputOption": "RAW", "data": [{"dataFilter": by, "values": [["Expunged"]]}]}
    _, answer = ask(app, "POST", path, body)
    assert answer["responses"][0]["updatedRange"] == "Sheet1!A3"
    _, read = ask(
        app, "POST", f"/v4/spreadsheets/{key}/values:batchGetByDataFilter", {"dataFilters": [by]}
    )
    assert read["valueRanges"][0]["valueRange"]["values"] == [["Expunged", "Ann"]]
    too_many = {"valueInputOption": "RAW", "data": [{"dataFilter": by, "values": [["x"]] * 2}]}
    assert ask(app, "POST", path, too_many)[0] == 400


# --- cells -------------------------------------------------------------------------------------


def test_one_mask_writes_and_clears(app: App, key: str) -> None:
    """A value written and note, link, runs, chips and rule cleared in the same request."""
    full = {
        "userEnteredValue": {"stringValue": "Ann"},
        "note": "n",
        "userEnteredFormat": {"textFormat": {"bold": True, "link": {"uri": "https://example.org"}}},
        "textFormatRuns": [{"format": {"italic": True}}],
        "dataValidation": {"condition": {"type": "TEXT_IS_EMAIL"}},
    }
    one = area(0, 0, 1, 1)
    rows = [{"values": [full]}]
    names = "userEnteredValue,note,userEnteredFormat,textFormatRuns,dataValidation"
    assert batch(app, key, {"updateCells": {"range": one, "rows": rows, "fields": names}})[0] == 200
    new = [{"values": [{"userEnteredValue": {"stringValue": "Expunged"}}]}]
    parts = "note,textFormatRuns,chipRuns,dataValidation,userEnteredFormat.textFormat.link"
    names = f"userEnteredValue,{parts}"
    assert batch(app, key, {"updateCells": {"range": one, "rows": new, "fields": names}})[0] == 200
    cell = app.state.files[key].sheet.sheets[0].cell(0, 0)
    assert cell is not None
    assert (cell.value, cell.note, cell.runs, cell.validation) == ("Expunged", None, None, None)
    assert cell.fmt == {"textFormat": {"bold": True}}


def test_a_values_write_leaves_what_hangs_on_a_cell(app: App, key: str) -> None:
    """Notes, links and rules stay, text runs go with the old text (documented)."""
    hung = {
        "note": "n",
        "textFormatRuns": [{"format": {"italic": True}}],
        "dataValidation": {"condition": {"type": "TEXT_IS_EMAIL"}},
    }
    request = {"range": area(0, 0, 1, 1), "rows": [{"values": [hung]}], "fields": ",".join(hung)}
    batch(app, key, {"updateCells": request})
    put(app, key, "A1", [["Expunged"]])
    cell = app.state.files[key].sheet.sheets[0].cell(0, 0)
    assert cell is not None
    assert (cell.note, cell.runs) == ("n", None)
    assert cell.validation is not None


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
