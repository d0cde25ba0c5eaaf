"""Dates to the rows of a table: which period each one is in.

Must not know what is counted. Every date is in exactly one row.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from cocsheets.statistics.cases import one_row_each
from cocsheets.statistics.periods import Calendar, Period, calendar_of
from cocsheets.statistics.summary import UNKNOWN

MOST_GAPS = 1200
"""Most periods without any report that are listed; a mistyped year leaves a gap instead."""


def group(
    dates: pd.Series[Any], period: Period | Calendar
) -> tuple[npt.NDArray[np.intp], list[str]]:
    """For each date the place of its period among the labels; every date has one.

    The labels run from the first period to the last, those without reports too, then `unknown` if
    a date is missing.
    """
    calendar = calendar_of(period)
    known = dates.notna().to_numpy()
    year, month = dates.dt.year.fillna(0).to_numpy(), dates.dt.month.fillna(1).to_numpy()
    months = year * 12 + month - calendar.starts
    numbers = (months // calendar.period.months).astype(np.intp)
    present = np.unique(numbers[known])
    listed = present
    if len(present) and present[-1] - present[0] - len(present) < MOST_GAPS:
        listed = np.arange(present[0], present[-1] + 1)
    codes = np.where(known, np.searchsorted(listed, numbers), len(listed)).astype(np.intp)
    labels = [calendar.label(int(number)) for number in listed]
    return codes, labels if known.all() else [*labels, UNKNOWN]


def ended(
    data: pd.DataFrame, calendar: Calendar, day: dt.date, column: str = "date_reported"
) -> pd.DataFrame:
    """The rows of the reports whose period had ended on a day, and of those without a date."""
    reports, places = one_row_each(data)
    span = calendar.span(calendar.label(calendar.number(day)))
    start = day + dt.timedelta(1) if span is None or span[1] <= day else span[0]
    dates = reports[column]
    kept = dates.isna() | (dates < pd.Timestamp(start))
    return data[kept.to_numpy()[places]]
