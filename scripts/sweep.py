"""Every way to write, what somebody does to the sheet, when, what fails: and then the truth.

    python scripts/sweep.py [--worlds 1000] [--seed N] [--only PATH] [--jobs 2]
    python scripts/sweep.py --seed N --index I     # one world again, with all that was said

Prints a table, each wrong world as the command that shows it again, and a count. Exits 1 if any
world was wrong.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.sweep.report import main

if __name__ == "__main__":
    sys.exit(main())
