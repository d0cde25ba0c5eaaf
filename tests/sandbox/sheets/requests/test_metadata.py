"""Developer metadata: ids that are taken, places that move along, and data filters."""

from __future__ import annotations

from typing import Any

import pytest

from cocsheets.sandbox.app import App
from tests.sandbox.direct import area, ask, batch, put, said, values

Json = dict[str, Any]


def row(number: int) -> Json:
    """A metadata location on one row."""
    span = {"sheetId": 0, "dimension": "ROWS", "startIndex": number, "endIndex": number + 1}
    return {"dimensionRange": span}


def create(number: int, location: Json, **more: str) -> Json:
    """A request for metadata with this id."""
    wanted = {
        "metadataId": number,
        "metadataKey": "lock",
        "location": location,
        "visibility": "DOCUMENT",
        **more,
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
def test_sorting_moves_metadata_unless_switched_off(
    app: App, key: str, follows: bool, place: int
) -> None:
    """Metadata of a row goes where its contents are sorted to (reported); the switch has both."""
    assert app.state.settings.sort_moves_metadata
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


def test_a_sheet_that_shrinks_loses_what_lay_outside(app: App, key: str) -> None:
    """Fewer rows are deleted rows: metadata dies with them, merges and references too."""
    put(app, key, "C1", [["=B4"]], "USER_ENTERED")
    merge = {"mergeCells": {"range": area(3, 0, 4, 2)}}
    assert batch(app, key, create(7, row(3)), merge)[0] == 200
    size = {"properties": {"gridProperties": {"rowCount": 3}}, "fields": "gridProperties.rowCount"}
    assert batch(app, key, {"updateSheetProperties": size})[0] == 200
    assert places(app, key) == []
    _, seen = ask(app, "GET", f"/v4/spreadsheets/{key}?fields=sheets.merges")
    assert seen == {"sheets": [{}]}
    assert values(app, key, "C1") == [["#REF!"]]


def test_metadata_reads_alike_wherever_it_is_shown(app: App, key: str) -> None:
    """In the spreadsheet as in a search: sheet 0 and index 0 go unnamed."""
    assert batch(app, key, create(7, row(0)), create(8, {"sheetId": 0}))[0] == 200
    fields = "sheets(developerMetadata,data.rowMetadata.developerMetadata)"
    _, seen = ask(app, "GET", f"/v4/spreadsheets/{key}?fields={fields}")
    (sheet,) = seen["sheets"]
    rows = sheet["data"][0]["rowMetadata"]
    found = [*rows[0]["developerMetadata"], *sheet["developerMetadata"]]
    assert [item["location"] for item in found] == places(app, key)


def test_metadata_is_bounded_for_the_spreadsheet_and_for_each_sheet(app: App, key: str) -> None:
    """30,000 characters of keys and values each, also where an update would exceed them."""
    long = {"metadataValue": "x" * 14_996}
    top, sheet = {"spreadsheet": True}, {"sheetId": 0}
    parts = [create(1, top, **long), create(2, top, **long), create(3, sheet, **long)]
    assert batch(app, key, *parts, create(4, row(1), **long))[0] == 200
    for place in (top, sheet, row(2)):
        refused = said(batch(app, key, create(9, place, metadataValue="12345")))
        assert refused.endswith("exceeds the limit of 30000 characters.")
    by = {"developerMetadataLookup": {"metadataId": 1}}
    longer = {"metadataValue": "y" * 15_005}
    change = {"dataFilters": [by], "developerMetadata": longer, "fields": "metadataValue"}
    assert said(batch(app, key, {"updateDeveloperMetadata": change}))


def test_a_search_at_the_spreadsheet_takes_no_strategy(app: App, key: str) -> None:
    """A location of the whole spreadsheet and a strategy together are refused (reported)."""
    batch(app, key, create(5, {"spreadsheet": True}))
    lookup: Json = {"metadataLocation": {"spreadsheet": True}}
    path = f"/v4/spreadsheets/{key}/developerMetadata:search"
    _, found = ask(app, "POST", path, {"dataFilters": [{"developerMetadataLookup": lookup}]})
    assert len(found["matchedDeveloperMetadata"]) == 1
    lookup["locationMatchingStrategy"] = "EXACT_LOCATION"
    assert said(ask(app, "POST", path, {"dataFilters": [{"developerMetadataLookup": lookup}]}))
