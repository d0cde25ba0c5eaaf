"""Random sheets, and what might be published of them in one output."""

from __future__ import annotations

import random
from dataclasses import dataclass

import pandas as pd

from cocsheets.records.record import Record, Status
from cocsheets.records.retentionsettings import RetentionSettings
from cocsheets.records.verdicts import judge
from cocsheets.statistics.criteria import by
from cocsheets.statistics.frames import frame
from cocsheets.statistics.periods import Calendar, Period
from cocsheets.statistics.summary import Table
from cocsheets.statistics.suppression import suppress
from cocsheets.statistics.tables import yearly
from tests.figures.summaries import AS_OF
from tests.statistics.attack import Attack
from tests.statistics.history import numbered, record

YEAR, HALF, QUARTER = Calendar(), Calendar(Period.HALF_YEAR), Calendar(Period.QUARTER)
FISCAL = Calendar(Period.YEAR, 4)
KINDS: tuple[tuple[tuple[str, ...], tuple[Calendar, ...]], ...] = (
    (("status",), (YEAR,)),
    (("action",), (HALF,)),
    (("status", "action", "term"), (YEAR,)),
    (("status",), (YEAR, HALF)),
    (("action", "status"), (QUARTER,)),
    (("people", "state"), (YEAR,)),
    (("handler", "action"), (YEAR,)),
    (("2016",), (QUARTER, HALF)),
    (("action",), (FISCAL, YEAR)),
    (("state", "status"), (HALF,)),
)
"""Criteria or a layout, by which periods."""


def random_sheet(seed: int, *, years: int = 3, most: int = 35) -> tuple[list[Record], bool]:
    """A few years of reports, and whether every report names somebody."""
    chance = random.Random(seed)
    named = seed % 2 == 0
    count = chance.randrange(1, years + 1)
    records = [
        record(
            f"{2026 - chance.randrange(count)}-{chance.randrange(1, 13):02}-10"
            if chance.random() > 0.03
            else None,
            *(f"Ada Fixture{chance.randrange(30)}" for _ in range(chance.randrange(named, 3))),
            us=chance.choice([True, False, None]),
            local=chance.choice([True, True, False, None]),
            status=chance.choice([None, None, None, *Status]),
            expunge=f"{chance.randrange(2025, 2030)}-01-01",
            reporter=chance.choice(["Ana Lopez", "Bo Berg", ""]),
        )
        for _ in range(chance.randrange(3, most))
    ]
    return numbered(records), named


@dataclass
class Output:
    """Tables that are published together, before and after small figures are hidden."""

    exact: list[Table]
    public: list[Table]
    hidden: tuple[Table, ...]
    named: bool

    def solved(self) -> tuple[int, list[tuple[str, str]]]:
        """How many figures are hidden, and which of them can be worked out."""
        attack = Attack(self.hidden, self.exact, self.public, everybody_named=self.named)
        return len(attack.hidden), attack.solved()


def tables(
    data: pd.DataFrame, names: tuple[str, ...], periods: tuple[Calendar, ...]
) -> list[Table]:
    """Exact tables by these criteria or of this layout."""
    return [
        yearly(data, name, period) if name.isdecimal() else by(data, name, period)
        for name in names
        for period in periods
    ]


def output(seed: int, *, years: int = 3, most: int = 35) -> Output:
    """What is published of one random sheet, beside the exact yearly table four times of five."""
    records, named = random_sheet(seed, years=years, most=most)
    data = frame(records, states=judge(records, RetentionSettings(), AS_OF), key="tests")
    exact = tables(data, *KINDS[seed % len(KINDS)])
    layout = ("2016", "2026")[seed // len(KINDS) % 2]
    public = yearly(data, layout) if seed % 5 or seed % len(KINDS) == 7 else None
    return Output(
        exact, [public] if public is not None else [], suppress(exact, public=public), named
    )
