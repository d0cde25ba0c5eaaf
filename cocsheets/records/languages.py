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
    """All words of one kind, not of months, in all languages, folded: see the head of
    `languages.toml`."""
    return frozenset(fold(word) for table in _tables().values() for word in _listed(table, name))


@cache
def months() -> Mapping[str, frozenset[int]]:
    """Which months a folded word means, from 1: several where languages differ (`listopad`)."""
    found: dict[str, set[int]] = {}
    for table in _tables().values():
        for number, forms in enumerate(_listed(table, "months"), 1):
            for form in forms.split():
                found.setdefault(fold(form), set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


@cache
def _tables() -> Mapping[str, Mapping[str, str]]:
    text = (resources.files("cocsheets.records") / "languages.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _listed(table: Mapping[str, str], name: str) -> list[str]:
    return table[name].split(", ") if name in table else []
