#!/usr/bin/env python3
"""Makes a labelled set of pairs of names: the same invented person written twice, or two people.

.venv/bin/python scripts/name_pairs.py [--seed N] [--each N]    # writes the set as CSV to stdout

The names are combined by chance from given and family names that are common in a culture, in its
own script and as people write them in Latin letters: both are written down here, so that no
program that turns letters into others decides what is right. Nobody in it is anybody.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import tomllib
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

EACH = 240
"""Pairs for each culture."""


@dataclass(frozen=True)
class Word:
    """One given or family name."""

    own: str
    """In the culture's own script."""
    latin: tuple[str, ...]
    """As it is written in Latin letters."""
    nicks: tuple[str, ...] = ()
    """What friends say, in Latin letters."""


@dataclass(frozen=True)
class Culture:
    """Names of one part of the world."""

    name: str
    given: tuple[Word, ...]
    family: tuple[Word, ...]
    family_first: bool = False
    spaced: bool = True
    """Whether there is a space between the names in the own script."""
    extra: tuple[str, ...] = ()
    """Words that are in the long form of a name only: second surname, patronymic, middle name."""


@dataclass(frozen=True)
class Pair:
    """Two names, and whether they are one person's."""

    culture: str
    kind: str
    one: str
    other: str
    same: bool


def _words(text: str) -> tuple[Word, ...]:
    """`own=latin/latin~nick/nick`, or only `latin~nick`, separated by white space; `_` is a
    space within a name."""
    found = []
    for entry in text.split():
        names, _, nicks = entry.replace("_", " ").partition("~")
        own, _, latin = names.partition("=")
        spellings = tuple((latin or own).split("/"))
        found.append(
            Word(own if latin else spellings[0], spellings, tuple(filter(None, nicks.split("/"))))
        )
    return tuple(found)


def _cultures() -> tuple[Culture, ...]:
    text = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    return tuple(
        Culture(
            name,
            _words(told["given"]),
            _words(told["family"]),
            told.get("family_first", False),
            told.get("spaced", True),
            tuple(told.get("extra", "").split()),
        )
        for name, told in tomllib.loads(text).items()
    )


CULTURES = _cultures()


def _latin(word: Word, chance: random.Random) -> str:
    return chance.choice(word.latin)


def _name(culture: Culture, given: str, family: str, *, own: bool = False) -> str:
    space = "" if own and not culture.spaced else " "
    return f"{family}{space}{given}" if culture.family_first else f"{given} {family}"


def _bare(text: str) -> str:
    """Without diacritics, as people type who have no such keys."""
    text = text.translate(str.maketrans("łŁøØđĐıß", "lLoOdDis"))
    apart = unicodedata.normalize("NFKD", text)
    return "".join(c for c in apart if not unicodedata.combining(c))


_NEAR = {"a": "s", "e": "r", "i": "o", "o": "p", "n": "m", "r": "t", "t": "y", "s": "d", "l": "k"}


def _slip(text: str, chance: random.Random) -> str:
    """One slip of the fingers in the longest word."""
    words = text.split(" ")
    longest = max(range(len(words)), key=lambda at: len(words[at]))
    word = words[longest]
    at = chance.randrange(1, len(word) - 1)
    match chance.randrange(4):
        case 0:
            made = word[:at] + word[at + 1 :]
        case 1:
            made = word[:at] + word[at] + word[at:]
        case 2:
            made = word[:at] + _NEAR.get(word[at], "e") + word[at + 1 :]
        case _:
            made = word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]
    words[longest] = made
    return " ".join(words)


Making = Callable[[Culture, Word, Word, random.Random], "tuple[str, str] | None"]


def _order(culture: Culture, given: Word, family: Word, chance: random.Random) -> tuple[str, str]:
    first, last = _latin(given, chance), _latin(family, chance)
    other = chance.choice([f"{last}, {first}", f"{last.upper()} {first}", f"{last} {first}"])
    return f"{first} {last}", other


def _diacritics(
    culture: Culture, given: Word, family: Word, chance: random.Random
) -> tuple[str, str] | None:
    name = _name(culture, given.latin[0], family.latin[0])
    bare = _bare(name)
    if bare == name:
        return None
    return name, chance.choice([bare, bare.upper(), bare.lower()])


def _transliteration(
    culture: Culture, given: Word, family: Word, chance: random.Random
) -> tuple[str, str] | None:
    latin = _name(culture, _latin(given, chance), _latin(family, chance))
    if given.own in given.latin and family.own in family.latin:
        other = _name(culture, _latin(given, chance), _latin(family, chance))
        return (latin, other) if latin != other else None
    return _name(culture, given.own, family.own, own=True), latin


def _spelling(
    culture: Culture, given: Word, family: Word, chance: random.Random
) -> tuple[str, str] | None:
    """Two ways to write a name in Latin letters."""
    if len(given.latin) + len(family.latin) < 3:
        return None
    one = _name(culture, _latin(given, chance), _latin(family, chance))
    other = _name(culture, _latin(given, chance), _latin(family, chance))
    return (one, other) if one != other else None


def _initials(
    culture: Culture, given: Word, family: Word, chance: random.Random
) -> tuple[str, str]:
    first, last = _latin(given, chance), _latin(family, chance)
    return f"{first} {last}", chance.choice(
        [f"{first[0]}. {last}", f"{first[0]} {last}", f"{last}, {first[0]}."]
    )


def _nickname(
    culture: Culture, given: Word, family: Word, chance: random.Random
) -> tuple[str, str] | None:
    if not given.nicks:
        return None
    last = _latin(family, chance)
    return f"{_latin(given, chance)} {last}", f"{chance.choice(given.nicks)} {last}"


def _typed(culture: Culture, given: Word, family: Word, chance: random.Random) -> tuple[str, str]:
    name = _name(culture, _latin(given, chance), _latin(family, chance))
    return name, _slip(name, chance)


def _longer(
    culture: Culture, given: Word, family: Word, chance: random.Random
) -> tuple[str, str] | None:
    if not culture.extra:
        return None
    first, last, more = _latin(given, chance), _latin(family, chance), chance.choice(culture.extra)
    long = f"{first} {last} {more}" if culture.name == "Spanish" else f"{first} {more} {last}"
    return long, f"{first} {last}"


def _married(culture: Culture, given: Word, family: Word, chance: random.Random) -> tuple[str, str]:
    first, last = _latin(given, chance), _latin(family, chance)
    new = _latin(chance.choice(culture.family), chance)
    return f"{first} {last}", chance.choice(
        [
            f"{first} {last}-{new}",
            f"{first} {new}-{last}",
            f"{first} {new} (née {last})",
            f"{first} {new} geb. {last}",
            f"{first} {last} {new}",
        ]
    )


def _titled(culture: Culture, given: Word, family: Word, chance: random.Random) -> tuple[str, str]:
    first, last = _latin(given, chance), _latin(family, chance)
    return f"{first} {last}", chance.choice(
        [
            f"Dr. {first} {last}",
            f"{first} {last}, PhD",
            f"Prof. Dr. {first} {last}",
            f"{first} {last} (she/her)",
            f"Ms {first}  {last} ",
        ]
    )


VARIANTS: dict[str, Making] = {
    "order": _order,
    "diacritics": _diacritics,
    "transliteration": _transliteration,
    "spelling": _spelling,
    "initials": _initials,
    "nickname": _nickname,
    "typing slip": _typed,
    "longer name": _longer,
    "married name": _married,
    "title": _titled,
}
_WEIGHTS = (2, 2, 4, 2, 2, 2, 3, 2, 2, 1)


def pairs(seed: int = 1, each: int = EACH) -> Iterator[Pair]:
    """The labelled set; the same for the same seed. Half of it is one person written twice."""
    chance = random.Random(seed)
    for culture in CULTURES:
        made = 0
        while made < each // 2:
            kind = chance.choices(list(VARIANTS), _WEIGHTS)[0]
            given, family = chance.choice(culture.given), chance.choice(culture.family)
            names = VARIANTS[kind](culture, given, family, chance)
            if names is None:
                continue
            one, other = chance.sample(names, 2)
            yield Pair(culture.name, kind, one, other, same=True)
            made += 1
        for _ in range(each - made):
            yield _two_people(culture, chance)


def _two_people(culture: Culture, chance: random.Random) -> Pair:
    """Two people: most have nothing in common, some a given or a family name, a few all."""
    kind = chance.choices(
        ["strangers", "one given name", "one family name", "namesakes"], (12, 3, 3, 2)
    )[0]
    given, family = chance.sample(culture.given, 2), chance.sample(culture.family, 2)
    if kind in ("one given name", "namesakes"):
        given[1] = given[0]
    if kind in ("one family name", "namesakes"):
        family[1] = family[0]
    one, other = (
        _name(culture, _latin(first, chance), _latin(last, chance))
        for first, last in zip(given, family, strict=True)
    )
    return Pair(culture.name, kind, one, other, same=False)


def accounts(seed: int = 1, count: int = 400) -> Iterator[tuple[str, str]]:
    """Two spellings of the address of one mail account."""
    chance = random.Random(seed)
    for number in range(count):
        user, other = chance.choice(["ada", "kim", "lee", "noor", "pia", "sam"]), f"{number}x"
        host = chance.choice(["gmail.com", "example.org", "müller.example", "example.net"])
        plain = f"{user}.{other}@{host}"
        ways = [
            plain.upper(),
            f"mailto:{plain}",
            f"<{plain}>",
            f" {plain} ",
            f"{plain}.",
            f"\u200b{plain}",
        ]
        if host == "gmail.com":
            ways += [
                f"{user}{other}@gmail.com",
                f"{user}.{other}+conf@gmail.com",
                f"{user}{other}@googlemail.com",
                f"{user[0]}.{user[1:]}{other}@GoogleMail.com",
            ]
        elif host == "müller.example":
            ways.append(f"{user}.{other}@xn--mller-kva.example")
        yield plain, chance.choice(ways)


def people(count: int, seed: int = 1) -> list[tuple[str, str]]:
    """Invented people with an address each; no two have the same name."""
    chance = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        culture = chance.choice(CULTURES)
        given, family = (
            _latin(chance.choice(words), chance) for words in (culture.given, culture.family)
        )
        made = family + chance.choice(["", "", *(_SYLLABLES)])
        found[_name(culture, given + chance.choice(["", *(_SYLLABLES)]), made)] = None
    return [(name, f"p{number}.{seed}@example.org") for number, name in enumerate(found)]


_SYLLABLES = (
    "bel",
    "dor",
    "fan",
    "gus",
    "hem",
    "kol",
    "lum",
    "mar",
    "nis",
    "rak",
    "sun",
    "tov",
    "vel",
)
"""Endings that make more names than there are, for long lists."""


def main() -> None:
    """Write the set as CSV."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--each", type=int, default=EACH)
    told = parser.parse_args()
    writer = csv.writer(sys.stdout)
    writer.writerow(["culture", "kind", "one", "other", "same"])
    for pair in pairs(told.seed, told.each):
        writer.writerow([pair.culture, pair.kind, pair.one, pair.other, pair.same])


if __name__ == "__main__":
    main()
