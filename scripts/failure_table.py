"""Prints the README's table of what can go wrong, from the data that the tests provoke it by."""

from __future__ import annotations

import tomllib
from pathlib import Path

DATA = Path(__file__).parents[1] / "tests" / "cli" / "failures.toml"


def table() -> str:
    """The table as Markdown."""
    failures = tomllib.loads(DATA.read_text(encoding="utf-8"))["failure"]
    lines = ["| what happens | what it says | what then | exit |", "|---|---|---|---|"]
    for failure in failures:
        cells = (failure["what"], failure["says"], failure["then"], str(failure["exit"]))
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(table(), end="")
