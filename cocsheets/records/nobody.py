"""What people type where nobody is named: `n/a`, `Redacted Person`, `zwei Personen`.

The words are in `nobody.toml` beside this module. Knows words: a text of nothing but these is
nobody's; with one word more it may be a name. Must not know columns, nor addresses that are
nobody's (see `cocsheets.records.identifiers`).
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import NamedTuple

from cocsheets.patterns import lazy_regex
from cocsheets.records.text import fold

_SIGNS = frozenset({"", "n/a", "n.a", "n. a", "n.n", "n. n"})
_EDGES = " .,;:!?()[]{}<>*/\"'\u00ab\u00bb\u201c\u201d\u2018\u2019\u2013\u2014\u2026_-"
_WORD = lazy_regex(r"[^\W_]+")
_LONGEST = 60


class _Words(NamedTuple):
    meaning: frozenset[str]
    """Those that say something about a person or a name; one of them has to be there."""
    all: frozenset[str]
    somebody: frozenset[str]
    described: frozenset[str]
    phrases: frozenset[str]
    labels: frozenset[str]


@cache
def _words() -> _Words:
    text = (resources.files("cocsheets.records") / "nobody.toml").read_text(encoding="utf-8")
    kinds = {name: frozenset(words.split()) for name, words in tomllib.loads(text).items()}
    meaning = kinds["empty"] | kinds["somebody"]
    own = (kinds[name] for name in ("somebody", "described", "phrases", "labels"))
    return _Words(meaning, meaning | kinds["how_many"], *own)


def is_label(text: str) -> bool:
    """Whether a text in place of an address only says what would be there, as `profile`."""
    known = _words()
    words = _WORD.findall(fold(text)) if len(text) <= _LONGEST else ()
    return bool(words) and all(
        word in known.labels or word in known.all or word.isdecimal() for word in words
    )


def telling_words() -> tuple[frozenset[str], frozenset[str]]:
    """Words, in small letters, that tell whether a text of plain words may be a placeholder.

    It has nothing but words of the first set, or one of the second.
    """
    return _words().all, _words().described


def is_placeholder(text: str) -> bool:
    """Whether a text only says that nobody is named. `Expunged` alone is another thing."""
    if len(text) > _LONGEST:
        return False
    known = _words()
    first = text.partition(" ")[0]
    if text.isascii() and first.isalnum() and first.lower() not in known.all:
        return False  # most texts are names
    folded = fold(text)
    bare = folded.strip(_EDGES)
    first = bare.partition(" ")[0]
    if first.strip(_EDGES) not in known.all:
        parts = first in known.phrases and known.phrases.issuperset(bare.split())
        whole = bare in _SIGNS or bare.replace(" ", "") in known.phrases
        return bool(folded) and (whole or parts)
    words = _WORD.findall(bare)
    if words == ["expunged"]:
        return False
    if known.all.issuperset(words):
        return not known.meaning.isdisjoint(words)
    return _is_described(bare)


def _is_described(folded: str) -> bool:
    """Whether a text says what kind of person it was, and no name: `an attendee of PyCon`."""
    known = _words()
    words = _WORD.findall(folded)
    first = next((at for at, word in enumerate(words) if word not in known.all), 0)
    kinds = (at for at in range(2, first + 1) if words[at - 1] in known.somebody)
    return any(words[at] in known.described for at in kinds)
