"""Rows that belong together: people of one case, reports about one incident.

Knows the columns that say so, and how the rows of one case are made one report. Must not know
tables. In most sheets each row is a report of its own, and nothing is to be done.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from cocsheets.records.people import EXPUNGED
from cocsheets.records.record import Record
from cocsheets.records.text import fold
from cocsheets.statistics.framecolumns import COLUMNS as FRAME_COLUMNS
from cocsheets.statistics.framecolumns import SEPARATOR

COLUMNS: Mapping[str, str] = {"case": "case_code_name", "incident": "incident"}
"""Columns of a frame, and the committee's own column from which each is made."""
RESOLVED: Final = "resolution_date"
"""Key of the column with the date of resolution."""


def name(record: Record, column: str) -> str:
    """What rows that belong together have in common; a row without a name stands alone."""
    found = fold(record.other.get(column, ""))
    return found if found and found != fold(EXPUNGED) else f"\0{record.row}"


def resolved_on(record: Record) -> dt.date | None:
    """The date of resolution."""
    text = record.other.get(RESOLVED, "")
    try:
        return dt.date.fromisoformat(text)
    except ValueError:  # The column has another kind than a date.
        return None


def one_row_each(data: pd.DataFrame) -> tuple[pd.DataFrame, npt.NDArray[np.intp]]:
    """The frame with one row for each report, and for each old row the place of its new one.

    A report begins with its first row. It is acted upon if it is for any of its people, and done
    with once it is for all of them.
    """
    if "case" not in data:
        return data, np.arange(len(data))
    alone = pd.Series(-np.arange(len(data)) - 1, data.index, dtype="Int64")
    places = pd.factorize(data["case"].fillna(alone))[0].astype(np.intp)
    groups = data.groupby(places, sort=True)
    merged = groups.head(1).set_index(pd.RangeIndex(places.max() + 1 if len(places) else 0))
    for column in data.columns.intersection([*_MERGED]):
        merged[column] = _MERGED[column](groups[column]).astype(data[column].dtype)
    own = [column for column in data.columns if column not in FRAME_COLUMNS]
    for column in data.columns.intersection(["outcome", "unreadable", *own]):
        merged[column] = groups[column].agg(_joined).astype("string")
    if "people" in data:
        merged["people"] = groups["people"].agg(_listed).astype("string")
    return merged, places


def joined(texts: Iterable[str]) -> str | None:
    """Several texts in one, each part once, in order of appearance."""
    parts = dict.fromkeys(part for text in texts for part in text.split(SEPARATOR))
    return SEPARATOR.join(parts) or None


def _listed(column: pd.Series[Any]) -> str | None:
    return SEPARATOR.join(column.dropna()) or None


def _joined(column: pd.Series[Any]) -> str | None:
    return joined(column.dropna())


def _latest(groups: Any) -> Any:
    """The last date of each, none as long as one is missing."""
    return groups.max().where(groups.count() == groups.size())


def _any(groups: Any) -> Any:
    """Yes if any says yes, no if all say no."""
    return groups.agg(
        lambda values: True if values.eq(True).any() else (pd.NA if values.isna().any() else False)
    )


_MERGED: Mapping[str, Callable[[Any], Any]] = {
    "date_reported": lambda groups: groups.min(),
    "people_named": lambda groups: groups.sum(),
    "action_by_us": _any,
    "action_by_local_rep": _any,
    "status": lambda groups: groups.max(),
    "expunge_on": _latest,
    "resolved_on": _latest,
}
"""How the cells of several rows become one, by column; what is not here is the first row's."""
