"""Who holds a claim: one process on one machine, told apart from all others.

Knows the operating system's names for machine, boot and process. Must not know what a claim is for.
"""

from __future__ import annotations

import os
import platform
import re
from pathlib import Path


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _started(pid: int) -> str:
    """Start time of a process in the kernel's ticks; a later process of the same id differs."""
    fields = _read(f"/proc/{pid}/stat").rpartition(")")[2].split()
    return fields[19] if len(fields) > 19 else ""


def _machine() -> str:
    try:
        namespace = str(Path("/proc/self/ns/pid").stat().st_ino)
    except OSError:
        namespace = ""
    return "|".join((platform.node(), _read("/proc/sys/kernel/random/boot_id"), namespace)).replace(
        " ", "_"
    )


def this_process() -> str:
    """A text that names this process."""
    return f"{_machine()} {os.getpid()} {_started(os.getpid())}"


def surely_dead(holder: str) -> bool:
    """Whether the named process ran on this machine and is gone. False whenever in doubt."""
    machine, _, rest = holder.partition(" ")
    pid, _, started = rest.partition(" ")
    if machine != _machine() or not re.fullmatch("[0-9]{1,9}", pid) or int(pid) == os.getpid():
        return False
    if started:
        return _started(int(pid)) != started
    if os.name != "posix":
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
