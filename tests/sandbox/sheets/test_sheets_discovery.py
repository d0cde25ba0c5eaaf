"""Sheets' answers and parameters against Google's discovery document; Google's own client."""

from __future__ import annotations

import re
from inspect import getsource
from typing import TYPE_CHECKING, Any

import pytest

from cocsheets.sandbox import schema
from cocsheets.sandbox.app import App
from cocsheets.sandbox.sheets import batch, v4, values_v4
from tests.sandbox.direct import ask, new_sheet, put

if TYPE_CHECKING:
    from cocsheets.sandbox import Sandbox

pytest.importorskip("googleapiclient", reason="google-api-python-client is not installed")
from tests.sandbox.drive.test_discovery import document, methods

Json = dict[str, Any]
CHAIR = "chair@example.org"


def check(answer: Any, kind: str, at: str) -> None:
    """Every key of an answer is described, with the type that it has, all the way down."""
    if kind.startswith("["):
        assert isinstance(answer, list), at
        for item in answer:
            check(item, kind[1:-1], f"{at}[]")
    elif kind in ("string", "mask"):
        assert isinstance(answer, str), at
    elif kind in ("int", "number", "float"):
        assert isinstance(answer, int if kind == "int" else (int, float)), at
        assert not isinstance(answer, bool), at
    elif kind == "bool":
        assert isinstance(answer, bool), at
    elif kind.startswith("enum:"):
        assert answer in kind[5:].split("|"), at
    elif kind != "any" and not kind.startswith("{"):
        known = schema.shape("sheets", kind)
        assert known, f"{at}: no message {kind}"
        for key, value in answer.items():
            assert key in known, f"{at}.{key}"
            check(value, known[key], f"{at}.{key}")


def test_the_shapes_are_those_of_the_shipped_document() -> None:
    """`schema.json` was made from the document that the installed client ships, or a near one."""
    shipped = document("sheets.v4")["schemas"]
    for name in ("Request", "CellData", "SheetProperties", "ValueRange", "DataFilter"):
        assert schema.shape("sheets", name).keys() <= shipped[name]["properties"].keys()


def test_every_query_parameter_is_described_by_google() -> None:
    """What the handlers ask of a query is among the parameters in Google's document."""
    known = {"fields"}
    for method in methods(document("sheets.v4")):
        known |= method.get("parameters", {}).keys()
    source = getsource(v4) + getsource(values_v4)
    asked = set(re.findall(r"call\.(?:arg|args|flag)\(\"(\w+)\"", source))
    asked |= set(re.findall(r"enum\(call, \"(\w+)\"", source))
    assert {"ranges", "valueInputOption", "majorDimension"} < asked
    assert asked <= known


def test_every_request_kind_served_is_described_by_google() -> None:
    """No request kind is made up, and every served body is checked against Google's shape."""
    assert batch.HANDLERS.keys() <= document("sheets.v4")["schemas"]["Request"]["properties"].keys()


@pytest.fixture
def full() -> tuple[App, str]:
    """A spreadsheet that has one of everything."""
    app = App()
    key = new_sheet(app)
    put(
        app,
        key,
        "A1:C3",
        [["a", "=1/0", "2020-01-01"], ["b", 2, True], ["c", "10%", "$5"]],
        "USER_ENTERED",
    )
    area = {
        "sheetId": 0,
        "startRowIndex": 0,
        "endRowIndex": 2,
        "startColumnIndex": 0,
        "endColumnIndex": 2,
    }
    row = {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    note = {"note": "n", "textFormatRuns": [{"startIndex": 0, "format": {"bold": True}}]}
    meta = {"metadataKey": "k", "visibility": "DOCUMENT"}
    rule = {
        "condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "y"}]},
        "strict": True,
    }
    requests: list[Json] = [
        {
            "updateCells": {
                "range": {**area, "endRowIndex": 1, "endColumnIndex": 1},
                "rows": [{"values": [note]}],
                "fields": "note,textFormatRuns",
            }
        },
        {"setDataValidation": {"range": area, "rule": rule}},
        {"addProtectedRange": {"protectedRange": {"range": area, "editors": {"users": [CHAIR]}}}},
        {"addNamedRange": {"namedRange": {"name": "Names", "range": area}}},
        {"setBasicFilter": {"filter": {"range": area, "criteria": {"0": {"hiddenValues": ["b"]}}}}},
        {"addFilterView": {"filter": {"title": "v", "range": area}}},
        {
            "addConditionalFormatRule": {
                "rule": {
                    "ranges": [area],
                    "booleanRule": {
                        "condition": {"type": "BLANK"},
                        "format": {"textFormat": {"bold": True}},
                    },
                }
            }
        },
        {
            "addBanding": {
                "bandedRange": {"range": area, "rowProperties": {"firstBandColor": {"red": 1}}}
            }
        },
        {"addDimensionGroup": {"range": row}},
        {
            "mergeCells": {
                "range": {**area, "startRowIndex": 4, "endRowIndex": 6},
                "mergeType": "MERGE_ALL",
            }
        },
        {
            "createDeveloperMetadata": {
                "developerMetadata": {**meta, "location": {"dimensionRange": row}}
            }
        },
        {
            "createDeveloperMetadata": {
                "developerMetadata": {**meta, "location": {"spreadsheet": True}}
            }
        },
        {"createDeveloperMetadata": {"developerMetadata": {**meta, "location": {"sheetId": 0}}}},
        {"updateBorders": {"range": area, "top": {"style": "SOLID", "color": {"red": 1}}}},
        {"duplicateSheet": {"sourceSheetId": 0}},
        {"findReplace": {"find": "c", "replacement": "d", "allSheets": True}},
        {"trimWhitespace": {"range": area}},
        {"deleteDuplicates": {"range": area}},
        {"addSheet": {"properties": {"title": "x", "tabColor": {"red": 1}}}},
    ]
    body = {
        "requests": requests,
        "includeSpreadsheetInResponse": True,
        "responseIncludeGridData": True,
    }
    status, answer = ask(app, "POST", f"/v4/spreadsheets/{key}:batchUpdate", body)
    assert status == 200, answer
    check(answer, "BatchUpdateSpreadsheetResponse", "batchUpdate")
    return app, key


def test_every_key_of_every_answer_is_described(full: tuple[App, str]) -> None:
    """Whole answers of all methods, of a spreadsheet that has one of everything."""
    app, key = full
    one = f"/v4/spreadsheets/{key}"
    lookup = {"dataFilters": [{"developerMetadataLookup": {"metadataKey": "k"}}]}
    here = {"dataFilters": [{"a1Range": "A1:B2"}]}
    raw = {"valueInputOption": "RAW"}
    cells = {"values": [["x", "y"]]}
    calls: list[tuple[str, str, Any, str]] = [
        ("GET", f"{one}?includeGridData=true&ranges=A1:F9", None, "Spreadsheet"),
        ("POST", f"{one}:getByDataFilter", {**here, "includeGridData": True}, "Spreadsheet"),
        ("POST", "/v4/spreadsheets", {"properties": {"title": "t"}}, "Spreadsheet"),
        ("POST", f"{one}/sheets/0:copyTo", {"destinationSpreadsheetId": key}, "SheetProperties"),
        ("GET", f"{one}/values/A1:C3", None, "ValueRange"),
        (
            "PUT",
            f"{one}/values/A9:B9?valueInputOption=RAW&includeValuesInResponse=true",
            cells,
            "UpdateValuesResponse",
        ),
        (
            "POST",
            f"{one}/values/A9:append?valueInputOption=RAW&includeValuesInResponse=true",
            cells,
            "AppendValuesResponse",
        ),
        ("POST", f"{one}/values/A20:clear", {}, "ClearValuesResponse"),
        ("GET", f"{one}/values:batchGet?ranges=A1&ranges=B2", None, "BatchGetValuesResponse"),
        (
            "POST",
            f"{one}/values:batchUpdate",
            {**raw, "data": [{"range": "A9:B9", **cells}]},
            "BatchUpdateValuesResponse",
        ),
        ("POST", f"{one}/values:batchClear", {"ranges": ["A20"]}, "BatchClearValuesResponse"),
        ("POST", f"{one}/values:batchGetByDataFilter", here, "BatchGetValuesByDataFilterResponse"),
        (
            "POST",
            f"{one}/values:batchUpdateByDataFilter",
            {**raw, "data": [{"dataFilter": {"a1Range": "A9:B9"}, **cells}]},
            "BatchUpdateValuesByDataFilterResponse",
        ),
        (
            "POST",
            f"{one}/values:batchClearByDataFilter",
            here,
            "BatchClearValuesByDataFilterResponse",
        ),
        ("POST", f"{one}/developerMetadata:search", lookup, "SearchDeveloperMetadataResponse"),
    ]
    for method, path, body, message in calls:
        status, answer = ask(app, method, path, body)
        assert status == 200, (path, answer)
        assert answer, path
        check(answer, message, message)


def test_googles_own_client_makes_a_round_trip(sandbox: Sandbox) -> None:
    """google-api-python-client, with the documents it ships, creates, shares, writes and reads."""
    import google_auth_httplib2
    from google.oauth2.credentials import Credentials
    from googleapiclient.discovery import build
    from googleapiclient.errors import HttpError

    opened: list[Any] = []

    def service(name: str, version: str, user: str) -> Any:
        http = google_auth_httplib2.AuthorizedHttp(Credentials(token=f"sandbox:{user}"))  # type: ignore[no-untyped-call]
        opened.append(http)
        root = sandbox.url if name == "sheets" else f"{sandbox.url}/drive/v3/"
        return build(
            name, version, http=http, static_discovery=True, client_options={"api_endpoint": root}
        )

    drive = service("drive", "v3", CHAIR)
    kind = "application/vnd.google-apps.spreadsheet"
    key = drive.files().create(body={"name": "R", "mimeType": kind}, fields="id").execute()["id"]
    sheets = service("sheets", "v4", CHAIR).spreadsheets()
    written = (
        sheets.values()
        .update(
            spreadsheetId=key,
            range="Sheet1!A1:B2",
            valueInputOption="RAW",
            body={"values": [["a", 1], ["=b", True]]},
        )
        .execute()
    )
    assert written["updatedCells"] == 4
    read = (
        sheets.values()
        .batchGet(spreadsheetId=key, ranges=["A1:B2"], valueRenderOption="UNFORMATTED_VALUE")
        .execute()
    )
    assert read["valueRanges"][0]["values"] == [["a", 1], ["=b", True]]
    sheets.batchUpdate(
        spreadsheetId=key, body={"requests": [{"addSheet": {"properties": {"title": "x"}}}]}
    ).execute()
    titles = sheets.get(spreadsheetId=key, fields="sheets.properties.title").execute()
    assert [s["properties"]["title"] for s in titles["sheets"]] == ["Sheet1", "x"]
    member = service("sheets", "v4", "member@example.org").spreadsheets()
    with pytest.raises(HttpError, match="The caller does not have permission") as refused:
        member.get(spreadsheetId=key).execute()
    assert refused.value.status_code == 403
    drive.permissions().create(
        fileId=key,
        body={"type": "user", "role": "reader", "emailAddress": "member@example.org"},
        sendNotificationEmail=False,
    ).execute()
    assert member.get(spreadsheetId=key).execute()["properties"]["title"] == "R"
    for http in opened:
        http.close()
