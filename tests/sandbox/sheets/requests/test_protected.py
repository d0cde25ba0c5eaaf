"""Protected ranges: whom they stop, in Google's words, and who may lift them."""

from __future__ import annotations

from typing import Any

import pytest

from cocsheets.sandbox.app import App
from tests.sandbox.direct import MEMBER, OWNER, area, ask, batch, said

Json = dict[str, Any]


BLOCKED = (
    "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to "
    "remove protection if you need to edit."
)


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


@pytest.mark.parametrize(
    ("protected", "at", "blocked"),
    [
        ({"sheetId": 0}, 0, True),
        ({"sheetId": 0}, 9, True),
        ({"sheetId": 0, "startColumnIndex": 0, "endColumnIndex": 1}, 3, True),
        (area(2, 0, 4, 2), 3, True),
        (area(2, 0, 4, 2), 2, False),
        (area(0, 0, 1, 26), 1, False),
        ({"sheetId": 0, "startRowIndex": 2}, 2, False),
        ({"sheetId": 0, "startRowIndex": 2}, 9, True),
    ],
)
def test_no_row_is_put_into_a_protected_range(
    app: App, key: str, protected: Json, at: int, blocked: bool
) -> None:
    """Nor into a protected sheet or column; at the edge of a range there is room (unverified)."""
    protect(app, key, protected)
    span = {"sheetId": 0, "dimension": "ROWS", "startIndex": at, "endIndex": at + 1}
    answer = batch(app, key, {"insertDimension": {"range": span}}, user=MEMBER)
    assert (answer[0] == 400) is blocked, answer
    assert batch(app, key, {"insertDimension": {"range": span}})[0] == 200


def test_a_whole_domain_may_be_let_in(app: App, key: str) -> None:
    """`domainUsersCanEdit` lets in everybody of the owner's domain (documented), and no others."""
    outside = "rik@example.net"
    grant = {"type": "user", "role": "writer", "emailAddress": outside}
    ask(app, "POST", f"/drive/v3/files/{key}/permissions", grant)
    protect(app, key, area(0, 0, 1, 1), editors={"domainUsersCanEdit": True})
    path = f"/v4/spreadsheets/{key}/values/A1?valueInputOption=RAW"
    assert ask(app, "PUT", path, {"values": [["x"]]}, user=MEMBER)[0] == 200
    assert said(ask(app, "PUT", path, {"values": [["y"]]}, user=outside)) == BLOCKED
