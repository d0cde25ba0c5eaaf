"""Who is acting, the request list, the control plane, the quota and the envelopes."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest
import requests

if TYPE_CHECKING:
    import gspread

    from cocsheets.sandbox import Sandbox

Json = dict[str, Any]
CHAIR = "chair@example.org"


def sheet_url(sandbox: Sandbox, book: gspread.Spreadsheet) -> str:
    """The spreadsheet's address at the sandbox."""
    return f"{sandbox.url}/v4/spreadsheets/{book.id}"


# --- who is acting -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "status", "word"),
    [
        (f"Bearer sandbox:{CHAIR}", 200, None),
        ("Bearer sandbox", 403, "PERMISSION_DENIED"),
        ("Bearer sandbox:other@example.org", 403, "PERMISSION_DENIED"),
        ("Bearer ya29.nonsense", 401, "UNAUTHENTICATED"),
        ("Basic sandbox", 401, "UNAUTHENTICATED"),
        (None, 403, "PERMISSION_DENIED"),
    ],
)
def test_tokens(
    sandbox: Sandbox,
    book: gspread.Spreadsheet,
    http: requests.Session,
    header: str | None,
    status: int,
    word: str | None,
) -> None:
    """The token says who acts; a wrong one is 401, none 403, a stranger's 403."""
    headers = {"Authorization": header} if header else {}
    answer = http.get(sheet_url(sandbox, book), headers=headers)
    assert answer.status_code == status
    assert answer.json().get("error", {}).get("status") == word


def test_a_deleted_account_cannot_act(sandbox: Sandbox, http: requests.Session) -> None:
    """Its token is no longer good."""
    sandbox.accounts([{"email": "gone@example.org", "kind": "deleted"}])
    headers = {"Authorization": "Bearer sandbox:gone@example.org"}
    answer = http.get(f"{sandbox.url}/drive/v3/about?fields=user", headers=headers)
    assert answer.status_code == 401
    assert answer.json()["error"]["errors"][0]["reason"] == "authError"


def test_a_service_account_gets_its_token_from_the_token_endpoint(
    sandbox: Sandbox, http: requests.Session
) -> None:
    """A signed assertion, as google-auth sends it, gives a token that acts as its issuer."""
    import base64

    def ask(**claims: str) -> requests.Response:
        part = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
        kind = "urn:ietf:params:oauth:grant-type:jwt-bearer"
        form = {"grant_type": kind, "assertion": f"e30.{part}.sig"}
        return http.post(f"{sandbox.url}/token", data=form)

    robot, scope = "robot@sandbox.example", "https://www.googleapis.com/auth/drive.readonly"
    assert ask(iss=robot).json()["error"] == "invalid_scope"
    token = ask(iss=robot, scope=scope).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    me = http.get(f"{sandbox.url}/drive/v3/about?fields=user", headers=headers).json()
    assert me["user"]["emailAddress"] == robot
    made = http.post(f"{sandbox.url}/drive/v3/files", json={"name": "x"}, headers=headers)
    assert made.json()["error"]["errors"][0]["reason"] == "insufficientPermissions"
    refused = http.post(f"{sandbox.url}/token", data={"grant_type": "refresh_token"})
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")


# --- the request list --------------------------------------------------------------------------


def test_requests_are_listed_but_not_those_to_the_control_plane(
    sandbox: Sandbox, book: gspread.Spreadsheet, http: requests.Session
) -> None:
    """Method, decoded path, user and status, in order; DELETE empties the list."""
    book.sheet1.get("A1")
    listed = http.get(f"{sandbox.url}/sandbox/requests").json()
    assert {(r["method"], r["user"], r["status"]) for r in listed} == {("GET", CHAIR, 200)}
    assert listed[-1]["path"] == f"/v4/spreadsheets/{book.id}/values/'Sheet1'!A1"
    http.delete(f"{sandbox.url}/sandbox/requests")
    assert http.get(f"{sandbox.url}/sandbox/requests").json() == []


def test_unknown_paths_say_so(sandbox: Sandbox, http: requests.Session) -> None:
    """501 in the service's own envelope, naming method and path, and what is served there."""
    headers = {"Authorization": "Bearer sandbox"}
    answer = http.get(f"{sandbox.url}/v4/spreadsheets/x:batchUpdate", headers=headers)
    assert answer.status_code == 501
    error = answer.json()["error"]
    assert error["status"] == "UNIMPLEMENTED"
    assert "GET /v4/spreadsheets/x:batchUpdate" in error["message"]
    assert "POST" in error["message"]
    answer = http.get(f"{sandbox.url}/drive/v3/file", headers=headers)
    assert "Perhaps /drive/v3/files" in answer.json()["error"]["message"]
    assert answer.json()["error"]["errors"][0]["reason"] == "notImplemented"


def test_answers_look_like_googles(
    sandbox: Sandbox, book: gspread.Spreadsheet, http: requests.Session
) -> None:
    """Pretty-printed JSON with Google's headers, and no ETag (recorded)."""
    headers = {"Authorization": f"Bearer sandbox:{CHAIR}"}
    sheets = http.get(sheet_url(sandbox, book), headers=headers)
    assert sheets.text.startswith('{\n  "spreadsheetId": ')
    assert sheets.headers["Content-Type"] == "application/json; charset=UTF-8"
    assert sheets.headers["Cache-Control"] == "private"
    assert "ETag" not in sheets.headers
    drive = http.get(f"{sandbox.url}/drive/v3/files/{book.id}", headers=headers)
    assert drive.headers["Pragma"] == "no-cache"
    gone = http.delete(f"{sandbox.url}/drive/v3/files/{book.id}", headers=headers)
    assert (gone.status_code, gone.text) == (204, "")


# --- faults ------------------------------------------------------------------------------------


ACCOUNT = {"email": "member@example.org"}


@pytest.mark.parametrize(
    ("call", "body", "words"),
    [
        ("POST faults", {}, "Expected `array`, got `object`"),
        ("POST faults", {"match": {}, "do": {"status": 503}}, "Expected `array`, got `object`"),
        ("POST faults", {"faults": []}, "Expected `array`, got `object`"),
        ("POST faults", "off", "Expected `array`, got `str`"),
        ("POST faults", [{"match": {"nth": 1}}], "missing required field `do`"),
        ("POST faults", [{"do": {"staus": 1}}], "unknown field `staus` - at `$[0].do`"),
        ("POST faults", [{"do": {"status": "503"}}], "got `str` - at `$[0].do.status`"),
        ("POST faults", [{"do": {"status": 42}}], "Expected `int` >= 200"),
        ("POST faults", [{"do": {"delay": -1}}], "at `$[0].do.delay`"),
        ("POST faults", [{"do": {"status": 503, "headers": {"A\nB": ""}}}], "do.headers"),
        ("POST faults", [{"do": {}}, {"match": {"path": "("}, "do": {}}], "at `$[1].match`"),
        ("POST faults", [{"match": {"nth": 0}, "do": {}}], "Expected `int` >= 1"),
        ("POST faults", [{"match": {"method": "FETCH"}, "do": {}}], "at `$[0].match.method`"),
        (
            "POST faults",
            [{"do": {"edit": {"as": CHAIR, "when": "now", "spreadsheet": "1", "requests": []}}}],
            "Invalid enum value 'now'",
        ),
        ("POST accounts", ACCOUNT, "Expected `array`, got `object`"),
        ("POST accounts", [{"kind": "user"}], "missing required field `email`"),
        ("POST accounts", [ACCOUNT, {"email": ""}], "at `$[1].email`"),
        ("POST accounts", [ACCOUNT | {"kind": "robot"}], "Invalid enum value 'robot'"),
        ("POST accounts", [ACCOUNT | {"alias": []}], "unknown field `alias`"),
        ("POST accounts", [ACCOUNT | {"members": CHAIR}], "Expected `array`, got `str`"),
        ("PUT settings", [], "Expected `object`, got `array`"),
        ("PUT settings", {"find_replace": "sometimes"}, "Invalid enum value 'sometimes'"),
        ("PUT settings", {"find": "shown"}, "unknown field `find`"),
        ("PUT settings", {"sort_moves_metadata": True, "quota": 1}, "at `$.quota`"),
        ("POST reset", {"files": True}, "Expected none"),
        ("POST proposals", {}, "Expected `array`, got `object`"),
        ("POST proposals", [{"file": "1"}], "missing required field `requester`"),
    ],
)
def test_a_body_that_does_not_fit_is_refused_and_changes_nothing(
    sandbox: Sandbox,
    book: gspread.Spreadsheet,
    http: requests.Session,
    call: str,
    body: Any,
    words: str,
) -> None:
    """A slip in a test's own request is 400 with what is wrong and where, not silence."""
    names = ("faults", "accounts", "settings", "requests", "mail")
    sandbox.faults([{"match": {"path": "/nowhere"}, "do": {"status": 503}}])
    sandbox.settings(sharing_burst=5)
    before = [http.get(f"{sandbox.url}/sandbox/{name}").json() for name in names]
    method, name = call.split()
    answer = http.request(method, f"{sandbox.url}/sandbox/{name}", json=body)
    assert answer.status_code == 400
    message = answer.json()["error"]["message"]
    assert message.startswith(f"{method} /sandbox/{name} cannot take this body: ")
    assert words in message
    assert [http.get(f"{sandbox.url}/sandbox/{name}").json() for name in names] == before
    assert book.sheet1.acell("A1").value == "Ann"


@pytest.mark.parametrize("raw", [b"[{", b"\xff", b'"\\ud800"', b"[" * 9999, b"[NaN]"])
def test_a_body_that_is_no_json_is_refused(
    sandbox: Sandbox, http: requests.Session, raw: bytes
) -> None:
    """So is one that cannot be read at all."""
    answer = http.post(f"{sandbox.url}/sandbox/faults", data=raw)
    assert answer.status_code == 400
    assert "cannot take this body" in answer.json()["error"]["message"]


def test_one_of_several_proposals_that_fails_keeps_all_from_being_made(
    sandbox: Sandbox, book: gspread.Spreadsheet, http: requests.Session
) -> None:
    """Nobody has asked for anything when one of the files is not there."""
    asked = [{"file": file, "requester": "member@example.org"} for file in (book.id, "missing")]
    assert http.post(f"{sandbox.url}/sandbox/proposals", json=asked).status_code == 404
    assert sandbox.app.state.files[book.id].proposals == []


@pytest.mark.parametrize("empty", [None, [], {}])
def test_reset_forgets_everything(
    sandbox: Sandbox, book: gspread.Spreadsheet, http: requests.Session, empty: Any
) -> None:
    """Files, accounts, switches, faults and requests are gone, whatever form "nothing" takes."""
    http.put(f"{sandbox.url}/sandbox/settings", json={"find_replace": "shown"})
    http.post(f"{sandbox.url}/sandbox/faults", json=[{"do": {"status": 500}}])
    http.post(f"{sandbox.url}/sandbox/reset", json=empty)
    assert http.get(f"{sandbox.url}/sandbox/settings").json()["find_replace"] == "stored"
    assert http.get(f"{sandbox.url}/sandbox/faults").json() == []
    assert http.get(f"{sandbox.url}/sandbox/requests").json() == []
    assert sandbox.client(CHAIR).list_spreadsheet_files() == []


# --- quota -------------------------------------------------------------------------------------


def test_the_quota_is_sixty_reads_and_sixty_writes(
    sandbox: Sandbox, book: gspread.Spreadsheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Off by default; on, the 61st read of a minute is Google's 429, for that user alone."""
    monkeypatch.setattr(sandbox.app.state, "_seconds", lambda: 4_000_000_000.0)
    session = sandbox.session(CHAIR)
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{book.id}"
    sandbox.settings(quota=True)
    statuses = [session.request("GET", url).status_code for _ in range(61)]
    assert statuses == [200] * 60 + [429]
    error = session.request("GET", url).json()["error"]
    assert error["status"] == "RESOURCE_EXHAUSTED"
    assert error["details"][0]["metadata"]["quota_limit"] == "ReadRequestsPerMinutePerUser"
    assert session.request("POST", url + "/values/A1:clear").status_code == 200
    assert sandbox.session("other@example.org").request("GET", url).status_code == 403
    monkeypatch.setattr(sandbox.app.state, "_seconds", lambda: 4_000_000_061.0)
    assert session.request("GET", url).status_code == 200
    sandbox.settings(quota=False)


def test_it_is_quick(sandbox: Sandbox) -> None:
    """Starting another sandbox and asking it something costs milliseconds, not seconds."""
    from cocsheets.sandbox import Sandbox as Another

    start = time.perf_counter()
    with Another() as other:
        started = time.perf_counter() - start
        sheet = other.client(CHAIR).create("x").sheet1
        start = time.perf_counter()
        for _ in range(50):
            sheet.acell("A1")
        each = (time.perf_counter() - start) / 50
    assert started < 0.5
    assert each < 0.05
