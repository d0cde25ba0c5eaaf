"""Reading the roster: every slip is named, none of them guessed away."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from cocsheets.access.membership import Roster
from cocsheets.access.roster import read_rows, read_worksheet
from cocsheets.errors import LayoutError
from cocsheets.findings import Severity
from cocsheets.records.table import DateNumber, Row, Value, Worksheet
from tests.access.builders import HEADER, TODAY, rows

if TYPE_CHECKING:
    from collections.abc import Sequence


def read(*lines: Sequence[Value], header: Sequence[Value] = HEADER) -> Roster:
    """The roster in a worksheet with these lines below the header."""
    cells = [header, *rows(*lines)[1:]]
    numbered = tuple(Row(number, tuple(values)) for number, values in enumerate(cells, 1))
    return read_worksheet(Worksheet("Members", 7, 0, numbered))


def codes(roster: Roster) -> list[tuple[str, str]]:
    """Rule and cell of each finding."""
    return [(finding.rule, finding.cell) for finding in roster.findings]


def test_dates_typed_and_true() -> None:
    """True dates and ISO text are read; the last day is the one before Stepped down."""
    roster = read(
        ("Ana", "ana@example.org", "Chair ", DateNumber(45658), None),
        ("Rik", "rik@example.org", "adviser", "2025-01-01", "2026-04-02"),
    )
    assert roster.findings == ()
    assert [member.email for member in roster.current(TODAY)] == ["ana@example.org"]
    assert roster.members[0].terms[0].joined == dt.date(2025, 1, 1)
    assert roster.members[1].left(TODAY) == TODAY


def test_terms_of_one_person_are_joined() -> None:
    """Rows with one address, however spelled, are terms of one person."""
    roster = read(
        ("Ana", "ana@example.org", "member", "2020-01-01", "2021-01-01"),
        ("Ana", "ANA@example.org", "chair", "2025-01-01", None),
    )
    assert len(roster.members) == 1
    assert [term.row for term in roster.members[0].terms] == [2, 3]
    assert [m.email for m in roster.chairs(TODAY)] == ["ana@example.org"]


@pytest.mark.parametrize(
    ("line", "rule", "cell"),
    [
        (("Una", "una\u00a0@example.org", "member", "2025-01-01"), "roster-address", "B2"),
        (("Una", None, "member", "2025-01-01"), "roster-address", "B2"),
        (("Una", 12.0, "member", "2025-01-01"), "roster-address", "B2"),
        (("Una", "una@example.org", "boss", "2025-01-01"), "roster-role", "C2"),
        (("Una", "una@example.org", None, "2025-01-01"), "roster-role", "C2"),
        (("Una", "una@example.org", "member", "03/04/2025"), "roster-date", "D2"),
        (("Una", "una@example.org", "member", "2025-02-30"), "roster-date", "D2"),
        (("Una", "una@example.org", "member", 7.0), "roster-date", "D2"),
        (("Una", "una@example.org", "member", "2025-01-01", "soon"), "roster-date", "E2"),
        (("Una", "una@example.org", "member", "2025-01-01", "2024-01-01"), "roster-order", "E2"),
    ],
)
def test_a_row_that_cannot_be_read(line: tuple[Value, ...], rule: str, cell: str) -> None:
    """Such a row is an error with its cell, is nobody's term, and never repeats its contents."""
    roster = read(line)
    assert codes(roster) == [(rule, cell)]
    assert roster.members == ()
    assert [row.row for row in roster.doubtful] == [2]
    finding = roster.findings[0]
    assert finding.severity is Severity.ERROR
    assert (finding.worksheet, finding.sheet_id) == ("Members", 7)
    assert "una" not in (finding.message + finding.hint).casefold()


@pytest.mark.parametrize("line", [("Alumni",), (None, "Alumni")])
def test_a_heading_is_told_once(line: tuple[Value, ...]) -> None:
    """A row with neither address, role nor dates is one error that says what to do."""
    roster = read(line, ("Ana", "ana@example.org", "chair", "2025-01-01"))
    assert codes(roster) == [("roster-address", "B2")]
    assert "Stepped down" in roster.findings[0].hint
    assert roster.nameless == (2,)
    assert "Alumni" not in roster.findings[0].message


def test_notes_do_not_keep_anybody_out() -> None:
    """Hidden characters around an address and a blank Joined are notes; the row counts."""
    roster = read(("Ana", "\ufeffana@example.org", "member", None, None))
    assert codes(roster) == [("roster-hidden-character", "B2"), ("roster-no-start", "D2")]
    assert {finding.severity for finding in roster.findings} == {Severity.NOTE}
    assert [member.email for member in roster.current(TODAY)] == ["ana@example.org"]


def test_overlapping_terms() -> None:
    """Two open terms of one person are a warning on the later one."""
    roster = read(
        ("Ana", "ana@example.org", "member", "2020-01-01", None),
        ("Ana", "ana@example.org", "chair", "2025-01-01", None),
    )
    assert codes(roster) == [("roster-overlap", "row 3")]


def test_header_by_name_below_a_title() -> None:
    """Headers are found by name, in any case and order, below a title row."""
    header = ("stepped  DOWN", "Joined", "ROLE\u00a0", "e-mail address", "Notes", "name")
    cells = [
        ("Our committee",),
        header,
        (None, "2025-01-01", "chair", "ana@example.org", "x", "Ana"),
    ]
    numbered = tuple(Row(number, values) for number, values in enumerate(cells, 3))
    roster = read_worksheet(Worksheet("Members", 7, 0, numbered))
    assert roster.header_row == 4
    assert roster.columns["email"] == 3
    assert [member.name for member in roster.chairs(TODAY)] == ["Ana"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (("Una", "una@example.org", "member", "2025-01-01", None), True),
        (("Una", "una@example.org", "member", None, None), True),
        (("Una", "una@example.org", "mmber", "2025-01-01", None), True),
        (("una@example.org", None, "chair", None, None), True),
        (("Questions?", "una@example.org", None, None, None), False),
        (("The members since", None, "member", "2025-01-01", None), False),
    ],
)
def test_a_member_above_the_header_is_neither_let_in_nor_removed(
    line: tuple[Value, ...], told: bool
) -> None:
    """A sort that takes the header along leaves members above it; a title is no member."""
    lines = [line, HEADER, ("Ana", "ana@example.org", "chair", "2025-01-01", None)]
    numbered = tuple(Row(number, tuple(values)) for number, values in enumerate(lines, 1))
    roster = read_worksheet(Worksheet("Members", 7, 0, numbered))
    assert codes(roster) == ([("roster-above-header", "B1")] if told else [])
    assert [row.keys for row in roster.doubtful] == ([{"una@example.org"}] if told else [])
    assert [member.email for member in roster] == ["ana@example.org"]


@pytest.mark.parametrize(
    ("header", "named"),
    [
        (("Name", "E-mail", "Role", "Joined"), "Stepped down"),
        (("Name", "E-mail", "Role", "Joined", "Stepped down", "Email"), "B1 and F1"),
        ((), "E-mail"),
    ],
)
def test_missing_and_doubled_headers(header: tuple[Value, ...], named: str) -> None:
    """A missing or doubled header stops everything and is named."""
    with pytest.raises(LayoutError, match=named):
        read(header=header)


def test_empty_roster() -> None:
    """A header alone is an empty roster, which the guards refuse to act on."""
    assert read() == Roster(source="worksheet 'Members'", sheet_id=7, header_row=1)


def test_from_a_file() -> None:
    """The rows of a CSV file are read in the same way, blank lines skipped."""
    roster = read_rows(
        [
            ["Name", "E-mail", "Role", "Joined", "Stepped down"],
            ["", "", "", "", ""],
            ["Ana", "ana@example.org", "chair", "2025-01-01", ""],
            ["Rik", "rik@example.org"],
        ],
        "members.csv",
    )
    assert [member.terms[0].row for member in roster.members] == [3]
    assert codes(roster) == [("roster-role", "C4")]
    assert roster.source == "members.csv"
