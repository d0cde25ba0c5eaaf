"""The report page and its charts, in the source and in a real browser."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest

from cocsheets.formats.charts import charts, ticks
from cocsheets.formats.page import STYLE, html
from cocsheets.statistics.frames import counts
from cocsheets.statistics.tables import yearly
from tests.browser import CHROMIUM, measure
from tests.formats.summaries import forty_years, hidden, published, summary
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
        ):
            for ground in ("paper", "band"):
                light, dark = sorted(
                    (_luminance(colours[name]), _luminance(colours[ground])), reverse=True
                )
                assert (light + 0.05) / (dark + 0.05) >= least, (name, ground)


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed: apt-get install chromium")
@pytest.mark.parametrize("width", [320, 1200])
@pytest.mark.parametrize("made", [forty_years, hidden, published])
def test_nothing_overlaps_in_a_real_browser(made: object, width: int, tmp_path: Path) -> None:
    """On a phone and on a desk, with four years and with forty."""
    assert callable(made)
    found = measure(html(made()), OVERLAPS, width, tmp_path)
    assert found["clashes"] == []
    assert found["wide"] == 0
    assert found["charts"] >= 4
    assert found["told"]
    assert found["bars"] > 2
    assert found["fetched"] == 0
