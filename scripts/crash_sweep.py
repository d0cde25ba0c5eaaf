"""A mishap at every request of the daily job, then the job again: is the end the same?

    python scripts/crash_sweep.py [PAIRS]

Every request of a run that expunges and changes sharing, with each of: killed before, killed after
it took effect, reply lost, 429, 500, 500 after taking effect, HTML error. With PAIRS also so many
pairs of mishaps, in two runs one after the other. Exits 1 if any end differs.
"""

from __future__ import annotations

import argparse
import itertools
import random
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cocsheets.sandbox import Sandbox
from tests.operations.daily_sweep import requests_of_a_run, scenarios, suffer, wanted


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pairs", type=int, nargs="?", default=0, help="pairs of mishaps; none")
    pairs: int = parser.parse_args().pairs
    started = time.monotonic()
    tally: Counter[str] = Counter()
    wrong = 0
    with Sandbox() as sandbox:
        count = requests_of_a_run(sandbox)
        expected = wanted(sandbox)
        single = [[mishap] for mishap in scenarios(count)]
        rnd = random.Random(0)
        every = list(itertools.product(scenarios(count), repeat=2))
        double = [list(pair) for pair in rnd.sample(every, min(pairs, len(every)))]
        for mishaps in (*single, *double):
            tally[mishaps[0][0] if len(mishaps) == 1 else "two mishaps"] += 1
            found = suffer(sandbox, mishaps, expected)
            if found:
                wrong += 1
                told = ", then ".join(f"{kind} at request {nth}" for kind, nth in mishaps)
                print(f"{told}: {'; '.join(found[:4])}")
    total = tally.total()
    seconds = time.monotonic() - started
    print(f"{total} scenarios over {count} requests in {seconds:.0f} s: {wrong} ended otherwise")
    for kind, number in tally.items():
        print(f"  {kind}: {number}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
