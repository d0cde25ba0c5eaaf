"""Where numbers and periods go beside a chart."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocsheets.figures.axes import MARGIN, Label, labels, ticks
from cocsheets.statistics.periods import Calendar, Period
from cocsheets.statistics.summary import TableRow


def below(
    count: int, calendar: Calendar, *, first: str = "2017-01-01", until: dt.date | None = None
) -> list[Label]:
    """The labels of this many periods on the narrowest screen."""
    start = calendar.number(dt.date.fromisoformat(first))
    rows = [TableRow(calendar.label(start + n), (1,)) for n in range(count)]
    rows[-1] = TableRow(rows[-1].label, (1,), until)
    return labels(rows, calendar, 240, 8)


@settings(deadline=None)
@given(
    st.integers(1, 130),
    st.sampled_from(Period),
    st.sampled_from((1, 4, 7)),
    st.sampled_from((240.0, 260.0, 390.0)),
    st.dates(dt.date(1990, 1, 1), dt.date(2020, 1, 1)),
)
def test_no_two_labels_meet(
    count: int, period: Period, starts: int, width: float, first: dt.date
) -> None:
    """Whatever the periods and however many, labels of a line stay apart and near the bars."""
    calendar = Calendar(period, starts)
    start = calendar.number(first)
    rows = [TableRow(calendar.label(start + n), (1,)) for n in range(count)]
    rows[-1] = TableRow(rows[-1].label, (1,), dt.date(2026, 11, 28))
    lines = defaultdict(list)
    for label in labels(rows, calendar, width, 8):
        lines[label.line].append(label.box(width, 8))
    for boxes in lines.values():
        assert all(left[1] < right[0] for left, right in pairwise(sorted(boxes)))
        assert min(left for left, _ in boxes) >= -MARGIN
        assert max(right for _, right in boxes) <= width + MARGIN


def test_the_latest_year_is_always_labelled() -> None:
    """Of forty quarters some years are labelled, the last one among them."""
    found = [label.text for label in below(40, Calendar(Period.QUARTER))]
    assert found == ["2018", "2020", "2022", "2024", "2026"]


def test_parts_of_a_year_are_labelled_if_there_is_room() -> None:
    """Eight quarters have their names above the years; months have theirs."""
    found = below(8, Calendar(Period.QUARTER), until=dt.date(2018, 11, 28))
    assert [label.text for label in found if label.line == 0] == ["Q1", "Q2", "Q3", "Q4"] * 2
    assert [label.text for label in found if label.line == 1] == ["2017", "2018"]
    assert [label.text for label in found if label.line == 2] == ["to 28 Nov"]
    assert [label.text for label in below(3, Calendar(Period.MONTH))][:3] == ["Jan", "Feb", "Mar"]
    halves = below(3, Calendar(Period.HALF_YEAR, 7))
    assert [label.text for label in halves] == ["H2", "H1", "H2", "2016/17", "2017/18"]


@pytest.mark.parametrize(
    ("highest", "marks"), [(0, [0, 1]), (1, [0, 1]), (14, [0, 5, 10, 15]), (900, [0, 500, 1000])]
)
def test_axes_have_round_numbers(highest: int, marks: list[int]) -> None:
    """From zero to just above the highest, whole numbers only."""
    assert ticks(highest) == marks
