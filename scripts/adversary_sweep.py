"""Another user inserts, deletes, sorts, edits, swaps, postpones, filters, renames and pastes while
rows are expunged, at any request boundary. Prints what was found; exits 1 if a cell was harmed.

    python scripts/adversary_sweep.py [INTERLEAVINGS] [FIRST_SEED]
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cocsheets.sandbox import Sandbox
from tests.apply.adversary import interleave

SWITCHES = [
    {"find_replace": find, "reparse_replacement": reparse, "sort_moves_metadata": moves}
    for find, reparse, moves in itertools.product(
        ("stored", "shown", "nothing"), (False, True), (False, True)
    )
]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("interleavings", type=int, nargs="?", default=2400, help="how many; 2400")
    parser.add_argument("first_seed", type=int, nargs="?", default=0, help="seed of the first; 0")
    given = parser.parse_args()
    total: int = given.interleavings
    first: int = given.first_seed
    tally: Counter[str] = Counter()
    deeds: Counter[str] = Counter()
    harmed = 0
    started = time.monotonic()
    with Sandbox() as sandbox:
        for number in range(first, first + total):
            switches = SWITCHES[number % len(SWITCHES)]
            outcome = interleave(sandbox, number, **switches)
            report, mode = outcome.report, switches["find_replace"]
            tally[f"runs, findReplace {mode}"] += 1
            tally[f"runs that put cells back, findReplace {mode}"] += bool(report.restored)
            tally["cells put back"] += len(report.restored)
            tally[f"cells told to be in version history only, findReplace {mode}"] += len(
                report.lost
            )
            tally["cells told to have lost a note put there that moment, perhaps"] += len(
                report.to_check
            )
            tally["cells put back to what stood before an edit of that very moment"] += (
                outcome.overtyped
            )
            tally["rows expunged under disturbance"] += outcome.expunged
            tally["rows left to the next run"] += len(report.not_done)
            tally["rows left after the next run"] += outcome.left
            deeds.update(outcome.deeds)
            if outcome.complaints:
                harmed += 1
                print(f"seed {number} {switches} {outcome.deeds}")
                for text in outcome.complaints[:6]:
                    print(f"    {text}")
    print(f"{total} interleavings in {time.monotonic() - started:.0f} s: {harmed} harmed a cell")
    for text, count in sorted(tally.items()):
        print(f"  {text}: {count}")
    print("  deeds: " + ", ".join(f"{name} {count}" for name, count in sorted(deeds.items())))
    return 1 if harmed else 0


if __name__ == "__main__":
    sys.exit(main())
