"""Summaries to be shown: the published years, and forty invented ones."""

from __future__ import annotations

import datetime as dt
import random

from cocsheets.records.record import Status
from cocsheets.records.retention import RetentionSettings, judge
from cocsheets.statistics.criteria import CRITERIA, by
from cocsheets.statistics.frames import counts, frame
from cocsheets.statistics.summary import Summary, Table
from cocsheets.statistics.suppression import suppress
from cocsheets.statistics.tables import yearly
from tests.statistics.history import numbered, published_records, record

AS_OF = dt.date(2026, 4, 2)
TITLE = "Code of Conduct statistics"


def summary(*tables: Table) -> Summary:
    """A summary of these tables, as of a fixed day."""
    return Summary(TITLE, AS_OF, "Europe/Amsterdam", tables)


def published(layout: str = "2016") -> Summary:
    """The published years."""
    return summary(yearly(counts(published_records()), layout))


def hidden() -> Summary:
    """Tables with hidden figures, and one that is not for publication."""
    data = frame(published_records(), key="tests")
    return summary(*suppress([by(data, "action")]), by(data, "people"))


def forty_years() -> Summary:
    """Forty years in every table there is."""
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
    return summary(public, *suppress([by(data, name) for name in CRITERIA], public=public))
