"""How long things take: the time until a report is expunged, and until it is resolved.

Knows calendars and medians. Must not know the sheet or how a table looks.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from cocsheets.data import replace
from cocsheets.statistics.grouping import group
from cocsheets.statistics.partition import need, partition, reports
from cocsheets.statistics.periods import Calendar
from cocsheets.statistics.summary import Figure, Table, Unit, Value
from cocsheets.statistics.tables import tabulate, unreadable


def by_term(data: pd.DataFrame, period: Calendar) -> Table:
    """Reports by the time from the report to its expunge date."""
    start, end = data["date_reported"], data["expunge_on"]
    months = 12 * (end.dt.year - start.dt.year) + (end.dt.month - start.dt.month)
    months = months + (end.dt.day > start.dt.day).astype(int)
    dated = start.notna() & (end > start)
    blank = end.isna() & ~unreadable(data, "expunge_on")
    spans = ((0, 6), (6, 12), (12, 24), (24, None))
    parts: dict[Figure, pd.Series[Any]] = {}
    for low, high in spans:
        title = (
            f"Over {low} months" if high is None else f"{low + 1 if low else 0} to {high} months"
        )
        words = f"whose time until expunge is {title[0].lower()}{title[1:]}"
        within = dated & (months > low) & (months <= high if high else True)
        parts[reports(f"over_{low}_months", title, words)] = within
    parts[reports("no_expunge_date", "No date", "without an expunge date: kept")] = blank
    parts[
        reports("unclear_term", "Unclear", "in which a date cannot be read or is before the report")
    ] = ~(dated | blank)
    table = partition(data, period, "term", parts)
    days = Figure(
        "median_days",
        "Median days",
        Unit.DAYS,
        "Median of the days from the report to its expunge date, where both can be read.",
        additive=False,
    )
    codes, _ = group(start, period)
    return _with_medians(table, days, (end - start).dt.days.where(dated), codes)


def by_resolution(data: pd.DataFrame, period: Calendar) -> Table:
    """Reports by the period in which they were resolved, and how long that took."""
    need(data, "resolved_on")
    end = data["resolved_on"]
    figure = Figure(
        "resolved",
        "Reports",
        Unit.REPORTS,
        "Reports by the date of their resolution; those without one are `unknown`.",
    )
    days = Figure(
        "days_to_resolution",
        "Median days",
        Unit.DAYS,
        "Median of the days from the report to its resolution, where both can be read.",
        additive=False,
    )
    codes, labels = group(end, period)
    table = tabulate(
        f"{period.key}-resolution",
        f"Reports by {period} of resolution",
        period,
        (figure,),
        {figure.key: np.ones(len(data))},
        codes,
        labels,
    )
    taken = (end - data["date_reported"]).dt.days
    return _with_medians(table, days, taken.where(taken >= 0), codes)


def _with_medians(
    table: Table, figure: Figure, days: pd.Series[Any], codes: npt.NDArray[np.intp]
) -> Table:
    medians = days.groupby(codes).median().reindex(range(len(table.rows)))
    values: list[Value] = [None if pd.isna(v) else float(v) for v in [*medians, days.median()]]
    lines = [
        replace(row, values=(*row.values, value))
        for row, value in zip(table.lines, values, strict=True)
    ]
    figures = (*table.figures, figure)
    return replace(table, figures=figures, rows=tuple(lines[:-1]), total=lines[-1])
