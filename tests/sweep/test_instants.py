"""Kinds of faults that the sweep found where somebody acts in the very instant of a write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from tests.records.sheets import HEADERS
from tests.sweep.bench import edited
from tests.sweep.hands import (
    clear_row,
    delete_column,
    delete_rows,
    insert_column,
    insert_rows,
    move_column,
    move_row,
    note,
    paste_row,
    type_cell,
)
from tests.sweep.judge import Judge
from tests.sweep.paths import BY_NAME
from tests.sweep.scene import (
    MEMBERS,
    REPORTS,
    ROBOT,
    ROSTER,
    Scene,
    ago,
    cell,
    records,
    report,
    serial,
)
from tests.sweep.wire import Moment, Wire
from tests.sweep.witness import Witness

if TYPE_CHECKING:
    from tests.sweep.bench import Bench, Ran
    from tests.sweep.conftest import Make

NAMED = HEADERS[2]
NEW = ("--date-reported", ago(1).isoformat(), "--reporter", "Ana Lopez", "--named-subjects")
ADD = ("records", "add", *NEW, "Una Newcase", "--summary", "new words", "--yes")
AMEND = ("records", "amend", ago(6).isoformat(), "--outcome-to-share", "told", "--yes")
RESET = '[retention]\non_stale = "reset"\n'
LEAVE = ("members", "remove", "rik@example.org", "--yes")


def judged(bench: Bench, path: str, deeds: Mapping[Moment, list[Any]]) -> tuple[Ran, list[str]]:
    """A run while somebody edits, and what the sweep finds wrong with its end."""
    judge = Judge(bench, Witness(bench), BY_NAME[path])
    judge.begin()
    wire = Wire(ROBOT, watchers=[judge.after_request])
    for at, deed in deeds.items():
        wire.acts[at] = [partial(judge.witness.watch, partial(bench.edit, *deed))]
    ran = bench.run(*judge.path.arguments, wire=wire)
    return ran, judge.judge(ran)


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
    added = bench.run(*ADD)
    assert ("was added and read again" in added.said, added.code) == (True, 0), added.said


def test_what_is_typed_on_the_roster_as_a_column_comes(make: Make) -> None:
    """Our date falls on a day that somebody types in the same instant: what was read before is
    restored, and the receipt says so."""
    bench = make()
    deed = [*insert_column(MEMBERS, 1, "Ticket"), *type_cell(MEMBERS, 4, 4, serial(ago(500)))]
    ran = bench.run(*LEAVE, wire=edited(bench, Moment(1, "before", "batch"), *deed))
    assert "1 cell restored, E5:" in ran.said, ran.said


def test_a_date_falls_on_one_of_several_equal_rows(make: Make) -> None:
    """A row that equals two others, but for our date, gets the date that these have."""
    rows = Scene().records
    bench = make(Scene(records=[*rows[:2], rows[1], *rows[2:]]))
    deed = [*move_row(REPORTS, 1, 3), *paste_row(REPORTS, 3, 5)]
    ran = bench.run(*ADD, wire=edited(bench, Moment(1, "before", "batch"), *deed))
    dates = [row[HEADERS[9]] for row in bench.table(REPORTS) if row[NAMED] == "Rik Sample"]
    assert dates == [serial(ago(2))] * 3, ran.said


def test_a_date_falls_beside_its_column_and_moves_on(make: Make) -> None:
    """Columns go before our write and come after it: the date is found where they carried it, and
    taken back, though the header cannot be read by then."""
    bench = make()
    acts: dict[Moment, list[Any]] = {
        Moment(1, "before", "batch"): [lambda: bench.edit(*delete_column(REPORTS, 3))],
        Moment(1, "after", "batch"): [
            lambda: bench.edit(
                *type_cell(REPORTS, 0, 3, "SUMMARY OF REPORT"), *insert_column(REPORTS, 0)
            )
        ],
    }
    ran = bench.run(
        "records", "amend", "4", "--expunge-on", "2028-01-10", "--yes", wire=Wire(ROBOT, acts)
    )
    day = serial(dt.date(2028, 1, 10))
    assert day not in [value for row in bench.values(REPORTS) for value in row], ran.said
    assert (ran.code, "1 cell restored, K4:" in ran.said) == (5, True), ran.said


def test_a_new_report_is_filled_further_and_added_again(make: Make) -> None:
    """Whoever runs again after somebody has typed more into the new row adds nothing twice."""
    bench = make()
    deed = type_cell(REPORTS, 8, 8, "flagged")
    bench.run(*ADD, wire=edited(bench, Moment(1, "after", "batch"), *deed))
    again = bench.run(*ADD)
    named = [row[HEADERS[4]] for row in bench.table(REPORTS)]
    assert named.count("new words") == 1, again.said
    assert "already" in again.said


def test_a_date_that_fell_on_another_row_is_blanked_and_not_its_format(make: Make) -> None:
    """Whoever blanks our date in a row that was not meant leaves its format: that goes too."""
    bench = make()
    acts: dict[Moment, list[Any]] = {
        Moment(1, "before", "batch"): [lambda: bench.edit(*move_row(MEMBERS, 5, 1))],
        Moment(1, "after", "batch"): [lambda: bench.edit(*type_cell(MEMBERS, 4, 4, None))],
    }
    ran = bench.run(*LEAVE, wire=Wire(ROBOT, acts))
    assert [row["Name"] for row in bench.table(MEMBERS) if row["Stepped down"]] == [
        "Cy Gone",
        "Rik Member",
    ], ran.said
    cells = [cell for row in bench.sheet(MEMBERS).rows for cell in row if cell is not None]
    assert all(cell.value for cell in cells if (cell.fmt or {}).get("numberFormat")), ran.said


def test_a_date_arrives_late_and_nothing_else_is_left_to_do(make: Make) -> None:
    """A batch whose answer was lost is waited for: its date, on a neighbour of a row that was
    deleted, is taken back before the run ends."""
    bench = make(toml=RESET)
    late = Moment(1, "before", "batch")
    before = [row[HEADERS[9]] for row in bench.table(REPORTS)]
    ran = bench.run(
        "retention", "--yes", wire=edited(bench, late, *delete_rows(REPORTS, 5), late=late)
    )
    assert [row[HEADERS[9]] for row in bench.table(REPORTS)] == before[:4] + before[5:], ran.said
    assert "1 cell restored, J6:" in ran.said, ran.said


def test_a_row_is_dragged_and_put_off_where_a_mark_falls_on_it(make: Make) -> None:
    """It is known again by all that is not ours, so that its text is restored."""
    rows = [list(row) for row in Scene().records]
    rows[1][2] = '="Nick "&1'
    bench = make(Scene(records=rows))
    deed = [*move_row(REPORTS, 6, 2), *type_cell(REPORTS, 2, 9, serial(ago(-9)))]
    ran = bench.run("expunge", "--yes", wire=edited(bench, Moment(2, "before", "batch"), *deed))
    assert "Ole Other" in [row[NAMED] for row in bench.table(REPORTS)], ran.said
    assert "C3" in ran.said.partition("restored, ")[2].partition(":")[0], ran.said


def test_a_row_is_pasted_over_marks_that_come_off_by_place(make: Make) -> None:
    """What is pasted over a due row at that moment is restored by the row that it is a copy of."""
    bench = make(find_replace="nothing")
    deed = paste_row(REPORTS, 5, 4)
    ran = bench.run("expunge", "--yes", wire=edited(bench, Moment(2, "before", "batch"), *deed))
    named = [row[NAMED] for row in bench.table(REPORTS)]
    assert named.count("Eva Again") == 3, ran.said
    assert "restored, B5, C5, D5, E5:" in ran.said, ran.said


@pytest.mark.parametrize("kept", [0, 1])
def test_a_new_row_is_pasted_over_marks_that_come_off_by_place(make: Make, kept: int) -> None:
    """What no reading has shown is lost, and named, also where the row would be due."""
    bench = make(find_replace="nothing")
    day = ago(-10) if kept else ago(1)
    fresh = report(ago(2), "Bo Member", "Nia Other", "nia@example.net", "x", None, None, day)
    fresh[5:7] = "No", "Yes"
    deed = [*delete_rows(REPORTS, 4), *insert_rows(REPORTS, 4, fresh)]
    ran = bench.run("expunge", "--yes", wire=edited(bench, Moment(2, "before", "batch"), *deed))
    assert ran.code == 5, ran.said
    assert all(f"{column}5 was overwritten" in ran.said for column in "BCDE"), ran.said


@pytest.mark.parametrize("deleted", [True, False])
def test_the_column_of_a_date_goes_or_loses_its_header(make: Make, deleted: bool) -> None:
    """A date that fell beside all columns is taken back; under a header that was blanked, what
    stood there comes back."""
    bench = make()
    deed = delete_column(REPORTS, 9) if deleted else type_cell(REPORTS, 0, 9, None)
    words = ("records", "amend", "4", "--expunge-on", "2028-01-10", "--yes")
    ran = bench.run(*words, wire=edited(bench, Moment(1, "before", "batch"), *deed))
    left = [row[9] if len(row) > 9 else None for row in bench.values(REPORTS)]
    dates = [serial(day) for day in (ago(-7), ago(2), ago(-6), ago(3), ago(1), ago(-8), ago(-9))]
    assert left == [None] * 8 if deleted else left == [None, *dates], ran.said
    assert (ran.code, "1 cell restored, J4:" in ran.said) == (5, True), ran.said


def test_a_row_with_a_twin_is_hit_in_other_columns(make: Make) -> None:
    """A copy comes and a column, as a row is written by place: which of the two is new nobody can
    tell, and the one that was hit has its other cells again."""
    bench = make(find_replace="nothing")
    deed = [
        *insert_rows(REPORTS, 3),
        *paste_row(REPORTS, 2, 3),
        *insert_column(REPORTS, 2, "Town"),
    ]
    ran = bench.run("expunge", "--yes", wire=edited(bench, Moment(2, "before", "batch"), *deed))
    rows = [row for row in bench.table(REPORTS) if row[HEADERS[0]] == serial(ago(14))]
    found = [(row[NAMED], row["Town"], row[HEADERS[6]]) for row in rows]
    assert found == [("Expunged", None, "No")] * 2, ran.said


def test_a_column_is_renamed_and_another_comes_beside_it(make: Make) -> None:
    """Which of the two is ours is told by what it held: no text that stands there is taken away."""
    bench = make(reparse_replacement=True)
    acts: dict[Moment, list[Any]] = {
        Moment(1, "after", "batch"): [lambda: bench.edit(*type_cell(REPORTS, 0, 1, "Somebody"))],
        Moment(2, "after", "batch"): [lambda: bench.edit(*insert_column(REPORTS, 2))],
    }
    ran = bench.run("expunge", "--yes", wire=Wire(ROBOT, acts))
    names = [row[1] for row in bench.values(REPORTS)[1:]]
    assert names == [record[1] for record in Scene().records], ran.said


def test_a_column_is_deleted_where_google_finds_nothing_and_an_answer_is_lost(make: Make) -> None:
    """Marks that nothing finds by their text are taken back by place, and only what was is called
    restored."""
    bench = make(find_replace="nothing")
    acts: dict[Moment, list[Any]] = {
        Moment(1, "before", "batch"): [lambda: bench.edit(*insert_rows(REPORTS, 7))],
        Moment(2, "after", "batch"): [lambda: bench.edit(*delete_column(REPORTS, 7))],
    }
    lost = frozenset({Moment(3, "after", "batch")})
    ran = bench.run("expunge", "--yes", wire=Wire(ROBOT, acts, lost=lost))
    names = [row[1] for row in bench.values(REPORTS)[1:7]]
    assert names == [record[1] for record in Scene().records[:6]], ran.said
    assert ran.code == 5


def test_a_marked_row_is_dragged_and_edited(make: Make) -> None:
    """It is known again by its mark, so that a date that fell beside its column is taken back."""
    bench = make(Scene(roster=[*ROSTER, "Reason"]))
    acts: dict[Moment, list[Any]] = {
        Moment(1, "before", "batch"): [lambda: bench.edit(*insert_column(MEMBERS, 4))],
        Moment(2, "before", "batch"): [
            lambda: bench.edit(
                *move_row(MEMBERS, 4, 1),
                *type_cell(MEMBERS, 1, 0, "Somebody Else"),
                *type_cell(MEMBERS, 1, 3, serial(ago(30))),
            )
        ],
    }
    words = (*LEAVE[:-1], "--reason", "moved away", "--yes")
    ran = bench.run(*words, wire=Wire(ROBOT, acts))
    rows = bench.values(MEMBERS)[1:]
    assert [row[4] for row in rows if len(row) > 4 and row[4] is not None] == [], ran.said


def test_a_process_dies_as_a_restored_date_falls_on_another_row(make: Make) -> None:
    """The ledger tells the date: the row that shows it now is named, and not expunged by it."""
    bench = make()
    acts: dict[Moment, list[Any]] = {
        Moment(1, "before", "batch"): [lambda: bench.edit(*insert_rows(REPORTS, 0))],
        Moment(2, "before", "batch"): [lambda: bench.edit(*move_row(REPORTS, 3, 2))],
    }
    words = ("records", "amend", "4", "--expunge-on", "2028-01-10", "--yes")
    wire = Wire(ROBOT, acts, dies=Moment(2, "after", "batch"))
    assert bench.run(*words, wire=wire).code is None
    dates = [row[HEADERS[9]] for row in bench.table(REPORTS)]
    assert dates[1] == serial(ago(2)), "the date of the row that is above it now"
    bench.hour_passes()
    ran = bench.run("sync")
    assert bench.table(REPORTS)[1][NAMED] == "Una Newcase", ran.said
    assert (ran.code, "J4 shows" in ran.said) == (5, True), ran.said


def test_a_row_is_emptied_as_its_date_is_set(make: Make) -> None:
    """A date that falls on the blank row that is left is taken back."""
    records = Scene().records
    bench = make(Scene(records=[*records[:4], *records[5:], records[4]]), toml=RESET)
    at = Moment(1, "before", "batch")
    ran = bench.run("retention", "--yes", wire=edited(bench, at, *clear_row(REPORTS, 7)))
    assert [value for row in bench.values(REPORTS)[7:] for value in row if value] == [], ran.said


@pytest.mark.parametrize("command", ["members", "retention"])
@pytest.mark.parametrize("first", ["insert", "move"])
def test_columns_come_and_go_around_a_date(make: Make, command: str, first: str) -> None:
    """A date that fell into any other column is taken back, wherever that column is by then."""
    bench = make(toml=RESET)
    sheet, column = (MEMBERS, 4) if command == "members" else (REPORTS, 9)
    words = LEAVE if command == "members" else ("retention", "--yes")
    header = (ROSTER if command == "members" else HEADERS)[column]
    before = [{**row, header: None} for row in bench.table(sheet)]
    deeds = [insert_column(sheet, column), move_column(sheet, column - 1, 1)]
    if first == "move":
        deeds = [move_column(sheet, column, 1), insert_column(sheet, 1)]
    acts: dict[Moment, list[Any]] = {
        Moment(1, when, "batch"): [lambda deed=deed: bench.edit(*deed)]
        for when, deed in zip(("before", "after"), deeds, strict=True)
    }
    ran = bench.run(*words, wire=Wire(ROBOT, acts))
    assert [{**row, header: None} for row in bench.table(sheet)] == before, ran.said
    assert ran.code in (0, 1), ran.said


@pytest.mark.parametrize("words", [("retention", "--yes"), AMEND, ("expunge", "--yes")])
def test_the_header_is_dragged_below_the_row_at_work(make: Make, words: tuple[str, ...]) -> None:
    """What is above the header is no record any more: it reads as before, and that is said."""
    bench = make(toml=RESET)
    before = bench.values(REPORTS)
    deed = move_row(REPORTS, 0, len(before))
    ran = bench.run(*words, wire=edited(bench, Moment(1, "after", "batch"), *deed))
    assert bench.values(REPORTS)[:-1] == before[1:], ran.said
    assert (ran.code, "nobody foresaw" in ran.said) == (5, False), ran.said


def test_the_header_is_dragged_below_a_row_that_is_done(make: Make) -> None:
    """Nobody gets a name back for that, and what is said to be done is done."""
    bench = make()
    bench.edit(*note(REPORTS, 4, 2, "met them"))  # so that this row takes longer
    deed = move_row(REPORTS, 0, 4)
    ran = bench.run("expunge", "--yes", wire=edited(bench, Moment(3, "before", "batch"), *deed))
    named = [row[2] for row in bench.values(REPORTS)]
    assert (named[1], named[4]) == ("Expunged", "Expunged; Expunged"), ran.said
    assert ("2 records expunged" in ran.said, ran.code) == (True, 0), ran.said


def test_nobody_is_let_in_by_a_row_with_a_lost_end(make: Make) -> None:
    """A former member whose end date we overwrote is believed only once a person has looked."""
    bench = make()
    former = ["Old One", "old1@example.org", "member", ago(60), ago(9)]
    deed = insert_rows(MEMBERS, 4, former)
    ran = bench.run(*LEAVE, wire=edited(bench, Moment(1, "before", "batch"), *deed))
    assert (ran.code, "E5 was overwritten" in ran.said) == (5, True), ran.said
    ran = bench.run("sync")
    assert "old1@example.org" not in bench.access(), ran.said
    assert (ran.code, "Row 5 is not believed" in ran.said) == (5, True), ran.said


def test_a_header_that_a_dead_process_wrote_over_is_named(make: Make) -> None:
    """A date that fell on the header leaves no records to judge: each run says where to look."""
    bench = make(toml=RESET)
    deed = move_row(REPORTS, 0, 6)  # to where the date goes
    wire = edited(bench, Moment(1, "before", "batch"), *deed, dies=Moment(1, "after", "batch"))
    assert bench.run("retention", "--yes", wire=wire).code is None
    assert isinstance(bench.values(REPORTS)[5][9], int)
    bench.hour_passes()
    for command in ("sync", "expunge"):
        ran = bench.run(command)
        assert (ran.code, "An interrupted run wrote to J6" in ran.said) == (5, True), ran.said


def test_another_report_comes_to_the_place_of_the_one_to_amend(make: Make) -> None:
    """A row that shares a few texts with it is not taken for it once that is deleted."""
    bench = make()
    other = report(
        ago(3), "Bo Member", "Ann Other", "ann@example.net", "s3", "talked", None, ago(-9)
    )
    acts: dict[Moment, list[Any]] = {
        Moment(1, "before", "batch"): [lambda: bench.edit(*insert_rows(REPORTS, 3, other))],
        Moment(1, "after", "batch"): [lambda: bench.edit(*delete_rows(REPORTS, 4))],
    }
    ran = bench.run(*AMEND, wire=Wire(ROBOT, acts))
    assert bench.table(REPORTS)[2][HEADERS[7]] == "talked", ran.said
    assert ran.code == 5, ran.said


def test_protection_and_a_column_that_is_deleted_at_that_moment(make: Make) -> None:
    """Without the header nothing can be put right: this run and the next say so, with 5."""
    bench = make()
    deed = delete_column(REPORTS, 0)
    ran = bench.run("protect", "--yes", wire=edited(bench, Moment(1, "before", "batch"), *deed))
    assert (ran.code, "may be on other columns" in ran.said) == (5, True), ran.said
    ran = bench.run("sync")
    assert (ran.code, "An interrupted run wrote to A2" in ran.said) == (5, True), ran.said


@pytest.mark.parametrize(
    "more",
    [
        {Moment(1, "before", "batch"): move_row(MEMBERS, 5, 1)},
        {Moment(2, "after", "batch"): type_cell(MEMBERS, 0, 4, "Stepped down (old)")},
    ],
    ids=["in another row", "in its own row"],
)
def test_a_day_is_typed_over_a_date_of_ours(make: Make, more: dict[Moment, Any]) -> None:
    """It keeps our format, or it would read as a number: the sweep too takes both for theirs,
    whatever becomes of the header."""
    bench = make()
    day = {Moment(1, "after", "batch"): type_cell(MEMBERS, 4, 4, ago(-10))}
    ran, wrong = judged(bench, "members remove", {**day, **more})
    typed = bench.sheet(MEMBERS).rows[4][4]
    assert typed is not None
    assert (typed.value, "numberFormat" in (typed.fmt or {})) == (serial(ago(-10)), True)
    assert wrong == [], ran.said


def test_a_blank_row_with_a_list_comes_where_one_is_cleared(make: Make) -> None:
    """No reading has shown the list that the new row has from the one below: its cell is named, and
    the sweep takes that for enough."""
    rows = records()
    values = [{"userEnteredValue": name} for name in ("Ada Fixture; Eda Two", "Ana Lopez")]
    check = {"condition": {"type": "ONE_OF_LIST", "values": values}}
    rows[3][2] = {**cell(rows[3][2]), "dataValidation": check}
    comes = {Moment(2, "before", "batch"): insert_rows(REPORTS, 4)}
    ran, wrong = judged(make(Scene(records=rows)), "expunge", comes)
    assert (ran.code, "C5 is in a row that moved" in ran.said) == (1, True), ran.said
    assert wrong == [], ran.said


def test_a_date_falls_on_a_row_that_was_emptied(make: Make) -> None:
    """It is taken back with its format."""
    bench = make()
    deed = {Moment(1, "before", "batch"): clear_row(MEMBERS, 4)}
    ran, wrong = judged(bench, "members remove", deed)
    blank = bench.sheet(MEMBERS).rows[4][4]
    assert blank is None or "numberFormat" not in (blank.fmt or {}), ran.said
    assert wrong == [], ran.said


MORE: dict[str, tuple[list[Any], list[Any]]] = {
    "a column is moved": (move_column(REPORTS, 0, 9), []),
    "a column comes, another is moved": (
        [*insert_column(REPORTS, 3, "Town"), *move_column(REPORTS, 0, 8)],
        [],
    ),
    "another column goes": (delete_column(REPORTS, 0), []),
    "a column is moved, and then a row comes": (
        move_column(REPORTS, 0, 9),
        insert_rows(REPORTS, 1),
    ),
    "a column is moved, and then the row": (move_column(REPORTS, 0, 9), move_row(REPORTS, 8, 2)),
}


@pytest.mark.parametrize("deed", MORE)
def test_columns_move_as_a_new_report_is_taken_back(make: Make, deed: str) -> None:
    """A needed column goes, so the report is taken back; where blanks fell beside its cells, the
    rest of it is taken back too."""
    before, after = MORE[deed]
    deeds = {
        Moment(1, "after", "batch"): delete_column(REPORTS, 2),
        Moment(2, "before", "batch"): before,
    }
    deeds |= {Moment(2, "after", "batch"): after} if after else {}
    ran, wrong = judged(make(), "records add", deeds)
    assert (ran.code, wrong) == (5, []), ran.said


def test_a_new_report_is_taken_back_from_a_column_without_a_header(make: Make) -> None:
    """A needed column goes first, so the date is beside all headers, and then a column comes."""
    deeds = {
        Moment(1, "before", "batch"): delete_column(REPORTS, 5),
        Moment(2, "before", "batch"): insert_column(REPORTS, 9),
    }
    ran, wrong = judged(make(), "records add", deeds)
    assert (ran.code, wrong) == (5, []), ran.said


def test_a_row_is_dragged_as_a_new_report_is_taken_back(make: Make) -> None:
    """Blanks that took a date's format too fell on another row: the date has its format again."""
    deeds = {
        Moment(1, "after", "batch"): delete_column(REPORTS, 2),
        Moment(2, "before", "batch"): [*insert_column(REPORTS, 5), *move_row(REPORTS, 8, 2)],
    }
    ran, wrong = judged(make(), "records add", deeds)
    assert (ran.code, wrong) == (5, []), ran.said
