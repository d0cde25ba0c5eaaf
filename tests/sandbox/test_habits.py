"""What real clients send that Google takes: lists in lists, slashes, notations; and bounds."""

from __future__ import annotations

import time
from typing import Any

import pytest

from cocsheets.sandbox.app import App
from tests.sandbox.anything import Anything
from tests.sandbox.direct import area, ask, batch, new_sheet, put, said, values
from tests.sandbox.drive_world import ANA, CHAIR, World

Json = dict[str, Any]


def test_lists_in_the_list_of_requests_are_one_list(app: App, key: str) -> None:
    """`[[a, b]]` are two requests with two replies (recorded)."""
    nested = [[{"addSheet": {}}, [{"clearBasicFilter": {"sheetId": 0}}]]]
    status, answer = ask(app, "POST", f"/v4/spreadsheets/{key}:batchUpdate", {"requests": nested})
    assert (status, len(answer["replies"])) == (200, 2)
    deep: Any = []
    for _ in range(90):
        deep = [deep]
    assert ask(app, "POST", f"/v4/spreadsheets/{key}:batchUpdate", {"requests": deep})[0] == 400


@pytest.mark.parametrize(
    "path", ["/v4/spreadsheets/{}/", "/drive/v3/files/{}/", "/drive/v3/files/"]
)
def test_a_slash_at_the_end_of_a_path_is_nothing(app: App, key: str, path: str) -> None:
    """A whole client puts one there."""
    assert ask(app, "GET", path.format(key))[0] == 200
    body: Json = {"requests": [{"addSheet": {}}]}
    assert ask(app, "POST", f"/v4/spreadsheets/{key}/:batchUpdate", body)[0] == 200


def test_whoever_reads_may_read_by_data_filter(app: App, key: str) -> None:
    """`getByDataFilter` wants a scope to write, and no more than a reader's role."""
    reader = "reader@example.org"
    grant = {"type": "user", "role": "reader", "emailAddress": reader}
    ask(app, "POST", f"/drive/v3/files/{key}/permissions", grant)
    body = {"dataFilters": [{"a1Range": "A1"}]}
    path = f"/v4/spreadsheets/{key}:getByDataFilter"
    assert ask(app, "POST", path, body, user=reader)[0] == 200
    assert ask(app, "POST", path, body, user="stranger@example.org")[0] == 403


def test_a_new_rule_says_itself_on_which_sheet_it_is(app: App, key: str) -> None:
    """`updateConditionalFormatRule` needs no `sheetId` where it brings a rule."""
    place = {**area(0, 0, 1, 1), "sheetId": 7}
    condition = {"type": "BLANK"}
    rule = {"ranges": [place], "booleanRule": {"condition": condition, "format": {}}}
    made: list[Json] = [
        {"addSheet": {"properties": {"sheetId": 7}}},
        {"addConditionalFormatRule": {"rule": rule}},
    ]
    assert batch(app, key, *made)[0] == 200
    changed = {"updateConditionalFormatRule": {"index": 0, "rule": rule}}
    assert batch(app, key, changed)[0] == 200


def test_empty_lists_are_not_given_back(app: App, key: str) -> None:
    """What was sent as an empty list is absent afterwards."""
    view = {"title": "f", "range": area(0, 0, 2, 2), "sortSpecs": [], "filterSpecs": []}
    _, answer = batch(app, key, {"addFilterView": {"filter": view}})
    assert not {"sortSpecs", "filterSpecs"} & answer["replies"][0]["addFilterView"]["filter"].keys()


@pytest.mark.parametrize(
    ("sent", "kept"), [(0.26666667, 0.26666668), (0.4, 0.4), (0.5, 0.49803922)]
)
def test_colours_are_reckoned_in_32_bits(app: App, key: str, sent: float, kept: float) -> None:
    """A channel is narrowed before it is cut to one of 256 levels."""
    cell = {"userEnteredFormat": {"backgroundColor": {"red": sent}}}
    request = {"range": area(0, 0, 1, 1), "cell": cell, "fields": "userEnteredFormat"}
    assert batch(app, key, {"repeatCell": request})[0] == 200
    path = f"/v4/spreadsheets/{key}?ranges=A1&fields=sheets.data.rowData.values.userEnteredFormat"
    _, seen = ask(app, "GET", path)
    value = seen["sheets"][0]["data"][0]["rowData"][0]["values"][0]
    assert value["userEnteredFormat"]["backgroundColor"] == {"red": kept}


@pytest.mark.parametrize(
    ("text", "shown"), [("R1C1", "A1"), ("Sheet1!R2C1:R3C2", "A2:B3"), ("r1c2:r2c1", "A1:B2")]
)
def test_ranges_in_rows_and_columns(app: App, key: str, text: str, shown: str) -> None:
    """R1C1 notation is read, and answered as A1."""
    _, answer = ask(app, "GET", f"/v4/spreadsheets/{key}/values/{text}")
    assert answer["range"] == f"Sheet1!{shown}"


def test_a_mask_may_be_a_list_of_paths(app: App, key: str) -> None:
    """`{"paths": [...]}` is the other JSON form of a field mask."""
    properties = {"title": "New", "hidden": True}
    request: Json = {"properties": properties, "fields": {"paths": ["title"]}}
    assert batch(app, key, {"updateSheetProperties": request})[0] == 200
    assert values(app, key, "New!A1") == [["Ann"]]
    request["fields"] = {"paths": ["title", 3]}
    assert batch(app, key, {"updateSheetProperties": request})[0] == 400


def test_rows_are_inserted_into_a_blank_sheet_too(app: App) -> None:
    """`INSERT_ROWS` makes rows whether or not there is a table."""
    key = new_sheet(app)
    path = f"/v4/spreadsheets/{key}/values/A1:append?valueInputOption=RAW"
    body = {"values": [["a"], ["b"]]}
    assert ask(app, "POST", path + "&insertDataOption=INSERT_ROWS", body)[0] == 200
    assert app.state.files[key].sheet.sheets[0].row_count == 1002
    assert values(app, key) == [["a"], ["b"]]


def test_the_owners_new_parent_takes_the_old_ones_place(world: World) -> None:
    """`addParents` alone moves the owner's file; of others it is refused (reported)."""
    chair, ana = world[CHAIR], world[ANA]
    folder, file = chair.folder(), chair.create()
    assert chair.patch(f"files/{file}", addParents=folder, fields="parents").json == {
        "parents": [folder]
    }
    own = ana.folder()
    chair.share(folder, "user", "writer", ANA)
    refused = ana.patch(f"files/{file}", addParents=own)
    assert (refused.status, refused.reason) == (403, "cannotAddParent")
    assert refused.message == "Increasing the number of parents is not allowed"


@pytest.mark.parametrize(
    "query",
    [
        "'me' in owners",
        "name = 'COC REPORTS'",
        "name contains 'rep coc'",
        "'me' in writers and not name = 'reports'",
    ],
)
def test_lists_find_my_own_files_and_words_in_any_case_and_order(world: World, query: str) -> None:
    """As people search: me for the user, no case, beginnings of words."""
    chair = world[CHAIR]
    file = chair.create("CoC reports")
    assert [f["id"] for f in chair.get("files", q=query).json["files"]] == [file]
    assert chair.get("files", q="name contains 'eports'").json["files"] == []


def test_a_page_that_is_too_large_is_as_large_as_pages_are(world: World) -> None:
    """A high `pageSize` is brought down, one below 1 is refused."""
    chair, file = world[CHAIR], world[CHAIR].create()
    for path in (f"files/{file}/permissions", f"files/{file}/comments", "files"):
        fields = {"fields": "kind"}
        assert chair.get(path, pageSize=10_000, **fields).status == 200
        assert chair.get(path, pageSize=0, **fields).status == 400
        assert chair.get(path, pageSize="9" * 5000, **fields).status == 400


# --- bounds ------------------------------------------------------------------------------------

HUGE = 2**31 - 1
SPAN = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 0, "endIndex": HUGE}
NESTED = "(a+)+$"
BIG = {"properties": {"gridProperties": {"rowCount": 9_000_000, "columnCount": 1}}}


@pytest.mark.parametrize(
    "request_",
    [
        {"deleteDuplicates": {"range": area(0, 0, 4, 2), "comparisonColumns": [SPAN]}},
        {"insertDimension": {"range": SPAN}},
        {"appendDimension": {"sheetId": 0, "dimension": "ROWS", "length": HUGE}},
        {
            "findReplace": {
                "find": NESTED,
                "searchByRegex": True,
                "replacement": "",
                "allSheets": True,
            }
        },
        {"repeatCell": {"range": {"sheetId": 1}, "cell": {"note": "n"}, "fields": "note"}},
        {"addDimensionGroup": {"range": {"sheetId": 1, "dimension": "ROWS"}}},
        {"sortRange": {"range": {"sheetId": 1}, "sortSpecs": [{"dimensionIndex": 0}]}},
        {"mergeCells": {"range": {"sheetId": 1}, "mergeType": "MERGE_ROWS"}},
        {
            "updateDimensionProperties": {
                "range": {"sheetId": 1, "dimension": "ROWS"},
                "properties": {"hiddenByUser": True},
                "fields": "hiddenByUser",
            }
        },
    ],
    ids=lambda request: next(iter(request)),
)
def test_no_number_from_outside_keeps_it_busy(request_: Json) -> None:
    """The largest index, the largest sheet, an expression that never ends: answered at once."""
    app = App()
    key = new_sheet(app)
    put(app, key, "A1:A2", [["a" * 40 + "!"], ["x"]])
    big = {"addSheet": {"properties": {**BIG["properties"], "sheetId": 1}}}
    assert batch(app, key, big)[0] == 200
    start = time.process_time()
    assert batch(app, key, request_)[0] in (200, 400, 501)
    assert time.process_time() - start < 2


def test_a_mask_that_leads_into_a_list_means_all_of_it(app: App, key: str) -> None:
    """`textFormatRuns.format` replaces the runs; a name that leads nowhere is refused."""
    cell = {"textFormatRuns": [{"startIndex": 1, "format": {"bold": True}}]}
    request = {"range": area(0, 0, 1, 1), "cell": cell, "fields": "textFormatRuns.format.bold"}
    assert batch(app, key, {"repeatCell": request})[0] == 200
    path = f"/v4/spreadsheets/{key}?fields=sheets.data.rowData.values.textFormatRuns.format"
    _, seen = ask(app, "GET", path)
    runs = seen["sheets"][0]["data"][0]["rowData"][0]["values"][0]["textFormatRuns"]
    assert runs == [{"format": {"bold": True}}]
    assert said(batch(app, key, {"repeatCell": {**request, "fields": "textFormatRuns.x"}}))


@pytest.mark.parametrize("seed", [1, 2])
def test_any_request_is_answered_quickly_and_leaves_a_state_that_can_be_read(seed: int) -> None:
    """Requests of every method of Google's documents at random; `scripts/fuzz.py` sends more."""
    anything = Anything(seed)
    for _ in range(300):
        start = time.process_time()
        request, status, answer = anything.ask()
        assert status != 500, (request, answer)
        assert time.process_time() - start < 5, request
    anything.check()


def test_ranges_limit_an_answer_to_what_they_meet(app: App, key: str) -> None:
    """Sheets without one are left out, and so is what lies elsewhere on a sheet (documented); each
    range is one piece of data, none without a mask that asks for data (documented)."""
    added = {"addSheet": {"properties": {"sheetId": 7, "title": "Other"}}}
    merge = {"mergeCells": {"range": area(10, 0, 12, 1), "mergeType": "MERGE_ALL"}}
    guard = {"addProtectedRange": {"protectedRange": {"range": area(10, 0, 12, 1)}}}
    everywhere = {"addProtectedRange": {"protectedRange": {"range": {"sheetId": 0}}}}
    assert batch(app, key, added, merge, guard, everywhere)[0] == 200
    parts = "merges,protectedRanges(range),data(startRow,rowData.values.note)"
    fields = f"sheets(properties.title,{parts})"
    _, seen = ask(app, "GET", f"/v4/spreadsheets/{key}?ranges=1:2&ranges=A5:B9&fields={fields}")
    (sheet,) = seen["sheets"]
    assert sheet["data"] == [{}, {"startRow": 4}]
    assert "merges" not in sheet
    assert sheet["protectedRanges"] == [{"range": {}}]
    _, seen = ask(app, "GET", f"/v4/spreadsheets/{key}?ranges=A11&fields={fields}")
    assert len(seen["sheets"][0]["merges"]) == 1
    assert len(seen["sheets"][0]["protectedRanges"]) == 2
    bare = "sheets(properties.title)"
    path = f"/v4/spreadsheets/{key}?ranges=Other&includeGridData=true&fields={bare}"
    assert ask(app, "GET", path)[1] == {"sheets": [{"properties": {"title": "Other"}}]}
