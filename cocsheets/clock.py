"""The program's clocks: the time of day, read at its edges, and seconds that only grow.

Knows the system's clocks. Whatever a plan depends on takes the time as an argument instead.
"""

from __future__ import annotations

import datetime as dt
import sys
import time


def now() -> dt.datetime:
    """This moment, in UTC."""
    return dt.datetime.now(dt.UTC)


def steady() -> float:
    """Seconds that only grow, the time that the machine slept included.

    A plain monotonic clock stands still while a laptop is closed (Linux and macOS, documented), and
    a claim would seem fresh that another run has long taken over.
    """
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.monotonic()
