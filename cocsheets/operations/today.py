"""Which day it is: where the committee is, for which day plans are made, and whether to believe it.

Knows this machine's clock, Google's at a reading, and the committee's time zone. Must not know what
a day is needed for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from cocsheets import clock
from cocsheets.errors import RefusedError
from cocsheets.zones import zone

if TYPE_CHECKING:
    from cocsheets.records.table import Spreadsheet


class Days:
    """The days of one committee.

    `now` is the program's one clock; `as_of` plans for another day than today; `time_zone` is the
    configured one, without which the spreadsheet's own counts.
    """

    def __init__(
        self,
        *,
        now: Callable[[], dt.datetime],
        as_of: dt.date | None,
        time_zone: str | None,
        sleep: Callable[[float], None],
    ) -> None:
        self.now = now
        self.as_of = as_of
        self._time_zone = time_zone
        self._sleep = sleep

    def zone(self, spreadsheet: Spreadsheet) -> dt.tzinfo:
        """The committee's time zone: configured, or the spreadsheet's own.

        Raises ConfigurationError if the spreadsheet's own is not known.
        """
        hint = 'The spreadsheet has it. Set another: [spreadsheet] time_zone = "Europe/Berlin".'
        return zone(self._time_zone or spreadsheet.time_zone, hint=hint)

    def real_today(self, spreadsheet: Spreadsheet) -> dt.date:
        """Today where the committee is."""
        return self.now().astimezone(self.zone(spreadsheet)).date()

    def today(self, spreadsheet: Spreadsheet) -> dt.date:
        """The day that plans are made for."""
        return self.as_of or self.real_today(spreadsheet)

    def refuse_future(self, spreadsheet: Spreadsheet) -> None:
        """Raise RefusedError when planning for a day to come: that never writes."""
        if self.as_of is not None and self.as_of > self.real_today(spreadsheet):
            raise RefusedError(
                f"--as-of {self.as_of} is in the future; nothing is ever written for such a day.",
                hint="Leave --as-of out to write.",
            )

    def wrong_clock(self, spreadsheet: Spreadsheet) -> str:
        """What is wrong with this machine's clock, by Google's at the reading; else nothing."""
        return clock.fault(self.now(), spreadsheet.read_at, self.zone(spreadsheet))

    def refuse_wrong_clock(self, spreadsheet: Spreadsheet) -> None:
        """Raise RefusedError unless this machine's day is Google's, in the committee's zone.

        Where midnight falls between two clocks that nearly agree, it waits until both are past it.
        """
        if not (wrong := self.wrong_clock(spreadsheet)):
            return
        google = clock.moment(spreadsheet.read_at)
        if google is not None and (apart := abs(self.now() - google)) < clock.MIDNIGHT:
            self._sleep(apart.total_seconds() + 1)
            return
        raise RefusedError(
            f"{wrong} Nothing was changed.",
            hint="Set this machine's clock, best by a time service, then run again.",
        )
