"""The report page and its charts, in the source and in a real browser."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

from cocsheets.data import replace
from cocsheets.figures.axes import ticks
from cocsheets.figures.charts import HEIGHT, charts
from cocsheets.figures.page import STYLE, html
from cocsheets.statistics.frames import counts
from cocsheets.statistics.summary import Summary
from cocsheets.statistics.tables import yearly
from cocsheets.statistics.views import newest_first
from tests.browser import CHROMIUM, measure
from tests.figures.summaries import (
    SAMPLES,
    forty_quarters,
    forty_years,
    hidden,
    no_reports,
    one_year,
    published,
    sixteen_years,
    summary,
    undated_only,
)
from tests.statistics.history import numbered, record

OVERLAPS = """
const width = document.documentElement;
const meet = (r, s, slack) => r.left < s.right - 1 && s.left < r.right - 1
  && r.top < s.bottom - slack && s.top < r.bottom - slack;
const boxes = list => [...list].map(e => [e.textContent, e.getBoundingClientRect()]);
const clashes = [];
for (const svg of document.querySelectorAll("svg")) {
  const texts = boxes(svg.querySelectorAll("text"));
  texts.forEach(([a, r], i) => texts.slice(i + 1).forEach(([b, s]) => {
    if (meet(r, s, 2)) clashes.push([a, b]);
  }));
  for (const [a, r] of texts)
    if (r.left < 0 || r.right > width.clientWidth) clashes.push([a, "edge"]);
}
const blocks = boxes(document.querySelectorAll("h1,h2,h3,figure,p,.scroll,ul,dl"));
blocks.forEach(([a, r], i) => blocks.slice(i + 1).forEach(([b, s]) => {
  if (meet(r, s, 1)) clashes.push([a.slice(0, 30), b.slice(0, 30)]);
}));
return {wide: width.scrollWidth - width.clientWidth, clashes,
  charts: document.querySelectorAll("svg").length,
  told: [...document.querySelectorAll("svg")].every(s => s.querySelector("desc").textContent),
  bars: Math.min(...boxes(document.querySelectorAll("rect")).map(([a, r]) => r.width)),
  fetched: window.performance.getEntriesByType("resource").length};
"""


def test_the_page_fetches_nothing_and_runs_nothing() -> None:
    """Self-contained: no script, no link to anything, no event handler."""
    page = html(forty_years())
    assert not re.search(r"<script|<link|src=|href=|url\(|@import|\son\w+=", page)
    assert "http" not in page
    assert page.startswith("<!DOCTYPE html>")
    assert 'lang="en"' in page
    assert 'name="viewport"' in page


def test_every_chart_has_a_text_alternative() -> None:
    """Each is an image with a title and its figures in words."""
    (table,) = published().tables
    drawn = list(charts(table))
    assert len(drawn) == 6
    for chart in drawn:
        figure = ET.fromstring(chart)
        svg = figure.find("div/svg")
        assert svg is not None
        assert svg.get("role") == "img"
        ids = (svg.get("aria-labelledby") or "").split()
        texts = {e.get("id"): e.text for tag in ("title", "desc") for e in svg.iter(tag)}
        assert all(texts[name] for name in ids)
    assert "2015: 11; 2016: 13; 2017: 13; 2018: 6." in drawn[0]


def test_ids_are_unique_and_references_lead_somewhere() -> None:
    """Headings and charts can be found by what names them."""
    page = html(forty_years())
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    referred = {
        name for found in re.findall(r'labelledby="([^"]+)"', page) for name in found.split()
    }
    assert referred <= set(ids)


def test_hidden_figures_are_drawn_alike() -> None:
    """The height of a hidden bar says nothing; zero has no bar."""
    table = hidden().tables[0]
    heights = {
        match
        for chart in charts(table)
        for match in re.findall(r'class="bar hidden"[^>]* height="([^"]+)"', chart)
    }
    assert len(heights) == 1


def test_undated_reports_are_told_of_where_they_cannot_be_drawn() -> None:
    """They are in the table, and the page says that the charts leave them out."""
    page = html(summary(yearly(counts(numbered([record(), record(None)])))))
    assert "Not drawn: 1 without a usable date" in page


def test_what_is_not_for_publication_says_so_and_asks_not_to_be_indexed() -> None:
    """The warning stands on top; a public page has none."""
    assert "Not for publication" in html(hidden())
    assert 'content="noindex"' in html(hidden())
    assert "Not for publication" not in html(published())


def test_titles_are_escaped() -> None:
    """A committee's title cannot become markup."""
    page = html(replace(published(), title="<em>Us</em>"))
    assert "<em>" not in page
    assert "&lt;em&gt;Us" in page


@pytest.mark.parametrize(
    ("highest", "marks"),
    [(0, [0, 1]), (1, [0, 1]), (4, [0, 1, 2, 3, 4]), (14, [0, 5, 10, 15]), (100, [0, 50, 100])],
)
def test_axes_have_round_numbers(highest: int, marks: list[int]) -> None:
    """From zero to just above the highest, whole numbers only."""
    assert ticks(highest) == marks


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_colours_have_contrast_in_every_scheme() -> None:
    """Text 4.5 to 1 and bars 3 to 1 against the page, in light, dark and print."""
    schemes = re.findall(r":root \{([^}]*)\}", STYLE)
    assert len(schemes) == 3
    for scheme in schemes:
        colours = dict(re.findall(r"--(\w+): (#\w+)", scheme))
        for name, least in (
            ("ink", 4.5),
            ("soft", 4.5),
            ("warn", 4.5),
            ("reports", 3),
            ("people", 3),
            ("incidents", 3),
        ):
            for ground in ("paper", "band"):
                light, dark = sorted(
                    (_luminance(colours[name]), _luminance(colours[ground])), reverse=True
                )
                assert (light + 0.05) / (dark + 0.05) >= least, (name, ground)


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed: apt-get install chromium")
def test_nothing_overlaps_in_a_real_browser(tmp_path: Path) -> None:
    """On phones, on a desk and on paper, with one year and with forty quarters, dark and light."""
    pages: list[tuple[str, int]] = []
    for made in SAMPLES:
        page = html(made())
        dark = page.replace("(prefers-color-scheme: dark)", "all")
        paper = page.replace("@media print", "@media all")
        pages += [(page, 320), (dark, 390), (page, 1280), (paper, 700)]
    for place, found in enumerate(measure(pages, OVERLAPS, tmp_path)):
        where = (SAMPLES[place // 4].__name__, pages[place][1])
        assert found["clashes"] == [], where
        assert found["wide"] == 0, where
        assert found["charts"] >= 1, where
        assert found["told"], where
        assert found["bars"] > 2, where
        assert found["fetched"] == 0, where


@pytest.mark.parametrize("made", SAMPLES)
def test_no_two_texts_of_a_chart_meet_on_the_narrowest_screen(made: Callable[[], Summary]) -> None:
    """By the places in the source and the width of letters: without a browser too."""
    for table in made():
        for chart in charts(table):
            boxes = [box(text) for text in ET.fromstring(chart).iter("text")]
            for place, one in enumerate(boxes):
                for other in boxes[place + 1 :]:
                    apart = one[2] <= other[0] or other[2] <= one[0] or abs(one[1] - other[1]) > 9
                    assert apart, (one[3], other[3])


def box(text: ET.Element) -> tuple[float, float, float, str]:
    """Left end, line, right end and contents of a text of a chart, 240 pixels being its width."""
    words, x = text.text or "", text.get("x") or "0"
    at = float(x[:-1]) * 2.4 if x.endswith("%") else float(x)
    size = len(words) * 7.0
    left = at + float(text.get("dx") or 0)
    left -= {"start": 0.0, "middle": size / 2, "end": size}[text.get("text-anchor") or "start"]
    return left, float(text.get("y") or 0), left + size, words


def test_a_hidden_bar_has_the_height_of_the_chart_and_a_key() -> None:
    """It cannot be read as a number; the word is in the key and not beside the bar."""
    table = forty_quarters().tables[0]
    drawn = "".join(charts(table))
    assert set(re.findall(r'class="bar hidden"[^>]* height="([^"]+)"', drawn)) == {str(HEIGHT)}
    assert drawn.count('class="hatch"') == drawn.count('class="bar hidden"') > 100
    assert ">hidden<" not in drawn
    assert "&lt;5</text>" not in drawn
    assert "Hatched: hidden" in html(forty_quarters())
    assert "Hatched" not in html(sixteen_years())


def test_the_running_period_is_marked_in_its_charts() -> None:
    """Its bar is pale, and a label says to which day it counts."""
    page = html(sixteen_years())
    assert page.count(' running"') == page.count(">to 28 Nov<") == 5
    assert "Pale: a period that has not ended." in page
    assert "Pale:" not in html(published())


def test_one_year_is_one_small_chart() -> None:
    """All figures in one list; the year is its title."""
    (chart,) = charts(one_year().tables[0])
    assert "<b>Year 2026 (to 28 Nov)</b>" in chart
    assert chart.count('class="label"') == 6


def test_reports_without_a_date_keep_their_chart() -> None:
    """Where no date can be read, they are drawn as such, and nothing is said to be left out."""
    page = html(undated_only())
    assert "<b>Without a usable date</b>" in page
    assert "Not drawn" not in page


def test_an_empty_sheet_says_so() -> None:
    """No blank picture, but a sentence."""
    page = html(no_reports())
    assert "There are no reports yet." in page
    assert "<svg" not in page


def test_newest_first_is_for_tables_not_for_charts() -> None:
    """Time runs from left to right whatever the order of the table."""
    table = sixteen_years().tables[0]
    assert list(charts(newest_first(table))) == list(charts(table))
