"""Linking records over people."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from cocsheets.data import replace
from cocsheets.records.identifiers import Identifier, Kind
from cocsheets.records.links import Links, identified, link
from cocsheets.records.record import Record, RecordKey
from cocsheets.records.shared import Nobody
from tests.records.examples import sheet

NAMES = ["Ada Fixture", "Rik Sample", "Poe Example", "Una Newcase", "Ada", "No name", "Expunged"]
CONTACTS = ["ada@example.org", "Ada@Example.org", "rik@example.net", "@poe", "example.org/u/una"]


@st.composite
def records(draw: st.DrawFn, size: int = 8) -> list[Record]:
    """A few records that share people in all sorts of ways."""
    days = st.dates(dt.date(2020, 1, 1), dt.date(2024, 12, 31))
    return [
        Record(
            RecordKey(day, row),
            row,
            date_reported=day,
            expunge_on=draw(st.none() | st.just(day + dt.timedelta(days=300))),
            named_subjects=tuple(draw(st.lists(st.sampled_from(NAMES), max_size=3))),
            subject_contacts=tuple(draw(st.lists(st.sampled_from(CONTACTS), max_size=2))),
        )
        for row, day in enumerate(draw(st.lists(days, max_size=size)), start=2)
    ]


def linked(text: str) -> set[frozenset[str]]:
    """The groups of reports that concern one person, of those that more than one concerns."""
    reports = sheet(text)
    names = {record.row: name for name, record in reports.items()}
    links = link(reports.values())
    return {frozenset(names[row] for row in rows) for rows in links.repeated.values()}


def test_being_named_together_is_not_sameness() -> None:
    """Two people in one record stay two people."""
    text = """A  2023-01-01 > never  Per One
              B  2023-02-01 > never  Per One; Per Two
              C  2023-03-01 > never  Per Two"""
    assert linked(text) == {frozenset("AB"), frozenset("BC")}


def test_contacts_of_several_people_join_nobody() -> None:
    """Two addresses beside two names say nothing about whose is whose."""
    text = """A  2023-01-01 > never  Per One  [one@example.org]
              B  2023-02-01 > never  Per One; Per Two  [one@example.org two@example.org]
              C  2023-03-01 > never  Per Three  [two@example.org]"""
    assert linked(text) == {frozenset("AB"), frozenset("BC")}


def test_contacts_without_a_name_are_people_of_their_own() -> None:
    """A record that names nobody does not join its contacts."""
    text = """A  2023-01-01 > never  [one@example.org two@example.org]
              B  2023-02-01 > never  Per One  [one@example.org]
              C  2023-03-01 > never  Per Two  [two@example.org]"""
    assert linked(text) == {frozenset("AB"), frozenset("AC")}


def test_an_expunged_name_still_counts_as_one_person() -> None:
    """In a half-expunged record of one person, the contacts that are left are that person's."""
    text = """A  2023-01-01 > never  Expunged  [one@example.org @one]
              B  2023-02-01 > never  Per One  [@one]
              C  2023-03-01 > never  Per  [one@example.org]"""
    assert linked(text) == {frozenset("ABC")}


def test_others_are_listed_by_row() -> None:
    """The rows that share a person with a row, itself left out."""
    reports = sheet(
        """A  2023-01-01 > never  Per One
           B  2023-02-01 > never  Per One; Per Two
           C  2023-03-01 > never  Per Two
           D  2023-03-01 > never"""
    )
    links = link(reports.values())
    assert [links.others(row) for row in (2, 3, 4, 5)] == [(3,), (2, 4), (3,), ()]
    assert "one" not in repr(links).lower()


def pairs(links: Links) -> set[tuple[int, int]]:
    """The pairs of rows that share a person."""
    return {(row, other) for row in links.people for other in links.others(row)}


@given(records())
def test_linking_is_symmetric(reports: list[Record]) -> None:
    """If one row concerns the person of another, so does the other the person of the one."""
    found = pairs(link(reports))
    assert {(other, row) for row, other in found} == found


@given(records(), st.randoms(use_true_random=False))
def test_linking_does_not_depend_on_row_order(reports: list[Record], random: object) -> None:
    """Moving rows changes which rows are meant, and nothing else."""
    rows = [record.row for record in reports]
    random.shuffle(rows)  # type: ignore[attr-defined]
    moved = dict(zip((record.row for record in reports), rows, strict=True))
    found = pairs(link(replace(record, row=moved[record.row]) for record in reports))
    assert found == {(moved[row], moved[other]) for row, other in pairs(link(reports))}


@given(records())
def test_an_unrelated_record_changes_nothing(reports: list[Record]) -> None:
    """A record about somebody else leaves all links as they were."""
    stranger = replace(
        sheet("Z  2023-01-01 > never  Zoe Stranger  [zoe@example.com]")["Z"], row=999
    )
    assert pairs(link([*reports, stranger])) == pairs(link(reports))


def by_definition(reports: list[Record]) -> list[set[tuple[int, frozenset[Identifier]]]]:
    """The people as groups of mentions, joined one by one as long as two share an identifier."""
    found = zip(reports, identified(reports, Nobody()), strict=True)
    mentions = [(item.row, frozenset(who)) for item, people in found for who in people]
    groups: list[set[tuple[int, frozenset[Identifier]]]] = []
    for mention in mentions:
        same = [person for person in groups if any(mention[1] & other[1] for other in person)]
        groups = [person for person in groups if person not in same]
        groups.append({mention}.union(*same))
    return sorted(groups, key=lambda person: min(row for row, _ in person))


@given(records())
def test_links_follow_from_the_definition(reports: list[Record]) -> None:
    """Whatever is asked of links is what joining mentions one by one comes to."""
    links, people = link(reports), by_definition(reports)
    rows = [sorted({row for row, _ in person}) for person in people]
    assert sorted(map(list, links.repeated.values())) == sorted(item for item in rows if item[1:])
    for row in {item.row for item in reports}:
        beside = {other for item in rows if row in item for other in item} - {row}
        assert links.others(row) == tuple(sorted(beside))
        assert len(set(links.people.get(row, ()))) == sum(row in item for item in rows)
    for person in people:
        (number,) = {links.who(item) for _, mention in person for item in mention}
        assert {row for row, _ in person} == {
            row for row, who in links.people.items() if number in who
        }
    firsts = [
        min(row for row, who in links.people.items() if number in who)
        for number in range(1, len(people) + 1)
    ]
    assert firsts == sorted(firsts)
    assert links.who(Identifier(Kind.NAME, "zoe stranger")) is None
