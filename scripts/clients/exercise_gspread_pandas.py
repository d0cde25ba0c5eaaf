"""What people do with gspread-pandas, whose package ships no tests."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from google.oauth2.credentials import Credentials
from gspread_pandas import Client, Spread


@pytest.fixture
def spread() -> Any:
    """A new spreadsheet."""
    creds: Any = Credentials(token="sandbox:chair@example.org")  # type: ignore[no-untyped-call]
    client = Client(creds=creds)
    client.create("Reports")
    return Spread("Reports", creds=creds, sheet=0)


def test_a_frame_comes_back(spread: Any) -> None:
    frame = pd.DataFrame({"name": ["Ann", "Bob"], "count": ["1", "2"]})
    spread.df_to_sheet(frame, index=False, replace=True)
    assert spread.sheet_to_df(index=0).astype(str).to_dict("list") == frame.to_dict("list")


def test_sheets(spread: Any) -> None:
    spread.create_sheet("More", rows=5, cols=5)
    spread.df_to_sheet(pd.DataFrame({"a": [1]}), sheet="More", freeze_headers=True, add_filter=True)
    assert "More" in [sheet.title for sheet in spread.sheets]
    spread.freeze(1, 1, sheet="More")
    spread.delete_sheet("More")
    assert [sheet.title for sheet in spread.sheets] == ["Sheet1"]


def test_headers_of_several_levels_are_merged(spread: Any) -> None:
    columns = pd.MultiIndex.from_tuples([("a", "x"), ("a", "y"), ("b", "z")])
    frame = pd.DataFrame([[1, 2, 3]], columns=columns)
    spread.df_to_sheet(frame, index=False, replace=True, merge_headers=True)
    assert spread.sheet_to_df(header_rows=2, index=0).shape == (1, 3)


def test_permissions(spread: Any) -> None:
    spread.add_permission("member@example.org|reader")
    assert len(spread.list_permissions()) == 2
