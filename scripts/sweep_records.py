#!/usr/bin/env python3
"""Adds a report under every crash and under many interleavings with another user, and counts.

    .venv/bin/python scripts/sweep_records.py [INTERLEAVINGS]

Needs the sandbox's dependencies. Ends with 1 if any run left something wrong.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from cocsheets.sandbox.running import Sandbox
from cocsheets.workbook.http import Http
from tests.operations.records_sweep import WANTED, adversary, crash, crash_scenarios, wrong

REQUESTS = 9
"""More than an undisturbed run sends."""


def main() -> int:
    """Run both sweeps."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("interleavings", type=int, nargs="?", default=2000, help="how many; 2000")
    interleavings: int = parser.parse_args().interleavings
    Http.pause = staticmethod(lambda *_: 0.0)  # type: ignore[assignment]
    started, bad = time.perf_counter(), 0
    with Sandbox() as sandbox:
        scenarios = list(crash_scenarios(REQUESTS))
        for name, nth in scenarios:
            left, states = crash(sandbox, name, nth)
            if left != WANTED or not set(states) <= {"done", "not done"}:
                bad += 1
                print(f"crash: {name} at request {nth}: the end is not as it should be")
        print(f"crash sweep: {len(scenarios)} scenarios")
        codes: Counter[int] = Counter()
        for seed in range(interleavings):
            left, code, told = adversary(sandbox, seed)
            codes[code] += 1
            if fault := wrong(left, code):
                bad += 1
                print(f"seed {seed}: {fault} ({told})")
        told = ", ".join(f"{count} with exit {code}" for code, count in sorted(codes.items()))
        print(f"adversary sweep: {interleavings} interleavings, {told}")
    print(f"{bad} wrong, {time.perf_counter() - started:.0f} s")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
