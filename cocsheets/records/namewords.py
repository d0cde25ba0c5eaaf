"""A name in its words, and the forms in which names are compared: sounds, consonants, run together.

Knows titles, particles, names before a marriage, and what `names.toml` says of words. Must not know
what makes two names alike (`cocsheets.records.names`).
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from itertools import permutations
from typing import NamedTuple

from cocsheets.data import HiddenData
from cocsheets.patterns import lazy_regex
from cocsheets.records import spelling
from cocsheets.records.identifiers import normalise
from cocsheets.records.people import PARTICLES, TITLES, full_name, without_titles

_BRACKETS = lazy_regex(r"[(\[]([^()\[\]]*)[)\]]")
_LATIN = lazy_regex(r"\p{Latin}[\p{Latin}'\u2019.-]*")
_FOREIGN = lazy_regex(r"[^\p{Latin}\P{L}][\p{L}\p{M}'-]+(?:\s+[^\p{Latin}\P{L}][\p{L}\p{M}'-]+)*")
"""Words in other letters than Latin ones."""
_GAP = lazy_regex(r"[^\w'\u2019\u02bc\u0e4c\p{M}-]+|_")
_APOSTROPHES = lazy_regex(r"['\u2019\u02bc]")
_FIXED = PARTICLES | {"st"}
"""Words that belong to a name and say little: left aside where enough is left."""
_MOST_WORDS = 6
_ORDERS = 4
"""Names of more words are not run together in every order."""


def spellings(text: str) -> Iterator[str]:
    """The names that one entry gives a person: itself, one in brackets, one in another script."""
    yield text
    bare = " ".join(_BRACKETS.sub(" ", text).split())
    inside = [part.strip() for part in _BRACKETS.findall(text) if "/" not in part]
    yield from (part for part in inside if full_name(part) or _FOREIGN.fullmatch(part))
    latin = " ".join(_LATIN.findall(bare))
    foreign = " ".join(_FOREIGN.findall(bare))
    if latin and foreign and "@" not in text:
        yield from (latin, foreign)


class _Table(NamedTuple):
    """What is known of words of names; see `names.toml`."""

    groups: Mapping[str, frozenset[int]]
    """The groups of related names that a word is in."""
    born: frozenset[str]
    korean: frozenset[str]


@cache
def _table() -> _Table:
    file = resources.files("cocsheets.records") / "names.toml"
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    found: dict[str, set[int]] = defaultdict(set)
    for number, line in enumerate(told["groups"].strip().replace("\n  ", " ").splitlines()):
        for word in line.split():
            found[word].add(number)
    groups = {word: frozenset(numbers) for word, numbers in found.items()}
    return _Table(groups, frozenset(told["born"].split()), frozenset(told["korean"].split()))


class Name(HiddenData, frozen=True):
    """A name as it is compared. Contents, hence without `repr`."""

    folded: str
    words: tuple[str, ...]
    """Folded, in their own script, without such as `van` and `al`."""
    all_words: tuple[str, ...]
    scripts: frozenset[str]

    @property
    def single(self) -> bool:
        """Whether it is one word, which may be a family name alone."""
        return len(self.words) < 2 and self.scripts.isdisjoint({"CJK", "HANGUL"})


@lru_cache(maxsize=65536)
def read_name(text: str) -> Name:
    """A name in its words: without titles, pronouns in brackets, and what belongs to no name."""
    folded = normalise(text)
    bracketed = [
        words[1:]
        for part in _BRACKETS.findall(folded)
        if (words := _GAP.sub(" ", part).split()) and words[0] in _table().born
    ]
    bare = without_titles(_BRACKETS.sub(" ", folded))
    found: list[str] = []
    for word in _GAP.split(bare):
        found += filter(None, word.strip("-").split("-"))
    found += [word for words in bracketed for word in words]
    words = [_APOSTROPHES.sub("", word) for word in found if any(map(str.isalpha, word))]
    words = [word for word in words if word not in TITLES and word not in _table().born] or words
    telling = [word for word in words if word not in _FIXED]
    telling = [_without_article(word) for word in (telling if len(telling) > 1 else words)]
    scripts = frozenset(map(spelling.script_of, words))
    if "LATIN" in scripts and not _table().korean.isdisjoint(words):
        scripts |= {"KOREAN"}
    return Name(folded, tuple(telling[:_MOST_WORDS]), tuple(words[:_MOST_WORDS]), scripts)


def _without_article(word: str) -> str:
    """An Arabic name without the article that people write or leave out."""
    if word.startswith("\u0627\u0644") and len(word) > 4:
        return word[2:]
    if word[:2] in ("al", "el") and len(word) > 6 and word[2] in "bfghjkmnqrstwz":
        return word[2:]
    return word


class Word(NamedTuple):
    """A word with all that it is compared by."""

    readings: tuple[str, ...]
    sounds: frozenset[str]
    consonants: frozenset[str]
    groups: frozenset[int]
    vowelless: bool
    initial: str
    """The word, if it is one letter."""


@lru_cache(maxsize=262144)
def word_of(text: str) -> Word:
    """A word with all that it is compared by."""
    ways, groups = spelling.readings(text), _table().groups
    sounds = frozenset(map(spelling.sound, ways))
    vowelless = spelling.script_of(text) in spelling.VOWELLESS
    return Word(
        ways,
        sounds,
        frozenset(bare for bare in map(spelling.consonants, sounds) if len(bare) > 2),
        frozenset().union(*(groups.get(way, frozenset()) for way in ways)),
        vowelless,
        ways[0] if len(ways[0]) == 1 and not vowelless else "",
    )


@lru_cache(maxsize=65536)
def bones_of(text: str) -> frozenset[str]:
    """A word without vowels, as `spelling.rough` has it."""
    return frozenset(filter(None, map(spelling.rough, word_of(text).readings)))


SCRIPTS = ("HANGUL", "HIRAGANA")
"""Whose spellings in Latin letters are compared by rules of their own; KATAKANA as HIRAGANA."""
READ_AS = {
    "HANGUL": frozenset({"HANGUL", "KOREAN"}),
    "HIRAGANA": frozenset({"HIRAGANA", "KATAKANA", "LATIN"}),
}


def _orders(words: Sequence[str]) -> Iterator[Sequence[str]]:
    if len(words) <= _ORDERS:
        yield from permutations(words)
    else:
        yield words
        yield (*words[-1:], *words[:-1])
        yield (*words[1:], *words[:1])


def _run_together(ways: Sequence[str]) -> frozenset[str]:
    if sum(map(len, ways)) < 4:
        return frozenset()
    return frozenset("".join(order) for order in _orders(ways))


@lru_cache(maxsize=65536)
def joined(name: Name) -> frozenset[str]:
    """A name run together, in each order of its words, as it sounds."""
    words = _split(name, "CJK", 2 if len(name.all_words[:1] and name.all_words[0]) > 3 else 1)
    ways = _run_together([word_of(word).readings[0] for word in words])
    return frozenset(map(spelling.sound, ways))


def _split(name: Name, script: str, family: int) -> tuple[str, ...]:
    """A name that is written without a space in family and given name."""
    words = name.all_words
    if len(words) != 1 or script not in name.scripts or len(words[0]) <= family:
        return words
    return (words[0][:family], words[0][family:])


@lru_cache(maxsize=65536)
def spoken(name: Name, script: str) -> frozenset[str]:
    """A name run together, as the spellings of kana or Hangul agree on it."""
    words = _split(name, "HANGUL", 1)
    return _run_together([spelling.spoken(word_of(word).readings[0], script) for word in words])


@lru_cache(maxsize=65536)
def bones(name: Name) -> frozenset[str]:
    """A name run together, as its consonants."""
    return _run_together([next(iter(bones_of(word)), "") for word in name.all_words])
