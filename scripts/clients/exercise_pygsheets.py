"""What people do with pygsheets, which ships no tests."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pygsheets
import pytest
from google.oauth2.credentials import Credentials


@pytest.fixture
def book() -> Any:
    """A new spreadsheet."""
    credentials: Any = Credentials(token="sandbox:chair@example.org")  # type: ignore[no-untyped-call]
    return pygsheets.authorize(custom_credentials=credentials).create("Reports")


def test_cells_and_ranges(book: Any) -> None:
    sheet = book.sheet1
    sheet.update_value("A1", "Ann")
    sheet.update_values("A2:B3", [["b", 1], ["c", 2]])
    assert sheet.get_values("A1", "B3") == [["Ann", ""], ["b", "1"], ["c", "2"]]
    assert sheet.get_value("B3") == "2"
    sheet.append_table([["d", 3]], start="A1")
    assert sheet.get_all_values(include_tailing_empty=False)[3][:2] == ["d", "3"]
    assert [cell.label for cell in sheet.find("c")] == ["A3"]


def test_formatted_cells(book: Any) -> None:
    cell = book.sheet1.cell("B2")
    cell.set_text_format("bold", True).value = "=1+1"
    cell.color = (1, 0, 0, 0)
    cell.note = "seen"
    book.sheet1.refresh()
    fresh = book.sheet1.cell("B2")
    assert (fresh.value, fresh.note, fresh.formula) == ("2", "seen", "=1+1")


def test_frames(book: Any) -> None:
    frame = pd.DataFrame({"name": ["Ann", "Bob"], "count": [1, 2]})
    book.sheet1.set_dataframe(frame, "A1")
    assert book.sheet1.get_as_df().equals(frame)


def test_sheets_rows_and_columns(book: Any) -> None:
    sheet = book.add_worksheet("More", rows=20, cols=5)
    sheet.insert_rows(0, number=1, values=["a", "b"])
    sheet.delete_rows(2)
    sheet.adjust_column_width(1, pixel_size=200)
    sheet.frozen_rows = 1
    sheet.resize(30, 6)
    assert (sheet.rows, sheet.cols, sheet.frozen_rows) == (30, 6, 1)
    sheet.sort_range("A1", "B3", basecolumnindex=0)
    sheet.title = "Less"
    assert [each.title for each in book.worksheets()] == ["Sheet1", "Less"]
    book.del_worksheet(sheet)
    assert len(book.worksheets()) == 1


def test_protection(book: Any) -> None:
    area = book.sheet1.get_values("A1", "B2", returnas="range")
    area.protected = True
    assert len(book.sheet1.get_protected_ranges()) == 1


def test_rules_and_charts(book: Any) -> None:
    book.sheet1.set_data_validation("A1", "A5", "ONE_OF_LIST", ["a", "b"])
    book.sheet1.update_values("A1:B3", [["x", "y"], [1, 2], [2, 3]])
    chart = book.sheet1.add_chart(("A1", "A3"), [("B1", "B3")], "Chart")
    assert len(book.sheet1.get_charts()) == 1
    chart.delete()


def test_sharing(book: Any) -> None:
    book.share("member@example.org", role="writer")
    assert {p.get("emailAddress") for p in book.permissions} >= {"member@example.org"}
    book.remove_permission("member@example.org")
    book.title = "New"
    book.delete()
