"""Rules and objects that Google refuses; what becomes of them with a table or a copied sheet."""

from __future__ import annotations

from typing import Any

import pytest

from cocsheets.sandbox.app import App
from tests.sandbox.direct import area, ask, batch, said

Json = dict[str, Any]
PLACE = area(0, 0, 2, 2)


def condition(kind: str, *values: str) -> Json:
    """A condition with these values."""
    return {"type": kind, "values": [{"userEnteredValue": value} for value in values]}


def validation(wanted: Json) -> Json:
    """A validation rule with a condition."""
    return {"setDataValidation": {"range": PLACE, "rule": {"condition": wanted}}}


def formatting(wanted: Json) -> Json:
    """A conditional format with a condition."""
    rule = {"ranges": [PLACE], "booleanRule": {"condition": wanted, "format": {}}}
    return {"addConditionalFormatRule": {"rule": rule}}


def filtering(wanted: Json) -> Json:
    """A basic filter with a condition."""
    spec = {"columnIndex": 0, "filterCriteria": {"condition": wanted}}
    return {"setBasicFilter": {"filter": {"range": PLACE, "filterSpecs": [spec]}}}


@pytest.mark.parametrize(
    "refused",
    [
        validation(condition("BLANK")),
        validation(condition("TEXT_STARTS_WITH", "x")),
        validation(condition("NUMBER_BETWEEN", "1")),
        validation(condition("ONE_OF_LIST")),
        validation({}),
        formatting(condition("ONE_OF_RANGE", "=A1:A2")),
        formatting(condition("TEXT_IS_EMAIL")),
        formatting(condition("NUMBER_BETWEEN", "1")),
        filtering(condition("DATE_BETWEEN", "2020-01-01", "2021-01-01")),
        filtering(condition("NOT_BLANK", "x")),
    ],
)
def test_a_condition_that_a_use_does_not_have_is_refused(app: App, key: str, refused: Json) -> None:
    """What a condition is for and how many values it takes is documented."""
    assert said(batch(app, key, refused))


@pytest.mark.parametrize(
    "taken",
    [
        validation(condition("NUMBER_BETWEEN", "1", "2")),
        validation(condition("BOOLEAN")),
        formatting(condition("BLANK")),
        filtering(condition("TEXT_ENDS_WITH", "x")),
    ],
)
def test_a_condition_that_fits_is_taken(app: App, key: str, taken: Json) -> None:
    """The same conditions where they belong."""
    assert batch(app, key, taken)[0] == 200


@pytest.mark.parametrize(
    ("text", "at", "status"), [("@ is in", 0, 200), ("@ x", 1, 400), ("x", 0, 400)]
)
def test_a_chip_wants_an_at_sign_to_stand_on(
    app: App, key: str, text: str, at: int, status: int
) -> None:
    """A chip is put on an `@` of the text, and on nothing else."""
    chip = {"chip": {"personProperties": {"email": "ana@example.org"}}, "startIndex": at}
    cell = {"userEnteredValue": {"stringValue": text}, "chipRuns": [chip]}
    rows = [{"values": [cell]}]
    fields = "userEnteredValue,chipRuns"
    request = {"updateCells": {"range": area(0, 0, 1, 1), "rows": rows, "fields": fields}}
    assert batch(app, key, request)[0] == status


def table(**column: str) -> Json:
    """A table over the first two rows and columns."""
    columns = [{"columnIndex": 0, "columnName": "a", **column}]
    return {"addTable": {"table": {"name": "t", "range": PLACE, "columnProperties": columns}}}


def test_a_typed_column_takes_no_rule(app: App, key: str) -> None:
    """A column of a table that has a type of its own refuses validation, its neighbour does not."""
    assert batch(app, key, table(columnType="DATE"))[0] == 200
    rule = {"condition": condition("DATE_IS_VALID")}
    refused = said(batch(app, key, {"setDataValidation": {"range": PLACE, "rule": rule}}))
    assert refused.endswith("This operation is not allowed on cells in typed columns.")
    beside = {"setDataValidation": {"range": area(0, 1, 2, 2), "rule": rule}}
    assert batch(app, key, beside)[0] == 200


@pytest.mark.parametrize("included", [False, True])
def test_a_rule_passes_over_rows_that_a_filter_hides(app: App, key: str, included: bool) -> None:
    """Unless `filteredRowsIncluded` (documented)."""
    criteria = {"columnIndex": 0, "filterCriteria": {"hiddenValues": ["Bob"]}}
    hide = {"setBasicFilter": {"filter": {"range": area(0, 0, 4, 2), "filterSpecs": [criteria]}}}
    rule = {"condition": condition("BOOLEAN")}
    wanted = {"range": area(0, 0, 3, 1), "rule": rule, "filteredRowsIncluded": included}
    assert batch(app, key, hide, {"setDataValidation": wanted})[0] == 200
    fields = "sheets.data.rowData.values.dataValidation.condition.type"
    _, seen = ask(app, "GET", f"/v4/spreadsheets/{key}?ranges=A1:A3&fields={fields}")
    rows = seen["sheets"][0]["data"][0]["rowData"]
    assert ["dataValidation" in str(row) for row in rows] == [True, included, True]


def test_a_table_takes_its_conditional_formats_along(app: App, key: str) -> None:
    """`deleteTable` removes them from its range; what lies beside it stays."""
    both = formatting(condition("BLANK"))
    both["addConditionalFormatRule"]["rule"]["ranges"] = [PLACE, area(5, 5, 6, 6)]
    _, made = batch(app, key, table(), formatting(condition("BLANK")), both)
    number = made["replies"][0]["addTable"]["table"]["tableId"]
    assert batch(app, key, {"deleteTable": {"tableId": number}})[0] == 200
    _, seen = ask(app, "GET", f"/v4/spreadsheets/{key}?fields=sheets.conditionalFormats.ranges")
    (rule,) = seen["sheets"][0]["conditionalFormats"]
    assert [place["startRowIndex"] for place in rule["ranges"]] == [5]


def test_a_copied_sheet_has_ids_of_its_own(app: App, key: str) -> None:
    """Protected ranges, filter views and bandings of the copy are others than the original's."""
    made: list[Json] = [
        {"addProtectedRange": {"protectedRange": {"range": PLACE}}},
        {"addFilterView": {"filter": {"title": "f", "range": PLACE}}},
        {"addBanding": {"bandedRange": {"range": PLACE, "rowProperties": {}}}},
        {"duplicateSheet": {"sourceSheetId": 0, "newSheetId": 7, "insertSheetIndex": 1}},
    ]
    assert batch(app, key, *made)[0] == 200
    ids = {"protectedRanges": "protectedRangeId", "filterViews": "filterViewId"}
    for name, number in {**ids, "bandedRanges": "bandedRangeId"}.items():
        _, seen = ask(app, "GET", f"/v4/spreadsheets/{key}?fields=sheets.{name}")
        first, second = (sheet[name][0] for sheet in seen["sheets"])
        assert first[number] != second[number], name
        assert second["range"]["sheetId"] == 7
    # The copy's own can be deleted without the original's.
    gone = {"deleteBanding": {"bandedRangeId": second["bandedRangeId"]}}
    assert batch(app, key, gone)[0] == 200
    _, seen = ask(app, "GET", f"/v4/spreadsheets/{key}?fields=sheets.bandedRanges")
    assert ["bandedRanges" in sheet for sheet in seen["sheets"]] == [True, False]


@pytest.mark.parametrize(
    ("condition_", "bold"),
    [
        (condition("TEXT_CONTAINS", "NN"), True),
        (condition("TEXT_STARTS_WITH", "n"), False),
        (condition("NOT_BLANK"), True),
        (condition("NUMBER_GREATER", "1"), False),
    ],
)
def test_the_effective_format_shows_the_rules_that_hold(
    app: App, key: str, condition_: Json, bold: bool
) -> None:
    """An earlier rule beats a later one; what the cell itself says gives way."""
    rules = [formatting(condition_), formatting(condition("NOT_BLANK"))]
    for rule, value in zip(rules, (True, False), strict=True):
        made = rule["addConditionalFormatRule"]
        made["rule"]["booleanRule"]["format"] = {"textFormat": {"bold": value}}
    empty = {**area(0, 0, 1, 1), "endRowIndex": 0}
    rules[1]["addConditionalFormatRule"]["rule"]["ranges"] = [PLACE, empty]
    rules[1]["addConditionalFormatRule"]["index"] = 1
    assert batch(app, key, *rules)[0] == 200
    path = f"/v4/spreadsheets/{key}?ranges=A1&fields=sheets.data.rowData.values.effectiveFormat"
    _, seen = ask(app, "GET", path)
    (value,) = seen["sheets"][0]["data"][0]["rowData"][0]["values"]
    assert value["effectiveFormat"]["textFormat"]["bold"] is bold


@pytest.mark.parametrize(
    ("kind", "value", "bold"),
    [
        ("CUSTOM_FORMULA", {"userEnteredValue": '=$A3="x"'}, [2]),
        ("CUSTOM_FORMULA", {"userEnteredValue": "=B3-5"}, [0, 1]),
        ("CUSTOM_FORMULA", {"userEnteredValue": "=NOSUCH(1)"}, []),
        ("DATE_EQ", {"userEnteredValue": "2030-05-02"}, [1]),
        ("DATE_BEFORE", {"relativeDate": "TODAY"}, [0]),
        ("DATE_AFTER", {"relativeDate": "PAST_WEEK"}, [1]),
        ("DATE_BEFORE", {"userEnteredValue": "=TODAY()+1"}, [0, 1]),
        ("NUMBER_EQ", {"userEnteredValue": "=$B$5"}, [2]),
        ("NUMBER_EQ", {"userEnteredValue": "no number"}, []),
    ],
)
def test_rules_of_formulas_and_dates_are_judged_cell_by_cell(
    app: App, key: str, kind: str, value: Json, bold: list[int]
) -> None:
    """A formula moves along with the cell; a number without a date's format is no date."""
    ask(app, "PUT", "/sandbox/clock", {"at": "2030-05-02T12:00:00Z"})
    typed = {"values": [["a", "2030-04-01"], ["b", "2030-05-02 10:00"], ["x", 5]]}
    path = f"/v4/spreadsheets/{key}/values/A3:B5?valueInputOption=USER_ENTERED"
    assert ask(app, "PUT", path, typed)[0] == 200
    rule = {
        "ranges": [area(2, 1, 5, 2)],
        "booleanRule": {
            "condition": {"type": kind, "values": [value]},
            "format": {"textFormat": {"bold": True}},
        },
    }
    assert batch(app, key, {"addConditionalFormatRule": {"rule": rule}})[0] == 200
    fields = "sheets.data.rowData.values.effectiveFormat.textFormat.bold"
    _, seen = ask(app, "GET", f"/v4/spreadsheets/{key}?ranges=B3:B5&fields={fields}")
    rows = seen["sheets"][0]["data"][0]["rowData"]
    shown = [row["values"][0]["effectiveFormat"]["textFormat"].get("bold") for row in rows]
    assert [row for row, found in enumerate(shown) if found] == bold
