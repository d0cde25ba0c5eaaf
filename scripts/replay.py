"""Hold the sandbox against recorded answers of Google's, and print how many match.

    python scripts/replay.py REPLAY_TOOL RECORDINGS [--min PERCENT] [--min-cassettes N] [-- ...]

Starts a sandbox of its own and runs the replay tool against it. What stands after `--` goes to
the tool. Exit status 1 if a floor is not reached, 2 where a file is missing.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from cocsheets.sandbox import Sandbox


def main() -> int:
    """Run the tool and judge its last lines."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tool", type=Path, help="the replay tool, a Python script")
    parser.add_argument("recordings", type=Path, help="a .jsonl.gz of recorded conversations")
    parser.add_argument("--min", type=float, default=0, help="floor: per cent of exchanges")
    parser.add_argument("--min-cassettes", type=int, default=0, help="floor: whole conversations")
    parser.add_argument("options", nargs="*", help="more options for the tool, after --")
    arguments = parser.parse_args()
    for path in (arguments.tool, arguments.recordings):
        if not path.is_file():
            parser.error(f"no such file: {path}")
    with Sandbox() as sandbox:
        command = [sys.executable, str(arguments.tool), "--base-url", sandbox.url]
        command += ["--recordings", str(arguments.recordings), "--min", str(arguments.min)]
        run = subprocess.run(
            [*command, "--delay", "0", *arguments.options],
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
    sys.stdout.write(run.stdout)
    whole = re.search(r"cassettes matched throughout\D*(\d+)", run.stdout)
    if arguments.min_cassettes and (not whole or int(whole[1]) < arguments.min_cassettes):
        return 1
    return run.returncode


if __name__ == "__main__":
    raise SystemExit(main())
