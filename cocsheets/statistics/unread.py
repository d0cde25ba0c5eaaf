"""What the figures leave out, since the sheet cannot be read there.

Knows from which columns each table is made. Must not know how it is counted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from cocsheets.records.record import Record
from cocsheets.statistics import cases
from cocsheets.statistics.criteria import RESOLUTION, Choice
from cocsheets.statistics.outcomes import COLUMN, SOURCE
from cocsheets.statistics.summary import LeftOut

_COUNTED: Final = frozenset(
    {
        *("date_reported", "named_subjects", "action_by_us", "action_by_local_rep", "status"),
        *(COLUMN, SOURCE),
    }
)
"""Keys of the columns that every table may be made from."""
_COUNTED_BY: Mapping[str, frozenset[str]] = {
    "handler": frozenset({"reporter"}),
    "term": frozenset({"expunge_on"}),
    "state": frozenset({"expunge_on", "hold_until"}),
    RESOLUTION: frozenset({cases.RESOLVED}),
}
"""Those that the tables by a criterion need besides."""


def count_left_out(
    records: Sequence[Record], criteria: Iterable[str | Choice], today: dt.date, above: int = 0
) -> LeftOut:
    """How many cells the tables by these criteria, and the yearly one, could not be made from.

    `above` is how many rows above the header look like reports: none of them is a record.
    """
    keys = set(_COUNTED)
    for name in criteria:
        keys |= {name.key} if isinstance(name, Choice) else _COUNTED_BY.get(name, frozenset())
    cells = sum(len(record.unreadable & keys) for record in records)
    future = sum(1 for r in records if r.date_reported is not None and r.date_reported > today)
    return LeftOut(cells, future, above)
