"""The rules about roster and sharing are told in full, and are those that the code finds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import cocsheets
from cocsheets.access.rules import sharing_rules
from cocsheets.records.rules import rules


@pytest.mark.parametrize("code", sorted(sharing_rules()))
def test_every_rule_is_told_in_full(code: str) -> None:
    """Code, group, one-line message, reason, cure and an example."""
    rule = sharing_rules()[code]
    assert code.startswith(f"{rule.group}-")
    assert "\n" not in rule.message + rule.hint
    assert all((rule.message, rule.why, rule.hint, rule.before, rule.after))


def test_the_code_finds_these_and_no_others() -> None:
    """No rule is only words, and no finding has a code that nothing explains."""
    root = Path(cocsheets.__file__).parent
    modules = [*root.glob("access/*.py"), root / "plans" / "statussheet.py"]
    source = "".join(path.read_text("utf-8") for path in modules)
    assert set(re.findall(r'"((?:roster|sharing|place|status)-[a-z-]+)"', source)) == set(
        sharing_rules()
    )
    assert not set(sharing_rules()) & set(rules())
