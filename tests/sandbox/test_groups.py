"""Google Groups in the sandbox: who is in one, as far as it is asked, and who may ask."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from cocsheets.sandbox.app import App
from tests.sandbox.direct import ask, said

Json = dict[str, Any]
TEAM, INNER = "team@example.org", "inner@example.org"
MANAGER, ADMIN = "boss@example.org", "admin@example.org"


@pytest.fixture
def groups() -> App:
    """A group with a group in it."""
    app = App()
    listed: list[Json] = [
        {
            "email": TEAM,
            "kind": "group",
            "members": ["ana@example.org", INNER, "robot@sandbox.example"],
            "managers": [MANAGER],
        },
        {"email": INNER, "kind": "group", "members": ["rik@example.org"]},
        {"email": ADMIN, "admin": True},
    ]
    assert ask(app, "POST", "/sandbox/accounts", listed)[0] == 200
    return app


def as_(email: str, scopes: str = "") -> dict[str, str]:
    """The header of somebody."""
    return {"authorization": f"Bearer sandbox:{email}" + (f";scopes={scopes}" if scopes else "")}


def name_of(app: App, email: str = TEAM) -> str:
    """The resource name of a group, as its manager learns it."""
    path = f"/v1/groups:lookup?groupKey.id={quote(email)}"
    status, found = ask(app, "GET", path, headers=as_(MANAGER))
    assert status == 200
    return str(found["name"])


def test_a_manager_reads_direct_members_page_by_page(groups: App) -> None:
    """Types and roles are in the view FULL alone; a group in the group is one entry."""
    path = f"/v1/{name_of(groups)}/memberships"
    _, first = ask(groups, "GET", f"{path}?view=FULL&pageSize=3", headers=as_(MANAGER))
    token = first["nextPageToken"]
    more = f"{path}?view=FULL&pageSize=3&pageToken={token}"
    _, last = ask(groups, "GET", more, headers=as_(MANAGER))
    assert "nextPageToken" not in last
    found = [*first["memberships"], *last["memberships"]]
    assert [(e["preferredMemberKey"]["id"], e["type"], e["roles"][-1]["name"]) for e in found] == [
        ("ana@example.org", "USER", "MEMBER"),
        (INNER, "GROUP", "MEMBER"),
        ("robot@sandbox.example", "SERVICE_ACCOUNT", "MEMBER"),
        (MANAGER, "USER", "MANAGER"),
    ]
    _, basic = ask(groups, "GET", path, headers=as_(MANAGER))
    assert set(basic["memberships"][0]) == {"name", "preferredMemberKey"}


@pytest.mark.parametrize("who", ["ana@example.org", "out@example.net", ADMIN])
@pytest.mark.parametrize("group", [TEAM, "nowhere@example.org", "ana@example.org"])
def test_whoever_may_not_look_does_not_learn_whether_it_exists(
    groups: App, who: str, group: str
) -> None:
    """The same 403 for a group that is there and for one that is not."""
    refused = ask(groups, "GET", f"/v1/groups:lookup?groupKey.id={group}", headers=as_(who))
    assert said(refused, 403).endswith("(or it may not exist).")
    path = f"/v1/{name_of(groups)}/memberships"
    assert ask(groups, "GET", path, headers=as_(who))[0] == 403
    assert ask(groups, "GET", "/v1/groups/nowhere/memberships", headers=as_(MANAGER))[0] == 403


def test_the_directory_is_read_by_administrators_of_the_domain(groups: App) -> None:
    """Others get Google's 403, managers of the group too; a group that is not there is 404."""
    path = f"/admin/directory/v1/groups/{TEAM}/members"
    _, found = ask(groups, "GET", f"{path}?maxResults=3", headers=as_(ADMIN))
    assert [entry["type"] for entry in found["members"]] == ["USER", "GROUP", "USER"]
    _, last = ask(groups, "GET", f"{path}?pageToken={found['nextPageToken']}", headers=as_(ADMIN))
    assert [(entry["email"], entry["role"]) for entry in last["members"]] == [(MANAGER, "MANAGER")]
    for who in (MANAGER, "out@example.net"):
        refused = ask(groups, "GET", path, headers=as_(who))
        assert said(refused, 403) == "Not Authorized to access this resource/api"
    nowhere = "/admin/directory/v1/groups/nowhere@example.org/members"
    assert ask(groups, "GET", nowhere, headers=as_(ADMIN))[0] == 404


def test_each_api_wants_its_scope(groups: App) -> None:
    """A token for spreadsheets alone reads no group."""
    drive = "spreadsheets,drive"
    lookup = f"/v1/groups:lookup?groupKey.id={TEAM}"
    status, refused = ask(groups, "GET", lookup, headers=as_(MANAGER, drive))
    (detail,) = refused["error"]["details"]
    assert (status, detail["reason"]) == (403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT")
    assert detail["metadata"]["service"] == "cloudidentity.googleapis.com"
    enough = as_(MANAGER, "cloud-identity.groups.readonly")
    assert ask(groups, "GET", lookup, headers=enough)[0] == 200
    path = f"/admin/directory/v1/groups/{TEAM}/members"
    status, refused = ask(groups, "GET", path, headers=as_(ADMIN, drive))
    assert (status, refused["error"]["errors"][0]["reason"]) == (403, "insufficientPermissions")
    enough = as_(ADMIN, "admin.directory.group.member.readonly")
    assert ask(groups, "GET", path, headers=enough)[0] == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/groups:lookup", 400),
        ("/v1/groups:lookup?groupKey.id=x@example.org&other=1", 400),
        ("/v1/{}/memberships?view=SOME", 400),
        ("/v1/{}/memberships?pageToken=x", 400),
        ("/v1/{}/memberships?pageSize=-1", 400),
        ("/v1/groups:lookup?groupKey.id=x@example.org&groupKey.namespace=y", 501),
        ("/v1/groups", 501),
    ],
)
def test_what_cannot_be_is_refused(groups: App, path: str, status: int) -> None:
    """Unknown parameters and values; what is not served is named."""
    asked = path.format(name_of(groups))
    assert ask(groups, "GET", asked, headers=as_(MANAGER))[0] == status


def test_whoever_manages_a_group_is_in_it(groups: App) -> None:
    """A file that is shared with the group is open to its managers as to its members."""
    made: Json = {"properties": {"title": "x"}}
    _, book = ask(groups, "POST", "/v4/spreadsheets", made, headers=as_("owner@example.org"))
    key = book["spreadsheetId"]
    grant = {"type": "group", "role": "reader", "emailAddress": TEAM}
    path = f"/drive/v3/files/{key}/permissions?sendNotificationEmail=false"
    assert ask(groups, "POST", path, grant, headers=as_("owner@example.org"))[0] == 200
    for who, status in ((MANAGER, 200), ("rik@example.org", 200), ("out@example.net", 403)):
        assert ask(groups, "GET", f"/v4/spreadsheets/{key}", headers=as_(who))[0] == status
