"""The expunge plan as a pure function: what it changes, what it leaves; twice is as once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocsheets.data import replace
from cocsheets.plans.expunge import ExpungePlan, plan_expunge
from cocsheets.plans.plan import CellChange
from cocsheets.records.later_reports import NOTHING_REMEMBERED, RememberedReports, forgotten
from cocsheets.records.layout import RecordTable, locate
from cocsheets.records.links import link
from cocsheets.records.reading import read_table
from cocsheets.records.retentionsettings import RetentionSettings
from cocsheets.records.table import Block, Extras, Value
from cocsheets.records.verdicts import judge
from cocsheets.records.written import Doubts
from tests.records.sheets import (
    HEADERS,
    KEYS,
    SCHEMA,
    cells,
    day,
    drawn,
    sheet,
    spreadsheet,
    table,
)

TODAY = dt.date(2026, 4, 2)
NOTE = Extras(note="met Ada Fixture", validation={"condition": {"type": "ONE_OF_LIST"}})
PEOPLE = ("Ada Fixture", "Roe, Rik; Poe & Co", "Expunged", "expunged; Expunged", "Sam", 42.0, None)

lines = drawn(
    5,
    date_reported=(day("2024-01-10"), day("2024-02-10"), "soon", None),
    reporter=("Ana Lopez", "Expunged", None),
    named_subjects=PEOPLE,
    subject_contacts=("ada@example.org", "https://example.org/rik\nx@example.net", 7.0, None),
    summary=("Ada Fixture shouted", "=not a formula", "", None),
    outcome_to_share=("Told Ada Fixture, ada@example.org", "Talked", "Told Rik Roe", None),
    expunge_on=(day("2026-01-01"), day("2026-12-01"), day("2026-04-02"), "never", None),
)


def plan(found: RecordTable, remembered: RememberedReports = NOTHING_REMEMBERED) -> ExpungePlan:
    """What is due today."""
    records = read_table(found).records
    verdicts = judge(records, RetentionSettings(), TODAY, remembered=remembered)
    return plan_expunge("KEY", found, records, verdicts, TODAY)


def remembered(found: RecordTable, made: ExpungePlan) -> RememberedReports:
    """What the ledger remembers once the plan is carried out."""
    records = read_table(found).records
    return forgotten(records, link(records), made.due)


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
    again = plan(after, remembered(found, made))
    assert again.changes == ()
    assert [one.row for one in again.held] == [one.row for one in made.held]
    touched = {change.row for change in made.changes if isinstance(change, CellChange)}
    assert touched <= made.due


def test_a_hold_outlives_the_report_that_it_stands_on() -> None:
    """Expunging a later report does not make the record due that it resets."""
    dates = ((day("2025-04-01"), day("2026-04-01")), (day("2025-09-30"), day("2026-03-30")))
    found = table(
        *(
            cells(date_reported=date, named_subjects="Ada Fixture", expunge_on=until)
            for date, until in dates
        )
    )
    made = plan(found)
    assert ([one.row for one in made.held], set(made.due)) == ([2], {3})
    (again,) = plan(carried_out(found, made), remembered(found, made)).held
    assert (again.row, again.until, again.proposed) == (2, "2026-09-30", "2026-09-30")
    assert again.reason == (
        "A report of 2025-09-30, expunged by now, was about a person it names; "
        "it resets the expunge date to 2026-09-30."
    )


def test_an_undated_report_waits_for_its_date_while_others_stand_on_it() -> None:
    """A due record without a date of report that others are linked with is left whole, and told."""
    lines: list[dict[str, Value]] = [
        {"named_subjects": "Ada Fixture", "expunge_on": day("2026-04-01"), "date_reported": date}
        for date in (day("2025-04-01"), None)
    ]
    found = table(*(cells(**line) for line in lines))
    made = plan(found)
    assert (made.changes, [one.row for one in made.held]) == ((), [2])
    (obstacle,) = made.obstacles
    assert (obstacle.row, obstacle.pending) == (3, False)
    assert "date of the report is missing" in obstacle.reason


def test_an_undated_report_about_nobody_else_is_due_by_its_own_date() -> None:
    """Without links the blank date of report is a slip, and the expunge date counts."""
    ada, over = "Ada Fixture", day("2026-04-01")
    found = table(cells(date_reported=None, named_subjects=ada, expunge_on=over))
    assert plan(found).due == {2}


@settings(deadline=None)
@given(lines)
def test_records_that_are_not_due_are_left_alone(rows: list[Sequence[Value]]) -> None:
    """No change names a row whose readable date is not over."""
    found = table(*rows)
    over = {
        record.row
        for record in read_table(found).records
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


def test_a_formula_that_fills_other_cells_is_left_alone() -> None:
    """Overwriting it would empty what stands in rows that are not due, or in other columns."""
    old, new = day("2026-01-01"), day("2026-12-01")
    reported = day("2024-01-10")
    rows = [
        cells(date_reported=reported, named_subjects=name, expunge_on=until)
        for name, until in (("Ada Fixture", old), ("Rik Roe", new), ("Sam Poe", old))
    ]
    formula, filled = Extras(formula="=Intake!C2:C"), Extras(spilled=True)
    down = plan(table(*rows, extras={(2, 2): formula, (3, 2): filled, (4, 2): filled}))
    assert [one.row for one in down.obstacles] == [2, 4]
    assert (down.obstacles[0].column, down.changes) == (2, ())
    assert "fills other cells" in down.obstacles[0].reason
    across = cells(summary="shouted", action_by_us="No", date_reported=reported, expunge_on=old)
    aside = plan(table(across, extras={(2, 4): formula, (2, 5): filled}))
    assert [(one.row, one.column) for one in aside.obstacles] == [(2, 4)]
    alone = plan(table(*rows, extras={(2, 2): formula, (4, 2): filled}))
    linked = Extras(formula='=HYPERLINK("https://example.org/{ada}", A2)')
    single = plan(table(*rows, extras={(2, 2): linked, (3, 2): filled}))
    for made, obstacles in ((single, []), (alone, [4])):
        assert [one.row for one in made.obstacles] == obstacles
        assert isinstance(made.changes[0], CellChange)
        assert made.changes[0].row == 2


def due(**more: Value) -> tuple[Value, ...]:
    """A row that is due and names Ada, also outside the cells that identify."""
    line: dict[str, Value] = {
        "expunge_on": day("2026-01-01"),
        "named_subjects": "Ada Fixture",
        "outcome_to_share": "Told Ada Fixture",
    }
    return cells(**{**line, **more})


def wanted(made: ExpungePlan) -> list[tuple[str, str, bool]]:
    """Action, field and whether what is attached goes, of all changes but the reporter's."""
    changes = [change for change in made.changes if isinstance(change, CellChange)]
    return [(c.action, c.name, c.clears) for c in changes if c.name != "reporter"]


@pytest.mark.parametrize(
    ("extras", "reason"),
    [
        (Extras(spilled=True), "the value comes from a formula in another cell"),
        (Extras(pivot=True), "a pivot table starts in the cell"),
    ],
)
@pytest.mark.parametrize("column", ["named_subjects", "outcome_to_share"])
def test_what_bars_a_cell_leaves_its_row_whole(column: str, extras: Extras, reason: str) -> None:
    """Told once, with what to do; a value that spills over a text that is only redacted stays."""
    made = plan(table(due(), extras={(2, KEYS.index(column)): extras}))
    if column == "outcome_to_share" and extras.spilled:
        assert wanted(made) == [("expunge", "named_subjects", False)]
        return
    assert (made.changes, [found.reason for found in made.obstacles]) == ((), [reason])
    assert made.obstacles[0].hint


@pytest.mark.parametrize("extras", [Extras(), Extras(formula="=A1"), Extras(spilled=True)])
def test_only_texts_that_somebody_typed_are_redacted(extras: Extras) -> None:
    """A formula outside the identifying cells stays: what it shows changes with what it reads."""
    made = plan(table(due(), extras={(2, KEYS.index("outcome_to_share")): extras}))
    redacted = ("redact", "outcome_to_share", False) in wanted(made)
    assert redacted is (extras == Extras())


@pytest.mark.parametrize(
    "extras",
    [
        Extras(note="Ada"),
        Extras(link="mailto:ada@example.org"),
        Extras(chips=({"chip": {}},)),
        Extras(validation={"condition": {"type": "ONE_OF_LIST"}}),
    ],
)
def test_what_is_attached_goes_with_its_cell(extras: Extras) -> None:
    """Each kind by itself, and also from a cell that reads Expunged already, or nothing."""
    for value, action in (("Ada Fixture", "expunge"), ("Expunged", "clear"), (None, "clear")):
        line = due(named_subjects=value, outcome_to_share=None)
        made = plan(table(line, extras={(2, KEYS.index("named_subjects")): extras}))
        assert wanted(made) == [(action, "named_subjects", True)]
        (told,) = [c for c in made.changes if isinstance(c, CellChange) and c.clears]
        assert told.public_after == ("Expunged" if action == "expunge" else "")


@pytest.mark.parametrize(
    ("merge", "obstacles"),
    [
        (Block(0, 1, 3, 2, 3), [2]),
        (Block(0, 0, 2, 2, 3), [2]),
        (Block(0, 1, None, 2, 3), [2]),
        (Block(0, 1, 2, 2, 4), []),
        (Block(0, 2, 4, 2, 3), []),
        (Block(0, 1, 3, 7, 8), []),
    ],
)
def test_a_cell_merged_with_other_rows_leaves_its_row_whole(
    merge: Block, obstacles: list[int]
) -> None:
    """Whom it is about is not known then; one merged within its row, or elsewhere, bars nothing."""
    found = table(due(), due(expunge_on=day("2026-12-01")), cells())
    made = plan(replace(found, worksheet=replace(found.worksheet, merges=(merge,))))
    told = [one.row for one in made.obstacles if "merged with cells of other rows" in one.reason]
    assert told == obstacles
    assert bool(made.changes) is not bool(obstacles)


def test_a_row_that_is_in_doubt_is_left_whole() -> None:
    """It may hold what was meant for another; so may a place that nobody knows any more."""
    found = table(due(), due())
    records = read_table(found).records
    verdicts = judge(records, RetentionSettings(), TODAY)
    doubts = Doubts({2: "it shows a date"}, ("a place",))
    made = plan_expunge("KEY", found, records, verdicts, TODAY, doubts)
    assert [(one.row, one.reason) for one in made.obstacles] == [
        (2, "it shows a date"),
        (None, "a place"),
    ]
    assert {change.row for change in made.changes if isinstance(change, CellChange)} == {3}
    assert made.due == {3}


MARK = "(cocsheets 0123abcd-1)"


def test_what_an_interrupted_run_left_in_a_row_that_is_not_due_is_stray() -> None:
    """Nothing finishes it, so it is told."""
    later = day("2026-12-01")
    kept = due(named_subjects=f"Expunged {MARK}", expunge_on=later)
    made = plan(table(kept, due(expunge_on=later)))
    assert (made.stray_marks, made.changes, made.obstacles) == ((2,), (), ())


@pytest.mark.parametrize(
    ("text", "barred"), [(f"Expunged {MARK}", False), (f"Told somebody {MARK}", True)]
)
def test_what_an_interrupted_run_was_writing_into_a_due_row(text: str, barred: bool) -> None:
    """An expunge goes on; any other text may be another record's, and the row is left whole."""
    made = plan(table(due(outcome_to_share=text)))
    assert bool(made.changes) is not barred
    reasons = [found.reason for found in made.obstacles]
    assert ["perhaps for another record" in reason for reason in reasons] == [True] * barred
    assert made.stray_marks == ()


def test_reports_above_the_header_and_marks_beside_the_records_are_told() -> None:
    """Neither is touched, and nobody should think that it was looked at."""
    report = cells(named_subjects="Ada Fixture", expunge_on=day("2020-01-01"))
    mark = (*[None] * len(KEYS), "Expunged (cocsheets 4f9c02d1-1)")
    found = locate(spreadsheet(sheet([report, report, HEADERS, cells(), mark])), SCHEMA)
    made = plan(found)
    assert (made.changes, made.stray_marks) == ((), (5,))
    assert [(one.reason.rpartition(": ")[2], one.pending) for one in made.obstacles] == [
        ("row 1, 2", False)
    ]
