"""Requests to the sandbox's application without a socket, for tests that make very many."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from cocsheets.sandbox.app import App
from cocsheets.sandbox.http import site
from cocsheets.sandbox.http.wire import Request

Json = dict[str, Any]
OWNER, MEMBER = "chair@example.org", "member@example.org"


def ask(
    app: App,
    method: str,
    path: str,
    body: Any = None,
    *,
    user: str = OWNER,
    raw: bytes | None = None,
    headers: Json | None = None,
) -> tuple[int, Any]:
    """Status and decoded body of the answer; text where it is no JSON."""
    data = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
    sent = {
        "host": "127.0.0.1",
        "content-type": "application/json" if data else "",
        "authorization": f"Bearer sandbox:{user}",
        **(headers or {}),
    }
    answer = site.answer(app, Request(method, quote(path, safe="/:?=&%,()"), sent, data))
    text = answer.body.decode("utf-8", "replace")
    try:
        return answer.status, json.loads(text)
    except ValueError:
        return answer.status, text


def new_sheet(app: App, name: str = "Reports", user: str = OWNER) -> str:
    """The id of a new spreadsheet."""
    body = {"name": name, "mimeType": "application/vnd.google-apps.spreadsheet"}
    status, file = ask(app, "POST", "/drive/v3/files", body, user=user)
    assert status == 200, file
    return str(file["id"])


def batch(app: App, key: str, *requests: Json, user: str = OWNER) -> tuple[int, Any]:
    """The answer to a batchUpdate."""
    path = f"/v4/spreadsheets/{key}:batchUpdate"
    return ask(app, "POST", path, {"requests": list(requests)}, user=user)


def put(app: App, key: str, text: str, rows: list[list[Any]], option: str = "RAW") -> Json:
    """Write values, which has to succeed."""
    path = f"/v4/spreadsheets/{key}/values/{quote(text, safe='')}?valueInputOption={option}"
    status, answer = ask(app, "PUT", path, {"values": rows})
    assert status == 200, answer
    out: Json = answer
    return out


def values(app: App, key: str, text: str = "Sheet1", query: str = "") -> list[list[Any]]:
    """The values of a range."""
    status, answer = ask(app, "GET", f"/v4/spreadsheets/{key}/values/{quote(text, safe='')}{query}")
    assert status == 200, answer
    rows: list[list[Any]] = answer.get("values", [])
    return rows


def area(top: int, left: int, bottom: int, right: int) -> Json:
    """A GridRange of the first sheet."""
    rows = {"startRowIndex": top, "endRowIndex": bottom}
    return {"sheetId": 0, **rows, "startColumnIndex": left, "endColumnIndex": right}


def said(answer: tuple[int, Any], code: int = 400) -> str:
    """The message of a refusal."""
    assert answer[0] == code, answer
    message: str = answer[1]["error"]["message"]
    return message
