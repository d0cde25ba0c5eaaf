"""A mishap at every request of split, join, records add and expunge under code names; then again.

    python scripts/split_sweep.py [VERB ...]

Every request with each of: killed before, killed after it took effect, reply lost, 429, 500, 500
after taking effect, HTML error. Exits 1 where a record is without its identity, anything is lost,
or somebody is named in the records afterwards.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cocsheets.sandbox import Sandbox
from tests.operations.split_sweep import VERBS, requests_of, scenarios, suffer


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("verbs", nargs="*", metavar="VERB", help="one of: " + ", ".join(VERBS))
    verbs = parser.parse_args().verbs or list(VERBS)
    started = time.monotonic()
    total = wrong = 0
    with Sandbox() as sandbox:
        for verb in verbs:
            count = requests_of(sandbox, verb)
            for mishap in scenarios(count):
                total += 1
                found = suffer(sandbox, verb, mishap)
                if found:
                    wrong += 1
                    print(f"{verb}, {mishap[0]} at request {mishap[1]}: {'; '.join(found)}")
            print(f"{verb}: {count} requests")
    seconds = time.monotonic() - started
    print(f"{total} scenarios in {seconds:.0f} s: {wrong} ended otherwise")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
