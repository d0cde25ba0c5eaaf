"""Two daily jobs at once, and one that was killed."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cocsheets.sandbox import Sandbox
from tests.cases.world import DUE, TODAY, book, cells, expunged, fault
from tests.cli.world import World


def _start(world: World, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "cocsheets", "--as-of", TODAY, *arguments],
        env=world.environment(**environment),
        cwd=world.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _done(world: World) -> list[str]:
    lines = json.loads(world.run("log", "--format", "json").stdout)["lines"]
    return sorted(line["target"] for line in lines if line["state"] == "done")


@pytest.mark.parametrize("machines", [1, 2])
def test_two_daily_jobs_at_once(sandbox: Sandbox, tmp_path: Path, machines: int) -> None:
    """CS-45: one works, the other says so and exits 6; reading is not kept from anybody."""
    world = book(sandbox, tmp_path, {2: DUE, 3: DUE, 4: {}})
    before = cells(world)
    sandbox.faults([fault("POST", ":batchUpdate", 1, delay=1)])
    homes = [str(tmp_path / f"machine{n % machines}") for n in range(2)]
    jobs = [_start(world, "sync", XDG_STATE_HOME=home) for home in homes]
    reading = world.run("--as-of", TODAY, "validate")
    told = [job.communicate(timeout=60) for job in jobs]
    assert sorted(job.returncode for job in jobs) == [0, 6], told
    assert reading.returncode == 0
    assert "nother run" in "".join(err for _, err in told)
    assert cells(world) == expunged(before, 2, 3)
    assert _done(world) == ["2025-04-01 #1", "2025-04-01 #2", "rik@example.org"]


@pytest.mark.parametrize("nth", [1, 2, 3])
def test_a_job_that_was_killed(sandbox: Sandbox, tmp_path: Path, nth: int) -> None:
    """CS-45: the next run finishes what a killed one began, at whichever request it was."""
    world = book(sandbox, tmp_path, {2: DUE, 3: DUE, 4: {}})
    before = cells(world)
    sandbox.faults([fault("POST", ":batchUpdate", nth, delay=1)])
    job = _start(world, "expunge", "--yes")
    written = 0
    while written < nth - 1 and job.poll() is None:
        time.sleep(0.02)
        written = len(world.writes())
    time.sleep(0.5)
    job.kill()
    job.communicate(timeout=10)
    time.sleep(1)
    sandbox.faults()
    run = world.run("--as-of", TODAY, "sync")
    assert run.returncode == 0, run.stdout + run.stderr
    assert cells(world) == expunged(before, 2, 3)
    assert _done(world) == ["2025-04-01 #1", "2025-04-01 #2", "rik@example.org"]
