"""The status page as text and as one page of HTML, in the source and in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cocsheets.findings import Severity
from cocsheets.formats.status import status_html, status_json, status_text
from cocsheets.plans.statuspage import MOST, Entry, Section, StatusPage, Where
from tests.browser import CHROMIUM, measure

PLACE = Where(7, "J14", "J14")
LONG = "a very long explanation of what is wrong with this one report of ours, in many words"
ENTRIES = (
    Entry(LONG, "2024-04-03", PLACE, f"`cocsheets due` & {LONG}", Severity.ERROR, "due", "row 3"),
    Entry(LONG, "2024-04-04", PLACE, LONG, Severity.WARNING, "held", "report of 2024-04-03 #1"),
    Entry("x" * 90, "2024-04-05", PLACE, "", Severity.NOTE, "place-member-missing"),
)
PAGE = StatusPage(
    "1" * 44,
    (
        Section("last_good_run", "Last good run", (Entry("It was good.", "2026-04-01 06:00"),)),
        Section("needs_a_person", "Needs a person", ENTRIES, "cocsheets validate"),
        Section("due_soon", "Due soon"),
    ),
    taken=frozenset({ENTRIES[0].identity}),
)
LAID_OUT = """
const root = document.documentElement;
const out = [...document.querySelectorAll("td, h1, h2, p")].filter(e => {
  const box = e.getBoundingClientRect();
  return box.width && (box.left < -1 || box.right > root.clientWidth + 1);
});
const style = window.getComputedStyle(document.body);
const shown = document.querySelector("thead") ? window.getComputedStyle(
  document.querySelector("thead")).display : "";
return {wide: root.scrollWidth - root.clientWidth, out: out.length, paper: style.backgroundColor,
  head: shown, fetched: window.performance.getEntriesByType("resource").length};
"""


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
def test_page_fits_phone_desk_and_paper(tmp_path: Path) -> None:
    """Nothing is wider than the screen, in light, in dark and on paper; nothing is fetched."""
    page = status_html(PAGE)
    dark = page.replace("(prefers-color-scheme: dark)", "all")
    paper = page.replace("@media print", "@media all")
    pages = [(page, 390), (dark, 390), (page, 1280), (paper, 700)]
    phone, night, desk, printed = measure(pages, LAID_OUT, tmp_path)
    for found in (phone, night, desk, printed):
        assert (found["wide"], found["out"], found["fetched"]) == (0, 0, 0)
    assert (phone["head"], desk["head"]) == ("none", "table-header-group")
    assert phone["paper"] != night["paper"]


def test_page_stands_alone() -> None:
    """No script, no style or picture from elsewhere; severity in words; commands as code."""
    page = status_html(PAGE)
    assert "<script" not in page
    assert not re.search(r"(src|@import|url\()", page)
    assert '<span class="severity error">Error</span>' in page
    assert "<code>cocsheets due</code> &amp; a very long" in page
    assert (
        f'href="https://docs.google.com/spreadsheets/d/{"1" * 44}/edit#gid=7&amp;range=J14"' in page
    )
    assert page.count("(somebody looks at it)") == 1


def test_text_for_a_mail_is_short() -> None:
    """Of many entries a mail has the first ones, and says how many more there are."""
    told = status_text(PAGE, most=1)
    assert told.count(LONG) == 2
    assert "And 2 more." in told
    assert "Needs a person: 1 error, 1 warning, 1 note" in told
    assert told.endswith("Due soon: Nothing.")


def test_colour_goes_with_words() -> None:
    """On a terminal an error is red, and says that it is one."""
    assert "\x1b[31mError: a very long" in status_text(PAGE, colour=True)
    assert "\x1b" not in status_text(PAGE)


def test_a_page_has_room_for_so_many() -> None:
    """Of more than a page has room for, the last line says how many and where they are listed."""
    section = Section("x", "X", ENTRIES[:1] * (MOST + 3), "cocsheets validate")
    assert len(section.shown) == MOST + 1
    assert section.shown[-1].what == "And 3 more."
    assert section.shown[-1].fix == "`cocsheets validate` lists all."


def test_json_says_who_only_as_yes_or_no() -> None:
    """What somebody wrote beside an entry is never part of the answer."""
    entries = status_json(PAGE)["sections"][1]["entries"]
    assert [entry["somebody_looks"] for entry in entries] == [True, False, False]
