"""Yes/no, status and choice cells, tidy and untidy."""

from __future__ import annotations

import pytest

from cocsheets.records.answers import answer_reader, choice_words, read_choice, read_status
from cocsheets.records.languages import words as words_of
from cocsheets.records.record import Answer, Status
from cocsheets.records.table import CellError, Value

WORDS = choice_words({"flagged": (), "blacklisted": ("banned",)})


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        (True, Answer.YES),
        (False, Answer.NO),
        ("TRUE", Answer.YES),
        ("FALSE", Answer.NO),
        ("Yes ", Answer.YES),
        ("yes", Answer.YES),
        ("YES", Answer.YES),
        ("Y", Answer.YES),
        ("yes – mailed them", Answer.YES),
        ("Yes, by mail", Answer.YES),
        ("yes\u200b", Answer.YES),
        ("No", Answer.NO),
        ("no.", Answer.NO),
        ("N", Answer.NO),
        ("no need", Answer.NO),
        ("no, not true", Answer.NO),
        ("yes, they answered: no reply", Answer.YES),
        ("", None),
        (" ", None),
        (None, None),
        ("n/a", None),
        ("N/A", None),
        ("n.a.", None),
        ("not applicable", None),
    ],
)
def test_an_answer_is_read(value: Value, answer: Answer | None) -> None:
    """Checkboxes, case, spaces and words around do not matter; `n/a` is no answer."""
    assert answer_reader({})(value) == (answer, "", "")


@pytest.mark.parametrize(
    "value", ["maybe", "yes/no", "yes or no", "yes?", "no one knows", "not yet", "yep", "1", 1.0]
)
def test_other_words_are_no_answer(value: Value) -> None:
    """Whatever is neither yes nor no is flagged, and never a category of its own."""
    assert answer_reader({})(value).rule == "answer-unknown"


@pytest.mark.parametrize(
    ("value", "status", "rule"),
    [
        ("Flagged", Status.FLAGGED, ""),
        ("flagged ", Status.FLAGGED, "space-around"),
        ("BLACKLISTED", Status.BLACKLISTED, ""),
        ("banned", Status.BLACKLISTED, ""),
        (None, None, ""),
        (" ", None, ""),
        (False, None, ""),
        (True, None, "status-unknown"),
        ("blaklisted", None, "status-unknown"),
        ("no", None, "status-unknown"),
        (1.0, None, "status-unknown"),
        (CellError("#N/A"), None, "cell-error"),
    ],
)
def test_status(value: Value, status: Status | None, rule: str) -> None:
    """Only the known words flag anybody; an unticked box flags nobody."""
    reading = read_status(value, WORDS)
    assert (reading.value, reading.rule) == (status, rule)


def test_the_closest_value_is_named() -> None:
    """The hint for a slip is an allowed value, never what was typed."""
    assert read_choice("blaklisted", WORDS).detail == "blacklisted"
    assert read_choice("Ada Fixture", WORDS).detail == ""


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Oui – par mail", Answer.YES),
        ("oui par mail", Answer.YES),
        ("Ja, per E-Mail", Answer.YES),
        ("ja per Mail", Answer.YES),
        ("Sí, por correo", Answer.YES),
        ("Sim.", Answer.YES),
        ("HAYIR", Answer.NO),
        ("Да - письмом", Answer.YES),
        ("हाँ, मेल से", Answer.YES),
        ("是的，已发邮件", Answer.YES),
        ("いいえ。", Answer.NO),
        ("NON", Answer.NO),
        ("Não", Answer.NO),
        ("לא", Answer.NO),
    ],
)
def test_the_larger_languages_are_known(text: str, answer: Answer) -> None:
    """With accents, in any script, with words behind."""
    assert answer_reader({})(text) == (answer, "", "")


@pytest.mark.parametrize(
    "text",
    [
        *("Non-public warning", "no-show", "não sei", "nie wiem", "нет/да", "不知道", "Sim card"),
        *("Ja oder nein", "s\u00ed o no", "oui, non", "evet / hay\u0131r"),
        *("Da Silva wrote", "Hindi speaker", "nonsense", "janvier", "no sé", "ja?", "nem tudom"),
    ],
)
def test_words_that_only_begin_like_an_answer_are_none(text: str) -> None:
    """Names, other words and `I do not know` are not guessed to be an answer."""
    assert answer_reader({})(text).rule == "answer-unknown"


def test_no_word_means_both() -> None:
    """What is yes in one language is not no in another, and every shy word is one of them."""
    assert not words_of("yes") & words_of("no")
    assert words_of("shy") <= words_of("yes") | words_of("no")


SEVERAL = choice_words({"warned": ("warning",), "banned, for life": ("ban",), "other": ()})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("warned, other", "warned; other"),
        ("Other\nWARNING", "warned; other"),
        ("ban and warning", "warned; banned, for life"),
        ("other, banned, for life, warned", "warned; banned, for life; other"),
        ("banned, for life", "banned, for life"),
        ("warned, warned", "warned"),
        ("warned, ", "warned"),
        ("warned, unheard of", None),
    ],
)
def test_several_choices(text: str, value: str | None) -> None:
    """Each known, in the order of the list, once; a choice may hold a comma itself."""
    assert read_choice(text, SEVERAL, several=True).value == value
    assert read_choice("warned, other", SEVERAL).rule == "choice-unknown"


def test_a_full_cell_of_choices_is_read_in_no_time() -> None:
    """Fifty thousand characters of commas do not keep a run busy."""
    assert read_choice("warned," * 7000, SEVERAL, several=True).value == "warned"
    assert read_choice("x," * 25000, SEVERAL, several=True).rule == "choice-unknown"
