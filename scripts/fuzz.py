"""Send the sandbox requests of every method of Google's documents at random, and say what broke.

    python scripts/fuzz.py [--seed N] [--requests N] [--slow SECONDS]

Exit status 1 if an answer was a 500, took too long, or left a state that cannot be read.
"""

from __future__ import annotations

import argparse
import collections
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.sandbox.anything import Anything


def main() -> int:
    """Ask, measure, tell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--slow", type=float, default=5, help="seconds of CPU that are too long")
    options = parser.parse_args()
    anything = Anything(options.seed)
    statuses: collections.Counter[int] = collections.Counter()
    broken, slowest = 0, 0.0
    for number in range(options.requests):
        start = time.process_time()
        request, status, answer = anything.ask()
        taken = time.process_time() - start
        statuses[status] += 1
        slowest = max(slowest, taken)
        if status == 500 or taken > options.slow:
            broken += 1
            print(f"{number}: {status} in {taken:.1f} s: {request[:2000]} -> {str(answer)[:200]}")
    anything.check()
    print(f"seed {options.seed}, {options.requests} requests, slowest {slowest:.2f} s")
    print(", ".join(f"{count} x {status}" for status, count in sorted(statuses.items())))
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
