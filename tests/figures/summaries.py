"""Summaries to be shown: the published years, and forty invented ones."""

from __future__ import annotations

import datetime as dt
import random
from functools import cache

from cocsheets.records.record import Status
from cocsheets.records.retentionsettings import RetentionSettings
from cocsheets.records.verdicts import judge
from cocsheets.statistics.criteria import CRITERIA, by
from cocsheets.statistics.frames import Frame, counts, frame
from cocsheets.statistics.periods import Calendar, Period
from cocsheets.statistics.summary import Summary, Table
from cocsheets.statistics.suppression import suppress
from cocsheets.statistics.tables import yearly
from cocsheets.statistics.views import running
from tests.statistics.history import numbered, published_records, record

AS_OF = dt.date(2026, 4, 2)
TITLE = "Code of Conduct statistics"


def summary(*tables: Table) -> Summary:
    """A summary of these tables, as of a fixed day."""
    return Summary(TITLE, AS_OF, "Europe/Amsterdam", tables)


def published(layout: str = "2016") -> Summary:
    """The published years."""
    return summary(yearly(counts(published_records()), layout))


@cache
def hidden() -> Summary:
    """Tables with hidden figures, and one that is not for publication."""
    data = frame(published_records(), key="tests")
    return summary(*suppress([by(data, "action")]), by(data, "people"))


@cache
def forty_years() -> Summary:
    """Forty years in every table there is; in two of them small figures are hidden."""
    chance = random.Random(7)
    records = [
        record(
            f"{year}-0{chance.randrange(1, 10)}-10",
            *(f"Ada Fixture{chance.randrange(300)}" for _ in range(chance.randrange(3))),
            us=chance.choice([True, False, None]),
            local=chance.choice([True, False, None]),
            status=chance.choice([None, None, *Status]),
            expunge=f"{year + chance.randrange(1, 4)}-01-01",
            reporter=chance.choice(["Ana Lopez", "Bo Berg", ""]),
        )
        for year in range(1987, 2027)
        for _ in range(chance.randrange(3, 25))
    ]
    made = numbered([*records, record(None)])
    data = frame(made, states=judge(made, RetentionSettings(), AS_OF), key="tests")
    public = yearly(data, "2026")
    tables = [by(data, name) for name in CRITERIA]
    return summary(public, *suppress(tables[:2], public=public), *tables[2:])


TODAY = dt.date(2026, 11, 28)


def _records(years: range, undated: int = 0) -> Frame:
    """A few reports for each of some years up to today, and some without a date."""
    chance = random.Random(3)
    dated = [
        record(
            f"{year}-{chance.randrange(1, 12):02}-10",
            *("Ada Fixture",) * chance.randrange(3),
            us=chance.choice([True, False, None]),
            local=chance.choice([True, False, None]),
            reporter=chance.choice(["Ana Lopez", "Bo Berg"]),
        )
        for year in years
        for _ in range(chance.randrange(12, 30))
    ]
    return frame(numbered([*dated, *[record(None)] * undated]), key="tests")


def _of_today(*tables: Table) -> Summary:
    return Summary(TITLE, TODAY, "Europe/Amsterdam", tuple(running(t, TODAY) for t in tables))


@cache
def forty_quarters() -> Summary:
    """Forty quarters with most figures hidden, the last one still running."""
    data, quarters = _records(range(2017, 2027), undated=2), Calendar(Period.QUARTER)
    return _of_today(*suppress([yearly(data, period=quarters)]))


@cache
def sixteen_years() -> Summary:
    """Sixteen years, exact, the last one still running."""
    return _of_today(yearly(_records(range(2011, 2027)), "2021"))


@cache
def fiscal_half_years() -> Summary:
    """Half-years of years that begin in July: the longest labels there are."""
    return _of_today(yearly(_records(range(2019, 2027)), "2026", Calendar(Period.HALF_YEAR, 7)))


@cache
def one_year() -> Summary:
    """The first year of a committee, with hidden figures and a report without a date."""
    return _of_today(*suppress([yearly(_records(range(2026, 2027), undated=1))]))


@cache
def undated_only() -> Summary:
    """Reports, none of which has a readable date."""
    return _of_today(yearly(_records(range(0), undated=3)))


@cache
def no_reports() -> Summary:
    """An empty sheet."""
    return _of_today(yearly(_records(range(0))))


@cache
def by_handler() -> Summary:
    """Rows that are no periods."""
    return _of_today(*suppress([by(_records(range(2020, 2027)), "handler")]))


SAMPLES = (
    forty_years,
    hidden,
    published,
    forty_quarters,
    sixteen_years,
    fiscal_half_years,
    one_year,
    undated_only,
)
"""Of every kind that has something to draw."""
