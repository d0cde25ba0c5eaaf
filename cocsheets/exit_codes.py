"""Exit codes: the same everywhere, and which error leads to which.

The contract with cron jobs and scripts. Knows errors; must not know what a command does.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable

from cocsheets.errors import (
    ActiveRunError,
    CocsheetsError,
    ConfigurationError,
    GoogleError,
    IncompleteError,
    OverwrittenLayoutError,
    RefusedError,
)


class ExitCode(enum.IntEnum):
    """What a command came to."""

    OK = 0
    FINDINGS = 1
    CONFIGURATION = 2
    GOOGLE = 3
    REFUSED = 4
    INCOMPLETE = 5
    ACTIVE = 6

    @property
    def meaning(self) -> str:
        """In words, as the README has it."""
        return _MEANINGS[self]


_MEANINGS = {
    ExitCode.OK: "done, nothing to report",
    ExitCode.FINDINGS: "findings, or a plan is waiting",
    ExitCode.CONFIGURATION: "usage or configuration",
    ExitCode.GOOGLE: "Google unreachable, or credentials or access refused",
    ExitCode.REFUSED: "refused by a guard or a stale digest",
    ExitCode.INCOMPLETE: "done in part or not verified",
    ExitCode.ACTIVE: "another run is active",
}

_BY_ERROR: tuple[tuple[type[CocsheetsError], ExitCode], ...] = (
    (ActiveRunError, ExitCode.ACTIVE),
    (GoogleError, ExitCode.GOOGLE),
    (IncompleteError, ExitCode.INCOMPLETE),
    (OverwrittenLayoutError, ExitCode.INCOMPLETE),
    (RefusedError, ExitCode.REFUSED),
    (ConfigurationError, ExitCode.CONFIGURATION),
)

_ORDER = (
    ExitCode.ACTIVE,
    ExitCode.GOOGLE,
    ExitCode.INCOMPLETE,
    ExitCode.REFUSED,
    ExitCode.CONFIGURATION,
    ExitCode.FINDINGS,
)


def code_of(error: BaseException) -> ExitCode:
    """The exit code for an error; one that nobody foresaw is 5."""
    for kind, code in _BY_ERROR:
        if isinstance(error, kind):
            return code
    return ExitCode.INCOMPLETE


UNFINISHED = "What was under way is finished by the next run."
"""Said only where something was changed, or may have been."""


def worst(codes: Iterable[ExitCode]) -> ExitCode:
    """The code of a run of several parts: the first of 6, 3, 5, 4, 2, 1 that any part gave."""
    given = set(codes)
    return next((code for code in _ORDER if code in given), ExitCode.OK)
