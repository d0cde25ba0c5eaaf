"""Charts as files."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET

import pytest

from cocsheets.errors import ConfigurationError
from cocsheets.formats.plots import plot
from tests.formats.summaries import TITLE, forty_years, hidden, published


def test_png_carries_its_text_alternative() -> None:
    """A picture with title and description in its metadata, the same each time."""
    (table,) = published().tables
    made = plot(table, "png", TITLE)
    assert made.startswith(b"\x89PNG")
    assert b"2015 11, 2016 13, 2017 13, 2018 6" in made
    assert made == plot(table, "png", TITLE)


def test_svg_carries_its_text_alternative() -> None:
    """A title, a description, text as text, and no date of making."""
    made = plot(forty_years().tables[0], "svg", "Ours & theirs")
    svg = ET.fromstring(made)
    names = {"s": "http://www.w3.org/2000/svg"}
    assert svg.findtext("s:title", namespaces=names) == "Ours & theirs"
    assert "1987" in (svg.findtext("s:desc", namespaces=names) or "")
    assert svg.get("role") == "img"
    assert b"<dc:date>" not in made


def test_hidden_figures_are_not_in_the_file() -> None:
    """Only marks stand where figures are hidden."""
    made = plot(hidden().tables[0], "svg", TITLE).decode()
    assert "2015 &lt;5" in made


def test_other_kinds_are_refused() -> None:
    """PNG and SVG only."""
    with pytest.raises(ConfigurationError, match=r"png or \.svg"):
        plot(published().tables[0], "pdf", TITLE)


def test_without_the_extra_the_message_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """No traceback, but the name of the extra."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ConfigurationError, match=r"cocsheets\[plots\]"):
        plot(published().tables[0], "png", TITLE)
