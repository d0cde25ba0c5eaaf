"""The rules of validation as text, as JSON, and as the table of docs/rules.md."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from msgspec.structs import asdict

from cocsheets.records.rules import Rule

WIDTH = 96


def listing(rules: Iterable[Rule]) -> str:
    """All rules by group, one line each."""
    known = list(rules)
    codes = max(len(rule.code) for rule in known)
    lines = []
    for group, members in groupby(known, key=lambda rule: rule.group):
        lines.append(group.capitalize())
        lines += [
            f"  {rule.code:<{codes}}  {rule.severity:<7}  {plain_message(rule)}" for rule in members
        ]
        lines.append("")
    return "\n".join(
        [*lines, "`cocsheets rules CODE` says why and how to fix it, with an example."]
    )


def explanation(rule: Rule) -> str:
    """One rule in full."""
    paragraphs = [
        f"{rule.code} ({rule.severity}, {rule.group})",
        plain_message(rule),
        rule.why,
        f"What to do: {rule.hint}",
    ]
    text = "\n\n".join(textwrap.fill(paragraph, WIDTH) for paragraph in paragraphs)
    return f"{text}\n\n  before: {rule.before}\n  after:  {rule.after}"


def plain_message(rule: Rule) -> str:
    """The message with an ellipsis where a finding says more."""
    return rule.message.replace("{detail}", "…")


def as_json(rule: Rule) -> dict[str, Any]:
    """One rule; keys are stable: code, group, severity, message, why, hint, before, after."""
    return {**asdict(rule), "severity": rule.severity.value}


def markdown_table(rules: Iterable[Rule]) -> str:
    """The table of docs/rules.md."""
    lines = ["| code | severity | what it finds |", "|---|---|---|"]
    lines += [f"| `{rule.code}` | {rule.severity} | {plain_message(rule)} |" for rule in rules]
    return "\n".join(lines) + "\n"
