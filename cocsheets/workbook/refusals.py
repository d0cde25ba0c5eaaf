"""Google's refusals and silences, turned into our own errors.

Knows status codes, Google's two error envelopes and the libraries' exceptions. Must not know how a
request is sent or repeated. Google's own messages may quote cell values, so no text of theirs is
passed on.
"""

from __future__ import annotations

import email.utils
from typing import Any

import requests

from cocsheets.data import Data
from cocsheets.errors import (
    AccessError,
    CredentialsError,
    GoogleError,
    GoogleFailedError,
    NotFoundError,
    QuotaError,
    RejectedError,
    UnreachableError,
)

RETRY_REASONS = {"rateLimitExceeded", "userRateLimitExceeded", "sharingRateLimitExceeded"}
"""403 reasons that pass with time. dailyLimitExceeded and accessNotConfigured do not."""

API_OFF = {"SERVICE_DISABLED", "accessNotConfigured"}
SCOPES = {"ACCESS_TOKEN_SCOPE_INSUFFICIENT", "insufficientPermissions"}

KNOWN_REASONS = (
    RETRY_REASONS
    | API_OFF
    | SCOPES
    | {"activeItemCreationLimitExceeded", "appNotAuthorizedToFile", "authError", "backendError"}
    | {"badRequest", "cannotModifyInheritedPermission", "cannotDeletePermission"}
    | {"cannotRemoveOwner", "cannotShareTeamDriveTopFolderWithAnyoneOrDomains"}
    | {"cannotShareTeamDriveWithNonGoogleAccounts", "dailyLimitExceeded", "domainPolicy"}
    | {"fileOwnerNotMemberOfTeamDrive", "fileOwnerNotMemberOfWriterDomain", "forbidden"}
    | {"fileWriterTeamDriveMoveInDisabled", "insufficientFilePermissions", "invalid"}
    | {
        "insufficientParentPermissions",
        "invalidSharingRequest",
        "notFound",
        "parameterNotSupported",
    }
    | {"numChildrenInNonRootLimitExceeded", "publishOutNotPermitted", "required"}
    | {"shareInNotPermitted", "shareOutNotPermitted", "sharingRateLimitExceeded"}
    | {"storageQuotaExceeded", "teamDriveFileLimitExceeded", "teamDriveHierarchyTooDeep"}
    | {"teamDriveMembershipRequired", "teamDrivesFolderSharingNotSupported", "CONSUMER_INVALID"}
)
"""Reasons that Google documents, or that were seen; all others are not shown."""

NETWORK_HINT = "Check the network and try again; nothing more was sent."
LOGIN_HINT = (
    "Check COCSHEETS_CREDENTIALS, the machine's clock, and whether the key or the consent was"
    " withdrawn; then sign in again."
)


class Fault(Data, frozen=True):
    """What can be told of a refusal, whichever of Google's shapes it came in."""

    status: int
    reason: str = ""
    """Drive's `errors[0].reason`, or the reason of an ErrorInfo detail."""
    message: str = ""
    """Google's words. For recognising faults only; never shown, since they may quote cells."""
    retry_after: float | None = None

    @property
    def told(self) -> str:
        """The reason if it is one of Google's own words, else nothing: it could quote a cell."""
        return self.reason if self.reason in KNOWN_REASONS else ""

    @property
    def passes_with_time(self) -> bool:
        """Whether the same request may succeed later."""
        return (
            self.status in (408, 429)
            or self.status >= 500
            or (self.status == 403 and self.reason in RETRY_REASONS)
        )


class RefusalError(Exception):
    """Google answered with an error; callers turn it into ours by `to_error`."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"HTTP {fault.status} {fault.told}".rstrip())
        self.fault = fault


def read_fault(response: requests.Response) -> Fault:
    """Read an error answer in Sheets' shape, in Drive's, or in none (an HTML page)."""
    try:
        body: Any = response.json()
    except ValueError:
        body = None
    error = body.get("error") if isinstance(body, dict) else None
    if not isinstance(error, dict):
        error = {}
    reasons = [
        item["reason"]
        for items in (error.get("errors"), error.get("details"))
        if isinstance(items, list)
        for item in items
        if isinstance(item, dict) and isinstance(item.get("reason"), str)
    ]
    message = error.get("message")
    return Fault(
        response.status_code,
        reasons[0] if reasons else "",
        message if isinstance(message, str) else "",
        _retry_after(response),
    )


def _retry_after(response: requests.Response) -> float | None:
    """Seconds to wait: as a number, or as a date by the server's own clock."""
    text = response.headers.get("Retry-After", "").strip()
    if text.isdecimal():
        return float(text)
    try:
        until = email.utils.parsedate_to_datetime(text)
        sent = email.utils.parsedate_to_datetime(response.headers["Date"])
        return max(0.0, (until - sent).total_seconds())
    except (KeyError, TypeError, ValueError):
        return None


def unreachable(error: Exception) -> UnreachableError:
    """Our error for a request that got no answer: what kept it, as far as the libraries tell."""
    return UnreachableError(_obstacle(error), hint=NETWORK_HINT)


def _obstacle(error: Exception) -> str:
    names = {type(error).__name__}
    cause: BaseException | None = error
    while cause is not None:
        names.add(type(cause).__name__)
        names.update(type(arg).__name__ for arg in cause.args if isinstance(arg, Exception))
        reason = getattr(cause.args[0], "reason", None) if cause.args else None
        if isinstance(reason, Exception):
            names.add(type(reason).__name__)
        cause = cause.__cause__ or cause.__context__
    if names & {"NameResolutionError", "gaierror"}:
        return "Google's host name could not be looked up (DNS)."
    if names & {"SSLError", "SSLCertVerificationError"}:
        return "The secure connection to Google could not be made (TLS)."
    if names & {"ReadTimeout", "ReadTimeoutError", "Timeout", "ConnectTimeout"}:
        return "Google did not answer in time."
    if names & {"ProxyError"}:
        return "The proxy in the environment refused the connection."
    return "The connection to Google failed or broke off."


def refused_login(error: Exception) -> CredentialsError:
    """Our error for credentials that got no token."""
    text = str(error)
    known = {
        "account not found": "the account of the key does not exist",
        "Invalid JWT Signature": "the key was deleted or replaced",
        "expired or revoked": "the sign-in has expired or was withdrawn",
        "short-lived token": "this machine's clock is wrong",
        "unauthorized_client": "the client is not allowed to act for this account",
        "invalid_scope": "a scope that was asked for was not granted",
        "Invalid email or User ID": "the account to act for does not exist",
    }
    why = next((f": {meaning}" for words, meaning in known.items() if words in text), "")
    return CredentialsError(f"Google refused the credentials{why}.", hint=LOGIN_HINT)


def to_error(fault: Fault, what: str, *, acting_as: str = "") -> GoogleError:
    """Our error for a refusal. `what` says what was asked, as in `read the spreadsheet`."""
    who = f" as {acting_as}" if acting_as else ""
    share = f"Share the spreadsheet with {acting_as or 'the acting account'} as Editor."
    if fault.status == 401:
        return CredentialsError(f"Google did not accept the credentials{who}.", hint=LOGIN_HINT)
    if fault.status == 403 and fault.reason in API_OFF:
        return AccessError(
            "The Google API is not enabled in the project of the credentials.",
            hint="Enable the Google Sheets API and the Google Drive API, wait a few minutes.",
        )
    if fault.status == 403 and fault.reason in SCOPES:
        return AccessError(
            f"The credentials lack a scope that is needed to {what}.",
            hint="See Least scopes in docs/running.md and sign in again.",
        )
    if fault.status == 429 or (fault.status == 403 and fault.reason in RETRY_REASONS):
        return QuotaError(
            f"Google's limit on requests kept us from trying to {what}.",
            hint="Wait a minute and run again; nothing more was sent.",
        )
    if fault.status == 403:
        reason = f"403 {fault.told}".rstrip()
        return AccessError(f"Google does not let us {what}{who} ({reason}).", hint=share)
    if fault.status == 404:
        return NotFoundError(
            f"Google could not find what is needed to {what}{who}.",
            hint=f"Check the key of the spreadsheet. {share}",
        )
    if fault.status == 400 and "Office file" in fault.message:
        return AccessError(
            "This is an Office file (.xlsx), not a Google spreadsheet.",
            hint="Open it and choose File, Save as Google Sheets; then use the new file's key.",
        )
    if fault.status == 400 and "protected cell or object" in fault.message:
        return RejectedError(
            f"A protected range or worksheet kept us from trying to {what}{who}.",
            hint="Data, Protected sheets and ranges: let the acting account edit it, in the"
            " records, the roster and the ledger alike.",
            protected=True,
        )
    if fault.status >= 500 or fault.status == 408:
        return GoogleFailedError(
            f"Google could not {what} (HTTP {fault.status}).", hint="Try again later."
        )
    return RejectedError(f"Google refused to {what} (HTTP {fault.status}).")
