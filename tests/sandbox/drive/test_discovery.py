"""The routes against Google's own description of its services: nothing is invented.

The documents are those that google-api-python-client ships.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from inspect import getsource
from typing import TYPE_CHECKING, Any

import pytest

from cocsheets.sandbox import groups
from cocsheets.sandbox.drive import (
    access_proposals,
    calls,
    comments,
    copies,
    entries,
    lists,
    ownership,
    permissions,
    placement,
    revisions,
    shared_drives,
    sharing_rules,
    v3,
)
from cocsheets.sandbox.http import services
from tests.sandbox.drive_world import ANA, CHAIR, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cocsheets.sandbox.http.calls import Route

pytest.importorskip("googleapiclient", reason="google-api-python-client is not installed")
DRIVE_MODULES = [
    *(access_proposals, comments, calls, copies, entries, lists, ownership),
    *(permissions, placement, revisions, shared_drives, sharing_rules, groups),
]
GOOGLES = [route for route in services.ROUTES if route not in v3.BROWSER_ROUTES]


@cache
def document(name: str) -> dict[str, Any]:
    """A discovery document, `drive.v3` say."""
    path = files("googleapiclient.discovery_cache.documents") / f"{name}.json"
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def methods(resource: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All methods of a document."""
    yield from resource.get("methods", {}).values()
    for inner in resource.get("resources", {}).values():
        yield from methods(inner)


@cache
def described() -> dict[tuple[str, str], dict[str, Any]]:
    """Method and path, parameters unnamed, of all that Google describes."""
    found = {}
    for name in ("drive.v3", "drive.v2", "sheets.v4", "cloudidentity.v1", "admin.directory_v1"):
        service = document(name)
        for method in methods(service):
            base = "/" + service["servicePath"]
            path = method["path"] if "{+" not in method["path"] else method["flatPath"]
            found[method["httpMethod"], unnamed(base + path)] = method
            upload = method.get("mediaUpload", {}).get("protocols", {}).get("simple")
            if upload:
                found[method["httpMethod"], unnamed(upload["path"])] = method
    return found


def unnamed(path: str) -> str:
    """A path template without the names of its parameters."""
    return re.sub(r"\{\+?\w+\}", "{}", path)


@pytest.mark.parametrize("route", GOOGLES, ids=lambda route: f"{route.method} {route.template}")
def test_every_route_is_described_by_google(route: Route) -> None:
    """Method, path and the names of the path's parameters are Google's."""
    method = described().get((route.method, unnamed(route.template)))
    assert method is not None
    if "{+" in method["path"]:
        return  # one parameter for several parts of the path
    named = set(re.findall(r"\{(\w+)\}", route.template))
    parameters = method.get("parameters", {}).items()
    assert named == {name for name, spec in parameters if spec["location"] == "path"}


def test_every_query_parameter_is_described_by_google() -> None:
    """What Drive's handlers ask of a query is among the parameters in Google's documents."""
    known: set[str] = set()
    for name in ("drive.v3", "drive.v2", "cloudidentity.v1", "admin.directory_v1"):
        known |= document(name)["parameters"].keys()
        for method in methods(document(name)):
            known |= method.get("parameters", {}).keys()
    asked = set()
    for module in DRIVE_MODULES:
        asked |= set(re.findall(r"call\.(?:arg|args|flag|number)\(\"([\w.]+)\"", getsource(module)))
    assert {"q", "pageSize", "supportsAllDrives"} < asked
    assert asked <= known


def schema(name: str) -> dict[str, Any]:
    """The properties of a Drive v3 resource."""
    properties: dict[str, Any] = document("drive.v3")["schemas"][name]["properties"]
    return properties


def check(resource: Any, spec: dict[str, Any], at: str) -> None:
    """Every key of an answer is described, with the type that it has, all the way down."""
    types = {"string": str, "boolean": bool, "integer": int, "array": list, "object": dict}
    if "$ref" in spec:
        spec = {"type": "object", "properties": schema(spec["$ref"])}
    assert isinstance(resource, types[spec["type"]]), at
    if isinstance(resource, list):
        for item in resource:
            check(item, spec["items"], f"{at}[]")
    elif isinstance(resource, dict) and "properties" in spec:
        for key, value in resource.items():
            assert key in spec["properties"], f"{at}.{key}"
            check(value, spec["properties"][key], f"{at}.{key}")


def test_every_key_of_every_drive_answer_is_described(world: World) -> None:
    """The whole resources (`fields=*`), in My Drive and in a shared drive."""
    chair = world[CHAIR]
    drive = chair.shared_drive()
    mine, shared = chair.create("mine"), chair.create("shared", parents=[drive])
    folder = chair.folder(description="d", properties={"a": "b"}, appProperties={"c": "d"})
    link = {"type": "anyone", "role": "reader"}
    every = {"fields": "*"}
    for file in (mine, shared):
        chair.share(file, "user", "writer", ANA)
        chair.share(file, "domain", "reader", "example.net")
        chair.post(f"files/{file}/permissions", link)
        said = chair.post(
            f"files/{file}/comments", {"content": "+ana@example.org"}, fields="id"
        ).json
        chair.post(f"files/{file}/comments/{said['id']}/replies", {"action": "resolve"}, **every)
        body = {"published": True}
        chair.patch(f"files/{file}/revisions/1", body)
    chair.patch(f"files/{shared}", {"trashed": True})
    world.call(CHAIR, "POST", "/sandbox/proposals", [{"file": mine, "requester": ANA}], {})
    lists = {
        "files": "FileList",
        "drives": "DriveList",
        **{
            f"files/{file}/{part}": name
            for file in (mine, shared)
            for part, name in (
                ("permissions", "PermissionList"),
                ("comments", "CommentList"),
                ("revisions", "RevisionList"),
                ("accessproposals", "ListAccessProposalsResponse"),
            )
        },
        **{f"files/{file}": "File" for file in (mine, shared, folder, drive)},
        f"drives/{drive}": "Drive",
        "about": "About",
    }
    wide = {"includeItemsFromAllDrives": "true", "includePermissionsForView": "published"}
    for path, name in lists.items():
        answer = chair.get(path, **every, **wide)
        assert answer.status == 200, (path, answer)
        check(answer.json, {"$ref": name}, name)


def test_googles_own_client_shares_lists_and_removes(world: World) -> None:
    """Paths, parameters and bodies as google-api-python-client builds them."""
    from googleapiclient.discovery import build_from_document
    from googleapiclient.errors import HttpError
    from googleapiclient.http import HttpRequest, build_http

    http = build_http()  # type: ignore[no-untyped-call]

    def request(_http: Any, postproc: Any, uri: str, *args: Any, **kwargs: Any) -> Any:
        headers = {**kwargs.pop("headers", {}), "authorization": f"Bearer sandbox:{CHAIR}"}
        local = re.sub(r"^https://[^/]+", world.sandbox.url, uri)
        return HttpRequest(http, postproc, local, *args, headers=headers, **kwargs)

    description = document("drive.v3")
    with build_from_document(description, http=http, requestBuilder=request) as drive:
        file = drive.files().create(body={"name": "x"}, fields="id").execute()["id"]
        person = {"type": "user", "role": "writer", "emailAddress": ANA}
        grant = (
            drive.permissions()
            .create(fileId=file, body=person, sendNotificationEmail=False, supportsAllDrives=True)
            .execute()
        )
        listed = drive.permissions().list(fileId=file, fields="permissions(emailAddress)").execute()
        assert listed == {"permissions": [{"emailAddress": CHAIR}, {"emailAddress": ANA}]}
        one = {"fileId": file, "permissionId": grant["id"]}
        assert drive.permissions().delete(**one).execute() == ""
        with pytest.raises(HttpError, match="Permission not found") as refused:
            drive.permissions().delete(**one).execute()
        assert refused.value.error_details[0]["reason"] == "notFound"
        assert drive.files().list(q="name = 'x'").execute()["files"][0]["id"] == file
    http.close()
