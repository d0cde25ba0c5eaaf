"""Kinds of faults that the sweep found, each as small as it can be made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.records.sheets import HEADERS
from tests.sweep.hands import insert_column, move_column, sort
from tests.sweep.scene import CHAIR, MEMBERS, REPORTS, ROBOT, ROSTER, Scene, ago, people
from tests.sweep.wire import Moment, Wire

if TYPE_CHECKING:
    from tests.sweep.bench import Bench
    from tests.sweep.conftest import Make

UNTIL, STATUS = HEADERS[9], HEADERS[8]
NEW = ("--date-reported", ago(1).isoformat(), "--reporter", "Ana Lopez", "--named-subjects")
DATES: dict[str, tuple[str, ...]] = {
    "retention": ("retention", "--yes"),
    "sync": ("sync",),
    "amend": (
        "records",
        "amend",
        ago(6).isoformat(),
        "--expunge-on",
        ago(-14).isoformat(),
        "--yes",
    ),
    "add": ("records", "add", *NEW, "Una Newcase", "--severity", "minor", "--yes"),
}


def busy(bench: Bench, at: Moment, requests: list[dict[str, Any]], **more: Any) -> Wire:
    """A wire on which somebody edits at a moment."""
    return Wire(ROBOT, {at: [lambda: bench.edit(*requests)]}, **more)


@pytest.mark.parametrize("batch", [1, 2, 3, 4])
@pytest.mark.parametrize("command", DATES)
def test_a_date_and_a_column_inserted_before_it(make: Make, command: str, batch: int) -> None:
    """A date that lands in the column beside its own is taken back: every status is as it was."""
    bench = make(toml='[retention]\non_stale = "reset"\n')
    before = [row[STATUS] for row in bench.table(REPORTS)]
    at = Moment(batch, "before", "batch")
    ran = bench.run(*DATES[command], wire=busy(bench, at, insert_column(REPORTS, 9)))
    after = [row[STATUS] for row in bench.table(REPORTS)]
    assert after[: len(before)] == before, ran.said


@pytest.mark.parametrize("when", ["before", "after"])
def test_protection_and_a_column_that_is_moved(make: Make, when: str) -> None:
    """Success means that date checks and drop-downs are on their own columns, and on no other."""
    bench = make()
    at = Moment(1, when, "batch")
    ran = bench.run("protect", "--yes", wire=busy(bench, at, move_column(REPORTS, 0, 5)))
    sheet = bench.sheet(REPORTS)
    checked = {
        str(header.value)
        for column, header in enumerate(sheet.rows[0])
        if header is not None and (found := sheet.cell(1, column)) and found.validation
    }
    if ran.code == 0:
        assert checked == {HEADERS[0], STATUS, UNTIL}, ran.said
    assert checked <= {HEADERS[0], HEADERS[5], HEADERS[6], STATUS, UNTIL}, ran.said


def test_renewing_again_after_a_process_died(make: Make) -> None:
    """The roster says that they have left: the same command again takes their access too."""
    bench = make()
    command = ("members", "renew", CHAIR, "ana@example.org", "--yes")
    assert bench.run(*command, wire=Wire(ROBOT, dies=Moment(1, "after", "batch"))).code is None
    bench.hour_passes()
    ran = bench.run(*command)
    assert ran.code != 0 or set(bench.access()) == {"ana@example.org"}, ran.said


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("column", range(6))
def test_the_roster_is_sorted_and_gets_a_column(make: Make, column: int, when: str) -> None:
    """The header row of the roster is never written to, and no column is copied into another."""
    bench = make()
    deed = [*insert_column(MEMBERS, column), *sort(MEMBERS, 1, top=1, bottom=7)]
    at = Moment(1, when, "batch")
    ran = bench.run("members", "remove", "rik@example.org", "--yes", wire=busy(bench, at, deed))
    rows = bench.values(MEMBERS)
    assert [text for text in rows[0] if text] == list(ROSTER), ran.said
    assert all(row[column] is None for row in rows if len(row) > column), ran.said


def test_a_reason_of_a_process_that_died(make: Make) -> None:
    """A mark in the roster is finished or named by the next run, as one in a record is."""
    rows = [[*row, None] for row in people()]
    bench = make(Scene(people=rows, roster=(*ROSTER, "Reason")))
    command = ("members", "remove", "rik@example.org", "--reason", "moved away", "--yes")
    bench.run(*command, wire=Wire(ROBOT, dies=Moment(1, "after", "batch")))
    bench.hour_passes()
    ran = bench.run("sync")
    reasons = [str(row["Reason"]) for row in bench.table(MEMBERS)]
    assert not any("cocsheets" in text for text in reasons) or ran.code == 5, ran.said
