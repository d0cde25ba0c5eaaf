"""Questions about people who may be the same: likeness that is too weak to act on.

Knows look-alike letters, accents, titles, the order of words, initials, account names, and near
misses in spelling (these last with the optional `rapidfuzz`). Nothing here ever links or holds a
record: a question is for a person to answer. Questions name rows and say what is alike, never the
text.
"""

from __future__ import annotations

import enum
import importlib.util
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise
from operator import attrgetter
from typing import TypeAlias

from cocsheets.data import Data
from cocsheets.patterns import lazy_regex
from cocsheets.records.identifiers import (
    Identifier,
    Kind,
    in_contacts,
    in_subjects,
    normalise,
    tells_who,
)
from cocsheets.records.links import Links
from cocsheets.records.memory import collector_paused
from cocsheets.records.nearness import letters_of, skeleton
from cocsheets.records.nobody import is_label, is_placeholder
from cocsheets.records.people import without_titles
from cocsheets.records.record import Record

HAS_RAPIDFUZZ = importlib.util.find_spec("rapidfuzz") is not None
"""Whether near misses in spelling can be looked for (`pip install cocsheets[likeness]`)."""
CUTOFF = 88
"""Score from which two spellings are near: one slip in a name of ten letters."""
_CHUNK = 256
"""Names compared at once with all others of a group: bounds the memory of the comparison."""


class Alike(enum.StrEnum):
    """What is alike."""

    LETTERS = "the names differ only in accents, look-alike letters, titles or the order of words"
    SPELLING = "the names are spelt nearly the same"
    INITIALS = "the names differ only in initials"
    ACCOUNT = "an account has the same name elsewhere"
    SINGLE_WORD = "there is the same single word in place of a name"


_SCORES = {Alike.LETTERS: 97, Alike.INITIALS: 85, Alike.ACCOUNT: 75, Alike.SINGLE_WORD: 60}
_SINGLE = lazy_regex(r"[^\W\d_]+")
_USER_NAME = lazy_regex(r"(?=.*[^\W\d_])\w[\w.+-]{3,}")


class Question(Data, frozen=True):
    """Whether the people in two rows are the same."""

    rows: tuple[int, int]
    """The first row that names each of them, ascending."""
    alike: Alike
    score: int
    """0 to 100: how alike, not how likely."""


@collector_paused()
def questions(records: Sequence[Record], links: Links) -> tuple[Question, ...]:
    """Open questions, most alike first. People named in one record together are never asked about.

    Without rapidfuzz (`HAS_RAPIDFUZZ`) near misses in spelling are not looked for.
    """
    seen: dict[_Feature, list[_Entity]] = defaultdict(list)
    subjects, contacts = _recognised(records, links, seen)
    rows: dict[_Entity, list[int]] = defaultdict(list)
    for record in sorted(records, key=attrgetter("row")):
        people = [subjects[entry] for entry in record.named_subjects]
        people += [contacts[entry] for entry in record.subject_contacts]
        for place, (person, alike_ones) in enumerate(people):
            entity = (record.row, place) if person is None else person
            if alike_ones:
                rows[entity].append(record.row)
            for alike_one in alike_ones:
                alike_one.append(entity)
    found: dict[tuple[int, int], Question] = {}

    def ask(one: _Entity, other: _Entity, alike: Alike, score: int) -> None:
        if one == other or not set(rows[one]).isdisjoint(rows[other]):
            return
        if alike is Alike.ACCOUNT and isinstance(one, tuple) and isinstance(other, tuple):
            return  # Two single words: asked about as such.
        low, high = sorted((rows[one][0], rows[other][0]))
        known = found.get((low, high))
        if known is None or known.score < score:
            found[low, high] = Question((low, high), alike, score)

    several = {feature: who for feature, who in seen.items() if len(who) > 1}
    for (alike, _), entities in several.items():
        for one, other in pairwise(dict.fromkeys(entities)):
            ask(one, other, alike, _SCORES[alike])
    names = {name: who[0] for (alike, name), who in seen.items() if alike is Alike.LETTERS}
    for one_name, other_name, score in _near(list(names)):
        ask(names[one_name], names[other_name], Alike.SPELLING, score)
    return tuple(sorted(found.values(), key=lambda item: (-item.score, item.rows)))


_Entity: TypeAlias = int | tuple[int, int]
"""A linked person's number, or row and place of one who has no strong identifier."""
_Feature: TypeAlias = tuple[Alike, str]
"""What a person may be recognised by, weakly."""
_Known: TypeAlias = tuple[int | None, list[list[_Entity]]]
"""The number of the person whom an entry names, if any, and by each thing that this person is
recognised by, all who have it."""


def _recognised(
    records: Sequence[Record], links: Links, seen: Mapping[_Feature, list[_Entity]]
) -> tuple[dict[str, _Known], dict[str, _Known]]:
    """What each different entry of `named_subjects`, and of the contacts, says of a person."""

    def known(found: Iterable[Identifier], word: str) -> _Known:
        number, features = _known(links, found, word)
        return number, [seen[feature] for feature in features]

    named = dict.fromkeys(entry for record in records for entry in record.named_subjects)
    reached = dict.fromkeys(entry for record in records for entry in record.subject_contacts)
    by_name = zip(named, in_subjects(named), strict=True)
    by_contact = zip(reached, in_contacts(reached), strict=True)
    return (
        {entry: known(found, _single(entry)) for entry, found in by_name},
        {entry: known(found, _bare(entry)) for entry, found in by_contact},
    )


def _known(
    links: Links, identifiers: Iterable[Identifier], word: str
) -> tuple[int | None, tuple[_Feature, ...]]:
    """What an entry says of a person, by its identifiers, or by a single word."""
    known = {item: who for item in identifiers if (who := links.who(item)) is not None}
    found: list[_Feature] = []
    for identifier in known:
        if identifier.kind is Kind.NAME:
            found.append((Alike.LETTERS, name := letters_of(without_titles(identifier.text))))
            words, _ = _initials(name)
            if len(words) > 1:
                found.append((Alike.INITIALS, " ".join(words)))
        elif tells_who(account := letters_of(identifier.account)):
            found.append((Alike.ACCOUNT, account))
    if not identifiers and word:
        found += [(alike, skeleton(word)) for alike in (Alike.SINGLE_WORD, Alike.ACCOUNT)]
    return next(iter(known.values()), None), tuple(found)


def _single(entry: str) -> str:
    """A single word in place of a name; empty if it is none."""
    if " " in entry.strip() and entry.isascii() and entry.isprintable():
        return ""  # as most
    text = normalise(entry)
    telling = _SINGLE.fullmatch(text) and text != "expunged" and not is_placeholder(text)
    return text if telling else ""


def _bare(entry: str) -> str:
    """A bare word in place of an address, which may be somebody's user name; empty if none."""
    if "@" in entry or ":" in entry:
        return ""  # as most
    text = normalise(entry)
    telling = _USER_NAME.fullmatch(text) and text != "expunged" and not is_label(text)
    return text if telling else ""


def _initials(name: str) -> tuple[list[str], list[str]]:
    """The words of a name, and its initials."""
    words: list[str] = []
    initials: list[str] = []
    for word in name.split():
        bare = word.rstrip(".")
        (words if len(bare) > 1 else initials).append(bare)
    return words, initials


def _near(names: Sequence[str]) -> Iterator[tuple[str, str, int]]:
    """Pairs of different names that are spelt nearly the same, with their score."""
    if not HAS_RAPIDFUZZ:
        return
    import numpy as np
    from rapidfuzz import fuzz, process

    found: dict[tuple[int, int], int] = {}
    for some, others in _chunks(_perhaps_near(names)):
        scores = process.cdist(
            [names[place] for place in some],
            [names[place] for place in others],
            scorer=fuzz.ratio,
            score_cutoff=CUTOFF,
            dtype=np.uint8,
        )
        for at, where in np.argwhere(scores != 0).tolist():
            one, other = sorted((some[at], others[where]))
            if one != other:
                found[one, other] = int(scores[at, where])
    for (one, other), score in sorted(found.items()):
        if not _initials_differ(names[one], names[other]):
            yield names[one], names[other], min(score, _SCORES[Alike.LETTERS] - 1)


def _chunks(pairs: Iterable[tuple[list[int], list[int]]]) -> Iterator[tuple[list[int], list[int]]]:
    """Groups to be compared with others, or with themselves, cut up; without those of one alone."""
    for some, others in pairs:
        alone = some is others
        if len(some) * len(others) > alone:
            for start in range(0, len(some), _CHUNK):
                yield some[start : start + _CHUNK], others[start:] if alone else others


def _perhaps_near(names: Sequence[str]) -> Iterator[tuple[list[int], list[int]]]:
    """Places of names, and of others to compare them with, so that no two that are near are missed.

    A letter that one name has and the other lacks is a slip. Where two names may have so many
    slips, and the letters are dealt into one heap more, those of some heap have none: both names
    have the same of them, in the same order. To compare each name with all others would take
    minutes for 100,000.
    """
    letters = [letter for letter, _ in Counter(chain.from_iterable(names)).most_common()]
    slips = _slips_by_length(set(map(len, names)))
    heaps = {most: _heaps(letters, most + 1) for most in set(chain.from_iterable(slips.values()))}
    groups: dict[tuple[int, int, str], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for place, name in enumerate(names):
        for most in slips[len(name)]:
            for number, others in enumerate(heaps[most]):
                groups[most, number, name.translate(others)][len(name) % 2].append(place)
    for (most, _, _), (even, odd) in groups.items():
        if most % 2:
            yield even, odd
        else:
            yield even, even
            yield odd, odd


def _slips_by_length(lengths: Collection[int]) -> dict[int, set[int]]:
    """By the length of a name: how many slips it may have at most with those that are near it."""
    return {
        length: {
            most for other in lengths if (most := _slips(length, other)) >= abs(length - other)
        }
        for length in lengths
    }


def _slips(length: int, other: int) -> int:
    """How many slips there may be at most between near names of these lengths.

    There are as many as the lengths differ, or more by an even number.
    """
    most = int((100 - CUTOFF) * (length + other) / 100 + 1e-9)
    return most - (most - length - other) % 2


def _heaps(letters: Sequence[str], count: int) -> list[dict[int, None]]:
    """The letters dealt into heaps: for each heap all others, for `str.translate` to leave out."""
    dealt = [set(letters[number::count]) for number in range(count)]
    return [{ord(letter): None for letter in letters if letter not in heap} for heap in dealt]


def _initials_differ(one: str, other: str) -> bool:
    """Whether two names share their words and have initials that say that they are two."""
    (words, initials), (others, their_initials) = _initials(one), _initials(other)
    return words == others and bool(initials) and bool(their_initials)
