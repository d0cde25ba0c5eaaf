"""Manners with Google: when a request is repeated, when it ends, and what the log tells."""

from __future__ import annotations

import logging
from contextlib import nullcontext
from typing import Any

import pytest
import requests
import responses

from cocsheets.errors import (
    GoogleFailedError,
    LostReplyError,
    QuotaError,
    StoppedError,
    UnreachableError,
)
from cocsheets.workbook.http import MAX_WAIT, MOST_TRIES, Http, path_template
from cocsheets.workbook.refusals import RefusalError
from tests.workbook.builders import BATCH, CELL, GOOD, NAME, SHEET, Clock, error, sheet


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


def test_a_redirect_is_never_followed(google: responses.RequestsMock, clock: Clock) -> None:
    """Wherever it leads, the token is not sent there."""
    google.assert_all_requests_are_fired = False
    elsewhere = google.get("https://elsewhere.example.org/login", json=GOOD)
    google.get(SHEET, status=302, headers={"Location": "https://elsewhere.example.org/login"})
    with pytest.raises(UnreachableError, match="redirect"):
        sheet(clock).read()
    assert elsewhere.call_count == 0


@pytest.mark.parametrize("text", ["soon", "\xb2", "-1", "Wed, 25 Nov 2026 06:00:00 GMT"])
def test_a_wait_that_nobody_can_read_is_our_own(
    google: responses.RequestsMock, clock: Clock, text: str
) -> None:
    """What is no number of seconds, and no date beside the server's own, is passed over."""
    google.get(SHEET, status=503, headers={"Retry-After": text}, json=error(503))
    google.get(SHEET, json=GOOD)
    assert sheet(clock).read().id == "KEY"
    assert len(clock.pauses) == 1
    assert 1 <= clock.pauses[0] < 2


def test_a_wait_as_long_as_the_limit_is_waited_for(
    google: responses.RequestsMock, clock: Clock
) -> None:
    """And then it is asked once more."""
    google.get(SHEET, status=503, headers={"Retry-After": "120"}, json=error(503))
    google.get(SHEET, json=GOOD)
    assert sheet(clock).read().id == "KEY"
    assert clock.pauses == [120.0]


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


@pytest.mark.parametrize(
    ("status", "changed"), [(200, True), (503, True), (429, True), (403, False), (400, False)]
)
def test_whether_anything_may_have_changed(
    google: responses.RequestsMock, clock: Clock, status: int, changed: bool
) -> None:
    """A plain refusal changed nothing; after any other answer it may have been done."""
    http = Http(requests.Session(), sleep=clock.sleep, clock=lambda: clock.now)
    google.get(SHEET, json=GOOD)
    http.call("GET", SHEET)
    assert not http.changed
    google.post(BATCH, status=status, json={})
    with nullcontext() if status == 200 else pytest.raises(RefusalError):
        http.call("post", BATCH)
    assert http.changed is changed
    google.post(SHEET, status=400, json={})
    with pytest.raises(RefusalError):
        http.call("POST", SHEET)
    assert http.changed is changed


def test_a_write_that_may_be_repeated_is() -> None:
    """Whoever asks says so."""
    clock = Clock()
    with responses.RequestsMock() as google:
        google.post(BATCH, status=503, json=error(503))
        google.post(BATCH, json={})
        http = Http(requests.Session(), sleep=clock.sleep, clock=lambda: clock.now)
        assert http.call("POST", BATCH, repeatable=True).ok
    assert len(clock.pauses) == 1


def test_a_machine_that_slept_asks_anew(google: responses.RequestsMock, clock: Clock) -> None:
    """What was true before the pause need not be true after it, so nothing is sent."""

    def sleep(seconds: float) -> None:
        clock.sleep(seconds + 3600)

    google.get(SHEET, status=503, json=error(503))
    http = Http(requests.Session(), sleep=sleep, clock=lambda: clock.now)
    with pytest.raises(RefusalError):
        http.call("GET", SHEET)
    assert len(google.calls) == 1


def test_a_server_that_says_at_once_is_not_asked_in_a_storm(
    google: responses.RequestsMock, clock: Clock
) -> None:
    """`Retry-After: 0` is taken at its word once; then pauses grow."""
    google.get(SHEET, status=503, headers={"Retry-After": "0"}, json=error(503))
    with pytest.raises(GoogleFailedError):
        sheet(clock).read()
    assert clock.pauses[0] == 0
    assert 1 <= clock.pauses[1] < clock.pauses[3] <= MAX_WAIT


def test_trying_ends_where_time_stands_still(google: responses.RequestsMock) -> None:
    """A clock that does not move keeps nobody here for ever."""
    google.get(SHEET, status=503, json=error(503))
    http = Http(requests.Session(), sleep=lambda _: None, clock=lambda: 0.0)
    with pytest.raises(RefusalError):
        http.call("GET", SHEET)
    assert len(google.calls) == MOST_TRIES


def test_an_answer_is_decoded_or_asked_for_again(
    google: responses.RequestsMock, clock: Clock
) -> None:
    """What cannot be decoded is no answer, and it is said what was tried."""
    http = Http(requests.Session(), sleep=clock.sleep, clock=lambda: clock.now)
    google.get(SHEET, body=b"\xff")
    google.get(SHEET, json={"a": 1})
    assert http.get(SHEET, {}, dict[str, int], "look") == {"a": 1}
    assert len(clock.pauses) == 1
    google.get(SHEET, json=[NAME])
    with pytest.raises(UnreachableError, match="not usable when we tried to look") as caught:
        http.get(SHEET, {}, dict[str, int], "look")
    assert NAME not in str(caught.value)


def test_nothing_is_sent_once_somebody_has_asked_to_end(google: responses.RequestsMock) -> None:
    """The next request is not begun; the one after that is, for tidying up."""
    http = Http(requests.Session())
    asked = iter([True])
    http.asked_to_stop = lambda: next(asked, False)
    with pytest.raises(StoppedError):
        http.call("GET", SHEET)
    assert len(google.calls) == 0
    google.get(SHEET, json=GOOD)
    assert http.call("GET", SHEET).ok


def test_an_interrupt_is_passed_on_and_nothing_is_repeated_then(
    google: responses.RequestsMock, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever pressed the key waits for nothing more than tidying up."""

    def interrupt(**_: object) -> None:
        raise KeyboardInterrupt

    http = Http(requests.Session(), sleep=clock.sleep, clock=lambda: clock.now)
    with monkeypatch.context() as patch:
        patch.setattr(http.session, "request", interrupt)
        with pytest.raises(KeyboardInterrupt):
            http.call("GET", SHEET)
    google.get(SHEET, status=503, json=error(503))
    with pytest.raises(RefusalError):
        http.call("GET", SHEET)
    assert clock.pauses == []


def test_a_success_without_readable_counts_is_a_success(
    google: responses.RequestsMock, clock: Clock
) -> None:
    """Counts are told, never trusted."""
    google.post(BATCH, body="{}")
    assert sheet(clock).write([CELL]) == (0,)


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
