"""Failures of trials, about records; each was reported as success, or not seen at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.sweep.bench import edited
from tests.sweep.hands import insert_column, insert_rows, move_column, note, type_cell
from tests.sweep.scene import HELD, REPORTS, Scene, ago, records, serial
from tests.sweep.wire import Moment

if TYPE_CHECKING:
    from tests.sweep.bench import Bench
    from tests.sweep.conftest import Make

REPORTED, NAMED, SUMMARY, UNTIL = (
    "Date of 1st report",
    "Named subjects",
    "Summary of report (for internal purposes)",
    "Date to expunge this record",
)
OUTCOME = "Summary of outcome to share if suitable"
RESET = 'on_stale = "reset"'


def of(bench: Bench, summary: str) -> dict[str, Any]:
    """The record with this summary."""
    return next(row for row in bench.table(REPORTS) if row[SUMMARY] == summary)


def reported(bench: Bench, months: int) -> dict[str, Any]:
    """The record that was reported so many months ago."""
    return next(row for row in bench.table(REPORTS) if row[REPORTED] == serial(ago(months)))


# --- expunge ------------------------------------------------------------------------------------

OTHER_CELL = {
    "nothing else": [],
    "the outcome": type_cell(REPORTS, 2, 7, "asked to wait"),
    "the status": type_cell(REPORTS, 2, 8, "flagged"),
    "the action": type_cell(REPORTS, 2, 5, "No"),
    "the outcome and the status": [
        *type_cell(REPORTS, 2, 7, "asked to wait"),
        *type_cell(REPORTS, 2, 8, "flagged"),
    ],
}


@pytest.mark.parametrize("batch", [1, 2])
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("other", OTHER_CELL)
@pytest.mark.parametrize("command", ["expunge", "sync"])
def test_put_off_at_that_moment(
    make: Make, command: str, other: str, when: str, batch: int
) -> None:
    """A row that is not due at the tool's own last reading is whole then."""
    bench = make()
    deed = [*type_cell(REPORTS, 2, 9, ago(-10)), *OTHER_CELL[other]]
    wire = edited(bench, Moment(batch, when, "batch"), *deed)
    ran = bench.run(*([command, "--yes"] if command == "expunge" else [command]), wire=wire)
    assert reported(bench, 14)[NAMED] == "Rik Sample", ran.said


# --- retention ----------------------------------------------------------------------------------

TWO_CELLS = [*type_cell(REPORTS, 5, 7, "asked to wait"), *type_cell(REPORTS, 5, 8, "flagged")]


@pytest.mark.parametrize("moment", [Moment(1, w, "batch") for w in ("before", "after")], ids=str)
@pytest.mark.parametrize("command", ["retention", "sync"])
def test_two_other_cells_of_a_planned_row(make: Make, command: str, moment: Moment) -> None:
    """A record's date is the one before or the one that the rules give; it is never lost."""
    bench = make(toml=f"[retention]\n{RESET}\n")
    arguments = [command] if command == "sync" else [command, "--yes"]
    ran = bench.run(*arguments, wire=edited(bench, moment, *TWO_CELLS))
    assert reported(bench, 13)[UNTIL] in (serial(ago(1)), serial(ago(-9))), ran.said


@pytest.mark.parametrize("command", ["retention", "sync"])
@pytest.mark.parametrize("batch", [1, 2, 3])
def test_dates_written_into_other_rows_by_a_process_that_died(
    make: Make, command: str, batch: int
) -> None:
    """A date that is in a neighbour's row since a process was killed is restored by the next run,
    or its row is named with exit 5: else the neighbour would be expunged too early."""
    rows = records()
    kept = [ago(2), "Bo Member", "Kim Kept", "kim@example.net", "kept", "Yes", "No"]
    rows.insert(HELD, [*kept, None, None, ago(-10)])
    bench = make(Scene(records=rows), toml=f"[retention]\n{RESET}\n")
    deed = insert_rows(REPORTS, 1, [ago(1), "Bo Member", "Ivo Insert", None, "new", "Yes", "No"])
    moment = Moment(batch, "before", "batch")
    wire = edited(bench, moment, *deed, dies=Moment(batch, "after", "batch"))
    arguments = [command] if command == "sync" else [command, "--yes"]
    ran = bench.run(*arguments, wire=wire)
    for _ in range(2):
        bench.hour_passes()
        ran = bench.run("sync")
    assert reported(bench, 2)[UNTIL] == serial(ago(-10)) or ran.code == 5, ran.said


NEIGHBOURS: dict[str, Any] = {
    "a note": lambda bench: [
        bench.edit(*note(REPORTS, 2, 2, "met at the booth"), *note(REPORTS, 1, 2, "call back")),
    ],
    "a number": lambda bench: [
        bench.edit(*type_cell(REPORTS, 2, 3, 4477), *type_cell(REPORTS, 1, 3, 5566)),
    ],
    "a formula": lambda bench: [
        bench.edit(*type_cell(REPORTS, 2, 2, '="Rik "&"S"'), *type_cell(REPORTS, 1, 2, "Una N")),
    ],
}


@pytest.mark.parametrize("batch", [1, 2, 3])
@pytest.mark.parametrize("hard", NEIGHBOURS)
def test_what_cannot_be_marked_and_a_process_that_died(make: Make, hard: str, batch: int) -> None:
    """A row is inserted and the process killed: a neighbour's note and text are there after the
    next run, or its row is named with exit 5."""
    bench = make()
    NEIGHBOURS[hard](bench)
    row = bench.sheet(REPORTS).rows[1]
    before = [(cell.value, cell.note) for cell in row if cell is not None]
    deed = insert_rows(REPORTS, 1)
    moment = Moment(batch, "before", "batch")
    wire = edited(bench, moment, *deed, dies=Moment(batch, "after", "batch"))
    first = bench.run("expunge", "--yes", wire=wire)
    bench.hour_passes()
    ran = bench.run("sync")
    row = bench.sheet(REPORTS).rows[2 if first.code is None else 1]
    after = [(cell.value, cell.note) for cell in row if cell is not None]
    assert after == before or (ran.code == 5 and "row 3" in ran.said), ran.said


# --- records add --------------------------------------------------------------------------------

NEW = ("--date-reported", ago(1).isoformat(), "--reporter", "Ana Lopez", "--summary", "new words")
ADD = ("records", "add", *NEW, "--action-by-us", "Yes", "--severity", "minor", "--yes")
COLUMNS: dict[str, Any] = {
    "a column is inserted at the front": insert_column(REPORTS, 0),
    "a column is inserted": insert_column(REPORTS, 3, "Ticket"),
    "the summary is moved": move_column(REPORTS, 4, 8),
    "the outcome is moved": move_column(REPORTS, 7, 4),
    "the date is moved": move_column(REPORTS, 9, 1),
}


def stands(bench: Bench) -> list[tuple[Any, ...]]:
    """The new report, as often as it is there, by headers."""
    names = (REPORTED, "Reporter, if official/public, CoC person if private", SUMMARY, OUTCOME)
    return [
        tuple(row.get(name) for name in (*names, UNTIL))
        for row in bench.table(REPORTS)
        if "new words" in row.values() or ("Ana Lopez" in row.values() and len(row) < 3)
    ]


RIGHT = [(serial(ago(1)), "Ana Lopez", "new words", None, serial(ago(-11)))]


@pytest.mark.parametrize("deed", COLUMNS)
@pytest.mark.parametrize("fault", ["no fault", "answer lost", "killed"])
def test_a_report_is_under_its_own_headers_and_there_once(
    make: Make, deed: str, fault: str
) -> None:
    """While columns are inserted or moved: values are under their own headers, and what is to be
    run again adds nothing twice."""
    bench = make()
    at, after = Moment(1, "before", "batch"), Moment(1, "after", "batch")
    lost = frozenset({after}) if fault == "answer lost" else frozenset()
    dies = after if fault == "killed" else None
    ran = bench.run(*ADD, wire=edited(bench, at, *COLUMNS[deed], lost=lost, dies=dies))
    if ran.code == 0:
        assert stands(bench) == RIGHT, ran.said
    bench.hour_passes()
    again = bench.run(*ADD)
    assert again.code in (0, 5), again.said
    if again.code == 0:
        assert stands(bench) == RIGHT, again.said
