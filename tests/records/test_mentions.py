"""Whom a text names, in every script: whole letters, whole names, and disguises found or told."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from cocsheets.records.mentions import Identifiers, Mention, mentions, spans
from cocsheets.records.redaction import own_identifiers, redact_text
from cocsheets.records.text import trace
from tests.records.sheets import cells, table


def own(named: str) -> Identifiers:
    """What identifies the people of a row that names them so."""
    found = table(cells(named_subjects=named, reporter=None))
    return own_identifiers(found, found.data_rows()[0])


@pytest.mark.parametrize(
    ("named", "other"),
    [
        ("राम शर्म", "राम शर्मा"),
        ("Jos Sample", "Jos Sample\u0301"),
        ("Ana Li", "Ana Li\u0323"),
        ("Ana Li", "Ana Lị"),
        ("山田 は", "山田 ば"),
        ("山田 は", "山田 は\u3099"),
        ("박 기", "박 김"),
        ("สม วร", "สม วรี"),
        ("דן לב", "דן לבּ"),
        ("Jane Doe", "Mary-Jane Doe"),
        ("Jane Doe", "Jane Doe-Roe"),
    ],
)
def test_half_of_another_name_is_never_overwritten(named: str, other: str) -> None:
    """A letter is taken with its marks, and a name with what a hyphen joins to it."""
    assert redact_text(f"({other}) and {other}.", own(named)) == f"({other}) and {other}."


@pytest.mark.parametrize(
    "name", ["अनिता", "Jose\u0301", "עִבְרִית", "علی\u200cرضا", "Ja\u00adne", "நிலா", "An\u200bna"]
)
def test_one_word_is_no_full_name_whatever_its_marks(name: str) -> None:
    """Marks and joiners cut no word in two: a single name is reported, never replaced."""
    assert not own(name).full
    assert redact_text(f"so {name} said", own(name)) == f"so {name} said"
    assert mentions(f"so {name} said", own(name)) is Mention.WORD


@pytest.mark.parametrize(
    ("named", "text"),
    [
        ("Jane Doe", "Jane\u200bDoe"),
        ("Jane Doe", "Jane\u00adDoe"),
        ("Jane Doe", "Jane\u2011Doe"),
        ("Jane Doe", "#JaneDoe"),
        ("Jane Doe", "Jane_Doe"),
        ("Jane Doe", "Ja\u2011ne Doe"),
        ("Jane Doe", "Jane%20Doe"),
        ("Jane Doe", "Jane Doe\u200bRik Roe"),
        ("Jane Doe", "J\u0430ne D\u043ee"),
        ("Jane Doe", "DOE JANE"),
        ("Jane Doe", "Jané Doe"),
        ("Dr. Jane Doe", "Prof. Doe, Jane"),
        ("Işık Sample", "ISIK SAMPLE"),
        ("Ana Groß", "Ana GROSS"),
        ("अनिता शर्मा", "शर्मा अनिता"),
    ],
)
def test_names_in_disguise_are_told(named: str, text: str) -> None:
    """What nearly is the name is a question, if it is not replaced."""
    people = Identifiers(own(named).full)
    assert mentions(text, people) in (Mention.NEAR, Mention.FULL)


@pytest.mark.parametrize(
    "text", ["an ali", "Janet Doe", "Jane and Doe", "Ana, and then Li", "Jane"]
)
def test_other_words_are_no_question(text: str) -> None:
    """Words that only look alike when run together, or that are apart, name nobody."""
    assert mentions(text, Identifiers(frozenset({"Ana Li", "Jane Doe"}))) is Mention.NONE


_LETTERS = (
    "a",
    "o",
    "n",
    "e\u0301",
    "é",
    "r",
    "अ",
    "नि",
    "र्मा",
    "は\u3099",
    "ば",
    "기",
    "김",
    "ش",
    "שׁ",
    "z\ufe0f",
)
_names = st.lists(
    st.lists(st.sampled_from(_LETTERS), min_size=2, max_size=3).map("".join),
    min_size=2,
    max_size=2,
)
_marks = st.sampled_from(
    ["", "", "\u0301", "\u093e", "\u3099", "\u11ab", "\u05b4", "\ufe0f", "\u200d"]
)
_between = st.sampled_from([" ", ", ", "\n", "\u200b", "-", "; "])


@given(st.lists(_names, min_size=1, max_size=3), st.data())
@settings(deadline=None)
def test_redaction_never_splits_a_letter(names: list[list[str]], data: st.DataObject) -> None:
    """What is replaced begins and ends between two letters with their marks."""
    people = Identifiers(frozenset(map(" ".join, names)))
    pieces = st.sampled_from([" ".join(name) for name in names] + [name[0] for name in names])
    parts = data.draw(st.lists(st.tuples(pieces, _marks, _between).map("".join), max_size=5))
    text = "".join(parts)
    edges = {0} | {match.end() for match in regex.finditer(r"\X", text)}
    for start, end in spans(text, trace(text), people.full):
        assert {start, end} <= edges
    assert mentions(redact_text(text, people), people) is not Mention.FULL


_DISGUISES = {
    "zero-width space": "{0}\u200b{1}",
    "soft hyphen": "{0}\u00ad{1}",
    "non-breaking hyphen": "{0}\u2011{1}",
    "nothing": "{0}{1}",
    "joiner": "{0}\u200d {1}",
    "no-break space": "{0}\u00a0{1}",
    "line": "{0}\n{1}",
    "directions": "\u202e{0} {1}\u202c",
    "turned": "{1}, {0}",
    "upper case": "upper",
    "full width": "wide",
}


@given(_names, st.sampled_from(sorted(_DISGUISES)), _between, _between)
@settings(deadline=None)
def test_a_full_name_in_disguise_is_replaced_or_told(
    name: list[str], disguise: str, before: str, behind: str
) -> None:
    """However its words are joined or parted, the person's own full name is not passed over."""
    people = Identifiers(frozenset({" ".join(name)}))
    match shape := _DISGUISES[disguise]:
        case "upper":
            made = " ".join(name).upper()
        case "wide":
            made = "".join(
                chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in "\u3000".join(name)
            )
        case _:
            made = shape.format(*name)
    text = f"so{before}{made}{behind}so"
    assert redact_text(text, people) != text or mentions(text, people) is not Mention.NONE
