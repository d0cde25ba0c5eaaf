"""What a date cell means, and what is never taken for a date."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from cocsheets.sandbox import Sandbox
from tests.cases.world import TODAY, Text, book, cells, expunged, found

LONG_AGO = "2021-07-12"


def _dated(
    sandbox: Sandbox, folder: Path, dates: Sequence[str], settings: str = ""
) -> tuple[set[int], set[int]]:
    """Rows that were expunged, and rows with an error in the expunge date, on 2022-08-01."""
    rows = {number: {"A": LONG_AGO, "J": date} for number, date in enumerate(dates, start=2)}
    world = book(sandbox, folder, rows, settings=settings)
    errors = {cell for severity, _, cell in found(world, as_of="2022-08-01") if severity == "error"}
    before = cells(world)
    run = world.run("--as-of", "2022-08-01", "expunge", "--yes")
    assert run.returncode == (1 if errors else 0)
    after = cells(world)
    done = {row for row in rows if after["Reports"][row - 1] != before["Reports"][row - 1]}
    assert after == expunged(before, *done)
    assert all(f"row {int(cell[1:])}: left alone" in run.stdout for cell in errors)
    return done, {int(cell[1:]) for cell in errors}


TYPED = [Text("12.07.2022"), Text("13.07.2022"), Text("07/13/2022"), Text("2022-07-12")]


def test_ambiguous_dates_are_flagged_where_no_order_is_declared(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """CS-01 (a): what could be two days is neither; an ISO date is read."""
    assert _dated(sandbox, tmp_path, TYPED) == ({5}, {2, 3, 4})


def test_a_declared_order_is_the_only_one(sandbox: Sandbox, tmp_path: Path) -> None:
    """CS-01 (b, c): each cell has the same verdict wherever it stands; ISO is never reordered."""
    day_first = '[schema]\ndate_order = "DMY"\n'
    assert _dated(sandbox, tmp_path, TYPED, day_first) == ({2, 3, 5}, {4})
    assert _dated(sandbox, tmp_path, TYPED[::-1], day_first) == ({2, 4, 5}, {3})
    month_first = '[schema]\ndate_order = "MDY"\n'
    assert _dated(sandbox, tmp_path, TYPED, month_first) == ({4, 5}, {3})


@pytest.mark.parametrize(
    ("settings", "done", "errors"),
    [
        ("", {10}, set(range(2, 10))),
        ('[schema]\ndate_order = "DMY"\n', {2, 3, 10}, set(range(4, 10))),
    ],
)
def test_what_typed_dates_never_mean(
    sandbox: Sandbox, tmp_path: Path, settings: str, done: set[int], errors: set[int]
) -> None:
    """No year, two digits of it, days that never were, words around it: flagged, never due."""
    texts = (
        "1/7/2022",
        "01-07-2022",
        "1/7/22",
        "31.06.2022",
        "29.02.2021",
        "July 2022",
        "2022",
        "2022-13-01",
    )
    dates = [*map(Text, texts), Text("\u00a02022-07-01 ")]
    assert _dated(sandbox, tmp_path, dates, settings) == (done, errors)


def test_a_true_date_counts_however_it_is_shown(sandbox: Sandbox, tmp_path: Path) -> None:
    """CS-03: a date that shows no year is whole; typed digits and small numbers are no dates."""
    old = {"A": "2023-04-03"}
    dates = [
        "2024-04-03",
        "2024-04-03",
        Text("45385"),
        0,
        45385,
        "2024-04-03 23:30",
        True,
        "4/3/2024",
    ]
    world = book(
        sandbox, tmp_path, {n: {**old, "J": date} for n, date in enumerate(dates, start=2)}
    )
    world.records.format("J3", {"numberFormat": {"type": "DATE", "pattern": "d-mmm"}})
    world.records.format("J6", {"numberFormat": {"type": "NUMBER", "pattern": "0"}})
    before = cells(world)
    problems = {(severity, cell) for severity, _, cell in found(world)}
    assert {cell for severity, cell in problems if severity == "error"} == {"J4", "J5", "J8"}
    assert world.run("--as-of", TODAY, "expunge", "--yes").returncode == 1
    assert ("warning", "J6") in problems
    assert cells(world) == expunged(before, 2, 3, 6, 7, 9)


def test_blanks_and_words_are_no_dates(sandbox: Sandbox, tmp_path: Path) -> None:
    """CS-04: blanks are kept with a note, words are errors, and their text is not repeated."""
    dates = ["", Text(" "), Text("-"), "never", "TBC", "n/a", "2026-04-01"]
    rows = {n: {"A": "2025-04-01", "J": date} for n, date in enumerate(dates, start=2)}
    world = book(sandbox, tmp_path, rows)
    before = cells(world)
    assert found(world) == {
        ("note", "no-expunge-date", "J2"),
        ("note", "no-expunge-date", "J3"),
        *(("error", "not-a-date", f"J{row}") for row in range(4, 8)),
        ("note", "due", "J8"),
    }
    told = world.run("--as-of", TODAY, "validate")
    assert told.returncode == 1
    assert not {"never", "TBC", "n/a"} & set(told.stdout.split())
    world.run("--as-of", TODAY, "expunge", "--yes")
    assert cells(world) == expunged(before, 8)


@pytest.mark.parametrize(
    "words",
    [
        ("#N/A", "Loading...", "31 February 2020", "٢٠٢٠", "2020-1-1!"),
        ("indefinitely", "?", "2020-01-01 or later", "1.1.2020–1.2.2020", "tomorrow"),
    ],
)
def test_other_words_in_other_scripts(
    sandbox: Sandbox, tmp_path: Path, words: tuple[str, ...]
) -> None:
    """Whatever else stands in the cell is an error of its row and of no other."""
    rows = {n: {"A": "2019-01-01", "J": Text(word)} for n, word in enumerate(words, start=2)}
    rows[9] = {"A": "2025-04-01", "J": "2026-04-01"}
    world = book(sandbox, tmp_path, rows)
    before = cells(world)
    run = world.run("--as-of", TODAY, "expunge", "--yes")
    assert run.returncode == 1
    assert cells(world) == expunged(before, 9)
    assert not any(word in run.stdout + run.stderr for word in words if len(word) > 1)
    assert {int(cell[1:]) for kind, _, cell in found(world) if kind == "error"} == set(range(2, 7))


def test_due_begins_the_day_after(sandbox: Sandbox, tmp_path: Path) -> None:
    """On its very day a record is not due; on the next it is, whatever the length of a month."""
    days = ["2024-02-28", "2024-02-29", "2024-03-01", "2023-12-31"]
    rows = {number: {"A": "2023-03-01", "J": day} for number, day in enumerate(days, start=2)}
    world = book(sandbox, tmp_path, rows)
    before = cells(world)
    for today, done in (("2023-12-31", ()), ("2024-02-29", (2, 5)), ("2024-03-01", (2, 3, 5))):
        world.run("--as-of", today, "expunge", "--yes")
        assert cells(world) == expunged(before, *done)


def test_a_date_fifteen_years_after_its_report_is_an_error(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """Dates over 15 years from the report are not believed; a day less is."""
    rows = {
        2: {"A": "2005-01-01", "J": "2021-01-02"},
        3: {"A": "2005-01-01", "J": "2020-01-01"},
    }
    world = book(sandbox, tmp_path, rows)
    before = cells(world)
    assert {cell for kind, _, cell in found(world) if kind == "error"} == {"J2"}
    world.run("--as-of", TODAY, "expunge", "--yes")
    assert cells(world) == expunged(before, 3)
