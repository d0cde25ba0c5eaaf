"""Drive with anything in bodies, paths and queries: refused in Drive's envelope, never broken."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cocsheets.sandbox.app import App
from cocsheets.sandbox.drive import v2, v3
from tests.sandbox.direct import ask, new_sheet

ROUTES = [*v3.ROUTES, *v3.BROWSER_ROUTES, *v2.ROUTES]
NAMES = [
    *("name", "mimeType", "parents", "type", "role", "emailAddress", "domain", "content", "action"),
    *("expirationTime", "trashed", "starred", "properties", "quotedFileContent", "restrictions"),
    *("published", "publishAuto", "pendingOwner", "anchor", "writersCanShare", "id"),
]
WORDS = st.sampled_from(
    [
        *(
            "",
            "root",
            "user",
            "owner",
            "writer",
            "organizer",
            "anyone",
            "domain",
            "ACCEPT",
            "resolve",
        ),
        *("ana@example.org", "x@nogoogle.example", "2030-01-01T00:00:00Z", "true", "text/csv", "1"),
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | WORDS,
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2)
    ),
    max_leaves=4,
)
BODIES = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=5) | VALUES
PARAMETERS = [
    *("fields", "q", "orderBy", "pageSize", "pageToken", "supportsAllDrives", "driveId", "corpora"),
    *("addParents", "removeParents", "transferOwnership", "sendNotificationEmail", "requestId"),
    *(
        "mimeType",
        "revisionId",
        "includeDeleted",
        "alt",
        "gid",
        "revision",
        "count",
        "format",
        "id",
    ),
]
QUERIES = st.dictionaries(st.sampled_from(PARAMETERS), st.text(max_size=6) | WORDS, max_size=4)


@pytest.fixture(scope="module")
def served() -> tuple[App, list[str]]:
    """A sandbox with a spreadsheet, a folder and a shared drive, and ids to aim at."""
    app = App()
    key = new_sheet(app)
    folder = ask(app, "POST", "/drive/v3/files", {"mimeType": "application/vnd.google-apps.folder"})
    drive = ask(app, "POST", "/drive/v3/drives?requestId=1", {"name": "x"})
    comment = ask(app, "POST", f"/drive/v3/files/{key}/comments?fields=id", {"content": "x"})
    owner = ask(app, "GET", "/drive/v2/permissionIds/chair@example.org")
    ids = [
        key,
        folder[1]["id"],
        drive[1]["id"],
        comment[1]["id"],
        owner[1]["id"],
        "1",
        "root",
        "no",
    ]
    return app, ids


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(route=st.sampled_from(ROUTES), aims=st.lists(st.integers(0, 7)), body=BODIES, query=QUERIES)
def test_drive_never_breaks(
    served: tuple[App, list[str]], route: Any, aims: list[int], body: Any, query: dict[str, str]
) -> None:
    """Every answer is a success, a refusal with a reason, or says what the sandbox does not do."""
    app, ids = served
    aim = iter([*aims, 0, 0, 0])
    path = re.sub(r"\{\w+\}", lambda _: ids[next(aim)], route.template)
    path += "?" + "&".join(f"{name}={quote(text, safe='')}" for name, text in query.items())
    status, answer = ask(app, route.method, path, body)
    assert status in (200, 204, 400, 403, 404, 409, 501), (route.method, path, body, answer)
    if status >= 400:
        (error,) = answer["error"]["errors"]
        assert error["reason"]
        assert error["message"] == answer["error"]["message"]
        assert answer["error"]["code"] == status
