"""Where the numbers and periods beside a chart go, so that no two of them meet.

Knows labels and widths. Must not know how a chart is drawn: the page and the pictures share this.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count, groupby, pairwise
from typing import Literal, TypeAlias

from cocsheets.data import Data
from cocsheets.statistics.periods import Calendar, Period
from cocsheets.statistics.summary import MONTHS, TableRow, to_day

Anchor: TypeAlias = Literal["start", "middle", "end"]
MARGIN = 8
"""How far a label may stand out beyond the bars, in the unit of the width."""


class Label(Data, frozen=True):
    """One text below a chart."""

    text: str
    at: float
    """Its place, from 0 at the left end of the bars to 1 at the right."""
    anchor: Anchor = "middle"
    """Which of its ends is there."""
    line: int = 0
    """0 next to the bars, then downwards."""

    def box(self, width: float, digit: float) -> tuple[float, float]:
        """Left and right end, where the bars are this wide and a character is."""
        size = len(self.text) * digit
        left = self.at * width - {"start": 0.0, "middle": size / 2, "end": size}[self.anchor]
        return left, left + size


def ticks(highest: int) -> list[int]:
    """Two to five round numbers from 0 up to the highest or just above it."""
    step, scale = 0, 1
    while not step:
        step = next((factor * scale for factor in (1, 2, 5) if factor * scale >= highest / 4), 0)
        scale *= 10
    top = max(1, -(-highest // step)) * step
    return list(range(0, top + 1, step))


def labels(rows: Sequence[TableRow], calendar: Calendar, width: float, digit: float) -> list[Label]:
    """What stands below the bars of these periods, one bar each and all of one width.

    Years, as many as there is room for, the latest one among them; above them the parts of the
    year, if there is room for all; below, up to which day the last period counts.
    """
    slot = 1 / len(rows)
    parts = [_part(row.label, calendar) for row in rows]
    fit = (max(map(len, parts)) + 1) * digit <= slot * width
    found = [Label(part, (n + 0.5) * slot) for n, part in enumerate(parts) if part and fit]
    line = 1 if found else 0
    found += _years(rows, calendar, width, digit, line)
    until = rows[-1].until
    return [*found, Label(to_day(until), 1, "end", line + 1)] if until else found


def _part(label: str, calendar: Calendar) -> str:
    """`Q1` or `Feb`; nothing for a year."""
    if calendar.period is Period.MONTH:
        return MONTHS[int(label[-2:]) - 1]
    return label.partition(" ")[2]


def _years(
    rows: Sequence[TableRow], calendar: Calendar, width: float, digit: float, line: int
) -> list[Label]:
    """One label in the middle of each year's bars, or of every second, third …"""
    found = []
    numbered = enumerate(calendar.year_of(row.label) for row in rows)
    for year, group in groupby(numbered, key=lambda pair: pair[1]):
        places = [place for place, _ in group]
        found.append(
            _within(year, (places[0] + places[-1] + 1) / 2 / len(rows), width, digit, line)
        )
    for step in count(1):
        # Counted from the last one back: the latest year is the one that people look for.
        chosen = found[::-1][::step][::-1]
        boxes = [label.box(width, digit) for label in chosen]
        if all(left[1] + digit / 2 <= right[0] for left, right in pairwise(boxes)):
            return chosen
    raise AssertionError  # One label alone meets no other.


def _within(text: str, at: float, width: float, digit: float, line: int) -> Label:
    """A label in the middle, or at the end of the bars that it would stand out of."""
    label = Label(text, at, "middle", line)
    left, right = label.box(width, digit)
    if right > width + MARGIN:
        return Label(text, 1, "end", line)
    return Label(text, 0, "start", line) if left < -MARGIN else label
