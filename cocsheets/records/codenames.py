"""Code names: two plain English words in place of a person, such as `copper-lantern`.

In texts a code name may be followed by which of the person's names or addresses was there, such as
`copper-lantern/name-2`, so that the text can be put together again. Knows the words, and how new
code names are drawn. Must not know whose code names they are (see `cocsheets.records.identities`).
"""

from __future__ import annotations

import secrets
import tomllib
from collections.abc import Collection
from functools import cache
from importlib import resources
from typing import NamedTuple

import regex

from cocsheets.errors import ConfigurationError
from cocsheets.patterns import lazy_regex
from cocsheets.records.text import fold

TRIES = 1000
"""Draws before it is believed that few code names are left."""
WHICH = lazy_regex(r"/(?:name|address)-[1-9][0-9]*(?![\w/-])")
"""What may follow a code name in a text: which name or address of the person was there."""
_PATTERN = lazy_regex(r"(?<![\w/-])([a-z]+)-([a-z]+)(?:/(name|address)-([1-9][0-9]*))?(?![\w/-])")


class _Words(NamedTuple):
    first: tuple[str, ...]
    second: tuple[str, ...]
    never: frozenset[str]


class Token(NamedTuple):
    """A code name in a text, and what of the person it is about."""

    code_name: str
    part: str
    """`name`, `address`, or empty for the first name."""
    place: int
    """1-based place among the person's names or addresses."""

    def __str__(self) -> str:
        return f"{self.code_name}/{self.part}-{self.place}" if self.part else self.code_name


@cache
def _words() -> _Words:
    text = (resources.files("cocsheets.records") / "codenames.toml").read_text(encoding="utf-8")
    words = {key: tuple(value.split()) for key, value in tomllib.loads(text).items()}
    return _Words(words["first"], words["second"], frozenset(words["never"]))


def is_code_name(text: str) -> bool:
    """Whether a text is a code name, alone or with the number of a name or address."""
    return code_name(text) is not None


def code_name(text: str) -> str | None:
    """The code name that a whole entry of a cell means; None for anything else."""
    found = _PATTERN.fullmatch(text.strip())
    return f"{found[1]}-{found[2]}" if found and _known(found[1], found[2]) else None


def tokens(text: str) -> tuple[tuple[int, int, Token], ...]:
    """The code names in a text: where each begins and ends, and what it is about."""
    if "-" not in text:
        return ()
    return tuple(
        (*found.span(), Token(f"{found[1]}-{found[2]}", found[3] or "", int(found[4] or 1)))
        for found in _PATTERN.finditer(text)
        if _known(found[1], found[2])
    )


def _known(first: str, second: str) -> bool:
    words = _known_words()
    return first in words[0] and second in words[1]


@cache
def _known_words() -> tuple[frozenset[str], frozenset[str]]:
    words = _words()
    return frozenset(words.first), frozenset(words.second)


def draw(taken: Collection[str], avoid: Collection[str] = ()) -> str:
    """A new code name, at random.

    `taken` are code names that are or were in use; `avoid` are folded words of names, of which the
    code name has none. Raises ConfigurationError where none is left.
    """
    words, avoided = _words(), frozenset(avoid)
    firsts = [word for word in words.first if word not in avoided]
    seconds = [word for word in words.second if word not in avoided]
    for _ in range(TRIES if firsts and seconds else 0):
        name = f"{secrets.choice(firsts)}-{secrets.choice(seconds)}"
        if name not in taken and name not in words.never:
            return name
    raise ConfigurationError("Nearly all code names are used. Nothing was changed.")


def words_of(text: str) -> frozenset[str]:
    """The words of a text, for `draw` to avoid."""
    return frozenset(regex.findall(r"\w+", fold(text)))
