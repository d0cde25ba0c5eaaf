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
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from typing import TypeAlias

from cocsheets.data import Data
from cocsheets.patterns import lazy_regex
from cocsheets.records.identifiers import Kind, in_contact, in_subject, normalise, tells_who
from cocsheets.records.links import Links
from cocsheets.records.nearness import plain
from cocsheets.records.nobody import is_label, is_placeholder
from cocsheets.records.people import without_titles
from cocsheets.records.record import Record
from cocsheets.records.shared import Nobody

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


def questions(
    records: Sequence[Record], links: Links, not_people: Iterable[str] = ()
) -> tuple[Question, ...]:
    """Open questions, most alike first. People named in one record together are never asked about.

    Without rapidfuzz (`HAS_RAPIDFUZZ`) near misses in spelling are not looked for.
    """
    nobody = Nobody(not_people)
    seen: dict[tuple[Alike, str], dict[_Entity, None]] = defaultdict(dict)
    names: dict[str, dict[_Entity, None]] = defaultdict(dict)
    rows: dict[_Entity, set[int]] = defaultdict(set)
    for record in sorted(records, key=lambda record: record.row):
        for entity, alike, text in _features(record, links, nobody):
            rows[entity].add(record.row)
            seen[alike, text][entity] = None
            if alike is Alike.LETTERS:
                names[text][entity] = None
    found: dict[tuple[int, int], Question] = {}

    def ask(one: _Entity, other: _Entity, alike: Alike, score: int) -> None:
        if one == other or rows[one] & rows[other]:
            return
        if alike is Alike.ACCOUNT and isinstance(one, tuple) and isinstance(other, tuple):
            return  # Two single words: asked about as such.
        low, high = sorted((min(rows[one]), min(rows[other])))
        known = found.get((low, high))
        if known is None or known.score < score:
            found[low, high] = Question((low, high), alike, score)

    for (alike, _), entities in seen.items():
        for one, other in pairwise(entities):
            ask(one, other, alike, _SCORES[alike])
    for one_name, other_name, score in _near(list(names)):
        ask(next(iter(names[one_name])), next(iter(names[other_name])), Alike.SPELLING, score)
    return tuple(sorted(found.values(), key=lambda item: (-item.score, item.rows)))


_Entity: TypeAlias = int | tuple[int, int]
"""A linked person's number, or row and place of one who has no strong identifier."""


def _features(record: Record, links: Links, nobody: Nobody) -> Iterator[tuple[_Entity, Alike, str]]:
    """What each person in a record may be recognised by, weakly."""
    subjects = [(in_subject(entry), _single(entry)) for entry in record.named_subjects]
    contacts = [(in_contact(entry), _bare(entry)) for entry in record.subject_contacts]
    for place, (identifiers, text) in enumerate(subjects + contacts):
        known = {item: who for item in identifiers if (who := links.who(item)) is not None}
        entity: _Entity = next(iter(known.values()), (record.row, place))
        for identifier in known:
            if identifier.kind is Kind.NAME:
                yield entity, Alike.LETTERS, (name := skeleton(without_titles(identifier.text)))
                words, _ = _initials(name)
                if len(words) > 1:
                    yield entity, Alike.INITIALS, " ".join(words)
            elif tells_who(account := skeleton(identifier.account)):
                yield entity, Alike.ACCOUNT, account
        if not identifiers and text:
            yield entity, Alike.SINGLE_WORD, skeleton(text)
            yield entity, Alike.ACCOUNT, skeleton(text)


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


def skeleton(text: str) -> str:
    """Folded text without accents, with look-alike letters made Latin and the words sorted."""
    words = plain(normalise(text)).replace(",", " ").split()
    return " ".join(sorted(words))


def _near(names: Sequence[str]) -> Iterator[tuple[str, str, int]]:
    """Pairs of different names that are spelt nearly the same, with their score."""
    if not HAS_RAPIDFUZZ:
        return
    import numpy as np
    from rapidfuzz import fuzz, process

    found: dict[tuple[int, int], int] = {}
    for places in _perhaps_near(names):
        some = [names[place] for place in places]
        for start in range(0, len(some), _CHUNK):
            chunk, rest = some[start : start + _CHUNK], some[start:]
            scores = process.cdist(
                chunk, rest, scorer=fuzz.ratio, score_cutoff=CUTOFF, dtype=np.uint8
            )
            for one, other in np.argwhere(scores):
                if other > one:
                    pair = (places[start + one], places[start + other])
                    found[pair] = int(scores[one, other])
    for (one, other), score in sorted(found.items()):
        if not _initials_differ(names[one], names[other]):
            yield names[one], names[other], min(score, _SCORES[Alike.LETTERS] - 1)


def _perhaps_near(names: Sequence[str]) -> Iterable[list[int]]:
    """Places of names in groups, so that any two that are near are together in one of them.

    Each letter that one has more often than the other is a slip. Where two may have so many slips,
    and the letters are dealt into one heap more, those of some heap have none: both names hold the
    same of it. To compare each name with all others would take minutes for 100,000.
    """
    often = Counter(chain.from_iterable(names))
    rank = {letter: place for place, (letter, _) in enumerate(often.most_common())}
    groups: dict[tuple[int, int, str], list[int]] = defaultdict(list)
    for place, name in enumerate(names):
        letters = sorted(name)
        for heaps in range(_slips(len(name), _SHORTER) + 1, _slips(len(name), _LONGER) + 2):
            held = [""] * heaps
            for letter in letters:
                held[rank[letter] % heaps] += letter
            for number, text in enumerate(held):
                groups[heaps, number, text].append(place)
    return (group for group in groups.values() if len(group) > 1)


_SHORTER, _LONGER = CUTOFF / (200 - CUTOFF), (200 - CUTOFF) / CUTOFF
"""Length of the shortest and of the longest name that may be near, beside a name's own."""


def _slips(length: int, other: float) -> int:
    """How many letters may be too many in a name of this length and one that is longer by a factor,
    or in both together."""
    return int((100 - CUTOFF) * length * (1 + other) / 100 + 1e-9)


def _initials_differ(one: str, other: str) -> bool:
    """Whether two names share their words and have initials that say that they are two."""
    (words, initials), (others, their_initials) = _initials(one), _initials(other)
    return words == others and bool(initials) and bool(their_initials)
