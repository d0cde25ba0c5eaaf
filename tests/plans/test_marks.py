"""Marks are read back as they were made, and texts that Google might re-parse are told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocsheets.plans.marks import Mark, marked, may_be_reparsed, read_mark


@given(st.text(), st.from_regex(r"\A[0-9a-f]{8}\Z"), st.integers(1, 10**6))
def test_a_mark_is_read_back(text: str, run: str, number: int) -> None:
    """Whatever the text, it comes back with its run and number."""
    assert read_mark(marked(text, run, number)) == Mark(text, run, number)


@pytest.mark.parametrize("text", ["", "Expunged", "(cocsheets 1-1)", "x (cocsheets zz-1)", 7.0])
def test_what_is_no_mark(text: object) -> None:
    """Only the exact form counts."""
    assert read_mark(text) is None


@pytest.mark.parametrize(
    "text",
    ["", "7", "007", "+1 for a ban", "=A1", "@handle", "-", "TRUE", "wahr", "May 3", "3 May", " a"],
)
def test_texts_that_might_become_something_else(text: str) -> None:
    """Numbers, dates, Booleans, formulas, and whatever looks like one."""
    assert may_be_reparsed(text)


@pytest.mark.parametrize(
    "text",
    [
        "Expunged",
        "Ana Lopez",
        "rik7@example.net",
        "https://example.org/7",
        "Expunged (cocsheets 0a1b2c3d-14)",
        "3 people (cocsheets 0a1b2c3d-14)",
    ],
)
def test_texts_that_stay_texts(text: str) -> None:
    """Names, addresses, and everything with a mark, which no number or date ends with."""
    assert not may_be_reparsed(text)


def test_a_formula_with_a_mark_is_still_one() -> None:
    """The first character decides."""
    assert may_be_reparsed("=HYPERLINK(1) (cocsheets 0a1b2c3d-14)")
