"""`python -m cocsheets` and the `cocsheets` command."""

from __future__ import annotations

import gc
import sys

SELDOM = 250_000
"""How many things are new before rubbish is looked for. Nearly all that a run makes is there to its
end, and Python's own 700 takes a tenth of a start, and more of reading a large sheet."""


def main() -> None:
    """Run the command line and exit with its code."""
    gc.set_threshold(SELDOM)
    from cocsheets.cli.main import run

    code = run(sys.argv[1:])
    gc.freeze()  # what is left goes with the process, and need not be looked through once more
    sys.exit(code)


if __name__ == "__main__":
    main()
