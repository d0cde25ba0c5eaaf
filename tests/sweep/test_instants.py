"""Kinds of faults that the sweep found where somebody acts in the very instant of a write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.records.sheets import HEADERS
from tests.sweep.bench import edited
from tests.sweep.hands import (
    delete_column,
    delete_rows,
    insert_column,
    insert_rows,
    paste_row,
    type_cell,
)
from tests.sweep.scene import MEMBERS, REPORTS, ROBOT, ago, report, serial
from tests.sweep.wire import Moment, Wire

if TYPE_CHECKING:
    from tests.sweep.bench import Bench, Ran
    from tests.sweep.conftest import Make

NAMED = HEADERS[2]
NEW = ("--date-reported", ago(1).isoformat(), "--reporter", "Ana Lopez", "--named-subjects")
ADD = ("records", "add", *NEW, "Una Newcase", "--summary", "new words", "--yes")
AMEND = ("records", "amend", ago(6).isoformat(), "--outcome-to-share", "told", "--yes")
RESET = '[retention]\non_stale = "reset"\n'
LEAVE = ("members", "remove", "rik@example.org", "--yes")


def test_a_new_report_is_copied_and_then_taken_back(make: Make) -> None:
    """What was tried twice and added once is taken back once: a copy that somebody made stays."""
    bench = make()
    deed = [*paste_row(REPORTS, 8, 4), *delete_column(REPORTS, 3)]
    late = Moment(1, "before", "batch")
    ran = bench.run(*ADD, wire=edited(bench, Moment(2, "after", "batch"), *deed, late=late))
    named = [row[2] for row in bench.values(REPORTS)[4:] if any(row)]
    assert named == ["Una Newcase", "Eva Again", "Ole Other", "Eva Again"], ran.said
    assert ran.code == 5


def test_a_date_falls_on_a_copy_of_a_roster_row(make: Make) -> None:
    """A row that was copied to where a date was about to be written has its own date again."""
    bench = make()
    deed = [*insert_rows(MEMBERS, 4), *paste_row(MEMBERS, 6, 4)]
    ran = bench.run(*LEAVE, wire=edited(bench, Moment(1, "before", "batch"), *deed))
    ends = [(row["Name"], row["Stepped down"]) for row in bench.table(MEMBERS)]
    assert ends.count(("Cy Gone", serial(ago(9)))) == 2, ran.said
    assert "overwritten" not in ran.said
    assert ran.code == 0


def test_a_cell_is_blanked_while_a_blank_of_ours_moves(make: Make) -> None:
    """What was blanked below the roster was not blanked elsewhere: what somebody blanks stays."""
    bench = make()
    acts: dict[Moment, list[Any]] = {
        Moment(1, "before", "batch"): [lambda: bench.edit(*delete_rows(MEMBERS, 5))],
        Moment(2, "after", "batch"): [
            lambda: bench.edit(*type_cell(MEMBERS, 3, 3, None), *insert_column(MEMBERS, 0))
        ],
    }
    ran = bench.run("members", "remove", "di@example.org", "--yes", wire=Wire(ROBOT, acts))
    assert [row["Joined"] for row in bench.table(MEMBERS)][2] is None, ran.said
    assert ran.code == 0


def test_a_due_row_is_copied_before_it_is_expunged(make: Make) -> None:
    """A copy made after the plan is not taken for the row that is done, wherever that is by now."""
    bench = make()
    acts: dict[Moment, list[Any]] = {
        Moment(2, "before", "reading"): [lambda: bench.edit(*paste_row(REPORTS, 2, 1))],
        Moment(2, "after", "batch"): [lambda: bench.edit(*insert_rows(REPORTS, 1))],
    }
    ran = bench.run("expunge", "--yes", wire=Wire(ROBOT, acts))
    done = [row[NAMED] for row in bench.table(REPORTS)].count("Expunged")
    assert ("expunge: 2 records expunged" in ran.said, done) == (True, 1), ran.said


@pytest.mark.parametrize("find", ["stored", "nothing"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_later_report_comes_as_the_marks_come_off(make: Make, when: str, find: str) -> None:
    """A report that is put off by a later one at that moment is restored, though it names nobody by
    then, and so cannot be compared."""
    bench = make(find_replace=find)
    later = report(ago(2), "Bo Member", "Rik Sample", None, "again", None, None, ago(-10))
    deed = insert_rows(REPORTS, 8, later)
    ran = bench.run("expunge", "--yes", wire=edited(bench, Moment(2, when, "batch"), *deed))
    assert bench.table(REPORTS)[1][NAMED] == "Rik Sample", ran.said
    assert "cells restored" in ran.said
    assert "not done" in ran.said


def test_a_text_is_typed_where_google_finds_nothing(make: Make) -> None:
    """What is typed as a text is replaced by place cannot be seen: the place is named, and no
    success is claimed."""
    bench = make(find_replace="nothing")
    deed = type_cell(REPORTS, 2, 7, "see mail")
    ran = bench.run("expunge", "--yes", wire=edited(bench, Moment(2, "before", "batch"), *deed))
    assert (ran.code, "H3 was overwritten without comparing" in ran.said) == (1, True), ran.said


@pytest.mark.parametrize("command", ["retention", "amend"])
def test_a_lost_cell_and_a_process_that_died_at_its_end(make: Make, command: str) -> None:
    """A cell that was overwritten before any reading showed it is named by each later run, until
    somebody writes that it is done."""
    date = command == "retention"
    words, row, place = (("retention", "--yes"), 5, "J6") if date else (AMEND, 3, "H4")
    fresh = report(ago(2), "Bo Member", "Nia Other", None, "fresh", "asked", None, ago(-10))
    at = Moment(1 if date else 2, "before", "batch")

    def run(bench: Bench, **more: Any) -> Ran:
        return bench.run(*words, wire=edited(bench, at, *insert_rows(REPORTS, row, fresh), **more))

    told = run(make(toml=RESET, find_replace="nothing"))
    assert (told.code, f"{place} was overwritten" in told.said) == (5, True), told.said
    assert "restored" not in told.said
    last = sum(asked.batch for asked in told.wire.sent)
    bench = make(toml=RESET, find_replace="nothing")
    assert run(bench, dies=Moment(last, "after", "batch")).code is None
    bench.hour_passes()
    for _ in range(2):
        ran = bench.run("sync")
        assert (ran.code, f"overwritten {place}" in ran.said) == (5, True), ran.said


def test_what_is_typed_on_the_roster_as_a_column_comes(make: Make) -> None:
    """Our date falls on a day that somebody types in the same instant: what was read before is
    restored, and the receipt says so."""
    bench = make()
    deed = [*insert_column(MEMBERS, 1, "Ticket"), *type_cell(MEMBERS, 4, 4, serial(ago(500)))]
    ran = bench.run(*LEAVE, wire=edited(bench, Moment(1, "before", "batch"), *deed))
    assert "1 cell restored" in ran.said, ran.said
