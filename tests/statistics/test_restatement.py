"""The restatement guard."""

from __future__ import annotations

import datetime as dt

import pytest

from cocsheets.data import replace
from cocsheets.statistics.frames import counts
from cocsheets.statistics.periods import Period
from cocsheets.statistics.restatement import Edition, compare
from cocsheets.statistics.summary import Mark, Table, Value
from cocsheets.statistics.tables import yearly
from tests.statistics.history import numbered, published_records, record

NOW = yearly(counts(published_records()))


def edition(table: Table = NOW, as_of: str | None = "2019-01-05") -> Edition:
    """A table as an earlier edition."""
    rows: dict[str, dict[str, Value]] = {
        row.label: {f.key: v for f, v in zip(table.figures, row.values, strict=True)}
        for row in table.rows
    }
    return Edition(rows, dt.date.fromisoformat(as_of) if as_of else None)


def changed(year: str, key: str, value: Value) -> Edition:
    """The edition with one figure altered."""
    old = edition()
    return replace(old, rows={**old.rows, year: {**old.rows[year], key: value}})


def test_equal_editions_have_nothing_to_say() -> None:
    """This year's table about past years equals last year's."""
    assert compare(edition(), NOW) == ()


def test_a_moved_figure_is_named_with_its_difference() -> None:
    """Period, figure, before, after and by how much."""
    (move,) = compare(changed("2016", "reports", 15), NOW)
    assert str(move) == "2016: Reports 15 -> 13 (-2)"
    assert not move.one


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [("people_named", 7, "one person"), ("reports", 12, "one report, hence one person")],
)
def test_a_difference_of_one_is_a_warning(key: str, value: int, words: str) -> None:
    """Two editions side by side would single somebody out."""
    (move,) = compare(changed("2017", key, value), NOW)
    assert move.one
    assert str(move).endswith(f"warning: the difference is {words}")
    assert move.to_json() == {
        "period": "2017",
        "figure": key,
        "before": value,
        "after": move.after,
        "difference": move.difference,
        "one_person": True,
    }


def test_a_year_that_was_running_may_still_grow() -> None:
    """What had not ended at the time of the edition is no past figure."""
    old = changed("2018", "reports", 5)
    assert compare(replace(old, as_of=dt.date(2018, 12, 31)), NOW) == ()
    assert len(compare(replace(old, as_of=dt.date(2019, 1, 1)), NOW)) == 1
    assert len(compare(replace(old, as_of=None), NOW)) == 1


@pytest.mark.parametrize(
    ("period", "day", "moves"),
    [
        (Period.QUARTER, "2025-06-30", 1),
        (Period.QUARTER, "2025-07-01", 2),
        (Period.HALF_YEAR, "2025-06-30", 0),
        (Period.HALF_YEAR, "2025-07-01", 1),
        (Period.MONTH, "2025-03-31", 0),
        (Period.MONTH, "2025-04-01", 1),
    ],
)
def test_shorter_periods_end_when_they_end(period: Period, day: str, moves: int) -> None:
    """Half-years, quarters and months are past from the day after their last."""
    dates = ("2025-03-01", "2025-05-01")
    before = yearly(counts(numbered([record(date) for date in dates])), period=period)
    after = yearly(counts(numbered([record(d) for d in dates * 2])), period=period)
    earlier = edition(before, day)
    assert len([m for m in compare(earlier, after) if m.figure.key == "reports"]) == moves


def test_a_lost_and_a_late_year_are_told() -> None:
    """A year that is gone moved to none; one that came in before the last is new."""
    shorter = replace(NOW, rows=NOW.rows[1:])
    (first, *_) = compare(edition(), shorter)
    assert (first.period, first.before, first.after) == ("2015", 11, None)
    (first, *_) = compare(edition(shorter), NOW)
    assert (first.period, first.before, first.after) == ("2015", None, 11)
    assert str(first) == "2015: Reports none -> 11"


def test_years_after_the_edition_and_hidden_figures_are_left_aside() -> None:
    """Nothing can be said of what an edition could not know or did not show."""
    assert compare(edition(replace(NOW, rows=NOW.rows[:2])), NOW) == ()
    assert compare(changed("2016", "reports", Mark.HIDDEN), NOW) == ()
