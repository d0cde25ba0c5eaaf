"""Measures how fast things are, and prints it. One sub-command for each thing.

.venv/bin/python scripts/bench.py validation --rows 20000
.venv/bin/python scripts/bench.py names --help
"""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

BENCHES = ("names", "people", "quota", "sandbox", "startup", "statistics", "validation")
"""The modules in `benches` beside this file: each has `add_options` and `run`."""


def main() -> int:
    """Measure one thing; returns 1 where it is slower than it may be."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(dest="bench", required=True)
    for name in BENCHES:
        bench = import_module(f"benches.{name}")
        told = (bench.__doc__ or "").splitlines()[0]
        made = commands.add_parser(name, help=told, description=bench.__doc__)
        bench.add_options(made)
        made.set_defaults(run=bench.run)
    options = parser.parse_args()
    code: int = options.run(options)
    return code


if __name__ == "__main__":
    sys.exit(main())
