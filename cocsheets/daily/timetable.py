"""When the daily run is due: one moment for each local day, whatever the clocks do.

Pure: knows a time of day, a time zone and calendars. Must not know the present time, nor what runs.
"""

from __future__ import annotations

import datetime as dt

from cocsheets.data import Data

DAY = dt.timedelta(days=1)


class Timetable(Data, frozen=True):
    """Once a day at a local time."""

    at: dt.time
    zone: dt.tzinfo

    def day(self, now: dt.datetime) -> dt.date:
        """The local day of a moment."""
        return now.astimezone(self.zone).date()

    def moment(self, day: dt.date) -> dt.datetime | None:
        """When the run of a day is due, in UTC; None for a day that the zone has left out.

        A time that comes twice counts the first time. One that does not exist is as much later as
        the clocks jump (02:30 becomes 03:30), or as much earlier where that would be another day.
        """
        for fold in (0, 1):
            local = dt.datetime.combine(day, self.at.replace(fold=fold), self.zone)
            moment = local.astimezone(dt.UTC)
            if self.day(moment) == day:
                return moment
        return None

    def due(self, now: dt.datetime, done: dt.date | None) -> dt.date | None:
        """The day whose run is due now, None if none is. `done` is the last day that was done.

        Days that were missed are not made up for: one run does all that is due by then. A last
        day that lies more than one day ahead was noted by a clock gone wrong and is not believed.
        """
        today = self.day(now)
        if done is not None and today <= done <= today + DAY:
            return None
        moment = self.moment(today)
        return today if moment is not None and moment <= now else None

    def next(self, now: dt.datetime, done: dt.date | None) -> dt.datetime:
        """When a run is due next, in UTC: `now` if one is due already."""
        if self.due(now, done) is not None:
            return now
        day = self.day(now)
        while True:
            moment = self.moment(day)
            if moment is not None and moment > now and self.due(moment, done) is not None:
                return moment
            day += DAY
