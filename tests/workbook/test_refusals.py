"""Google's refusals in our own words, with nothing of Google's in them."""

from __future__ import annotations

from typing import Any

import pytest
import responses
from google.auth.credentials import Credentials
from google.auth.exceptions import RefreshError
from google.auth.transport.requests import AuthorizedSession

from cocsheets.errors import (
    AccessError,
    CredentialsError,
    GoogleError,
    NotFoundError,
    QuotaError,
    RejectedError,
)
from cocsheets.workbook.refusals import Fault, RefusalError, to_error
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


def test_a_reason_that_is_not_known_is_not_told() -> None:
    """Google's words could quote a cell or a name: only reasons that are known are shown."""
    fault = Fault(403, "JaneDoe_janeExampleOrg")
    assert "Jane" not in str(to_error(fault, "share")) + str(RefusalError(fault))


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
