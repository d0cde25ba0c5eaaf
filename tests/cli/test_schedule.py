"""The daily service as a real process: caught up, killed, stopped, and two of them at once."""

from __future__ import annotations

import datetime as dt
import http.server
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cocsheets.sandbox import Sandbox
from tests.cli.test_sync import ROBOT, make_shared
from tests.cli.world import World, file_alone

DAILY = ("schedule", "--at", "00:00", "--time-zone", "UTC")
"""Due at once whenever a test runs, unless it was done today."""
LEDGER = "cocsheets log"


@pytest.fixture
def world(sandbox: Sandbox, tmp_path: Path) -> World:
    """Ten records of which two are due, two strangers, an open link."""
    today = dt.datetime.now(dt.UTC).date()
    rows = [
        [
            (today - dt.timedelta(days=800 + number)).isoformat(),
            "Ana Member",
            f"Person{number} Sample",
            f"person{number}@example.net",
            "A report",
            *("Yes", "No", "Spoke with the person", ""),
            (today - dt.timedelta(days=3 if number in (2, 7) else -300)).isoformat(),
        ]
        for number in range(10)
    ]
    return make_shared(sandbox, tmp_path, rows)


def environment(world: World) -> dict[str, str]:
    """As the acting account, with state of this test's own."""
    return {"COCSHEETS_ACT_AS": ROBOT, "XDG_STATE_HOME": str(world.folder / "state")}


@contextmanager
def service(world: World, *options: str) -> Iterator[subprocess.Popen[str]]:
    """The daily service with a health file, killed at the end if it still lives."""
    health = str(world.folder / "health.json")
    process = world.start(*DAILY, "--health-file", health, *options, **environment(world))
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait(condition: Callable[[], Any], seconds: float = 20.0) -> Any:
    """Wait until something holds; returns it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.02)
    raise AssertionError("it did not come about in time")


def last_run(world: World) -> dict[str, Any] | None:
    """The last run by the health file, once it has finished."""
    try:
        health = json.loads((world.folder / "health.json").read_text())
    except (OSError, ValueError):
        return None
    run: dict[str, Any] | None = health["last_run"]
    return health if run and run["finished"] else None


def end(process: subprocess.Popen[str], name: int = signal.SIGTERM) -> tuple[int, str, str]:
    """Ask a process to end; its exit code and what it said."""
    process.send_signal(name)
    out, err = process.communicate(timeout=15)
    assert "Traceback" not in out + err
    return process.returncode, out, err


def expunged(world: World) -> int:
    """How many rows read Expunged."""
    return sum(row[2] == "Expunged" for row in world.records.get_all_values()[1:])


def ledger(world: World) -> list[list[str]]:
    """The ledger's lines."""
    return world.spreadsheet.worksheet(LEDGER).get_all_values()[1:]


def test_catches_up_once_and_ends_well(world: World) -> None:
    """Started after its time it runs at once; started again it does not; SIGTERM ends it with 0."""
    with service(world) as process:
        health = wait(lambda: last_run(world))
        assert health["good"] is True
        assert health["last_run"]["exit"] == 0
        assert health["next_run"] > health["last_run"]["finished"]
        code, out, err = end(process)
    assert code == 0
    assert "expunge: 2 records expunged" in out
    assert "daily at 00:00 UTC" in err
    assert "ended as asked" in err
    assert expunged(world) == 2
    (world.folder / "health.json").unlink()
    asked = len(world.sandbox.requests())
    with service(world) as process:
        wait(lambda: last_run(world))
        assert end(process, signal.SIGINT)[0] == 0
    assert len(world.sandbox.requests()) == asked


def test_a_second_host_finds_the_day_done(world: World) -> None:
    """Without this machine's note, the ledger tells that a good run has been there today."""
    with service(world) as process:
        wait(lambda: last_run(world))
        end(process)
    shutil.rmtree(world.folder / "state")
    (world.folder / "health.json").unlink()
    with service(world) as process:
        wait(lambda: last_run(world))
        _, out, err = end(process)
    assert "has been done already" in err
    assert out == ""
    assert len({line[1] for line in ledger(world) if line[1]}) == 1


def test_case_43_a_failed_day(world: World) -> None:
    """Google fails all day: one run, one report, no storm, and the service lives."""
    (world.folder / "cocsheets.toml").write_text("[limits]\nretry_seconds = 0.2\n")
    world.sandbox.faults([{"do": {"status": 500}}])
    with service(world) as process:
        health = wait(lambda: last_run(world))
        asked = len(world.sandbox.requests())
        time.sleep(1.0)
        assert process.poll() is None
        assert len(world.sandbox.requests()) == asked
        code, _, err = end(process)
    assert code == 0
    assert health["good"] is False
    assert health["last_run"]["exit"] == 3
    assert err.count("HTTP 500") == 1


def test_case_43_only_sharing_fails(world: World) -> None:
    """What can be done is done: rows are expunged, the failure of sharing is reported."""
    (world.folder / "cocsheets.toml").write_text("[limits]\nretry_seconds = 0.2\n")
    listing = {"match": {"path": "permissions"}, "do": {"status": 500}}
    world.sandbox.faults([file_alone(world), listing])
    with service(world) as process:
        health = wait(lambda: last_run(world))
        _, out, _ = end(process)
    assert health["last_run"]["exit"] == 3
    assert "expunge: 2 records expunged" in out
    assert "sharing: not done: Google could not" in out
    assert expunged(world) == 2


def test_stopped_in_mid_run(world: World) -> None:
    """SIGTERM while Google answers a write: that request ends, no other begins, the claim is let
    go, and the next start does the rest."""
    slow = {"match": {"method": "POST", "path": "batchUpdate", "nth": 1}, "do": {"delay": 0.7}}
    world.sandbox.faults([slow])
    with service(world) as process:
        wait(world.writes)
        code, _, err = end(process)
    assert code == 0
    assert "stopped; the next start does what is left of the day" in err
    assert last_run(world) is None
    assert len(world.writes()) == 2  # the one under way, and the claim let go
    with service(world) as process:
        wait(lambda: last_run(world))
        end(process)
    assert expunged(world) == 2
    assert {line[7] for line in ledger(world) if line[1]} == {"done", "not done"}


def test_killed_at_random_moments(world: World) -> None:
    """kill -9 again and again in mid-run: in the end the day is done, each row logged done once."""
    chance = random.Random(8)
    world.sandbox.faults([{"match": {"method": "POST"}, "do": {"delay": 0.05}}])
    for _ in range(2):
        with service(world) as process:
            world.sandbox.forget_requests()
            wait(world.sandbox.requests)
            time.sleep(chance.uniform(0.0, 0.5))
            process.kill()
    with service(world) as process:
        wait(lambda: last_run(world))
        end(process)
    assert expunged(world) == 2
    done = [line[3] for line in ledger(world) if line[2] == "expunge" and line[7] == "done"]
    assert len(done) == len(set(done)) == 2
    assert not [line for line in ledger(world) if line[7].startswith("intended")]


def test_ping(world: World) -> None:
    """A good run asks for the address once; one that cannot be reached does no harm."""
    asked: list[str] = []

    class Pinged(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.HTTPServer(("127.0.0.1", 0), Pinged)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        address = f"http://127.0.0.1:{server.server_port}/secret"
        (world.folder / ".env").write_text(f"COCSHEETS_PING_URL={address}\n")
        with service(world) as run:
            wait(lambda: last_run(world))
            code, out, err = end(run)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert code == 0
    assert asked == ["/secret"]
    assert "secret" not in out + err


def test_case_45_two_at_once(world: World) -> None:
    """Two daily runs within a second: one does the work, the other exits with 6; nothing twice."""
    first = {"match": {"path": "batchUpdate", "nth": 1}, "do": {"delay": 1.5}}
    world.sandbox.faults([first])
    env = environment(world)
    both = [world.start("sync", **env), world.start("sync", **env)]
    said = [process.communicate(timeout=60) for process in both]
    assert sorted(process.returncode for process in both) == [0, 6]
    assert "Another run is working on this spreadsheet" in said[0][1] + said[1][1]
    assert expunged(world) == 2
    actions = [(line[2], line[3]) for line in ledger(world) if line[1]]
    assert len(actions) == len(set(actions))


def test_case_45_on_two_machines(world: World) -> None:
    """Two machines, no lock between them: the claim keeps one of them from writing."""
    world.sandbox.faults([{"match": {"path": "batchUpdate"}, "do": {"delay": 0.6}}])
    env = environment(world)
    both = [
        world.start("sync", **{**env, "XDG_STATE_HOME": str(world.folder / name)}) for name in "ab"
    ]
    codes = sorted(process.wait(60) for process in both)
    for process in both:
        process.communicate()
    assert codes == [0, 6]
    assert expunged(world) == 2
    actions = [(line[2], line[3]) for line in ledger(world) if line[1]]
    assert len(actions) == len(set(actions))


def test_case_45_killed_in_mid_run(world: World) -> None:
    """Killed with signal 9 after its first write, the first run leaves lock and claim behind; the
    next one takes over and completes the rest. Reading is never blocked."""
    second = {"match": {"method": "POST", "path": "batchUpdate", "nth": 2}, "do": {"delay": 5}}
    world.sandbox.faults([second])
    env = environment(world)
    with world.start("sync", **env) as process:
        wait(lambda: len(world.writes()) > 1)
        reading = world.run("validate", **env)
        assert (reading.returncode, reading.stderr) == (1, "")
        assert "a run is at work here or was interrupted" in reading.stdout
        process.send_signal(signal.SIGKILL)
    world.sandbox.faults()
    ran = world.run("sync", **env)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert expunged(world) == 2
    assert not [line for line in ledger(world) if line[7].startswith("intended")]


def test_stale_run_is_noticed(world: World) -> None:
    """When the last good run is long ago, every command that reads says so on standard error."""
    env = environment(world)
    assert world.run("sync", **env).returncode == 0
    sheet = world.spreadsheet.worksheet(LEDGER)
    row = next(n for n, line in enumerate(sheet.get_all_values(), 1) if line[2] == "last good run")
    then = dt.datetime.now(dt.UTC).replace(microsecond=0) - dt.timedelta(days=5)
    sheet.update_cell(row, 8, f"finished {then.isoformat()}")
    for command in ("validate", "sync"):
        ran = world.run(command, **env)
        assert "The last good daily run was 5 days ago" in ran.stderr, command
        assert ran.stderr.count("last good") == 1
    assert "last good" not in world.run("validate", **env).stderr


# --- printed set-ups ---------------------------------------------------------------------------


def cocsheets(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command in a folder, without any settings."""
    return subprocess.run(
        [sys.executable, "-m", "cocsheets", *arguments],
        cwd=folder,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
def test_print_systemd(tmp_path: Path) -> None:
    """Service and timer pass systemd's own check, even in a folder with an awkward name."""
    folder = tmp_path / "100% CoC; $HOME 'sheets'"
    folder.mkdir()
    (folder / "our own.toml").write_text('[spreadsheet]\ntime_zone = "Europe/Berlin"\n')
    config = ("--config", "our own.toml", "schedule", "--print", "systemd", "--at", "06:30")
    ran = cocsheets(folder, *config)
    assert ran.returncode == 0, ran.stderr
    written = cocsheets(folder, *config, "--into", "units")
    assert written.stdout.split("\n")[:2] == ["units/cocsheets.service", "units/cocsheets.timer"]
    for name in ("cocsheets.service", "cocsheets.timer"):
        text = (folder / "units" / name).read_text()
        assert text in ran.stdout
        shutil.copy(folder / "units" / name, tmp_path / name)
    units = [str(tmp_path / name) for name in ("cocsheets.service", "cocsheets.timer")]
    checked = subprocess.run(
        ["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False
    )
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, "")
    assert "OnCalendar=*-*-* 06:30:00 Europe/Berlin" in ran.stdout
    again = cocsheets(folder, *config, "--into", "units")
    assert again.returncode == 2
    assert "exists already; nothing was written" in again.stderr


def test_print_cron(tmp_path: Path) -> None:
    """One line with five fields; its command speaks only when something went wrong."""
    folder = tmp_path / "100% ours"
    folder.mkdir()
    ran = cocsheets(folder, "schedule", "--print", "cron", "--at", "23:05")
    line = ran.stdout.splitlines()[-1]
    assert line.startswith("5 23 * * * cd ")
    command = line.removeprefix("5 23 * * * ").replace("\\%", "%")  # as cron reads it
    assert "%" in command
    quiet = subprocess.run(
        ["sh", "-c", command], capture_output=True, text=True, check=False, env={}, timeout=60
    )
    assert "No spreadsheet is configured." in quiet.stdout


def test_print_github(tmp_path: Path) -> None:
    """A workflow that YAML can read, in UTC, with the key from a secret and nothing in the log."""
    yaml = pytest.importorskip("yaml")
    zone = ("--time-zone", "America/New_York")
    ran = cocsheets(tmp_path, "schedule", "--print", "github", *zone)
    workflow = yaml.safe_load(ran.stdout)
    assert workflow[True]["schedule"] == [{"cron": "0 11 * * *"}]  # YAML 1.1 reads `on` as true
    steps = workflow["jobs"]["sync"]["steps"]
    assert steps[-1]["env"] == {"COCSHEETS_KEY": "${{ secrets.COCSHEETS_KEY }}"}
    assert "cocsheets sync >" in steps[-1]["run"]
    for reason in ("leaves the organisation", "60 days without a commit"):
        assert reason in ran.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("schedule", "--at", "25:00", "--print", "cron"),
        ("schedule", "--time-zone", "Mars/Olympus", "--print", "systemd"),
        ("--as-of", "2026-01-01", "schedule"),
        ("schedule", "--print", "cron", "--into", "x"),
        ("schedule",),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """A time, zone or option that makes no sense, or no settings at all: exit 2, one message."""
    ran = cocsheets(tmp_path, *arguments)
    assert ran.returncode == 2
    assert "Traceback" not in ran.stderr
