"""Faults that a test asks for: errors, lost and late answers, edits by somebody else."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
import requests

if TYPE_CHECKING:
    import gspread

    from cocsheets.sandbox import Sandbox

CHAIR = "chair@example.org"


def test_an_answer_can_be_replaced(sandbox: Sandbox, book: gspread.Spreadsheet) -> None:
    """A status with headers in place of the answer, once with `nth`; the request has no effect."""
    fault = {
        "match": {"method": "PUT", "nth": 2},
        "do": {"status": 503, "headers": {"Retry-After": 1}},
    }
    sandbox.faults([fault])
    session = sandbox.session(CHAIR)
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{book.id}/values/A1?valueInputOption=RAW"
    answers = [session.request("PUT", url, json={"values": [[text]]}) for text in ("1", "2", "3")]
    assert [answer.status_code for answer in answers] == [200, 503, 200]
    assert answers[1].headers["Retry-After"] == "1"
    assert answers[1].json()["error"]["status"] == "UNAVAILABLE"


def test_a_request_can_act_behind_an_error(sandbox: Sandbox, book: gspread.Spreadsheet) -> None:
    """With `act` the request takes effect although the answer is an error page."""
    page = "<html><title>Error 502</title></html>"
    sandbox.faults(
        [{"match": {"path": ":append"}, "do": {"status": 502, "body": page, "act": True}}]
    )
    import gspread

    with pytest.raises(gspread.exceptions.APIError) as refused:
        book.sheet1.append_row(["row"])
    assert refused.value.response.text == page
    assert refused.value.response.headers["Content-Type"].startswith("text/html")
    sandbox.faults()
    assert book.sheet1.get_all_values() == [["Ann"], ["row"]]


def test_a_reply_can_be_dropped(sandbox: Sandbox, book: gspread.Spreadsheet) -> None:
    """The request takes effect and the client's connection ends without an answer."""
    sandbox.faults([{"match": {"path": ":append", "nth": 1}, "do": {"drop_reply": True}}])
    with pytest.raises(requests.ConnectionError):
        book.sheet1.append_row(["row"])
    assert book.sheet1.get_all_values() == [["Ann"], ["row"]]


def test_an_answer_can_be_late(sandbox: Sandbox, book: gspread.Spreadsheet) -> None:
    """A pause before the answer, during which others are served."""
    sandbox.faults([{"match": {"user": CHAIR}, "do": {"delay": 0.2}}])
    start = time.monotonic()
    book.sheet1.get("A1")
    assert time.monotonic() - start >= 0.2


@pytest.mark.parametrize(("when", "seen"), [("before", [["new"], ["Ann"]]), ("after", [["Ann"]])])
def test_somebody_can_edit_around_a_request(
    sandbox: Sandbox, book: gspread.Spreadsheet, when: str, seen: list[list[str]]
) -> None:
    """A batch by somebody else, just before or just after the request takes effect."""
    book.share("member@example.org", perm_type="user", role="writer", notify=False)
    span = {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}
    cell = {"start": {"sheetId": 0}, "fields": "userEnteredValue"}
    value = {"userEnteredValue": {"stringValue": "new"}}
    edit = {
        "as": "member@example.org",
        "when": when,
        "spreadsheet": book.id,
        "requests": [
            {"insertDimension": {"range": span}},
            {"updateCells": {**cell, "rows": [{"values": [value]}]}},
        ],
    }
    sandbox.faults([{"match": {"path": "/values/", "nth": 1}, "do": {"edit": edit}}])
    assert book.sheet1.get("A1:A2") == seen
    assert book.sheet1.get("A1:A2") == [["new"], ["Ann"]]
    revisions = sandbox.app.state.files[book.id].revisions
    assert revisions[-1].user == "member@example.org"


@pytest.mark.parametrize(
    ("limit", "seen"),
    [
        ({"reads": 2}, ["old", "old", "new", "new"]),
        ({"seconds": 60}, ["old", "old", "old", "new"]),
    ],
)
def test_a_read_can_be_answered_from_before_the_last_write(
    sandbox: Sandbox, book: gspread.Spreadsheet, limit: dict[str, float], seen: list[str]
) -> None:
    """A stale read shows what was there before the last write, so often or for so long."""
    book.sheet1.update([["old"]], "A1")
    sandbox.faults([{"match": {"path": "/values/"}, "do": {"stale": limit}}])
    assert book.sheet1.acell("A1").value == "old"
    book.sheet1.update([["new"]], "A1")
    reads = [book.sheet1.acell("A1").value for _ in range(3)]
    sandbox.clock(advance=61)
    assert [*reads, book.sheet1.acell("A1").value] == seen


@pytest.mark.parametrize("listing", ["permissions", "revisions"])
def test_listings_can_lag(sandbox: Sandbox, book: gspread.Spreadsheet, listing: str) -> None:
    """A listing of permissions or revisions shows a change only after a while."""
    url = f"https://www.googleapis.com/drive/v3/files/{book.id}/{listing}"

    def count() -> int:
        return len(sandbox.session(CHAIR).get(url).json()[listing])

    before = count()
    sandbox.faults([{"match": {"path": f"/{listing}$"}, "do": {"stale": {"reads": 1}}}])
    if listing == "permissions":
        book.share("member@example.org", perm_type="user", role="writer", notify=False)
    else:
        book.sheet1.update([["x"]], "A1")
    assert [count(), count()] == [before, before + 1]
