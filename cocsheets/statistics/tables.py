"""From a frame to the committee's table: the figures of a layout by period.

Knows how each figure is counted. Must not know the sheet, records, or how a table looks. Every
report stands in exactly one row, so that rows sum to the total wherever a figure can be added up.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from cocsheets.errors import ConfigurationError
from cocsheets.statistics import outcomes
from cocsheets.statistics.columns import SEPARATOR
from cocsheets.statistics.exchange import conform
from cocsheets.statistics.layouts import LAYOUTS
from cocsheets.statistics.periods import Period, group
from cocsheets.statistics.summary import TOTAL, Figure, Table, TableRow, Value, Whole

Counts: TypeAlias = npt.NDArray[Any]
Measures: TypeAlias = dict[str, Counts | None]
"""What each report adds to each figure; None where the records do not say."""


def yearly(data: pd.DataFrame, layout: str = "2016", period: Period = Period.YEAR) -> Table:
    """The committee's published table, by year or by a shorter period.

    Raises ConfigurationError for an unknown layout, or a frame without the needed columns.
    """
    if layout not in LAYOUTS:
        raise ConfigurationError(
            f"There is no layout {layout!r}.", hint=f"Choose one of {', '.join(LAYOUTS)}."
        )
    data = conform(data)
    chosen = LAYOUTS[layout]
    measures = {**counted(data), **_outcomes(data)}
    return tabulate(
        f"{period}-{layout}",
        f"Reports by {period}",
        period.stub,
        chosen.figures,
        measures,
        *group(data["date_reported"], period),
        wholes=chosen.wholes,
    )


def counted(data: pd.DataFrame) -> Measures:
    """The figures of the layouts of 2016 and 2021, report by report."""
    us, local = data["action_by_us"], data["action_by_local_rep"]
    named = data["people_named"].fillna(0).to_numpy(dtype=float)
    flagged = data["status"].notna().to_numpy()
    return {
        "reports": np.ones(len(data)),
        "people_named": named,
        "actions_by_us": ones(us.eq(True)),
        "actions_by_local_reps": ones(local.eq(True)),
        "people_flagged": named * flagged,
        "lack_of_actions": ones(us.eq(False) & local.eq(False)),
    }


def _outcomes(data: pd.DataFrame) -> Measures:
    keys = {word: word.replace(" ", "_") for word in outcomes.WORDS}
    if "outcome" in data:
        told = data["outcome"].fillna("").str.split(SEPARATOR)
        each = told.explode()
        return {
            key: ones((each == word).groupby(level=0).any().reindex(data.index))
            for word, key in keys.items()
        }
    measures: Measures = dict.fromkeys(keys.values())
    measures["banned"] = ones(data["status"] == "blacklisted")
    measures["no_action"] = counted(data)["lack_of_actions"]
    return measures


def tabulate(
    key: str,
    title: str,
    stub: str,
    figures: Sequence[Figure],
    measures: Measures,
    codes: npt.NDArray[np.intp],
    labels: Sequence[str],
    *,
    wholes: tuple[Whole, ...] = (),
) -> Table:
    """Sum up what each report adds, in the row at its place among the labels (`codes`)."""
    columns: list[list[Value]] = []
    for figure in figures:
        measure = measures[figure.key]
        if measure is None:
            columns.append([None] * (len(labels) + 1))
            continue
        sums = np.bincount(codes, weights=measure, minlength=len(labels))
        columns.append([*(int(value) for value in sums), int(measure.sum())])
    lines = [
        TableRow(label, values)
        for label, values in zip([*labels, TOTAL], zip(*columns, strict=True), strict=True)
    ]
    return Table(key, title, stub, tuple(figures), tuple(lines[:-1]), lines[-1], wholes)


def ones(mask: pd.Series[Any]) -> Counts:
    """One for each report of which it is true; missing is not true."""
    return mask.fillna(False).to_numpy(dtype=float)
