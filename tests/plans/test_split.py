"""Splitting and joining as pure functions: nobody is named, and nothing is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from hypothesis import given, settings
from hypothesis import strategies as st

from cocsheets.data import replace
from cocsheets.plans.identities import NewIdentity
from cocsheets.plans.register import Register
from cocsheets.plans.split import SplitPlan, coded_text, plan_join, plan_split
from cocsheets.records.codenames import draw
from cocsheets.records.identities import Identity, Part
from cocsheets.records.layout import RecordTable
from cocsheets.records.links import link
from cocsheets.records.reading import read_table
from cocsheets.records.retentionsettings import RetentionSettings
from cocsheets.records.shared import Nobody
from cocsheets.records.table import Extras, Value
from cocsheets.records.verdicts import judge
from tests.records.sheets import KEYS, cells, day, drawn, table

TODAY = dt.date(2026, 4, 2)
NAMES = (
    "Ada Fixture",
    "Rik Roe; Una Sample",
    "Rik Roe and Una Sample",
    "Una Sample, Ada Fixture",
    "Sam",
    "Expunged",
    "N/A",
    "Fixture, Ada",
    None,
)
CONTACTS = (
    "ada@example.org",
    "https://example.org/rik\nADA@example.org",
    "@una, una@example.net",
    "profile",
    None,
)
TEXTS = (
    "Ada Fixture shouted at Una Sample",
    "Wrote to ada@example.org; ADA FIXTURE and @una answered.",
    "Rik Roe (https://example.org/rik) was there",
    "",
    "Nobody",
    None,
)

lines = drawn(
    6,
    date_reported=(day("2024-01-10"), day("2024-02-10")),
    reporter=("Ana Lopez", "Ana", "Una Sample (public)", "Expunged", None),
    named_subjects=NAMES,
    subject_contacts=CONTACTS,
    summary=TEXTS,
    outcome_to_share=TEXTS,
    expunge_on=(day("2026-01-01"), day("2026-12-01"), None),
)


def register(found: RecordTable, known: Collection[Identity] = ()) -> Register:
    """A register that knows some people."""
    return Register(known, link(read_table(found).records), Nobody(), draw)


def split(found: RecordTable, known: Collection[Identity] = ()) -> SplitPlan:
    """The plan to split."""
    return plan_split("KEY", found, read_table(found).records, register(found, known))


def after(found: RecordTable, plan: SplitPlan) -> RecordTable:
    """The table as the plan would have it."""
    rows = [list(row.values) for row in found.data_rows()]
    places = {row.number: place for place, row in enumerate(found.data_rows())}
    for change in plan.cells:
        rows[places[change.row]][change.column] = change.after
    return table(*rows)


@given(lines)
@settings(max_examples=80)
def test_joining_gives_back_every_cell(rows: list[list[Value]]) -> None:
    """What was split and joined reads as at first, cell for cell."""
    first = table(*rows)
    plan = split(first)
    apart = after(first, plan)
    joined = plan_join("KEY", apart, read_table(apart).records, plan.code_names)
    assert not joined.obstacles
    assert [row.values for row in after(apart, joined).data_rows()] == [
        row.values for row in first.data_rows()
    ]


@given(lines)
@settings(max_examples=80)
def test_nobody_is_named_any_longer(rows: list[list[Value]]) -> None:
    """After splitting no text mentions anybody in full, and splitting again changes nothing."""
    first = table(*rows)
    plan = split(first)
    apart = after(first, plan)
    book = register(apart, plan.code_names.values())
    for row in apart.data_rows():
        for text in row.values:
            if isinstance(text, str):
                assert coded_text(text, book) == text
    assert not split(apart, plan.code_names.values()).changes


@given(lines)
@settings(max_examples=80)
def test_the_same_people_are_the_same(rows: list[list[Value]]) -> None:
    """Who is linked with whom, what is due and what is on hold does not change."""
    first = table(*rows)
    apart = after(first, split(first))
    before, now = read_table(first).records, read_table(apart).records
    numbers = [record.row for record in before]
    assert [link(before).others(row) for row in numbers] == [
        link(now).others(row) for row in numbers
    ]
    people = [len(record.named_subjects) for record in before]
    assert people == [len(record.named_subjects) for record in now]
    policy = RetentionSettings()
    assert judge(before, policy, TODAY) == judge(now, policy, TODAY)


@given(lines, st.data())
@settings(max_examples=100)
def test_a_half_split_sheet_is_finished(rows: list[list[Value]], data: st.DataObject) -> None:
    """Where a run ended early, the next one uses the code names that are there."""
    first = table(*rows)
    plan = split(first)
    done = data.draw(st.sets(st.sampled_from(sorted({c.row for c in plan.cells}) or [0])))
    half = replace(plan, changes=tuple(c for c in plan.cells if c.row in done))
    apart = after(first, half)
    people = {record.row: record for record in read_table(apart).records}
    rest = split(apart, plan.code_names.values())
    whole = after(apart, rest)
    joined = plan_join("KEY", whole, read_table(whole).records, rest.code_names)
    assert not joined.obstacles
    assert people.keys() == {record.row for record in read_table(whole).records}
    assert [row.values for row in after(whole, joined).data_rows()] == [
        row.values for row in first.data_rows()
    ]
    assert not [
        one for one in rest.changes if isinstance(one, NewIdentity) and one.person.addresses
    ]


def test_one_person_has_one_code_name() -> None:
    """Reporter and subject, name and address: whoever is the same has the same code name."""
    found = table(
        cells(named_subjects="Ada Fixture", subject_contacts="ada@example.org", reporter=None),
        cells(named_subjects="A. F.", subject_contacts="ada@example.org", reporter="Ada Fixture"),
    )
    plan = split(found)
    assert len(plan.code_names) == 1
    (person,) = plan.code_names.values()
    assert person.names == ("Ada Fixture", "A. F.")
    assert person.addresses == ("ada@example.org",)
    assert person.parts == {Part.SUBJECT, Part.REPORTER}


def test_short_names_stay_apart() -> None:
    """A single word links nobody: each row has a code name of its own."""
    found = table(
        cells(named_subjects="Sam", reporter=None), cells(named_subjects="Sam", reporter=None)
    )
    assert len(split(found).code_names) == 2


def test_the_digest_does_not_depend_on_the_code_names_drawn() -> None:
    """A person can agree to a plan although code names are drawn at random."""
    found = table(cells(named_subjects="Ada Fixture"))
    assert split(found).digest == split(found).digest


def test_what_stands_in_the_way() -> None:
    """A note that names people, a formula and a number are for a person to fix first."""
    rows = table(
        cells(named_subjects="Ada Fixture", summary="x"),
        extras={(2, KEYS.index("summary")): Extras(note="Ada Fixture called")},
    )
    plan = split(rows)
    assert [one.reason for one in plan.obstacles] == ["a note names people"]
    assert plan.blocked


def test_a_short_name_is_never_taken_for_a_person_who_can_be_linked() -> None:
    """After an interrupted run, `Sam` alone is not the Sam whose address is known."""
    found = table(
        cells(named_subjects="Sam", subject_contacts="sam@example.org", reporter=None),
        cells(named_subjects="Sam", reporter=None),
    )
    plan = split(found)
    records = read_table(found).records
    book = Register(
        plan.code_names.values(), link(records), Nobody(), draw, alone=plan.code_names.keys()
    )
    again = plan_split("KEY", found, records, book)
    assert [c.after for c in again.cells] == [c.after for c in plan.cells]
    assert not book.added
