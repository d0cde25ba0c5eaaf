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


class OverwrittenLayoutError(LayoutError):
    """The same, and an interrupted run may have written over a header: the message says where."""


class RosterMissingError(ConfigurationError):
    """There is no roster (worksheet or file) where the settings say it is."""


class GoogleError(CocsheetsError):
    """Google could not be reached, or refused."""


class UnreachableError(GoogleError):
    """No usable answer within the time allowed: network, TLS, timeouts, 5xx, broken answers."""


class GoogleFailedError(UnreachableError):
    """Google was reached, and answered with a fault of its own (5xx) for as long as we tried."""


class LostReplyError(UnreachableError):
    """A write was sent and no usable answer came: it may or may not have taken effect."""

    def __init__(self, message: str, *, hint: str = "", cause: GoogleError | None = None) -> None:
        super().__init__(message, hint=hint)
        self.cause = cause
        """What to tell if it turns out that nothing was written."""


class QuotaError(GoogleError):
    """Google asked us to slow down, and still did after the time allowed."""


class CredentialsError(GoogleError):
    """The credentials are missing, unreadable, expired or refused."""


class AccessError(GoogleError):
    """The acting account may not do this, or cannot see the spreadsheet."""


class NotFoundError(GoogleError):
    """No such spreadsheet, file or permission, as far as the acting account can see."""


class RejectedError(GoogleError):
    """Google refused a request that it understood (400): protected cell, limit, bad range."""

    def __init__(
        self, message: str, *, hint: str = "", edit: int | None = None, protected: bool = False
    ) -> None:
        super().__init__(message, hint=hint)
        self.edit = edit
        """Index of the edit that was refused, where Google named it. Nothing was written."""
        self.protected = protected
        """Whether a protected range was the reason."""


class NoGoogleAccountError(RejectedError):
    """There is no Google account behind an address; Google shares with it only by a mail."""


class GroupAddressError(RejectedError):
    """The address of a member turned out to be a group's; what let it in was taken back."""


class InheritedAccessError(AccessError):
    """The access comes from a folder or shared drive and can be changed only there."""


class OwnerAccessError(AccessError):
    """The owner's own access cannot be changed this way."""


class PlaceError(CocsheetsError):
    """A place that cocsheets only looks at could not be read: a channel, a group, a list."""


class RefusedError(CocsheetsError):
    """A guard stopped the run before it changed anything."""


class StalePlanError(RefusedError):
    """The plan on which somebody decided is not the plan of now."""


class IncompleteError(CocsheetsError):
    """Something was done only in part, or could not be verified by reading again."""


class ActiveRunError(CocsheetsError):
    """Another run is working on this spreadsheet."""

    def __init__(self, message: str, *, hint: str = "", lasting: bool = False) -> None:
        super().__init__(message, hint=hint)
        self.lasting = lasting
        """Whether it has been at work for over a day: a person should look."""


class StoppedError(KeyboardInterrupt):
    """Asked to end (Ctrl-C, SIGTERM): raised between two requests, never inside of one.

    No `CocsheetsError`: what waits for those must not go on after it.
    """
