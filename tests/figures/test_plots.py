"""Charts as files."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from matplotlib import rc_context
from matplotlib.colors import to_rgba_array
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from cocsheets.errors import ConfigurationError
from cocsheets.figures.plots import EMPTY, STYLE, draw, foot, plot
from cocsheets.statistics.frames import counts
from cocsheets.statistics.summary import Summary
from cocsheets.statistics.tables import yearly
from tests.figures.summaries import (
    SAMPLES,
    TITLE,
    by_handler,
    forty_quarters,
    forty_years,
    hidden,
    no_reports,
    one_year,
    published,
    sixteen_years,
    undated_only,
)
from tests.statistics.history import numbered, record


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


PICTURED = (*SAMPLES, no_reports, by_handler)
BELOW = "As of 28 November 2026 (Europe/Amsterdam)."


@cache
def drawn(made: Callable[[], Summary]) -> Figure:
    """The picture of a summary's first table, laid out."""
    with rc_context(STYLE):
        canvas = draw(made().tables[0], TITLE, BELOW)
        canvas.draw_without_rendering()
    return canvas


def texts(canvas: Figure) -> list[tuple[str, Bbox]]:
    """Every text in a picture with its box."""
    found: list[Any] = canvas.findobj(Text)
    seen = [text for text in found if text.get_visible() and text.get_text().strip()]
    return [(text.get_text(), text.get_window_extent()) for text in seen]


@pytest.mark.parametrize("made", PICTURED)
def test_no_two_texts_of_a_picture_meet(made: Callable[[], Summary]) -> None:
    """Labels, numbers, titles and the foot: each in the picture, and none in another one."""
    canvas = drawn(made)
    boxes = texts(canvas)
    for place, (text, box) in enumerate(boxes):
        assert canvas.bbox.contains(box.x0, box.y0), text
        assert canvas.bbox.contains(box.x1, box.y1), text
        for other, second in boxes[place + 1 :]:
            apart = (
                box.x1 <= second.x0
                or second.x1 <= box.x0
                or box.y1 <= second.y0 + 1
                or second.y1 <= box.y0 + 1
            )
            assert apart, (text, other)


@pytest.mark.parametrize("made", PICTURED)
def test_no_picture_is_blank_and_each_says_its_day(made: Callable[[], Summary]) -> None:
    """Bars or a sentence; the day and what is counted are in the picture itself."""
    canvas = drawn(made)
    said = " ".join(text for text, _ in texts(canvas)).replace("\n", " ")
    assert BELOW in said
    assert made().tables[0].title in said
    bars = [bar for axes in canvas.axes for bar in axes.patches]
    assert bars or EMPTY in said


def test_a_picture_says_how_many_reports_it_does_not_draw() -> None:
    """Those without a date, as far as they may be told; without any date they are drawn."""
    said = " ".join(foot(yearly(counts(numbered([record(), record(None)])))))
    assert "Not drawn: 1 without a usable date." in said
    assert "Not drawn" not in " ".join(foot(undated_only().tables[0]))
    assert "Without a usable date" in [text for text, _ in texts(drawn(undated_only))]


def test_a_picture_that_is_not_for_publication_says_so() -> None:
    """Exact tables by a criterion are marked in the picture too."""
    assert "Not for publication" in " ".join(foot(hidden().tables[1]))
    assert "Not for publication" not in " ".join(foot(hidden().tables[0]))


def test_a_hidden_bar_is_hatched_and_as_high_as_the_axis() -> None:
    """It cannot be read as a number, no number is beside it, and the foot says what it is."""
    canvas = drawn(forty_quarters)
    hatched = [bar for axes in canvas.axes for bar in axes.patches if bar.get_hatch()]
    tops = {axes.get_yticks()[-1] for axes in canvas.axes}
    assert hatched
    assert {bar.get_height() for bar in hatched if isinstance(bar, Rectangle)} <= tops
    said = [text for text, _ in texts(canvas)]
    assert "hidden" not in said
    assert "<5" not in said
    assert any("Hatched: hidden" in text.replace("\n", " ") for text in said)


def test_the_running_period_is_pale_and_dated() -> None:
    """In each chart of the picture; the foot says what pale means."""
    canvas = drawn(sixteen_years)
    said = [text for text, _ in texts(canvas)]
    assert said.count("to 28 Nov") == len(canvas.axes) == 5
    assert any("Pale: a period that has not ended." in text for text in said)
    for axes in canvas.axes:
        assert to_rgba_array([axes.patches[-1].get_facecolor()])[0][3] < 1


def test_one_year_is_one_small_chart() -> None:
    """All its figures in one list, not a block for each."""
    (axes,) = drawn(one_year).axes
    assert axes.get_position().width < 0.6
    assert [text for text, _ in texts(drawn(one_year))].count("Reports") == 1


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
