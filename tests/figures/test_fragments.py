"""Tables to be put into another page."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from cocsheets.figures.fragments import html_fragment, mediawiki
from cocsheets.figures.page import html
from cocsheets.figures.texts import comma_separated, markdown, structured, text, tidy
from cocsheets.statistics.frames import counts
from cocsheets.statistics.summary import LeftOut, Summary
from cocsheets.statistics.tables import yearly
from cocsheets.statistics.views import running
from tests.figures.summaries import AS_OF, hidden, published, summary
from tests.statistics.history import numbered, record


def this_year() -> Summary:
    """Two years, of which the second one has not ended."""
    records = numbered([record("2025-02-01"), record("2026-02-01"), record("2026-03-01")])
    return summary(running(yearly(counts(records)), AS_OF))


def test_the_html_fragment_is_tables_with_captions_and_nothing_else() -> None:
    """Well-formed, without a style, a script or a page around it; each table has a caption."""
    made = html_fragment(hidden())
    root = ET.fromstring(f"<div>{made}</div>")
    tables = root.findall("table")
    assert [table[0].tag for table in tables] == ["caption", "caption"]
    assert tables[0].findtext("caption") == "Reports by year and action, as of 2 April 2026"
    assert tables[0].findtext("tbody/tr/th") == "2015"
    assert not re.search(r"<style|<script|<html|class=\"(?!legend|until)", made)
    assert "Not for publication" in made


def test_every_table_of_the_page_has_a_caption() -> None:
    """What a table is can be read where it is copied to."""
    page = html(hidden())
    assert page.count("<table><caption>") == page.count("<table>") == 2


def test_wiki_text_holds_the_figures_and_cannot_be_broken() -> None:
    """A caption, heads of rows and columns, and marks that are no markup."""
    made = mediawiki(hidden())
    assert made.startswith("'''Not for publication&#58;")
    assert '{| class="wikitable"' in made
    assert "|+ Reports by year and action, as of 2 April 2026" in made
    assert '! scope="row" | 2015' in made
    assert "&#60;5" in made
    assert "<5" not in made
    assert "| 43 || 34 || 6" in mediawiki(published())


@pytest.mark.parametrize("show", [text, markdown, html, html_fragment, mediawiki])
def test_the_running_year_is_marked_wherever_people_read(show: object) -> None:
    """It says to which day it counts; a year that has ended says nothing."""
    assert callable(show)
    shown = show(this_year())
    assert "2026 (to 2 Apr)" in shown
    assert "2025 (" not in shown


def test_programs_get_the_running_year_as_a_plain_label() -> None:
    """CSV keeps the label; the tidy form and JSON have the day beside it."""
    assert "\n2026,2," in comma_separated(this_year())
    assert '"until": "2026-04-02"' in structured(this_year())
    lines = tidy(this_year()).splitlines()
    assert lines[0] == "table,label,until,figure,unit,value,mark"
    assert lines[1] == "year-2016,2025,,reports,reports,1,"
    assert "year-2016,2026,2026-04-02,reports,reports,2," in lines


def test_the_tidy_form_has_no_total_and_no_hidden_figure() -> None:
    """One line a figure; a mark has its own column, so that the values are numbers."""
    lines = [line.split(",") for line in tidy(hidden()).splitlines()]
    assert not any(line[1] == "Total" for line in lines)
    marked = [line for line in lines[1:] if line[6]]
    assert marked
    assert {line[6] for line in marked} <= {"<5", "hidden"}
    assert not any(line[5] for line in marked)
    assert all(len(line) == 7 for line in lines)


@pytest.mark.parametrize("show", [text, markdown, html, html_fragment, mediawiki, structured])
def test_what_could_not_be_read_is_said_in_every_form(show: object) -> None:
    """The number of cells, and where to look; nothing where all could be read."""
    assert callable(show)
    some = Summary("T", AS_OF, "UTC", published().tables, LeftOut(cells=3, future=1))
    assert "3 cells could not be read, see validate." in show(some)
    assert "1 report is dated in the future, see validate." in show(some)
    assert "could not be read" not in show(published())
