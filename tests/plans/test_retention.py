"""Plans for expunge dates."""

from __future__ import annotations

import datetime as dt

import pytest

from cocsheets.data import replace
from cocsheets.plans.plan import CellChange, Plan
from cocsheets.plans.retention import Only, plan_retention
from cocsheets.records.layout import locate
from cocsheets.records.proposals import propose
from cocsheets.records.reading import read_table
from cocsheets.records.retentionsettings import RetentionSettings
from cocsheets.records.table import Block, Extras, Protection, Value
from tests.records.sheets import HEADERS, SCHEMA, cells, day, sheet, spreadsheet, table

TODAY = dt.date(2024, 1, 11)
DATE = 9
"""Column J."""


def report(
    reported: str, expunge: Value, who: str = "Ada Fixture", **more: Value
) -> tuple[Value, ...]:
    """A row by its dates and the person it names."""
    return cells(date_reported=day(reported), expunge_on=expunge, named_subjects=who, **more)


ROWS = (
    report("2023-01-10", day("2024-01-10")),  # 2: reset by row 3
    report("2023-06-01", None),  # 3: blank
    report("2023-02-01", day("2023-04-01"), "Rik Sample"),  # 4: earlier than the rules
    report("2023-02-01", day("2025-02-01"), "Poe Example"),  # 5: later than the rules
    report("2023-02-01", day("2024-02-01"), "Una Newcase"),  # 6: as the rules give
    report("2023-03-01", None, "Eve Flagged", status="flagged", outcome_to_share="told"),  # 7: kept
    report("2022-01-01", "soon", "Kim Slip"),  # 8: cannot be read
)


def plan(
    *rows: tuple[Value, ...],
    only: Only = Only.STALE,
    shorten: bool = False,
    policy: RetentionSettings | None = None,
    extras: dict[tuple[int, int], Extras] | None = None,
) -> Plan:
    """The plan for these rows."""
    sheet = table(*rows, extras=extras)
    proposals = propose(read_table(sheet).records, policy or RetentionSettings())
    return plan_retention("KEY", sheet, proposals, TODAY, only=only, shorten=shorten)


def told(found: Plan) -> dict[int, str]:
    """What each row is to read."""
    assert all(isinstance(change, CellChange) for change in found.changes)
    return {
        c.row: f"{c.action} {c.public_after}" for c in found.changes if isinstance(c, CellChange)
    }


@pytest.mark.parametrize(
    ("only", "shorten", "expected"),
    [
        (Only.STALE, False, {2: "reset date 2024-06-01"}),
        (Only.MISSING, False, {3: "set date 2024-06-01"}),
        (
            Only.ALL,
            False,
            {2: "reset date 2024-06-01", 3: "set date 2024-06-01", 4: "set date 2024-02-01"},
        ),
        (Only.STALE, True, {2: "reset date 2024-06-01", 5: "set date 2024-02-01"}),
    ],
)
def test_only_what_is_asked_for(only: Only, shorten: bool, expected: dict[int, str]) -> None:
    """Blank, reset and short dates are set as asked; a later date is shortened only by name."""
    found = plan(*ROWS, only=only, shorten=shorten)
    assert told(found) == expected
    assert [item.row for item in found.obstacles] == [8]


@pytest.mark.parametrize(
    ("later", "expected"), [("2023-01-11", {2: "reset date 2024-01-11"}), ("2023-01-10", {})]
)
def test_a_reset_that_time_has_overtaken_is_left_out(later: str, expected: dict[int, str]) -> None:
    """A record is due only after its date: a reset to today still keeps it for a day."""
    assert told(plan(report("2022-06-10", day("2023-06-10")), report(later, None))) == expected


def test_carried_out_it_has_nothing_left_to_do() -> None:
    """With the dates that the plan gives, the rules agree, also where the term is six months."""
    rows = (report("2023-01-10", day("2023-07-10")), report("2023-12-01", None))
    first = plan(*rows, only=Only.ALL)
    assert told(first) == {2: "reset date 2024-06-01", 3: "set date 2024-12-01"}
    done = (report("2023-01-10", day("2024-06-01")), report("2023-12-01", day("2024-12-01")))
    assert told(plan(*done, only=Only.ALL, shorten=True)) == {}


def test_a_reset_that_time_has_overtaken_is_left_to_expunging() -> None:
    """The record is due with either date."""
    rows = (report("2021-01-10", day("2022-01-10")), report("2021-06-01", day("2022-06-01")))
    assert told(plan(*rows)) == {}


def test_repeated_reports_lose_their_dates_where_they_are_kept() -> None:
    """`repeat_keeps` proposes a blank date for every report about the person."""
    rows = (report("2023-01-10", day("2024-01-10")), report("2023-06-01", day("2024-06-01")))
    found = plan(*rows, policy=RetentionSettings(repeat_keeps=True))
    assert told(found) == {2: "reset date blank", 3: "reset date blank"}


def test_a_formula_is_an_obstacle() -> None:
    """A date that the sheet computes is not overwritten with a fixed one."""
    found = plan(*ROWS[:2], extras={(2, DATE): Extras(formula="=EDATE(A2,12)")})
    assert told(found) == {}
    assert [(item.row, item.column) for item in found.obstacles] == [(2, DATE)]


@pytest.mark.parametrize(
    ("editable", "warning_only", "written"),
    [(False, False, False), (True, False, True), (False, True, True)],
)
def test_a_protected_cell_is_an_obstacle(editable: bool, warning_only: bool, written: bool) -> None:
    """A range that keeps the acting account out; not one that only warns, or lets it in."""
    made = sheet([HEADERS, *ROWS[:2]])
    range_ = Protection(1, Block(0, 1, 2, DATE, DATE + 1), (), warning_only, editable)
    guarded = locate(spreadsheet(replace(made, protections=(range_,))), SCHEMA)
    proposals = propose(read_table(guarded).records, RetentionSettings())
    found = plan_retention("KEY", guarded, proposals, TODAY, only=Only.STALE)
    assert bool(told(found)) is written
    assert bool(found.obstacles) is not written


def test_a_sheet_without_expunge_dates_has_nowhere_to_write_them() -> None:
    """The obstacle says so; no other column is touched."""
    rows = [HEADERS[:DATE], *(line[:DATE] for line in ROWS[:2])]
    schema = replace(
        SCHEMA,
        columns=tuple(
            replace(one, optional=one.optional or one.key == "expunge_on") for one in SCHEMA.columns
        ),
    )
    lacking = locate(spreadsheet(sheet(rows)), schema, "Reports")
    proposals = propose(read_table(lacking).records, RetentionSettings())
    found = plan_retention("KEY", lacking, proposals, TODAY, only=Only.ALL)
    assert not found.changes
    assert {one.reason for one in found.obstacles} == {"the sheet has no column for expunge dates"}


def test_no_contents_in_the_plan() -> None:
    """Neither JSON nor digest nor reason shows whom a record is about."""
    found = plan(*ROWS, only=Only.ALL, shorten=True)
    assert "fixture" not in f"{found.to_json()}{found}".lower()
