"""What is known of a row that this run added, by the reading after it."""

from __future__ import annotations

import pytest

from cocsheets.apply.original import OriginalSheet
from cocsheets.apply.originalrow import Written
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


@pytest.mark.parametrize(
    ("shown", "ours"),
    [
        ([("x", None, None)], 3),
        ([(None, None, "z")], 3),
        ([("z", None, None)], 3),
        ([("x", None, "other")], 0),
        ([(" ", None, None)], 0),
        ([(None, None, None), ("x", None, None)], 0),
        ([("other", "b", "c"), ("x", None, None)], 4),
        ([("other", "b", "c"), ("x", None, None), (None, "y", None)], 0),
    ],
)
@pytest.mark.parametrize("blanked", [True, False])
def test_what_is_left_of_a_row_that_is_taken_back_is_known(
    shown: list[tuple[Value, ...]], ours: int, blanked: bool
) -> None:
    """Where blanks were written to it: it holds nothing else, and is at its place, or it alone
    can be it."""
    original = OriginalSheet(reading(("a", "b", "c")), HEADER)
    original.expect(("x", "y", "z"))
    original.follow(reading(("a", "b", "c"), ("x", "y", "z")), {})
    if blanked:
        original.note(Written(3, 1))
    original.follow(reading(("a", "b", "c"), *shown), {})
    found = [number for number, known in original.rows.items() if known.added]
    assert found == ([ours] if blanked and ours else [])


def test_a_row_that_came_to_the_place_of_one_that_is_taken_back_is_not_taken_for_it() -> None:
    """Another row is missing: it was hit by the blanks, and has a value like one of ours."""
    original = OriginalSheet(reading(("x", "b", "c")), HEADER)
    original.expect(("x", "y", "z"))
    original.follow(reading(("x", "b", "c"), ("x", "y", "z")), {})
    for at in (1, 2):
        original.note(Written(3, at))
    original.follow(reading((None, None, None), ("x", None, None)), {})
    assert not any(known.added for known in original.rows.values())


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


WIDE = Row(1, ("A", "B", "C", "D", "E"))
ONE: tuple[Value, ...] = ("one", "b1", "c1", "d1", "e1")
TWO: tuple[Value, ...] = ("two", "b2", "c2", "d2", "e2")
NEW: tuple[Value, ...] = ("new", "b3", "c3", "d3", "e3")


def shown(*rows: tuple[Value, ...], header: Row = WIDE, **attached: Extras) -> Worksheet:
    """A reading of these rows, with what is attached to cells named as `B3`."""
    extras: dict[int, dict[int, Extras]] = {}
    for place, found in attached.items():
        extras.setdefault(int(place[1:]), {})["ABCDE".index(place[0])] = found
    made = [Row(number, row, extras.get(number, {})) for number, row in enumerate(rows, 2)]
    return Worksheet("Reports", 0, 0, (header, *made))


def but(row: tuple[Value, ...], **typed: Value) -> tuple[Value, ...]:
    """The row with other values in some columns, named by letter."""
    return tuple(typed.get(letter, value) for letter, value in zip("ABCDE", row, strict=True))


FORMULA, NOTE = Extras(formula="=C9"), Extras(note="about Ada")


@pytest.mark.parametrize(
    ("formula", "attached", "hit"),
    [(False, NOTHING, {1}), (False, FORMULA, set()), (True, FORMULA, {1})],
)
def test_what_a_formula_shows_is_ours_where_we_wrote_a_formula(
    formula: bool, attached: Extras, hit: set[int]
) -> None:
    """A value that we wrote as a value is somebody's own where their formula makes it."""
    original = OriginalSheet(shown(ONE, TWO, B3=attached), WIDE)
    original.note(Written(2, 1, "ours", formula=formula))
    original.follow(shown(ONE, but(TWO, B="ours"), B3=attached), {})
    assert original.rows[3].hit == hit
    assert original.rows[3].row.value(1) == ("b2" if hit else "ours")


def test_what_was_typed_beside_an_earlier_hit_is_not_ours() -> None:
    """Long after a batch, a row that somebody is at work on reads what they put there."""
    for typed, hit in (({}, {1}), ({"C": "typed"}, set())):
        original = OriginalSheet(shown(ONE, TWO), WIDE)
        original.note(Written(2, 1, "ours"))
        original.note(Written(2, 2, "ours too"))
        original.follow(shown(but(ONE, B="ours", C="ours too"), TWO), {})
        original.settle()
        original.follow(
            shown(NEW, but(ONE, B="ours", C="ours too"), but(TWO, B="ours", **typed)), {}
        )
        assert original.rows[3].hit == {1, 2}
        assert original.rows[4].hit == hit


def test_one_value_is_looked_for_in_one_new_row() -> None:
    """Of two that read it, the one at the place that was written to."""
    original = OriginalSheet(shown(ONE), WIDE)
    original.note(Written(3, 1, "ours"))
    other = ("other", "ours", "c4", "d4", "e4")
    original.follow(shown(ONE, but(NEW, B="ours"), other), {})
    assert [original.rows[number].lost for number in (3, 4)] == [{1}, set()]
    assert [original.rows[number].hit for number in (3, 4)] == [{1}, set()]


def test_a_cell_that_read_so_before_does_not_tell_where_a_value_went() -> None:
    """It is still looked for, and a new row that reads it may have been written to."""
    same = but(ONE, B="ours")
    original = OriginalSheet(shown(same, TWO), WIDE)
    original.note(Written(3, 1, "ours"))
    original.follow(shown(but(NEW, B="ours"), same, TWO), {})
    assert original.rows[2].lost == {1}
    assert [original.rows[number].hit for number in (3, 4)] == [set(), set()]


@pytest.mark.parametrize("arrived", [True, False])
def test_parts_and_chips_of_a_text_stay_known_where_it_was_hit(arrived: bool) -> None:
    """With the text alone not all is put back; where nothing was hit, somebody took them away."""
    parts = Extras(runs=({"startIndex": 1},), chips=({"startIndex": 2},))
    original = OriginalSheet(shown(ONE, TWO, B2=parts), WIDE)
    original.note(Written(2, 1, "ours"))
    if arrived:
        original.follow(shown(but(ONE, B="ours"), TWO), {})
    original.follow(shown(ONE, TWO), {})
    assert original.rows[2].hit == ({1} if arrived else set())
    assert original.rows[2].row.extra(1) == (parts if arrived else NOTHING)


def test_a_column_that_is_gone_casts_no_doubt_on_its_neighbours() -> None:
    """What we wrote there went with it; what stands beside it is people's own."""
    original = OriginalSheet(shown(ONE, TWO), WIDE)
    original.note(Written(2, 1, "ours"))
    header = Row(1, ("A", "Else", "C", "D", "E"))
    original.follow(shown(but(ONE, B="new", C="ours"), but(TWO, B="newer"), header=header), {})
    assert original.rows[2].hit == set()
    assert original.rows[2].row.values == ("one", "new", "ours", "d1", "e1")


@pytest.mark.parametrize(("places", "lost"), [((3,), set()), ((3, 4), {1})])
def test_one_row_shows_what_was_written_to_one_place(
    places: tuple[int, ...], lost: set[int]
) -> None:
    """Of two places that were written to it shows one; the other may be a row nobody had seen."""
    three = ("three", "b4", "c4", "d4", "e4")
    original = OriginalSheet(shown(ONE, TWO, three), WIDE)
    for place in places:
        original.note(Written(place, 1, "ours"))
    original.follow(shown(but(NEW, B="ours"), ONE, but(TWO, B="ours"), three), {})
    assert original.rows[2].lost == lost
    assert original.rows[4].hit == {1}


@pytest.mark.parametrize(
    ("b", "c", "lost"),
    [("ours", None, {1, 2}), ("ours", "c3", {1}), ("typed", None, set())],
)
def test_a_blank_beside_what_we_wrote_into_a_new_row_may_be_ours(
    b: Value, c: Value, lost: set[int]
) -> None:
    """Where a blank was written too; alone it tells nothing."""
    original = OriginalSheet(shown(ONE), WIDE)
    original.note(Written(3, 1, "ours"))
    original.note(Written(3, 2, None))
    original.follow(shown(ONE, but(NEW, B=b, C=c)), {})
    assert original.rows[3].lost == lost


@pytest.mark.parametrize(
    ("left", "known"),
    [({}, ()), ({"D": "d1", "E": "e1"}, (None, "b1", None, "d1", "e1"))],
)
def test_a_row_that_somebody_emptied_was_emptied_below_ours_too(
    left: dict[str, Value], known: tuple[Value, ...]
) -> None:
    """Nothing is put back there, while it is in a row of which some is left."""
    original = OriginalSheet(shown(ONE, TWO), WIDE)
    original.note(Written(2, 1, "ours"))
    emptied = but((None,) * 5, B="ours", **left)
    original.follow(shown(emptied, TWO), {})
    assert original.rows[2].hit == {1}
    assert original.rows[2].row.values == known


@pytest.mark.parametrize("plain", [False, True])
def test_a_mark_that_was_written_plainly_does_not_tell_what_stood_there(plain: bool) -> None:
    """In a row that no reading had shown it may have taken the place of another text."""
    original = OriginalSheet(shown(ONE), WIDE)
    original.note(Written(3, 1, "mark"))
    marked = shown(ONE, but(NEW, B="mark"))
    original.follow(marked, {(3, 1): "text"}, {(3, 1)} if plain else ())
    assert original.rows[3].hit == {1}
    assert original.rows[3].lost == ({1} if plain else set())
    assert original.rows[3].row.value(1) == (None if plain else "text")


def test_a_formula_that_somebody_changed_is_taken_over() -> None:
    """Though it makes the same, in a cell that is written to and does not show it yet."""
    original = OriginalSheet(shown(ONE, B2=FORMULA), WIDE)
    original.note(Written(2, 1, "ours"))
    theirs = Extras(formula="=C8")
    original.follow(shown(ONE, B2=theirs), {})
    assert original.rows[2].row.extra(1) == theirs


@pytest.mark.parametrize(("end", "copy"), [("e1", False), ("e9", True)])
def test_a_new_row_is_a_copy_where_what_is_left_tells_it_from_others(end: str, copy: bool) -> None:
    """Of three cells that are ours the row that it was copied from tells what stood there; where
    other rows have the same texts, nothing does."""
    one = but(ONE, E=end)
    others = (but(TWO, A="one"), but(NEW, E="e1"))
    original = OriginalSheet(shown(one, *others), WIDE)
    for number in (1, 2, 3):
        original.note(Written(5, number, "ours"))
    original.follow(shown(one, *others, ("one", "ours", "ours", "ours", end)), {})
    assert original.rows[5].hit == {1, 2, 3}
    assert original.rows[5].lost == (set() if copy else {1, 2, 3})
    known = one if copy else ("one", None, None, None, end)
    assert original.rows[5].row.values == known


def test_what_was_cleared_in_a_row_that_is_not_there_is_told_once_rows_moved() -> None:
    """A row that is there answers for itself, and a value would show."""
    original = OriginalSheet(shown(ONE, TWO), WIDE)
    for written in (
        Written(9, 1, attached=NOTHING),
        Written(9, 2, "ours"),
        Written(3, 3, attached=NOTHING),
    ):
        original.note(written)
    original.follow(shown(ONE, TWO), {})
    assert original.blanks == set()
    original.follow(shown(NEW, ONE, TWO), {})
    assert original.blanks == {(9, 1)}


def test_what_may_have_been_cleared_unseen_is_to_be_checked() -> None:
    """A row that moved around the batch had nothing attached when it was read, and may have had."""
    original = OriginalSheet(shown(ONE, TWO), WIDE)
    original.note(Written(2, 1, attached=NOTHING))
    original.follow(shown(NEW, ONE, TWO, C2=NOTE), {})
    assert [original.rows[number].to_check for number in (2, 3, 4)] == [{1}, {1}, set()]


@pytest.mark.parametrize(
    ("attached", "settled", "check"),
    [(NOTHING, False, {1}), (NOTE, False, set()), (NOTHING, True, set())],
)
def test_a_new_row_may_have_been_cleared_where_nothing_hangs(
    attached: Extras, settled: bool, check: set[int]
) -> None:
    """Only lately, and not where something is attached still."""
    original = OriginalSheet(shown(ONE), WIDE)
    original.note(Written(3, 1, attached=NOTHING))
    if settled:
        original.settle()
    original.follow(shown(ONE, NEW, B3=attached), {})
    assert original.rows[3].to_check == check


@pytest.mark.parametrize(
    ("typed", "pasted"),
    [({"B": "b1"}, False), ({"B": "b1", "C": "c1"}, True)],
)
def test_a_row_that_reads_as_another_was_pasted_over(typed: dict[str, Value], pasted: bool) -> None:
    """Where two cells were typed at once; then nothing is known of it any more."""
    two = but(ONE, B="b2", C="c2" if pasted else "c1")
    original = OriginalSheet(shown(ONE, two, NEW), WIDE)
    original.note(Written(4, 1, "ours"))
    original.note(Written(4, 2, "ours"))
    original.rows[3].planned[1] = "done"
    original.follow(shown(ONE, but(two, **typed), NEW), {})
    assert original.rows[3].planned == ({} if pasted else {1: "done"})


def test_what_was_written_lately_is_told_by_row() -> None:
    """Values, not what was attached."""
    original = OriginalSheet(shown(ONE, TWO), WIDE)
    for written in (
        Written(2, 1, "ours"),
        Written(3, 1, "other"),
        Written(2, 2, attached=NOTHING),
    ):
        original.note(written)
    assert original.lately({2, 9}) == {1: ["ours"]}
    original.settle()
    assert original.lately({2, 9}) == {}


def test_what_is_accepted_is_hit_no_more() -> None:
    """It is as it should be, and stays known as a row of ours."""
    original = OriginalSheet(shown(ONE, TWO), WIDE)
    original.note(Written(2, 1, "ours"))
    after = shown(but(ONE, B="ours"), TWO)
    original.follow(after, {})
    row = after.row(2)
    assert row is not None
    assert original.rows[2].hit == {1}
    original.accept(row, 1)
    assert original.rows[2].hit == set()
    original.follow(shown(but(ONE, B="ours"), but(TWO, E="typed")), {})
    assert (original.rows[2].hit, original.rows[2].row.value(1)) == (set(), "ours")
    assert [original.rows[number].ours for number in (2, 3)] == [True, False]


@pytest.mark.parametrize(
    ("after", "moved"),
    [
        ((ONE, TWO), False),
        ((ONE, but(TWO, E="typed")), False),
        ((TWO, ONE), True),
        ((ONE,), True),
        ((ONE, TWO, NEW), True),
    ],
)
def test_rows_that_came_went_or_changed_places_have_moved(
    after: tuple[tuple[Value, ...], ...], moved: bool
) -> None:
    """What was only typed has not."""
    original = OriginalSheet(shown(ONE, TWO), WIDE)
    original.follow(shown(*after), {})
    assert original.moved is moved


def test_which_of_two_twins_is_which_stays_doubtful() -> None:
    """What told them apart was overwritten in both; once in doubt, a row stays so."""
    original = OriginalSheet(shown(ONE, but(ONE, B="b9"), TWO), WIDE)
    original.note(Written(2, 1, "ours"))
    original.note(Written(3, 1, "ours"))
    for _ in range(2):
        original.follow(shown(but(ONE, B="ours"), but(ONE, B="ours"), TWO), {})
        assert [original.rows[number].doubtful for number in (2, 3, 4)] == [True, True, False]


DATE = Extras(number_format={"type": "DATE"})


@pytest.mark.parametrize("dated", [False, True])
def test_a_format_is_ours_where_we_gave_one(dated: bool) -> None:
    """Else it is people's own, in a row that was known and in one that was not."""
    original = OriginalSheet(shown(ONE), WIDE)
    for place in (2, 3):
        original.note(Written(place, 1, "ours", as_date=dated))
    original.follow(shown(but(ONE, B="ours"), but(NEW, B="ours"), B2=DATE, B3=DATE), {})
    for number in (2, 3):
        assert original.rows[number].hit == {1}
        assert original.rows[number].row.extra(1) == (NOTHING if dated else DATE)


@pytest.mark.parametrize(
    ("settled", "planned", "ours"), [(False, {}, True), (True, {}, False), (False, {1: "d"}, False)]
)
def test_the_format_of_a_blank_is_ours_right_after_we_wrote_there(
    settled: bool, planned: dict[int, Value], ours: bool
) -> None:
    """Where the row was not meant; later on somebody else has given it."""
    blank = but(ONE, B=None)
    original = OriginalSheet(shown(blank), WIDE)
    original.rows[2].planned |= planned
    original.note(Written(2, 1, "ours", as_date=True))
    if settled:
        original.settle()
    original.follow(shown(blank, B2=DATE), {})
    assert original.rows[2].hit == ({1} if ours else set())
    assert original.rows[2].row.extra(1) == (NOTHING if ours else DATE)


def test_a_cell_that_somebody_typed_in_is_theirs_with_what_hangs_there() -> None:
    """A note that is gone by then went with the text."""
    original = OriginalSheet(shown(ONE, B2=NOTE), WIDE)
    original.note(Written(2, 1, attached=NOTHING))
    original.follow(shown(but(ONE, B="typed")), {})
    assert original.rows[2].hit == set()
    assert original.rows[2].row.extra(1) == NOTHING


def test_a_row_that_stayed_where_it_was_read_lost_nothing_unseen() -> None:
    """What was attached to it was read with it."""
    original = OriginalSheet(shown(ONE), WIDE)
    original.note(Written(2, 1, attached=NOTHING))
    original.follow(shown(but(ONE, E="typed")), {})
    assert original.rows[2].to_check == set()


@pytest.mark.parametrize(("more", "copy"), [(None, False), ("d1", True)])
def test_a_new_row_is_a_copy_where_few_cells_are_ours(more: Value, copy: bool) -> None:
    """One of three beside it is few; one of two may as well be another row."""
    one: tuple[Value, ...] = ("one", "b1", "c1", more)
    others = (("one", "b2", "c2", more), ("two", "b3", "c1", more))
    original = OriginalSheet(shown(one, *others), WIDE)
    original.note(Written(5, 1, "ours"))
    original.follow(shown(one, *others, ("one", "ours", "c1", more)), {})
    assert original.rows[5].hit == {1}
    assert original.rows[5].lost == (set() if copy else {1})


def test_a_new_column_keeps_the_format_that_it_came_with() -> None:
    """A date of ours in it is taken back; the format is that of the cells that we left alone."""
    date = Extras(number_format={"type": "DATE"})
    original = OriginalSheet(shown(ONE, TWO, NEW), WIDE)
    original.note(Written(2, 1, "ours", as_date=True))
    header = Row(1, ("A", None, "B", "C", "D", "E"))
    rows = [Row(n, (row[0], None, *row[1:]), {1: date}) for n, row in enumerate((ONE, TWO, NEW), 2)]
    rows[0] = Row(2, (ONE[0], "ours", *ONE[1:]), {1: date})
    original.follow(Worksheet("Reports", 0, 0, (header, *rows)), {})
    assert original.rows[2].hit == {1}
    known = original.rows[2].row
    assert (known.value(1), known.extra(1)) == (None, date)
