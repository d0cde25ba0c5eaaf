"""Setting dates over a real connection, by the daily job and while somebody edits."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from cocsheets.apply.transaction import transaction
from cocsheets.operations import retention
from cocsheets.operations.cellplans import CellPlanReport
from cocsheets.records.retentionsettings import OnStale, RetentionSettings
from cocsheets.sandbox.running import Sandbox
from tests.cli.world import ACTING, World, make_world
from tests.operations.records_sweep import committee, rows

TODAY = dt.datetime(2024, 1, 11, 10, tzinfo=dt.UTC)
ROWS = [
    ("2023-01-10", "Ana Lopez", "Ada Fixture", "", "s1", "Yes", "No", "", "", "2024-01-10"),
    ("2023-06-01", "Ana Lopez", "Ada Fixture", "", "s2", "Yes", "No", "", "", "2024-06-01"),
    ("2023-10-10", "Ana Lopez", "Rik Sample", "", "s3", "Yes", "No", "", "", "2024-10-10"),
    ("2023-11-11", "Ana Lopez", "Rik Sample", "", "s4", "Yes", "No", "", "", "2024-11-11"),
]


@pytest.fixture
def world(sandbox: Sandbox) -> World:
    """Two people, each reported twice; the first record about each is stale, one of them due."""
    sandbox.reset()
    return make_world(sandbox, Path(), ROWS)


def reset(world: World, policy: RetentionSettings) -> CellPlanReport:
    """What the daily job does about stale dates."""
    found = committee(world, TODAY, policy)
    now = found.assess()
    with transaction(found, now.spreadsheet) as run:
        return retention.reset_stale(found, now, run)


def test_the_daily_job_resets_what_is_held(world: World) -> None:
    """on_stale = "reset": the held record gets the proposed date; one that is not due waits."""
    report = reset(world, RetentionSettings(on_stale=OnStale.RESET))
    assert [str(key) for key in report.cells.done] == ["2023-01-10 #1"]
    assert [row[9] for row in rows(world)] == [
        *("2024-06-01", "2024-06-01", "2024-10-10", "2024-11-11")
    ]


@pytest.mark.parametrize("on_stale", [OnStale.HOLD, OnStale.EXPUNGE])
def test_otherwise_it_writes_no_dates(world: World, on_stale: OnStale) -> None:
    """Only a committee that asked for it has dates written by the daily job."""
    assert not reset(world, RetentionSettings(on_stale=on_stale)).plan.changes
    assert rows(world) == [tuple(row) for row in ROWS]


def test_a_row_that_somebody_changed_meanwhile_is_left(world: World) -> None:
    """A date that a person sets while we look is theirs: told as not done, and not overwritten."""
    found = committee(world, TODAY)
    now = found.assess()
    world.records.update([["2027-07-07"]], "J2", value_input_option="USER_ENTERED")  # type: ignore[arg-type]
    report = retention.SetDates(found, now).carry_out()
    assert [str(key) for key in report.cells.done] == ["2023-10-10 #1"]
    assert [str(key) for key in report.cells.not_done] == ["2023-01-10 #1"]
    assert rows(world)[0][9] == "2027-07-07"


def test_rows_that_move_at_that_moment_keep_their_dates(world: World) -> None:
    """Sorted between reading and writing: each date ends in its own row, nothing else changes."""
    area = {"sheetId": world.records.id, "startRowIndex": 1, "endRowIndex": 5}
    order = [{"dimensionIndex": 4, "sortOrder": "DESCENDING"}]
    requests = [{"sortRange": {"range": area, "sortSpecs": order}}]
    edit = {"as": ACTING, "when": "before", "spreadsheet": world.spreadsheet.id}
    match = {"method": "POST", "path": ".*batchUpdate", "nth": 1}
    found = committee(world, TODAY)
    now = found.assess()
    world.sandbox.faults([{"match": match, "do": {"edit": {**edit, "requests": requests}}}])
    report = retention.SetDates(found, now).carry_out()
    assert len(report.cells.done) == 2
    assert {row[4]: row[9] for row in rows(world)} == {
        "s1": "2024-06-01",
        "s2": "2024-06-01",
        "s3": "2024-11-11",
        "s4": "2024-11-11",
    }
