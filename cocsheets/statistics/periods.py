"""Periods: years, half-years, quarters and months, as numbers that count up and as labels.

Knows calendars, fiscal years too. Must not know pandas or what is counted.
"""

from __future__ import annotations

import calendar
import datetime as dt
import enum
from dataclasses import dataclass

from cocsheets.errors import ConfigurationError
from cocsheets.patterns import lazy_re

_LABEL = lazy_re(r"(\d{4})(?:/\d\d)?(?: ([HQ])(\d)|-(\d\d))?")


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


@dataclass(frozen=True, slots=True)
class Calendar:
    """Periods of one length, in years that begin on the first of one month.

    A year that begins in another month than January is labelled `2024/25`, and its parts
    `2024/25 H1` and `2024/25 Q1`; a month is itself in every calendar: `2024-08`.
    Raises ConfigurationError for a month that is none.
    """

    period: Period = Period.YEAR
    starts: int = 1
    """The month, 1 to 12, in which a year begins."""

    def __post_init__(self) -> None:
        if not 1 <= self.starts <= 12:
            raise ConfigurationError(
                f"{self.starts} is not a month.", hint="A year starts in a month from 1 to 12."
            )

    def __str__(self) -> str:
        """As it is in titles and keys."""
        return str(self.period) if self.starts == 1 else f"fiscal {self.period}"

    @property
    def key(self) -> str:
        """As it is in keys of tables."""
        return str(self).replace(" ", "-")

    @property
    def stub(self) -> str:
        """Header of a column of such periods."""
        return str(self).capitalize()

    @property
    def years(self) -> Calendar:
        """The years of this calendar."""
        return Calendar(Period.YEAR, self.starts)

    def number(self, day: dt.date) -> int:
        """The number of the period in which a day is."""
        return (day.year * 12 + day.month - self.starts) // self.period.months

    def label(self, number: int) -> str:
        """`2016`, `2016 H1`, `2016 Q1` or `2016-01` for the number of a period."""
        months = self.period.months
        if self.period is Period.MONTH:
            year, month = divmod(number + self.starts - 1, 12)
            return f"{year:04}-{month + 1:02}"
        year, part = divmod(number, 12 // months)
        name = f"{year:04}" if self.starts == 1 else f"{year:04}/{(year + 1) % 100:02}"
        letter = self.period.value[0].upper()
        return name if self.period is Period.YEAR else f"{name} {letter}{part + 1}"

    def span(self, label: str) -> tuple[dt.date, dt.date] | None:
        """First and last day of the period of a label; None for a label that is no period."""
        found = _LABEL.fullmatch(label)
        if found is None:
            return None
        year, letter, part, month = found[1], found[2], found[3], found[4]
        months = 1 if month else {"H": 6, "Q": 3, None: 12}[letter]
        start = int(year) * 12
        start += int(month) - 1 if month else self.starts - 1 + (int(part or 1) - 1) * months
        try:
            first = dt.date(start // 12, start % 12 + 1, 1)
            end = start + months - 1
            days = calendar.monthrange(end // 12, end % 12 + 1)[1]
            return first, dt.date(end // 12, end % 12 + 1, days)
        except ValueError:
            return None

    def year_of(self, label: str) -> str:
        """The label of the year in which a period lies; `unknown` stays what it is."""
        span = self.span(label)
        return label if span is None else self.years.label(self.years.number(span[0]))


def period_of(name: str) -> Period:
    """The period of a name. Raises ConfigurationError for any other word."""
    if name not in tuple(Period):
        raise ConfigurationError(
            f"There is no period {name!r}.", hint=f"Choose one of {', '.join(Period)}."
        )
    return Period(name)


def calendar_of(period: Period | Calendar) -> Calendar:
    """The calendar that is meant: of calendar years, where only a period is given."""
    return period if isinstance(period, Calendar) else Calendar(period)


def year_of(label: str) -> str:
    """The calendar year in which a period lies, by label; `unknown` stays what it is."""
    return Calendar().year_of(label)
