"""A mishap at every request of a rehome, then gone on with, or taken back: is the end the same?

    python scripts/rehome_sweep.py [--undo] [--every N]

Every request of a rehome (or each N-th), with each of: killed before, killed after it took
effect, reply lost, 429, 500, 500 after taking effect, HTML errors, and the owner typing in the old
file right before or after it. Then `rehome --resume` until it is done, or with `--undo` here
`rehome --undo`. Both ways in which Google may treat protected ranges. Exits 1 if any end differs.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cocsheets.sandbox import Sandbox
from tests.operations.rehome_sweep import KINDS, try_on, try_undo, world


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--undo", action="store_true", help="take it back in place of going on")
    parser.add_argument("--every", type=int, default=1, help="each so many-th request; each")
    given = parser.parse_args()
    work, every = try_undo if given.undo else try_on, int(given.every)
    started, wrong = time.monotonic(), 0
    tally: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as home, Sandbox() as sandbox:
        os.environ["XDG_STATE_HOME"] = home
        folder = Path(home)
        world(sandbox, folder).rehome()
        count = len(sandbox.requests())
        for nth in range(1, count + 1, every):
            sandbox.app.state.settings.copy_keeps_protection = bool(nth % 2)
            for kind in KINDS:
                found = work(world(sandbox, folder), (kind, nth))
                tally[kind] += 1
                if found:
                    wrong += 1
                    print(f"{kind} at request {nth}: {'; '.join(found[:4])}", flush=True)
    seconds = time.monotonic() - started
    print(f"{tally.total()} scenarios over {count} requests in {seconds:.0f} s: {wrong} wrong")
    for kind, number in tally.items():
        print(f"  {kind}: {number}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
