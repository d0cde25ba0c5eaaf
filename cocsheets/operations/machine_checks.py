"""The part of a check-up that is about this machine: settings, files, notices, state.

Knows the file system and the settings. Must not know Google.
"""

from __future__ import annotations

import importlib.util
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cocsheets import notices
from cocsheets.daily.diary import FileDiary
from cocsheets.errors import ActiveRunError
from cocsheets.exit_codes import ExitCode
from cocsheets.machine import state_folder
from cocsheets.operations.checkup import Check, note, ok, warning
from cocsheets.records.schema import presets
from cocsheets.secret_text import is_secret
from cocsheets.shown import count

if TYPE_CHECKING:
    from cocsheets.operations.committee import Committee


def check_settings(committee: Committee) -> Iterator[Check]:
    """The settings and their files. Raises ConfigurationError if no spreadsheet is named."""
    settings = committee.settings
    _ = settings.key  # none, or none that is valid: raised here
    where = str(settings.config) if settings.config else "environment alone"
    schema = settings.schema.file or f"preset {settings.schema.preset}"
    yield ok("settings", f"{where}; {schema}")
    newer = None if settings.schema.file else newer_preset(settings.schema.preset, presets())
    if newer:
        yield note(
            "settings",
            f"there is a newer preset, {newer}, with other columns",
            "docs/layout.md says what it adds; once the sheet has it, set [schema] preset.",
        )
    yield from _private(settings.folder / ".env")
    if settings.credentials not in ("", "adc") and not is_secret(settings.credentials):
        yield from _private(Path(settings.credentials))


def newer_preset(name: str, known: tuple[str, ...]) -> str | None:
    """The newest preset of the same family, by the year in its name; None if `name` is that."""
    family, _, year = name.rpartition("-")
    years = [
        found[1]
        for other in known
        if (found := re.fullmatch(rf"{re.escape(family)}-([0-9]{{4}})", other))
    ]
    newest = max(years, default=year)
    return f"{family}-{newest}" if newest > year else None


def _private(path: Path) -> Iterator[Check]:
    """Whether a file with secrets is readable by its owner alone."""
    if os.name != "posix" or not path.is_file():
        return
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        yield warning(
            "settings",
            f"others on this machine can read {path} (mode {mode:04o})",
            f"chmod 600 {path}",
        )


def check_machine(committee: Committee) -> Iterator[Check]:
    """State folder, daily service, notices, extras."""
    settings = committee.settings
    try:
        folder = state_folder()
    except OSError:
        yield warning(
            "machine",
            "no folder for state can be written, so runs on this machine do not see each other",
            "Make ~/.local/state writable, or set XDG_STATE_HOME to a folder that is.",
        )
    else:
        yield from _service(folder / f"{settings.key}.schedule.json")
        yield from _writer(committee)
    problems = notices.problems(settings.notify.to, settings.environment)
    for problem in problems:
        yield warning("notices", problem, "See Notices in docs/running.md.")
    if not settings.notify.to:
        yield note("notices", "nobody gets notices of runs", "See Notices in docs/running.md.")
    elif not problems:
        told = count(len(settings.notify.to), "address gets", "addresses get")
        yield ok("notices", f"{told} notices")
    if not importlib.util.find_spec("rapidfuzz"):
        yield note(
            "machine",
            "names that are nearly the same are not looked for",
            "pip install 'cocsheets[likeness]'",
        )


def _writer(committee: Committee) -> Iterator[Check]:
    """Another process of this machine that is at work, and how to make it end."""
    try:
        committee.lock.acquire(look_only=True)
    except ActiveRunError as fault:
        told = "another process of this machine works on the spreadsheet"
        if fault.lasting:
            yield warning("machine", f"{told} for over a day", fault.hint)
        else:
            yield note("machine", told, fault.hint)


def _service(path: Path) -> Iterator[Check]:
    """The daily service on this machine, if there has been one."""
    day = FileDiary(path).read()
    if day is None or day.exit is None:
        return
    meaning = ExitCode(day.exit).meaning if day.exit in list(ExitCode) else "unknown"
    told = f"`cocsheets schedule` here last ran on {day.day}: exit {day.exit}, {meaning}"
    if day.exit in (ExitCode.OK, ExitCode.FINDINGS):
        yield ok("machine", told)
    else:
        yield warning("machine", told, "Look at its output, or run `cocsheets sync` by hand.")
