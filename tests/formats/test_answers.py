"""The answer to an organiser: what may be said, with its limits, in every form."""

from __future__ import annotations

import json

import pytest

from cocsheets import csvtext
from cocsheets.formats.answers import FORMS, LIMITS, letter
from cocsheets.operations.screened import Asked, Match, Refused, Screening

SUMMARY = "Asked to leave *a session*.\nThey may come back in 2027."
FOUND = Screening(
    120,
    (
        Match(7, "flagged", SUMMARY, "2026-01-01 #1"),
        Match(19, "asked not to attend", "", "2025-01-01 #1", confirmed=True),
    ),
)
OPEN = Screening(
    3,
    questions=(Asked(2, "name: alike", 88, 1, "2026-01-01 #1", 4),),
    refused=(Refused("2026-02-01 #1", 5, "names somebody", 3),),
)


@pytest.mark.parametrize("suffix", FORMS)
def test_a_letter_has_the_matches_and_the_limits(suffix: str) -> None:
    """Rows, status in words, the summary, and every limit, whatever the form."""
    told = letter(FOUND, suffix, "Sample Conference", "2026-11-28")
    words = " ".join(told.split())
    assert "asked not to attend events covered by the code of conduct" in words
    assert "They may come back in 2027." in words
    assert "2026-01-01" not in told  # the key of a record says when the report came in
    assert "confirmed" not in words
    for limit in LIMITS:
        assert limit.replace('"', '""') in words or limit in words
    for said in ("Sample Conference", "120", "7", "19"):
        assert said in words


@pytest.mark.parametrize("suffix", FORMS)
def test_open_points_are_not_told_but_not_hidden(suffix: str) -> None:
    """Nothing of a question or a refused record; only that the answer is not final."""
    told = letter(OPEN, suffix)
    for hidden in ("name: alike", "names somebody", "2026-0", "88"):
        assert hidden not in told
    if suffix != ".json":
        assert "not final" in told
    else:
        assert json.loads(told)["final"] is False


def test_markdown_shows_a_summary_as_it_is() -> None:
    """What a committee wrote is no markup."""
    assert "\\*a session\\*" in letter(FOUND, ".md")


def test_csv_is_no_formula() -> None:
    """A summary that a spreadsheet would run is text, and the rows are the organiser's."""
    found = Screening(1, (Match(2, "flagged", "=1+1", "k"),))
    rows = csvtext.read(letter(found, ".csv"))
    assert rows[1] == ["2", "flagged", "=1+1"]
    assert "'=1+1" in letter(found, ".csv")


def test_json_is_read_by_programs() -> None:
    """Stable keys, and null for what is not there."""
    told = json.loads(letter(FOUND, ".json"))
    assert told["matches"][1] == {
        "row": 19,
        "status": "asked not to attend events covered by the code of conduct",
        "summary": None,
    }
    assert told["final"] is True


def test_a_text_fits_into_a_mail() -> None:
    """Lines of a plain answer are short."""
    assert max(map(len, letter(FOUND, ".txt").splitlines())) <= 76


def test_one_is_one() -> None:
    """A single row and a single person are written as such."""
    told = letter(Screening(1, (Match(2, "flagged", "x", "k"),)), ".txt")
    assert "list of 1 person " in told
    assert "1 row of your list matches" in " ".join(told.split())
