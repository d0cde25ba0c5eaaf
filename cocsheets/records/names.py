"""Names that may be one person's: compared word by word, in any order and in any script.

Knows the order of the words of a name, initials, short and pet forms, titles, names before a
marriage, other letters, and slips of the fingers. What is found is a question for a person, never
an answer. Must not know whose names they are, nor where they are written.
Long because every way in which names are alike is one more rule.
"""

from __future__ import annotations

import enum
import importlib.util
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from itertools import permutations
from typing import NamedTuple

import regex

from cocsheets.records import spelling
from cocsheets.records.identifiers import normalise
from cocsheets.records.people import PARTICLES, TITLES, full_name, without_titles


class Alike(enum.StrEnum):
    """What makes two names alike, the strongest first."""

    EQUAL = "the names are equal"
    LETTERS = "the names differ only in accents, letters, titles, spaces or the order of words"
    LONGER = "one name is the other with more words"
    NICKNAME = "the names differ in short or related forms of one name"
    SPELLING = "the names are spelt or sound nearly the same"
    INITIALS = "the names differ in initials"


SCORES = {
    Alike.EQUAL: 100,
    Alike.LETTERS: 97,
    Alike.LONGER: 92,
    Alike.NICKNAME: 90,
    Alike.SPELLING: 88,
    Alike.INITIALS: 80,
}
"""How alike, 0 to 100; not how likely it is that they are one person."""


_BRACKETS = regex.compile(r"[(\[]([^()\[\]]*)[)\]]")
_LATIN = regex.compile(r"\p{Latin}[\p{Latin}'\u2019.-]*")
_FOREIGN = regex.compile(
    r"[^\p{Latin}\P{L}][\p{L}\p{M}'-]+(?:\s+[^\p{Latin}\P{L}][\p{L}\p{M}'-]+)*"
)
"""Words in other letters than Latin ones."""
_GAP = regex.compile(r"[^\w'\u2019\u02bc\u0e4c\p{M}-]+|_")
_APOSTROPHES = regex.compile(r"['\u2019\u02bc]")
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


@dataclass(frozen=True, slots=True, repr=False)
class Name:
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


_SAME, _RELATED, _NEAR = 3, 2, 1


@lru_cache(maxsize=262144)
def alike_words(one: str, other: str) -> int:
    """How alike two words are, 0 if they are not; initials are another matter."""
    if one == other:
        return _SAME
    a, b = word_of(one), word_of(other)
    if not a.sounds.isdisjoint(b.sounds):
        return _SAME
    if a.groups & b.groups:
        return _RELATED
    if a.vowelless != b.vowelless:
        near = any(
            _slipped(x, y, 1 if max(len(x), len(y)) > 3 else 0)
            for x in bones_of(one)
            for y in bones_of(other)
        )
        return _NEAR if near else 0
    if a.initial or b.initial:
        return 0
    if not a.consonants.isdisjoint(b.consonants):
        return _NEAR
    return _NEAR if _near(a.readings, b.readings) or _near(a.sounds, b.sounds) else 0


def _near(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether words in Latin letters are the same but for a slip or two."""
    return any(_slipped(x, y, spelling.slips(max(len(x), len(y)))) for x in one for y in other)


def _slipped(one: str, other: str, most: int) -> bool:
    if abs(len(one) - len(other)) > most:
        return False
    return one == other or (most > 0 and distance(one, other, most) <= most)


@cache
def _osa() -> Callable[..., int]:
    from rapidfuzz.distance import OSA

    return OSA.distance


def distance(one: str, other: str, most: int) -> int:
    """Slips between two texts: letters left out, put in, changed, or turned around."""
    return _osa()(one, other, score_cutoff=most)


def can_compare() -> bool:
    """Whether the libraries for names are there: `pip install cocsheets[screen]`."""
    return all(importlib.util.find_spec(name) for name in ("anyascii", "rapidfuzz"))


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


def compare(one: Name, other: Name) -> Alike | None:
    """What makes two names alike; None if they are not."""
    if not one.words or not other.words:
        return None
    if one.folded == other.folded:
        return Alike.EQUAL
    if not joined(one).isdisjoint(joined(other)):
        return Alike.LETTERS
    short, long = sorted((one, other), key=lambda name: len(name.words))
    if short.single:
        same = len(long.words) == 1 and alike_words(short.words[0], long.words[0]) == _SAME
        return Alike.LETTERS if same else None
    for script in SCRIPTS:
        fit = READ_AS[script] & one.scripts and READ_AS[script] & other.scripts
        if fit and not spoken(one, script).isdisjoint(spoken(other, script)):
            return Alike.LETTERS if script in one.scripts | other.scripts else Alike.SPELLING
    apart = bool(one.scripts & spelling.VOWELLESS) != bool(other.scripts & spelling.VOWELLESS)
    if apart and _near_bones(bones(one), bones(other)):
        return Alike.SPELLING
    if len(short.words) < 2:
        return None
    found = _by_words(short.words, long.words)
    if found is None and len(long.words) == len(short.words) + 1 == 3:
        first, middle, last = long.words
        found = _by_words(short.words, (first + middle, last)) or _by_words(
            short.words, (first, middle + last)
        )
    return found


def _near_bones(one: Iterable[str], other: Iterable[str]) -> bool:
    return any(_slipped(x, y, 1 if len(x) > 4 else 0) for x in one for y in other)


def _by_words(short: Sequence[str], long: Sequence[str]) -> Alike | None:
    """How alike names are of which each word of the shorter is one of the longer."""
    worst = _best(short, frozenset(range(len(long))), long)
    if worst is None:
        return None
    same, related, near, initials = worst
    if initials:
        firm = same + related
        return Alike.INITIALS if firm and not near else None
    if near:
        return Alike.SPELLING if near <= 1 or len(short) == near <= 2 else None
    if related:
        return Alike.NICKNAME
    return Alike.LETTERS if len(short) == len(long) else Alike.LONGER


_Counts = tuple[int, int, int, int]


def _best(short: Sequence[str], free: frozenset[int], long: Sequence[str]) -> _Counts | None:
    """The best way to give each word of the shorter name one of the longer; how often words are
    the same, related, near, and an initial of the other."""
    if not short:
        return (0, 0, 0, 0)
    word, rest = short[0], short[1:]
    best: _Counts | None = None
    for at in free:
        how = alike_words(word, long[at])
        first = not how and _initial_of(word, long[at])
        if not how and not first:
            continue
        left = _best(rest, free - {at}, long)
        if left is None:
            continue
        found = (
            left[0] + (how == _SAME),
            left[1] + (how == _RELATED),
            left[2] + (how == _NEAR),
            left[3] + first,
        )
        if best is None or found > best:
            best = found
    return best


def _initial_of(one: str, other: str) -> bool:
    """Whether one word is an initial of the other."""
    a, b = word_of(one), word_of(other)
    if a.initial and b.initial:
        return False
    short, long = (a, b) if a.initial else (b, a)
    return bool(short.initial) and any(way.startswith(short.initial) for way in long.readings)
