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
from cocsheets.statistics import cases, outcomes
from cocsheets.statistics.exchange import conform
from cocsheets.statistics.framecolumns import SEPARATOR
from cocsheets.statistics.grouping import group
from cocsheets.statistics.layouts import INCIDENTS, LAYOUTS, OUTCOMES, UNCLEAR_OUTCOMES
from cocsheets.statistics.periods import Calendar, Period, calendar_of
from cocsheets.statistics.summary import TOTAL, Figure, Table, TableRow, Unit, Value, Whole

Counts: TypeAlias = npt.NDArray[Any]
Measures: TypeAlias = dict[str, Counts | None]
"""What each report adds to each figure; None where the records do not say."""


def yearly(
    data: pd.DataFrame, layout: str = "2016", period: Period | Calendar = Period.YEAR
) -> Table:
    """The committee's published table, by year or by a shorter period.

    Raises ConfigurationError for an unknown layout, or a frame without the needed columns.
    """
    if layout not in LAYOUTS:
        raise ConfigurationError(
            f"There is no layout {layout!r}.", hint=f"Choose one of {', '.join(LAYOUTS)}."
        )
    rows, chosen, calendar = conform(data), LAYOUTS[layout], calendar_of(period)
    reports, places = cases.one_row_each(rows)
    measures = {**counted(reports), **_outcomes(reports)}
    for key, people in _people(rows).items():
        measures[key] = np.bincount(places, weights=people, minlength=len(reports))
    figures, wholes = list(chosen.figures), list(chosen.wholes)
    if "incident" in reports:
        figures.insert(1, INCIDENTS)
        wholes.append(Whole("reports", (INCIDENTS.key,)))
        measures[INCIDENTS.key] = _first_of_each(reports)
    if "outcome" not in reports:
        known = {figure.key for figure in figures}
        wholes += [Whole("people_named", ("banned",))] * ("banned" in known)
    elif layout == "2026" and unreadable(reports, outcomes.COLUMN).any():
        figures.append(UNCLEAR_OUTCOMES)
        wholes.append(Whole("reports", (UNCLEAR_OUTCOMES.key,)))
    return tabulate(
        f"{calendar.key}-{layout}",
        f"Reports by {calendar}",
        calendar,
        figures,
        measures,
        *group(reports["date_reported"], calendar),
        wholes=tuple(wholes),
    )


def counted(data: pd.DataFrame) -> Measures:
    """The figures of the layouts of 2016 and 2021, report by report."""
    us, local = data["action_by_us"], data["action_by_local_rep"]
    return {
        "reports": np.ones(len(data)),
        "actions_by_us": ones(us.eq(True)),
        "actions_by_local_reps": ones(local.eq(True)),
        "lack_of_actions": ones(us.eq(False) & local.eq(False)),
    }


def named(data: pd.DataFrame) -> Counts:
    """How many people each row names."""
    return data["people_named"].fillna(0).to_numpy(dtype=float)


def _people(rows: pd.DataFrame) -> dict[str, Counts]:
    """The figures that count people, row by row: of a case, each may have another outcome."""
    people, statuses = named(rows), rows["status"]
    found = {"people_named": people, "people_flagged": people * statuses.notna().to_numpy()}
    if "outcome" not in rows:
        return {**found, "banned": people * ones(statuses == "blacklisted")}
    return found | {
        figure.key: np.maximum(people, 1) * _with_outcome(rows, figure.key)
        for figure in OUTCOMES
        if figure.unit is Unit.PEOPLE
    }


def _outcomes(reports: pd.DataFrame) -> Measures:
    """The other figures of the layout of 2026, report by report."""
    if "outcome" in reports:
        return {
            **{figure.key: _with_outcome(reports, figure.key) for figure in OUTCOMES},
            UNCLEAR_OUTCOMES.key: ones(unreadable(reports, outcomes.COLUMN)),
        }
    measures: Measures = dict.fromkeys(figure.key for figure in OUTCOMES)
    return {**measures, "no_action": counted(reports)["lack_of_actions"]}


def unreadable(data: pd.DataFrame, key: str) -> pd.Series[Any]:
    """Which rows have a cell in a column, by key of the sheet, that cannot be read."""
    if "unreadable" not in data:
        return pd.Series(False, data.index)
    keys = data["unreadable"].fillna("").str.split(SEPARATOR)
    return keys.map(lambda found: key in found).astype(bool)


def _with_outcome(data: pd.DataFrame, key: str) -> Counts:
    each = data["outcome"].fillna("").str.split(SEPARATOR).explode()
    word = key.replace("_", " ")
    return ones((each == word).groupby(level=0).any().reindex(data.index))


def _first_of_each(reports: pd.DataFrame) -> Counts:
    """One for the earliest report about each incident."""
    order = np.argsort(reports["date_reported"].to_numpy(), kind="stable")
    incidents = reports["incident"].iloc[order]
    again = (incidents.duplicated() & incidents.notna()).to_numpy()
    result = np.ones(len(reports))
    result[order[again]] = 0
    return result


def tabulate(
    key: str,
    title: str,
    rows: Calendar | str,
    figures: Sequence[Figure],
    measures: Measures,
    codes: npt.NDArray[np.intp],
    labels: Sequence[str],
    *,
    wholes: tuple[Whole, ...] = (),
) -> Table:
    """Sum up what each report adds, in the row at its place among the labels (`codes`).

    `rows` is what the labels are: periods of a calendar, or a word for something else.
    """
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
    calendar = rows if isinstance(rows, Calendar) else None
    stub = rows.stub if isinstance(rows, Calendar) else rows
    return Table(
        key,
        title,
        stub,
        tuple(figures),
        tuple(lines[:-1]),
        lines[-1],
        wholes,
        calendar=calendar,
    )


def ones(mask: pd.Series[Any]) -> Counts:
    """One for each report of which it is true; missing is not true."""
    return mask.fillna(False).to_numpy(dtype=float)
