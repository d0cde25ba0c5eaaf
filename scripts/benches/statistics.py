"""Times 100,000 invented records to the yearly tables, and a suppressed one, and prints it."""

from __future__ import annotations

import argparse
import datetime as dt
import random
import resource
import time
from collections.abc import Callable
from typing import TypeVar

from cocsheets.records.record import Answer, Record, RecordKey, Status
from cocsheets.statistics import criteria, frames
from cocsheets.statistics.suppression import suppress
from cocsheets.statistics.tables import yearly

T = TypeVar("T")


def invent(number: int) -> list[Record]:
    """That many records over twenty years; one in a hundred has no usable date."""
    chance = random.Random(7)
    answers = (None, Answer.YES, Answer.NO)
    made = []
    for row in range(2, number + 2):
        day = dt.date(2006, 1, 1) + dt.timedelta(chance.randrange(7300))
        date = day if chance.random() > 0.01 else None
        made.append(
            Record(
                key=RecordKey(date, row),
                row=row,
                date_reported=date,
                reporter=f"Ana Handler{chance.randrange(6)}",
                named_subjects=tuple(
                    f"Ada Fixture{chance.randrange(number)}" for _ in range(chance.randrange(4))
                ),
                action_by_us=chance.choice(answers),
                action_by_local_rep=chance.choice(answers),
                status=chance.choice([None, None, *Status]),
                expunge_on=day + dt.timedelta(365),
            )
        )
    return made


def timed(what: str, do: Callable[[], T]) -> T:
    """Do it, and print how long it took."""
    start = time.perf_counter()
    result = do()
    print(f"{what:<52} {time.perf_counter() - start:6.2f} s")
    return result


def add_options(parser: argparse.ArgumentParser) -> None:
    """What can be chosen."""
    parser.add_argument("records", type=int, nargs="?", default=100_000)


def run(options: argparse.Namespace) -> int:
    """See the module."""
    number: int = options.records
    records = invent(number)
    print(f"{number:,} records")
    start = time.perf_counter()
    data = timed("records to a typed frame without pseudonyms", lambda: frames.counts(records))
    table = timed("frame to the yearly table", lambda: yearly(data))
    print(f"{'together':<52} {time.perf_counter() - start:6.2f} s")
    timed("frame to the table of 2026", lambda: yearly(data, "2026"))
    by_action = timed("frame to the table by action", lambda: criteria.by(data, "action"))
    timed("the same with small figures hidden", lambda: suppress([by_action], public=table))
    timed("records to a frame with pseudonyms", lambda: frames.frame(records))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"total of the table: {table.total.values}; peak memory {peak:,.0f} MB")
    return 0
