"""A summary as text, Markdown, CSV and JSON.

Knows how tables of figures look to people and programs. Must not know how they were counted, nor
pandas. The keys of the JSON are stable.
"""

from __future__ import annotations

import datetime as dt
import json
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from cocsheets import csvtext
from cocsheets.shown import aligned
from cocsheets.statistics.restatement import Move
from cocsheets.statistics.summary import Figure, Mark, Summary, Table, TableRow

INTERNAL = "Not for publication: the figures are exact, and a small one may point at a person."
CHANGES = "changes with expunging"
HEADER_WIDTH = 12
"""Characters after which a column's title is broken in text."""


def long_date(day: dt.date) -> str:
    """`2 April 2026`, whatever the locale."""
    return f"{day.day} {day:%B} {day.year}"


def as_of(summary: Summary) -> str:
    """Up to when the figures are true, as a sentence."""
    return f"As of {long_date(summary.as_of)} ({summary.time_zone})."


def caption(table: Table, summary: Summary) -> str:
    """What a table is and up to when it is true, for a table that stands alone."""
    return f"{table.title}, as of {long_date(summary.as_of)}"


def title(figure: Figure) -> str:
    """The figure's title, with a star if expunging changes it."""
    return figure.title if figure.survives else f"{figure.title}*"


HIDDEN = (
    "hidden: so few reports are behind this figure, or behind one that could be worked out from it,"
    " that readers might know who they are about."
)


def legend(table: Table) -> Iterator[str]:
    """What the marks in a table mean, one sentence each."""
    if table.hides:
        marks = {value for row in table.lines for value in row.values if isinstance(value, Mark)}
        if Mark.SMALL in marks:
            yield f"<{table.limit}: from 1 to {(table.limit or 1) - 1}."
        if Mark.HIDDEN in marks:
            yield HIDDEN
        yield "0 is shown as it is, since it is about nobody."
    if not all(figure.survives for figure in table.figures):
        yield f"*: {CHANGES}, since it needs names that are gone then."
    if not table.signed and any(value is None for row in table.lines for value in row.values):
        yield f"{table.show(None)}: the records do not say."
    yield from table.notes


def text(summary: Summary, moves: Sequence[Move] = ()) -> str:
    """For a terminal: aligned columns, titles broken over several lines."""
    parts = [f"{summary.title}\n{as_of(summary)}"]
    parts += [INTERNAL] if summary.internal else []
    for table in summary:
        lines = [table.title, "", *_aligned(table), *_wrapped(legend(table))]
        parts.append("\n".join(lines))
    parts += ["\n".join(summary.left_out.sentences)] * bool(summary.left_out)
    if moves:
        parts.append("\n".join(["Figures that moved since the earlier edition:", *map(str, moves)]))
    return "\n\n".join(parts) + "\n"


def _aligned(table: Table) -> Iterator[str]:
    heads = [[table.stub], *(_broken(title(figure)) for figure in table.figures)]
    height = max(map(len, heads))
    above = [["" for _ in range(height - len(head))] + head for head in heads]
    lines = [[column[n] for column in above] for n in range(height)]
    body = [[row.shown, *map(table.show, row.values)] for row in table.lines]
    widths = [max(map(len, column)) for column in zip(*lines, *body, strict=True)]
    rule = ["-" * width for width in widths]
    figures = frozenset(range(1, len(widths)))
    yield from aligned([*lines, rule, *body[:-1], rule, body[-1]], right=figures)


def _broken(words: str) -> list[str]:
    return textwrap.wrap(words, HEADER_WIDTH, break_long_words=False) or [""]


def _wrapped(sentences: Iterable[str]) -> list[str]:
    wrapped = [textwrap.fill(sentence, 79, subsequent_indent="  ") for sentence in sentences]
    return ["", *wrapped] if wrapped else []


def markdown(summary: Summary) -> str:
    """For the committee's page: tables, the date, and the glossary."""
    parts = [f"# {summary.title}"]
    parts += [f"**{INTERNAL}**"] if summary.internal else []
    for table in summary:
        if len(summary.tables) > 1:
            parts.append(f"## {table.title}")
        heads = [table.stub, *map(title, table.figures)]
        lines = [_piped(heads), _piped([":---", *["---:"] * len(table.figures)])]
        lines += [_piped([row.shown, *map(table.show, row.values)]) for row in table.rows]
        lines.append(_piped([f"**{cell}**" for cell in _total(table)]))
        parts.append("\n".join(lines))
        parts += ["\n".join(f"- {_plain(line)}" for line in legend(table))] * any(legend(table))
    parts.append(f"Statistics were last updated on {long_date(summary.as_of)}.")
    parts += map(_plain, summary.left_out.sentences)
    parts.append(
        "\n".join(
            f"- **{_plain(figure.title)}** ({figure.unit}) - {_plain(figure.rule)}"
            + ("" if figure.survives else f" It {CHANGES}.")
            for figure in summary.figures
        )
    )
    return "\n\n".join(parts) + "\n"


def _total(table: Table) -> list[str]:
    return [table.total.label, *map(table.show, table.total.values)]


def _piped(cells: Iterable[str]) -> str:
    return f"| {' | '.join(map(_plain, cells))} |"


def _plain(cell: str) -> str:
    """Text that Markdown leaves alone; our own `**` around a total stays."""
    bare = cell.removeprefix("**").removesuffix("**")
    safe = bare.replace("\\", "\\\\").replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;")
    return cell.replace(bare, safe) if bare else cell


def comma_separated(summary: Summary) -> str:
    """One block of rows for each table, with a blank line between blocks."""
    return "\n".join(
        csvtext.write(
            [
                [table.stub, *map(title, table.figures)],
                *([row.label, *map(_cell(table), row.values)] for row in table.lines),
            ]
        )
        for table in summary
    )


TIDY = ("table", "label", "until", "figure", "unit", "value", "mark")
"""Columns of the tidy form."""


def tidy(summary: Summary) -> str:
    """One line for each figure of each row, as programs like it; no totals.

    A hidden figure has no value but a mark, one that the records do not say has neither.
    """
    lines: list[Sequence[object]] = [TIDY]
    for table in summary:
        for row in table.rows:
            until = None if row.until is None else row.until.isoformat()
            for figure, value in zip(table.figures, row.values, strict=True):
                shown = (None, table.show(value)) if isinstance(value, Mark) else (value, None)
                lines.append((table.key, row.label, until, figure.key, figure.unit.value, *shown))
    return csvtext.write(lines)


def grid(summary: Summary) -> list[list[str | float | None]]:
    """The summary as rows of cells, for a spreadsheet: tables, marks, the day, the glossary."""
    rows: list[list[str | float | None]] = []
    for table in summary:
        if len(summary.tables) > 1:
            rows.append([table.title])
        rows.append([table.stub, *map(title, table.figures)])
        rows.extend([row.label, *map(_cell(table), row.values)] for row in table.lines)
        rows.append([])
        rows.extend([sentence] for sentence in legend(table))
    rows.append([as_of(summary)])
    rows.extend([sentence] for sentence in summary.left_out.sentences)
    rows.append([])
    rows.extend([figure.title, figure.rule] for figure in summary.figures)
    return rows


def _cell(table: Table) -> Any:
    return lambda value: table.show(value) if isinstance(value, Mark) else value


def structured(
    summary: Summary, moves: Sequence[Move] = (), not_compared: Sequence[str] = ()
) -> str:
    """JSON with stable keys; a hidden figure is a text (`<5`, `hidden`), an unknown one null."""
    shown = {**to_json(summary, moves), "not_compared": list(not_compared)}
    return json.dumps(shown, ensure_ascii=False, indent=2) + "\n"


def to_json(summary: Summary, moves: Sequence[Move] = ()) -> dict[str, Any]:
    """The summary as plain values."""
    return {
        "title": summary.title,
        "as_of": summary.as_of.isoformat(),
        "time_zone": summary.time_zone,
        "not_for_publication": summary.internal,
        "left_out": {
            "unreadable_cells": summary.left_out.cells,
            "future_reports": summary.left_out.future,
            "reports_above_header": summary.left_out.above,
        },
        "notes": list(summary.left_out.sentences),
        "tables": [_table(table) for table in summary],
        "restated": [move.to_json() for move in moves],
    }


def _table(table: Table) -> dict[str, Any]:
    def line(row: TableRow) -> dict[str, Any]:
        shown = [table.show(v) if isinstance(v, Mark) else v for v in row.values]
        keys = [figure.key for figure in table.figures]
        until = {} if row.until is None else {"until": row.until.isoformat()}
        return {"label": row.label, **until, "values": dict(zip(keys, shown, strict=True))}

    return {
        "key": table.key,
        "title": table.title,
        "stub": table.stub,
        "not_for_publication": table.internal,
        "suppressed_below": table.limit,
        "figures": [
            {
                "key": figure.key,
                "title": figure.title,
                "unit": str(figure.unit),
                "rule": figure.rule,
                "changes_with_expunging": not figure.survives,
            }
            for figure in table.figures
        ],
        "rows": [line(row) for row in table.rows],
        "total": line(table.total),
        "notes": list(legend(table)),
    }
