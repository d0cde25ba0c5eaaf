"""Beside the two services: uploads, batches of calls, gviz, XLSX, and cells filled from others."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.sandbox.direct import OWNER, area, ask, batch, new_sheet, put, said, values

if TYPE_CHECKING:
    import gspread

    from cocsheets.sandbox import Sandbox
    from cocsheets.sandbox.app import App

Json = dict[str, Any]
SHEET = "application/vnd.google-apps.spreadsheet"
FILES = "/upload/drive/v3/files"


def upload(app: App, method: str, path: str, said_: Json, text: str, kind: str = "text/csv") -> Any:
    """A multipart upload; status and answer."""
    parts = [("application/json; charset=UTF-8", json.dumps(said_)), (kind, text)]
    body = "".join(f"--xx\r\nContent-Type: {kind}\r\n\r\n{part}\r\n" for kind, part in parts)
    headers = {"content-type": 'multipart/related; boundary="xx"'}
    raw = f"{body}--xx--\r\n".encode()
    return ask(app, method, f"{path}?uploadType=multipart", raw=raw, headers=headers)


def test_a_table_is_uploaded_as_a_new_spreadsheet_or_in_anothers_place(app: App) -> None:
    """CSV and TSV are read as if typed; the time zone is then the import's default."""
    status, made = upload(
        app, "POST", FILES, {"name": "R", "mimeType": SHEET}, 'a,"b\nc"\n1,2020-01-01'
    )
    assert status == 200
    key = made["id"]
    assert values(app, key, "A1:D5") == [["a", "b\nc"], ["1", "2020-01-01"]]
    _, seen = ask(app, "GET", f"/v4/spreadsheets/{key}?fields=properties.timeZone")
    assert seen["properties"]["timeZone"] != "Etc/GMT"
    tabs = "text/tab-separated-values"
    assert upload(app, "PATCH", f"{FILES}/{key}", {"name": "S"}, "x\ty", tabs)[0] == 200
    assert values(app, key, "A1:D5") == [["x", "y"]]
    assert app.state.files[key].name == "S"
    assert upload(app, "PATCH", f"{FILES}/{key}", {"parents": ["x"]}, "refused")[0] == 403
    assert values(app, key, "A1:D5") == [["x", "y"]]
    media = {"content-type": "text/csv"}
    path = f"{FILES}/{key}?uploadType=media"
    assert ask(app, "PATCH", path, raw=b"z", headers=media)[0] == 200
    assert values(app, key, "A1:D5") == [["z"]]
    assert ask(app, "PATCH", path, raw=b"z", headers=media, user="x@example.org")[0] == 404
    assert upload(app, "POST", FILES, {"name": "x"}, "y", "text/plain")[0] == 501
    assert ask(app, "POST", f"{FILES}?uploadType=resumable", {})[0] == 501


def test_calls_in_a_batch_have_answers_of_their_own(app: App, key: str) -> None:
    """As Google's own client sends them; a refusal of one is no refusal of the others."""
    calls = [
        f"GET /drive/v3/files/{key}?fields=id HTTP/1.1\r\n\r\n",
        "GET /drive/v3/files/nowhere HTTP/1.1\r\n\r\n",
        'POST /drive/v3/files HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{"name": "made"}',
    ]
    body = "".join(
        f"--b\r\nContent-Type: application/http\r\nContent-ID: <id+{number}>\r\n\r\n{call}\r\n"
        for number, call in enumerate(calls)
    )
    headers = {"content-type": "multipart/mixed; boundary=b"}
    raw = f"{body}--b--\r\n".encode()
    status, text = ask(app, "POST", "/batch/drive/v3", raw=raw, headers=headers)
    assert status == 200
    answers = text.split("--batch_sandbox")[1:-1]
    assert [answer.split("HTTP/1.1 ")[1][:3] for answer in answers] == ["200", "404", "200"]
    assert [f"<response-id+{number}>" in answer for number, answer in enumerate(answers)] == [
        True
    ] * 3
    assert key in answers[0]
    assert any(file.name == "made" for file in app.state.files.values())
    assert ask(app, "POST", "/batch/drive/v3", raw=b"--b--", headers=headers)[0] == 400
    assert ask(app, "POST", "/batch/drive/v3", raw=b"x")[0] == 400


def test_googles_own_client_sends_batches(sandbox: Sandbox) -> None:
    """`new_batch_http_request` of google-api-python-client, led here."""
    import google_auth_httplib2
    from google.oauth2.credentials import Credentials
    from googleapiclient.discovery import build

    with sandbox.patched(OWNER):
        http: Any = google_auth_httplib2.AuthorizedHttp(Credentials(token=f"sandbox:{OWNER}"))  # type: ignore[no-untyped-call]
        drive = build("drive", "v3", http=http, static_discovery=True)
        found: list[Any] = []
        calls = drive.new_batch_http_request(callback=lambda _id, got, _error: found.append(got))
        for name in ("a", "b"):
            calls.add(drive.files().create(body={"name": name}, fields="name"))
        calls.execute()
        http.close()
    assert found == [{"name": "a"}, {"name": "b"}]


def test_gviz_gives_a_sheet_as_csv_and_as_json(app: App, key: str) -> None:
    """Every value in quotes, or a table with typed columns; a part of it, or another sheet."""
    put(app, key, "A1:B3", [["Name", "Day"], ["Ann", "2024-01-02"], ["Bob", ""]], "USER_ENTERED")
    put(app, key, "D1:E2", [["At", "Count"], ["9:30", 2]], "USER_ENTERED")
    path = f"/spreadsheets/d/{key}/gviz/tq"
    _, text = ask(app, "GET", f"{path}?tqx=out:csv&range=A1:B3")
    assert list(csv.reader(io.StringIO(text))) == [
        ["Name", "Day"],
        ["Ann", "2024-01-02"],
        ["Bob", ""],
    ]
    assert text.startswith('"Name"')
    _, text = ask(app, "GET", f"{path}?range=A1:B3&headers=1")
    start = "/*O_o*/\ngoogle.visualization.Query.setResponse("
    assert text.startswith(start)
    table = json.loads(text.removeprefix(start).removesuffix(");"))["table"]
    assert [(c["label"], c["type"]) for c in table["cols"]] == [("Name", "string"), ("Day", "date")]
    assert table["rows"][0]["c"] == [{"v": "Ann"}, {"v": "Date(2024,0,2)", "f": "2024-01-02"}]
    _, text = ask(app, "GET", f"{path}?range=D1:E2&headers=1")
    table = json.loads(text.removeprefix(start).removesuffix(");"))["table"]
    assert [c["type"] for c in table["cols"]] == ["timeofday", "number"]
    assert table["rows"][0]["c"] == [{"v": [9, 30, 0, 0], "f": "9:30"}, {"v": 2, "f": "2"}]
    assert ask(app, "GET", f"{path}?tq=select%20A")[0] == 501
    assert ask(app, "GET", f"{path}?sheet=Nowhere")[0] == 400
    assert ask(app, "GET", path, user="stranger@example.org")[0] == 404


def test_xlsx_holds_what_the_sheet_holds(sandbox: Sandbox, book: gspread.Spreadsheet) -> None:
    """Texts, numbers, dates with their format, formulas, notes, every sheet."""
    from gspread.utils import ExportFormat

    openpyxl = pytest.importorskip("openpyxl")
    book.sheet1.update([["Ann", 5, "2024-01-02", "=B1*2"]], "A1", raw=False)
    book.sheet1.update([["=not a formula"]], "A2")
    book.sheet1.update_note("A1", "a note")
    book.add_worksheet("More/less", 5, 5)
    data = book.export(ExportFormat.EXCEL)
    read = openpyxl.load_workbook(io.BytesIO(data))
    assert read.sheetnames == ["Sheet1", "More_less"]
    page = read["Sheet1"]
    assert [page["A1"].value, page["B1"].value, page["D1"].value] == ["Ann", 5, "=B1*2"]
    assert page["C1"].value.isoformat() == "2024-01-02T00:00:00"
    assert (page["A2"].value, page["A2"].data_type) == ("=not a formula", "s")
    assert page["A1"].comment.text == "a note"
    read.close()


@pytest.mark.parametrize(
    ("kind", "more", "row"),
    [
        ("COMMA", {}, ["a", "b c;d", "1"]),
        ("SPACE", {}, ["a,b", "c;d,1"]),
        ("CUSTOM", {"delimiter": ";"}, ["a,b c", "d,1"]),
        ("AUTODETECT", {}, ["a", "b c;d", "1"]),
    ],
)
def test_text_is_split_into_columns(app: App, kind: str, more: Json, row: list[str]) -> None:
    """By a delimiter that is named or found; parts are read as if typed."""
    key = new_sheet(app)
    put(app, key, "A1:A2", [["a,b c;d,1"], [5]])
    request = {"source": area(0, 0, 2, 1), "delimiterType": kind, **more}
    assert batch(app, key, {"textToColumns": request})[0] == 200
    assert values(app, key) == [row, ["5"]]
    wide = {"source": area(0, 0, 2, 2), "delimiterType": kind, **more}
    assert "exactly one column" in said(batch(app, key, {"textToColumns": wide}))


def test_series_go_on(app: App) -> None:
    """Numbers and dates evenly, formulas move, texts are repeated; down, up and to the right."""
    key = new_sheet(app)
    put(
        app,
        key,
        "A3:D4",
        [[1, "2024-01-30", "x", "=A3"], [3, "2024-01-31", "y", "=A4"]],
        "USER_ENTERED",
    )
    down = {"source": area(2, 0, 4, 4), "dimension": "ROWS", "fillLength": 2}
    up = {**down, "fillLength": -2}
    assert (
        batch(app, key, *({"autoFill": {"sourceAndDestination": f}} for f in (down, up)))[0] == 200
    )
    assert values(app, key) == [
        ["-3", "2024-01-28", "x", "-3"],
        ["-1", "2024-01-29", "y", "-1"],
        ["1", "2024-01-30", "x", "1"],
        ["3", "2024-01-31", "y", "3"],
        ["5", "2024-02-01", "x", "5"],
        ["7", "2024-02-02", "y", "7"],
    ]
    put(app, key, "F1", [["x"]])
    assert batch(app, key, {"autoFill": {"range": area(0, 5, 3, 6)}})[0] == 200
    assert values(app, key, "F1:F3") == [["x"]] * 3
    assert said(batch(app, key, {"autoFill": {"range": area(50, 5, 53, 6)}}))


def test_what_is_open_by_link_is_read_without_an_account(app: App, key: str) -> None:
    """A script's `read_csv` of a sheet that anyone may read; of any other it gets nothing."""
    nobody = {"authorization": ""}
    paths = (
        f"/spreadsheets/d/{key}/gviz/tq?tqx=out:csv",
        f"/spreadsheets/d/{key}/export?format=csv",
    )
    assert [ask(app, "GET", path, headers=nobody)[0] for path in paths] == [404, 404]
    anyone = {"type": "anyone", "role": "reader"}
    assert ask(app, "POST", f"/drive/v3/files/{key}/permissions", anyone)[0] == 200
    assert [ask(app, "GET", path, headers=nobody)[0] for path in paths] == [200, 200]
    assert ask(app, "GET", f"/v4/spreadsheets/{key}", headers=nobody)[0] == 403


@pytest.mark.parametrize(
    ("request_", "name"),
    [
        ({"autoFill": {"range": area(0, 0, 2, 1), "useAlternateSeries": True}}, "useAlternate"),
        ({"appendCells": {"tableId": "1", "rows": [], "fields": "*"}}, "tableId"),
        ({"pasteData": {"data": "x", "html": True}}, "HTML"),
        ({"pasteData": {"data": "x", "delimiter": ",", "type": "PASTE_FORMAT"}}, "PASTE_FORMAT"),
        ({"addDataSource": {}}, "addDataSource"),
    ],
)
def test_what_is_not_served_of_a_request_is_named(
    app: App, key: str, request_: Json, name: str
) -> None:
    """Rather than passed over."""
    message = said(batch(app, key, request_), 501)
    assert message.startswith("The sandbox does not implement")
    assert name in message


@pytest.mark.parametrize(
    "path",
    [
        "/v4/spreadsheets/{}?commentsViewMode=COMMENTS_VIEW_MODE_INCLUDED",
        "/drive/v3/files/{}/permissions?useDomainAdminAccess=true",
        "/drive/v3/files/{}?includeLabels=x",
        "/drive/v3/files?spaces=appDataFolder",
        "/drive/v3/files?corpora=domain",
    ],
)
def test_parameters_that_are_not_served_are_named(app: App, key: str, path: str) -> None:
    """Their values that ask for nothing are taken."""
    asked, _, value = path.rpartition("=")
    name, asked = asked.rpartition("?")[2], asked.format(key)
    message = said(ask(app, "GET", f"{asked}={value}"), 501)
    assert name in message or value in message
    harmless = {
        "commentsViewMode": "COMMENTS_VIEW_MODE_OMITTED",
        "spaces": "drive",
        "corpora": "user",
    }
    assert ask(app, "GET", f"{asked}={harmless.get(name, '')}")[0] == 200
    if name == "commentsViewMode":
        assert ask(app, "GET", f"{asked}=x")[0] == 400


@pytest.mark.parametrize(
    "request_",
    [
        {"textToColumns": {"source": area(0, 0, 2, 1)}},
        {"autoFill": {"sourceAndDestination": {"source": area(0, 0, 2, 1), "fillLength": 1}}},
        {"appendDimension": {"sheetId": 0, "length": 1}},
    ],
    ids=lambda request: next(iter(request)),
)
def test_what_must_be_specified_has_no_default(app: App, key: str, request_: Json) -> None:
    """The unspecified value of these enums must not be used (documented)."""
    assert said(batch(app, key, request_)).endswith("must be specified.")


@pytest.mark.parametrize(
    "properties", [{"timeZone": "Nowhere/X"}, {"timeZone": "GMT+25:00"}, {"locale": "xx!"}]
)
def test_a_new_spreadsheet_has_a_time_zone_and_a_locale_that_exist(
    app: App, key: str, properties: Json
) -> None:
    """What an update refuses, `spreadsheets.create` does too."""
    assert said(ask(app, "POST", "/v4/spreadsheets", {"properties": properties}))
    change = {"properties": properties, "fields": "*"}
    assert said(batch(app, key, {"updateSpreadsheetProperties": change}))


@pytest.mark.parametrize("number", ["1_0", "+1", " 1", "\u0663", "1.0", "x"])
def test_a_number_in_a_query_is_plain_digits(app: App, number: str) -> None:
    """Whatever else is 400."""
    assert ask(app, "GET", f"/drive/v3/files?pageSize={number}")[0] == 400
