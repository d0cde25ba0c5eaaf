"""Bar charts of one figure by period, as inline SVG that fits any width.

Horizontal places are percentages and text has a fixed size, so that a chart stays readable at 320
pixels and at 1200, with 4 years and with 40 quarters. A single period, and rows that are no
periods, are drawn as lines of text with a bar below each. Colours come from the page's style sheet.
Knows a table; must not know the page around it.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from html import escape
from itertools import count

from cocsheets.data import Data
from cocsheets.figures.axes import labels, ticks
from cocsheets.statistics.periods import Calendar
from cocsheets.statistics.summary import UNKNOWN, Figure, Mark, Table, TableRow, Unit, Value
from cocsheets.statistics.views import oldest_first

HEIGHT = 120
"""Of the tallest bar, in pixels."""
TOP, LINE = 18, 15
"""Room above for a number, and below for each line of labels, in pixels."""
NARROW = 240
"""Width of the bars' area on the narrowest screen, in pixels: 320 less margins and axis."""
DIGIT = 8
"""Generous width of a digit of a number or label, in pixels."""
ENTRY = 40
"""Height of a line of text with its bar, in pixels."""
REACH = 80
"""Length of the longest bar in a list, in percent; a number stands behind it."""
LONGEST = 38
"""Characters of a label in a list that fit the narrowest screen."""
UNDATED = "without a usable date"
HATCHED = "hidden, since it is small or would give a small one away; its size says nothing."
RUNNING = "a period that has not ended."


class Bar(Data, frozen=True):
    """One bar."""

    label: str
    value: Value
    shown: str
    unit: Unit
    running: bool = False


def drawn(table: Table) -> list[TableRow]:
    """The rows of a table that its charts show: those with a date, if there are any."""
    if table.calendar is None:
        return list(table.rows)
    return oldest_first(table.rows) or list(table.rows)


def undated(table: Table) -> Value:
    """How many reports stand in the table but not in its charts; None where all are drawn."""
    left = table.column(table.figures[0].key).get(UNKNOWN)
    return left if table.calendar is not None and oldest_first(table.rows) and left else None


def titled(figure: Figure) -> tuple[str, str]:
    """The title of a figure, and its unit where the title does not say so."""
    return figure.title, "" if figure.unit in figure.title.lower() else str(figure.unit)


def named(figure: Figure) -> str:
    """The same in one line that fits a list."""
    title, unit = titled(figure)
    end = f" ({unit})" if unit else ""
    room = LONGEST - len(end)
    return (title if len(title) <= room else f"{title[: room - 1]}…") + end


def charts(table: Table, but: Container[str] = ()) -> Iterator[str]:
    """A chart for each figure that can be drawn, `but` for some keys.

    Those of one unit share their scale, so that they can be compared. Where there is one period
    only, or rows that are no periods, there is one chart.
    """
    rows, ids = drawn(table), count(1)
    figures = [
        figure
        for place, figure in enumerate(table.figures)
        if figure.key not in but
        and figure.unit is not Unit.DAYS
        and any(row.values[place] for row in rows)
    ]
    if not figures or table.signed:
        return
    if table.calendar is None or len(rows) == 1:
        figures = [f for f in table.figures if f.key not in but and f.unit is not Unit.DAYS]
        yield _list(table, rows, figures, f"{table.key}-chart-{next(ids)}")
        return
    for figure in figures:
        bars = [_bar(table, figure, row) for row in rows]
        yield _chart(table, rows, figure, bars, f"{table.key}-chart-{next(ids)}")


def _bar(table: Table, figure: Figure, row: TableRow, label: str = "") -> Bar:
    value = row.values[table.index(figure.key)]
    running = row.until is not None
    return Bar(label or row.shown, value, table.show(value), figure.unit, running)


def _chart(
    table: Table, rows: Sequence[TableRow], figure: Figure, bars: Sequence[Bar], name: str
) -> str:
    scale = ticks(_highest(table, rows, figure.unit))
    calendar = table.calendar or Calendar()
    below = labels(rows, calendar, NARROW, DIGIT)
    inside = [*_grid(scale), *_bars(bars, scale[-1])]
    inside += [
        _text(
            "axis",
            f"{label.at:.2%}",
            TOP + HEIGHT + 2 + LINE * (label.line + 1),
            label.text,
            label.anchor,
        )
        for label in below
    ]
    height = TOP + HEIGHT + 8 + LINE * (1 + max(label.line for label in below))
    title = f"{figure.title} by {table.stub.lower()}"
    unit = titled(figure)[1]
    caption = f"<b>{escape(figure.title)}</b>" + (f" <span>{unit}</span>" if unit else "")
    return _figure(name, str(figure.unit), caption, title, bars, inside, height, "plot")


def _list(table: Table, rows: Sequence[TableRow], figures: Sequence[Figure], name: str) -> str:
    """All figures of one period, or the first figure of rows that are no periods."""
    if table.calendar is None:
        bars = [_bar(table, figures[0], row) for row in rows]
        title = f"{figures[0].title} by {table.stub.lower()}"
    else:
        (row,) = rows
        bars = [_bar(table, figure, row, named(figure)) for figure in figures]
        title = UNDATED.capitalize() if row.label == UNKNOWN else f"{table.stub} {row.shown}"
    longest = max((bar.value for bar in bars if isinstance(bar.value, int | float)), default=0)
    inside: list[str] = []
    for place, bar in enumerate(bars):
        y = place * ENTRY
        number = bar.value if isinstance(bar.value, int | float) else 0
        length = REACH if isinstance(bar.value, Mark) else REACH * number / (longest or 1)
        inside.append(_text("label", "0", y + 13, bar.label, "start"))
        inside += _rectangle(bar, 0, length, y + 18, 14) if length else []
        if not isinstance(bar.value, Mark):
            inside.append(_text("value", f"{length:.2f}%", y + 30, bar.shown, "start", dx=6))
    caption = f"<b>{escape(title)}</b>"
    return _figure(name, "list", caption, title, bars, inside, ENTRY * len(bars), "lines")


def _figure(
    name: str,
    kind: str,
    caption: str,
    title: str,
    bars: Sequence[Bar],
    inside: Sequence[str],
    height: int,
    room: str,
) -> str:
    told = "; ".join(f"{bar.label}: {bar.shown}" for bar in bars)
    return (
        f'<figure class="{kind}"><figcaption>{caption}</figcaption>'
        f'<div class="{room}"><svg role="img" aria-labelledby="{name}-t {name}-d" width="100%"'
        f' height="{height}"><title id="{name}-t">{escape(title)}</title>'
        f'<desc id="{name}-d">{escape(told)}.</desc>{"".join(inside)}</svg></div></figure>'
    )


def _highest(table: Table, rows: Sequence[TableRow], unit: Unit) -> int:
    places = [n for n, figure in enumerate(table.figures) if figure.unit is unit]
    numbers = [row.values[place] for row in rows for place in places]
    return int(max((n for n in numbers if isinstance(n, int | float)), default=0))


def _y(value: float, top: int) -> float:
    return round(TOP + HEIGHT * (1 - value / top), 1)


def _grid(scale: Sequence[int]) -> Iterator[str]:
    for value in scale:
        y = _y(value, scale[-1])
        yield f'<line class="grid" x1="0" x2="100%" y1="{y}" y2="{y}"/>'
        yield _text("axis", "-6", y + 4, str(value), "end")


def _bars(bars: Sequence[Bar], top: int) -> Iterator[str]:
    slot = 100 / len(bars)
    numbers = [bar.shown for bar in bars if isinstance(bar.value, int | float)]
    numbered = DIGIT * max(map(len, numbers), default=0) <= NARROW / len(bars)
    for place, bar in enumerate(bars):
        x, middle = place * slot + 0.14 * slot, (place + 0.5) * slot
        if isinstance(bar.value, Mark):
            # Full height whatever hides behind it, so that it cannot be read as a number.
            yield from _rectangle(bar, x, 0.72 * slot, TOP, HEIGHT)
        elif bar.value is not None:
            y = _y(bar.value, top)
            if bar.value:
                yield from _rectangle(bar, x, 0.72 * slot, y, round(TOP + HEIGHT - y, 1))
            if numbered:
                yield _text("value", f"{middle:.2f}%", y - 5, bar.shown, "middle")


def _rectangle(bar: Bar, x: float, width: float, y: float, height: float) -> Iterator[str]:
    place = f'x="{x:.2f}%" width="{width:.2f}%" y="{y}" height="{height}"'
    if isinstance(bar.value, Mark):
        # A pattern would need a reference; a style sheet can hatch a plain box.
        yield f'<foreignObject {place}><div class="hatch"></div></foreignObject>'
    kind = "hidden" if isinstance(bar.value, Mark) else f"{bar.unit}{' running' * bar.running}"
    yield f'<rect class="bar {kind}" {place}/>'


def _text(kind: str, x: str, y: float, text: str, anchor: str, dx: int = 0) -> str:
    move = f' dx="{dx}"' if dx else ""
    return (
        f'<text class="{kind}" x="{x}" y="{y:.1f}"{move} text-anchor="{anchor}">'
        f"{escape(text)}</text>"
    )
