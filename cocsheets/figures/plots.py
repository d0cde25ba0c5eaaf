"""Charts as a PNG or SVG file, for pages that take pictures: small bar charts, one a figure.

The only module that uses matplotlib (the extra `plots`). Knows one table; must not know how its
figures were counted. A picture travels alone, so it says the day, the period, what is hidden and
what is not drawn.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from cocsheets.errors import ConfigurationError
from cocsheets.figures.axes import labels, ticks
from cocsheets.figures.charts import HATCHED, RUNNING, UNDATED, drawn, named, undated
from cocsheets.figures.texts import INTERNAL
from cocsheets.statistics.periods import Calendar
from cocsheets.statistics.summary import UNKNOWN, Figure, Mark, Table, TableRow, Unit

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

KINDS = ("png", "svg")
COLOURS = {
    Unit.REPORTS: "#0b5fa5",
    Unit.PEOPLE: "#a8480a",
    Unit.INCIDENTS: "#5b6b00",
    Unit.DAYS: "#57606a",
}
"""As on the page; told apart by people who see colours differently, and in grey."""
INK = "#1b1f24"
SOFT = "#57606a"
WIDTH = 9.0
"""Of the picture, in inches."""
BARS, DIGIT = 260.0, 6.0
"""Width of the bars of one chart, and generous width of a character, in points."""
HEAD, CHART, ENTRY = 0.55, 2.2, 0.42
"""Height of the title, of a chart with its labels, and of one bar of a list, in inches."""
EMPTY = "There are no reports yet."


def plot(table: Table, kind: str, title: str, below: str = "") -> bytes:
    """The charts of a table as the contents of a file; the same table gives the same bytes.

    `below` is a sentence for the foot, such as the day. Raises ConfigurationError for an unknown
    kind, or without the extra.
    """
    if kind not in KINDS:
        raise ConfigurationError(
            f"A plot cannot be written as {kind!r}.", hint="Name a file ending in .png or .svg."
        )
    try:
        from matplotlib import rc_context
    except ImportError:
        raise ConfigurationError(
            "Plots need matplotlib.", hint='Install it with: pip install "cocsheets[plots]"'
        ) from None
    told = description(table, title)
    with rc_context(STYLE):
        out = io.BytesIO()
        metadata: dict[str, Any] = {"Title": title, "Description": told}
        if kind == "svg":
            metadata |= {"Date": None}
        draw(table, title, below).savefig(out, format=kind, dpi=160, metadata=metadata)
    return _with_text(out.getvalue(), title, told) if kind == "svg" else out.getvalue()


STYLE: dict[Any, Any] = {
    "svg.hashsalt": "cocsheets",
    "svg.fonttype": "none",
    "font.size": 9,
    "hatch.linewidth": 0.6,
    "hatch.color": SOFT,
}
"""How matplotlib draws it, wherever it is."""


def description(table: Table, title: str) -> str:
    """What the picture shows, in words: for a text alternative beside it."""
    lines = [
        f"{figure.title}: "
        + ", ".join(f"{row.shown} {table.show(row.values[place])}" for row in table.rows)
        for place, figure in enumerate(table.figures)
    ]
    return f"{title}. {table.title}. {'; '.join(lines)}."


def foot(table: Table, below: str = "") -> list[str]:
    """What stands below the charts."""
    left, rows = undated(table), drawn(table)
    said = [INTERNAL] * table.internal + [f"{table.title}. {below}".rstrip()]
    said += [f"Not drawn: {table.show(left)} {UNDATED}."] * bool(left)
    if any(isinstance(value, Mark) for row in rows for value in row.values):
        said.append(f"Hatched: {HATCHED}")
    said += [f"Pale: {RUNNING}"] * any(row.until for row in rows)
    return textwrap.wrap(" ".join(said), 125)


def draw(table: Table, title: str, below: str = "") -> Canvas:
    """The picture, not yet in a file."""
    from matplotlib.figure import Figure as Canvas

    rows, said = drawn(table), foot(table, below)
    figures = [figure for figure in table.figures if figure.unit is not Unit.DAYS]
    listed = table.calendar is None or len(rows) == 1
    if not listed:
        figures = [f for f in figures if any(row.values[table.index(f.key)] for row in rows)]
    if not rows or not figures:
        height = ENTRY
    elif listed:
        height = ENTRY * (1 + len(rows if table.calendar is None else figures))
    else:
        height = CHART * -(-len(figures) // 2)
    bottom = 0.2 + 0.17 * len(said)
    whole = HEAD + height + bottom
    canvas = Canvas(figsize=(WIDTH, whole), facecolor="white")
    heading: dict[str, Any] = {"fontsize": 13, "fontweight": "bold"}
    canvas.text(0.5, 1 - 0.18 / whole, title, ha="center", va="top", color=INK, **heading)
    canvas.text(0.02, 0.08 / whole, "\n".join(said), va="bottom", color=SOFT, fontsize=8)
    if not rows or not figures:
        canvas.text(0.5, (bottom + height / 2) / whole, EMPTY, ha="center", color=INK, fontsize=11)
    elif listed:
        # The first entry's room is for the heading.
        axes = canvas.add_axes((0.03, bottom / whole, 0.5, (height - 0.6 * ENTRY) / whole))
        _list(axes, table, rows, figures)
    else:
        for number, figure in enumerate(figures):
            line, column = divmod(number, 2)
            base = bottom + height - CHART * (line + 1) + 0.16 * CHART
            x, y, wide = 0.06 + 0.49 * column, base / whole, 0.42
            _bars(canvas.add_axes((x, y, wide, 0.62 * CHART / whole)), table, rows, figure)
    return canvas


def _bars(axes: Any, table: Table, rows: Sequence[TableRow], figure: Figure) -> None:
    """The chart of one figure by period."""
    place = table.index(figure.key)
    of_unit = [n for n, other in enumerate(table.figures) if other.unit is figure.unit]
    numbers = [row.values[n] for row in rows for n in of_unit]
    scale = ticks(int(max((n for n in numbers if isinstance(n, int | float)), default=1)))
    shown = [f"{v:g}" for row in rows if isinstance(v := row.values[place], int | float)]
    numbered = max(map(len, shown), default=0) * DIGIT <= BARS / len(rows)
    for x, row in enumerate(rows):
        value = row.values[place]
        _bar(axes.bar, x, scale[-1] if isinstance(value, Mark) else value, figure.unit, row, value)
        if numbered and isinstance(value, int | float):
            _number(axes, f"{value:g}", (x, value), (0, 2), ha="center")
    axes.set_title(named(figure), loc="left", color=INK, fontsize=10)
    axes.set_yticks(scale)
    axes.set_ylim(0, scale[-1] * 1.12)
    axes.set_xticks([])
    axes.set_xlim(-0.5, len(rows) - 0.5)
    for label in labels(rows, table.calendar or Calendar(), BARS, DIGIT):
        axes.annotate(
            label.text,
            (label.at, 0),
            (0, -4 - 11 * label.line),
            xycoords="axes fraction",
            textcoords="offset points",
            ha={"start": "left", "middle": "center", "end": "right"}[label.anchor],
            va="top",
            color=SOFT,
        )
    axes.grid(axis="y", color="#d0d7de", linewidth=0.7)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, colors=SOFT)
    axes.spines[:].set_visible(False)


def _list(axes: Any, table: Table, rows: Sequence[TableRow], figures: Sequence[Figure]) -> None:
    """All figures of one period, or the first figure of rows that are no periods."""
    if table.calendar is None:
        entries = [(row.label, row, figures[0]) for row in rows]
        heading = f"{figures[0].title} by {table.stub.lower()}"
    else:
        entries = [(named(figure), rows[0], figure) for figure in figures]
        heading = rows[0].shown if rows[0].label != UNKNOWN else UNDATED.capitalize()
    values = [row.values[table.index(figure.key)] for _, row, figure in entries]
    longest = max((v for v in values if isinstance(v, int | float)), default=0) or 1
    for y, ((name, row, figure), value) in enumerate(zip(entries, values, strict=True)):
        length = longest if isinstance(value, Mark) else value
        _bar(axes.barh, y, length, figure.unit, row, value)
        axes.annotate(name, (0, y - 0.2), (0, 2), textcoords="offset points", color=INK)
        if not isinstance(value, Mark):
            _number(axes, table.show(value), (length or 0, y), (4, 0), va="center")
    axes.set_title(heading, loc="left", color=INK, fontsize=10)
    axes.set_xlim(0, longest * 1.15)
    axes.set_ylim(len(entries) - 0.5, -0.7)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_axis_off()


def _number(
    axes: Any, text: str, at: tuple[float, float], move: tuple[int, int], **aligned: str
) -> None:
    """A number beside its bar, readable on a line of the grid too."""
    from matplotlib.patheffects import withStroke

    around = [withStroke(linewidth=2.5, foreground="white")]
    axes.annotate(
        text, at, move, textcoords="offset points", color=INK, path_effects=around, **aligned
    )


def _bar(
    draw_one: Any, at: int, size: float | None, unit: Unit, row: TableRow, value: object
) -> None:
    """One bar: hatched and of full length if hidden, pale if its period has not ended."""
    thick = 0.72 if draw_one.__name__ == "bar" else 0.3
    if isinstance(value, Mark):
        draw_one(at, size, thick, facecolor="none", edgecolor=SOFT, linewidth=0.6, hatch="////")
    elif size:
        colour = COLOURS[unit]
        inside = (*_rgb(colour), 0.35) if row.until else colour
        draw_one(at, size, thick, facecolor=inside, edgecolor=colour, linewidth=0.8)


def _rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    return red, green, blue


def _with_text(svg: bytes, title: str, told: str) -> bytes:
    """The SVG with a title and a description, which readers for the blind look for."""
    start = svg.index(b"<svg ")
    end = svg.index(b">", start)
    words = f"\n <title>{escape(title)}</title>\n <desc>{escape(told)}</desc>"
    return svg[:end] + b' role="img">' + words.encode() + svg[end + 1 :]
