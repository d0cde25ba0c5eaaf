"""The rules as text, as JSON and as the README's table."""

from __future__ import annotations

from cocsheets.formats import rules as formats
from cocsheets.records.rules import explain, rules


def test_the_listing_has_every_rule_once() -> None:
    """One line a rule, by group, with an ellipsis where a finding says more."""
    lines = formats.listing(rules().values()).splitlines()
    for code in rules():
        assert sum(line.startswith(f"  {code} ") for line in lines) == 1
    assert "{detail}" not in "".join(lines)


def test_json_keys_are_stable() -> None:
    """What scripts may rely on."""
    assert list(formats.as_json(explain("due"))) == [
        "code",
        "group",
        "severity",
        "message",
        "why",
        "hint",
        "before",
        "after",
    ]


def test_the_table_is_markdown() -> None:
    """A row for each rule, three cells each."""
    rows = formats.markdown_table(rules().values()).splitlines()
    assert len(rows) == len(rules()) + 2
    assert {row.count("|") for row in rows} == {4}
