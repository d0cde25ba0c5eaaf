"""One thing that a check-up looked at: how it stands, and its fix.

Knows levels and exit codes. Must not know what is looked at.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable

from cocsheets.data import Data
from cocsheets.errors import CocsheetsError
from cocsheets.exit_codes import ExitCode, code_of, worst


class Level(enum.StrEnum):
    """How much it matters."""

    OK = "ok"
    NOTE = "note"
    WARNING = "warning"
    """A person should look."""
    ERROR = "error"
    """Something does not work."""


class Check(Data, frozen=True):
    """One thing looked at."""

    area: str
    """`settings`, `credentials`, `access`, `headers`, `roster`, `guards`, `sharing`…"""
    level: Level
    message: str
    fix: str = ""
    code: ExitCode = ExitCode.OK


def ok(area: str, message: str) -> Check:
    """All is well."""
    return Check(area, Level.OK, message)


def note(area: str, message: str, fix: str = "") -> Check:
    """Good to know."""
    return Check(area, Level.NOTE, message, fix)


def warning(area: str, message: str, fix: str) -> Check:
    """A person should look."""
    return Check(area, Level.WARNING, message, fix, ExitCode.FINDINGS)


def error(area: str, message: str, fix: str, code: ExitCode) -> Check:
    """Something does not work."""
    return Check(area, Level.ERROR, message, fix, code)


def failed(area: str, fault: CocsheetsError) -> Check:
    """What kept a thing from being looked at."""
    return error(area, fault.message, fault.hint, code_of(fault))


def code(checks: Iterable[Check]) -> ExitCode:
    """What a check-up comes to."""
    return worst(check.code for check in checks)
