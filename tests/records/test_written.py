"""What a crash left in the ledger about single cells is judged by the rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from cocsheets.ledger import Line
from cocsheets.records.table import DateNumber, Extras, Row, Value, column_letters
from cocsheets.records.text import EPOCH
from cocsheets.records.written import OpenLines, judge_lines, shown, told_row

STATE = "intended 1-1"
DAY = "2027-01-05"
SERIAL = float((dt.date(2027, 1, 5) - EPOCH).days)
OLD = DateNumber((dt.date(2020, 1, 5) - EPOCH).days)
TEXT, UNREAD = "a text", "a text without a mark"
CHIPS: Any = ("chip",)
DATE_CHECK, LIST = (
    Extras(validation={"condition": {"type": kind}}) for kind in ("DATE_IS_VALID", "ONE_OF_LIST")
)


@dataclass(frozen=True)
class Records:
    """Rows from row 2 on, with a date of report, names and a date to expunge."""

    rows: Sequence[Row]
    columns: dict[str, int] = field(
        default_factory=lambda: {"date_reported": 0, "named_subjects": 1, "expunge_on": 2}
    )

    header_row: int = 1

    @property
    def worksheet(self) -> Sequence[Row]:
        """All of them."""
        return self.rows

    def data_rows(self) -> Sequence[Row]:
        """All of them."""
        return self.rows


def records(*rows: tuple[Value, ...], extras: dict[int, Extras] | None = None) -> Records:
    """These rows; the first has something attached."""
    return Records([Row(n, row, (extras or {}) if n == 2 else {}) for n, row in enumerate(rows, 2)])


def judged(
    table: Records, told: str, *, outdone: bool = False, may_have: Sequence[str] = ()
) -> Any:
    """What becomes of one open line about the first row."""
    line = Line("write", "2024-01-02 #1", told, state=STATE)
    lines = OpenLines((line,), frozenset({STATE} if outdone else ()))
    keys = {row.number: f"2024-01-0{row.number} #1" for row in table.rows}
    return judge_lines(lines, table, keys, may_have)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, "blank"),
        (DateNumber(SERIAL), DAY),
        ("Expunged", "Expunged"),
        ("Expunged (cocsheets 0123abcd-1)", TEXT),
        ("some words", UNREAD),
        (True, "TRUE"),
        (2.0, "2.0"),
    ],
)
def test_a_line_tells_no_text(value: Value, told: str) -> None:
    """Dates, ticks, numbers and blanks are told; of a text only that it is one."""
    assert shown(value) == told


@pytest.mark.parametrize(
    ("wrote", "value", "extras"),
    [
        (DAY, DateNumber(SERIAL), Extras()),
        (DAY, SERIAL, Extras()),
        ("blank", None, Extras()),
        ("Expunged", "Expunged", Extras()),
        (TEXT, "what it was", Extras()),
        ("TRUE", True, Extras()),
        ("2.0", 2.0, Extras()),
        ("attachments cleared", "x", Extras()),
        ("a date check", "x", DATE_CHECK),
        ("a drop-down list", "x", LIST),
    ],
)
def test_what_is_seen_in_the_row_that_was_meant_was_done(
    wrote: str, value: Value, extras: Extras
) -> None:
    """The line is closed as done, and nothing is in doubt."""
    table = records(("d", "n", value), ("d", "n", OLD), extras={2: extras})
    found = judged(table, f"C2 (expunge_on) = {wrote}")
    assert (dict(found.settled), bool(found)) == ({STATE: True}, False)


@pytest.mark.parametrize(
    ("wrote", "value", "extras"),
    [
        ("blank", "x", Extras()),
        ("Expunged", "a name", Extras()),
        (TEXT, None, Extras()),
        ("TRUE", False, Extras()),
        ("2.0", 3.0, Extras()),
        ("attachments cleared", "x", Extras(note="n")),
        ("attachments cleared", "x", Extras(link="https://example.org")),
        ("attachments cleared", "x", Extras(chips=CHIPS)),
        ("a date check", "x", LIST),
        ("a drop-down list", "x", DATE_CHECK),
        ("a drop-down list", "x", Extras()),
    ],
)
def test_what_is_not_seen_there_may_have_hit_another_row(
    wrote: str, value: Value, extras: Extras
) -> None:
    """The line stays open, and a person is sent to the place."""
    table = records(("d", "n", value), extras={2: extras})
    found = judged(table, f"C2 (expunge_on) = {wrote}")
    assert (dict(found.settled), dict(found.rows)) == ({}, {})
    (place,) = found.places
    left = f"an interrupted run left {wrote} in C2 (row 2 then), meant for 2024-01-02 #1"
    assert place == f"{left}, and it is not seen there"


def test_a_check_is_on_the_whole_column() -> None:
    """Whichever row shows it: rows move, and the check stays with the column."""
    table = records(("d", "n", OLD), ("d", "n", OLD), extras={2: LIST})
    line = Line("list", "somewhere", "C9 (expunge_on) = a drop-down list", state=STATE)
    assert judge_lines(OpenLines((line,)), table, {}).settled == {STATE: True}


def test_a_text_without_a_mark_is_never_believed() -> None:
    """Nobody can tell whether what the row that was meant reads is ours."""
    found = judged(records(("d", "n", "words")), f"B2 (named_subjects) = {UNREAD}")
    assert not found.settled
    assert found.places[0].endswith("and nobody can see where it is")


def test_what_a_later_run_wrote_too_proves_nothing() -> None:
    """The value that is seen is the later run's: it counts there, and the row is not doubtful."""
    table = records(("d", "n", DateNumber(SERIAL)))
    found = judged(table, f"C2 (expunge_on) = {DAY}", outdone=True)
    assert (dict(found.settled), bool(found)) == ({STATE: False}, False)
    found = judged(table, "C2 (expunge_on) = a date check", outdone=True)
    assert (dict(found.settled), bool(found)) == ({}, True)


@pytest.mark.parametrize("column", [1, 2])
def test_a_date_seen_elsewhere_is_doubtful_and_one_seen_nowhere_was_not_written(
    column: int,
) -> None:
    """The row that shows it is believed by nobody, whichever column it is in by now."""
    row: list[Value] = ["d", "n", OLD]
    row[column] = DateNumber(SERIAL)
    found = judged(records(("d", "n", OLD), tuple(row)), f"C2 (expunge_on) = {DAY}")
    why = f"{column_letters(column)}3 shows {DAY}, which an interrupted run wrote for 2024-01-02 #1"
    assert (dict(found.rows), dict(found.settled)) == ({3: why}, {})
    found = judged(records(("d", "n", OLD), ("d", str(SERIAL), True)), f"C2 (expunge_on) = {DAY}")
    assert (dict(found.rows), dict(found.settled)) == ({}, {STATE: False})


def test_a_date_in_the_wrong_column_of_the_row_that_was_meant() -> None:
    """Columns were moved when it was written: the row is doubtful too."""
    found = judged(records(("d", DateNumber(SERIAL), OLD)), f"C2 (expunge_on) = {DAY}")
    assert list(found.rows) == [2]


def test_a_date_is_doubtful_in_its_own_column_first() -> None:
    """Rows that have had the date elsewhere are left in peace."""
    date = DateNumber(SERIAL)
    table = records(("d", "n", OLD), (date, "n", OLD), ("d", "n", date))
    assert list(judged(table, f"C2 (expunge_on) = {DAY}").rows) == [4]


@pytest.mark.parametrize(
    ("row", "key", "done"),
    [
        (("d", "n", OLD), "2024-01-02 #1", True),
        (("d", None, OLD), "2024-01-02 #1", False),
        (("d", "n", OLD), "2024-01-09 #1", False),
    ],
)
def test_a_row_that_was_added_is_seen_whole_or_not(
    row: tuple[Value, ...], key: str, done: bool
) -> None:
    """Under all its headers, and with its own key."""
    told = told_row({"named_subjects": 1, "date_reported": 0})
    assert told == "A (date_reported), B (named_subjects)"
    line = Line("add", "2024-01-02 #1", told, state=STATE)
    found = judge_lines(OpenLines((line,)), records(row), {2: key})
    missing = () if done else ("an interrupted run added 2024-01-02 #1, which is not seen whole",)
    assert (dict(found.settled), found.places) == ({STATE: True} if done else {}, missing)


def test_a_header_that_was_added_is_seen_or_missing() -> None:
    """A column that the table may have, and has or has not."""
    table = records(("d", "n", OLD))
    header = "the header of a new column"
    assert judged(table, f"C1 (expunge_on) = {header}").settled == {STATE: True}
    found = judged(table, f"D1 (hold_until) = {header}", may_have=["hold_until"])
    assert found.places == (f"an interrupted run put {header} in D1, and no column has it now",)
    table = records(("d", "n", OLD), ("d", "2024-01-02 #1", OLD))  # it is in a row as well
    found = judged(table, f"C1 (expunge_on) = {header}")
    assert found.places == (f"an interrupted run put {header} in B3 too",)


@pytest.mark.parametrize(
    "told",
    [
        "",
        "5 cells",
        "A (email), B (role)",
        "C2 (stepped_down) = blank",
        "C1 (role) = the header of a new column",
    ],
)
def test_lines_about_something_else_are_left_alone(told: str) -> None:
    """Those of another worksheet, and those that name no cell."""
    found = judged(records(("d", "n", OLD)), told)
    assert (dict(found.settled), bool(found)) == ({}, False)
