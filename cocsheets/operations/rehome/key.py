"""The key of a file in the settings: written where that is a TOML file, else said to a person.

Must not know why the key changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.access.files import RECORDS
from cocsheets.operations.home import gid_in
from cocsheets.operations.rehome.journey import settings_by_hand
from cocsheets.settings import load_settings, spreadsheet_key
from cocsheets.tomledit import replace_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cocsheets.operations.committee import Committee

VARIABLE = "COCSHEETS_SPREADSHEET"


def write_key(committee: Committee, old: str, new: str, file: str) -> tuple[str, ...]:
    """Have the settings name another file; returns what a person has to change instead.

    `file` is its name in the settings.

    Where the worksheet is given by its gid and the new file has another, that is changed with it.
    Raises ConfigurationError where the TOML file cannot be changed.
    """
    settings = committee.settings
    if file != RECORDS:
        if settings.config is None:
            return settings_by_hand({f"[files.{file}] key": new})
        replace_in(settings.config, {("files", file, "key"): (old, new)})
        return ()
    if _named(committee, new):
        return ()
    if settings.config is None or settings.environment.get(VARIABLE):
        return settings_by_hand({where(committee): new})
    places: dict[Sequence[str], tuple[str, str]] = {("spreadsheet", "key"): (old, new)}
    gid = settings.spreadsheet.worksheet
    if isinstance(gid, int):
        places |= _gid(committee, gid, old, new)
    replace_in(settings.config, places)
    return ()


def where(committee: Committee) -> str:
    """Where the key of the records stands, in words."""
    settings = committee.settings
    if settings.environment.get(VARIABLE):
        return f"{VARIABLE} (in the environment or in .env)"
    return f"[spreadsheet] key in {settings.config}" if settings.config else VARIABLE


def _named(committee: Committee, key: str) -> bool:
    """Whether the settings, read again, name this file already."""
    settings = committee.settings
    if settings.config is None or settings.environment.get(VARIABLE):
        return settings.key == key
    found = load_settings({}, config=settings.config.absolute()).spreadsheet.key
    return bool(found) and spreadsheet_key(found) == key


def _gid(
    committee: Committee, gid: int, old: str, new: str
) -> dict[Sequence[str], tuple[str, str]]:
    """The worksheet's gid, if it is another one in the new file."""
    here, there = (committee.at(key).read(even_trashed=True).spreadsheet for key in (old, new))
    other = gid_in(gid, here, there)
    return {("spreadsheet", "worksheet"): (str(gid), str(other))} if other != gid else {}
