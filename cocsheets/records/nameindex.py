"""Many names at once: which of them are like a name, without comparing it with each.

Knows keys that names which are alike have in common. Must not know what makes names alike
(`cocsheets.records.names`), nor whose they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import pairwise
from typing import NamedTuple

from cocsheets.records import spelling
from cocsheets.records.names import SCORES, Alike, alike_words, compare
from cocsheets.records.namewords import (
    READ_AS,
    SCRIPTS,
    Name,
    bones,
    bones_of,
    joined,
    read_name,
    spoken,
    word_of,
)


class Likeness(NamedTuple):
    """One name of an index that is like a name."""

    number: int
    """Its place in the index."""
    alike: Alike
    score: int


class NameIndex:
    """Names, ready to be compared with many others."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = [read_name(name) for name in names]
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._joined: dict[str, set[int]] = defaultdict(set)
        self._keys: dict[str, set[str]] = defaultdict(set)
        """Words by whatever a word that is like them has in common with them."""
        self._initialled = set()
        self._known: dict[str, frozenset[int]] = {}
        for number, name in enumerate(self.names):
            for word in _looked_up(name):
                self._by_word[word].append(number)
            if any(word_of(word).initial for word in name.words):
                self._initialled.add(number)
            for key in joined(name):
                self._joined[key].add(number)
        for word in self._by_word:
            for key in _keys(word):
                self._keys[key].add(word)
        self._scripts = frozenset().union(*(name.scripts for name in self.names))

    @cached_property
    def _spoken(self) -> Mapping[str, Mapping[str, set[int]]]:
        return {script: self._by_key(partial(spoken, script=script)) for script in SCRIPTS}

    @cached_property
    def _boned(self) -> Mapping[str, set[int]]:
        return self._by_key(
            lambda name: {s for key in bones(name) for s in spelling.shortened(key, 1)}
        )

    @cached_property
    def _by_bones(self) -> Mapping[str, set[str]]:
        """Words by what is left of them without vowels."""
        found: dict[str, set[str]] = defaultdict(set)
        for word in self._by_word:
            for key in _bone_keys(word):
                found[key].add(word)
        return found

    def _by_key(self, keys: Callable[[Name], Iterable[str]]) -> Mapping[str, set[int]]:
        found: dict[str, set[int]] = defaultdict(set)
        for number, name in enumerate(self.names):
            for key in keys(name):
                found[key].add(number)
        return found

    def like(self, text: str) -> list[Likeness]:
        """The names that are like this one, the most alike first."""
        name = read_name(text)
        found = []
        for number in self._candidates(name):
            alike = compare(name, self.names[number])
            if alike is not None:
                found.append(Likeness(number, alike, SCORES[alike]))
        return sorted(found, key=lambda item: (-item.score, item.number))

    def _candidates(self, name: Name) -> Iterable[int]:
        """The numbers of names that may be like one."""
        seen, found = set[int](), set[int]()
        initials = False
        for word in name.words:
            initials = initials or bool(word_of(word).initial)
            numbers = self._named_like(word)
            found |= seen & numbers
            seen |= numbers
        found |= seen if initials or name.single else seen & self._initialled
        if len(name.words) > 2 and seen:
            for word in _merged(name.words):
                found |= seen & self._named_like(word)
        for key in joined(name):
            found |= self._joined.get(key, set())
        for script in SCRIPTS:
            if script in name.scripts or (
                script in self._scripts and name.scripts & READ_AS[script]
            ):
                for key in spoken(name, script):
                    found |= self._spoken[script].get(key, set())
        if (name.scripts | self._scripts) & spelling.VOWELLESS:
            for key in bones(name):
                for short in spelling.shortened(key, 1):
                    found |= self._boned.get(short, set())
        return found

    def _named_like(self, word: str) -> frozenset[int]:
        """The numbers of the names in which a word is like this one."""
        found = self._known.get(word)
        if found is None:
            near: set[str] = set()
            for key in _keys(word):
                near |= self._keys.get(key, _NONE)
            if self._scripts & spelling.VOWELLESS or word_of(word).vowelless:
                for key in _bone_keys(word):
                    near |= self._by_bones.get(key, _NONE)
            numbers = [self._by_word[like] for like in near if alike_words(word, like)]
            found = self._known[word] = frozenset().union(*numbers)
        return found


_NONE: set[str] = set()


def _looked_up(name: Name) -> Iterator[str]:
    """The words of a name, and pairs of neighbours that others write as one word."""
    yield from name.words
    if len(name.words) > 2:
        yield from _merged(name.words)


def _merged(words: Sequence[str]) -> Iterator[str]:
    return map("".join, pairwise(words))


def _keys(word: str) -> Iterator[str]:
    """Keys that a word shares with every word that is like it."""
    known = word_of(word)
    yield from (f"group {number}" for number in known.groups)
    for text in known.sounds.union(known.readings):
        yield from spelling.shortened(text, spelling.slips(len(text)))
    yield from (f"consonants {text}" for text in known.consonants)


def _bone_keys(word: str) -> Iterator[str]:
    for text in bones_of(word):
        yield from spelling.shortened(text, 1)
