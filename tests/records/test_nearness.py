"""Texts made plain, and cut into words, as they are compared."""

from __future__ import annotations

import regex
from hypothesis import given
from hypothesis import strategies as st

from cocsheets.records.checks import _shares_word
from cocsheets.records.nearness import plain, words

TEXTS = st.text("aB0_ -.\n\t\x00\x1f\x7f\u00e9\u0301\u0430\u200b\ufb01\u0915\u093f", max_size=12)


@given(TEXTS)
def test_plain_texts_take_a_shorter_way_to_the_same(text: str) -> None:
    """A text that is longer by a letter of another script is made plain in the same way."""
    assert plain(f"{text}|\u00e9") == f"{plain(text)}|e"


@given(TEXTS)
def test_words_are_letters_and_digits_that_stand_together(text: str) -> None:
    """Whatever the script: with its combining marks, and without what is between words."""
    assert words(text) == regex.findall(r"[^\W_]+", text)


WORDS = st.lists(st.text("abc", min_size=2, max_size=4), max_size=4)


@given(WORDS, WORDS)
def test_a_word_is_shared_or_made_of_words(said: list[str], own: list[str]) -> None:
    """Cheap questions first, with the same answer."""
    parts = tuple(own)
    wanted = any(
        word in own or (len(word) >= 5 and word.startswith(parts) and word.endswith(parts))
        for word in [*said, "".join(said)]
    )
    assert _shares_word([*said, "".join(said)], " ".join(own)) == wanted
