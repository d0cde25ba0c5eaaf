"""Names that may be one person's: compared word by word, in any order and in any script.

Knows the order of the words of a name, initials, short and pet forms, and slips of the fingers.
What is found is a question for a person, never an answer. Must not know whose names they are, nor
where they are written.
"""

from __future__ import annotations

import enum
import importlib.util
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache

from cocsheets.records import spelling
from cocsheets.records.namewords import (
    READ_AS,
    SCRIPTS,
    Name,
    bones,
    bones_of,
    joined,
    spoken,
    word_of,
)


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
