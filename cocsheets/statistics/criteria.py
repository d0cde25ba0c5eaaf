"""Reports by period and another criterion: status, action, handler, term, state, people.

Knows how reports fall into the parts of each criterion. Must not know the sheet or how a table
looks. These tables are for the committee: exact until `statistics.suppression` has hidden what is
small.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from cocsheets.errors import ConfigurationError
from cocsheets.records.retention import State
from cocsheets.statistics.columns import SEPARATOR
from cocsheets.statistics.exchange import conform
from cocsheets.statistics.layouts import (
    ACTIONS_BY_LOCAL_REPS,
    ACTIONS_BY_US,
    PEOPLE_NAMED,
    REPORTS,
)
from cocsheets.statistics.periods import Period, group
from cocsheets.statistics.pseudonyms import EXPUNGED
from cocsheets.statistics.summary import Figure, Table, Unit, Value, Whole
from cocsheets.statistics.tables import Measures, counted, ones, tabulate


def by(data: pd.DataFrame, criterion: str, period: Period = Period.YEAR) -> Table:
    """Reports by period and one criterion of `CRITERIA`, exact and not for publication.

    Raises ConfigurationError for an unknown criterion, or a frame without the needed columns.
    """
    if criterion not in CRITERIA:
        raise ConfigurationError(
            f"There is no table by {criterion!r}.", hint=f"Choose one of {', '.join(CRITERIA)}."
        )
    return replace(CRITERIA[criterion](conform(data), period), internal=True)


def _status(data: pd.DataFrame, period: Period) -> Table:
    parts = {
        _reports("not_flagged", "Neither", "that are neither flagged nor blacklisted"): data[
            "status"
        ].isna(),
        _reports("only_flagged", "Flagged", "that are flagged and not blacklisted"): data["status"]
        == "flagged",
        _reports("blacklisted", "Blacklisted", "that are blacklisted (or banned)"): data["status"]
        == "blacklisted",
    }
    return _partition(data, period, "status", parts)


def _action(data: pd.DataFrame, period: Period) -> Table:
    us, local = data["action_by_us"], data["action_by_local_rep"]
    parts: dict[Figure, pd.Series[Any]] = {
        replace(ACTIONS_BY_US, title="By us: yes"): us.eq(True),
        _reports("us_no", "By us: no", "in which the committee did not act"): us.eq(False),
        _reports(
            "us_unanswered", "By us: no answer", "that do not say so, or unreadably"
        ): us.isna(),
        replace(ACTIONS_BY_LOCAL_REPS, title="By local reps: yes"): local.eq(True),
        _reports("local_no", "By local reps: no", "in which they did not act"): local.eq(False),
        _reports(
            "local_unanswered", "By local reps: no answer", "that do not say so, or unreadably"
        ): local.isna(),
    }
    keys = [figure.key for figure in parts]
    wholes = (
        Whole("reports", tuple(keys[:3]), exact=True),
        Whole("reports", tuple(keys[3:]), exact=True),
    )
    return _partition(data, period, "action", parts, wholes)


def _state(data: pd.DataFrame, period: Period) -> Table:
    _need(data, "state")
    meanings = {
        State.NOT_DUE: "Open",
        State.DUE: "Due",
        State.HELD: "Held",
        State.KEPT: "No date",
        State.UNREADABLE: "Unreadable",
        State.EXPUNGED: "Expunged",
    }
    parts = {
        replace(
            _reports(f"state_{state.name.lower()}", title, f"that are {state}"), survives=False
        ): (data["state"] == str(state))
        for state, title in meanings.items()
    }
    return _partition(data, period, "state", parts)


def _term(data: pd.DataFrame, period: Period) -> Table:
    start, end = data["date_reported"], data["expunge_on"]
    months = 12 * (end.dt.year - start.dt.year) + (end.dt.month - start.dt.month)
    months = months + (end.dt.day > start.dt.day).astype(int)
    dated = start.notna() & (end > start)
    unreadable = (
        data["unreadable"].fillna("") if "unreadable" in data else pd.Series("", data.index)
    )
    blank = end.isna() & ~unreadable.str.split(SEPARATOR).map(lambda keys: "expunge_on" in keys)
    spans = ((0, 6), (6, 12), (12, 24), (24, None))
    parts: dict[Figure, pd.Series[Any]] = {}
    for low, high in spans:
        title = (
            f"Over {low} months" if high is None else f"{low + 1 if low else 0} to {high} months"
        )
        words = f"whose time until expunge is {title[0].lower()}{title[1:]}"
        within = dated & (months > low) & (months <= high if high else True)
        parts[_reports(f"over_{low}_months", title, words)] = within
    parts[_reports("no_expunge_date", "No date", "without an expunge date: kept")] = blank
    parts[
        _reports(
            "unclear_term", "Unclear", "in which a date cannot be read or stands before the report"
        )
    ] = ~(dated | blank)
    table = _partition(data, period, "term", parts)
    days = Figure(
        "median_days",
        "Median days",
        Unit.DAYS,
        "Median of the days from the report to its expunge date, where both can be read.",
        additive=False,
    )
    spent = (end - start).dt.days.where(dated)
    codes, _ = group(start, period)
    medians = spent.groupby(codes).median().reindex(range(len(table.rows)))
    values: list[Value] = [None if pd.isna(v) else float(v) for v in [*medians, spent.median()]]
    lines = [
        replace(row, values=(*row.values, value))
        for row, value in zip(table.lines, values, strict=True)
    ]
    return replace(table, figures=(*table.figures, days), rows=tuple(lines[:-1]), total=lines[-1])


def _people(data: pd.DataFrame, period: Period) -> Table:
    _need(data, "people")
    codes, labels = group(data["date_reported"], period)
    persons = data["people"].fillna("").str.split(SEPARATOR).explode()
    persons = persons[persons != ""]
    gone = persons == EXPUNGED
    expunged = gone.groupby(level=0).sum().reindex(data.index, fill_value=0)
    known = pd.DataFrame({"person": persons[~gone]})
    known["place"] = pd.Series(codes, data.index).reindex(known.index)
    known["report"] = known.index
    known["again"] = known.groupby("person")["report"].transform("nunique") > 1
    figures = (
        PEOPLE_NAMED,
        Figure(
            "people_distinct",
            "Distinct people",
            Unit.PEOPLE,
            "Different people named, as far as they are not expunged; a name of one word is a"
            " person of its own each time.",
            survives=False,
            additive=False,
        ),
        Figure(
            "people_repeated",
            "Named again",
            Unit.PEOPLE,
            "Of these, people whom more than one report names, in whatever period.",
            survives=False,
            additive=False,
        ),
        Figure(
            "people_expunged",
            "Expunged",
            Unit.PEOPLE,
            "Names that have been expunged.",
            survives=False,
        ),
    )
    measures: Measures = {
        "people_named": data["people_named"].to_numpy(dtype=float),
        "people_expunged": expunged.to_numpy(dtype=float),
        "people_distinct": None,
        "people_repeated": None,
    }
    wholes = (
        Whole("people_named", ("people_distinct", "people_expunged")),
        Whole("people_distinct", ("people_repeated",)),
    )
    table = tabulate(
        f"{period}-people",
        f"People by {period}",
        period.stub,
        figures,
        measures,
        codes,
        labels,
        wholes=wholes,
    )
    again = known[known["again"]]
    lines = []
    for place, row in enumerate(table.lines):
        mine = known if row is table.total else known[known["place"] == place]
        repeated = again if row is table.total else again[again["place"] == place]
        values = list(row.values)
        values[1], values[2] = mine["person"].nunique(), repeated["person"].nunique()
        lines.append(replace(row, values=tuple(values)))
    return replace(table, rows=tuple(lines[:-1]), total=lines[-1])


def _handler(data: pd.DataFrame, period: Period) -> Table:
    del period  # Handlers are the rows; by period as well, every figure would be a small one.
    _need(data, "handler")
    handlers = data["handler"].fillna("not given")
    order = handlers.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    labels = [str(name) for name in order.index]
    codes = pd.Index(labels).get_indexer(pd.Index(handlers)).astype(np.intp)
    chosen = [
        replace(figure, survives=False)
        for figure in (REPORTS, ACTIONS_BY_US, ACTIONS_BY_LOCAL_REPS)
    ]
    wholes = tuple(Whole("reports", (figure.key,)) for figure in chosen[1:])
    return tabulate(
        "handlers",
        "Reports by handler",
        "Handler",
        chosen,
        counted(data),
        codes,
        labels,
        wholes=wholes,
    )


CRITERIA: Mapping[str, Callable[[pd.DataFrame, Period], Table]] = {
    "status": _status,
    "action": _action,
    "handler": _handler,
    "term": _term,
    "state": _state,
    "people": _people,
}
"""What reports can be counted by, besides the period."""


def _partition(
    data: pd.DataFrame,
    period: Period,
    criterion: str,
    parts: Mapping[Figure, pd.Series[Any]],
    wholes: tuple[Whole, ...] = (),
) -> Table:
    """A table of all reports and the parts into which they fall."""
    measures: Measures = {figure.key: ones(part) for figure, part in parts.items()}
    measures["reports"] = np.ones(len(data))
    keys = tuple(figure.key for figure in parts)
    return tabulate(
        f"{period}-{criterion}",
        f"Reports by {period} and {criterion}",
        period.stub,
        (REPORTS, *parts),
        measures,
        *group(data["date_reported"], period),
        wholes=wholes or (Whole("reports", keys, exact=True),),
    )


def _reports(key: str, title: str, words: str) -> Figure:
    return Figure(key, title, Unit.REPORTS, f"Reports {words}.")


def _need(data: pd.DataFrame, column: str) -> None:
    if column not in data:
        raise ConfigurationError(
            f"The frame has no column {column}.",
            hint="It is there in a frame of frame(); for `state`, give it the verdicts.",
        )
