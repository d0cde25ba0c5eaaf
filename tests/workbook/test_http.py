"""Manners with Google: when a request is repeated, when it ends, and what is told of a refusal."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import responses
from google.auth.credentials import Credentials
from google.auth.exceptions import RefreshError
from google.auth.transport.requests import AuthorizedSession

from cocsheets.errors import (
    AccessError,
    ConfigurationError,
    CredentialsError,
    GoogleError,
    LostReplyError,
    NotFoundError,
    QuotaError,
    RejectedError,
)
from cocsheets.plans.edits import WriteValue
from cocsheets.workbook.client import SandboxSession, connect, loopback_origin
from cocsheets.workbook.google import GoogleSheet
from cocsheets.workbook.http import MAX_WAIT, Http, path_template

SHEET = "https://sheets.googleapis.com/v4/spreadsheets/KEY"
BATCH = f"{SHEET}:batchUpdate"
GOOD = {"spreadsheetId": "KEY", "properties": {"title": "CoC"}, "sheets": []}
CELL = WriteValue(0, 1, 1, "Una Witness")
NAME = "Una Witness"


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.now = 0.0
        self.pauses: list[float] = []

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.pauses.append(seconds)
        self.now += seconds


@pytest.fixture
def google() -> Iterator[responses.RequestsMock]:
    """Google's hosts, answering as told; anything else is refused."""
    with responses.RequestsMock() as mock:
        yield mock


@pytest.fixture
def clock() -> Clock:
    """A clock that starts at nought."""
    return Clock()


def sheet(clock: Clock, session: requests.Session | None = None) -> GoogleSheet:
    """A spreadsheet over plain requests."""
    http = Http(session or requests.Session(), sleep=clock.sleep, clock=lambda: clock.now)
    return GoogleSheet(http, "KEY")


def error(code: int, message: str = NAME, **more: Any) -> dict[str, Any]:
    """Google's envelope; its words may quote cells."""
    return {"error": {"code": code, "message": message, **more}}


def test_a_read_waits_as_long_as_it_is_told(google: responses.RequestsMock, clock: Clock) -> None:
    """`Retry-After` is taken at its word."""
    google.get(SHEET, status=429, headers={"Retry-After": "17"}, json=error(429))
    google.get(SHEET, json=GOOD)
    assert sheet(clock).read().id == "KEY"
    assert clock.pauses == [17.0]


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 429, "json": error(429, status="RESOURCE_EXHAUSTED")},
        {"status": 429, "body": "<html><title>Sorry...</title></html>"},
        {"status": 500, "json": error(500)},
        {"status": 502, "body": "<html>502</html>"},
        {"status": 503, "json": error(503, status="UNAVAILABLE")},
        {"status": 200, "body": '{"spreadsheetId": "KEY", "shee'},
        {"status": 200, "body": "<html>a captive portal</html>"},
        {"status": 302, "headers": {"Location": "https://example.org/login"}},
        {"body": requests.exceptions.ConnectionError("reset")},
        {"body": requests.exceptions.ReadTimeout("slow")},
    ],
    ids=str,
)
def test_a_read_is_tried_again(
    google: responses.RequestsMock, clock: Clock, answer: dict[str, Any]
) -> None:
    """What may pass with time is asked again, after a pause."""
    google.get(SHEET, **answer)
    google.get(SHEET, json=GOOD)
    assert sheet(clock).read().title == "CoC"
    assert len(clock.pauses) == 1


def test_trying_ends(google: responses.RequestsMock, clock: Clock) -> None:
    """Pauses grow up to a ceiling, and after two minutes it is over."""
    google.get(SHEET, status=429, json=error(429))
    with pytest.raises(QuotaError):
        sheet(clock).read()
    assert clock.now <= 120
    assert 1 <= clock.pauses[0] < clock.pauses[2] < clock.pauses[4] <= MAX_WAIT


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 429, "json": error(429)},
        {"status": 500, "json": error(500)},
        {"status": 502, "body": "<html>502</html>"},
        {"body": requests.exceptions.ReadTimeout("slow")},
        {"status": 302, "headers": {"Location": "https://example.org/login"}},
    ],
    ids=str,
)
def test_a_write_is_sent_once(
    google: responses.RequestsMock, clock: Clock, answer: dict[str, Any]
) -> None:
    """Whether it took effect has to be seen first, so nothing is repeated blindly."""
    google.post(BATCH, **answer)
    with pytest.raises(LostReplyError):
        sheet(clock).write([CELL])
    assert clock.pauses == []


def test_a_success_without_readable_counts_is_a_success(
    google: responses.RequestsMock, clock: Clock
) -> None:
    """Counts are told, never trusted."""
    google.post(BATCH, body="{}")
    assert sheet(clock).write([CELL]) == (0,)


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


def test_a_refused_batch_names_its_edit(google: responses.RequestsMock, clock: Clock) -> None:
    """The edit that Google names is found again, and a protected cell is told apart."""
    words = "Invalid requests[1].updateCells: You are trying to edit a protected cell or object."
    google.post(BATCH, status=400, json=error(400, words))
    with pytest.raises(RejectedError) as caught:
        sheet(clock).write([CELL, CELL])
    assert (caught.value.edit, caught.value.protected) == (1, True)


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


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1:8080",
        "http://sheets.googleapis.com",
        "http://127.0.0.1.example.org",
        "http://user@127.0.0.1",
        "http://127.0.0.1/path",
        "http://192.168.1.1",
        "http://0.0.0.0:80",
        "ftp://localhost",
        "localhost:8080",
        "http://127.0.0.1:x",
        "",
    ],
)
def test_only_loopback_is_a_sandbox(url: str) -> None:
    """Anything else is refused without being contacted."""
    with pytest.raises(ConfigurationError, match="loopback"):
        loopback_origin(url)


def test_no_real_credentials_go_to_a_sandbox(tmp_path: Any) -> None:
    """With a sandbox the key file is not even opened, and proxies are left aside."""
    http = connect(
        credentials=str(tmp_path / "missing.json"),
        api_root="http://127.0.0.1:9",
        act_as="ana@example.org",
    )
    session = http.session
    assert isinstance(session, SandboxSession)
    assert session.headers["Authorization"] == "Bearer sandbox:ana@example.org"
    assert session.trust_env is False


def test_a_sandbox_session_goes_nowhere_else() -> None:
    """Only what is meant for Google is sent on."""
    session = SandboxSession("http://127.0.0.1:9", "")
    for url in ("https://example.org/v4", "https://sheets.googleapis.com.example.org/v4"):
        with pytest.raises(ValueError, match="Google"):
            session.request("GET", url)


def test_the_log_names_nobody(
    google: responses.RequestsMock, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """Methods, paths without ids and addresses, counts and times; nothing else."""
    google.get(SHEET, status=500, json=error(500))
    google.get(SHEET, json=GOOD)
    with caplog.at_level(logging.INFO, "cocsheets.http"):
        sheet(clock).read()
    assert "GET /v4/spreadsheets/{id} -> 500" in caplog.text
    assert "KEY" not in caplog.text
    assert NAME not in caplog.text


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (f"{BATCH}?x=Una", "/v4/spreadsheets/{id}:batchUpdate"),
        (f"{SHEET}/values/Una!A1", "/v4/spreadsheets/{id}/values/{range}"),
        ("https://www.googleapis.com/drive/v2/permissionIds/a@b.example", "{address}"),
        ("https://www.googleapis.com/drive/v3/files/K/permissions/7", "{id}/permissions/{perm"),
    ],
)
def test_paths_without_ids(url: str, shown: str) -> None:
    """Paths in the log have no ids, ranges or addresses."""
    assert shown in path_template(url)
    assert not {"Una", "KEY", "a@b.example"} & set(path_template(url).split("/"))


def test_gspread_gets_time_limits(google: responses.RequestsMock, clock: Clock) -> None:
    """A call by gspread itself carries limits and retries like ours."""
    google.get(SHEET, status=503, body="busy")
    google.get(SHEET, json=GOOD)
    http = Http(requests.Session(), timeout=5, sleep=clock.sleep, clock=lambda: clock.now)
    limits: object = http.timeout
    assert limits == (5, 5)
    assert http.fetch_sheet_metadata("KEY")["spreadsheetId"] == "KEY"
