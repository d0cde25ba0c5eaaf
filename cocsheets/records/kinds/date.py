"""Days: true dates, or text as `date_order` says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cocsheets.records.dates import DateOrder, date_cell, read_date
from cocsheets.records.kinds.kind import Doubts, Kind, read_each
from cocsheets.records.table import Value

if TYPE_CHECKING:
    from cocsheets.records.columns import Column


class DateKind(Kind):
    """See the module."""

    name = "date"
    meaning = "A day: a true date, or text as `date_order` says."
    dated = True
    check = "date"

    def read(
        self, column: Column, cells: Sequence[Value], order: DateOrder | None
    ) -> tuple[list[Any], Doubts]:
        """See `Kind`."""
        del column
        return read_each(cells, lambda value: read_date(value, order))

    def typed(self, column: Column, text: str, order: DateOrder | None) -> Value:
        """See `Kind`: a true date."""
        del column
        day = read_date(text, order).value
        if day is None:
            raise ValueError("a date such as 2024-04-03")
        return date_cell(day)

    def public(self, column: Column, value: Value) -> str:
        """See `Kind`: a day names nobody."""
        del column
        day = read_date(value).value
        return day.isoformat() if day else "blank"
