"""What an expunge leaves in the ledger, what it comes to, and which rows are back."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from cocsheets.apply.targets import View, make_targets
from cocsheets.data import replace
from cocsheets.errors import AccessError, IncompleteError
from cocsheets.exit_codes import ExitCode
from cocsheets.ledger import Ledger, Line, read_ledger
from cocsheets.operations import expunge
from cocsheets.operations.assessment import Assessment, assess
from cocsheets.operations.expunge import ExpungeReport
from cocsheets.plans.expunge import ExpungePlan
from cocsheets.plans.outcomes import CellsReport
from cocsheets.plans.plan import Obstacle
from cocsheets.records.later_reports import NOTHING_REMEMBERED, RememberedReports
from cocsheets.records.record import RecordKey
from cocsheets.records.retentionsettings import RetentionSettings
from cocsheets.records.table import Value
from cocsheets.records.verdicts import RetentionState
from cocsheets.settings import Settings
from tests.apply.test_roster import run_on
from tests.apply.test_run import sheet
from tests.plans.test_expunge import plan
from tests.records.sheets import cells, day, spreadsheet, table

if TYPE_CHECKING:
    from cocsheets.operations.committee import Committee

TODAY = dt.date(2026, 4, 2)
OVER = day("2026-01-01")


def report(date: str, who: str = "Ada Fixture", until: Value = OVER) -> tuple[Value, ...]:
    """A row about one person."""
    return cells(date_reported=day(date), named_subjects=who, expunge_on=until)


def assessed(
    *rows: tuple[Value, ...], remembered: RememberedReports = NOTHING_REMEMBERED
) -> Assessment:
    """These records, judged today."""
    found = table(*rows)
    return assess(spreadsheet(found.worksheet), found, RetentionSettings(), TODAY, remembered)


def key(date: str, place: int = 1) -> RecordKey:
    """The key of a record."""
    return RecordKey(dt.date.fromisoformat(date), place)


# --- what became of it ----------------------------------------------------------------------------

GOING, WAITS = "2024-02-10", "2024-01-10"
"""A report that is due, and one to which it is a later one."""


def carried_out(
    found: CellsReport, monkeypatch: pytest.MonkeyPatch
) -> tuple[list[tuple[str, str, str]], int]:
    """Action, target and state of the ledger's lines, and how often people were looked for."""
    seen = assessed(report(WAITS, until=day("2027-01-01")), report(GOING))
    asked: list[object] = []
    monkeypatch.setattr(expunge, "CellWork", lambda *_: SimpleNamespace(carry_out=lambda: found))
    monkeypatch.setattr(expunge, "find", lambda *_: asked.append(1))
    monkeypatch.setattr(expunge, "identifiers_of", lambda *_: None)
    desk = SimpleNamespace(settings=Settings(), ledger=lambda _: None)
    store = sheet()
    run = run_on(store)
    run.read()
    expunge.carry_out(cast("Committee", desk), seen, run)
    run.finish()
    ledger = read_ledger(store.read(), "cocsheets log")
    assert ledger is not None
    return [(line.action, line.target, str(line.state)) for line in ledger.lines], len(asked)


REMEMBERED = f"further report of {GOING}"


@pytest.mark.parametrize(
    ("found", "row", "memory", "looked_for"),
    [
        (CellsReport((key(GOING),)), "done", "done", 1),
        (CellsReport(not_done={key(GOING): "protected"}), "not done", "not done", 0),
        (CellsReport(not_done={key(GOING): "x"}, marked=("B3",)), "not done", "done", 0),
        (CellsReport(not_done={key(GOING): "x"}, error=AccessError("no")), "not done", "done", 0),
        (CellsReport((key(GOING),), error=AccessError("no")), "done", "done", 0),
    ],
)
def test_the_ledger_tells_what_became_of_each_record(
    found: CellsReport, row: str, memory: str, looked_for: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it remembers for others counts unless it is sure that nothing was written; people are
    looked for elsewhere once they are gone from their row."""
    lines, asked = carried_out(found, monkeypatch)
    assert lines == [
        ("expunge", str(key(GOING)), row),
        (REMEMBERED, str(key(WAITS)), memory),
    ]
    assert asked == looked_for


def test_what_was_put_back_and_what_came_late_has_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that was completed though it was no part of the plan, and cells that were restored."""
    found = CellsReport((key(GOING), key(GOING, 2)), restored=("D5", "D6"))
    lines, _ = carried_out(found, monkeypatch)
    assert lines[2:] == [("expunge", str(key(GOING, 2)), "done"), ("put back", "", "put back")]


def test_a_line_names_the_columns_of_its_record() -> None:
    """By letters, each once, and never what stood there."""
    made = plan(table(report(GOING)))
    (line,) = expunge.ledger_lines(made).values()
    assert (line.action, line.target, line.columns, line.count) == (
        "expunge",
        str(key(GOING)),
        "B, C",
        2,
    )


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (CellsReport(), ExitCode.OK),
        (CellsReport((key(GOING),)), ExitCode.OK),
        (CellsReport(error=AccessError("no")), ExitCode.GOOGLE),
        (CellsReport(error=IncompleteError("no")), ExitCode.INCOMPLETE),
        (CellsReport((key(GOING),), error=AccessError("no")), ExitCode.INCOMPLETE),
        (CellsReport(not_done={key(GOING): "x"}), ExitCode.INCOMPLETE),
        (CellsReport(not_done={key(GOING): "x"}, gone=frozenset({key(GOING)})), ExitCode.OK),
        (CellsReport(to_check=("B3",)), ExitCode.FINDINGS),
    ],
)
def test_what_an_expunge_comes_to(made: CellsReport, expected: ExitCode) -> None:
    """What people took away meanwhile is not left undone."""
    assert ExpungeReport(ExpungePlan("sheet", "expunge", ()), made).code is expected


@pytest.mark.parametrize(
    ("more", "returned", "expected"),
    [
        ({"obstacles": (Obstacle("merged"),)}, (), ExitCode.INCOMPLETE),
        ({"obstacles": (Obstacle("no date", pending=False),)}, (), ExitCode.FINDINGS),
        ({"stray_marks": (3,)}, (), ExitCode.INCOMPLETE),
        ({}, (4,), ExitCode.FINDINGS),
    ],
)
def test_what_waits_is_told(
    more: dict[str, Any], returned: tuple[int, ...], expected: ExitCode
) -> None:
    """What the next run can do is left undone; all else is for a person."""
    made = replace(ExpungePlan("sheet", "expunge", ()), **more)
    assert ExpungeReport(made, returned=returned).code is expected


# --- what is judged meanwhile ---------------------------------------------------------------------


def test_what_the_run_itself_remembers_puts_off_nothing_that_it_planned() -> None:
    """It names a date and may be about any record of it; a row that came meanwhile waits."""
    planned, came = report(GOING), report(GOING, "Rik Sample")
    before = assessed(planned)
    plan = before.expunge_plan()
    targets = make_targets(View(before.table, plan, plan.due))
    memory = {key(GOING): frozenset({dt.date(2026, 3, 1)})}
    found = assessed(planned, came, remembered=memory)
    desk = cast("Committee", SimpleNamespace(settings=Settings()))
    states = {row: verdict.state for row, verdict in found.verdicts.items()}
    assert states == {2: RetentionState.HELD, 3: RetentionState.HELD}
    now = expunge._as_planned(desk, found, NOTHING_REMEMBERED, targets)
    assert now.verdicts[2].state is RetentionState.DUE
    assert now.verdicts[3].state is RetentionState.HELD
    assert expunge._as_planned(desk, found, memory, targets) is found


# --- what is back ---------------------------------------------------------------------------------


def line(date: str, action: str = "expunge", state: str = "done", row: int = 2) -> Line:
    """A line of the ledger."""
    return Line(action, f"{date} #1", state=state, row=row, run="gone0001")


LATER = day("2027-01-01")
GONE: tuple[Value, ...] = cells(
    date_reported=day(GOING), reporter="Expunged", named_subjects="Expunged", expunge_on=OVER
)


@pytest.mark.parametrize(
    ("lines", "rows", "back"),
    [
        ([line(GOING)], [report(GOING, until=LATER)], [2]),
        ([line(GOING)], [report(GOING)], []),
        ([line(GOING)], [GONE], []),
        ([line(GOING)], [report(GOING, until=LATER), GONE], []),
        ([line(GOING)], [cells(date_reported=day(GOING), reporter=None, expunge_on=LATER)], []),
        ([line(GOING, "amend")], [report(GOING, until=LATER)], []),
        ([line(GOING, state="not done")], [report(GOING, until=LATER)], []),
        ([line(WAITS)], [report(GOING, until=LATER)], []),
        ([Line("expunge", "undated #1", state="done")], [cells(date_reported=None)], []),
    ],
)
def test_which_rows_are_back(
    lines: list[Line], rows: list[tuple[Value, ...]], back: list[int]
) -> None:
    """Those that were expunged once, are not, and are not due; in doubt none."""
    found = expunge.reappeared_rows(Ledger(1, tuple(lines)), assessed(*rows))
    assert list(found) == back


@pytest.mark.parametrize(
    ("left", "rows", "state"),
    [
        (line(GOING, state="intended gone0001-1"), [GONE], "done"),
        (line(GOING, state="intended gone0001-1"), [report(GOING)], "not done"),
        (line(GOING, state="intended gone0001-1"), [], "not done"),
        (line(GOING, "amend", "intended gone0001-1"), [GONE], "intended gone0001-1"),
    ],
)
@pytest.mark.parametrize("again", [False, True])
def test_lines_that_a_killed_run_left_open_are_closed_by_the_rows(
    left: Line, rows: list[tuple[Value, ...]], state: str, again: bool
) -> None:
    """What a later run did is that run's, and lines of this run are its own business."""
    later = replace(left, run="later001", state="done")
    store = sheet(left, *[later] * again)
    run = run_on(store)
    run.read()
    (own,) = run.intend([Line("expunge", f"{GOING} #2")])
    run.begin()
    run.read()
    expunge.close_open_lines(run, assessed(*rows))
    closures = {str(text): str(end) for text, end in run.journal.closures.items()}
    if left.action == "expunge":
        assert closures == {left.state: "not done" if again else state}
    else:
        assert closures == {}
    assert run.journal.lines[own].open


def test_without_a_ledger_nothing_is_open() -> None:
    """There is nothing to close."""
    run = run_on(sheet())
    run.read()
    expunge.close_open_lines(run, assessed(GONE))
    assert run.journal.closures == {}
