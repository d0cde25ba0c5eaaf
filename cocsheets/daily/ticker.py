"""Keeps calling a function, for months, whatever the machine's clock does.

Knows the `schedule` library, which looks at local clock time. What is called decides itself whether
there is anything to do: the library neither catches up after downtime nor keeps to a day when
clocks change (documented), and a job that raises would be run again at every look.
"""

from __future__ import annotations

from collections.abc import Callable

import schedule

TICK = 15
"""Seconds between two looks at the clock."""


def serve(
    tick: Callable[[], object],
    *,
    asked_to_stop: Callable[[], bool],
    sleep: Callable[[float], None],
) -> None:
    """Call `tick` at once and then every `TICK` seconds until asked to stop.

    `tick` must not raise, but to end the service. `sleep` returns early when asked to stop.
    """
    scheduler = schedule.Scheduler()
    while not asked_to_stop():
        idle = scheduler.idle_seconds
        if idle is None or idle > TICK:  # the first look, or the clock was set back
            scheduler.clear()
            scheduler.every(TICK).seconds.do(tick)
            scheduler.run_all()
        else:
            scheduler.run_pending()
        sleep(min(TICK, max(0.1, scheduler.idle_seconds or 0.0)))
