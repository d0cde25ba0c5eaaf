"""What a place needs to read itself, without a spreadsheet around it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from cocsheets.places.place import Tools
from cocsheets.plans.limits import Limits


def tools(
    folder: Path = Path(),
    environment: Mapping[str, str] | None = None,
    *,
    slept: list[float] | None = None,
    stop: Callable[[], bool] = lambda: False,
    groups: Callable[[], Any] = lambda: None,
    **limits: float,
) -> Tools:
    """Tools with which no pause takes time; `slept` notes each."""
    naps = [] if slept is None else slept
    return Tools(
        folder=folder,
        environment=environment or {},
        limits=Limits(**limits),  # type: ignore[arg-type]  # seconds alone
        zone=dt.UTC,
        groups=groups,
        sleep=naps.append,
        asked_to_stop=stop,
    )
