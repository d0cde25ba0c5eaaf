"""Start here: `cocsheets.open` gives the committee's spreadsheet, ready to be read.

    import cocsheets

    sheet = cocsheets.open()  # settings from the environment, .env and cocsheets.toml
    reading = sheet.read()
    for finding in reading.validate().findings:
        print(finding.severity, finding.cell, finding.message)
    planned = reading.plan_expunge()
    print(planned)
    sheet.apply(planned)

Importing this package costs nothing: gspread, pandas and the rest load when they are used. Public
are the names in `__all__` and the errors in `cocsheets.errors`; they name places, never contents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from cocsheets.exit_codes import ExitCode
    from cocsheets.figures.notebook import Statistics
    from cocsheets.findings import Finding, Severity
    from cocsheets.formats.shapes import json_schema
    from cocsheets.operations.committee import Committee
    from cocsheets.operations.operation import Operation
    from cocsheets.operations.reading import Reading
    from cocsheets.plans.plan import Plan
    from cocsheets.plans.records import TermChoice
    from cocsheets.records.validation import Validation

__all__ = [
    "Committee",
    "ExitCode",
    "Finding",
    "Operation",
    "Plan",
    "Reading",
    "Severity",
    "Statistics",
    "TermChoice",
    "Validation",
    "__version__",
    "json_schema",
    "open",
]

__version__ = "0.1.0"

_HOMES = {
    "Committee": "operations.committee",
    "ExitCode": "exit_codes",
    "Finding": "findings",
    "Operation": "operations.operation",
    "Plan": "plans.plan",
    "Reading": "operations.reading",
    "Severity": "findings",
    "Statistics": "figures.notebook",
    "TermChoice": "plans.records",
    "Validation": "records.validation",
    "json_schema": "formats.shapes",
}
"""Where public names are at home; they load when they are used."""


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


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
    import os

    from cocsheets.clock import now
    from cocsheets.data import replace
    from cocsheets.operations.committee import Committee
    from cocsheets.settings import load_settings

    settings = load_settings(os.environ, config=config)
    place = settings.spreadsheet
    if spreadsheet:
        place = replace(place, key=spreadsheet)
    if time_zone:
        place = replace(place, time_zone=time_zone)
    settings = replace(settings, spreadsheet=place)
    return Committee(settings, now=now, as_of=as_of)
