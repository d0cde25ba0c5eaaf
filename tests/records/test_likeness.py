"""Questions about people who may be the same."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocsheets.records import likeness
from cocsheets.records.likeness import Alike, questions
from cocsheets.records.links import link
from tests.records.examples import sheet


def asked(text: str) -> list[tuple[tuple[int, int], Alike]]:
    """The questions about an example, without scores."""
    records = list(sheet(text).values())
    return [(item.rows, item.alike) for item in questions(records, link(records))]


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        ("José Sample", "Jose Sample", Alike.LETTERS),
        ("Doe, Jane", "Jane Doe", Alike.LETTERS),
        ("Ada Fixture", "Ad\u0430 Fixture", Alike.LETTERS),
        ("Dr. Ada Fixture, Ph.D.", "Ada Fixture", Alike.LETTERS),
        ("Rik Sample", "Rick Sample", Alike.SPELLING),
        ("Uma Q. Holder", "Uma Holder", Alike.INITIALS),
        ("Ada  [ada.fixture@example.org]", "A.  [ada.fixture@example.net]", Alike.ACCOUNT),
        ("Ada  [@ada_f]", "A.  [https://code.example.org/ada_f]", Alike.ACCOUNT),
        ("wobble", "Wobble", Alike.SINGLE_WORD),
    ],
)
def test_likeness_is_asked_about(first: str, second: str, alike: Alike) -> None:
    """What is alike gives one question, between the two rows, and links nothing."""
    text = f"A  2023-01-01 > never  {first}\nB  2023-02-01 > never  {second}"
    assert asked(text) == [((2, 3), alike)]
    assert not link(sheet(text).values()).repeated


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Ada Fixture", "Ada Fixture"),
        ("Ada Fixture", "Rik Sample"),
        ("Ada  [info@example.org]", "Rik  [info@example.net]"),
        ("Expunged", "Expunged"),
        ("A. Fixture", "B. Fixture"),
    ],
)
def test_the_same_and_the_different_are_no_question(first: str, second: str) -> None:
    """People who are linked, and people who are not alike, are not asked about."""
    assert asked(f"A  2023-01-01 > never  {first}\nB  2023-02-01 > never  {second}") == []


def test_an_address_that_says_nothing_puts_nobody_into_a_record() -> None:
    """Of whom it is there, where several are named, nobody knows: the question stays open."""
    found = asked(
        "A  2023-01-01 > never  Ada Fixture  [ab@example.org]\n"
        "B  2023-02-01 > never  Ad\u0430 Fixture; Rik Sample  [ab@example.org]"
    )
    assert found == [((2, 3), Alike.LETTERS)]


def test_people_named_together_are_two_people() -> None:
    """Whoever put two names into one record knew that they are not the same."""
    assert asked("A  2023-01-01 > never  Rik Sample; Rick Sample") == []


def test_spelling_needs_rapidfuzz(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the optional package the other questions are still asked."""
    monkeypatch.setattr(likeness, "HAS_RAPIDFUZZ", False)
    text = """A  2023-01-01 > never  Rik Sample
              B  2023-02-01 > never  Rick Sample
              C  2023-02-01 > never  Rík Sample"""
    assert asked(text) == [((2, 4), Alike.LETTERS)]


def test_questions_are_sorted_by_score() -> None:
    """The most alike come first, and each has a score below certainty."""
    records = list(
        sheet(
            """A  2023-01-01 > never  wobble
               B  2023-02-01 > never  wobble
               C  2023-03-01 > never  Jane Doe
               D  2023-04-01 > never  Doe, Jane
               E  2023-05-01 > never  Jane Dole"""
        ).values()
    )
    scores = [item.score for item in questions(records, link(records))]
    assert scores == sorted(scores, reverse=True)
    assert max(scores) < 100


NAMES = st.lists(st.text("abeno -", min_size=1, max_size=24), min_size=2, max_size=12, unique=True)


@pytest.mark.skipif(not likeness.HAS_RAPIDFUZZ, reason="needs the extra likeness")
@given(NAMES, st.integers(0, 11), st.integers(0, 23), st.text("abeno ", max_size=2))
def test_no_near_name_is_missed(names: list[str], which: int, at: int, slip: str) -> None:
    """Only names that may be near are compared, and all that are near are found."""
    from rapidfuzz.fuzz import ratio

    name = names[which % len(names)]
    names = list(dict.fromkeys([*names, name[:at] + slip + name[at + 1 :]]))
    near = {
        (one, other)
        for one, other in combinations(names, 2)
        if ratio(one, other) >= likeness.CUTOFF and not likeness._initials_differ(one, other)
    }
    assert {(one, other) for one, other, _ in likeness._near(names)} == near
