"""This machine's share: a folder for state, files that are written whole, and one writer at a time.

Knows the file system. Must not know what a run does. Where the home folder cannot be written, the
temporary folder serves; where nothing can be locked, the claim in the spreadsheet still guards.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import logging
import os
import re
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path

from platformdirs import user_state_path
from zc.lockfile import LockError, SimpleLockFile

from cocsheets import clock
from cocsheets.errors import ActiveRunError

log = logging.getLogger("cocsheets.machine")


def state_folder() -> Path:
    """The folder for state that outlives a process, made if need be. Raises OSError.

    The user's state folder (`$XDG_STATE_HOME`, else `~/.local/state` on Linux), else one of the
    user's own under the temporary folder.
    """
    home = user_state_path("cocsheets", appauthor=False)
    with contextlib.suppress(OSError, RuntimeError):
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.access(home, os.W_OK | os.X_OK):
            return home
    spare = Path(tempfile.gettempdir()) / f"cocsheets-{_user()}"
    spare.mkdir(mode=0o700, exist_ok=True)
    _refuse_strange(spare)
    return spare


def _user() -> str:
    return str(os.getuid()) if hasattr(os, "getuid") else re.sub(r"\W", "", os.getlogin())


def _refuse_strange(folder: Path) -> None:
    """The temporary folder is everybody's: only a folder of our own is used."""
    found = folder.lstat()
    mine = not hasattr(os, "getuid") or found.st_uid == os.getuid()
    if not stat.S_ISDIR(found.st_mode) or not mine:
        raise PermissionError(f"{folder} belongs to somebody else")


def write_whole(path: Path, text: str, mode: int = 0o600) -> None:
    """Write a file such that it is there whole or not at all, even after a crash. Raises OSError.

    Line ends are written as they are. Readable by this user alone, unless `mode` says otherwise.
    """
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(descriptor, "w", encoding="utf-8", newline="") as file:  # noqa: PTH123
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_new(path: Path, text: str, mode: int = 0o644) -> None:
    """Make a file that must not be there yet, not even as a link: whole, or not at all.

    Raises OSError; FileExistsError where something is there.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123  # a descriptor
            file.write(text)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


_BUSY = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}
"""What a system says of a file that another process has locked (Windows: the first)."""
_UNGUARDED = "no file can be locked here; the claim in the spreadsheet guards alone"


class MachineLock:
    """At most one process of this machine (and user) writes to one spreadsheet.

    The system lets go of it when the process ends, however it ends. Taking it again in the same
    object is fine and is counted.
    """

    def __init__(
        self,
        key: str,
        folder: Path | None = None,
        *,
        now: Callable[[], dt.datetime] = clock.now,
    ) -> None:
        self._key = key
        self._folder = folder
        self._now = now
        self._lock: SimpleLockFile | None = None
        self._times = 0
        """How often it is taken."""

    @property
    def held(self) -> bool:
        """Whether this object holds it."""
        return self._lock is not None

    def acquire(self, *, look_only: bool = False) -> None:
        """Take it. Raises ActiveRunError if another process has it.

        With `look_only` it is let go of at once, and nobody is told that it was taken.
        """
        try:
            folder = self._folder or state_folder()
            since = folder / f"{self._key}.since"
            if self._lock is None:
                self._lock = SimpleLockFile(str(folder / f"{self._key}.lock"))
                if not look_only:
                    with contextlib.suppress(OSError):
                        write_whole(since, f"{self._now().isoformat()} {os.getpid()}")
            self._times += 1
            if look_only:
                self.release()
        except LockError as error:
            if isinstance(error.__context__, OSError) and error.__context__.errno in _BUSY:
                raise self._taken(since) from None
            log.warning(_UNGUARDED)
        except (OSError, TypeError):  # the library's word for a system that has no locks
            log.warning(_UNGUARDED)

    def _taken(self, since: Path) -> ActiveRunError:
        """What to say of the other process, as far as it left word of itself."""
        try:
            began, _, process = since.read_text(encoding="ascii").partition(" ")
        except (OSError, ValueError):
            began = process = ""
        taken = clock.moment(began)
        which = f"process {process}, at work since {began}" if taken else "its process"
        return ActiveRunError(
            "Another run is working on this spreadsheet on this machine; this one did nothing.",
            hint=f"Wait for it to end, then run again. If it hangs, end {which}.",
            lasting=taken is not None and self._now() - taken > clock.LASTING,
        )

    def release(self, *, wholly: bool = False) -> None:
        """Let go of it once, or wholly."""
        if self._lock is not None:
            self._times = 0 if wholly else self._times - 1
            if not self._times:
                self._lock.close()
                self._lock = None
