"""A table of a TOML file as a dataclass; what no dataclass has is refused, with the nearest name.

Knows TOML and dataclasses. Must not know which settings there are.
"""

from __future__ import annotations

import dataclasses
import difflib
import enum
import tomllib
import typing
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from cocsheets.errors import ConfigurationError

T = TypeVar("T")
BACKSLASH = (
    "In double quotes a backslash begins an escape: write paths in single quotes, or with /."
)


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file. Raises ConfigurationError naming the line of a slip."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise ConfigurationError(f"{path} cannot be read.") from None
    except RecursionError:
        raise ConfigurationError(f"{path} is not valid TOML: it is nested too deeply.") from None
    except tomllib.TOMLDecodeError as error:
        text = str(error)
        hint = BACKSLASH if "backslash" in text or "escape" in text or "hex" in text else ""
        raise ConfigurationError(f"{path} is not valid TOML: {text}.", hint=hint) from None


def to_dataclass(table: dict[str, Any], kind: type[T], source: str, name: str) -> T:
    """The table `name` of `source` as a dataclass, which may have a `check` of its own.

    Raises ConfigurationError naming the key.
    """
    _refuse_unknown(table, kind, source, name)
    try:
        found = msgspec.convert(table, kind)
    except msgspec.ValidationError as error:
        raise ConfigurationError(
            f"{source}: [{name}] {_where(str(error))}.", hint=_choices(str(error), kind)
        ) from None
    check = getattr(found, "check", None)
    if check is not None:
        try:
            check()
        except ValueError as error:
            raise ConfigurationError(f"{source}: [{name}] {error}.") from None
    return found


def _choices(message: str, kind: Any) -> str:
    """What a setting of a few fixed words may be, as a hint; empty for all others."""
    field_name = message.rpartition("$.")[2].strip("`")
    hint = typing.get_type_hints(kind).get(field_name)
    words: list[str] = []
    for one in (hint, *typing.get_args(hint)):
        if isinstance(one, type) and issubclass(one, enum.Enum):
            words += [str(choice.value) for choice in one]
        elif typing.get_origin(one) is typing.Literal:
            words += [str(choice) for choice in typing.get_args(one)]
    return f"Choose one of {', '.join(words)}." if words else ""


def _where(message: str) -> str:
    what, _, place = message.partition(" - at ")
    return f"{place.strip('`').removeprefix('$').lstrip('.')}: {what}" if place else what


def _refuse_unknown(value: Any, kind: Any, source: str, place: str) -> None:
    """Refuse keys that a dataclass does not have, at any depth."""
    arguments = typing.get_args(kind)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type) and isinstance(value, dict):
        hints = typing.get_type_hints(kind)
        for key, inner in value.items():
            if key not in hints:
                raise unknown_key(source, place, key, hints)
            _refuse_unknown(inner, hints[key], source, f"{place}.{key}")
    elif isinstance(value, list) and arguments:
        for index, inner in enumerate(value):
            _refuse_unknown(inner, arguments[0], source, f"{place}[{index}]")
    elif isinstance(value, dict) and len(arguments) == 2 and arguments[0] is str:
        for key, inner in value.items():
            _refuse_unknown(inner, arguments[1], source, f"{place}.{key}")
    elif arguments and any(dataclasses.is_dataclass(one) for one in arguments):
        for one in arguments:
            if dataclasses.is_dataclass(one):
                _refuse_unknown(value, one, source, place)


def unknown_key(source: str, place: str, key: str, known: Iterable[str]) -> ConfigurationError:
    """The error for a key that is not among the known ones, with the nearest as a hint."""
    near = difflib.get_close_matches(key, list(known), 1)
    where = f"[{place}] " if place else ""
    hint = f"Did you mean {near[0]!r}?" if near else f"Known are {', '.join(known)}."
    return ConfigurationError(f"{source}: {where}{key!r} is not a setting.", hint=hint)
