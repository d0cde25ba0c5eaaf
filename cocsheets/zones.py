"""Time zones by the names that people, machines and Google use.

Knows the zone database (the machine's, else that of `tzdata`) and Google's custom zones, which are
plain offsets such as `GMT-07:00` (documented). Must not know which zone counts.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo

from cocsheets.errors import ConfigurationError
from cocsheets.patterns import lazy_re

_OFFSET = lazy_re(r"(?:GMT|UTC)([+-])([01]?\d|2[0-3])(?::?([0-5]\d))?")


def zone(name: str, *, hint: str = "Use a name such as Europe/Berlin.") -> dt.tzinfo:
    """The time zone of that name; `str()` gives the name again.

    Raises ConfigurationError, with this hint, for a name that means none.
    """
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        offset = _offset(name)
    if offset is None:
        raise ConfigurationError(f"The time zone {name!r} is not known.", hint=hint)
    return dt.timezone(offset, name)


def _offset(name: str) -> dt.timedelta | None:
    """How far a zone such as `GMT-07:00` is ahead of UTC."""
    match = _OFFSET.fullmatch(name)
    if match is None:
        return None
    ahead = dt.timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return -ahead if match[1] == "-" else ahead


def in_calendars(name: str, at: dt.time) -> tuple[dt.time, str]:
    """A daily time and its zone as systemd and cron know them: a plain offset becomes UTC."""
    offset = _offset(name)
    if offset is None:
        return at, name
    moment = dt.datetime.combine(dt.date(2026, 1, 15), at) - offset
    return moment.time(), "UTC"
