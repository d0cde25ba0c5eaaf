"""Which row is which after people moved rows and we changed some cells."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cocsheets.records.pairing import pair, same
from cocsheets.records.table import DateNumber, Extras, Row, Value

TOUCHED = {1, 2}


def rows(*lines: tuple[Value, ...], start: int = 2) -> dict[int, Row]:
    """Rows one below the other."""
    return {number: Row(number, line) for number, line in enumerate(lines, start)}


def test_kinds_of_values_are_kept_apart() -> None:
    """TRUE is not 1, a date is not a number, a text is not the number that it looks like."""
    assert same(1.0, 1.0)
    assert not same(True, 1.0)
    assert not same(DateNumber(7), 7.0)
    assert not same("7", 7.0)


def test_an_inserted_row_is_new() -> None:
    """The rows below it are found again, it itself is not taken for one of them."""
    before = rows((1.0, "a", "b", "x"), (2.0, "c", "d", "y"))
    after = rows((9.0, "n", "n", "z"), (1.0, "E", "E", "x"), (2.0, "c", "d", "y"))
    assert pair(before, after, TOUCHED, {}) == {3: 2, 4: 3}


def test_a_row_of_which_one_cell_was_edited() -> None:
    """It is still the same row."""
    before = rows((1.0, "a", "b", "x", "p", "q"), (2.0, "c", "d", "y", "r", "s"))
    after = rows((1.0, "E", "E", "x", "new", "q"), (2.0, "c", "d", "y", "r", "s"))
    assert pair(before, after, TOUCHED, {})[2] == 2


def test_a_row_between_the_same_neighbours_is_the_same() -> None:
    """Whatever was typed in it, and also where another row was inserted beside it."""
    before = rows((1.0, "a", "x"), (2.0, "b", "y", "p"), (3.0, "c", "z"))
    after = rows((1.0, "a", "x"), (9.0, "E", "other", "p"), (3.0, "c", "z"))
    planned = {3: rows((2.0, "E", "y", "p"))[2]}
    assert pair(before, after, TOUCHED, planned) == {2: 2, 3: 3, 4: 4}
    more = rows((1.0, "a", "x"), (8.0, "n", "n", "n"), (9.0, "E", "other", "p"), (3.0, "c", "z"))
    assert pair(before, more, TOUCHED, {}) == {2: 2, 4: 3, 5: 4}


def test_a_row_of_which_too_little_is_left_is_another() -> None:
    """Another row was pasted over it, or it was deleted and one inserted in its place."""
    before = rows((1.0, "a", "b", "x", "p", "q"), (2.0, "c", "d", "y", "r", "s"))
    after = rows((2.0, "c", "d", "y", "r", "s"), (2.0, "c", "d", "y", "r", "s"))
    assert pair(before, after, TOUCHED, {}) == {3: 3}


def test_twins_of_which_one_is_gone_stay_apart() -> None:
    """Where only overwritten cells could tell which one is left, nobody guesses."""
    before = rows((1.0, "a", "b", "x"), (1.0, "c", "d", "x"))
    assert pair(before, rows((1.0, "E", "E", "x")), TOUCHED, {}) == {}
    assert pair(before, rows((1.0, "E", "d", "x")), TOUCHED, {}) == {2: 3}


def test_what_hangs_on_a_row_tells_twins_apart() -> None:
    """A note that is still there is worth a cell."""
    noted = {1: Extras(note="n")}
    before = {2: Row(2, (1.0, "a", "x")), 3: Row(3, (1.0, "b", "x"), noted)}
    assert pair(before, {2: Row(2, (1.0, "E", "x"), noted)}, {1}, {}) == {2: 3}


def test_computed_cells_do_not_count() -> None:
    """A formula may show something else without the row being another."""
    computed = {3: Extras(formula="=C2")}
    before = {2: Row(2, (1.0, "a", "x", "a"), computed)}
    after = {5: Row(5, (1.0, "E", "x", "E"), computed)}
    assert pair(before, after, {1}, {}) == {5: 2}


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 9)), max_size=12),
    st.randoms(use_true_random=False),
)
def test_moving_alone_confuses_nobody(lines: list[tuple[int, int, int]], rnd: object) -> None:
    """However rows are shuffled, each is paired with one that held the same."""
    before = rows(*[tuple(map(float, line)) for line in lines])
    shuffled = list(before.values())
    rnd.shuffle(shuffled)  # type: ignore[attr-defined]
    after = {number: Row(number, row.values) for number, row in enumerate(shuffled, 2)}
    pairs = pair(before, after, {1}, {})
    assert len(pairs) == len(before) == len(set(pairs.values()))
    assert all(after[new].values == before[old].values for new, old in pairs.items())


def test_a_row_that_was_done_is_not_its_twin() -> None:
    """What stands where it stood and reads as planned is the same row."""
    before = rows((1.0, "a", None, "x"), (1.0, "c", "d", "x"))
    planned = rows((1.0, "E", None, "x"), (1.0, "E", "E", "x"))
    after = rows((1.0, "E", None, "x"), (1.0, "E", "E", "x"))
    assert pair(before, after, TOUCHED, planned) == {2: 2, 3: 3}


def test_a_row_is_known_by_a_mark_whatever_else_is_typed_in_it() -> None:
    """Where it moved and was edited at once, a mark that no other row has tells it; a row that is
    found anyway is left alone."""
    before = rows((1.0, "a", "b", "x"), (2.0, "c", "d", "y"), (3.0, "e", "f", "z"))
    after = rows((9.0, "n", "d", "w"), (1.0, "a", "b", "x"), (3.0, "e", "f", "z"))
    assert pair(before, after, TOUCHED, {}) == {3: 2, 4: 4}
    assert pair(before, after, TOUCHED, {}, marked={2: 3}) == {2: 3, 3: 2, 4: 4}
    assert pair(before, after, TOUCHED, {}, marked={2: 2}) == {3: 2, 4: 4}


def test_a_row_that_was_written_to_is_known_by_half_of_it() -> None:
    """It moved and was edited in some cells at once; a row without anything of ours is new."""
    before = rows((1.0, "a", "p", "q", "r", "s"), (2.0, "c", "t", "u", "v", "w"))
    after = rows((2.0, "X", "t", "u", "n", "n"), (9.0, "Z", "n", "n", "n", "n"), (1.0, *"apqrs"))

    def ours(row: Row) -> set[int]:
        return {1} if row.value(1) == "X" else set()

    assert pair(before, after, {1}, {}, ours=ours) == {2: 3, 4: 2}
    assert pair(before, after, {1}, {}) == {4: 2}
