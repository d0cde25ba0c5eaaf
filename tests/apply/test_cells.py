"""Cells carried out in memory, with people at the sheet around any batch, and a death after each.

Every row is due that says so in its last cell. People act on the sheet and, at the same places, on
a sheet without us: but for what was due, both are equal in the end. And whenever a run dies, no
cell that was not due has lost what stood in it, unless a mark tells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from cocsheets.apply.cells import MOST_ROUNDS, CellWork
from cocsheets.apply.run import Run
from cocsheets.apply.targets import View, make_targets
from cocsheets.errors import AccessError, GoogleError, IncompleteError, LayoutError, RejectedError
from cocsheets.plans.edits import Edit, ReplaceAnywhere, ReplaceText
from cocsheets.plans.outcomes import CellsReport
from cocsheets.plans.plan import CellChange, Obstacle, Plan
from cocsheets.records.marks import read_mark
from cocsheets.records.redaction import has_attachments
from cocsheets.records.table import (
    NOTHING,
    Block,
    Extras,
    Protection,
    Row,
    Spreadsheet,
    Value,
    Worksheet,
)
from tests.apply.memory_sheet import MemorySheet
from tests.apply.test_roster import run_on

GID = 7
DONE = "Expunged"
COLUMNS = {"title": 0, "who": 1, "more": 2, "count": 3, "due": 4}
ASKED = ("who", "more", "count")
HEADER: list[Value] = [name.title() for name in COLUMNS]
NOTE, LINK = Extras(note="about Ada"), Extras(link="https://example.org/ada")

Deed = Callable[[MemorySheet], None]


@dataclass(frozen=True)
class Sheet:
    """The worksheet as a table."""

    worksheet: Worksheet
    header_row: int = 1

    @property
    def columns(self) -> dict[str, int]:
        """By the header."""
        return columns_of(self.worksheet.rows)

    def data_rows(self) -> Sequence[Row]:
        """The rows below the header."""
        return [row for row in self.worksheet if row.number > 1]

    def cell(self, row: Row, key: str) -> Value:
        """The value in a key's column."""
        return row.value(self.columns[key])


def columns_of(rows: Sequence[Row]) -> dict[str, int]:
    """Where each column is by now."""
    header = [*rows[0].values, *(name.title() for name in COLUMNS)]
    return {name: header.index(name.title()) for name in COLUMNS}


def judge(spreadsheet: Spreadsheet) -> View:
    """Which rows are due, and what is left to do in them."""
    worksheet = spreadsheet.by_id(GID)
    assert worksheet is not None
    header = worksheet.row(1)
    if header is None or "Due" not in header.values:
        raise LayoutError("there is no column Due")
    changes: list[CellChange] = []
    obstacles: list[Obstacle] = []
    due = set()
    for row in (table := Sheet(worksheet)).data_rows():
        if table.cell(row, "due") != "due":
            continue
        due.add(row.number)
        key = str(table.cell(row, "title"))
        found = list(_changes(table, row, key))
        if any(worksheet.barrier(row.number - 1, change.column) for change in found):
            obstacles.append(Obstacle("protected", row.number, key))
        else:
            changes += found
    plan = Plan("sheet", "expunge", tuple(changes), obstacles=tuple(obstacles))
    return View(table, plan, frozenset(due))


def _changes(table: Sheet, row: Row, key: str) -> Any:
    for name in ASKED:
        column = table.columns[name]
        value, clears = row.value(column), has_attachments(row.extra(column))
        mark = read_mark(value)
        done = value in (None, DONE) and mark is None
        if done and not clears:
            continue
        action, after = ("clear", value) if done else ("expunge", DONE)
        yield CellChange(action, row.number, key, column, name, "due", value, after, clears=clears)


class Died(BaseException):
    """The process is killed."""


ROWS: list[list[Value]] = [
    ["one", "Ada One", "ada@example.org", None, ""],
    ["two", "Bo Two", "bo words", 12.5, "due"],
    ["three", "Cy Three", "cy words", 13.0, ""],
    ["four", "Di Four", DONE, 14.0, "due"],
    ["five", "Di Four", "di words", 15.0, ""],
]
ATTACHED = {(1, 1): NOTE, (2, 1): NOTE, (2, 2): LINK, (3, 1): NOTE, (3, 2): LINK, (4, 2): NOTE}
ATTACHED |= {(5, 1): NOTE}
"""By 0-based row and column."""


@dataclass
class Bench:
    """A sheet with a run, and the same sheet without."""

    rows: list[list[Value]] = field(default_factory=lambda: ROWS)
    attached: dict[tuple[int, int], Extras] = field(default_factory=lambda: ATTACHED)
    finds: bool = True
    answers: bool = False
    reads: int = 0
    watch: bool = True
    """Whether each batch is looked at as if the run had died then."""

    def __post_init__(self) -> None:
        self.store, self.truth = self._make(), self._make()
        write, read = self.store.write, self.store.read

        def counted(*, formats: bool = False) -> Spreadsheet:
            self.reads += 1
            return read(formats=formats)

        def watched(edits: Sequence[Edit], *, show: bool = False) -> tuple[int, ...]:
            number = len(self.store.writes) + 1
            # Where people act at the very instant of a batch that writes by place, a death then is
            # the one exception.
            self.watch = self.watch and (number == 1 or number not in self.store.before)
            hits = write(edits, show=show)
            if number not in self.store.after:
                self._look()
            return hits

        self.store.write = watched  # type: ignore[method-assign]
        self.store.read = counted  # type: ignore[method-assign]

    def _look(self) -> None:
        """No row that is not due has lost anything, whatever becomes of the run now."""
        if not (self.watch and self.finds):
            return
        truth = {row.number: row for row in _rows(self.truth)}
        for row in _rows(self.store):
            was = truth.get(row.number, Row(row.number, ()))
            if was.value(columns_of(_rows(self.truth))["due"]) == "due":
                continue
            for column in range(max(len(row.values), len(was.values))):
                kept = row.value(column) == was.value(column) or read_mark(row.value(column))
                assert kept, f"{row.number} {column} at batch {len(self.store.writes)}"
                assert row.extra(column) == was.extra(column) or read_mark(row.value(column))

    def _make(self) -> MemorySheet:
        made = MemorySheet({GID: [list(HEADER), *map(list, self.rows)]}, {GID: "Reports"})
        for place, extras in self.attached.items():
            made.attach(GID, *place, extras)
        made.finds, made.answers = self.finds, self.answers
        return made

    def people(self, when: str, number: int, deed: Deed) -> None:
        """Somebody acts before or after the n-th batch, or before the second reading."""

        def act(store: MemorySheet) -> None:
            if when == "after":
                self._look()
            deed(store)
            self.watch = self.watch and (deed not in COPIES or number == 1)
            deed(self.truth)

        getattr(self.store, when)[number] = act

    def work(self) -> tuple[Run, CellsReport]:
        """Plan, and carry it out."""
        run = run_on(self.store)
        targets = make_targets(judge(run.read()))
        self.reads = 0
        report = CellWork(run, GID, judge, targets).carry_out()
        reads = self.reads
        if not run.broken:
            run.finish()
        self.reads = reads
        return run, report

    def expected(self, report: CellsReport) -> list[tuple[Any, ...]]:
        """The sheet without us, with what is said to be done."""
        done = Counter(map(str, report.done))
        rows = []
        for row in _rows(self.truth):
            columns = columns_of(_rows(self.truth))
            title = str(row.value(columns["title"])).lower()
            finished = row.value(columns["due"]) == "due" and done[title] > 0
            done[title] -= finished
            rows.append(_finished(row, columns) if finished else _told(row))
        return rows

    def found(self) -> list[tuple[Any, ...]]:
        """The sheet as it is."""
        return [_told(row) for row in _rows(self.store)]


def _rows(store: MemorySheet) -> Sequence[Row]:
    return store._worksheet(0, GID).rows


def _told(row: Row) -> tuple[Any, ...]:
    return row.number, row.values, {c: e for c, e in row.extras.items() if e != NOTHING}


def _finished(row: Row, columns: dict[str, int]) -> tuple[Any, ...]:
    asked = {columns[name] for name in ASKED}
    values = tuple(DONE if c in asked and v is not None else v for c, v in enumerate(row.values))
    return row.number, values, {c: e for c, e in row.extras.items() if c not in asked}


# --- what people do -------------------------------------------------------------------------------


def insert(at: int, *cells: Value) -> Deed:
    """A new row at a 0-based place."""
    return lambda store: store.sheets[GID].insert(at, list(cells))


def delete(at: int) -> Deed:
    """Take a row out."""

    def deed(store: MemorySheet) -> None:
        del store.sheets[GID][at]

    return deed


def turn(store: MemorySheet) -> None:
    """Sort the other way round."""
    store.sheets[GID][1:] = store.sheets[GID][:0:-1]


def copy(old: int, new: int) -> Deed:
    """Insert a copy of a row, with what is attached to it."""

    def deed(store: MemorySheet) -> None:
        row = store.sheets[GID][old]
        store.sheets[GID].insert(new, list(row))
        for column, extras in store.extras.get(id(row), {}).items():
            store.attach(GID, new, column, extras)

    return deed


def move(old: int, new: int) -> Deed:
    """Put a row somewhere else."""
    return lambda store: store.sheets[GID].insert(new, store.sheets[GID].pop(old))


def type_(row: int, column: int, value: Value) -> Deed:
    """Type into a cell."""

    def deed(store: MemorySheet) -> None:
        store._cell(GID, row, column)[column] = value

    return deed


def note(row: int, column: int, extras: Extras) -> Deed:
    """Attach something to a cell."""
    return lambda store: store.attach(GID, row, column, extras)


def column(old: int | None, new: int) -> Deed:
    """A new column, or one that is moved, with what is attached to its cells."""

    def deed(store: MemorySheet) -> None:
        for cells in store.sheets[GID]:
            cells.extend([None] * (len(COLUMNS) - len(cells)))
            order: list[int | None] = list(range(len(cells)))
            order.insert(new, order.pop(old) if old is not None else None)
            extras = store.extras.pop(id(cells), {})
            cells[:] = [cells[at] if at is not None else None for at in order]
            for at, extra in extras.items():
                store.extras.setdefault(id(cells), {})[order.index(at)] = extra

    return deed


def both(*deeds: Deed) -> Deed:
    """One after the other."""

    def deed(store: MemorySheet) -> None:
        for one in deeds:
            one(store)

    return deed


MOVES = ("insert", "delete the", "sort", "move", "type elsewhere", "put off", "make", "note else")
"""Deeds that leave the rows that are due as they are, or take them from the plan."""
DEEDS: dict[str, Deed] = {
    "insert above all": insert(1, "new", "Eva New", "eva words", 19.0, ""),
    "insert a blank row": insert(2),
    "insert a row that is due": insert(1, "new", "Eva New", "eva words", 19.0, "due"),
    "insert in between": insert(3, "new", "Eva New", "eva words", 19.0, ""),
    "delete the first": delete(1),
    "delete one that is due": delete(2),
    "delete the third": delete(3),
    "sort": turn,
    "move down": move(2, 4),
    "move up": move(4, 1),
    "type beside": type_(2, 0, "TWO"),
    "type over": type_(2, 1, "Una Else"),
    "type over a number": type_(2, 3, 99.0),
    "type elsewhere": type_(3, 1, "Una Else"),
    "put off": type_(2, 4, ""),
    "make due": type_(3, 4, "due"),
    "note": note(4, 1, Extras(note="more")),
    "note elsewhere": note(1, 2, Extras(note="more")),
    "insert a column": column(None, 0),
    "insert a column in between": column(None, 3),
    "move a column to the left": column(3, 1),
    "move a column to the right": column(1, 4),
    "copy a row and put it off": both(copy(2, 5), type_(5, 4, "")),
    "copy a row upwards": both(copy(2, 1), type_(1, 4, "")),
    "paste over": both(copy(1, 3), delete(4)),
    "paste a due one over": both(copy(2, 3), type_(3, 4, ""), delete(4)),
    "insert and type": both(insert(1, "new", "x"), type_(3, 0, "TWO")),
}


COPIES = [deed for name, deed in DEEDS.items() if name.startswith(("copy", "paste"))]
"""What was copied may have been cleared before."""
MOVED = [deed for name, deed in DEEDS.items() if name.startswith(MOVES) and "type" not in name]


def test_a_sheet_that_keeps_still() -> None:
    """Text first, and by a condition; what is written by place comes after it was seen to be ours;
    marks come off at the end."""
    bench = Bench()
    _, report = bench.work()
    assert bench.found() == bench.expected(report)
    assert Counter(report.done) == Counter(["two", "four"])
    assert report.complete
    kinds = [
        {type(edit).__name__ for edit in batch} - {"MoveClaim", "AddWorksheet", "AppendRows"}
        for batch in bench.store.writes
    ]
    assert kinds[0] == {"ReplaceText"}
    assert "ClearExtras" in kinds[1]
    assert len(kinds) <= 4


TEXTS: list[list[Value]] = [[*row[:3], None, row[4]] for row in ROWS]
BESIDE = {place: extras for place, extras in ATTACHED.items() if place[0] not in (2, 4)}
SHEETS: dict[str, Callable[[], Bench]] = {
    "replaces": Bench,
    "finds nothing": lambda: Bench(finds=False),
    "answers": lambda: Bench(TEXTS, BESIDE, answers=True),
    "answers with numbers": lambda: Bench(ROWS, BESIDE, answers=True),
    "answers with notes": lambda: Bench(answers=True),
}
"""What Google may do: for texts alone it can answer with what a batch has made of the sheet, and
then there are two batches."""
INSTANTS = [(number, when) for number in (1, 2, 3) for when in ("before", "after")]
CASES = {
    f"{name} {when} {number}, {google}": (deed, number, when, make)
    for name, deed in DEEDS.items()
    for google, make in SHEETS.items()
    for number, when in INSTANTS[: (1 if deed in COPIES else 4) if google == "answers" else 6]
    if deed not in COPIES or number == 1 or (number, when) == (2, "before")
}


@pytest.mark.parametrize(("deed", "number", "when", "make"), CASES.values(), ids=CASES)
def test_people_at_the_sheet(deed: Deed, number: int, when: str, make: Callable[[], Bench]) -> None:
    """Whatever they do around a batch: what is due is done, all else is as they have left it."""
    bench = make()
    # Between an answer and the next batch nothing is read: that is one instant.
    bench.watch = not bench.answers or (number, when) != (1, "after")
    bench.people(when, number, deed)
    _, report = bench.work()
    assert bench.found() == bench.expected(report), report
    if deed in MOVED:
        assert report.complete or report.gone == set(report.not_done), report


@pytest.mark.parametrize("place", [1, 5])
def test_a_copy_of_what_was_cleared_has_its_texts_again(place: int) -> None:
    """What was attached was gone when it was copied."""
    bench = Bench(watch=False)
    bench.people("after", 2, both(copy(2, place), type_(place, 4, "")))
    bench.work()
    assert _rows(bench.store)[place].values == ("two", "Bo Two", "bo words", 12.5, "")


def test_a_row_is_not_done_while_anything_is_attached() -> None:
    """Somebody attaches a note again and again: the row is told as not done, and is whole."""
    bench = Bench()
    for number in range(1, 99):
        bench.people("after", number, note(2, 1, NOTE))
    _, report = bench.work()
    assert report.done == ("four",)
    assert report.not_done == {"two": "the sheet did not keep still"}
    assert len(bench.store.writes) <= MOST_ROUNDS + 2
    bench = Bench([["one", "x"], ["two", DONE, None, None, "due"]], {(2, 1): NOTE})
    for number in range(1, 99):
        bench.people("after", number, note(2, 1, NOTE))
    assert bench.work()[1].done == ()


def test_a_copy_of_a_mark_is_restored_by_itself() -> None:
    """The row that is due keeps its mark meanwhile, and is not begun again."""
    bench = Bench()
    bench.people("after", 1, both(copy(2, 5), type_(5, 4, "")))
    seen: list[Value] = []
    bench.store.after[2] = lambda store: seen.extend(row[1] for row in store.sheets[GID])
    bench.work()
    assert read_mark(seen[2]) is not None
    assert seen[5] == "Bo Two"


def test_what_is_restored_by_place_has_a_line_too() -> None:
    """Whoever finds it in the version history finds it in the ledger."""
    bench = Bench()
    bench.people("after", 2, type_(2, 4, ""))
    run, _ = bench.work()
    run.read()
    assert run.ledger is not None
    restored = [
        (line.target, line.columns) for line in run.ledger.lines if line.action == "restore"
    ]
    assert ("row 3", "D3 (count) = a restored value") in restored


def test_a_formula_is_written_over_and_never_looked_for() -> None:
    """Google finds no text that a formula shows, which tells nothing of what it finds elsewhere."""
    formula = Extras(formula='="Bo " & "Two"')
    bench = Bench([["one", "Bo Two", None, None, "due"], ROWS[2]], {(1, 1): formula})
    run, report = bench.work()
    assert report.done == ("one",)
    assert _told(_rows(bench.store)[1]) == (2, ("one", DONE, None, None, "due"), {})
    assert not run.finds_nothing
    edits = [edit for batch in bench.store.writes for edit in batch]
    assert not any(isinstance(edit, ReplaceText) for edit in edits)


def test_where_google_finds_nothing_it_is_written_by_place() -> None:
    """That is learned from one batch, and told to the run."""
    bench = Bench(finds=False)
    run, report = bench.work()
    assert report.complete
    assert run.finds_nothing
    assert len(bench.store.writes) <= 5


def test_lines_about_places_stay_open_where_the_work_broke_off() -> None:
    """Whether the batch took effect is for the next run to see."""
    bench = Bench()
    bench.store.before[3] = failing(AccessError("no"))
    run = run_on(bench.store)
    targets = make_targets(judge(run.read()))
    report = CellWork(run, GID, judge, targets).carry_out()
    assert report.error is not None
    assert run.broken
    assert set(report.not_done.values()) == {"begun; the next run finishes it"}
    run.finish()
    run.read()
    ledger = run.ledger
    assert ledger is not None
    assert ledger.lines
    assert all(line.open for line in ledger.lines)


def test_lines_about_places_tell_what_was_done() -> None:
    """Each written place has one, closed by what was seen."""
    bench = Bench()
    run, _ = bench.work()
    run.read()
    assert run.ledger is not None
    assert {(line.action, line.target, line.state) for line in run.ledger.lines} == {
        ("clear", "two", "done"),
        ("clear", "four", "done"),
        ("write", "two", "done"),
        ("write", "four", "done"),
    }
    places = sorted(line.columns for line in run.ledger.lines)
    assert places == [
        "B3 (who) = attachments cleared",
        "C3 (more) = attachments cleared",
        "C5 (more) = attachments cleared",
        "D3 (count) = a text",
        "D5 (count) = a text",
    ]


def failing(error: GoogleError) -> Deed:
    """Google answers with an error, and does nothing."""

    def fail(_store: MemorySheet) -> None:
        raise error

    return fail


# --- what an answer is good for -------------------------------------------------------------------


def test_an_answer_saves_a_reading_and_proves_nothing() -> None:
    """Marks are taken off by what it shows; then it is read."""
    still = Bench(TEXTS, BESIDE)
    assert still.work()[1].complete
    answered = Bench(TEXTS, BESIDE, answers=True)
    assert answered.work()[1].complete
    assert (still.reads - answered.reads, answered.reads) == (1, 2)


def test_an_answer_that_does_not_show_a_mark_where_it_was_meant_is_read_again() -> None:
    """Somebody moved the rows."""
    bench = Bench(TEXTS, BESIDE, answers=True)
    bench.people("before", 1, DEEDS["insert above all"])
    assert bench.work()[1].complete
    assert bench.reads == 3


def test_nothing_is_written_by_place_that_only_an_answer_has_shown() -> None:
    """It is read before."""
    still, answered = Bench(ROWS, BESIDE), Bench(ROWS, BESIDE, answers=True)
    assert still.work()[1].complete
    assert answered.work()[1].complete
    assert answered.reads == still.reads


# --- what Google refuses --------------------------------------------------------------------------


def guarded(bench: Bench, title: str, column: int) -> Callable[[Edit], bool]:
    """Refuses whatever would change one cell, wherever it is by then."""

    def guard(edit: Edit) -> bool:
        cells = next(row for row in bench.store.sheets[GID] if row and row[0] == title)
        row = bench.store.sheets[GID].index(cells)
        if isinstance(edit, ReplaceAnywhere):
            return edit.sheet_id == GID and cells[column] == edit.find
        place = (getattr(edit, "row", None), getattr(edit, "column", None))
        return getattr(edit, "sheet_id", None) == GID and place == (row, column)

    return guard


@pytest.mark.parametrize("column", [1, 2, 3])
def test_a_row_with_a_protected_cell_is_left_whole(column: int) -> None:
    """The others are done; it is said what keeps us from it."""
    bench = Bench()
    bench.store.guard = guarded(bench, "two", column)
    _, report = bench.work()
    assert report.not_done == {"two": "a protected range keeps the acting account from it"}
    assert report.done == ("four",)
    assert bench.found() == bench.expected(report)


def test_a_cell_that_is_protected_meanwhile_keeps_its_mark() -> None:
    """All others are put right; the place is named."""
    bench = Bench()
    bench.store.after[1] = lambda store: setattr(store, "guard", guarded(bench, "two", 1))
    _, report = bench.work()
    assert report.marked == ("B3",)
    assert set(report.not_done) == {"two"}
    assert read_mark(bench.store.sheets[GID][2][1]) is not None
    assert bench.store.sheets[GID][2][2:4] == ["bo words", 12.5]
    assert report.done == ("four",)


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_refusal_that_names_nothing(times: int) -> None:
    """Fewer rows are tried at once; where it is one row, that is left, and the others are done."""
    bench = Bench()
    for number in range(1, times + 1):
        bench.store.before[number] = failing(RejectedError("too much"))
    _, report = bench.work()
    left = ["two", "four"][: times - 1]
    assert report.not_done == dict.fromkeys(left, "Google refused the change")
    assert bench.found() == bench.expected(report)
    assert len(report.done) == 2 - len(left)


def test_what_was_refused_is_not_waited_for() -> None:
    """Nothing of it can arrive late: no batch goes out only to come before it."""
    bench = Bench()
    for number in (1, 2, 3):
        bench.store.before[number] = failing(RejectedError("too much"))
    _, report = bench.work()
    assert (report.done, len(bench.store.writes)) == ((), 3)


def test_a_refusal_where_only_repairs_are_left_is_an_error() -> None:
    """There is no row that could be left out."""
    bench = Bench(watch=False)
    bench.people("after", 1, both(type_(2, 4, ""), type_(4, 4, "")))
    bench.store.before[2] = failing(RejectedError("no"))
    run, report = bench.work()
    assert isinstance(report.error, RejectedError)
    assert run.broken


def test_a_protection_that_appears_is_an_obstacle() -> None:
    """What was begun in the row is taken back."""
    bench = Bench()
    barrier = Protection(1, Block(GID, 2, 3, 3, 4), (), warning_only=False, editable=False)
    bench.store.after[1] = lambda store: setattr(store, "protections", (barrier,))
    _, report = bench.work()
    assert report.not_done == {"two": "protected"}
    assert bench.found() == bench.expected(report)


@pytest.mark.parametrize(
    ("rows", "attached", "more"),
    [
        (TEXTS, BESIDE, DONE),
        (ROWS, BESIDE, "bo words"),
        (TEXTS, ATTACHED, "bo words"),
    ],
)
def test_a_protection_of_a_marked_cell(
    rows: list[list[Value]], attached: dict[tuple[int, int], Extras], more: str
) -> None:
    """A row that could not be left whole any more is finished but for that cell, whose mark tells
    no name; where more was to be done there, the rest is as it was."""
    bench = Bench(rows, attached, watch=False)
    barrier = Protection(1, Block(GID, 2, 3, 1, 2), (), warning_only=False, editable=False)

    def protect(store: MemorySheet) -> None:
        store.protections, store.guard = (barrier,), guarded(bench, "two", 1)

    bench.store.after[1] = protect
    _, report = bench.work()
    cells = bench.store.sheets[GID][2]
    assert (read_mark(cells[1]) is not None, cells[2]) == (True, more)
    assert report.marked == ("B3",)
    assert report.done == ("four",)


# --- a layout that breaks -------------------------------------------------------------------------


@pytest.mark.parametrize("finds", [True, False])
@pytest.mark.parametrize(("number", "when"), [(1, "before"), (1, "after"), (2, "before")])
def test_a_header_that_is_gone_takes_everything_back(number: int, when: str, finds: bool) -> None:
    """Nothing can be judged then, so nothing stays half done; nothing is left to the next run."""
    bench = Bench(finds=finds, watch=False)
    bench.people(when, number, both(type_(0, 4, "Other"), insert(1, "new")))
    run, report = bench.work()
    assert bench.found() == [_told(row) for row in _rows(bench.truth)]
    assert isinstance(report.error, IncompleteError)
    assert "there is no column Due" in report.error.message
    assert not run.broken


@pytest.mark.parametrize("number", [2, 3])
def test_rows_move_while_everything_is_taken_back(number: int) -> None:
    """What is taken back by place is looked at again like all else."""
    bench = Bench(watch=False)
    bench.people("after", number, type_(0, 4, "Other"))
    bench.people("before", number + 1, insert(1, "new", "Eva New", "eva words", 19.5, ""))
    run, _ = bench.work()
    assert [row[1] for row in bench.found()[1:]] == [row.values for row in _rows(bench.truth)[1:]]
    assert not run.broken


@pytest.mark.parametrize(
    ("number", "looked_for"), [(7.0, ["7"]), (7.5, []), (99e9, ["99000000000"]), (1e11, [])]
)
def test_which_numbers_are_looked_for(number: float, looked_for: list[str]) -> None:
    """Those that Google surely shows as they are stored."""
    bench = Bench([["two", "Bo Two", None, number, "due"], ROWS[2]], {})
    assert bench.work()[1].complete
    finds = [e.find for batch in bench.store.writes for e in batch if isinstance(e, ReplaceText)]
    assert finds == ["Bo Two", *looked_for]


def test_a_worksheet_that_is_gone() -> None:
    """What was begun on it cannot be seen, so the next run looks."""
    bench = Bench(watch=False)
    other: list[list[Value]] = [["x"]]

    def remove(store: MemorySheet) -> None:
        store.sheets, store.titles = {GID + 1: other}, {GID + 1: "Other"}

    bench.store.after[1] = remove
    run, report = bench.work()
    assert isinstance(report.error, IncompleteError)
    assert "the worksheet is gone" in report.error.message
    assert run.broken
    assert other == [["x"]]


def test_chips_go_with_the_text() -> None:
    """Only a value that is written drops them."""
    chips = Extras(chips=({"chip": {"personProperties": {"email": "bo@example.org"}}},))
    for value in ("Bo Two", DONE):
        bench = Bench([["two", value, "words", None, "due"], ROWS[2]], {(1, 1): chips})
        _, report = bench.work()
        assert report.done == ("two",)
        assert _told(_rows(bench.store)[1]) == (2, ("two", DONE, DONE, None, "due"), {})


# --- what cannot be known -------------------------------------------------------------------------

OTHER = Extras(note="new")


@pytest.mark.parametrize(
    ("deed", "places"),
    [
        (both(note(1, 1, OTHER), insert(1, "new")), {"B2", "C2", "C3"}),
        (both(insert(2, "new", "Eva New", "x"), note(2, 1, OTHER)), {"B3", "C3"}),
    ],
)
def test_what_no_reading_had_shown_may_have_been_cleared(deed: Deed, places: set[str]) -> None:
    """Attached, and moved to where we cleared, in the very instant: the places are named."""
    bench = Bench(watch=False)
    bench.people("before", 2, deed)
    assert set(bench.work()[1].to_check) == places


@pytest.mark.parametrize("number", [19.5, None])
def test_a_new_row_that_was_hit_is_named(number: Value) -> None:
    """What was in its cell no reading had shown: the mark stays to be seen, all else is right."""
    bench = Bench(watch=False)
    bench.people("before", 2, insert(2, "new", "Eva New", "eva words", number, ""))
    _, report = bench.work()
    assert report.lost == ("D3",)
    cells = bench.store.sheets[GID][2]
    assert read_mark(cells[3]) is not None
    assert cells[:3] == ["new", "Eva New", "eva words"]
    cells[3] = number
    assert bench.found() == bench.expected(report)


def test_a_blank_row_that_was_hit_is_blank_again() -> None:
    """Nothing was in it, so nothing is lost."""
    bench = Bench(watch=False)
    bench.people("before", 2, insert(2))
    _, report = bench.work()
    assert bench.found() == bench.expected(report)
    assert report.lost == ()


def test_parts_of_a_text_come_back_and_chips_are_named() -> None:
    """Google lets nobody make a chip."""
    runs = ({"startIndex": 3, "format": {"bold": True}},)
    chips = ({"chip": {"personProperties": {"email": "bo@example.org"}}},)
    both_ = Extras(runs=runs, chips=chips)
    bench = Bench([["two", "Bo Two", "w", None, "due"], ROWS[2]], {(1, 1): both_}, watch=False)
    bench.people("after", 1, type_(1, 4, ""))
    _, report = bench.work()
    assert report.lost == ("B2",)
    assert _told(_rows(bench.store)[1]) == (
        2,
        ("two", "Bo Two", "w", None, ""),
        {1: Extras(runs=runs)},
    )
