"""Periods: years, half-years, quarters and months, as numbers that count up and as labels.

Knows calendars. Must not know what is counted.
"""

from __future__ import annotations

import enum
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from cocsheets.statistics.summary import UNKNOWN

MOST_GAPS = 1200
"""Most periods without any report that are listed; a mistyped year leaves a gap instead."""


class Period(enum.StrEnum):
    """How long a row of a table is."""

    YEAR = "year"
    HALF_YEAR = "half-year"
    QUARTER = "quarter"
    MONTH = "month"

    @property
    def months(self) -> int:
        """Its length."""
        return {"year": 12, "half-year": 6, "quarter": 3, "month": 1}[self.value]

    @property
    def stub(self) -> str:
        """Header of a column of such periods."""
        return self.value.capitalize()

    def label(self, number: int) -> str:
        """`2016`, `2016 H1`, `2016 Q1` or `2016-01` for the number of a period."""
        year, part = divmod(number, 12 // self.months)
        if self is Period.YEAR:
            return f"{year:04}"
        if self is Period.MONTH:
            return f"{year:04}-{part + 1:02}"
        return f"{year:04} {self.value[0].upper()}{part + 1}"


def group(dates: pd.Series[Any], period: Period) -> tuple[npt.NDArray[np.intp], list[str]]:
    """For each date the place of its period among the labels; every date has one.

    The labels run from the first period to the last, those without reports too, then `unknown` if
    a date is missing.
    """
    known = dates.notna().to_numpy()
    year, month = dates.dt.year.fillna(0).to_numpy(), dates.dt.month.fillna(1).to_numpy()
    numbers = ((year * 12 + month - 1) // period.months).astype(np.intp)
    present = np.unique(numbers[known])
    listed = present
    if len(present) and present[-1] - present[0] - len(present) < MOST_GAPS:
        listed = np.arange(present[0], present[-1] + 1)
    codes = np.where(known, np.searchsorted(listed, numbers), len(listed)).astype(np.intp)
    labels = [period.label(int(number)) for number in listed]
    return codes, labels if known.all() else [*labels, UNKNOWN]


def year_of(label: str) -> str:
    """The year in which a period lies, by label; `unknown` stays what it is."""
    return label if label == UNKNOWN else label[:4]
