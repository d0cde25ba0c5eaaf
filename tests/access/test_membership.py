"""Terms: who is a member on which day."""

from __future__ import annotations

import datetime as dt

import pytest

from cocsheets.access.membership import SOURCES, Member, MemberRole, MembersSettings, Roster, Term
from cocsheets.errors import ConfigurationError

DAY = dt.timedelta(days=1)
START = dt.date(2024, 3, 1)
END = dt.date(2025, 3, 1)


def test_a_term_ends_the_day_before_stepping_down() -> None:
    """Someone is current from Joined until the day before Stepped down."""
    term = Term(MemberRole.MEMBER, START, END)
    days = [START - DAY, START, END - DAY, END]
    assert [term.covers(day) for day in days] == [False, True, True, False]


def test_no_beginning_and_no_end() -> None:
    """A blank Joined is current from ever, a blank Stepped down for ever."""
    assert Term(MemberRole.MEMBER).covers(dt.date.min)
    assert Term(MemberRole.MEMBER).covers(dt.date.max)


def test_several_terms() -> None:
    """A person who came back is current in both terms and not between; the role is the term's."""
    back = dt.date(2026, 1, 1)
    member = Member(
        "Ana",
        "ana@example.org",
        (Term(MemberRole.CHAIR, START, END, 2), Term(MemberRole.ADVISER, back, None, 7)),
    )
    assert member.term(START).role is MemberRole.CHAIR  # type: ignore[union-attr]
    assert member.term(back).role is MemberRole.ADVISER  # type: ignore[union-attr]
    assert not member.current(END)
    assert member.left(END) == END
    assert member.left(back) is None
    assert member.ends(START) == END
    assert member.ends(back) is None


def test_terms_that_follow_each_other_end_with_the_last() -> None:
    """A chair who goes on as an adviser without a gap does not leave between the two."""
    late = dt.date(2026, 1, 1)
    terms = (Term(MemberRole.CHAIR, START, END), Term(MemberRole.ADVISER, END, late))
    assert Member("Ana", "ana@example.org", terms).ends(START) == late


def test_the_most_powerful_of_overlapping_terms_counts() -> None:
    """Two rows for one person at one time give the role that allows more."""
    terms = (Term(MemberRole.ADVISER), Term(MemberRole.CHAIR), Term(MemberRole.MEMBER))
    roster = Roster((Member("Ana", "ana@example.org", terms),))
    assert roster.chairs(START) == roster.members


def test_found_whatever_the_case() -> None:
    """A member is found by an address in any case."""
    roster = Roster((Member("Ana", "Ana@Example.org", (Term(MemberRole.MEMBER),)),))
    assert roster.find(" ANA@example.ORG ") is roster.members[0]
    assert roster.find("nobody@example.org") is None


@pytest.mark.parametrize("source", ["Members", "worksheet:", "sheet:Members", "file: "])
def test_sources_that_are_refused(source: str) -> None:
    """A source that is neither a worksheet nor a file is a configuration error."""
    with pytest.raises(ConfigurationError):
        MembersSettings(source).check()


def test_sources() -> None:
    """The worksheet `Members` by default; every example is one."""
    assert (MembersSettings().kind, MembersSettings().place) == ("worksheet", "Members")
    for example in SOURCES.values():
        MembersSettings(example).check()
