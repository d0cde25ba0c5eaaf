"""One value of a TOML file changed, and nothing else: comments, spacing and order stay.

Knows TOML files. Must not know which settings there are.
"""

from __future__ import annotations

import stat
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Integer, String

from cocsheets.errors import ConfigurationError
from cocsheets.machine import write_whole


def replace_in(path: Path, places: Mapping[Sequence[str], tuple[str, str]]) -> None:
    """Replace a part of some texts in a TOML file, or some whole numbers: place, as
    `("spreadsheet", "key")`, to old and new part.

    The file is written whole or not at all, and only if all else in it stays as it is, byte for
    byte. Where the new part is there already, nothing is done. Raises ConfigurationError, and the
    file is as it was.
    """
    failed = f"{path} could not be changed; it is as it was."
    try:
        target = path.resolve(strict=True)
        before = target.read_bytes().decode("utf-8")
        document = tomlkit.parse(before)
        for place, (old, new) in places.items():
            _replace(document, list(place), old, new)
        after = tomlkit.dumps(document)
        _refuse_more(before, after, list(places.values()))
        if after != before:
            write_whole(target, after, stat.S_IMODE(target.stat().st_mode))
    except (OSError, UnicodeDecodeError, TOMLKitError, KeyError, TypeError, ValueError):
        raise ConfigurationError(failed, hint="Change it by hand.") from None


def set_text(path: Path, table: str, name: str, value: str) -> None:
    """Set a text in a table of a TOML file; both are added where they are missing.

    The file is written whole or not at all. Raises ConfigurationError, and the file is as it was.
    """
    try:
        target = path.resolve(strict=True)
        document = tomlkit.parse(target.read_bytes().decode("utf-8"))
        if table not in document:
            document.append(table, tomlkit.table())
        inner: Any = document[table]
        if inner.get(name) != value:
            inner[name] = value
            write_whole(target, tomlkit.dumps(document), stat.S_IMODE(target.stat().st_mode))
    except (OSError, UnicodeDecodeError, TOMLKitError, TypeError):
        failed = f"{path} could not be changed; it is as it was."
        raise ConfigurationError(failed, hint="Change it by hand.") from None


def _refuse_more(before: str, after: str, parts: Sequence[tuple[str, str]]) -> None:
    """Raise ValueError where anything but the wanted parts has changed: line by line."""
    lines = list(zip(before.splitlines(True), after.splitlines(True), strict=True))
    changed = [(was, now) for was, now in lines if was != now]
    if len(changed) > len(parts) or not all(_wanted(was, now, parts) for was, now in changed):
        raise ValueError


def _wanted(was: str, now: str, parts: Sequence[tuple[str, str]]) -> bool:
    """Whether a line has changed in one of the parts alone, or in all of them."""
    all_of_them = was
    for old, new in parts:
        all_of_them = all_of_them.replace(old, new)
    return now in (all_of_them, *(was.replace(old, new) for old, new in parts))


def _replace(table: Any, place: list[str], old: str, new: str) -> None:
    *above, name = place
    for step in above:
        table = table[step]
    item = table[name]
    text = str(item)
    if isinstance(item, Integer):
        if text not in (old, new):
            raise KeyError(name)
        table[name] = int(new)
        return
    if old not in text and new in text:
        return
    if old not in text:
        raise KeyError(name)
    literal = isinstance(item, String) and item.as_string()[:1] == "'"
    table[name] = tomlkit.string(text.replace(old, new), literal=literal)
