"""Google's refusals in our own words, with nothing of Google's in them."""

from __future__ import annotations

import json
import socket
from typing import Any

import pytest
import requests
import responses
from google.auth.credentials import Credentials
from google.auth.exceptions import RefreshError
from google.auth.transport.requests import AuthorizedSession
from urllib3.exceptions import MaxRetryError

from cocsheets.errors import (
    AccessError,
    CredentialsError,
    GoogleError,
    GoogleFailedError,
    NotFoundError,
    QuotaError,
    RejectedError,
)
from cocsheets.workbook.refusals import (
    Fault,
    RefusalError,
    read_fault,
    refused_login,
    to_error,
    unreachable,
)
from tests.workbook.builders import BATCH, CELL, NAME, SHEET, Clock, error, sheet


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ((404, error(404, status="NOT_FOUND")), NotFoundError),
        ((403, error(403, status="PERMISSION_DENIED")), AccessError),
        ((401, error(401, status="UNAUTHENTICATED")), CredentialsError),
        ((400, error(400, "The document must not be an Office file.")), AccessError),
        ((400, error(400, "Invalid requests[0].x: no", status="INVALID_ARGUMENT")), RejectedError),
        ((403, error(403, errors=[{"reason": "dailyLimitExceeded"}])), AccessError),
        ((403, error(403, details=[{"reason": "SERVICE_DISABLED"}])), AccessError),
        ((403, error(403, errors=[{"reason": "insufficientPermissions"}])), AccessError),
        ((403, "<html>403</html>"), AccessError),
        ((400, []), RejectedError),
        ((404, {"error": "odd"}), NotFoundError),
    ],
    ids=str,
)
def test_refusals_are_told_in_our_words(
    google: responses.RequestsMock, clock: Clock, answer: tuple[int, Any], kind: type[GoogleError]
) -> None:
    """Each shape becomes our own error at once, with nothing of Google's message in it."""
    status, body = answer
    given = {"body": body} if isinstance(body, str) else {"json": body}
    google.get(SHEET, status=status, **given)
    with pytest.raises(kind) as caught:
        sheet(clock).read()
    assert NAME not in str(caught.value)
    assert clock.pauses == []


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (403, "sharingRateLimitExceeded"),
        (403, "userRateLimitExceeded"),
        (403, "rateLimitExceeded"),
        (429, ""),
    ],
)
def test_a_rate_limit_is_no_refusal_of_access(status: int, reason: str) -> None:
    """It passes with time, so it must not send people to the sharing dialog."""
    fault = Fault(status, reason)
    assert fault.passes_with_time
    assert isinstance(to_error(fault, "change who has access"), QuotaError)
    assert isinstance(to_error(Fault(403, "domainPolicy"), "share"), AccessError)
    assert "(403 domainPolicy)" in to_error(Fault(403, "domainPolicy"), "share").message


def test_whom_to_share_with_is_said() -> None:
    """By address where it is known."""
    fault = Fault(403, "forbidden")
    assert (
        "with bo@example.org as Editor" in to_error(fault, "read", acting_as="bo@example.org").hint
    )
    assert "with the acting account as Editor" in to_error(fault, "read").hint


def test_a_reason_that_is_not_known_is_not_told() -> None:
    """Google's words could quote a cell or a name: only reasons that are known are shown."""
    fault = Fault(403, "JaneDoe_janeExampleOrg")
    assert "Jane" not in str(to_error(fault, "share")) + str(RefusalError(fault))


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        (Fault(401), CredentialsError, "did not accept the credentials as bo@example.org"),
        (Fault(403, "accessNotConfigured"), AccessError, "API is not enabled"),
        (Fault(404, "accessNotConfigured"), NotFoundError, "could not find"),
        (Fault(403, "insufficientPermissions"), AccessError, "lack a scope"),
        (Fault(404, "insufficientPermissions"), NotFoundError, "could not find"),
        (Fault(403, "forbidden"), AccessError, "does not let us share as bo@example.org (403 forb"),
        (Fault(404, "rateLimitExceeded"), NotFoundError, "needed to share as bo@example.org"),
        (Fault(400, "", "an Office file"), AccessError, "not a Google spreadsheet"),
        (Fault(409, "", "an Office file"), RejectedError, "refused to share (HTTP 409)"),
        (Fault(400, "", "a protected cell or object"), RejectedError, "protected range"),
        (
            Fault(409, "", "a protected cell or object"),
            RejectedError,
            "refused to share (HTTP 409)",
        ),
        (Fault(408), GoogleFailedError, "could not share (HTTP 408)"),
        (Fault(500), GoogleFailedError, "could not share (HTTP 500)"),
        (Fault(499), RejectedError, "refused to share (HTTP 499)"),
    ],
)
def test_what_google_meant(fault: Fault, kind: type[GoogleError], words: str) -> None:
    """By status and reason together; who acted is said where it matters."""
    found = to_error(fault, "share", acting_as="bo@example.org")
    assert type(found) is kind
    assert words in found.message
    assert getattr(found, "protected", False) is ("protected range" in words)


@pytest.mark.parametrize(
    ("fault", "passes"),
    [
        (Fault(408), True),
        (Fault(429), True),
        (Fault(500), True),
        (Fault(499), False),
        (Fault(403, "rateLimitExceeded"), True),
        (Fault(403, "forbidden"), False),
        (Fault(400, "rateLimitExceeded"), False),
    ],
)
def test_what_passes_with_time(fault: Fault, passes: bool) -> None:
    """Only that is asked again."""
    assert fault.passes_with_time is passes


@pytest.mark.parametrize(
    ("body", "reason", "message"),
    [
        ({"error": {"errors": [{"reason": "forbidden"}], "message": "no"}}, "forbidden", "no"),
        ({"error": {"details": [{"@type": "x"}, {"reason": "authError"}]}}, "authError", ""),
        ({"error": {"errors": [{"reason": "a"}], "details": [{"reason": "b"}]}}, "a", ""),
        ({"error": {"errors": [{"reason": 7}, "x"], "details": {"reason": "b"}}}, "", ""),
        ({"error": {"message": ["no"]}}, "", ""),
        ({"error": "odd"}, "", ""),
        (["error"], "", ""),
        (None, "", ""),
    ],
)
def test_a_refusal_in_any_shape_is_read(body: Any, reason: str, message: str) -> None:
    """Sheets' and Drive's envelopes, and whatever else stands between us and Google."""
    answer = requests.Response()
    answer.status_code = 400
    answer._content = b"<html>" if body is None else json.dumps(body).encode()
    assert read_fault(answer) == Fault(400, reason, message)


SENT = "Wed, 25 Nov 2026 06:00:00 GMT"


@pytest.mark.parametrize(
    ("told", "seconds"),
    [("17", 17.0), ("Wed, 25 Nov 2026 06:00:30 GMT", 30.0), ("Wed, 25 Nov 2026 05:00:00 GMT", 0.0)],
)
def test_how_long_to_wait_is_a_number_or_a_date(told: str, seconds: float) -> None:
    """By the server's own clock, and never less than nothing."""
    answer = requests.Response()
    answer.status_code = 503
    answer.headers.update({"Retry-After": told, "Date": SENT})
    assert read_fault(answer).retry_after == seconds


class NameResolutionError(Exception):
    """As `urllib3` calls it."""


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (requests.ConnectionError(MaxRetryError(Any, "/", NameResolutionError())), "DNS"),  # type: ignore[arg-type]
        (requests.ConnectionError(MaxRetryError(Any, "/", socket.gaierror())), "DNS"),  # type: ignore[arg-type]
        (requests.exceptions.SSLError("x"), "TLS"),
        (requests.ConnectionError(requests.exceptions.SSLError("x")), "TLS"),
        (requests.exceptions.ReadTimeout("x"), "in time"),
        (requests.exceptions.ConnectTimeout(), "in time"),
        (requests.exceptions.ProxyError("x"), "proxy"),
        (requests.ConnectionError("reset"), "failed or broke off"),
        (requests.ConnectionError(), "failed or broke off"),
    ],
)
def test_what_kept_an_answer_away(error: Exception, words: str) -> None:
    """As far as the libraries tell, wherever they put it."""
    assert words in unreachable(error).message


def test_what_kept_an_answer_away_is_looked_for_behind_the_error() -> None:
    """Libraries raise one error from another, or while they handle it."""
    explicit, implicit = requests.ConnectionError("x"), requests.ConnectionError("x")
    explicit.__cause__, implicit.__context__ = socket.gaierror(), socket.gaierror()
    assert "DNS" in unreachable(explicit).message
    assert "DNS" in unreachable(implicit).message


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("invalid_grant: account not found", "does not exist"),
        ("invalid_grant: Invalid JWT Signature.", "deleted or replaced"),
        (f"nothing that is known: {NAME}", "refused the credentials."),
    ],
)
def test_why_there_is_no_token(said: str, told: str) -> None:
    """In our own words, or none."""
    found = refused_login(RefreshError(said))  # type: ignore[no-untyped-call]
    assert told in found.message
    assert NAME not in str(found)


def test_a_refused_batch_names_its_edit(google: responses.RequestsMock, clock: Clock) -> None:
    """The edit that Google names is found again, and a protected cell is told apart."""
    words = "Invalid requests[1].updateCells: You are trying to edit a protected cell or object."
    google.post(BATCH, status=400, json=error(400, words))
    with pytest.raises(RejectedError) as caught:
        sheet(clock).write([CELL, CELL])
    assert (caught.value.edit, caught.value.protected) == (1, True)
    assert "protected" in str(caught.value)


class Token(Credentials):
    """Credentials whose token can be renewed so many times."""

    def __init__(self, renewals: int) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.token, self.renewals = "old", renewals

    def refresh(self, request: Any) -> None:
        """A new token, or Google's refusal."""
        del request
        if not self.renewals:
            raise RefreshError(  # type: ignore[no-untyped-call]
                "invalid_grant: Token has been expired or revoked.", NAME
            )
        self.renewals -= 1
        self.token = "new"


def test_an_expired_token_is_renewed(google: responses.RequestsMock, clock: Clock) -> None:
    """A 401 in mid-run is mended by itself, once, for reads and writes."""
    google.post(BATCH, status=401, json=error(401))
    google.post(
        BATCH, json={}, match=[responses.matchers.header_matcher({"authorization": "Bearer new"})]
    )
    session = AuthorizedSession(Token(1))  # type: ignore[no-untyped-call]
    assert sheet(clock, session).write([CELL]) == (0,)


def test_refused_credentials(google: responses.RequestsMock, clock: Clock) -> None:
    """One message that says so, without the token."""
    google.get(SHEET, status=401, json=error(401))
    session = AuthorizedSession(Token(0))  # type: ignore[no-untyped-call]
    with pytest.raises(CredentialsError, match="expired or was withdrawn") as caught:
        sheet(clock, session).read()
    assert "old" not in str(caught.value)
