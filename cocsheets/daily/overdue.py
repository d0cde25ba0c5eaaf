"""Notices that the daily run has not happened: by the ledger, for whoever reads the sheet.

Knows the ledger's last good run. Must not know who is told.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cocsheets.ledger import Ledger


def overdue(ledger: Ledger | None, now: dt.datetime, stale_after: int) -> str:
    """What to say if the last good run is more than `stale_after` days ago, else nothing.

    Where no run has been good yet, the ledger's first line counts; without a ledger nothing is
    expected of anybody yet. A time that is void is said, whenever it was written.
    """
    if ledger is None:
        return ""
    good = ledger.last_good
    if good is None and ledger.spoilt_row:
        return (
            f"The time of the last good daily run (row {ledger.spoilt_row} of the ledger) cannot be"
            " believed, so it is not known when it was."
        )
    since = good or ledger.first
    if since is None or now - since <= dt.timedelta(days=stale_after):
        return ""
    days = (now - since).days
    what = (
        f"The last good daily run was {days} days ago, on"
        if good
        else (f"No daily run has been good since the first line of the ledger, {days} days ago, on")
    )
    return f"{what} {since.date()}. Records that have been due since then may still be there."
