"""The rules as data."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import cocsheets
from cocsheets.errors import ConfigurationError
from cocsheets.findings import Severity
from cocsheets.records.rules import explain, rules

CODES = frozenset(rules())


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_rule_is_told_in_full(code: str) -> None:
    """Code, group, one-line message, reason, cure and an example."""
    rule = rules()[code]
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code)
    assert rule.group in {"structure", "types", "consistency", "privacy"}
    assert isinstance(rule.severity, Severity)
    assert "\n" not in rule.message + rule.hint
    assert all((rule.message, rule.why, rule.hint, rule.before, rule.after))


def test_every_rule_is_checked_somewhere_and_nothing_else_is() -> None:
    """No rule is only words, and no check uses a code that has none."""
    folder = Path(cocsheets.__file__).parent / "records"
    source = "".join(path.read_text("utf-8") for path in folder.rglob("*.py"))
    used = set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', source))
    assert used >= CODES - {"placeholder", "due", "held"}
    raised = set(re.findall(r'(?:Noticed\(\s*|Reading\(None, )"([a-z-]+)"', source))
    assert raised <= CODES


def test_an_unknown_code_is_answered_with_near_ones() -> None:
    """A slip in a code is told with what may have been meant."""
    with pytest.raises(ConfigurationError, match="date-ambiguous"):
        explain("date-ambigous")
