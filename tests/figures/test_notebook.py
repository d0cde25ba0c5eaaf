"""Tables to go on with in a notebook."""

from __future__ import annotations

import pandas as pd
import pytest

from cocsheets.figures.notebook import Statistics
from cocsheets.figures.texts import markdown
from cocsheets.statistics.criteria import by
from cocsheets.statistics.frames import counts
from tests.figures.summaries import hidden, published, summary
from tests.statistics.history import numbered, record


def test_a_table_becomes_a_frame_of_numbers() -> None:
    """Labels as index, figures as columns, no total unless asked for."""
    data = Statistics(published()).to_frame()
    assert data.index.name == "year"
    assert data.loc["2016", "reports"] == 13
    assert list(data.columns)[:2] == ["reports", "people_named"]
    assert {str(dtype) for dtype in data.dtypes} == {"Int64"}
    assert "Total" not in data.index
    assert data["reports"].sum() == Statistics(published()).to_frame(total=True)["reports"]["Total"]
    assert data.attrs["as_of"] == "2026-04-02"
    assert data.attrs["not_for_publication"] is False


def test_hidden_figures_are_missing_or_marks() -> None:
    """Never a number; what the records do not say is missing too."""
    table = Statistics(hidden())["year-action"]
    assert table.to_frame()["us_no"].isna().any()
    assert "<5" in set(table.to_frame(marks=True)["us_no"])
    assert table.to_frame().attrs["suppressed_below"] == 5
    assert Statistics(published("2026")).to_frame()["warned"].isna().all()


def test_tables_are_found_by_place_and_by_key() -> None:
    """And shown alone, in each form."""
    found = Statistics(hidden())
    assert [table.key for table in found] == ["year-action", "year-people"]
    assert found["year-people"].title == found[1].title == "People by year"
    assert len(found[:1]) == 1
    assert "People by year" not in found[0].to_markdown()
    with pytest.raises(KeyError):
        found["year-1999"]


def test_every_form_of_the_command_line_is_there() -> None:
    """Markdown, tidy CSV, JSON, HTML, wiki text, and what a notebook shows."""
    found = Statistics(published())
    assert found.to_markdown() == markdown(published())
    assert found.to_csv().startswith("table,label,")
    assert found.to_json()["title"] == published().title
    assert "<caption>" in found._repr_html_()
    assert found._repr_html_() == found.to_html()
    assert "wikitable" in found.to_mediawiki()
    assert "2015" in repr(found)
    assert found.complete


def test_medians_are_fractions() -> None:
    """Days are not rounded."""
    records = [record("2024-01-01", expunge=f"2024-01-{day:02}") for day in (4, 7)]
    data = Statistics(summary(by(counts(numbered(records)), "term"))).to_frame()
    assert data.loc["2024", "median_days"] == 4.5
    assert data["median_days"].dtype == pd.Float64Dtype()
