"""The values calls: what is read, what is written, and Google's words where it cannot be."""

from __future__ import annotations

from typing import Any

import pytest

from cocsheets.sandbox.app import App
from tests.sandbox.direct import ask, new_sheet, put, values


@pytest.fixture
def key(app: App) -> str:
    """An empty spreadsheet."""
    return new_sheet(app)


def refusal(answer: tuple[int, Any]) -> str:
    """The message of a 400 in Sheets' shape."""
    status, body = answer
    assert status == 400, body
    assert body["error"]["code"] == 400
    assert body["error"]["status"] == "INVALID_ARGUMENT"
    message: str = body["error"]["message"]
    return message


@pytest.mark.parametrize(
    ("text", "echo"),
    [
        ("Sheet1", "Sheet1!A1:Z1000"),
        ("'Sheet1'!A1:B1", "Sheet1!A1:B1"),
        ("sheet1!a1", "Sheet1!A1"),
        ("A1:A1", "Sheet1!A1"),
        ("A:A", "Sheet1!A1:A1000"),
        ("1:1", "Sheet1!A1:Z1"),
        ("A2:A", "Sheet1!A2:A1000"),
        ("B3:2", "Sheet1!B2:Z3"),
        ("D4:A1", "Sheet1!A1:D4"),
        ("A1:AA5", "Sheet1!A1:Z5"),
        ("$B$2:C3", "Sheet1!B2:C3"),
    ],
)
def test_ranges_are_echoed_normalised(app: App, key: str, text: str, echo: str) -> None:
    """The answer names the range in full, cut to the grid, quoted only where it has to be."""
    status, answer = ask(app, "GET", f"/v4/spreadsheets/{key}/values/{text}")
    assert (status, answer["range"]) == (200, echo)
    assert "values" not in answer


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("NOPE!A5:F15", "Unable to parse range: NOPE!A5:F15"),
        ("A0", "Unable to parse range: A0"),
        ("A1:B2:C3", "Unable to parse range: A1:B2:C3"),
        ("AA1:AB5", "Range (Sheet1!AA1:AB5) exceeds grid limits. Max rows: 1000, max columns: 26"),
        ("A1001", "Range (Sheet1!A1001) exceeds grid limits. Max rows: 1000, max columns: 26"),
    ],
)
def test_bad_ranges_are_refused(app: App, key: str, text: str, message: str) -> None:
    """A range that does not parse or starts outside the grid is 400, in a batch too."""
    assert refusal(ask(app, "GET", f"/v4/spreadsheets/{key}/values/{text}")) == message
    both = f"/v4/spreadsheets/{key}/values:batchGet?ranges=A1&ranges={text}"
    assert refusal(ask(app, "GET", both)) == message


def test_raw_stores_what_it_gets(app: App, key: str) -> None:
    """RAW text stays text whatever it looks like; numbers and booleans keep their type."""
    row = ["=A1", "TRUE", "0042", "2026-01-02", 7, 1.5, True, "a\nb"]
    put(app, key, "A1", [row])
    assert values(app, key, query="?valueRenderOption=UNFORMATTED_VALUE") == [row]
    assert values(app, key) == [["=A1", "TRUE", "0042", "2026-01-02", "7", "1.5", "TRUE", "a\nb"]]


def test_null_leaves_and_empty_text_clears(app: App, key: str) -> None:
    """`null` leaves a cell and is not counted, `""` empties it and is."""
    put(app, key, "A1:C1", [["a", "b", "c"]])
    answer = put(app, key, "A1:C1", [[None, "", "x"]])
    assert answer["updatedCells"] == 2
    assert values(app, key) == [["a", "", "x"]]


def test_too_much_is_refused_whole(app: App, key: str) -> None:
    """More rows or columns than the range holds: 400, and nothing is written."""
    path = f"/v4/spreadsheets/{key}/values/A1:B2?valueInputOption=RAW"
    wide = refusal(ask(app, "PUT", path, {"values": [["a", "b", "c"]]}))
    assert wide == "Requested writing within range [A1:B2], but tried writing to column [C]"
    tall = refusal(ask(app, "PUT", path, {"values": [["a"], ["b"], ["c"]]}))
    assert tall == "Requested writing within range [A1:B2], but tried writing to row [3]"
    assert values(app, key) == []


def test_a_batch_is_written_whole_or_not(app: App, key: str) -> None:
    """A bad range in a values batch voids it, and the message says which."""
    path = f"/v4/spreadsheets/{key}/values:batchUpdate"
    data = [{"range": "A1", "values": [["x"]]}, {"range": "A1:A1001", "values": [["x"]] * 1001}]
    message = refusal(ask(app, "POST", path, {"valueInputOption": "RAW", "data": data}))
    assert message.startswith("Invalid data[1]: ")
    assert values(app, key) == []
    long = [{"range": "A1", "values": [["x" * 50_001]]}]
    assert refusal(ask(app, "POST", path, {"valueInputOption": "RAW", "data": long})) == (
        "Invalid data[0]: Your input contains more than the maximum of 50000 characters in a "
        "single cell."
    )


def test_totals_count_rows_and_columns_once(app: App, key: str) -> None:
    """Two ranges in the same columns: the columns count once."""
    data = [
        {"range": "A1:D1", "values": [[1, 2, 3, 4]]},
        {"range": "A4:D4", "values": [[1, 2, 3, 4]]},
    ]
    body = {"valueInputOption": "RAW", "data": data}
    _, answer = ask(app, "POST", f"/v4/spreadsheets/{key}/values:batchUpdate", body)
    assert [answer[f"totalUpdated{name}"] for name in ("Rows", "Columns", "Cells", "Sheets")] == [
        2,
        4,
        8,
        1,
    ]


@pytest.mark.parametrize(
    ("text", "table", "written"),
    [
        ("Sheet1", "Sheet1!B4:D6", "Sheet1!B7"),
        ("B4", "Sheet1!B4:D6", "Sheet1!B7"),
        ("C5:D5", "Sheet1!B4:D6", "Sheet1!B7"),
        ("B2:D4", "Sheet1!B4:D6", "Sheet1!B7"),
        ("A3:G10", "Sheet1!B4:D6", "Sheet1!B7"),
        ("A1", "Sheet1!A1:C2", "Sheet1!A3"),
        ("E4", None, "Sheet1!E4"),
        ("A4", None, "Sheet1!A4"),
    ],
)
def test_append_finds_the_table(
    app: App, key: str, text: str, table: str | None, written: str
) -> None:
    """The example of Google's own guide: which table a range finds, and where the row goes."""
    put(app, key, "A1:C2", [["x", "y", "z"]] * 2)
    put(app, key, "B4:D6", [["x", "y", "z"]] * 3)
    path = f"/v4/spreadsheets/{key}/values/{text}:append?valueInputOption=RAW"
    _, answer = ask(app, "POST", path, {"values": [["new"]]})
    assert answer.get("tableRange") == table
    assert answer["updates"]["updatedRange"] == written


def test_append_makes_the_grid_grow(app: App, key: str) -> None:
    """Behind the last row the sheet gets new ones; INSERT_ROWS pushes down what stands below."""
    put(app, key, "A1000", [["last"]])
    path = f"/v4/spreadsheets/{key}/values/A1000:append?valueInputOption=RAW"
    _, answer = ask(app, "POST", path, {"values": [["more"]]})
    assert answer["updates"]["updatedRange"] == "Sheet1!A1001"
    put(app, key, "A1", [["table"]])
    path = (
        f"/v4/spreadsheets/{key}/values/A1:append?valueInputOption=RAW&insertDataOption=INSERT_ROWS"
    )
    ask(app, "POST", path, {"values": [["row"]]})
    assert values(app, key, "A1:A2") == [["table"], ["row"]]
    assert values(app, key, "A1001:A1002") == [["last"], ["more"]]


def test_clear_keeps_notes_and_formats(app: App, key: str) -> None:
    """Clearing takes values and nothing else (documented)."""
    put(app, key, "A1", [["$5"]], "USER_ENTERED")
    cell = app.state.files[key].sheet.sheets[0].cell(0, 0)
    _, answer = ask(app, "POST", f"/v4/spreadsheets/{key}/values/A1:B2:clear")
    assert answer["clearedRange"] == "Sheet1!A1:B2"
    left = app.state.files[key].sheet.sheets[0].cell(0, 0)
    assert left is not None
    assert cell is not None
    assert (left.value, left.fmt) == (None, cell.fmt)


def test_what_is_no_scalar_is_refused(app: App, key: str) -> None:
    """A list in a cell, a row that is no list, an unknown name, a missing or wrong option."""
    path = f"/v4/spreadsheets/{key}/values/A1?valueInputOption=RAW"
    assert refusal(ask(app, "PUT", path, {"values": [["a", ["b"]]]})).startswith(
        "Invalid values[0][1]: list_value"
    )
    assert refusal(ask(app, "PUT", path, {"values": ["x"]})) == (
        "Invalid value at 'data.values[0]' (type.googleapis.com/google.protobuf.ListValue), \"x\""
    )
    assert refusal(ask(app, "PUT", path, {"valuez": []})) == (
        "Invalid JSON payload received. Unknown name \"valuez\" at 'data': Cannot find field."
    )
    bare = f"/v4/spreadsheets/{key}/values/A1"
    assert "valueInputOption" in refusal(ask(app, "PUT", bare, {"values": []}))
    assert "(type.googleapis.com/google.apps.sheets.v4.ValueInputOption)" in refusal(
        ask(app, "PUT", bare + "?valueInputOption=TYPED", {"values": []})
    )


def test_numbers_are_doubles(app: App, key: str) -> None:
    """A number beyond 53 bits is rounded, one beyond a double is refused."""
    put(app, key, "A1", [[2**60 + 1, 1e300]])
    assert values(app, key, query="?valueRenderOption=UNFORMATTED_VALUE") == [[2.0**60, 1e300]]
    path = f"/v4/spreadsheets/{key}/values/A1?valueInputOption=RAW"
    for text in (b"1e400", b"1" + b"0" * 400):
        raw = b'{"values": [[' + text + b"]]}"
        refusal(ask(app, "PUT", path, raw=raw))


@pytest.mark.parametrize(
    ("method", "path", "raw"),
    [
        (
            "PUT",
            "/v4/spreadsheets/{key}/values/A1?valueInputOption=RAW",
            b'{"values": [["\\uDC00"]]}',
        ),
        ("POST", "/drive/v3/files", b'{"name": "\\ud800"}'),
    ],
)
def test_half_a_character_is_no_json(
    app: App, key: str, method: str, path: str, raw: bytes
) -> None:
    """A lone surrogate is refused before it is kept, since no answer could hold it."""
    before = values(app, key), list(app.state.files)
    status, answer = ask(app, method, path.format(key=key), raw=raw)
    assert status == 400
    assert answer["error"]["message"].startswith("Invalid JSON payload received.")
    assert (values(app, key), list(app.state.files)) == before


def test_a_mask_without_end_is_refused(app: App, key: str) -> None:
    """However deep its brackets go, the answer is Google's 400."""
    refused = ask(app, "GET", f"/v4/spreadsheets/{key}?fields={'sheets(' * 3000}")
    assert refusal(refused) == "Request contains an invalid argument."
