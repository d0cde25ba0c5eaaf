"""Tables of all reports and the parts into which they fall.

Knows how parts are put together. Must not know what the parts are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from cocsheets.errors import ConfigurationError
from cocsheets.statistics.grouping import group
from cocsheets.statistics.layouts import REPORTS
from cocsheets.statistics.periods import Calendar
from cocsheets.statistics.summary import Figure, Table, Unit, Whole
from cocsheets.statistics.tables import Measures, ones, tabulate


def partition(
    data: pd.DataFrame,
    period: Calendar,
    criterion: str,
    parts: Mapping[Figure, pd.Series[Any]],
    wholes: tuple[Whole, ...] = (),
    title: str = "",
) -> Table:
    """A table of all reports and the parts into which they fall."""
    measures: Measures = {figure.key: ones(part) for figure, part in parts.items()}
    measures["reports"] = np.ones(len(data))
    keys = tuple(figure.key for figure in parts)
    return tabulate(
        f"{period.key}-{criterion}",
        f"Reports by {period} and {title or criterion}",
        period,
        (REPORTS, *parts),
        measures,
        *group(data["date_reported"], period),
        wholes=wholes or (Whole("reports", keys, exact=True),),
    )


def reports(key: str, title: str, words: str) -> Figure:
    """A figure that counts reports."""
    return Figure(key, title, Unit.REPORTS, f"Reports {words}.")


def need(data: pd.DataFrame, column: str) -> None:
    """Raise ConfigurationError if the frame lacks a column."""
    if column not in data:
        raise ConfigurationError(
            f"The frame has no column {column}.",
            hint="It is there in a frame of frame(); for `state`, give it the verdicts.",
        )
