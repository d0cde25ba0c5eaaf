"""Words that people type in other languages: yes and no, totals, months and parts of a year.

The words are in `languages.toml` beside this module. Knows words. Must not know cells or columns.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from cocsheets.records.text import fold


@cache
def words(name: str) -> frozenset[str]:
    """All words of one kind in all languages, folded: see the head of `languages.toml`."""
    return frozenset(fold(word) for table in _tables().values() for word in table.get(name, ()))


@cache
def _tables() -> Mapping[str, Mapping[str, list[str]]]:
    text = (resources.files("cocsheets.records") / "languages.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
