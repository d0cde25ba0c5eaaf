"""The rules of validation as data: code, severity, message, reason, fix and an example.

The texts stand in `rules.toml` beside this module; codes are stable. Knows what rules say. Must not
know how they are checked (see `cocsheets.records.validation`) or any sheet.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from cocsheets.data import Data
from cocsheets.errors import ConfigurationError
from cocsheets.findings import Severity


class Rule(Data, frozen=True):
    """One rule."""

    code: str
    """Stable name, as in settings and output."""
    group: str
    """structure, types, consistency or privacy; roster or sharing elsewhere."""
    severity: Severity
    """As long as the settings do not change it."""
    message: str
    """One line; `{detail}` stands for what the check adds. Never contents."""
    why: str
    """The policy behind the rule."""
    hint: str
    """How to fix what it finds."""
    before: str
    """An example of what it finds."""
    after: str
    """The example, fixed."""


@cache
def rules() -> Mapping[str, Rule]:
    """All rules of validation by code, in the order in which they are documented."""
    return load_rules("cocsheets.records")


BOOKS = ("cocsheets.records", "cocsheets.access")
"""Packages with a `rules.toml`."""


@cache
def all_rules() -> Mapping[str, Rule]:
    """All rules by code, those about roster, sharing and places too."""
    return {code: rule for book in BOOKS for code, rule in load_rules(book).items()}


def load_rules(package: str) -> Mapping[str, Rule]:
    """The rules in a package's `rules.toml`, by code."""
    text = (resources.files(package) / "rules.toml").read_text(encoding="utf-8")
    return {
        code: Rule(
            code=code,
            severity=Severity(entry.pop("severity")),
            why=" ".join(entry.pop("why").split()),
            **entry,
        )
        for code, entry in tomllib.loads(text).items()
    }


def explain(code: str, known: Mapping[str, Rule] | None = None) -> Rule:
    """The rule with this code, of all rules unless others are given.

    Raises ConfigurationError, with near codes, if none has it.
    """
    known = all_rules() if known is None else known
    if code in known:
        return known[code]
    near = difflib.get_close_matches(code, known, n=3, cutoff=0.4)
    hint = f"Did you mean {' or '.join(near)}?" if near else "`cocsheets rules` lists them."
    raise ConfigurationError(f"There is no rule {code!r}.", hint=hint)
