"""The program's clocks: the time of day, read at its edges, and seconds that only grow.

Knows the system's clocks, how two of them compare, and which written moments can be believed.
Whatever a plan depends on takes the time as an argument instead.
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


SLACK = dt.timedelta(minutes=5)
"""How far a moment may be ahead of Google's clock and still be of the present."""
MIDNIGHT = dt.timedelta(minutes=1)
"""Two clocks no further apart than this agree, though midnight may fall between them."""
LASTING = dt.timedelta(days=1)
"""A run that is at work for longer should be looked at by a person."""
_YEARS = range(2000, 3000)


def moment(text: str, google: dt.datetime | None = None) -> dt.datetime | None:
    """The moment in a text that somebody may have edited, with its UTC offset; None if void.

    Void is what is not ISO 8601 with an offset, is of no year in which this program was used, or is
    in the future by Google's clock, where that is known.
    """
    try:
        found = dt.datetime.fromisoformat(text)
        if found.tzinfo is None or found.astimezone(dt.UTC).year not in _YEARS:
            return None
    except (ValueError, OverflowError):
        return None
    return None if google is not None and found - google > SLACK else found


def fault(ours: dt.datetime, google: str, zone: dt.tzinfo) -> str:
    """What is wrong with this machine's clock, else nothing: its day in a zone is not Google's.

    `google` is the time in Google's answer; without one, no clock can be checked.
    """
    theirs = moment(google)
    if theirs is None:
        return "Google's answer did not say what time it is, so this machine's clock is unchecked."
    here, there = ours.astimezone(zone), theirs.astimezone(zone)
    if here.date() == there.date():
        return ""
    return (
        f"This machine's clock says {here:%Y-%m-%d %H:%M}, Google's clock says"
        f" {there:%Y-%m-%d %H:%M} ({zone})."
    )
