"""A list against records: equal identifiers match, names are questions, and nothing else counts."""

from __future__ import annotations

import datetime as dt
import sys
import time
from pathlib import Path

import pytest

from cocsheets.records.attendees import Attendee
from cocsheets.records.identifiers import in_contact, in_subject
from cocsheets.records.record import Expunged, Record, RecordKey, Status
from cocsheets.records.screening import Pairing, compared_records, screen
from cocsheets.records.verdicts import RetentionState, Verdict

sys.path.append(str(Path(__file__).parents[2] / "scripts"))

from name_pairs import accounts, people


def record(row: int, *names: str, contacts: tuple[str, ...] = (), **more: object) -> Record:
    """A flagged record."""
    key = RecordKey(dt.date(2025, 1, 1), row)
    told: dict[str, object] = {"status": Status.FLAGGED, **more}
    return Record(key, row, named_subjects=names, subject_contacts=contacts, **told)  # type: ignore[arg-type]


def somebody(row: int, name: str = "", *contacts: str) -> Attendee:
    """Somebody on a list."""
    found = frozenset(item for contact in contacts for item in in_contact(contact))
    return Attendee(row, (name,) if name else (), found)


def compare(
    attendees: list[Attendee], *records: Record
) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Matches and questions, as rows of the list and of the records."""
    matches, questions = screen(attendees, records)
    return {(p.row, p.record) for p in matches}, {(p.row, p.record) for p in questions}


@pytest.mark.parametrize(
    ("held", "listed"),
    [
        ("jane.doe@gmail.com", "JaneDoe+conf@googlemail.com"),
        ("jane@müller.example", "jane@xn--mller-kva.example"),
        ("https://www.example.org/~jane/", "http://example.org/~jane"),
        ("https://x.com/jane_d", "https://twitter.com/Jane_D/"),
        ("@jane_d", "@Jane_D"),
        ("https://social.example/@jane", "@jane@social.example"),
    ],
)
def test_an_equal_identifier_matches_whatever_the_name(held: str, listed: str) -> None:
    """The same address, page or handle after normalising is a match, and no question as well."""
    matches, questions = compare(
        [somebody(2, "Una Other", listed)], record(7, "Jane Doe", contacts=(held,))
    )
    assert (matches, questions) == ({(2, 7)}, set())


def test_variants_of_one_mail_account_are_all_found() -> None:
    """However an address is spelt that one account has, its owner is found."""
    missed = []
    for number, (held, listed) in enumerate(accounts(seed=3, count=200)):
        matches, questions = compare(
            [somebody(2, "Una Other", listed)], record(7, "Jane Doe", contacts=(held,))
        )
        if not matches | questions:
            missed.append(number)
    assert not missed


@pytest.mark.parametrize(
    ("held", "listed", "alike"),
    [
        ("jane@example.org", "jane+conf@example.org", "e-mail"),
        ("jane.doe@example.org", "janedoe@example.org", "e-mail"),
        ("jane@protonmail.com", "jane@pm.me", "e-mail"),
        ("@jane_doe", "https://github.com/jane_doe", "account"),
        ("janedoe", "https://github.com/janedoe", "account"),
        ("@janedoe", "https://twitter.com/janedoe/status/12", "account"),
        ("https://github.com/janedoe", "https://github.com/janedoe/project", "account"),
        ("'jane.doe@example.org'", "=jane-doe@example.org", "e-mail"),
    ],
)
def test_a_likely_account_is_a_question(held: str, listed: str, alike: str) -> None:
    """What is probably one account is asked about, and never a match."""
    matches, questions = screen(
        [somebody(2, "Una Other", listed)], [record(7, "Jane Doe", contacts=(held,))]
    )
    assert not matches
    assert [alike in question.compared for question in questions] == [True]


def test_a_name_is_never_a_match() -> None:
    """An equal name is a question, with its score, and with how common it is on the list."""
    listed = [somebody(2, "Jane Doe"), somebody(3, "DOE, Jane"), somebody(4, "Una Other")]
    matches, questions = screen(listed, [record(7, "Jane Doe", "Bo Else")])
    assert not matches
    assert [(q.row, q.record, q.score, q.in_list) for q in questions] == [
        (2, 7, 100, 2),
        (3, 7, 97, 2),
    ]


@pytest.mark.parametrize(
    ("held", "listed"),
    [
        ("Li Wei 李伟", "李 伟"),
        ("Юлия Щербакова (Yulia Shcherbakova)", "Julia Scherbakova"),
        ("Jane Doe (Jeanne Dupont)", "Jeanne Dupont"),
        ("Jane Doe aka Jeanne Dupont", "Jeanne Dupont"),
        ("reported by Jane Doe <jane@example.org>", "Jane Doe"),
        ("coolguy42", "CoolGuy42"),
    ],
)
def test_every_name_of_an_entry_is_asked_about(held: str, listed: str) -> None:
    """Another script, an alias, words around a name, and a user name alone."""
    assert compare([somebody(2, listed)], record(7, held)) == (set(), {(2, 7)})


def test_whoever_paid_is_only_asked_about() -> None:
    """One person orders for five: that address does not accuse the other four."""
    payer = frozenset(in_contact("jane@example.org"))
    listed = [Attendee(row, ("Una Other",), payer=payer) for row in (2, 3)]
    matches, questions = screen(listed, [record(7, "Jane Doe", contacts=("jane@example.org",))])
    assert not matches
    assert {q.row for q in questions} == {2, 3}


def test_an_address_that_is_nobodys_matches_nobody() -> None:
    """Threads, lists and machines are nobody's."""
    listed = [somebody(2, "", "noreply@example.org", "https://discord.com")]
    held = record(7, "Jane Doe", contacts=("noreply@example.org", "https://discord.com"))
    assert compare(listed, held) == (set(), set())


def test_expunged_cells_name_nobody() -> None:
    """`Expunged` on a list, or what only says that nobody is named, is no person."""
    listed = [somebody(2, "Expunged Expunged"), somebody(3, "Unknown Person"), somebody(4, "n/a")]
    held = record(7, "Expunged", "Unknown Person", "n/a", contacts=("Expunged",))
    assert compare(listed, held) == (set(), set())


@pytest.mark.parametrize(
    ("held", "state", "compared"),
    [
        (record(2, "Jane Doe"), RetentionState.NOT_DUE, True),
        (record(2, "Jane Doe"), RetentionState.KEPT, True),
        (record(2, "Jane Doe"), RetentionState.HELD, True),
        (record(2, "Jane Doe"), RetentionState.UNREADABLE, True),
        (record(2, "Jane Doe", status=Status.BLACKLISTED), RetentionState.NOT_DUE, True),
        (record(2, "Jane Doe"), RetentionState.DUE, False),
        (record(2, "Jane Doe"), RetentionState.EXPUNGED, False),
        (record(2, "Expunged", expunged=Expunged.YES), RetentionState.KEPT, False),
        (record(2, "Jane Doe", status=None), RetentionState.NOT_DUE, False),
    ],
)
def test_which_records_count(held: Record, state: RetentionState, compared: bool) -> None:
    """Flagged and blacklisted ones that are neither expunged nor due; one on hold counts."""
    assert bool(compared_records([held], lambda _row: Verdict(state, ""))) is compared


def test_nothing_shows_contents() -> None:
    """Whoever is on a list does not show in what a log may print."""
    shown = repr((somebody(2, "Jane Doe", "jane@example.org"), Pairing(2, 7), in_subject("@jane")))
    assert "jane" not in shown.lower()


def test_a_large_list_is_quick() -> None:
    """Ten times as many people take no forty times as long: each is looked up. How long that is,
    `scripts/bench.py names` says; a busy machine takes longer for both."""
    records = [
        record(row, name, contacts=(mail,)) for row, (name, mail) in enumerate(people(500, 2), 2)
    ]
    listed = [somebody(row, name, mail) for row, (name, mail) in enumerate(people(5000, 3), 2)]
    told: list[tuple[int, int]] = []

    def seconds(count: int) -> float:
        began = time.process_time()
        screen(listed[:count], records, tell=lambda done, of: told.append((done, of)))
        return time.process_time() - began

    few = max(seconds(500), 0.01)
    assert min(seconds(5000), seconds(5000)) < 40 * few
    assert told == [(2000, 5000), (4000, 5000)] * 2
