"""Bar charts of one figure by period, as inline SVG that fits any width.

Horizontal places are percentages and text has a fixed size, so that a chart stays readable at 320
pixels and at 1200, with 4 years and with 40. Colours come from the page's style sheet. Knows one
column of a table; must not know the page around it.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import count

from cocsheets.statistics.summary import UNKNOWN, Figure, Mark, Table, Unit, Value

HEIGHT = 120
"""Of the tallest bar, in pixels."""
TOP, BOTTOM = 18, 24
"""Room above for a number and below for a label, in pixels."""
NARROW = 240
"""Width of the bars' area on the narrowest screen, in pixels: 320 less margins and axis."""
DIGIT = 8
"""Generous width of a digit of a number or label, in pixels."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar."""

    label: str
    value: Value
    shown: str


def charts(table: Table, but: Container[str] = ()) -> Iterator[str]:
    """A chart for each figure that can be drawn, `but` for some keys.

    Those of one unit share their scale, so that they can be compared.
    """
    rows = [row for row in table.rows if row.label != UNKNOWN]
    ids = count(1)
    for place, figure in enumerate(table.figures):
        bars = [Bar(row.label, row.values[place], table.show(row.values[place])) for row in rows]
        if figure.key not in but and figure.unit is not Unit.DAYS and any(b.value for b in bars):
            yield _chart(table, figure, bars, f"{table.key}-chart-{next(ids)}")


def _chart(table: Table, figure: Figure, bars: Sequence[Bar], name: str) -> str:
    scale = ticks(_highest(table, figure.unit))
    title = f"{figure.title} by {table.stub.lower()}"
    told = "; ".join(f"{bar.label}: {bar.shown}" for bar in bars)
    inside = [*_grid(scale), *_bars(bars, scale[-1], table.limit or 0), *_labels(bars)]
    unit = "" if figure.unit in figure.title.lower() else f" <span>{figure.unit}</span>"
    caption = f"<b>{escape(figure.title)}</b>{unit}"
    return (
        f'<figure class="{figure.unit}"><figcaption>{caption}</figcaption>'
        f'<div class="plot"><svg role="img" aria-labelledby="{name}-t {name}-d" width="100%"'
        f' height="{TOP + HEIGHT + BOTTOM}"><title id="{name}-t">{escape(title)}</title>'
        f'<desc id="{name}-d">{escape(told)}.</desc>{"".join(inside)}</svg></div></figure>'
    )


def _highest(table: Table, unit: Unit) -> int:
    places = [n for n, figure in enumerate(table.figures) if figure.unit is unit]
    numbers = [row.values[place] for row in table.rows for place in places]
    return int(max((n for n in numbers if isinstance(n, int | float)), default=0))


def ticks(highest: int) -> list[int]:
    """Two to five round numbers from 0 up to the highest or just above it."""
    step = _round(highest / 4)
    top = max(1, -(-highest // step)) * step
    return list(range(0, top + 1, step))


def _round(least: float) -> int:
    """The first of 1, 2, 5, 10, 20, 50, … that is not less."""
    scale = 1
    while True:
        for factor in (1, 2, 5):
            if factor * scale >= least:
                return factor * scale
        scale *= 10


def _y(value: float, top: int) -> float:
    return round(TOP + HEIGHT * (1 - value / top), 1)


def _grid(scale: Sequence[int]) -> Iterator[str]:
    for value in scale:
        y = _y(value, scale[-1])
        yield f'<line class="grid" x1="0" x2="100%" y1="{y}" y2="{y}"/>'
        yield f'<text class="axis" x="-6" y="{y + 4}" text-anchor="end">{value}</text>'


def _bars(bars: Sequence[Bar], top: int, limit: int) -> Iterator[str]:
    slot = 100 / len(bars)
    numbered = DIGIT * max(len(bar.shown) for bar in bars) <= NARROW / len(bars)
    for place, bar in enumerate(bars):
        x, middle = place * slot + 0.14 * slot, (place + 0.5) * slot
        kind, height = "bar", float(bar.value) if isinstance(bar.value, int | float) else 0.0
        if isinstance(bar.value, Mark):
            # Drawn alike whatever hides behind it.
            kind, height = "bar hidden", min(max(limit - 1, 1), top)
        y = _y(height, top)
        if height:
            yield (
                f'<rect class="{kind}" x="{x:.2f}%" width="{0.72 * slot:.2f}%" y="{y}"'
                f' height="{round(TOP + HEIGHT - y, 1)}"/>'
            )
        if numbered and bar.value is not None:
            yield (
                f'<text class="value" x="{middle:.2f}%" y="{y - 5:.1f}" text-anchor="middle">'
                f"{escape(bar.shown)}</text>"
            )


def _labels(bars: Sequence[Bar]) -> Iterator[str]:
    slot = 100 / len(bars)
    room = DIGIT * (max(len(bar.label) for bar in bars) + 1)
    every = _round(len(bars) * room / NARROW)
    y = TOP + HEIGHT + 17
    # Counted from the last bar back: the latest period is the one that people look for.
    for place in range(len(bars) - 1, -1, -every):
        yield (
            f'<text class="axis" x="{(place + 0.5) * slot:.2f}%" y="{y}" text-anchor="middle">'
            f"{escape(bars[place].label)}</text>"
        )
