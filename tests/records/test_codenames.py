"""Code names: neutral words, never twice, and found again in texts."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocsheets.errors import ConfigurationError
from cocsheets.records import codenames
from cocsheets.records.codenames import Token, code_name, draw, tokens

LISTS = tomllib.loads(
    (resources.files("cocsheets.records") / "codenames.toml").read_text(encoding="utf-8")
)
FIRST, SECOND = LISTS["first"].split(), LISTS["second"].split()
PEOPLE = "man men woman women boy girl lady lord king queen prince mother father son daughter sir"
TRAITS = "bold brave calm clever cold crazy cruel dark dim dull fat gentle good happy lazy loud mad"
TRAITS += " mean old poor pretty proud quiet rich rude sad shy sick silent sly smart sour strong"
TRAITS += " sweet tall thin tough ugly weak wild wise young slim short dirty filthy bitter bright"
ANIMALS = "ape bear bitch bull cat chicken cow crow dog donkey fox goat hog horse hyena jackal lamb"
ANIMALS += " lion monkey mouse ox pig rat shark sheep skunk slug snake spider toad vulture weasel"
ANIMALS += " wolf worm"
SKIN = "beige black brown coffee dark ebony fair ivory olive pale red tan white yellow"
SECOND_MEANINGS = "spade screw cracker tool pole beaver bush cherry coconut banana oreo gypsy hoe"
SECOND_MEANINGS += " rake jerk pansy fruit faggot dyke slope chink coon pot weed joint knob hooker"
NAMES = "amber ash brook clay crystal dawn daisy dale fern forrest garnet ginger glen hazel heather"
NAMES += " holly iris ivy jade jasmine jasper juniper lily olive opal pearl poppy robin rose rowan"
NAMES += " ruby sage sandy sienna skye summer viola violet willow beryl river april may june august"
REFUSED = set(f"{PEOPLE} {TRAITS} {ANIMALS} {SKIN} {SECOND_MEANINGS} {NAMES}".split())


def test_the_words_are_neutral() -> None:
    """No people, traits, animals, skin, given names or words that hurt; each word once."""
    assert not REFUSED & {*FIRST, *SECOND}
    assert len({*FIRST, *SECOND}) == len(FIRST) + len(SECOND)
    assert all(word.isascii() and word.islower() and word.isalpha() for word in FIRST + SECOND)
    assert all(tuple(map(len, pair.split("-"))) > (0, 0) for pair in LISTS["never"].split())


def test_twenty_thousand_draws() -> None:
    """None comes twice, none is a bad pair, and each is known as a code name."""
    taken: set[str] = set()
    for _ in range(20_000):
        name = draw(taken)
        assert name not in taken
        assert code_name(name) == name
        taken.add(name)
    assert not taken & set(LISTS["never"].split())


def test_no_word_of_a_name_is_drawn() -> None:
    """A code name has no word that is in a name of the sheet."""
    avoid = {*FIRST[1:], *SECOND[2:]}
    assert {draw((), avoid) for _ in range(20)} <= {f"{FIRST[0]}-{word}" for word in SECOND[:2]}


def test_all_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no code name is left, it is said."""
    monkeypatch.setattr(codenames, "TRIES", 5)
    with pytest.raises(ConfigurationError, match="Nothing was changed"):
        draw((), {*FIRST})


@given(
    st.lists(
        st.builds(
            lambda first, second, part, place: Token(f"{first}-{second}", part, place),
            st.sampled_from(FIRST),
            st.sampled_from(SECOND),
            st.sampled_from(("name", "address")),
            st.integers(2, 40),
        ),
        max_size=4,
    )
)
def test_code_names_are_found_in_texts(wanted: list[Token]) -> None:
    """What is written in place of a name is found again, and nothing else."""
    text = "It was " + ", and then ".join(map(str, wanted)) + ". A half-open well-known door."
    assert [token for _, _, token in tokens(text)] == wanted


@pytest.mark.parametrize(
    "text", ["Copper-Lantern", "copper lantern", "copper-lanternx", "x-lantern"]
)
def test_other_texts_are_none(text: str) -> None:
    """Only two listed lower-case words joined by a hyphen are a code name."""
    assert code_name(text) is None
