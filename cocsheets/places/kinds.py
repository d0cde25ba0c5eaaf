"""The kinds of places by the word that `kind` has in the settings.

The one list of them. A new kind is a module of its own, and a line here.
"""

from __future__ import annotations

from typing import Any

from cocsheets.errors import ConfigurationError
from cocsheets.places.csvfile import CsvFile
from cocsheets.places.group import GoogleGroup
from cocsheets.places.place import Place
from cocsheets.places.slack import Slack
from cocsheets.tomlfile import to_dataclass

KINDS: dict[str, type[Place]] = {"csv": CsvFile, "google-group": GoogleGroup, "slack": Slack}


def place_of(table: Any, source: str, name: str) -> Place:
    """The place `[places.name]` of a TOML file. Raises ConfigurationError naming the key."""
    where = f"places.{name}"
    if not isinstance(table, dict):
        raise ConfigurationError(f"{source}: {where} is a table, written [{where}].")
    kind = table.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        told = "has no kind" if kind is None else "has a kind that is not known"
        hint = f"Write kind = one of {', '.join(map(repr, KINDS))}."
        raise ConfigurationError(f"{source}: [{where}] {told}.", hint=hint)
    return to_dataclass(table, KINDS[kind], source, where)
