"""The expunge plan as a pure function: what it changes, what it leaves; twice is as once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocsheets.plans.expunge import ExpungePlan, plan_expunge
from cocsheets.plans.plan import CellChange
from cocsheets.records.layout import RecordTable
from cocsheets.records.reading import read_records
from cocsheets.records.retention import RetentionSettings, judge
from cocsheets.records.table import Extras, Value
from tests.records.sheets import KEYS, cells, day, table

TODAY = dt.date(2026, 4, 2)
NOTE = Extras(note="met Ada Fixture", validation={"condition": {"type": "ONE_OF_LIST"}})
PEOPLE = ("Ada Fixture", "Roe, Rik; Poe & Co", "Expunged", "expunged; Expunged", "Sam", 42.0, None)

lines = st.lists(
    st.builds(
        lambda reported, reporter, named, contact, summary, outcome, until: cells(
            date_reported=reported,
            reporter=reporter,
            named_subjects=named,
            subject_contacts=contact,
            summary=summary,
            outcome_to_share=outcome,
            expunge_on=until,
        ),
        st.sampled_from((day("2024-01-10"), day("2024-02-10"), "soon", None)),
        st.sampled_from(("Ana Lopez", "Expunged", None)),
        st.sampled_from(PEOPLE),
        st.sampled_from(("ada@example.org", "https://example.org/rik\nx@example.net", 7.0, None)),
        st.sampled_from(("Ada Fixture shouted", "=not a formula", "", None)),
        st.sampled_from(("Told Ada Fixture, ada@example.org", "Talked", "Told Rik Roe", None)),
        st.sampled_from((day("2026-01-01"), day("2026-12-01"), day("2026-04-02"), "never", None)),
    ),
    max_size=5,
)


def plan(found: RecordTable) -> ExpungePlan:
    """What is due today."""
    records = read_records(found)
    verdicts = judge(records, RetentionSettings(), TODAY)
    return plan_expunge("KEY", found, records, verdicts, TODAY)


def carried_out(found: RecordTable, made: ExpungePlan) -> RecordTable:
    """The table with the plan's cells changed, and nothing else."""
    changed = {
        (change.row, change.column): change
        for change in made.changes
        if isinstance(change, CellChange)
    }
    values: list[Sequence[Value]] = []
    extras: dict[tuple[int, int], Extras] = {}
    for row in found.data_rows():
        line = [*row.values, *[None] * (len(KEYS) - len(row.values))]
        while len(values) < row.number - 2:
            values.append(())
        for column in range(len(KEYS)):
            change = changed.get((row.number, column))
            if change is not None:
                line[column] = change.after
            if column in row.extras and not (change is not None and change.clears):
                extras[row.number, column] = row.extras[column]
        values.append(line)
    return table(*values, extras=extras)


@settings(max_examples=150)
@given(lines, st.sets(st.tuples(st.integers(2, 6), st.integers(0, 9)), max_size=6))
def test_expunging_twice_changes_nothing_more(
    rows: list[Sequence[Value]], noted: set[tuple[int, int]]
) -> None:
    """After the plan was carried out there is nothing left to plan, and due rows read Expunged."""
    found = table(*rows, extras=dict.fromkeys(noted, NOTE))
    made = plan(found)
    after = carried_out(found, made)
    if not made.held:  # what holds do is the fault that the next test records
        assert plan(after).changes == ()
    touched = {change.row for change in made.changes if isinstance(change, CellChange)}
    assert touched <= made.due


@pytest.mark.xfail(reason="a hold ends too early with the report that it stands on", strict=True)
def test_a_hold_outlives_the_report_that_it_stands_on() -> None:
    """Expunging a later report does not make the record due that it resets."""
    held = (45301.0, "Ana Lopez", "Ada Fixture", "", "", None, None, "", None, 46023.0)
    later = (None, *held[1:])
    found = table(held, later)
    made = plan(found)
    assert [one.row for one in made.held] == [2]
    assert plan(carried_out(found, made)).changes == ()


@given(lines)
def test_records_that_are_not_due_are_left_alone(rows: list[Sequence[Value]]) -> None:
    """No change names a row whose readable date is not over."""
    found = table(*rows)
    over = {
        record.row
        for record in read_records(found)
        if record.expunge_on is not None and record.expunge_on < TODAY
    }
    assert {change.row for change in plan(found).changes if isinstance(change, CellChange)} <= over


@given(lines)
def test_a_plan_shows_no_contents(rows: list[Sequence[Value]]) -> None:
    """Neither as text nor as JSON, nor by its digest, which does not depend on what is erased."""
    made = plan(table(*rows))
    shown = repr(made) + str(made.to_json())
    assert not any(name in shown for name in ("Ada", "Fixture", "Roe", "example.org", "shouted"))


def test_the_digest_tells_places_not_contents() -> None:
    """The same places in another sheet of names have the same digest; another row has another."""
    line = {"date_reported": day("2024-01-10"), "expunge_on": day("2026-01-01")}
    one = plan(table(cells(**line, named_subjects="Ada Fixture")))
    other = plan(table(cells(**line, named_subjects="Rik Sample")))
    later = plan(table(cells(**{**line, "date_reported": day("2024-02-10")}, named_subjects="A B")))
    assert one.digest == other.digest != later.digest
