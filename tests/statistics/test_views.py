"""The same figures seen otherwise."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocsheets.data import replace
from cocsheets.records.record import Record
from cocsheets.statistics.criteria import by
from cocsheets.statistics.frames import counts, frame
from cocsheets.statistics.grouping import ended
from cocsheets.statistics.periods import Calendar, Period
from cocsheets.statistics.summary import Mark, TableRow
from cocsheets.statistics.suppression import suppress
from cocsheets.statistics.tables import yearly
from cocsheets.statistics.views import RUNNING_TOO, changes, newest_first, only_ended, running
from tests.statistics.history import numbered, published_records, record

DAY = dt.date(2026, 11, 28)


@pytest.mark.parametrize(
    ("period", "shown"),
    [
        (Period.YEAR, ["2026 (to 28 Nov)"]),
        (Period.QUARTER, ["2026 Q3", "2026 Q4 (to 28 Nov)"]),
        (Period.MONTH, ["2026-09", "2026-10", "2026-11 (to 28 Nov)"]),
    ],
)
def test_the_running_period_is_marked(period: Period, shown: list[str]) -> None:
    """The one in which the day is, unless it ends on that day."""
    data = counts(numbered([record("2026-09-01"), record("2026-11-01")]))
    table = yearly(data, period=period)
    assert [row.shown for row in running(table, DAY).rows] == shown
    last = running(yearly(data), dt.date(2026, 12, 31))
    assert [row.shown for row in last.rows] == ["2026"]


def test_newest_first_keeps_unknown_last() -> None:
    """The latest period on top, what has no date at the end, handlers as they were."""
    data = frame(numbered([record("2024-01-01"), record("2026-01-01"), record(None)]))
    table = newest_first(yearly(data))
    assert [row.label for row in table.rows] == ["2026", "2025", "2024", "unknown"]
    handlers = by(data, "handler")
    assert newest_first(handlers) == handlers


@pytest.mark.parametrize(
    ("calendar", "labels"),
    [
        (Calendar(), ["2025", "unknown"]),
        (Calendar(Period.QUARTER), ["2025 Q4", "2026 Q1", "unknown"]),
        (Calendar(Period.YEAR, starts=7), ["2025/26", "unknown"]),
    ],
)
def test_only_periods_that_have_ended(calendar: Calendar, labels: list[str]) -> None:
    """The running one is left out, whatever its length; what has no date stays."""
    records = [record("2025-12-01"), record("2026-02-01"), record("2026-11-01"), record(None)]
    data = counts(numbered(records))
    table = yearly(ended(data, calendar, DAY), period=calendar)
    found = [row.label for row in table.rows if row.values[0]]
    assert found == labels


dated = st.lists(
    st.builds(
        record,
        st.none() | st.dates(dt.date(2024, 1, 1), dt.date(2027, 2, 1)).map(dt.date.isoformat),
        st.sampled_from(("Ada Fixture", "Rik Sample")),
        us=st.none() | st.booleans(),
    ),
    max_size=40,
).map(numbered)


@settings(max_examples=30, deadline=None)
@given(dated, st.sampled_from((Calendar(), Calendar(Period.HALF_YEAR, 7), Calendar(Period.MONTH))))
def test_ended_periods_of_a_table_are_those_counted_without_the_rest(
    records: list[Record], calendar: Calendar
) -> None:
    """What is left out of a finished table leaves the figures that counting anew gives."""
    data = frame(records)
    for name in ("action", "people", "handler"):
        fresh = by(ended(data, calendar, DAY), name, calendar)
        found = only_ended(by(data, name, calendar), DAY, fresh)
        assert found.total.values == fresh.total.values
        shown = {row.label: row.values for row in found.rows}
        if name == "action":
            assert {row.label: row.values for row in fresh.rows}.items() <= shown.items()


@settings(max_examples=15, deadline=None)
@given(dated, st.sampled_from((Calendar(), Calendar(Period.QUARTER))))
def test_leaving_out_a_period_tells_nothing_that_was_hidden(
    records: list[Record], calendar: Calendar
) -> None:
    """Rows keep their marks; a total is shown only if it follows from what was shown."""
    data = frame(records)
    exact = by(data, "action", calendar)
    (before,) = suppress([exact])
    after = only_ended(before, DAY, by(ended(data, calendar, DAY), "action", calendar))
    assert set(after.rows) <= set(before.rows)
    for place, value in enumerate(after.total.values):
        rows = [row.values[place] for row in after.rows]
        gone = [row.values[place] for row in before.rows if row not in after.rows]
        if isinstance(value, int) and gone:
            follows = all(isinstance(one, int) for one in (before.total.values[place], *gone))
            assert follows or all(isinstance(one, int) for one in rows)
    handlers = suppress([by(data, "handler")])[0]
    assert RUNNING_TOO in only_ended(handlers, DAY, handlers).notes


def test_a_case_is_left_out_as_a_whole() -> None:
    """A case that began in an ended year stays with all its people, one of this year goes."""
    records = numbered(
        [
            record("2025-12-01", "Ada Fixture", case_code_name="a"),
            record("2026-02-01", "Rik Sample", case_code_name="a"),
            record("2026-02-01", "Poe Example", case_code_name="b"),
        ]
    )
    table = yearly(ended(counts(records), Calendar(), DAY), "2026")
    assert table.total.values[:2] == (1, 2)


def test_change_to_the_period_before() -> None:
    """Signed, period by period; the first one and the running one are not compared."""
    records = [record(f"{year}-02-01", us=True) for year in (2023, 2024, 2024, 2025, 2026)]
    table = changes(running(yearly(counts(numbered(records))), DAY))
    assert table is not None
    assert table.column("reports") == {"2024": 1, "2025": -1, "2026": None}
    assert [table.show(v) for v in table.column("reports").values()] == ["+1", "-1", "–"]
    assert table.title == "Reports by year: change to the year before"
    assert table.total.values[0] == 0
    assert changes(by(frame(published_records()), "handler")) is None


def test_a_change_does_not_give_a_hidden_figure_away() -> None:
    """Where one of two figures is hidden, so is their difference, and the sum of differences."""
    (table,) = suppress([yearly(counts(published_records()))])
    found = changes(table)
    assert found is not None
    shown = {row.label: row.values for row in table.rows}
    years = sorted(shown)
    for before, row in zip(years, found.rows, strict=False):
        for place, value in enumerate(row.values):
            pair = (shown[before][place], shown[row.label][place])
            assert (value is Mark.HIDDEN) == any(isinstance(one, Mark) for one in pair)


def test_a_blank_year_stays_blank() -> None:
    """What is not yet counted is not zero, nor is the change to it."""
    table = yearly(counts(numbered([record("2024-02-01"), record("2025-02-01")])))
    blank = TableRow("2025", (None,) * len(table.figures))
    found = changes(replace(table, rows=(table.rows[0], blank)))
    assert found is not None
    assert set(found.rows[0].values) == {None}


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.dates(dt.date(2019, 1, 1), dt.date(2026, 11, 28)), max_size=12),
    st.sampled_from(Period),
    st.integers(1, 12),
)
def test_every_date_is_in_the_period_that_its_label_says(
    dates: list[dt.date], period: Period, starts: int
) -> None:
    """Labels and days are two sides of one calendar, in fiscal years too."""
    calendar = Calendar(period, starts)
    for date in dates:
        span = calendar.span(calendar.label(calendar.number(date)))
        assert span is not None
        assert span[0] <= date <= span[1]
        table = yearly(counts([record(date.isoformat())]), period=calendar)
        assert table.rows[0].label == calendar.label(calendar.number(date))
