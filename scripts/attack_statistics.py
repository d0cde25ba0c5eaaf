"""Attacks what is published of random sheets: solves every hidden figure back, or fails to.

Prints how many figures were hidden and which could be worked out; exits 1 if any could.

    python scripts/attack_statistics.py [SHEETS] [FIRST_SEED]
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.statistics.outputs import output


def main() -> int:
    """See the module."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sheets", type=int, nargs="?", default=1000, help="how many; 1000")
    parser.add_argument("first_seed", type=int, nargs="?", default=0, help="seed of the first; 0")
    given = parser.parse_args()
    sheets: int = given.sheets
    first: int = given.first_seed
    total = found = 0
    start = time.perf_counter()
    for seed in range(first, first + sheets):
        hidden, solved = output(seed, years=4, most=60).solved()
        total += hidden
        found += len(solved)
        if solved:
            print(f"sheet {seed}: {solved}")
    took = time.perf_counter() - start
    print(f"{sheets:,} sheets, {total:,} hidden figures, {found} worked out, {took:.0f} s")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
