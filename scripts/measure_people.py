#!/usr/bin/env python3
"""Links and judges many records, and prints how long that takes.

.venv/bin/python scripts/measure_people.py [RECORDS]
"""

from __future__ import annotations

import datetime as dt
import sys
import time
from itertools import chain
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from cocsheets.records.likeness import questions
from cocsheets.records.links import link
from cocsheets.records.verdicts import RetentionSettings, judge
from tests.records.crowd import crowd


def main(count: int) -> None:
    """Measure one sheet."""
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


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
