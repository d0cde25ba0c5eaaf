"""Kinds of faults that the sweep found where somebody acts in the very instant of a write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
from tests.sweep.scene import MEMBERS, REPORTS, ROBOT, ago, serial
from tests.sweep.wire import Moment, Wire

if TYPE_CHECKING:
    from tests.sweep.conftest import Make

NAMED = HEADERS[2]
NEW = ("--date-reported", ago(1).isoformat(), "--reporter", "Ana Lopez", "--named-subjects")
ADD = ("records", "add", *NEW, "Una Newcase", "--summary", "new words", "--yes")
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
