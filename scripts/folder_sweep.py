"""Random trees of folders: after `sharing`, is all closed that can be, and all else reported?

    python scripts/folder_sweep.py [WORLDS]

Owners of all kinds, grants of all kinds on the folder, on items and on folders above, folders with
limited access, items that we may not share. Exits 1 if anything does not hold.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cocsheets.sandbox import Sandbox
from tests.operations.folder_worlds import world


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("worlds", type=int, nargs="?", default=300, help="how many; 300")
    worlds: int = parser.parse_args().worlds
    started, wrong = time.monotonic(), []
    with Sandbox() as sandbox, tempfile.TemporaryDirectory() as folder:
        for seed in range(worlds):
            wrong += world(sandbox, Path(folder), seed).wrong()
    for text in wrong:
        print(text)
    print(f"{worlds} worlds in {time.monotonic() - started:.0f} s: {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
