"""Measures how fast things are, and prints it: all that has a target, or one thing in detail.

.venv/bin/python scripts/bench.py
.venv/bin/python scripts/bench.py validation --rows 20000
.venv/bin/python scripts/bench.py names --help
"""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

BENCHES = (
    *("names", "neighbour", "people", "quota", "sandbox", "startup", "statistics", "validation"),
)
"""The modules in `benches` beside this file: each has `add_options` and `run`. What has a target
has `lines`, too, and is named in `benches/table.py`."""


def main() -> int:
    """Measure; returns 1 where something is slower than it may be."""
    first = sys.argv[1:2]
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "bench", nargs="?", default="all", choices=("all", *BENCHES), help="without it: one table"
    )
    chosen = parser.parse_args(first).bench
    # No other module is loaded, so that the memory is that of what is measured.
    bench = import_module(f"benches.{'table' if chosen == 'all' else chosen}")
    own = argparse.ArgumentParser(f"{parser.prog} {chosen}", description=bench.__doc__)
    bench.add_options(own)
    code: int = bench.run(own.parse_args(sys.argv[2:]))
    return code


if __name__ == "__main__":
    sys.exit(main())
