"""What hit the wrong row is put right by its mark; what nobody knows is never made up."""

from __future__ import annotations

import pytest

from cocsheets.apply.roster import apply_roster
from cocsheets.errors import IncompleteError
from cocsheets.plans.edits import Edit, ReplaceAnywhere, RestoreExtras, WriteValue
from cocsheets.records.marks import read_mark
from cocsheets.records.table import Block, CellError, Protection
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
    guarded,
    insert,
    type_,
)
from tests.apply.test_roster import ANA, LEAVE, RIK, left, members, run_on, sheet


def edits(bench: Bench) -> list[Edit]:
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
    assert not any(isinstance(edit, WriteValue | RestoreExtras) for edit in edits(bench))


def test_a_cell_that_is_protected_is_not_tried() -> None:
    """Where the reading shows that Google would refuse, the rest is done at once."""
    bench = Bench(TEXTS, BESIDE, watch=False)
    barrier = Protection(1, Block(GID, 2, 3, 1, 2), (), warning_only=False, editable=False)
    refuse, refused = guarded(bench, "two", 1), []

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
    rows = [list(row) for row in ROWS]
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
