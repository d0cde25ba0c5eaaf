"""Reports by period and another criterion: status, action, handler, term, state, people.

Knows how reports fall into the parts of each criterion. Must not know the sheet or how a table
looks. These tables are for the committee: exact until `statistics.suppression` has hidden what is
small.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from cocsheets.data import Data, replace
from cocsheets.errors import ConfigurationError
from cocsheets.records.verdicts import RetentionState
from cocsheets.statistics.cases import one_row_each
from cocsheets.statistics.durations import by_resolution, by_term
from cocsheets.statistics.exchange import conform
from cocsheets.statistics.framecolumns import SEPARATOR
from cocsheets.statistics.grouping import group
from cocsheets.statistics.layouts import ACTIONS_BY_LOCAL_REPS, ACTIONS_BY_US, PEOPLE_NAMED, REPORTS
from cocsheets.statistics.partition import need, partition, reports
from cocsheets.statistics.periods import Calendar, Period, calendar_of
from cocsheets.statistics.pseudonyms import EXPUNGED
from cocsheets.statistics.summary import Figure, Table, Unit, Whole
from cocsheets.statistics.tables import Measures, counted, named, ones, tabulate, unreadable


class Choice(Data, frozen=True):
    """A column of the committee's own with a few values, to count reports by."""

    key: str
    """Its column in the frame, in which several values are separated by `; `."""
    title: str
    values: Mapping[str, str]
    """What the cells read, and the title of each."""


def by(
    data: pd.DataFrame, criterion: str | Choice, period: Period | Calendar = Period.YEAR
) -> Table:
    """Reports by period and one criterion of `CRITERIA`, exact and not for publication.

    Or by `resolution`, or by a column of the committee's own: the frame must have it. Raises
    ConfigurationError for an unknown criterion, or a frame without the needed columns.
    """
    rows, _ = one_row_each(conform(data))
    calendar = calendar_of(period)
    if isinstance(criterion, Choice):
        return replace(_choice(rows, calendar, criterion), internal=True)
    if criterion == RESOLUTION:
        return replace(by_resolution(rows, calendar), internal=True)
    if criterion not in CRITERIA:
        raise ConfigurationError(
            f"There is no table by {criterion!r}.", hint=f"Choose one of {', '.join(CRITERIA)}."
        )
    return replace(CRITERIA[criterion](rows, calendar), internal=True)


def _choice(data: pd.DataFrame, period: Calendar, choice: Choice) -> Table:
    need(data, choice.key)
    cells = data[choice.key].fillna("").str.split(SEPARATOR)
    each = cells.explode()
    unclear = unreadable(data, choice.key)
    parts: dict[Figure, pd.Series[Any]] = {}
    for number, (value, title) in enumerate(choice.values.items(), start=1):
        figure = reports(f"{choice.key}_{number}", title, f'with {choice.title} "{title}"')
        parts[figure] = (each == value).groupby(level=0).any().reindex(data.index)
    blank = data[choice.key].isna() & ~unclear
    parts[reports(f"{choice.key}_blank", "Not given", f"with no {choice.title}")] = blank
    if unclear.any():
        words = f"in which {choice.title} cannot be read; see validate"
        parts[reports(f"{choice.key}_unclear", "Not readable", words)] = unclear
    wholes: tuple[Whole, ...] = ()
    if np.sum([ones(part) for part in parts.values()], axis=0).max(initial=0) > 1:
        # A cell may hold several: each report is in one part at least.
        keys = tuple(figure.key for figure in parts)
        several = Whole("reports", keys, covered=True)
        wholes = (several, *(Whole("reports", (key,)) for key in keys))
    return partition(data, period, choice.key, parts, wholes, title=choice.title)


def _status(data: pd.DataFrame, period: Calendar) -> Table:
    parts = {
        reports("not_flagged", "Neither", "that are neither flagged nor blacklisted"): data[
            "status"
        ].isna(),
        reports("only_flagged", "Flagged", "that are flagged and not blacklisted"): data["status"]
        == "flagged",
        reports("blacklisted", "Blacklisted", "that are blacklisted (or banned)"): data["status"]
        == "blacklisted",
    }
    return partition(data, period, "status", parts)


def _action(data: pd.DataFrame, period: Calendar) -> Table:
    us, local = data["action_by_us"], data["action_by_local_rep"]
    parts: dict[Figure, pd.Series[Any]] = {
        replace(ACTIONS_BY_US, title="By us: yes"): us.eq(True),
        reports("us_no", "By us: no", "in which the committee did not act"): us.eq(False),
        reports(
            "us_unanswered", "By us: no answer", "that do not say so, or unreadably"
        ): us.isna(),
        replace(ACTIONS_BY_LOCAL_REPS, title="By local reps: yes"): local.eq(True),
        reports("local_no", "By local reps: no", "in which they did not act"): local.eq(False),
        reports(
            "local_unanswered", "By local reps: no answer", "that do not say so, or unreadably"
        ): local.isna(),
    }
    keys = [figure.key for figure in parts]
    wholes = (
        Whole("reports", tuple(keys[:3]), exact=True),
        Whole("reports", tuple(keys[3:]), exact=True),
    )
    return partition(data, period, "action", parts, wholes)


def _state(data: pd.DataFrame, period: Calendar) -> Table:
    need(data, "state")
    meanings = {
        RetentionState.NOT_DUE: "Open",
        RetentionState.DUE: "Due",
        RetentionState.HELD: "Held",
        RetentionState.KEPT: "No date",
        RetentionState.UNREADABLE: "Unreadable",
        RetentionState.EXPUNGED: "Expunged",
    }
    parts = {
        replace(
            reports(f"state_{state.name.lower()}", title, f"that are {state}"), survives=False
        ): (data["state"] == str(state))
        for state, title in meanings.items()
    }
    return partition(data, period, "state", parts)


def _people(data: pd.DataFrame, period: Calendar) -> Table:
    need(data, "people")
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
        "people_named": named(data),
        "people_expunged": expunged.to_numpy(dtype=float),
        "people_distinct": None,
        "people_repeated": None,
    }
    wholes = (
        Whole("people_named", ("people_distinct", "people_expunged")),
        Whole("people_distinct", ("people_repeated",)),
    )
    table = tabulate(
        f"{period.key}-people",
        f"People by {period}",
        period,
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


def _handler(data: pd.DataFrame, period: Calendar) -> Table:
    del period  # Handlers are the rows; by period as well, every figure would be a small one.
    need(data, "handler")
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


CRITERIA: Mapping[str, Callable[[pd.DataFrame, Calendar], Table]] = {
    "status": _status,
    "action": _action,
    "handler": _handler,
    "term": by_term,
    "state": _state,
    "people": _people,
}
"""What reports can be counted by, besides the period of the report."""
RESOLUTION = "resolution"
"""Reports by the period in which they were resolved; only where the frame has such a date."""
