"""Cells by mask: what one request writes and clears, and what a values write leaves."""

from __future__ import annotations

from typing import Any

from cocsheets.sandbox.app import App
from tests.sandbox.direct import area, batch, put

Json = dict[str, Any]


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
