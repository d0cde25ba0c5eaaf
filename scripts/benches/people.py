"""Links and judges many records, and prints how long that takes."""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import time
from collections.abc import Iterator
from itertools import chain

from benches.table import Line
from cocsheets.__main__ import SELDOM
from cocsheets.records.later_reports import later_reports_of
from cocsheets.records.likeness import questions
from cocsheets.records.links import link
from cocsheets.records.proposals import propose
from cocsheets.records.retentionsettings import RetentionSettings
from cocsheets.records.verdicts import judge
from tests.records.crowd import crowd

LIMIT_SECONDS = 3.0


def lines(count: int = 100_000) -> Iterator[Line]:
    """What has a target: the work of `cocsheets people` and of `cocsheets retention`."""
    gc.set_threshold(SELDOM)  # as commands do
    records, policy = crowd(count), RetentionSettings()
    started = time.process_time()
    links = link(records)
    linked = time.process_time() - started
    questions(records, links)
    asked = time.process_time() - started
    yield Line(f"people of {count:,} records, near spellings too", asked, "s", LIMIT_SECONDS)
    started = time.process_time()
    later, today = later_reports_of(records, links), dt.date(2020, 1, 1)
    judge(records, policy, today, links, later=later)
    propose(records, policy, links, today=today, later=later)
    dates = linked + time.process_time() - started
    yield Line(f"retention of {count:,} records", dates, "s", LIMIT_SECONDS)


def add_options(parser: argparse.ArgumentParser) -> None:
    """What can be chosen."""
    parser.add_argument("records", type=int, nargs="?", default=10_000)


def run(options: argparse.Namespace) -> int:
    """Measure one sheet."""
    count: int = options.records
    records = crowd(count)
    started = time.perf_counter()
    links = link(records)
    linked = time.perf_counter()
    verdicts = judge(records, RetentionSettings(), dt.date(2020, 1, 1), links)
    judged = time.perf_counter()
    asked = questions(records, links)
    people = set(chain.from_iterable(links.people.values()))
    print(f"{count} records, {len(people)} people, {len(links.repeated)} in several rows")
    print(f"linked in {linked - started:.2f} s, judged in {judged - linked:.2f} s")
    held = sum(verdict.state == "held" for verdict in verdicts.values())
    print(f"{held} held; {len(asked)} questions in {time.perf_counter() - judged:.2f} s")
    return 0
