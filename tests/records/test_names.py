"""Names that may be one person's are asked about; other people are left in peace."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

from cocsheets.records.nameindex import NameIndex
from cocsheets.records.names import Alike, compare
from cocsheets.records.namewords import read_name, spellings

sys.path.append(str(Path(__file__).parents[2] / "scripts"))

from name_pairs import pairs, people


def alike(one: str, other: str) -> Alike | None:
    """What makes two names alike."""
    return compare(read_name(one), read_name(other))


PART = list(pairs(seed=11, each=60))
"""A small part of the labelled set that `scripts/bench.py names` measures."""


def test_variants_are_found_and_strangers_are_not() -> None:
    """At least 95 % of the variants of a name are a question, and at most 1 % of strangers."""
    all_, asked = Counter[bool](), Counter[bool]()
    for pair in PART:
        if pair.kind != "namesakes":
            all_[pair.same] += 1
            asked[pair.same] += alike(pair.one, pair.other) is not None
    assert all_[True] > 500
    assert asked[True] >= 0.95 * all_[True]
    assert asked[False] <= 0.01 * all_[False]


def test_every_kind_of_variant_is_found() -> None:
    """No kind of variant, and no culture, is found in less than nine of ten cases."""
    all_, asked = Counter[str](), Counter[str]()
    for pair in PART:
        for key in (pair.kind, pair.culture):
            if pair.same:
                all_[key] += 1
                asked[key] += alike(pair.one, pair.other) is not None
    assert all(asked[key] >= 0.9 * all_[key] for key in all_), asked


def test_the_order_of_two_names_does_not_matter() -> None:
    """A name is as like another as that one is like it."""
    for pair in PART:
        assert alike(pair.one, pair.other) == alike(pair.other, pair.one), pair


def test_an_index_finds_what_comparing_each_finds() -> None:
    """Looking names up is only quicker: nothing is found more or less."""
    names = [pair.one for pair in PART]
    index = NameIndex(names)
    for pair in PART[::20]:
        found = {like.number for like in index.like(pair.other)}
        by_hand = {
            number for number, name in enumerate(names) if alike(pair.other, name) is not None
        }
        assert found == by_hand, pair


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("Jane Doe", "jane  doe", Alike.EQUAL),
        ("Jane Doe", "DOE, Jane", Alike.LETTERS),
        ("Jörg Müller", "Joerg Mueller", Alike.LETTERS),
        ("José Núñez", "Jose Nunez", Alike.LETTERS),
        ("Владимир Петров", "Vladimir Petrov", Alike.LETTERS),
        ("王小明", "Xiaoming Wang", Alike.LETTERS),
        ("김민준", "Min-jun Kim", Alike.LETTERS),
        ("J\u0430ne Doe", "Jane Doe", Alike.LETTERS),
        ("محمد خالد", "Mohammed Khaled", Alike.SPELLING),
        ("Maria Garcia Lopez", "Maria Garcia", Alike.LONGER),
        ("Anna Schmidt", "Anna Meier (geb. Schmidt)", Alike.LONGER),
        ("Bob Harrington", "Robert Harrington", Alike.NICKNAME),
        ("Katherine Stapleton", "Katheirne Stapleton", Alike.SPELLING),
        ("John Whitmore", "J. Whitmore", Alike.INITIALS),
        ("J.R.R. Whitmore", "John Ronald Reuel Whitmore", Alike.INITIALS),
        ("Suharto", "Suharto", Alike.EQUAL),
    ],
)
def test_what_makes_names_alike_is_said(one: str, other: str, how: Alike) -> None:
    """A question says what is alike."""
    assert alike(one, other) is how


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jane Doe", "John Doe"),
        ("Jane Doe", "Jane Roe"),
        ("Doe", "Jane Doe"),
        ("J. D.", "Jane Doe"),
        ("Anna Novak", "Petr Novak"),
        ("Li Wei", "Li Na"),
        ("", "Jane Doe"),
        ("42", "42 b"),
    ],
)
def test_others_are_not_asked_about(one: str, other: str) -> None:
    """A name in common, or a single word, is not enough."""
    assert alike(one, other) is None


@pytest.mark.parametrize(
    ("entry", "names"),
    [
        ("Jane Doe", ["Jane Doe"]),
        ("Jane Doe (she/her)", ["Jane Doe (she/her)"]),
        ("Jane Doe (Jane Roe)", ["Jane Doe (Jane Roe)", "Jane Roe"]),
        ("Li Wei 李伟", ["Li Wei 李伟", "Li Wei", "李伟"]),
        ("Юлия Щербакова (Yulia S.)", ["Юлия Щербакова (Yulia S.)", "Yulia S."]),
        ("Yulia S. (Юлия Щербакова)", ["Yulia S. (Юлия Щербакова)", "Юлия Щербакова"]),
        ("Jane Doe (born Roe)", ["Jane Doe (born Roe)"]),
    ],
)
def test_an_entry_may_give_several_names(entry: str, names: list[str]) -> None:
    """A name in brackets or in another script is a name of the same person."""
    assert list(spellings(entry)) == names


def test_no_name_shows_itself() -> None:
    """A name is contents, and a log must not show it."""
    assert "Doe" not in repr(read_name("Jane Doe"))


def test_strangers_on_a_list_are_left_in_peace() -> None:
    """Of a list of people who are not meant, at most one in a hundred is asked about."""
    flagged = [name for name, _ in people(100, seed=5)]
    known = {read_name(name).folded for name in flagged}
    others = [name for name, _ in people(1500, seed=6) if read_name(name).folded not in known]
    index = NameIndex(flagged)
    assert sum(bool(index.like(name)) for name in others) <= 0.01 * len(others)
