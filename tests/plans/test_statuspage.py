"""Entries of the status page: what they say, and what they are known by from day to day."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocsheets.access.rules import sharing_rules
from cocsheets.findings import Severity
from cocsheets.plans.statuspage import Entry, Identity, Section, Where, identity_of
from cocsheets.records.rules import rules

KEYS = ("", "report of 2024-04-03 #1", "report of undated #12", "row 3 of the roster")
CODES = sorted({**rules(), **sharing_rules()})


@given(
    st.text(max_size=60),
    st.sampled_from(CODES),
    st.sampled_from(KEYS),
    st.sampled_from((None, *Severity)),
)
def test_an_entry_is_known_by_code_and_key(
    what: str, code: str, key: str, severity: Severity | None
) -> None:
    """Whatever else an entry says, the page itself tells which one it is."""
    entry = Entry(what, severity=severity, code=code, key=key, where=Where(0, "AB7", "AB7"))
    assert entry.identity == Identity(code, key, "AB")


@pytest.mark.parametrize(
    "rule", [*rules().values(), *sharing_rules().values()], ids=lambda r: r.code
)
def test_the_words_of_a_rule_are_no_identity(rule: object) -> None:
    """No rule's message ends so that it could be taken for a code."""
    message = str(getattr(rule, "message", ""))
    assert identity_of(message, "").code == ""


def test_a_count_that_changes_is_the_same_entry() -> None:
    """Without a code it is known by its words, whatever number is in them."""
    one, two = Entry("1 membership ends within 14 days."), Entry("1 membership ends within 9 days.")
    assert one.identity == two.identity


@pytest.mark.parametrize(
    ("severities", "said"),
    [
        ((), "Nothing."),
        ((None,), ""),
        ((Severity.ERROR,), "1 error"),
        ((Severity.NOTE, Severity.ERROR, Severity.ERROR), "2 errors, 1 note"),
    ],
)
def test_a_section_says_how_much_is_in_it(
    severities: tuple[Severity | None, ...], said: str
) -> None:
    """In words, the gravest first."""
    entries = tuple(Entry("x", severity=severity) for severity in severities)
    assert Section("a", "A", entries).summary == said
