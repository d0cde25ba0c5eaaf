"""Where names are apart from cases, people are found by name and address; or it is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cocsheets.errors import AccessError
from cocsheets.formats.access_letter import access_letter
from cocsheets.operations.blinding import identifiers_of
from tests.box import ROBOT
from tests.operations.test_split import Apart

if TYPE_CHECKING:
    from cocsheets.operations.reading import Reading
    from cocsheets.sandbox import Sandbox

LISTED = (
    {"Name": "A. F.", "Mail": "ada@example.org"},
    {"Name": "Roe, Rik", "Mail": ""},
    {"Name": "Una Else", "Mail": "else@example.org"},
)


@pytest.fixture(scope="module")
def apart(sandbox: Sandbox) -> Apart:
    """Records with code names, two of them flagged."""
    made = Apart(sandbox)
    made.split()
    made.box.book.sheet1.update([["flagged"], ["flagged"]], "I2:I3", raw=True)
    return made


@pytest.fixture
def reading(apart: Apart) -> Reading:
    """What somebody reads who may open the identities."""
    return apart.committee(layout="code-names").read()


def test_a_list_is_compared_with_the_people_behind_code_names(reading: Reading) -> None:
    """An address in the identities is a match, a name there a question; the outcome as it is."""
    found = reading.screen(LISTED)
    assert [(m.row, m.status, m.outcome) for m in found.matches] == [
        (2, "flagged", "talked"),
        (2, "flagged", "talked"),
    ]
    assert [(q.row, q.record_row) for q in found.questions] == [(3, 3)]
    assert "Fixture" not in repr(found)
    assert any("mail ada@example.org" in one for one in identifiers_of(reading))


def test_what_is_held_is_found_under_the_code_name(apart: Apart, reading: Reading) -> None:
    """Records, texts and the identities; in an answer with the name, and without anybody else."""
    found = reading.about("ada@example.org")
    assert [record.row for record in found.records] == [2, 3]
    assert len(found.identities) == 1
    letter = access_letter(found, ".txt", "2026-11-28")
    assert "Ada Fixture shouted." in letter
    assert "[another person] too" in letter
    for other in ("Rik", "Roe", "Una", "Witness", "Ana"):
        assert other not in letter
    assert not [row[0] for row in apart.identities()[1:] if row[0] in letter]


def test_who_may_not_open_the_identities_is_told_who_may(apart: Apart) -> None:
    """An account without access to the names gets exit 3, and nothing is compared."""
    apart.book.remove_permissions(ROBOT)
    reading = apart.committee(layout="code-names").read()
    with pytest.raises(AccessError, match="cannot open the identities"):
        reading.screen(LISTED)
    with pytest.raises(AccessError, match="cannot open the identities"):
        reading.about("ada@example.org")
