"""Clients for Google that are led to the sandbox as they are, and the pytest plugin."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import requests

if TYPE_CHECKING:
    from cocsheets.sandbox import Sandbox

pytest_plugins = ["pytester"]
ROOT = Path(__file__).parents[2]
CHAIR = "chair@example.org"


def test_gspread_needs_no_key_file(sandbox: Sandbox) -> None:
    """`service_account()` acts as the account that was named, with the scopes it asks for."""
    import gspread

    with sandbox.patched(CHAIR):
        client = gspread.service_account("no-such-file.json")
        book = client.create("Reports")
        reader = gspread.service_account(scopes=gspread.auth.READONLY_SCOPES)
        assert reader.open_by_key(book.id).title == "Reports"
        with pytest.raises(gspread.exceptions.APIError, match="insufficient authentication scopes"):
            reader.open_by_key(book.id).sheet1.update([["x"]])
        for each in (client, reader):
            each.http_client.session.close()
    assert {request["user"] for request in sandbox.requests()} == {CHAIR}


def test_google_auth_and_googles_own_client_are_led_here(sandbox: Sandbox) -> None:
    """Default credentials, an authorised session, and httplib2."""
    import google.auth
    import google_auth_httplib2
    from google.auth.transport.requests import AuthorizedSession
    from googleapiclient.discovery import build

    with sandbox.patched(CHAIR):
        credentials, project = google.auth.default(scopes=["https://www.googleapis.com/auth/drive"])
        assert project == "sandbox"
        with AuthorizedSession(credentials) as session:  # type: ignore[no-untyped-call]
            url = "https://www.googleapis.com/drive/v3/about?fields=user"
            assert session.get(url).json()["user"]["emailAddress"] == CHAIR
        http: Any = google_auth_httplib2.AuthorizedHttp(credentials)  # type: ignore[no-untyped-call]
        drive = build("drive", "v3", http=http, static_discovery=True)
        assert drive.files().list().execute()["files"] == []
        http.close()


def test_only_what_is_meant_for_google_is_led_here(sandbox: Sandbox) -> None:
    """Other hosts are left alone, names that only look like Google's too; afterwards all is."""
    with sandbox.patched(), requests.Session() as session:
        session.trust_env = False
        assert session.get(f"{sandbox.url}/sandbox/settings").status_code == 200
        for host in ("googleapis.com.invalid", "notgoogleapis.com.invalid", "x.invalid"):
            with pytest.raises(requests.ConnectionError):
                session.get(f"http://{host}/drive/v3/about", timeout=5)
    assert requests.adapters.HTTPAdapter.send.__module__ == "requests.adapters"
    assert sandbox.requests() == []


def test_the_ten_lines_of_the_docs_are_a_test_that_passes(pytester: pytest.Pytester) -> None:
    """With the fixture of the plugin, which is empty for each test."""
    text = (ROOT / "docs" / "sandbox.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    again = code.replace("test_a_removed", "test_again_a_removed").partition("\n\n\n")[2]
    empty = "    assert sheets_sandbox.client('robot@example.org').openall() == []\n"
    pytester.makepyfile(f"{code}\n\n{again}\n\ndef test_none_left(sheets_sandbox):\n{empty}")
    pytester.plugins.append("cocsheets.sandbox.pytest_plugin")
    pytester.runpytest_subprocess("-p", "no:sheets_sandbox", "-q").assert_outcomes(passed=3)


def test_the_plugin_is_declared() -> None:
    """pytest finds it through the package's entry point."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    names = project["entry-points"]["pytest11"]
    assert names == {"sheets_sandbox": "cocsheets.sandbox.pytest_plugin"}
