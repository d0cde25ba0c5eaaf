"""What a token with few scopes may ask, and query parameters that a method does not have."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocsheets.sandbox.app import App
from cocsheets.sandbox.http.discovery import methods
from tests.sandbox.direct import MEMBER, OWNER, ask, new_sheet, said

Json = dict[str, Any]
READ = "spreadsheets.readonly"


def with_scopes(
    app: App, method: str, path: str, scopes: str, body: object = None
) -> tuple[int, Json]:
    """Status and body for a token of the owner's that was granted these scopes."""
    return ask(app, method, path, body, user=f"{OWNER};scopes={scopes}")


def test_sheets_says_which_method_a_token_may_not_call(app: App, key: str) -> None:
    """403 with an ErrorInfo that names the reason, the service and the method."""
    path = f"/v4/spreadsheets/{key}/values/A1"
    assert with_scopes(app, "GET", path, READ)[0] == 200
    put = with_scopes(app, "PUT", path + "?valueInputOption=RAW", READ, {"values": [["x"]]})
    assert said(put, 403) == "Request had insufficient authentication scopes."
    error = put[1]["error"]
    assert error["status"] == "PERMISSION_DENIED"
    (info,) = error["details"]
    assert info["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
    method = "google.apps.sheets.v4.SpreadsheetsService.UpdateValues"
    assert info["metadata"] == {"service": "sheets.googleapis.com", "method": method}


def test_drive_refuses_with_its_own_reason_beside_the_details(app: App, key: str) -> None:
    """Drive's list of errors says insufficientPermissions, the details say why."""
    listed = with_scopes(app, "GET", f"/drive/v3/files/{key}/permissions", "spreadsheets")
    assert said(listed, 403) == "Request had insufficient authentication scopes."
    error = listed[1]["error"]
    entry = {"message": "Insufficient Permission", "domain": "global"}
    assert error["errors"] == [entry | {"reason": "insufficientPermissions"}]
    method = "google.apps.drive.v3.DrivePermissions.List"
    assert error["details"][0]["metadata"]["method"] == method


def test_reads_by_data_filter_want_the_scope_to_write(app: App, key: str) -> None:
    """`getByDataFilter` and metadata ask for `spreadsheets` although they read (documented)."""
    body = {"dataFilters": [{"a1Range": "A1"}]}
    path = f"/v4/spreadsheets/{key}:getByDataFilter"
    assert with_scopes(app, "POST", path, READ, body)[0] == 403
    assert with_scopes(app, "POST", path, "spreadsheets", body)[0] == 200


def test_drive_file_shows_only_what_the_program_made(app: App, key: str) -> None:
    """Files of others are not there, shared or not; each account counts as one program."""
    other = new_sheet(app, user=MEMBER)
    grant = {"type": "user", "role": "writer", "emailAddress": OWNER}
    ask(app, "POST", f"/drive/v3/files/{other}/permissions", grant, user=MEMBER)
    for path in ("/v4/spreadsheets/{}", "/drive/v3/files/{}"):
        found = [
            with_scopes(app, "GET", path.format(file), "drive.file")[0] for file in (key, other)
        ]
        assert found == [200, 404]
    _, listed = with_scopes(app, "GET", "/drive/v3/files", "drive.file")
    assert [file["id"] for file in listed["files"]] == [key]
    assert len(ask(app, "GET", "/drive/v3/files")[1]["files"]) == 2


@settings(deadline=None)
@given(st.sampled_from(sorted(methods())), st.data())
def test_any_one_scope_of_a_method_will_do_and_no_other(
    place: tuple[str, str], data: st.DataObject
) -> None:
    """Each method of the discovery documents is refused without its scopes, and only then."""
    method = methods()[place]
    every = sorted(frozenset().union(*(each.scopes for each in methods().values())))
    scope = data.draw(st.sampled_from(every))
    path = method.path.replace("{", "").replace("}", "")
    prefix = "" if data.draw(st.booleans()) else "https://www.googleapis.com/auth/"
    status, answer = with_scopes(App(), method.verb, path, prefix + scope)
    refused = "insufficient authentication scopes" in str(answer)
    assert refused == (scope not in method.scopes and status != 501)


@pytest.mark.parametrize("extra", ["nosuch=1", "supportsAllDrives=true", "valueInputOption=RAW"])
def test_sheets_refuses_a_parameter_that_a_method_does_not_have(
    app: App, key: str, extra: str
) -> None:
    """400 that names it; those that every method has are taken, in either spelling."""
    name = extra.partition("=")[0]
    refused = said(ask(app, "GET", f"/v4/spreadsheets/{key}?{extra}"))
    assert refused == (
        f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter. '
        f"Field '{name}' could not be found in request message."
    )
    known = "prettyPrint=false&upload_protocol=raw&quotaUser=x&alt=json&include_grid_data=false"
    assert ask(app, "GET", f"/v4/spreadsheets/{key}?{known}")[0] == 200
