"""Other people are taken out of what one person reads; the reader is left in."""

from __future__ import annotations

import pytest

from cocsheets.records.identifiers import in_contact, in_subject
from cocsheets.records.mentions import Identifiers
from cocsheets.records.others import WITHHELD, Own, Redactor, may_name
from cocsheets.records.redaction import identifiers_in

OWN = Own(
    frozenset((*in_subject("Jane Doe"), *in_contact("jane@example.org"), *in_contact("@janed"))),
    frozenset({"Jane Doe", "Doe, Jane", "jane@example.org", "@janed"}),
    frozenset({"jane", "doe"}),
)
PEOPLE = identifiers_in(["Mark Poe", "Zoë Mad", "Rita Witness", "Mary Doe", "@zoem"])
REDACTOR = Redactor.of(OWN, [PEOPLE, identifiers_in(["Jane Doe"])])
NEAR = identifiers_in(["Mark Poe"])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Jane Doe shouted at Mark Poe", "Jane Doe shouted at [another person]"),
        ("Poe, Mark saw Jane", "[another person] saw Jane"),
        ("Rita's friend R. Witness", "[another person]'s friend [another person]"),
        ("mark laughed, and Mark cried", "[another person] laughed, and [another person] cried"),
        ("the witness said so", "the witness said so"),
        ("a Witness said so", "a [another person] said so"),
        ("ask mark.poe@example.org or jane@example.org", "ask [an address] or jane@example.org"),
        ("see https://example.net/t/7.", "see [an address]."),
        ("@zoem and @janed and @else", "[an address] and @janed and [an address]"),
        ("call +44 123 456 7890 on 2026-01-05", "call [an address] on 2026-01-05"),
        ("Mary Doe and Jane Doe", "[another person] and Jane Doe"),
        ("Zoe\u0308 Mad", "[another person]"),
        ("", ""),
    ],
)
def test_everybody_else_is_replaced(text: str, told: str) -> None:
    """Names, parts of names, addresses and numbers go; the reader's own stay."""
    assert REDACTOR.redact(text, NEAR) == told


@pytest.mark.parametrize(
    "text", ["M\u0430rk P\u043ee was there", "MarkPoe was there", "Zoe Mad was there"]
)
def test_what_may_still_name_somebody_is_left_out(text: str) -> None:
    """In other letters or run together a name cannot be cut out, so the text is not given."""
    told = REDACTOR.redact(text)
    assert told == WITHHELD or "[another person]" in told
    assert "Poe" not in told
    assert "Mad" not in told


SHORT = identifiers_in(["Wu", "Li Wei", "李伟", "An Nguyen"])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Wu and Li saw Jane, a wu tang",
            "[another person] and [another person] saw Jane, a wu tang",
        ),
        ("李伟说 and 李伟", "[another person]说 and [another person]"),
        ("An apple, in it", "An apple, in it"),
    ],
)
def test_names_of_two_letters_are_replaced(text: str, told: str) -> None:
    """A short name is a name: with a capital, or in a script that has none; `An` may be no name."""
    assert Redactor.of(OWN, [SHORT]).redact(text, SHORT) == told


def test_a_name_of_the_reader_is_nobody_elses() -> None:
    """A word that the reader shares with somebody else stays."""
    assert REDACTOR.redact("Doe, Jane; Jane and Doe") == "Doe, Jane; Jane and Doe"


def test_the_marks_are_never_replaced_again() -> None:
    """Somebody whose name has the words of the marks does not garble a text."""
    redactor = Redactor.of(OWN, [identifiers_in(["Person Sample", "Address Left"])])
    assert redactor.redact("Person Sample and Jane") == "[another person] and Jane"


def test_words_that_look_like_a_name_are_pointed_out() -> None:
    """Nobody knows all names: two capitals are for a person to look at."""
    assert may_name("they met Big Bird there", OWN)
    assert not may_name("Jane Doe met [another person] there", OWN)


def test_nothing_shows_itself() -> None:
    """Own and other people are contents."""
    assert "Doe" not in repr(OWN) + repr(REDACTOR) + repr(Identifiers(OWN.full))
