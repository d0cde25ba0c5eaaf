"""Time zones of the spreadsheet as a process meets them: old names, plain offsets, unknown ones."""

from __future__ import annotations

import datetime as dt
import tomllib
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cocsheets.errors import ConfigurationError
from cocsheets.sandbox.running import Sandbox
from cocsheets.zones import in_calendars, zone
from tests.cli.world import World, make_world

ROW = ("2024-01-10", "Ana Lopez", "Jane Doe", "", "", "Yes", "No", "", "", "2024-06-01")
CODES = {"validate": 0, "due": 0, "stats": 0, "doctor": 0, "sync --dry-run": 1, "expunge": 1}
"""Exit code by command: the last two show a plan that waits."""


@pytest.fixture
def world(sandbox: Sandbox, tmp_path: Path) -> World:
    """One due record."""
    return make_world(sandbox, tmp_path, [ROW])


@contextmanager
def without_zones() -> Iterator[None]:
    """A system that brings no time zones."""
    zoneinfo.reset_tzpath(())
    zoneinfo.ZoneInfo.clear_cache()
    try:
        yield
    finally:
        zoneinfo.reset_tzpath()


@pytest.mark.parametrize("zone", ["GMT-07:00", "GMT+05:30", "Asia/Calcutta", "US/Pacific"])
def test_zones_of_any_kind_are_read(world: World, zone: str) -> None:
    """Custom zones, and names that systems leave out: no command stops because of them."""
    world.spreadsheet.update_timezone(zone)
    for command, code in CODES.items():
        with without_zones():
            found = world.run(*command.split())
        assert found.returncode == code, (command, found.stderr)


def test_a_zone_that_means_nothing_is_named_with_the_setting_that_helps(world: World) -> None:
    """The spreadsheet has it, not the person: the message says what to set."""
    settings = 'spreadsheet.time_zone = "Mars/Olympus"'
    (world.folder / "cocsheets.toml").write_text(f"{settings}\n", encoding="utf-8")
    found = world.run("validate")
    assert (found.returncode, "'Mars/Olympus' is not known" in found.stderr) == (2, True)


@pytest.mark.parametrize(
    ("name", "hours"),
    [("GMT-07:00", -7), ("GMT+05:30", 5.5), ("GMT+5", 5), ("UTC-0330", -3.5), ("Etc/GMT+7", -7)],
)
def test_an_offset_is_read_as_it_stands(name: str, hours: float) -> None:
    """Ahead of UTC with a plus, and the name is kept; a name of the database is not turned."""
    found = zone(name)
    assert found.utcoffset(dt.datetime(2026, 1, 1)) == dt.timedelta(hours=hours)  # noqa: DTZ001
    assert str(found) == name


@pytest.mark.parametrize("name", ["", "GMT-25:00", "GMT+05:70", "Mars/Olympus", "../etc/passwd"])
def test_other_names_are_refused(name: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(ConfigurationError, match="is not known"):
        zone(name)


def test_calendars_get_utc_in_place_of_an_offset() -> None:
    """systemd and cron know no custom zones."""
    assert in_calendars("GMT-07:00", dt.time(20)) == (dt.time(3), "UTC")
    assert in_calendars("Europe/Berlin", dt.time(6)) == (dt.time(6), "Europe/Berlin")


def test_zones_do_not_depend_on_the_machine() -> None:
    """The zone database is a dependency everywhere: an old name may be missing on any system."""
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "tzdata" in project["dependencies"]
