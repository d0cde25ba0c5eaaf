"""Kinds of faults that the sweep found, each as small as it can be made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.records.sheets import HEADERS
from tests.sweep.hands import (
    delete_column,
    insert_column,
    insert_rows,
    move_column,
    move_row,
    paste_row,
    sort,
    type_cell,
)
from tests.sweep.scene import (
    CHAIR,
    MEMBERS,
    REPORTS,
    ROBOT,
    ROSTER,
    Scene,
    ago,
    people,
    records,
    report,
    serial,
)
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


@pytest.mark.parametrize("blank", [True, False])
def test_protection_and_rows_that_come_above_the_header(make: Make, blank: bool) -> None:
    """A check that falls on the header, or on a title above it, is taken off again."""
    bench = make()
    deed = insert_rows(REPORTS, 0) if blank else insert_rows(REPORTS, 0, ["Our sheet"], ["2026"])
    at = Moment(1, "before", "batch")
    ran = bench.run("protect", "--yes", wire=busy(bench, at, deed))
    sheet = bench.sheet(REPORTS)
    top = 1 if blank else 2
    checked = [
        (row, column)
        for row in range(top + 2)
        for column in range(10)
        if (cell := sheet.cell(row, column)) is not None and cell.validation
    ]
    assert checked == [(top + 1, column) for column in (0, 8, 9)], ran.said
    assert ran.code == 0, ran.said


def test_a_check_of_a_title_stays(make: Make) -> None:
    """It was there before, and is of the same kind as one of ours."""
    bench = make()
    place = {"sheetId": REPORTS, "startRowIndex": 0, "endRowIndex": 1}
    place |= {"startColumnIndex": 0, "endColumnIndex": 1}
    check = {"range": place, "rule": {"condition": {"type": "DATE_IS_VALID"}}}
    bench.edit(*insert_rows(REPORTS, 0, [ago(1)]), {"setDataValidation": check})
    at = Moment(1, "before", "batch")
    ran = bench.run("protect", "--yes", wire=busy(bench, at, insert_rows(REPORTS, 0)))
    cells = [bench.sheet(REPORTS).cell(row, 0) for row in range(4)]
    checked = [cell is not None and cell.validation is not None for cell in cells]
    assert checked == [False, True, False, True], ran.said
    assert ran.code == 0, ran.said


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


AT_ONCE: dict[str, Any] = {
    "the column right before its own": insert_column(REPORTS, 9, "Ticket"),
    "a column further left": insert_column(REPORTS, 3, "Ticket"),
    "the header dragged down": move_row(REPORTS, 0, 2),
    "a row with a blank date dragged there": move_row(REPORTS, 8, 5),
}


@pytest.mark.parametrize("fault", ["no fault", "answer lost"])
@pytest.mark.parametrize("batch", [1, 2])
@pytest.mark.parametrize("deed", AT_ONCE)
@pytest.mark.parametrize("command", DATES)
def test_no_other_cell_has_the_date(
    make: Make, command: str, deed: str, batch: int, fault: str
) -> None:
    """Wherever a date lands when the sheet changes under it, every other cell is as it was."""
    kept = report(ago(4), "Bo Member", "Kim Kept", None, "kept")
    bench = make(Scene(records=[*records(), kept]), toml='[retention]\non_stale = "reset"\n')
    at = Moment(batch, "before", "batch")
    lost = frozenset({Moment(batch, "after", "batch")}) if fault == "answer lost" else frozenset()
    ran = bench.run(*DATES[command], wire=busy(bench, at, AT_ONCE[deed], lost=lost))
    texts = {cell for row in bench.values(REPORTS) for cell in row}
    assert {UNTIL, STATUS} <= texts, ran.said
    if "dragged down" not in deed:
        rows = bench.table(REPORTS)
        assert {row[STATUS] for row in rows} <= {None, "flagged"}, ran.said
        assert [row[UNTIL] for row in rows if row[HEADERS[2]] == "Kim Kept"] == [None], ran.said


@pytest.mark.parametrize("command", ["amend", "add"])
def test_the_row_just_changed_is_pasted_over_another(make: Make, command: str) -> None:
    """A copy of a row gets nothing of the row that was there before."""
    bench = make()
    source = 3 if command == "amend" else 1
    at = Moment(1, "after", "batch")
    ran = bench.run(*DATES[command], wire=busy(bench, at, paste_row(REPORTS, source, 4)))
    dates = [row[UNTIL] for row in bench.table(REPORTS)]
    assert dates[3] in (dates[source - 1], serial(ago(-6)), serial(ago(-7))), ran.said


ADD = DATES["add"]
AMEND = ("records", "amend", ago(6).isoformat(), "--outcome-to-share", "told", "--yes")
SUMMARY, TAKEN, OUTCOME = HEADERS[4], HEADERS[5], HEADERS[7]


@pytest.mark.parametrize("find", ["stored", "nothing"])
def test_columns_that_are_both_filled_change_places(make: Make, find: str) -> None:
    """A new report stands under its own headers, also where two filled columns were exchanged."""
    bench = make(find_replace=find)
    deed = move_column(REPORTS, 4, 6)
    words = (*ADD[:-1], "--summary", "new words", "--action-by-us", "Yes", "--yes")
    ran = bench.run(*words, wire=busy(bench, Moment(1, "before", "batch"), deed))
    found = [row for row in bench.table(REPORTS) if row[HEADERS[0]] == serial(ago(1))]
    assert [(row[SUMMARY], row[TAKEN]) for row in found] == [("new words", "Yes")], ran.said
    assert ran.code == 0, ran.said


def test_a_header_goes_while_a_report_is_added(make: Make) -> None:
    """A report that cannot be put under its headers is taken back, and nothing is left open."""
    bench = make()
    wire = busy(bench, Moment(1, "before", "batch"), delete_column(REPORTS, 3))
    ran = bench.run(*ADD, wire=wire)
    assert (ran.code, "Ana Lopez" in str(bench.values(REPORTS)[9:])) == (5, False), ran.said
    assert "not done" in {line[-1] for line in bench.ledger()}
    bench.edit(*insert_column(REPORTS, 3, HEADERS[3]))
    ran = bench.run("sync")
    assert "interrupted" not in ran.said
    assert ran.code != 5, ran.said


@pytest.mark.parametrize("value", [None, "asked to wait"])
def test_what_is_amended_is_typed_over_before_it_was_seen(make: Make, value: str | None) -> None:
    """Success is what a reading showed: not a row in which somebody has typed since."""
    bench = make()
    deed = [*type_cell(REPORTS, 3, 7, value), *type_cell(REPORTS, 3, 9, ago(-10))]
    ran = bench.run(*AMEND, wire=busy(bench, Moment(2, "after", "batch"), deed))
    assert ran.code == 5, ran.said
    assert "was changed meanwhile" in ran.said


def test_renewing_with_a_row_that_cannot_be_read(make: Make) -> None:
    """Who is in a row that cannot be read is not known to leave, and the row is named."""
    rows = people()
    rows[2][2] = "treasurer"
    bench = make(Scene(people=rows))
    ran = bench.run("members", "renew", CHAIR, "ana@example.org", "--yes")
    assert "bo@example.org" in bench.access()
    assert ran.code == 1, ran.said
    assert "row 4 of the roster cannot be read" in ran.said


def test_another_record_is_pasted_over_the_row_of_a_date(make: Make) -> None:
    """A record that was pasted over the one that a date was for does not keep that date."""
    bench = make()
    at = Moment(1, "before", "batch")
    ran = bench.run(*DATES["amend"], wire=busy(bench, at, paste_row(REPORTS, 6, 3)))
    assert serial(ago(-14)) not in [row[UNTIL] for row in bench.table(REPORTS)], ran.said
    assert ran.code == 5, ran.said
    assert bench.table(REPORTS)[2] == bench.table(REPORTS)[5], ran.said


def test_a_twin_is_put_off_and_copied_over_a_third(make: Make) -> None:
    """Nobody's text is restored into the row of somebody else, however alike the rest of it is."""
    kept = report(ago(4), "Bo Member", "Kim Kept", "kim@example.net", "kept", "talked")
    rows = [*records()[:4], records()[3], kept, *records()[4:]]
    bench = make(Scene(records=rows), find_replace="nothing")
    deed = [*type_cell(REPORTS, 5, 9, None), *paste_row(REPORTS, 4, 6)]
    ran = bench.run("sync", wire=busy(bench, Moment(2, "before", "batch"), deed))
    assert not {"Kim Kept", "kim@example.net"} & {v for row in bench.values(REPORTS) for v in row}
    assert [row[HEADERS[2]] for row in bench.table(REPORTS)].count("Ada Fixture; Eda Two") == 1
    assert ran.code in (0, 1), ran.said


def test_a_text_without_a_mark_and_a_process_that_died(make: Make) -> None:
    """Where Google finds nothing a text has no mark; the next run does not believe that it is where
    it was meant to be, and names the place."""
    bench = make(find_replace="nothing")
    deed = insert_rows(REPORTS, 1)
    at, dies = Moment(2, "before", "batch"), Moment(2, "after", "batch")
    assert bench.run(*AMEND, wire=busy(bench, at, deed, dies=dies)).code is None
    bench.hour_passes()
    for _ in range(2):
        ran = bench.run("sync")
        assert (ran.code, "H4" in ran.said) == (5, True), ran.said


def test_a_date_that_is_moved_leaves_no_format(make: Make) -> None:
    """The cell of a new report from which a date was moved to its column is as the one above."""
    kept = report(ago(4), "Bo Member", "Kim Kept", None, "kept")
    bench = make(Scene(records=[*records(), kept]))
    at = Moment(1, "before", "batch")
    bench.run(*ADD, wire=busy(bench, at, move_column(REPORTS, 9, 1)))
    sheet = bench.sheet(REPORTS)
    row = next(n for n, values in enumerate(bench.values(REPORTS)) if serial(ago(1)) in values)
    for column in range(10):
        cell, above = sheet.cell(row, column), sheet.cell(row - 1, column)
        if cell is not None and cell.value is None:
            formats = [(c.fmt or {}).get("numberFormat") for c in (cell, above) if c is not None]
            assert formats in ([None], [None, None]) or formats[0] == formats[-1], column


@pytest.mark.parametrize("find", ["stored", "nothing"])
@pytest.mark.parametrize("row", [1, 4, 8])
@pytest.mark.parametrize("command", ["records", "members"])
def test_a_new_row_is_put_under_its_headers_while_a_row_comes(
    make: Make, command: str, row: int, find: str
) -> None:
    """What is written to put a new row right never costs the row that has come to its place."""
    bench = make(find_replace=find)
    sheet = REPORTS if command == "records" else MEMBERS
    words = ("members", "add", "new@example.org", "--name", "Nia New", "--yes")
    before = bench.table(sheet)
    acts: dict[Moment, list[Any]] = {
        Moment(1, "before", "batch"): [lambda: bench.edit(*move_column(sheet, 0, 4))],
        Moment(2, "before", "batch"): [lambda: bench.edit(*insert_rows(sheet, min(row, 6)))],
    }
    ran = bench.run(*(ADD if command == "records" else words), wire=Wire(ROBOT, acts))
    after = bench.table(sheet)
    date = {UNTIL: None} if sheet == REPORTS else {}
    assert [{**one, **date} for one in after[:-1]] == [{**one, **date} for one in before], ran.said
    key, value = (HEADERS[2], "Una Newcase") if sheet == REPORTS else ("E-mail", "new@example.org")
    assert after[-1][key] == value, ran.said


def test_checks_on_other_columns_and_a_process_that_died(make: Make) -> None:
    """Checks that a dead process left on columns which are not theirs are named by the next run."""
    bench = make()
    at, dies = Moment(1, "before", "batch"), Moment(1, "after", "batch")
    wire = busy(bench, at, insert_column(REPORTS, 0), dies=dies)
    assert bench.run("protect", "--yes", wire=wire).code is None
    bench.hour_passes()
    ran = bench.run("sync")
    told = {place for place in ("A2", "I2", "J2") if f" in {place} " in ran.said}
    assert (ran.code, told) == (5, {"A2", "I2", "J2"}), ran.said


def test_checks_of_a_process_that_died(make: Make) -> None:
    """Checks that a dead process put where they belong need nobody."""
    bench = make()
    dies = Moment(1, "after", "batch")
    assert bench.run("protect", "--yes", wire=Wire(ROBOT, dies=dies)).code is None
    bench.hour_passes()
    ran = bench.run("sync")
    assert "interrupted" not in ran.said
    assert ran.code == 1, ran.said


HOLD = ("records", "amend", "4", "--hold-until", ago(-3).isoformat(), "--yes")


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("title", [True, False])
def test_a_new_column_and_a_title_above_the_header(make: Make, when: str, title: bool) -> None:
    """The header of a new column is in the header row and nowhere else, whatever comes above it."""
    bench = make()
    deed = insert_rows(REPORTS, 0, ["Our sheet"]) if title else insert_rows(REPORTS, 0)
    ran = bench.run(*HOLD, wire=busy(bench, Moment(1, when, "batch"), deed))
    rows = bench.values(REPORTS)
    assert [n for n, row in enumerate(rows) if "Hold until" in row] == [1], ran.said
    assert ran.code == 0, ran.said
    assert [row["Hold until"] for row in bench.table(REPORTS)][2] == serial(ago(-3))


def test_a_new_column_and_a_process_that_died(make: Make) -> None:
    """A header that a dead process put beside the header row is named by the next run."""
    bench = make()
    at, dies = Moment(1, "before", "batch"), Moment(1, "after", "batch")
    wire = busy(bench, at, insert_rows(REPORTS, 0), dies=dies)
    assert bench.run(*HOLD, wire=wire).code is None
    bench.hour_passes()
    ran = bench.run("sync")
    assert (ran.code, "K1" in ran.said) == (5, True), ran.said


@pytest.mark.parametrize("find", ["stored", "nothing"])
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("batch", [1, 2, 3])
def test_a_due_row_is_copied_while_it_is_written(
    make: Make, batch: int, when: str, find: str
) -> None:
    """A copy of a due row is due too: it is expunged with it, or by the next run, and nothing of
    it is left with a mark."""
    bench = make(find_replace=find)
    deed = [*insert_rows(REPORTS, 3), *paste_row(REPORTS, 2, 3)]
    ran = bench.run("expunge", "--yes", wire=busy(bench, Moment(batch, when, "batch"), deed))
    texts = {str(value) for row in bench.values(REPORTS) for value in row}
    assert not any("(cocsheets" in text for text in texts) or ran.code == 5, ran.said
    assert "Poe Example" in texts
    again = bench.run("sync")
    rows = [row for row in bench.table(REPORTS) if row[HEADERS[0]] == serial(ago(14))]
    assert [row[HEADERS[2]] for row in rows] == ["Expunged", "Expunged"], again.said
    assert again.code in (0, 1), again.said


@pytest.mark.parametrize("command", ["retention", "amend"])
def test_a_date_in_a_copy_made_at_that_moment(make: Make, command: str) -> None:
    """A copy of a row, made as a column came too, gets back what the row it is a copy of has."""
    bench = make(toml='[retention]\non_stale = "reset"\n')
    row = 5 if command == "retention" else 3
    copy = [*insert_rows(REPORTS, row), *paste_row(REPORTS, row + 1, row)]
    deed = [*copy, *insert_column(REPORTS, 1, "Ticket")]
    ran = bench.run(*DATES[command], wire=busy(bench, Moment(1, "before", "batch"), deed))
    twins = [values for n, values in enumerate(bench.table(REPORTS)) if n in (row - 1, row)]
    assert twins[0][STATUS] == twins[1][STATUS], ran.said
    assert "overwritten" not in ran.said


def test_a_date_and_two_columns_around_it(make: Make) -> None:
    """A date is found in whichever column it is, also if columns came before and after it did."""
    bench = make()
    acts: dict[Moment, list[Any]] = {
        Moment(1, "before", "batch"): [
            lambda: bench.edit(
                *insert_column(REPORTS, 1, "Town"), *type_cell(REPORTS, 1, 10, ago(-9))
            )
        ],
        Moment(1, "after", "batch"): [lambda: bench.edit(*insert_column(REPORTS, 0, "Ticket"))],
    }
    ran = bench.run(*ADD, wire=Wire(ROBOT, acts))
    assert {row[STATUS] for row in bench.table(REPORTS)} <= {None, "flagged"}, ran.said
