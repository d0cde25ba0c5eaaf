"""Yes/no, status and choice cells, tidy and untidy."""

from __future__ import annotations

import pytest

from cocsheets.records.answers import choice_words, read_answer, read_choice, read_status
from cocsheets.records.record import Answer, Status
from cocsheets.records.table import CellError, Value

WORDS = choice_words({"flagged": (), "blacklisted": ("banned",)})


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        (True, Answer.YES),
        (False, Answer.NO),
        ("TRUE", Answer.YES),
        ("FALSE", Answer.NO),
        ("Yes ", Answer.YES),
        ("yes", Answer.YES),
        ("YES", Answer.YES),
        ("Y", Answer.YES),
        ("yes – mailed them", Answer.YES),
        ("Yes, by mail", Answer.YES),
        ("yes\u200b", Answer.YES),
        ("No", Answer.NO),
        ("no.", Answer.NO),
        ("N", Answer.NO),
        ("no need", Answer.NO),
        ("", None),
        (" ", None),
        (None, None),
        ("n/a", None),
        ("N/A", None),
        ("n.a.", None),
        ("not applicable", None),
    ],
)
def test_an_answer_is_read(value: Value, answer: Answer | None) -> None:
    """Checkboxes, case, spaces and words around do not matter; `n/a` is no answer."""
    assert read_answer(value) == (answer, "", "")


@pytest.mark.parametrize(
    "value", ["maybe", "yes/no", "yes or no", "yes?", "no one knows", "not yet", "yep", "1", 1.0]
)
def test_other_words_are_no_answer(value: Value) -> None:
    """Whatever is neither yes nor no is flagged, and never a category of its own."""
    assert read_answer(value).rule == "answer-unknown"


@pytest.mark.parametrize(
    ("value", "status", "rule"),
    [
        ("Flagged", Status.FLAGGED, ""),
        ("flagged ", Status.FLAGGED, "space-around"),
        ("BLACKLISTED", Status.BLACKLISTED, ""),
        ("banned", Status.BLACKLISTED, ""),
        (None, None, ""),
        (" ", None, ""),
        (False, None, ""),
        (True, None, "status-unknown"),
        ("blaklisted", None, "status-unknown"),
        ("no", None, "status-unknown"),
        (1.0, None, "status-unknown"),
        (CellError("#N/A"), None, "cell-error"),
    ],
)
def test_status(value: Value, status: Status | None, rule: str) -> None:
    """Only the known words flag anybody; an unticked box flags nobody."""
    reading = read_status(value, WORDS)
    assert (reading.value, reading.rule) == (status, rule)


def test_the_closest_value_is_named() -> None:
    """The hint for a slip is an allowed value, never what was typed."""
    assert read_choice("blaklisted", WORDS).detail == "blacklisted"
    assert read_choice("Ada Fixture", WORDS).detail == ""
