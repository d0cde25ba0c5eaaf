"""Today is the committee's day, not the server's."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from pathlib import Path

import pytest

from cocsheets.operations.committee import Committee
from cocsheets.sandbox import Sandbox
from cocsheets.settings import Settings, SpreadsheetSettings
from tests.cases.world import book, cells, expunged
from tests.cli.world import ACTING

EAST, WEST = "Pacific/Kiritimati", "Etc/GMT+12"
"""Where today is always at least a day apart."""


@pytest.mark.parametrize(
    ("zone", "clock", "due"),
    [
        ("Pacific/Auckland", "2026-03-31T22:30:00+00:00", True),
        ("America/Los_Angeles", "2026-04-01T02:00:00+00:00", False),
        ("Europe/Berlin", "2026-03-31T21:59:59+00:00", False),
        ("Europe/Berlin", "2026-03-31T22:00:00+00:00", True),
        ("Asia/Kathmandu", "2026-03-31T18:15:00+00:00", True),
        ("UTC", "2026-04-01T00:00:00+14:00", False),
    ],
)
@pytest.mark.parametrize("configured", [True, False])
def test_the_day_begins_at_the_committees_midnight(
    sandbox: Sandbox, tmp_path: Path, zone: str, clock: str, due: bool, configured: bool
) -> None:
    """CS-05: by the configured zone, else by the spreadsheet's own."""
    world = book(sandbox, tmp_path, {2: {"A": "2025-03-31", "J": "2026-03-31"}})
    world.spreadsheet.update_timezone("UTC" if configured else zone)
    settings = Settings(
        spreadsheet=SpreadsheetSettings(
            world.spreadsheet.id, time_zone=zone if configured else None
        ),
        api_root=sandbox.url,
        act_as=ACTING,
    )
    committee = Committee(settings, now=lambda: dt.datetime.fromisoformat(clock))
    assert bool(committee.assess().expunge_plan().changes) is due


@pytest.mark.parametrize("host", ["UTC", "Pacific/Kiritimati", "Etc/GMT+12"])
def test_the_hosts_time_zone_is_nothing_to_us(sandbox: Sandbox, tmp_path: Path, host: str) -> None:
    """CS-05: the real clock; the same day is over in the east and not yet in the west."""
    today_in_the_west = dt.datetime.now(zoneinfo.ZoneInfo(WEST)).date()
    dates = {"A": "2025-03-31", "J": today_in_the_west.isoformat()}
    world = book(sandbox, tmp_path, {2: dates})
    before = cells(world)
    toml = tmp_path / "cocsheets.toml"
    toml.write_text(f'[spreadsheet]\ntime_zone = "{WEST}"\n')
    assert world.run("expunge", "--yes", TZ=host).returncode == 0
    assert cells(world) == before
    toml.write_text(f'[spreadsheet]\ntime_zone = "{EAST}"\n')
    assert world.run("expunge", "--yes", TZ=host).returncode == 0
    assert cells(world) == expunged(before, 2)
