"""Changes to sharing over HTTP: what is repeated, and what never is."""

from __future__ import annotations

import contextlib

import pytest
import requests
import responses

from cocsheets.access.permissions import Role
from cocsheets.errors import GoogleError
from cocsheets.workbook.drive import DriveFile
from cocsheets.workbook.http import Http
from tests.workbook.builders import Clock, error

PERMISSIONS = "https://www.googleapis.com/drive/v3/files/KEY/permissions"
RATE = error(403, errors=[{"reason": "sharingRateLimitExceeded"}])


@pytest.mark.parametrize("fault", ["503", "429", "rate", "broken"])
@pytest.mark.parametrize("notify", [True, False])
def test_a_grant_with_mail_is_sent_once(
    google: responses.RequestsMock, clock: Clock, fault: str, notify: bool
) -> None:
    """Nobody gets two mails: whatever comes back, only a grant without mail is tried again."""
    match fault:
        case "rate":
            google.post(PERMISSIONS, status=403, json=RATE)
        case "broken":
            google.post(PERMISSIONS, body=requests.ConnectionError())
        case status:
            google.post(PERMISSIONS, status=int(status), json={})
    http = Http(requests.Session(), sleep=clock.sleep, clock=lambda: clock.now, retry_seconds=30)
    with contextlib.suppress(GoogleError):
        DriveFile(http, "KEY").grant("una@example.org", Role.WRITER, notify=notify)
    assert (len(google.calls) == 1) is notify
