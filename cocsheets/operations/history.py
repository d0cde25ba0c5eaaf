"""How many expunged records the version history still shows, and since when.

Composes the sheet and the ledger: what was expunged before the file was made by a rehome is in no
version of it. Google prunes old versions when it likes (unverified), so nothing is taken for gone.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from cocsheets.clock import moment
from cocsheets.ledger.rehome import History, history
from cocsheets.records.record import Expunged
from cocsheets.shown import count

if TYPE_CHECKING:
    from cocsheets.ledger import Ledger
    from cocsheets.operations.assessment import Assessment


def in_history(ledger: Ledger | None, assessment: Assessment | None) -> History | None:
    """What earlier versions of the file still show; None where nothing was expunged in it."""
    found = history(ledger)
    if found.rehomed:
        return found if found.records else None
    records = assessment.records if assessment is not None else ()
    gone = sum(record.expunged is Expunged.YES for record in records)
    return History(gone, found.since) if gone else None


def history_text(found: History) -> str:
    """The same in words."""
    records = count(found.records, "expunged record")
    since = f"; the first was expunged on {found.since}" if found.since else ""
    return (
        f"{records} can still be read in earlier versions of the file, by all who may edit "
        f"it{since}. `cocsheets rehome` moves the records to a file without them."
    )


def overdue_text(found: History | None, after: int | None, today: dt.date) -> str:
    """What the reminder says, where one is wanted after so many days; else nothing."""
    since = moment(f"{found.since}T00:00:00Z") if found is not None and found.since else None
    if found is None or after is None or since is None:
        return ""
    days = (today - since.date()).days
    return f"for {days} days, since {found.since}" if days >= after else ""
