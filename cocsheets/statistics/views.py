"""The same figures seen otherwise: what is still running, newest first, change to before.

Knows finished tables. Must not know how a figure is counted, nor pandas. Nothing here shows what a
table hides.
"""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

from cocsheets.data import replace
from cocsheets.statistics.summary import TOTAL, UNKNOWN, Mark, Table, TableRow, Value

RUNNING_TOO = "The period that has not ended is counted here too."


def running(table: Table, day: dt.date) -> Table:
    """The table with the period marked that has not ended on a day."""
    calendar = table.calendar
    if calendar is None:
        return table

    def marked(row: TableRow) -> TableRow:
        span = calendar.span(row.label)
        return replace(row, until=day) if span and span[0] <= day < span[1] else row

    return replace(table, rows=tuple(map(marked, table.rows)))


def only_ended(table: Table, day: dt.date, exact: Table) -> Table:
    """The table without the periods that had not ended on a day.

    `exact` is the same counted without them: a total that rows do not add up is taken from there,
    unless small figures are hidden. Of hidden figures nothing is told that was not told before;
    a table by something else then stays as it is, and says so.
    """
    calendar = table.calendar
    if calendar is None:
        return exact if table.limit is None else replace(table, notes=(*table.notes, RUNNING_TOO))
    spans = {row.label: calendar.span(row.label) for row in table.rows}
    left = [row for row in table.rows if (span := spans[row.label]) and span[1] > day]
    kept = [row for row in table.rows if row not in left]
    if not left:
        return table
    values: list[Value] = []
    for place, figure in enumerate(table.figures):
        before, without = table.total.values[place], [row.values[place] for row in left]
        rest = [row.values[place] for row in kept]
        if before is None:
            values.append(None)
        elif figure.additive and _known(before, *without):
            values.append(_sum([before, *(-v for v in without if isinstance(v, int | float))]))
        elif figure.additive and _known(*rest):
            values.append(_sum(rest))
        elif figure.additive or table.limit is not None:
            values.append(Mark.HIDDEN)
        else:
            values.append(exact.total.values[place])
    return replace(table, rows=tuple(kept), total=TableRow(TOTAL, tuple(values)))


def _known(*values: Value) -> bool:
    return all(isinstance(value, int | float) for value in values)


def newest_first(table: Table) -> Table:
    """The table with its latest period on top; the row `unknown` stays last."""
    if table.calendar is None:
        return table
    dated = [row for row in table.rows if row.label != UNKNOWN]
    rest = [row for row in table.rows if row.label == UNKNOWN]
    return replace(table, rows=(*reversed(dated), *rest))


def oldest_first(rows: tuple[TableRow, ...]) -> list[TableRow]:
    """The rows of a table by period that have one, in the order of time."""
    return sorted((row for row in rows if row.label != UNKNOWN), key=lambda row: row.label)


def changes(table: Table) -> Table | None:
    """The change of each figure to the period before; None for a table by something else.

    A period that has not ended is not compared. Where one of the two figures is hidden, the change
    is hidden. The total is the change from the first period to the last, where all are known.
    """
    if table.calendar is None:
        return None
    rows = oldest_first(table.rows)
    lines = [
        TableRow(row.label, tuple(map(_change, old.values, row.values)), row.until)
        if row.until is None
        else replace(row, values=(None,) * len(row.values))
        for old, row in pairwise(rows)
    ]
    sums = tuple(_sum([row.values[n] for row in lines]) for n in range(len(table.figures)))
    name = str(table.calendar)
    return replace(
        table,
        key=f"{table.key}-change",
        title=f"{table.title}: change to the {name} before",
        rows=tuple(lines),
        total=TableRow(TOTAL, sums),
        wholes=(),
        notes=(f"–: there is nothing to compare with, or the {name} has not ended.",),  # noqa: RUF001
        signed=True,
    )


def _change(before: Value, after: Value) -> Value:
    if isinstance(before, Mark) or isinstance(after, Mark):
        return Mark.HIDDEN
    return None if before is None or after is None else after - before


def _sum(values: list[Value]) -> Value:
    known = [value for value in values if isinstance(value, int | float)]
    if any(isinstance(value, Mark) for value in values):
        return Mark.HIDDEN
    return sum(known) if known else None
