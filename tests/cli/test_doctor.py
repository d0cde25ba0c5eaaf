"""The check-up as a real process: what is well, what is not, each with its cure, on one screen."""

from __future__ import annotations

import datetime as dt
import json
import time
from pathlib import Path
from typing import Any

import pytest

from cocsheets.operations.checkup import Level
from cocsheets.operations.committee import Committee
from cocsheets.operations.doctor import examine
from cocsheets.operations.machine_checks import newer_preset
from cocsheets.sandbox import Sandbox
from cocsheets.settings import Settings, SpreadsheetSettings
from tests.cli.test_sync import OWNER, ROBOT, make_shared
from tests.cli.world import World

SCREEN = 24


@pytest.fixture
def world(sandbox: Sandbox, tmp_path: Path) -> World:
    """Ten records of which one is due, two strangers, an open link."""
    today = dt.datetime.now(dt.UTC).date()
    rows = [
        [
            (today - dt.timedelta(days=800 + number)).isoformat(),
            "Ana Member",
            f"Una Witness{number}",
            f"witness{number}@example.net",
            "A report",
            *("Yes", "No", "Spoke with the person", ""),
            (today - dt.timedelta(days=3 if number == 2 else -300)).isoformat(),
        ]
        for number in range(10)
    ]
    return make_shared(sandbox, tmp_path, rows)


def doctor(world: World, **environment: str) -> tuple[int, dict[str, list[tuple[str, str, str]]]]:
    """Exit code, and level, message and cure of each check by area."""
    ran = world.run("doctor", "--format", "json", **{"COCSHEETS_ACT_AS": ROBOT, **environment})
    found: dict[str, list[tuple[str, str, str]]] = {}
    for check in json.loads(ran.stdout)["checks"]:
        told = (check["level"], check["message"], check["cure"] or "")
        found.setdefault(check["area"], []).append(told)
    assert "Witness" not in ran.stdout + ran.stderr
    return ran.returncode, found


def test_before_and_after_the_first_run(world: World) -> None:
    """Open ways in are warned about with their cure; after sync all is well, exit 0; nothing is
    ever written; it fits on a screen."""
    code, found = doctor(world)
    assert code == 1
    assert found["sharing"][0][0] == "warning"
    assert "2 x user, 1 x link" in found["sharing"][0][1]
    assert "cocsheets sharing" in found["sharing"][0][2]
    assert found["guards"] == [("ok", "none would refuse: 1 record due, 7 changes to sharing", "")]
    assert world.writes() == []
    assert world.run("sync", COCSHEETS_ACT_AS=ROBOT).returncode == 0
    ran = world.run("doctor", COCSHEETS_ACT_AS=ROBOT)
    assert ran.returncode == 0, ran.stdout
    assert "warning" not in ran.stdout
    assert "last run     good on" in ran.stdout
    assert len(ran.stdout.splitlines()) <= SCREEN


def test_everything_is_wrong_at_once(world: World) -> None:
    """Many faults are told together, each with its cure, none of them hiding the next."""
    sheet = world.spreadsheet
    sheet.worksheet("Members").update([["Name", "E-mail", "Function"]], "A1")
    sheet.worksheet("Reports").update_acell("K1", "Notes")
    sheet.add_worksheet("cocsheets log", 5, 5)
    (world.folder / ".env").write_text("COCSHEETS_X=1\n")
    (world.folder / ".env").chmod(0o644)
    (world.folder / "cocsheets.toml").write_text('[notify]\nto = ["COCSHEETS_NOTIFY_CHAT"]\n')
    code, found = doctor(world)
    assert code == 2
    assert found["settings"][-1] == (
        "warning",
        "others on this machine can read .env (mode 0644)",
        "chmod 600 .env",
    )
    assert found["roster"][0][0] == "error"
    assert "Role" in found["roster"][0][1]
    assert found["headers"][1][0] == "warning"
    assert "is not a ledger" in found["ledger"][0][1]
    assert found["notices"][0][:2] == ("warning", "COCSHEETS_NOTIFY_CHAT is not set.")


def test_guards_that_would_refuse(world: World) -> None:
    """What the daily run would refuse today is an error with exit 4, and with the way out."""
    (world.folder / "cocsheets.toml").write_text("[limits]\nmax_rows = 0\nmax_revokes = 1\n")
    code, found = doctor(world)
    assert code == 4
    assert [check[0] for check in found["guards"]] == ["error", "error"]
    assert "Stepped down" in found["guards"][1][1]
    assert "max_rows is 0" in found["guards"][0][1]
    assert "--allow-large-change" in found["guards"][0][2]


@pytest.mark.parametrize(
    ("role", "level", "words", "expected"),
    [("reader", "error", "may read and not write", 3), ("writer", "warning", "not change", 1)],
)
def test_what_the_account_may_do(
    world: World, role: Any, level: str, words: str, expected: int
) -> None:
    """An account that may only read, or not share, is told with who can change that."""
    world.spreadsheet.remove_permissions(ROBOT)
    world.spreadsheet.share(ROBOT, "user", role, notify=False)
    if role == "writer":
        url = f"https://www.googleapis.com/drive/v3/files/{world.spreadsheet.id}"
        world.sandbox.session(OWNER).patch(url, json={"writersCanShare": False})
    code, found = doctor(world)
    assert code == expected
    assert found["access"][0][0] == level
    assert words in found["access"][0][1]
    assert OWNER in found["access"][0][2]


def test_an_interrupted_run_and_a_missed_one(world: World) -> None:
    """Lines left open, and a last good run of long ago, are warned about."""
    assert world.run("sync", COCSHEETS_ACT_AS=ROBOT).returncode == 0
    ledger = world.spreadsheet.worksheet("cocsheets log")
    lines = ledger.get_all_values()
    ledger.update_cell(2, 8, "intended 00000000-1")
    last = next(n for n, line in enumerate(lines, 1) if line[2] == "last good run")
    then = dt.datetime.now(dt.UTC).replace(microsecond=0) - dt.timedelta(days=9)
    ledger.update_cell(last, 8, f"finished {then.isoformat()}")
    code, found = doctor(world)
    assert code == 1
    assert found["last run"][0][0] == "warning"
    assert "9 days ago" in found["last run"][0][1]
    assert found["ledger"][0][:2] == (
        "warning",
        "1 line was left open by a run that was interrupted",
    )


def where_it_is_noon() -> str:
    """A time zone in which no midnight is near."""
    return f"Etc/GMT{dt.datetime.now(dt.UTC).hour - 12:+d}".replace("+0", "")


@pytest.mark.parametrize(
    ("minutes", "words"), [(90, "90 minutes ahead of"), (-7, "7 minutes behind")]
)
def test_a_wrong_clock(world: World, minutes: int, words: str) -> None:
    """A clock that is not Google's is noticed."""

    def wrong() -> dt.datetime:
        return dt.datetime.now(dt.UTC) + dt.timedelta(minutes=minutes)

    place = SpreadsheetSettings(world.spreadsheet.id, time_zone=where_it_is_noon())
    settings = Settings(spreadsheet=place, api_root=world.sandbox.url, act_as=ROBOT)
    clock = [check for check in examine(Committee(settings, now=wrong)) if check.area == "clock"]
    assert [check.level for check in clock] == [Level.WARNING]
    assert words in clock[0].message


def test_a_clock_of_another_day(world: World) -> None:
    """It keeps everything from being written, so it is an error, with both times."""
    place = SpreadsheetSettings(world.spreadsheet.id)
    settings = Settings(spreadsheet=place, api_root=world.sandbox.url, act_as=ROBOT)
    tomorrow = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    checks = examine(Committee(settings, now=lambda: tomorrow))
    (clock,) = [check for check in checks if check.area == "clock"]
    assert (clock.level, int(clock.code)) == (Level.ERROR, 4)
    assert f"says {tomorrow:%Y-%m-%d}" in clock.message
    assert "Google's clock says" in clock.message


def test_one_cause_is_told_once(world: World) -> None:
    """Where the spreadsheet cannot be reached at all, one message says so, not ten."""
    ran = world.run("doctor", COCSHEETS_ACT_AS="stranger@example.net")
    assert ran.returncode == 3
    assert ran.stdout.count("->") <= 4
    assert ran.stdout.count("error") <= 3


def test_an_owner_who_has_left(world: World) -> None:
    """What the daily run warns of every day is no clean bill: an owner who stepped down."""
    members = world.spreadsheet.worksheet("Members")
    members.update_cell(2, 5, "2024-01-01")
    members.update_cell(3, 3, "chair")
    world.run("sync", COCSHEETS_ACT_AS=ROBOT)
    code, found = doctor(world)
    assert code == 1
    (owner,) = [told for told in found["sharing"] if told[0] == "warning"]
    assert "owns the file and is not a current member" in owner[1]
    assert owner[2]


def test_google_is_waited_for_once(world: World) -> None:
    """Without a network, or where Sheets fails, it does not wait anew for each thing to look at."""
    (world.folder / "cocsheets.toml").write_text("[limits]\nretry_seconds = 3\n")
    started = time.monotonic()
    code, found = doctor(world, COCSHEETS_API_ROOT="http://127.0.0.1:9")
    assert code == 3
    assert [area for area, told in found.items() if told[0][0] == "error"] == ["credentials"]
    world.sandbox.faults([{"match": {"path": "/v4/"}, "do": {"status": 503}}])
    world.sandbox.forget_requests()
    assert doctor(world)[0] == 3
    assert len([1 for request in world.sandbox.requests() if "/v4/" in request["path"]]) <= 4
    assert time.monotonic() - started < 12


def test_no_settings_at_all(world: World) -> None:
    """Without a spreadsheet there is nothing to check: exit 2 and the way out."""
    ran = world.run("doctor", COCSHEETS_SPREADSHEET="")
    assert ran.returncode == 2
    assert "cocsheets init" in ran.stdout


def test_newer_preset() -> None:
    """The newest preset of the same family, by its year."""
    known = ("django-2016", "django-2026", "other-2030")
    assert newer_preset("django-2016", known) == "django-2026"
    assert newer_preset("django-2026", known) is None
    assert newer_preset("own", known) is None
