"""What is known of a row that this run added, by the reading after it."""

from __future__ import annotations

import pytest

from cocsheets.apply.original import OriginalSheet
from cocsheets.apply.roster import apply_roster
from cocsheets.records.table import NOTHING, Extras, Row, Value, Worksheet
from tests.apply.memory_sheet import MemorySheet
from tests.apply.test_cells import GID, Bench, column
from tests.apply.test_roster import ANA, LEAVE, RIK, left, members, run_on, sheet

HEADER = Row(1, ("A", "B", "C"))


def reading(*rows: tuple[Value, ...]) -> Worksheet:
    """The worksheet with these rows below its header."""
    return Worksheet("Reports", 0, 0, (HEADER, *(Row(n, row) for n, row in enumerate(rows, 2))))


@pytest.mark.parametrize(
    ("sent", "shown", "known"),
    [
        (("x", "y", "z"), ("x", "y", "z"), True),
        (("x", "y", "z"), ("x", "typed", "z"), True),
        (("x", "y", "z"), ("x", "typed", "too"), False),
        (("x", "y"), ("x", "y"), True),
        (("x", "y"), ("x", "typed"), False),
    ],
)
def test_a_row_that_was_added_is_known_by_all_values_but_one(
    sent: tuple[Value, ...], shown: tuple[Value, ...], known: bool
) -> None:
    """Of three values or more one may have been typed over by now; of two, none."""
    original = OriginalSheet(reading(("a", "b", "c")), HEADER)
    original.expect(sent)
    original.follow(reading(("a", "b", "c"), shown), {})
    assert (original.rows[3].added is not None) is known


def test_a_date_that_fell_into_another_column_leaves_no_format() -> None:
    """A column came at that very moment: value and format are as they were there."""
    store = sheet(ANA, RIK)

    def insert(now: MemorySheet) -> None:
        for cells in now.sheets[7]:
            cells.insert(0, None)

    store.before[1] = insert
    apply_roster([LEAVE], run_on(store), "Members")
    assert members(store) == [[None, *ANA], [None, *left(RIK)]]
    assert store.extra(7, 2, 4) == NOTHING
    assert store.extra(7, 2, 5) == Extras(number_format={"type": "DATE"})


def test_a_formula_that_shows_what_was_written_elsewhere_is_left_alone() -> None:
    """It is somebody's own, and nothing of ours was written there."""
    rows: list[list[Value]] = [
        ["one", "Bo Two", None, None, ""],
        ["two", "Bo Two", None, None, "due"],
    ]
    bench = Bench(rows, {(1, 1): Extras(formula="=B3")}, watch=False)

    def show(store: MemorySheet) -> None:
        store.sheets[GID][1][1] = store.sheets[GID][2][1]

    bench.store.after |= {1: show, 2: show}
    _, report = bench.work()
    assert (report.done, report.restored, report.lost) == (("two",), (), ())
    sent = [edit for batch in bench.store.writes for edit in batch]
    assert not [
        edit
        for edit in sent
        if getattr(edit, "sheet_id", None) == GID and getattr(edit, "row", 2) != 2
    ]


@pytest.mark.parametrize(("at", "places"), [(0, ()), (1, ("B3",)), (2, ("C3", "C5"))])
def test_what_was_cleared_in_a_column_that_nobody_had_seen_is_named(
    at: int, places: tuple[str, ...]
) -> None:
    """It came at that very moment; where a column that is known stands by then, it is known too."""
    bench = Bench(watch=False)
    bench.people("before", 2, column(None, at))
    _, report = bench.work()
    assert report.to_check == places
