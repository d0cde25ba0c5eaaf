"""Start here: `cocsheets.open` gives the committee's spreadsheet, ready to be read.

    import cocsheets

    sheet = cocsheets.open()  # settings from the environment, .env and cocsheets.toml
    for finding in sheet.validate().findings:
        print(finding.severity, finding.cell, finding.message)
    print(sheet.frame().groupby("year").size())

Importing this package costs nothing: gspread, pandas and the rest load when they are used. Errors
are in `cocsheets.errors`; they name places, never contents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from cocsheets.operations.committee import Committee

__all__ = ["__version__", "open"]

__version__ = "0.1.0"


def open(  # noqa: A001  # cocsheets.open reads like open
    spreadsheet: str = "",
    *,
    config: Path | None = None,
    as_of: dt.date | None = None,
    time_zone: str = "",
) -> Committee:
    """The committee's spreadsheet, with settings as the command line takes them.

    `spreadsheet` is a key or URL and beats the settings; `config` names the TOML file; `as_of`
    judges records on another day than today; `time_zone` beats the settings and says where that
    day is. Sends nothing yet.

    Raises `cocsheets.errors.ConfigurationError` for settings that cannot be.
    """
    import dataclasses
    import os

    from cocsheets.clock import now
    from cocsheets.operations.committee import Committee
    from cocsheets.settings import load_settings

    settings = load_settings(os.environ, config=config)
    place = settings.spreadsheet
    if spreadsheet:
        place = dataclasses.replace(place, key=spreadsheet)
    if time_zone:
        place = dataclasses.replace(place, time_zone=time_zone)
    settings = dataclasses.replace(settings, spreadsheet=place)
    return Committee(settings, now=now, as_of=as_of)
