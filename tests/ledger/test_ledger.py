"""The ledger among the worksheets: under its title, and renamed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocsheets.daily.overdue import overdue
from cocsheets.data import replace
from cocsheets.errors import ConfigurationError
from cocsheets.formats.ledger import ledger_csv, ledger_text
from cocsheets.ledger import (
    GROUP,
    HEADER,
    LAST_GOOD,
    LATER_REPORT,
    Ledger,
    LineState,
    LogSettings,
    read_ledger,
)
from cocsheets.ledger.journal import Journal
from cocsheets.records.table import DateNumber
from tests.records.sheets import sheet, spreadsheet

TITLE = LogSettings().worksheet
GOOD = ("", "", "last good run", "", "", 1.0, "", "finished 2026-04-01T06:00:00+00:00")


def test_a_renamed_ledger_is_known_by_its_header() -> None:
    """What it remembers is not lost with its title; a worksheet of that title comes first."""
    other = sheet([["When", "Who"]], title="Rota", sheet_id=1)
    renamed = sheet([HEADER, GOOD], title="Old log", sheet_id=2)
    titled = sheet([HEADER], title=TITLE, sheet_id=3)
    assert read_ledger(spreadsheet(other), TITLE) is None
    found = read_ledger(spreadsheet(other, renamed), TITLE)
    assert found is not None
    assert (found.sheet_id, found.last_good_row) == (2, 2)
    both = read_ledger(spreadsheet(renamed, titled), TITLE)
    assert both is not None
    assert both.sheet_id == 3


def test_it_is_not_guessed_which_of_two_is_the_ledger() -> None:
    """Two copies under other titles are named, and nothing is done."""
    two = (sheet([HEADER], title="A", sheet_id=1), sheet([HEADER], title="B", sheet_id=2))
    with pytest.raises(ConfigurationError, match='may be the ledger: "A", "B"'):
        read_ledger(spreadsheet(*two), TITLE)


def test_a_worksheet_of_its_title_that_is_something_else() -> None:
    """Nothing is written into it, and nothing is forgotten in silence."""
    other = sheet([["When", "Who"]], title=TITLE, sheet_id=1)
    with pytest.raises(ConfigurationError, match="it is not a ledger of cocsheets"):
        read_ledger(spreadsheet(other), TITLE)


def test_a_blank_title_is_refused() -> None:
    """Google would give the worksheet another title, and it would never be found again."""
    LogSettings("Protocol").check()
    with pytest.raises(ValueError, match="blank"):
        LogSettings(" ").check()


@pytest.mark.parametrize(
    ("action", "target", "state", "before", "outdone"),
    [
        ("expunge", "2024-01-10 #1", "done", False, True),
        ("expunge", "2024-01-10 #1", "intended 2-1", False, True),
        ("expunge", "2024-01-10 #1", "not done", False, False),
        ("expunge", "2024-01-10 #1", "done", True, False),
        ("expunge", "2024-01-10 #2", "done", False, False),
        ("redact", "2024-01-10 #1", "done", False, False),
    ],
)
def test_what_a_later_line_did_is_not_counted_twice(
    action: str, target: str, state: str, before: bool, outdone: bool
) -> None:
    """Only a later line about the same, that is not known to have failed, has done it."""
    mine = ("2026-04-01T06:00:00Z", "1", "expunge", "2024-01-10 #1", "", 1.0, "", "intended 1-1")
    other = ("2026-04-01T07:00:00Z", "2", action, target, "", 1.0, "", state)
    ledger = read(*((other, mine) if before else (mine, other)))
    line = next(line for line in ledger.lines if line.run == "1")
    assert ledger.outdone(line) is outdone


def test_a_check_that_a_later_line_put_elsewhere_on_the_same_column_is_that_lines_doing() -> None:
    """A column is known by its field: it may have moved between the two."""

    def line(run: str, columns: str, state: str) -> tuple[Any, ...]:
        place = f"Reports!{columns[:2]}:{columns[0]}"
        return (f"2026-04-01T0{run}:00:00Z", run, "protect", place, columns, 1.0, "", state)

    old = line("1", "I2 (status) = a drop-down list", "intended 1-1")
    same = read(old, line("2", "J3 (status) = a drop-down list", "done"))
    other = read(old, line("2", "J3 (expunge_on) = a date check", "done"))
    assert [ledger.outdone(ledger.lines[0]) for ledger in (same, other)] == [True, False]


def test_addresses_that_turned_out_to_be_groups_are_remembered() -> None:
    """Only a grant shows it, and it is not tried again."""
    line = ("2026-04-01T06:00:00Z", "1", GROUP, "all@example.org", "", 1.0, "", "done")
    grant = ("2026-04-01T06:00:00Z", "1", "grant", "all@example.org", "", 1.0, "", "not done")
    assert read(grant, line).groups == ("all@example.org",)
    assert read(grant).groups == ()


@pytest.mark.parametrize(
    ("written", "count"), [(3.0, 3), (1e9, 0), (-1e9, 0), ("many", 0), (None, 0)]
)
def test_a_count_that_cannot_be_believed_counts_nothing(written: Any, count: int) -> None:
    """Somebody may have typed into the cell."""
    (line,) = read(("2026-04-01T06:00:00Z", "1", "expunge", "2024-01-10 #1", "", written)).lines
    assert line.count == count


# --- within limits --------------------------------------------------------------------------------

NOW = dt.datetime(2026, 4, 2, 10, tzinfo=dt.UTC)


def read(*rows: Sequence[Any]) -> Ledger:
    """The ledger with these lines, read at `NOW`."""
    found = spreadsheet(sheet([HEADER, *rows], title=TITLE, sheet_id=1))
    ledger = read_ledger(replace(found, read_at=NOW.isoformat()), TITLE)
    assert ledger is not None
    return ledger


@pytest.mark.parametrize(
    "when",
    [
        "2999-01-01T00:00:00Z",
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00+14:00",
        "2026-04-02T10:06:00Z",
        "2026-04-02",
        "last week",
        DateNumber(46114.5),
    ],
)
def test_a_time_that_cannot_be_believed_is_void_and_named(when: Any) -> None:
    """In the future by Google's clock, out of range or unreadable."""
    believed = ("2026-04-01T06:00:00Z", "0", "expunge", "2024-01-02 #1")
    ledger = read(believed, (when, "0", "expunge", "2024-01-01 #1"))
    assert ledger.first == dt.datetime(2026, 4, 1, 6, tzinfo=dt.UTC)
    assert (3, "the time") in ledger.implausible


@pytest.mark.parametrize("state", ["finished 2999-01-01T00:00:00Z", "finished soon", "", "done"])
def test_a_last_good_run_that_cannot_be_believed(state: str) -> None:
    """It is void and named, nobody is told that no run was good, and the next run sets it right."""
    line = ("", "", LAST_GOOD, "", "", 1.0, "", state)
    other = ("2026-01-01T06:00:00Z", "0", "expunge", "2024-01-01 #1", "", 1.0, "", "done")
    ledger = read(other, line)
    assert ledger.last_good is None
    assert ledger.implausible == ((3, "the time of the last good run"),)
    assert "cannot be believed" in overdue(ledger, NOW, 3)
    edits = Journal("1", "", TITLE, lambda: NOW).closing_edits(ledger, dt.UTC)
    finds = [edit.find for edit in edits if hasattr(edit, "find")]
    assert all(find.startswith("finished ") for find in finds)


@pytest.mark.parametrize(
    ("action", "target"),
    [
        ("9999-12-31", "2024-01-10 #1"),
        ("2026-04-05", "2024-01-10 #1"),
        ("0001-01-01", "2024-01-10 #1"),
        ("soon", "2024-01-10 #1"),
        ("2025-01-01", "somebody"),
        ("2025-01-01", f"2024-01-10 #{'9' * 5000}"),
    ],
)
def test_a_report_that_cannot_have_been_is_not_remembered(action: str, target: str) -> None:
    """What was expunged is of the past: a day to come puts nothing off."""
    ledger = read(
        ("2026-04-01T06:00:00Z", "0", f"{LATER_REPORT} {action}", target, "", 0.0, "", "done")
    )
    assert ledger.remembered == {}
    assert ledger.implausible == ((2, "what is remembered of a report"),)


@pytest.mark.parametrize(
    ("state", "counts"),
    [("done", True), ("intended 0-1", True), ("put back", True), ("not done", False)],
)
def test_what_was_not_done_is_not_remembered(state: str, counts: bool) -> None:
    """A report that was not expunged speaks for itself; in doubt it counts, and puts off."""
    line = ("2026-04-01T06:00:00Z", "0", f"{LATER_REPORT} 2025-01-01", "2024-01-10 #1")
    assert bool(read((*line, "", 0.0, "", state)).remembered) is counts


def test_what_can_be_believed_is() -> None:
    """The tool's own lines are no finding."""
    later = ("2026-04-02T10:00:30Z", "0", f"{LATER_REPORT} 2026-04-02", "2024-01-10 #1")
    ledger = read(later, GOOD)
    assert ledger.implausible == ()
    assert len(ledger.remembered) == 1


_LIKELY = (
    *(
        "intended",
        "intended 1-1",
        "done",
        "finished",
        "finished 1",
        "expunge",
        LAST_GOOD,
        LATER_REPORT,
    ),
    *(f"{LATER_REPORT} 9999-12-31", "undated #1", "2024-01-10 #1", "9999-12-31T23:59:59-23:59"),
)
_texts = st.text(max_size=12) | st.sampled_from(_LIKELY)
_cells = _texts | st.floats(allow_nan=False, allow_infinity=False) | st.booleans() | st.none()


@settings(deadline=None)
@given(st.lists(st.lists(_cells, max_size=9), max_size=6))
def test_anything_may_stand_in_the_ledger(rows: list[list[Any]]) -> None:
    """No unforeseen error, whatever somebody writes; what is believed is of the past."""
    ledger = read(*rows)
    assert all(
        date <= NOW.date() + dt.timedelta(1) for d in ledger.remembered.values() for date in d
    )
    assert ledger.last_good is None or ledger.last_good - NOW < dt.timedelta(hours=1)
    overdue(ledger, NOW, 3)
    ledger_text(ledger, ledger.lines)
    ledger_csv(ledger.lines)
    journal = Journal("1", "", TITLE, lambda: NOW)
    for line in ledger.open_lines:
        line.to_json()
        state = LineState.NOT_DONE if ledger.outdone(line) else LineState.DONE
        journal.closures[line.state] = state
    for edit in [*journal.closing_edits(ledger, dt.UTC), *journal.late_edits(ledger, dt.UTC)]:
        assert getattr(edit, "find", "x")
