"""The rules about the roster and about who has access, as data (`rules.toml` beside this module).

Knows what they say. How they are checked is in `roster` and `ownership`.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from cocsheets.records.rules import load_rules

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cocsheets.records.rules import Rule


@cache
def sharing_rules() -> Mapping[str, Rule]:
    """All rules of the groups roster and sharing, by code."""
    return load_rules("cocsheets.access")
