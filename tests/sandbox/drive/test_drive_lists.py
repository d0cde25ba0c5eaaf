"""Drive's `files.list`: queries, pages, order, and whose list a file is in."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.drive_world import ANA, CHAIR, FOLDER, RIK, SHEET, World

QUERIES = [
    ("", {"Reports 2024", "reports old", "Minutes", "Folder"}),
    ("name = 'Minutes'", {"Minutes"}),
    ('name = "Minutes"', {"Minutes"}),
    ("name != 'Minutes' and mimeType = '" + SHEET + "'", {"Reports 2024", "reports old"}),
    ("name contains 'rep'", {"Reports 2024", "reports old"}),
    ("name contains 'ports'", set()),
    ("fullText contains 'ports'", {"Reports 2024", "reports old"}),
    (f"mimeType = '{FOLDER}'", {"Folder"}),
    ("mimeType contains 'folder'", {"Folder"}),
    ("trashed = true", {"reports old"}),
    ("not trashed = true", {"Reports 2024", "Minutes", "Folder"}),
    ("trashed = false and (name = 'Minutes' or name = 'reports old')", {"Minutes"}),
    ("'{folder}' in parents", {"Minutes"}),
    ("'root' in parents", {"Reports 2024", "reports old", "Folder"}),
    (f"'{CHAIR}' in owners", {"Reports 2024", "reports old", "Minutes", "Folder"}),
    (f"'{ANA}' in readers", {"Minutes"}),
    (f"'{ANA}' in writers", set()),
    ("starred = true", {"Minutes"}),
    ("sharedWithMe", set()),
    ("visibility = 'anyoneWithLink'", {"Reports 2024"}),
    ("properties has {{ key='year' and value='2024' }}", {"Reports 2024"}),
    ("modifiedTime > '2001-01-01T00:00:00'", {"Reports 2024", "reports old", "Minutes", "Folder"}),
    ("createdTime < '2001-01-01T00:00:00Z'", set()),
    (r"name = 'it\'s'", set()),
]


@pytest.mark.parametrize(("query", "found"), QUERIES)
def test_q_finds_what_it_says(world: World, query: str, found: set[str]) -> None:
    """Each operator of Drive's query language, in single and double quotes."""
    chair = world[CHAIR]
    folder = chair.folder()
    first = chair.create("Reports 2024", properties={"year": "2024"})
    chair.share(first, "anyone", "reader")
    old = chair.create("reports old")
    chair.patch(f"files/{old}", {"trashed": True})
    minutes = chair.create("Minutes", parents=[folder])
    chair.share(minutes, "user", "reader", ANA)
    chair.patch(f"files/{minutes}", {"starred": True})
    query = query.format(folder=folder) if "{" in query else query
    names = {file["name"] for file in chair.get("files", q=query).json["files"]}
    assert names == found


@pytest.mark.parametrize(
    "query", ["name", "name =", "name is 'x'", "'x' in pockets", "(", "name = 'x"]
)
def test_a_query_that_cannot_be_read_is_refused(world: World, query: str) -> None:
    """400 `Invalid Value` at `q`."""
    refused = world[CHAIR].get("files", q=query)
    assert (refused.status, refused.reason, refused.message) == (400, "invalid", "Invalid Value")


def test_lists_page_and_order(world: World) -> None:
    """Pages cover the list once, in the order asked for; by default the last changed is first."""
    chair = world[CHAIR]
    for name in ("b10", "a1", "b9"):
        chair.create(name)
    pages: list[Any] = []
    token: dict[str, str] = {}
    while True:
        page = chair.get("files", orderBy="name_natural desc", pageSize=2, **token).json
        pages.append([file["name"] for file in page["files"]])
        if "nextPageToken" not in page:
            break
        token = {"pageToken": page["nextPageToken"]}
    assert pages == [["b10", "b9"], ["a1"]]
    assert [file["name"] for file in chair.get("files").json["files"]] == ["b9", "a1", "b10"]
    assert [f["name"] for f in chair.get("files", orderBy="name").json["files"]] == [
        "a1",
        "b10",
        "b9",
    ]
    assert chair.get("files", orderBy="colour").status == 400


def test_lists_hold_what_was_given_not_what_is_open_by_link(world: World) -> None:
    """A link opens a file to everyone and puts it in nobody's list."""
    chair = world[CHAIR]
    linked, given = chair.create("linked"), chair.create("given")
    chair.share(linked, "anyone", "reader")
    chair.share(given, "user", "reader", RIK)
    assert world[RIK].read(linked) == 200
    assert [file["name"] for file in world[RIK].get("files").json["files"]] == ["given"]
    shared = world[RIK].get("files", q="sharedWithMe = true").json["files"]
    assert [file["name"] for file in shared] == ["given"]


def test_files_with_their_permissions_come_in_pages_of_a_hundred(world: World) -> None:
    """However long a page is asked for; without the permissions the page is as long as asked."""
    chair = world[CHAIR]
    folder = chair.folder()
    for number in range(102):
        chair.create(f"{number}", parents=[folder])
    asked = {"q": f"'{folder}' in parents", "pageSize": "500"}
    page = chair.get("files", **asked, fields="nextPageToken,files(id,permissions(id,role))")
    assert len(page.json["files"]) == 100
    assert all(file["permissions"] for file in page.json["files"])
    token = page.json["nextPageToken"]
    rest = chair.get("files", **asked, pageToken=token, fields="files(id,permissions)")
    assert len(rest.json["files"]) == 2
    assert len(chair.get("files", **asked, fields="files(id)").json["files"]) == 102


def test_a_list_shows_permissions_to_those_who_may_share(world: World) -> None:
    """And never in a shared drive, which says whether an item has grants of its own."""
    chair = world[CHAIR]
    folder = chair.folder()
    chair.share(folder, "user", "writer", ANA)
    shut = world[ANA].create("shut", parents=[folder])
    world[ANA].patch(f"files/{shut}", {"writersCanShare": False})
    chair.create("open", parents=[folder])
    asked = {"q": f"'{folder}' in parents", "fields": "files(name,permissions(id))"}
    seen = {
        file["name"]: "permissions" in file for file in chair.get("files", **asked).json["files"]
    }
    assert seen == {"shut": False, "open": True}
    drive = chair.shared_drive()
    plain, own = chair.create("plain", parents=[drive]), chair.create("own", parents=[drive])
    chair.share(own, "user", "reader", RIK)
    wide = {"corpora": "drive", "driveId": drive, "includeItemsFromAllDrives": "true"}
    fields = "files(id,hasAugmentedPermissions,permissions(id))"
    files = chair.get("files", **wide, fields=fields).json["files"]
    assert {file["id"]: file.get("hasAugmentedPermissions", False) for file in files} == {
        plain: False,
        own: True,
    }
    assert not any("permissions" in file for file in files)


def test_a_shortcut_shows_what_it_leads_to(world: World) -> None:
    """It has its own id and grants; one that leads nowhere is refused."""
    chair = world[CHAIR]
    target = chair.create("target")
    kind = "application/vnd.google-apps.shortcut"
    made = chair.create("short", kind, shortcutDetails={"targetId": target})
    fields = "mimeType,shortcutDetails"
    shown = chair.get(f"files/{made}", fields=fields).json
    assert shown["shortcutDetails"] == {"targetId": target, "targetMimeType": SHEET}
    body = {"name": "x", "mimeType": kind}
    assert chair.post("files", body).status == 400
    assert chair.post("files", body | {"shortcutDetails": {"targetId": "none"}}).status == 404


def test_published_among_the_permissions_of_a_file(world: World) -> None:
    """`includePermissionsForView=published` shows it in `files.get` and `files.list` too."""
    chair = world[CHAIR]
    sheet = chair.create()
    revision = chair.get(f"files/{sheet}/revisions").json["revisions"][-1]["id"]
    chair.patch(f"files/{sheet}/revisions/{revision}", {"published": True})
    view = {"includePermissionsForView": "published"}
    one = chair.get(f"files/{sheet}", **view, fields="permissions(view)").json["permissions"]
    assert {"view": "published"} in one
    many = chair.get("files", **view, fields="files(permissions(view))").json["files"]
    assert {"view": "published"} in many[0]["permissions"]
    assert {"view": "published"} not in chair.get(
        f"files/{sheet}", fields="permissions(view)"
    ).json["permissions"]


def test_my_drive_may_not_say_what_is_inherited(world: World) -> None:
    """A switch, as it is not documented; shared drives always say it."""
    chair = world[CHAIR]
    folder = chair.folder()
    item = chair.create("item", parents=[folder])
    assert all("permissionDetails" in one for one in chair.permissions(item))
    world.sandbox.settings(my_drive_details=False)
    assert not any("permissionDetails" in one for one in chair.permissions(item))
    shared = chair.create("item", parents=[chair.shared_drive()])
    assert all("permissionDetails" in one for one in chair.permissions(shared))
