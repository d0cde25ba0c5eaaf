"""A check-up as text on one screen, and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from cocsheets.operations.checkup import Check, Level
from cocsheets.shown import count

_COLOURS = {Level.OK: "32", Level.NOTE: "36", Level.WARNING: "33", Level.ERROR: "31"}


def checkup_text(checks: Sequence[Check], *, colour: bool = False) -> str:
    """One line a check, the fix below it, and a count."""
    levels = max(len(check.level) for check in checks)
    areas = max(len(check.area) for check in checks)
    lines = []
    for check in checks:
        level = f"{check.level:<{levels}}"
        if colour:
            level = f"\x1b[{_COLOURS[check.level]}m{level}\x1b[0m"
        lines.append(f"{level}  {check.area:<{areas}}  {check.message}")
        if check.fix:
            lines.append(f"{'':<{levels}}  {'':<{areas}}  -> {check.fix}")
    counts = Counter(check.level for check in checks)
    told = ", ".join(_count(counts[level], level) for level in Level if counts[level])
    return "\n".join([*lines, "", f"{told}."])


def _count(number: int, level: Level) -> str:
    return f"{number} {level}" if level is Level.OK else count(number, level)


def checkup_json(checks: Sequence[Check]) -> dict[str, Any]:
    """Stable form for programs."""
    return {
        "checks": [
            {
                "area": check.area,
                "level": str(check.level),
                "message": check.message,
                "cure": check.fix or None,
            }
            for check in checks
        ]
    }
