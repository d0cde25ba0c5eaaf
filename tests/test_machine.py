"""State on this machine: where it goes, files that are whole, and one writer at a time."""

from __future__ import annotations

import datetime as dt
import errno
import logging
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from cocsheets import machine
from cocsheets.errors import ActiveRunError
from cocsheets.machine import MachineLock, state_folder, write_whole


def test_state_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the user's state folder; where that cannot be made, in a folder of one's own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert state_folder() == tmp_path / "state" / "cocsheets"
    monkeypatch.setenv("XDG_STATE_HOME", "/proc")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    found = state_folder()
    assert found.parent == tmp_path
    assert found.stat().st_mode & 0o077 == 0


def test_a_trap_in_the_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A link that somebody else has laid in the common temporary folder is not followed."""
    monkeypatch.setenv("XDG_STATE_HOME", "/proc")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    target = tmp_path / "target"
    target.mkdir()
    (tmp_path / f"cocsheets-{os.getuid()}").symlink_to(target)
    with pytest.raises(PermissionError):
        state_folder()


def test_write_whole(tmp_path: Path) -> None:
    """A file is replaced as a whole, is readable by its owner alone, and leaves nothing beside."""
    path = tmp_path / "file"
    path.write_text("old")
    write_whole(path, "new")
    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_lock(tmp_path: Path) -> None:
    """One holder at a time; taken twice it is let go of twice; a dead process holds nothing."""
    ours, other = MachineLock("key", tmp_path), MachineLock("key", tmp_path)
    elsewhere = MachineLock("another", tmp_path)
    ours.acquire()
    ours.acquire()
    elsewhere.acquire()
    with pytest.raises(ActiveRunError, match="on this machine"):
        other.acquire()
    ours.release()
    with pytest.raises(ActiveRunError):
        other.acquire()
    ours.release()
    other.acquire()
    other.release(wholly=True)
    script = (
        "import os, sys, pathlib\n"
        "from cocsheets.machine import MachineLock\n"
        "MachineLock('key', pathlib.Path(sys.argv[1])).acquire()\n"
        "os.kill(os.getpid(), 9)\n"
    )
    assert subprocess.run([sys.executable, "-c", script, tmp_path], check=False).returncode == -9
    ours.acquire()
    ours.release()
    elsewhere.release()


@pytest.mark.parametrize(("days", "lasting"), [(0.9, False), (1.1, True)])
def test_a_process_that_hangs(tmp_path: Path, days: float, lasting: bool) -> None:
    """Whoever is kept waiting for over a day is told so, however often it was tried meanwhile."""
    began = dt.datetime(2026, 4, 2, tzinfo=dt.UTC)
    ours = MachineLock("key", tmp_path, now=lambda: began)
    ours.acquire()
    for passed in (days / 2, days):
        now = began + dt.timedelta(days=passed)
        with pytest.raises(ActiveRunError) as caught:
            MachineLock("key", tmp_path, now=lambda now=now: now).acquire()  # type: ignore[misc]
    assert caught.value.lasting is lasting
    assert f"end process {os.getpid()}, at work since 2026-04-02" in caught.value.hint
    ours.release()
    looker = MachineLock("key", tmp_path)
    looker.acquire(look_only=True)
    ours.acquire()
    ours.release()


def test_no_lock_at_all(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """Where nothing can be locked that is told once, and nobody is kept from working."""

    def nowhere() -> Path:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(machine, "state_folder", nowhere)
    caplog.set_level(logging.WARNING, "cocsheets.machine")
    lock = MachineLock("key")
    lock.acquire()
    lock.release()
    assert "the claim in the spreadsheet guards alone" in caplog.text


def test_a_folder_without_locks(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    """A file system that knows no locks is not taken for another process at work."""

    def unsupported(descriptor: int, how: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", unsupported)
    caplog.set_level(logging.WARNING, "cocsheets.machine")
    lock = MachineLock("key", tmp_path)
    lock.acquire()
    held = [lock.held]
    assert "the claim in the spreadsheet guards alone" in caplog.text
    lock.release()  # of what was never held
    monkeypatch.undo()
    lock.acquire()
    lock.acquire()
    for _ in range(2):
        held.append(lock.held)
        lock.release()
    assert [*held, lock.held] == [False, True, True, False]
