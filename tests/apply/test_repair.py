"""What hit the wrong row is put right by its mark; what nobody knows is never made up."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from cocsheets.apply.roster import apply_roster
from cocsheets.errors import IncompleteError
from cocsheets.plans.edits import Edit, ReplaceAnywhere, RestoreExtras, WriteValue
from cocsheets.records.marks import read_mark
from cocsheets.records.table import NOTHING, Block, CellError, Extras, Protection, Value
from tests.apply.memory_sheet import MemorySheet
from tests.apply.test_cells import (
    BESIDE,
    DEEDS,
    DONE,
    GID,
    NOTE,
    ROWS,
    TEXTS,
    Bench,
    _rows,
    _told,
    both,
    copy,
    guarded,
    insert,
    move,
    note,
    type_,
)
from tests.apply.test_roster import ANA, ENROL, LEAVE, RIK, UNA, left, members, run_on, sheet


def sent(bench: Bench) -> list[Edit]:
    """What was sent about the sheet, by batch."""
    return [edit for batch in bench.store.writes for edit in batch]


def test_a_mark_is_taken_back_wherever_its_row_is_by_then() -> None:
    """It is found by its text; nothing is written at a place, and nothing attached that was not
    taken away."""
    bench = Bench(TEXTS, BESIDE)
    # A twin stands in the place then.
    bench.people("before", 1, DEEDS["delete the first"])
    bench.people("before", 2, insert(1, "newer", "Flo New", "flo words", None, ""))
    _, report = bench.work()
    assert bench.found() == bench.expected(report)
    assert report.complete
    assert any(isinstance(edit, ReplaceAnywhere) for edit in bench.store.writes[1])
    assert not any(isinstance(edit, WriteValue | RestoreExtras) for edit in sent(bench))


def test_a_cell_that_is_protected_is_not_tried() -> None:
    """Where the reading shows that Google would refuse, the rest is done at once."""
    bench = Bench(TEXTS, BESIDE, watch=False)
    barrier = Protection(1, Block(GID, 2, 3, 1, 2), (), warning_only=False, editable=False)
    refuse, refused = guarded(bench, "two", 1), list[Edit]()

    def guard(edit: Edit) -> bool:
        refused.append(edit) if refuse(edit) else None
        return edit in refused

    def protect(store: MemorySheet) -> None:
        store.protections, store.guard = (barrier,), guard

    bench.store.after[1] = protect
    _, report = bench.work()
    assert (report.marked, report.done, refused) == (("B3",), ("four",), [])


def test_an_error_that_was_hit_is_not_written_as_a_text() -> None:
    """What made it is elsewhere and nobody knows it: the mark stays to be seen."""
    rows: list[list[Value]] = [list(row) for row in ROWS]
    rows[0][3] = CellError("REF")
    bench = Bench(rows, {}, watch=False)
    bench.people("before", 2, DEEDS["insert above all"])
    _, report = bench.work()
    assert (report.lost, report.restored) == (("D3",), ("D5",))
    assert read_mark(bench.store.sheets[GID][2][3]) is not None


def test_what_was_done_stays_done_where_the_rest_is_taken_back() -> None:
    """The header goes while another row is under way."""
    bench = Bench(TEXTS, {**BESIDE, (4, 2): NOTE}, watch=False)
    bench.people("before", 3, type_(0, 4, "Other"))
    _, report = bench.work()
    assert isinstance(report.error, IncompleteError)
    assert (report.done, report.restored) == (("two",), ("B5", "C5"))
    assert [row[1] for row in bench.store.sheets[GID][2::2]] == [DONE, "Di Four"]
    assert bench.store.extra(GID, 4, 2) == NOTE


def test_a_date_that_fell_on_a_new_row_is_taken_away() -> None:
    """Nobody has stepped down by it; what else the row may have held there nobody knows."""
    eva = ["Eva", "eva@example.org", "member"]
    store = sheet(ANA, RIK)
    store.before[1] = lambda now: now.sheets[7].insert(2, list(eva))
    with pytest.raises(IncompleteError, match="E3 was overwritten too"):
        apply_roster([LEAVE], run_on(store), "Members")
    assert members(store) == [ANA, eva, left(RIK)]


@pytest.mark.parametrize("broken", [False, True])
def test_a_mark_that_stands_twice_is_never_replaced_everywhere(broken: bool) -> None:
    """Neither where all is judged nor where nothing can be: each of its cells is put right by
    itself, and all others by their marks."""
    bench, twice = Bench(TEXTS, BESIDE, watch=False), list[str]()
    deeds = [copy(2, 5), type_(5, 4, ""), *[type_(0, 4, "Other")] * broken]
    bench.people("after", 1, both(*deeds))
    write = bench.store.write

    def watched(edits: Sequence[Edit], *, show: bool = False) -> tuple[int, ...]:
        cells = [cell for row in bench.store.sheets[GID] for cell in row]
        found = [edit.find for edit in edits if isinstance(edit, ReplaceAnywhere)]
        twice.extend(text for text in found if cells.count(text) > 1)
        return write(edits, show=show)

    bench.store.write = watched  # type: ignore[method-assign]
    bench.work()
    assert twice == []
    assert {ReplaceAnywhere, WriteValue} <= {type(edit) for edit in bench.store.writes[1]}


def test_where_nothing_can_be_judged_marks_are_taken_back_by_their_text() -> None:
    """Nothing is written at a place where rows may have moved."""
    bench = Bench(TEXTS, BESIDE, watch=False)
    bench.people("after", 1, type_(0, 4, "Other"))
    bench.work()
    assert bench.found() == [_told(row) for row in _rows(bench.truth)]
    assert not any(isinstance(edit, WriteValue) for edit in sent(bench))


def test_a_row_that_was_added_is_taken_away_where_nothing_can_be_judged() -> None:
    """The header went at that very moment: nobody stands on a roster that cannot be read."""
    store = sheet(ANA, RIK)
    store.after[1] = lambda now: now.sheets[7][0].__setitem__(1, "Other")
    with pytest.raises(IncompleteError, match="layout"):
        apply_roster([ENROL], run_on(store), "Members")
    assert members(store) == [ANA, RIK]


def test_a_format_of_ours_does_not_stay_on_a_cell_that_somebody_emptied() -> None:
    """A date fell there, and only its value was taken away."""
    una = UNA[:4]
    store = sheet(ANA, RIK, una)

    def turn(now: MemorySheet) -> None:
        now.sheets[7][2:4] = now.sheets[7][:1:-1]

    store.before[1] = turn
    store.after[1] = lambda now: now.sheets[7][2].__setitem__(4, None)
    apply_roster([LEAVE], run_on(store), "Members")
    assert members(store) == [ANA, una, left(RIK)]
    assert store.extra(7, 2, 4) == NOTHING


def test_what_was_taken_from_a_blank_cell_comes_back_alone() -> None:
    """No value is written there, which somebody may have typed by then."""
    rows: list[list[Value]] = [["two", "Bo Two", None, None, "due"], ROWS[2]]
    bench = Bench(rows, {(1, 2): NOTE})
    bench.people("after", 2, type_(1, 4, ""))
    bench.work()
    assert bench.found() == [_told(row) for row in _rows(bench.truth)]
    assert any(isinstance(edit, RestoreExtras) for edit in sent(bench))
    assert not any(isinstance(edit, WriteValue) and edit.column == 2 for edit in sent(bench))


def test_a_blank_row_with_a_format_of_its_own_is_blank_again() -> None:
    """New rows take formats over from their neighbours."""
    bench = Bench(watch=False)
    given = note(2, 3, Extras(number_format={"type": "DATE"}))
    bench.people("before", 2, both(insert(2), given))
    _, report = bench.work()
    assert bench.found() == bench.expected(report)


def test_a_formula_that_showed_what_was_written_over_it_comes_back() -> None:
    """The cell reads the same, and is not."""
    rows: list[list[Value]] = [["one", DONE, None, None, ""], ["two", "Bo Two", None, None, "due"]]
    formula = Extras(formula='="Exp" & "unged"')
    bench = Bench(rows, {(1, 1): formula}, finds=False)
    bench.people("before", 2, insert(1, "new"))
    _, report = bench.work()
    assert bench.found() == bench.expected(report)
    assert bench.store.extra(GID, 2, 1) == formula


def test_what_was_written_over_in_a_new_row_is_told_and_left() -> None:
    """Nobody knows what stood there: nothing is made up, and `Expunged` tells where to look."""
    bench = Bench(finds=False, watch=False)
    bench.people("before", 2, insert(2, "new", "Eva New", "eva words", 19.5, ""))
    _, report = bench.work()
    assert report.lost == ("B3", "C3", "D3")
    assert bench.store.sheets[GID][2] == ["new", DONE, DONE, DONE, ""]


def test_a_text_that_fell_on_a_blank_cell_of_a_row_that_is_due_is_taken_off() -> None:
    """What is to be cleared there is a note alone."""
    rows: list[list[Value]] = [
        ["a", None, None, None, "due"],
        ["b", "Bo Two", None, 12.5, "due"],
        ROWS[2],
    ]
    bench = Bench(rows, {(1, 3): NOTE}, watch=False)
    bench.people("before", 2, move(1, 2))
    _, report = bench.work()
    assert (report.complete, report.restored) == (True, ("D3",))
    assert bench.found() == bench.expected(report)


def test_what_is_lost_has_a_line_in_the_ledger() -> None:
    """Each later run says it again, until somebody has looked."""
    bench = Bench(watch=False)
    bench.people("before", 2, insert(2, "new", "Eva New", "eva words", 19.5, ""))
    run, report = bench.work()
    run.read()
    assert run.ledger is not None
    lost = [line for line in run.ledger.lines if line.action == "overwrite"]
    assert report.lost == ("D3",)
    assert [(line.target, line.columns, line.open) for line in lost] == [
        ("row 3", "D3 (count) = over an unknown value", True)
    ]


def test_a_row_that_was_hit_and_is_due_by_then_is_completed() -> None:
    """It was no part of the plan; whoever asks for it now gets it whole."""
    bench = Bench(TEXTS, BESIDE, watch=False)
    bench.people("before", 1, DEEDS["delete the first"])
    bench.people("after", 1, type_(4, 4, "due"))
    _, report = bench.work()
    assert bench.store.sheets[GID][4][:3] == ["five", DONE, DONE]
    assert set(report.done) == {"two", "four", "five"}
    assert bench.found() == bench.expected(report)


def test_what_is_expunged_by_place_is_not_to_be_looked_at() -> None:
    """Where Google finds nothing: whatever stood there was to go."""
    _, report = Bench(finds=False).work()
    assert report.by_place == ()
