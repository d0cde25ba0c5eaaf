"""The loop around the daily service, with the library's clock in our hands."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from cocsheets.daily.ticker import TICK, serve


class Clock(dt.datetime):
    """The clock that the `schedule` library looks at."""

    moment = dt.datetime(2026, 10, 25, 2, 59)  # noqa: DTZ001  # it looks at local time

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override]
        """The time, as told."""
        del tz
        return cls.moment


@pytest.mark.parametrize("jump", [0, -3600, 3600, -40 * 86400, 86400])
def test_a_tick_comes_whatever_the_clock_does(jump: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock is set back an hour or forty days, or ahead: the next look is not later for it."""
    monkeypatch.setattr("schedule.datetime.datetime", Clock)
    monkeypatch.setattr(Clock, "moment", Clock.moment)
    real = [0.0]
    ticks: list[float] = []

    def sleep(seconds: float) -> None:
        assert 0 < seconds <= TICK
        if real[0] < 60 <= real[0] + seconds:
            Clock.moment += dt.timedelta(seconds=jump)
        real[0] += seconds
        Clock.moment += dt.timedelta(seconds=seconds)

    serve(lambda: ticks.append(real[0]), asked_to_stop=lambda: real[0] > 300, sleep=sleep)
    assert ticks[0] == 0
    gaps = [later - earlier for earlier, later in itertools.pairwise(ticks)]
    assert max(gaps) <= TICK + 1


def test_it_ends_when_asked() -> None:
    """Asked during a tick, it makes no other."""
    ticks: list[int] = []
    serve(lambda: ticks.append(1), asked_to_stop=lambda: bool(ticks), sleep=lambda _: None)
    assert ticks == [1]
