"""Unicode in cells: equal-looking texts, hidden characters, look-alikes."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocsheets.records.table import CellError, DateNumber, Value
from cocsheets.records.text import (
    HIDDEN,
    fold,
    has_look_alikes,
    hidden_characters,
    shown,
    trace,
    without_hidden,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("007", "007"),
        ("8085807e40000000", "8085807e40000000"),
        ("1e5", "1e5"),
        ("Infinity", "Infinity"),
        ("1_000", "1_000"),
        (7.0, "7"),
        (0.5, "0.5"),
        (True, "TRUE"),
        (DateNumber(45385.5), "2024-04-03"),
        (CellError("#REF!"), ""),
        (None, ""),
    ],
)
def test_text_stays_what_it_is(value: Value, text: str) -> None:
    """Text that looks like a number is not made one, nor the other way round."""
    assert shown(value) == text


def test_equal_looking_texts_fold_equal() -> None:
    """Composed and decomposed letters, case, and white space of any kind do not matter."""
    assert fold("José  Sample\u00a0") == fold("JOSE\u0301\nsample")
    assert fold("José Sample") != fold("Jose Sample")


def test_hidden_characters_are_named_by_code_point() -> None:
    """Zero-width characters are found; joiners in emoji and in scripts that need them are not."""
    assert hidden_characters("rik@example.org\u200b\ufeff") == ("U+200B", "U+FEFF")
    assert hidden_characters("two\nlines\tand a tab") == ()
    assert hidden_characters("\U0001f469\u200d\U0001f4bb") == ()
    assert hidden_characters("می\u200cخواهم") == ()
    assert hidden_characters("ad\u200da") == ("U+200D",)
    assert without_hidden("\ufeffrik\u00ad") == "rik"


def test_every_format_character_is_hidden_but_visible_ones() -> None:
    """The list of hidden characters is that of Unicode's format characters, less visible signs."""
    visible = {*range(0x0600, 0x0606), 0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2}
    visible |= {0x110BD, 0x110CD, *range(0x13430, 0x13440)}
    formats = {
        code for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) == "Cf"
    }
    assert {code for code in formats if not HIDDEN.match(chr(code))} <= visible


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("jаne@example.org", True),
        ("Jane Рое", True),
        ("Анна Петрова", False),
        ("José Sample", False),
        ("Jane Doe", False),
        ("Ωmega", True),
    ],
)
def test_look_alikes(text: str, found: bool) -> None:
    """Mixed alphabets in a word, and imitations beside Latin words, are found."""
    assert has_look_alikes(text) is found


def test_running_text_may_be_in_two_languages() -> None:
    """Short words of another alphabet are no imitations there."""
    assert not has_look_alikes("Ann said: сор из избы", running=True)
    assert has_look_alikes("Ann said: сор из избы")
    assert has_look_alikes("J\u0430ne", running=True)


@given(st.text(max_size=40))
def test_a_trace_leads_back(text: str) -> None:
    """Each folded character comes from a character of the text, in order."""
    traced = trace(text)
    assert len(traced.folded) == len(traced.offsets)
    assert list(traced.offsets) == sorted(traced.offsets)
