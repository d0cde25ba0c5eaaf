"""The errors of cocsheets: one tree, each class with what went wrong and what to do about it.

The ground floor: imports nothing, knows nothing of Google, click or exit codes. What stops work is
an error here; what is merely found in the sheet is a `Finding` (see `cocsheets.findings`).
No error text may hold the contents of an identifying cell.
"""

from __future__ import annotations


class CocsheetsError(Exception):
    """Base of everything that cocsheets raises on purpose.

    `message` says what happened and what was or was not done; `hint` says what to do next.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()


class ConfigurationError(CocsheetsError):
    """The settings, the command line or the layout of the sheet do not let us work."""


class LayoutError(ConfigurationError):
    """No worksheet fits, several fit, or a header is missing or doubled; nothing was written."""


class RosterMissingError(ConfigurationError):
    """There is no roster (worksheet or file) where the settings say it is."""


class GoogleError(CocsheetsError):
    """Google could not be reached, or refused."""


class UnreachableError(GoogleError):
    """No usable answer within the time allowed: network, TLS, timeouts, 5xx, broken answers."""


class LostReplyError(UnreachableError):
    """A write was sent and no usable answer came: it may or may not have taken effect."""


class QuotaError(GoogleError):
    """Google asked us to slow down, and still did after the time allowed."""


class CredentialsError(GoogleError):
    """The credentials are missing, unreadable, expired or refused."""


class AccessError(GoogleError):
    """The acting account may not do this, or cannot see the spreadsheet."""


class NotFoundError(GoogleError):
    """No such spreadsheet, file or permission, as far as the acting account can see."""


class RejectedError(GoogleError):
    """Google understood the request and refused it (400): a protected cell, a limit, a bad range."""


class RefusedError(CocsheetsError):
    """A guard stopped the run before it changed anything."""


class StalePlanError(RefusedError):
    """The plan on which somebody decided is not the plan of now."""


class IncompleteError(CocsheetsError):
    """Something was done only in part, or could not be verified by reading again."""


class ActiveRunError(CocsheetsError):
    """Another run is working on this spreadsheet."""
