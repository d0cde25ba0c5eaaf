"""Connections and who may use them: frames that do not hold together, other hosts, other sites."""

from __future__ import annotations

import json
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    import gspread
    import requests

    from cocsheets.sandbox import Sandbox

CHAIR = "chair@example.org"
HOST = "Host: 127.0.0.1\r\n"


def exchange(sandbox: Sandbox, text: str) -> bytes:
    """What comes back for some bytes on a connection of their own, up to its end."""
    place = urlsplit(sandbox.url)
    with socket.create_connection((str(place.hostname), int(place.port or 0)), timeout=10) as raw:
        raw.sendall(text.encode("latin-1"))
        raw.shutdown(socket.SHUT_WR)
        parts = []
        while part := raw.recv(65_536):
            parts.append(part)
    return b"".join(parts)


def status(answer: bytes) -> int:
    """The status of the first answer."""
    return int(answer.split(b" ", 2)[1])


@pytest.mark.parametrize(
    ("head", "refused"),
    [
        ("Content-Length: abc\r\n", 400),
        ("Content-Length: -1\r\n", 400),
        ("Content-Length: +5\r\n", 400),
        ("Content-Length: 5_0\r\n", 400),
        ("Content-Length: 1e3\r\n", 400),
        ("Content-Length: \r\n", 400),
        ("Content-Length: 9999999999999999\r\n", 400),
        ("Content-Length: 999999999999\r\n", 413),
        ("Content-Length: 5\r\nContent-Length: 6\r\n", 400),
        ("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", 400),
        ("Content-Length: 5\r\n", 400),
        ("Transfer-Encoding: gzip\r\n", 501),
        ("Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        ("Transfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n0\r\n", 400),
        ("no colon\r\n", 400),
        (" folded: x\r\n", 400),
        ("X: y\r\n" + "".join(f"X{number}: y\r\n" for number in range(200)), 431),
        ("X: " + "y" * 70_000 + "\r\n", 431),
    ],
)
def test_a_frame_that_does_not_hold_together_is_refused(
    sandbox: Sandbox, head: str, refused: int
) -> None:
    """A broken length, header or chunk gets a refusal without a traceback, and ends there."""
    answer = exchange(sandbox, f"POST /sandbox/reset HTTP/1.1\r\n{HOST}{head}\r\n")
    assert status(answer) == refused
    assert b"Traceback" not in answer
    assert b"Connection: close" in answer


@pytest.mark.parametrize(
    "line", ["GET /", "GET  / HTTP/1.1", "G3T / HTTP/1.1", "GET / HTTP/2", "x"]
)
def test_a_request_line_that_is_none_is_refused(sandbox: Sandbox, line: str) -> None:
    """Three words, a verb, a path and a version that is spoken here."""
    assert status(exchange(sandbox, f"{line}\r\n{HOST}\r\n")) == 400
    assert status(exchange(sandbox, f"GET http://example.org/ HTTP/1.1\r\n{HOST}\r\n")) == 400


def test_many_requests_go_over_one_connection(sandbox: Sandbox) -> None:
    """Connections stay open, bodies may come in chunks, HEAD has none, and `close` ends it."""
    token = f"{HOST}Authorization: Bearer sandbox:{CHAIR}\r\n"
    body = json.dumps({"name": "x"})
    chunks = "".join(f"{len(part):x}\r\n{part}\r\n" for part in (body[:5], body[5:]))
    kind = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
    first = f"POST /drive/v3/files HTTP/1.1\r\n{token}{kind}\r\n{chunks}0\r\n\r\n"
    second = f"HEAD / HTTP/1.1\r\n{HOST}\r\n"
    third = f"GET /drive/v3/about?fields=kind HTTP/1.1\r\n{token}Connection: close\r\n\r\n"
    answers = exchange(sandbox, first + second + third + third).split(b"HTTP/1.1 ")[1:]
    assert [answer[:3] for answer in answers] == [b"200"] * 3
    assert b'"name": "x"' in answers[0]
    assert answers[1].endswith(b"\r\n\r\n")
    assert b"drive#about" in answers[2]


@pytest.mark.parametrize(
    "host", ["example.org", "localhost.example.org", "127.0.0.1.example.org", "[::2]", ""]
)
@pytest.mark.parametrize(
    "path", ["/", "/sandbox/requests", "/token", "/drive/v3/files", "/spreadsheets/d/x/pub", "/x"]
)
def test_a_name_that_is_not_loopbacks_is_refused_on_every_path(
    sandbox: Sandbox, host: str, path: str
) -> None:
    """A page that leads a browser here under its own name reads nothing."""
    request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer sandbox\r\n\r\n"
    assert status(exchange(sandbox, request)) == 403
    assert sandbox.requests() == []


@pytest.mark.parametrize(
    ("headers", "refused"),
    [
        ({"Origin": "https://example.org"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
    ],
)
def test_another_site_cannot_use_the_control_plane(
    sandbox: Sandbox,
    book: gspread.Spreadsheet,
    http: requests.Session,
    headers: dict[str, str],
    refused: int,
) -> None:
    """A form or a script of another page neither resets nor reads; our own origin may."""
    for method, name in (("POST", "reset"), ("GET", "requests"), ("PUT", "settings")):
        answer = http.request(method, f"{sandbox.url}/sandbox/{name}", headers=headers, data="{}")
        assert answer.status_code == refused
    assert book.id in sandbox.app.state.files
    own = {"Origin": sandbox.url, "Content-Type": "application/json; charset=UTF-8"}
    assert http.post(f"{sandbox.url}/sandbox/reset", headers=own).status_code == 200


def test_what_breaks_inside_is_not_told(
    sandbox: Sandbox, http: requests.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of the sandbox's own is 500 without a traceback, and the next request is answered."""
    monkeypatch.setattr("cocsheets.sandbox.http.page.answer", lambda *_: 1 / 0)
    answer = http.get(sandbox.url)
    assert (answer.status_code, answer.text) == (500, "Internal error.\n")
    assert http.get(f"{sandbox.url}/sandbox/settings").status_code == 200


def test_the_clock_can_be_set(sandbox: Sandbox, http: requests.Session) -> None:
    """It goes on from a time or runs ahead; answers, formulas and the Date header follow."""
    at = "2030-05-01T10:00:00Z"
    put = http.put(f"{sandbox.url}/sandbox/clock", json={"at": at})
    assert put.json()["now"].startswith("2030-05-01T10:00:0")
    assert put.headers["Date"].startswith("Wed, 01 May 2030 10:00:0")
    book = sandbox.client(CHAIR).create("Reports")
    book.sheet1.update([["=TODAY()"]], "A1", raw=False)
    assert book.sheet1.acell("A1").value == "5/1/2030"
    assert sandbox.clock(advance=86_400)["now"].startswith("2030-05-02T10:00:")
    assert book.sheet1.acell("A1").value == "5/2/2030"
    assert not sandbox.clock()["now"].startswith("2030")
    assert http.put(f"{sandbox.url}/sandbox/clock", json={"at": "soon"}).status_code == 400
