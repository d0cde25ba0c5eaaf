"""What replaces an identifying text, and where else in the row it is found."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocsheets.records import people
from cocsheets.records.kinds import KINDS
from cocsheets.records.mentions import Identifiers, Mention, mentions
from cocsheets.records.redaction import (
    identifiers_in,
    identifies_nobody,
    is_expunged,
    names_owner,
    own_identifiers,
    redact_text,
    replacement,
)
from cocsheets.records.table import Extras, Value
from tests.records.sheets import cells, table


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("people", "Jane Doe", "Expunged"),
        ("people", " Jane Doe\n", "Expunged"),
        ("people", "Doe, Jane; Roe, Rik\nPoe & Co", "Expunged; Expunged\nExpunged"),
        ("people", "Jane Doe, Rik Roe and Ana Poe", "Expunged, Expunged and Expunged"),
        ("people", "expunged; Jane Doe", "Expunged; Expunged"),
        ("people", ";", "Expunged"),
        ("people", 8085.0, "Expunged"),
        ("contacts", "jane@example.org, rik@example.net", "Expunged"),
        ("text", "a story\nof two lines", "Expunged"),
        ("text", " ", ""),
        ("people", None, ""),
    ],
)
def test_replacement(kind: str, value: Value, expected: str) -> None:
    """One `Expunged` a person with the cell's own separators, one for anything else."""
    assert replacement(KINDS[kind], value) == expected


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("Expunged", True),
        (" expunged ", True),
        ("EXPUNGED\n", True),
        ("Expunged; Expunged\nExpunged", True),
        ("Expunged, expunged and Expunged", True),
        ("Expunged; Jane Doe", False),
        ("Expunged?", False),
        ("not expunged", False),
        ("", False),
        (" ", False),
        ("Expunged、Expunged；Expunged", True),
        ("Expunged / Expunged, and Expunged", True),
        ("Expunged and", False),
        (None, False),
    ],
)
def test_is_expunged(text: Value, done: bool) -> None:
    """Done by hand counts too; anything left does not."""
    assert is_expunged(text) is done


@given(st.text(alphabet="ABab ,;&/|+、；，،\n.and@", max_size=40))
def test_expunging_keeps_the_count_of_people_and_is_idempotent(text: str) -> None:
    """As many people are named after as before, and doing it twice changes nothing."""
    once = replacement(KINDS["people"], text)
    assert len(people.split(once)) == len(people.split(text))
    assert replacement(KINDS["people"], once) == once
    assert is_expunged(once) is bool(text.strip())


def _own(**values: Value) -> Identifiers:
    found = table(cells(**values))
    return own_identifiers(found, found.data_rows()[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Talked to Jane Doe.", "Talked to Expunged."),
        ("Jane  Doe's talk", "Expunged's talk"),
        ("jane doe", "Expunged"),
        ("JANE\nDOE was told", "Expunged was told"),
        ("Doe, Jane came", "Expunged came"),
        ("Mail jane@example.org.", "Mail Expunged."),
        ("<JANE@EXAMPLE.ORG>", "<Expunged>"),
        ("mary.jane@example.org", "mary.jane@example.org"),
        ("see https://example.org/u/jane", "see Expunged"),
        ("see www.example.org/u/jane/", "see Expunged"),
        ("see https://example.org/u/janet", "see https://example.org/u/janet"),
        ("@jane_d posted", "Expunged posted"),
        ("@jane_dx posted", "@jane_dx posted"),
        ("Call +44-0000-000000", "Call Expunged"),
        ("Jane was told", "Jane was told"),
        ("Jane Doering", "Jane Doering"),
        ("Mary-Jane Doe", "Mary-Jane Doe"),
        ("Jane Doe-Roe", "Jane Doe-Roe"),
        ("ex-Jane Doe, Jane Doe-related", "ex-Expunged, Expunged-related"),
        ("@jane_d-x posted", "@jane_d-x posted"),
        ("see https://social.example/%40jane_d", "see https://social.example/Expunged"),
        ("jane%40example.org", "Expunged"),
        ("handled by Ana Lopez", "handled by Expunged"),
        ("José Sample and Jose\u0301 Sample", "Expunged and Expunged"),
        ("Jose Sample", "Jose Sample"),
        ("Ja\u200bne Doe", "Expunged"),
        ("nothing of the kind", "nothing of the kind"),
    ],
)
def test_the_rows_own_identifiers_are_replaced_at_word_boundaries(text: str, expected: str) -> None:
    """Addresses, URLs, handles and full names go; single words and other people stay."""
    own = _own(
        named_subjects="Jane Doe (@jane_d); José Sample",
        subject_contacts="jane@example.org https://example.org/u/jane\n+44 0000 000000",
    )
    assert redact_text(text, own) == expected
    assert redact_text(expected, own) == expected


@pytest.mark.parametrize(
    ("named", "text", "expected"),
    [
        ("Dr. Jane Doe", "Dr Jane Doe; Jane Doe; Doe, Jane", "Dr Expunged; Expunged; Expunged"),
        ("Doe, Jane, Ph.D.", "Jane Doe, Ph.D.", "Expunged, Ph.D."),
        ("Dr. Doe", "Dr. Doe, Dr. Roe", "Expunged, Dr. Roe"),
        ("Jane Ma", "Jane Ma and Jane", "Expunged and Jane"),
        ("Jane O'Neil", "Jane O\u2019Neil", "Expunged"),
        ("Jane Doe\u2011Roe", "Jane Doe-Roe", "Expunged"),
        ("Jane Doe, speaker", "Jane Doe spoke", "Expunged spoke"),
        ("Doe, Jane", "Doe, Jane and Jane Doe", "Expunged and Expunged"),
        ("Doe, jane", "Jane Doe", "Expunged"),
        ("Jane , PhD", "Jane, Jane and Jane , PhD", "Jane, Jane and Expunged"),
        ("Li Wei 李伟", "Li Wei, Wei", "Expunged, Wei"),
        ("李伟 Li Wei", "Li Wei, Wei", "Expunged, Wei"),
    ],
)
def test_names_are_found_without_titles_and_in_typography(
    named: str, text: str, expected: str
) -> None:
    """A title or degree in the cell, or another apostrophe or hyphen, hides no name."""
    assert redact_text(text, _own(named_subjects=named)) == expected


@pytest.mark.parametrize("summary", ["Green Room was full: rik@example.net", "Green Room"])
def test_addresses_in_the_summary_are_the_rows_own(summary: str) -> None:
    """Running text gives addresses, URLs and handles, never names."""
    own = _own(summary=summary, reporter=None)
    there = "rik@example.net" in summary
    assert redact_text("Green Room, rik@example.net", own) == (
        "Green Room, Expunged" if there else "Green Room, rik@example.net"
    )
    assert not own.words


def test_a_reporter_is_somebody_by_one_name_too() -> None:
    """The cell names nobody else, so that a word in it is a name."""
    assert _own(reporter="Sam; Jane Doe").words == {"Sam", "Jane", "Doe"}


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("@jane@social.example", "https://social.example/@jane"),
        ("https://www.social.example/@jane/", "@jane@social.example"),
    ],
)
def test_a_handle_of_the_fediverse_is_found_as_a_page(written: str, other: str) -> None:
    """And the other way round, from any identifying cell."""
    for found in (_own(subject_contacts=written), identifiers_in([f"Jane Doe {written}"])):
        assert redact_text(f"see {other}", found) == "see Expunged"


def test_a_handle_with_its_server_is_no_part_of_the_name_before_it() -> None:
    """It holds what looks like an address, and is one thing all the same."""
    found = identifiers_in(["Jane Doe @jane@social.example"])
    text = "Jane Doe, @jane@social.example, jane@social.example, jane"
    assert redact_text(text, found) == "Expunged, Expunged, Expunged, jane"
    assert names_owner("Jane Doe @jane@social.example")


def test_a_code_name_goes_with_what_says_which_name_is_meant() -> None:
    """It stands for a person; its two words are nobody's."""
    own = _own(named_subjects="copper-lantern", reporter=None)
    assert redact_text("copper-lantern/name-2 and copper", own) == "Expunged and copper"
    assert not own.words


def test_a_row_identifies_nobody_where_nothing_is_written_or_attached() -> None:
    """One identifying cell or a note on it is enough; other cells do not count."""

    def nobody(extras: Extras | None = None, **values: Value) -> bool:
        line = cells(**{"reporter": None, "outcome_to_share": "Told Jane Doe", **values})
        found = table(line, extras={(2, 2): extras} if extras else {})
        return identifies_nobody(found, found.data_rows()[0])

    assert nobody()
    assert nobody(summary=" ")
    assert not nobody(summary="Expunged")
    assert not nobody(Extras(note="Jane"))
    assert not nobody(Extras(note="Jane"), named_subjects="Jane")


def test_what_hangs_on_an_identifying_cell_counts() -> None:
    """Mail links and chips name people whom the cell's text does not show."""
    extras = {
        (2, 2): Extras(
            link="mailto:jane@example.org",
            chips=({"chip": {"personProperties": {"email": "j.doe@example.net"}}},),
        )
    }
    found = table(cells(named_subjects="Jane"), extras=extras)
    own = own_identifiers(found, found.data_rows()[0])
    assert redact_text("jane@example.org j.doe@example.net", own) == "Expunged Expunged"


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("Jane Doe was told", Mention.FULL),
        ("we told Jane", Mention.WORD),
        ("Jane's talk", Mention.WORD),
        ("Doe was told", Mention.WORD),
        ("will be told", Mention.NONE),
        ("Will was told", Mention.WORD),
        ("see example.org/u/jane", Mention.FULL),
        ("janet was told", Mention.NONE),
        ("the person was told", Mention.NONE),
        ("", Mention.NONE),
    ],
)
def test_mentions(text: str, mention: Mention) -> None:
    """A full identifier is told from a single word of a name."""
    own = _own(named_subjects="Jane Doe; Will", subject_contacts="https://example.org/u/jane")
    assert mentions(text, own) is mention


def test_nothing_is_left_to_find_in_an_expunged_row() -> None:
    """`Expunged` is nobody's name."""
    own = _own(reporter="Expunged", named_subjects="Expunged; Expunged", summary="Expunged")
    assert not own
    assert not _own(reporter="Expunged  Expunged")


def test_identifiers_do_not_show() -> None:
    """Contents never appear in a repr."""
    assert "Doe" not in repr(_own(named_subjects="Jane Doe"))


@pytest.mark.parametrize("name", ["\x1b\x85\x1b", "\u200b \u200b", "\x1b\x1b\x1c\u200b"])
def test_a_name_of_nothing_to_see_is_nowhere(name: str) -> None:
    """What is blank but for characters that nobody sees names nobody, and replaces nothing."""
    own = Identifiers(full=frozenset([name]))
    assert redact_text(f"a\x85 b {name}", own) == f"a\x85 b {name}"


@given(st.text(max_size=60), st.lists(st.text(max_size=12), max_size=3))
def test_redacting_twice_changes_nothing(text: str, names: list[str]) -> None:
    """Whatever the identifiers, a redacted text stays as it is."""
    own = Identifiers(full=frozenset(name for name in names if len(name.split()) > 1))
    once = redact_text(text, own)
    assert redact_text(once, own) == once


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("山田 太郎は来た", "Expungedは来た"),
        ("김 철수는 왔다", "Expunged는 왔다"),
        ("Jane Doeさんと話した", "Expungedさんと話した"),
        ("Jane Doey and Jane Doe", "Jane Doey and Expunged"),
    ],
)
def test_names_where_words_run_on(text: str, expected: str) -> None:
    """A name is found where a script puts no space behind it, and not inside a longer word."""
    names = Identifiers(frozenset({"山田 太郎", "김 철수", "Jane Doe"}))
    assert redact_text(text, names) == expected


@pytest.mark.parametrize("typed", ["n/a", "N/A", "n.a.", "Not known", "unknown  person", "?"])
def test_placeholders_are_nobody(typed: str) -> None:
    """Words for nobody are no name: another cell that says the same keeps what it says."""
    own = _own(named_subjects=typed, subject_contacts=typed)
    assert redact_text(f"No, {typed}", own) == f"No, {typed}"
    assert mentions(typed, own) is Mention.NONE


@pytest.mark.parametrize("part", ["a", "Jane ", "(", "a/", "an ", "Jane Doe aka ", ", ", "A b 李 "])
def test_a_full_cell_of_people_is_read_in_no_time(part: str) -> None:
    """Fifty thousand characters of anything do not keep a run busy."""
    began = time.monotonic()
    identifiers_in([part * (50_000 // len(part))])
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("entry", "owned"),
    [("Jane Doe <jane@example.org>", True), ("jane@example.org", False), ("Jane Doe", False)],
)
def test_whose_an_address_is(entry: str, owned: bool) -> None:
    """Only an entry with both says it."""
    assert names_owner(entry) is owned


def test_what_identifies_the_people_of_a_cell() -> None:
    """A name as it was written, with its title too; a letter by itself is no word to report."""
    found = identifiers_in(["Dr. Jane Doe", "J Roe"])
    assert {"Dr. Jane Doe", "Jane Doe", "J Roe"} <= found.full
    assert found.words == {"Jane", "Doe", "Roe"}
