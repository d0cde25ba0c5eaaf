"""Carrying out roster changes while other people move the rows."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from cocsheets.access.membership import MemberRole
from cocsheets.access.roster import HEADERS
from cocsheets.apply.roster import apply_roster
from cocsheets.apply.run import Run
from cocsheets.errors import IncompleteError, LostReplyError, RosterMissingError
from cocsheets.plans.roster import RosterAction, RosterChange
from cocsheets.records.table import DateNumber, Extras, Value
from tests.access.builders import TODAY
from tests.apply.memory_sheet import MemorySheet

if TYPE_CHECKING:
    from collections.abc import Callable

JOINED = DateNumber(45658)  # 2025-01-01
LEFT = DateNumber(46114)  # 2026-04-02
NOW = dt.datetime(2026, 4, 2, 10, tzinfo=dt.UTC)
ANA: list[Value] = ["Ana", "ana@example.org", "chair", JOINED]
RIK: list[Value] = ["Rik", "rik@example.org", "member", "2025-01-01", None, "holds the keys"]
UNA: list[Value] = ["Una", "una@example.org", "member", JOINED, DateNumber(46300)]
OLD: list[Value] = ["Rik", "rik@example.org", "member", DateNumber(44000), DateNumber(45000)]

LEAVE = RosterChange(
    RosterAction.STEP_DOWN,
    "Rik@Example.org",
    MemberRole.MEMBER,
    TODAY,
    "leaves",
    joined=dt.date(2025, 1, 1),
)
ENROL = RosterChange(
    RosterAction.ENROL, "new@example.org", MemberRole.ADVISER, TODAY, "new term", "New"
)
NEW: list[Value] = ["New", "new@example.org", "adviser", LEFT]


def sheet(*rows: list[Value]) -> MemorySheet:
    """A spreadsheet with a roster of these rows."""
    header: list[Value] = [headers[0] for headers in HEADERS.values()]
    return MemorySheet({7: [header, *(list(row) for row in rows)]}, {7: "Members"})


def run_on(store: MemorySheet) -> Run:
    """A run that never waits."""
    return Run(store, now=lambda: NOW, sleep=lambda _: None, holder="here", is_dead=lambda _: False)


def members(store: MemorySheet) -> list[list[Value]]:
    """The roster's rows as they are now, blanks at the end left out."""
    return [list(row.values) for row in store.read().worksheets[0]][1:]


def left(row: list[Value]) -> list[Value]:
    """A row with today as the end of its term."""
    return [*row[:4], *[None] * (4 - len(row)), LEFT, *row[5:]]


def test_both_changes_in_one_batch() -> None:
    """The term that began on that day ends and a row is added; nothing else changes."""
    store = sheet(ANA, OLD, RIK, UNA)
    roster, _ = apply_roster([LEAVE, ENROL], run_on(store), "Members")
    assert members(store) == [ANA, OLD, left(RIK), UNA, NEW]
    assert len(store.writes) == 1
    assert [member.name for member in roster.current(TODAY)] == ["Ana", "Una", "New"]


@pytest.mark.parametrize("number", [0, 2])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_column_is_inserted_meanwhile(when: str, number: int) -> None:
    """What fell into other columns is put under its headers."""
    store = sheet(ANA, RIK, UNA)

    def insert(now: MemorySheet) -> None:
        for cells in now.sheets[7]:
            cells.insert(number, None)

    getattr(store, when)[1] = insert
    roster, _ = apply_roster([LEAVE, ENROL], run_on(store), "Members")
    wanted = [[*row[:number], None, *row[number:]] for row in (ANA, left(RIK), UNA, NEW)]
    assert members(store) == wanted
    assert [member.name for member in roster.current(TODAY)] == ["Ana", "Una", "New"]


@pytest.mark.parametrize("given", [None, {"type": "TEXT"}])
@pytest.mark.parametrize("ended", [True, False])
def test_a_date_that_fell_on_another_row_leaves_no_format(
    given: dict[str, str] | None, ended: bool
) -> None:
    """Value and format are as they were there; the date has its own where it was meant."""
    una = UNA if ended else UNA[:4]
    store = sheet(ANA, RIK, una)
    store.attach(7, 3, 4, Extras(number_format=given))

    def turn(now: MemorySheet) -> None:
        now.sheets[7][2:4] = now.sheets[7][:1:-1]

    store.before[1] = turn
    apply_roster([LEAVE], run_on(store), "Members")
    assert members(store) == [ANA, una, left(RIK)]
    assert store.extra(7, 2, 4) == Extras(number_format=given)
    assert store.extra(7, 3, 4) == Extras(number_format={"type": "DATE"})


def test_again_changes_nothing() -> None:
    """What is in place is not written again."""
    store = sheet(ANA, left(RIK), UNA, NEW)
    apply_roster([LEAVE, ENROL], run_on(store), "Members")
    assert store.writes == []


def insert(row: list[Value], at: int) -> Callable[[MemorySheet], None]:
    """Somebody inserts a row."""
    return lambda store: store.sheets[7].insert(at, list(row))


def delete(at: int) -> Callable[[MemorySheet], None]:
    """Somebody deletes a row."""
    return lambda store: store.sheets[7].pop(at)  # type: ignore[return-value]


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize(
    ("move", "around"),
    [
        (insert(["Poe", "poe@example.org", "member", JOINED], 1), "inserted"),
        (insert([], 1), "blank"),
        (delete(1), "deleted"),
        (lambda store: store.sheets[7].sort(key=lambda row: str(row[0]) == "Una"), "sorted"),
    ],
)
@pytest.mark.parametrize("rows", [(ANA, RIK, UNA), (OLD, UNA, RIK), (UNA, RIK)])
def test_rows_that_move(
    rows: tuple[list[Value], ...],
    move: Callable[[MemorySheet], None],
    around: str,
    moment: str,
) -> None:
    """Rows move just before or after the write: the right term ends, all others are as if only
    the other person had been at work, ends of terms that were hit included."""
    expected = sheet(*rows)
    move(expected)
    store = sheet(*rows)
    getattr(store, moment)[1] = move
    apply_roster([LEAVE], run_on(store), "Members")
    wanted = [left(row) if row == RIK else row for row in members(expected)]
    assert members(store) == wanted, around


@pytest.mark.parametrize("times", [2, 3, 4])
def test_rows_that_move_again_and_again(times: int) -> None:
    """Rows that move at every write are put right as soon as they rest."""
    store = sheet(ANA, UNA, RIK)
    added: list[list[Value]] = [
        ["X", f"x{number}@example.org", "member", JOINED] for number in range(times)
    ]
    for number, row in enumerate(added, 1):
        store.before[number] = insert(list(row), 1)
    apply_roster([LEAVE], run_on(store), "Members")
    assert members(store) == [*reversed(added), ANA, UNA, left(RIK)]


def test_rows_that_never_rest() -> None:
    """It gives up in the end and says so."""
    store = sheet(ANA, UNA, RIK)
    for number in range(1, 60):
        store.before[number] = insert(["X", f"x{number}@example.org", "member", JOINED], 1)
    with pytest.raises(IncompleteError, match="1 of 1"):
        apply_roster([LEAVE], run_on(store), "Members")


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_lost_answer(when: str) -> None:
    """A batch whose answer was lost is settled by reading; no row is added twice."""
    store = sheet(ANA, RIK)

    def lose(_: MemorySheet) -> None:
        raise LostReplyError("lost")

    getattr(store, when)[1] = lose
    apply_roster([LEAVE, ENROL], run_on(store), "Members")
    assert members(store) == [ANA, left(RIK), NEW]


def test_a_reason_where_the_roster_has_room_for_it() -> None:
    """The reason that a person gave goes into a column `Reason`, unless something stands there."""
    store = sheet(ANA, RIK)
    store.sheets[7][0].append("Reason for leaving")
    store.sheets[7][2][5:] = []
    noted = RosterChange(
        RosterAction.STEP_DOWN,
        "rik@example.org",
        MemberRole.MEMBER,
        TODAY,
        "leaves",
        joined=LEAVE.joined,
        note="moved away",
    )
    apply_roster([noted], run_on(store), "Members")
    assert members(store)[1][5] == "moved away"


def test_no_roster() -> None:
    """Without the worksheet nothing is written."""
    store = sheet(ANA)
    with pytest.raises(RosterMissingError, match="Committee"):
        apply_roster([ENROL], run_on(store), "Committee")
    assert store.writes == []


ENROLLED = "adviser: A (name), B (email), C (role), D (joined)"


def test_the_ledger_knows() -> None:
    """Each change has a line, closed as done, with the address and no name."""
    store = sheet(ANA, RIK)
    run = run_on(store)
    apply_roster([LEAVE, ENROL], run, "Members")
    run.finish()
    ledger = [list(row.values) for row in store.read().worksheets[1]][1:]
    assert [row[2:5] + row[-1:] for row in ledger] == [
        ["enrol", "new@example.org", ENROLLED, "done"],
        ["step down", "Rik@Example.org", "E3 (stepped_down) = 2026-04-02", "done"],
    ]
