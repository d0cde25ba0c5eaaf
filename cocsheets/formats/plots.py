"""Charts as a PNG or SVG file, for pages that take pictures: small bar charts, one a figure.

The only module that uses matplotlib (the extra `plots`). Knows one table; must not know how its
figures were counted.
"""

from __future__ import annotations

import io
from html import escape
from typing import Any

from cocsheets.errors import ConfigurationError
from cocsheets.formats.charts import ticks
from cocsheets.statistics.summary import UNKNOWN, Mark, Table, TableRow, Unit

KINDS = ("png", "svg")
COLOURS = {Unit.REPORTS: "#0b5fa5", Unit.PEOPLE: "#a8480a", Unit.DAYS: "#57606a"}
"""As on the page; told apart by people who see colours differently, and in grey."""
INK = "#1b1f24"
SOFT = "#57606a"
MOST_LABELS = 8


def plot(table: Table, kind: str, title: str) -> bytes:
    """The charts of a table as the contents of a file; the same table gives the same bytes.

    Raises ConfigurationError for an unknown kind, or without the extra.
    """
    if kind not in KINDS:
        raise ConfigurationError(
            f"A plot cannot be written as {kind!r}.", hint="Name a file ending in .png or .svg."
        )
    try:
        from matplotlib import rc_context
        from matplotlib.figure import Figure
    except ImportError:
        raise ConfigurationError(
            "Plots need matplotlib.", hint='Install it with: pip install "cocsheets[plots]"'
        ) from None
    rows = [row for row in table.rows if row.label != UNKNOWN]
    places = [
        place
        for place, figure in enumerate(table.figures)
        if figure.unit is not Unit.DAYS and any(row.values[place] for row in rows)
    ]
    told = description(table, title)
    plain: dict[Any, Any] = {"svg.hashsalt": "cocsheets", "svg.fonttype": "none", "font.size": 9}
    with rc_context(plain):
        high = max(1, -(-len(places) // 2))
        canvas = Figure(figsize=(9, 0.8 + 2.1 * high), facecolor="white")
        canvas.set_layout_engine("constrained", h_pad=0.1, w_pad=0.12)
        canvas.suptitle(title, color=INK, fontsize=13, fontweight="bold")
        for number, place in enumerate(places, start=1):
            _draw(canvas.add_subplot(high, 2, number), table, rows, place)
        out = io.BytesIO()
        metadata: dict[str, Any] = {"Title": title, "Description": told}
        if kind == "svg":
            metadata |= {"Date": None}
        canvas.savefig(out, format=kind, dpi=160, metadata=metadata)
    return _with_text(out.getvalue(), title, told) if kind == "svg" else out.getvalue()


def description(table: Table, title: str) -> str:
    """What the picture shows, in words: for a text alternative beside it."""
    lines = [
        f"{figure.title}: "
        + ", ".join(f"{row.label} {table.show(row.values[place])}" for row in table.rows)
        for place, figure in enumerate(table.figures)
    ]
    return f"{title}. {table.title}. {'; '.join(lines)}."


def _draw(axes: Any, table: Table, rows: list[TableRow], place: int) -> None:
    figure = table.figures[place]
    of_unit = [n for n, other in enumerate(table.figures) if other.unit is figure.unit]
    numbers = [row.values[n] for row in rows for n in of_unit]
    scale = ticks(int(max((n for n in numbers if isinstance(n, int | float)), default=1)))
    hidden = min(max((table.limit or 2) - 1, 1), scale[-1])
    for x, row in enumerate(rows):
        value = row.values[place]
        if isinstance(value, Mark):
            axes.bar(x, hidden, 0.72, fill=False, edgecolor=SOFT, linestyle="dashed")
        elif value:
            axes.bar(x, value, 0.72, color=COLOURS[figure.unit])
        if len(rows) <= 12 and value is not None:
            height = hidden if isinstance(value, Mark) else value
            axes.annotate(
                table.show(value),
                (x, height),
                (0, 2),
                textcoords="offset points",
                ha="center",
                color=INK,
            )
    unit = "" if figure.unit in figure.title.lower() else f" ({figure.unit})"
    axes.set_title(f"{figure.title}{unit}", loc="left", color=INK, fontsize=10)
    axes.set_yticks(scale)
    axes.set_ylim(0, scale[-1] * 1.12)
    every = max(1, -(-len(rows) // MOST_LABELS))
    labelled = range(len(rows) - 1, -1, -every)
    axes.set_xticks(list(labelled), [rows[n].label for n in labelled])
    axes.set_xlim(-0.6, len(rows) - 0.4)
    axes.grid(axis="y", color="#d0d7de", linewidth=0.7)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, colors=SOFT)
    axes.spines[:].set_visible(False)


def _with_text(svg: bytes, title: str, told: str) -> bytes:
    """The SVG with a title and a description, which readers for the blind look for."""
    start = svg.index(b"<svg ")
    end = svg.index(b">", start)
    words = f"\n <title>{escape(title)}</title>\n <desc>{escape(told)}</desc>"
    return svg[:end] + b' role="img">' + words.encode() + svg[end + 1 :]
