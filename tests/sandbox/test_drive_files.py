"""Drive's `files` and `drives`: making, finding, moving, copying, deleting."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.drive_world import ANA, CHAIR, FOLDER, RIK, SHEET, World

ROBOT = "robot@sandbox.example"


def test_about_tells_who_acts_and_demands_fields(world: World) -> None:
    """`about` has no default fields; it shows the account's own spelling and id."""
    world.sandbox.accounts([{"email": "Ana@example.org"}])
    refused = world[ANA].get("about")
    assert (refused.status, refused.reason) == (400, "required")
    user = world[ANA].get("about", fields="user").json["user"]
    assert user == {
        "kind": "drive#user",
        "displayName": "Ana",
        "me": True,
        "permissionId": world[ANA].permission_id(ANA),
        "emailAddress": "Ana@example.org",
    }


def test_a_file_without_a_folder_lies_at_the_top_and_is_its_makers(world: World) -> None:
    """The maker owns it; `root` names the top folder; nobody else sees that parent."""
    chair, file = world[CHAIR], world[CHAIR].create()
    root = chair.get("files/root", fields="id").json["id"]
    seen = chair.get(f"files/{file}", fields="parents,owners(me),shared,mimeType").json
    assert seen == {
        "parents": [root],
        "owners": [{"me": True}],
        "shared": False,
        "mimeType": SHEET,
    }
    chair.share(file, "user", "writer", ANA)
    assert "parents" not in world[ANA].get(f"files/{file}", fields="*").json


def test_bad_field_masks_are_refused(world: World) -> None:
    """An unknown field is 400 invalidParameter, not silence."""
    chair, file = world[CHAIR], world[CHAIR].create()
    refused = chair.get(f"files/{file}", fields="nme")
    assert (refused.status, refused.reason) == (400, "invalidParameter")
    assert refused.message == "Invalid field selection nme"


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


def test_shared_drives_are_listed_to_those_who_ask_for_them(world: World) -> None:
    """Items of shared drives come with includeItemsFromAllDrives, or by drive."""
    chair = world[CHAIR]
    drive = chair.shared_drive()
    inside, mine = chair.create("inside", parents=[drive]), chair.create("mine")
    wide = {"includeItemsFromAllDrives": "true"}
    assert [file["id"] for file in chair.get("files").json["files"]] == [mine]
    assert {file["id"] for file in chair.get("files", **wide).json["files"]} == {inside, mine}
    one = chair.get("files", corpora="drive", driveId=drive, **wide).json["files"]
    assert [(file["id"], file["driveId"]) for file in one] == [(inside, drive)]
    assert chair.get("files", corpora="drive", **wide).status == 400
    assert world[RIK].get("files", corpora="drive", driveId=drive, **wide).status == 404


def test_a_file_moves_with_add_and_remove_parents(world: World) -> None:
    """One parent only; what the new folder grants comes along, what the old one did goes."""
    chair, ana = world[CHAIR], world[ANA]
    shared, file = chair.folder(), chair.create()
    chair.share(shared, "user", "reader", ANA)
    refused = chair.patch(f"files/{file}", addParents=shared)
    assert (refused.status, refused.reason) == (403, "cannotAddParent")
    assert refused.message == "Increasing the number of parents is not allowed"
    assert chair.patch(f"files/{file}", {"parents": [shared]}).reason == "fieldNotWritable"
    moved = chair.patch(f"files/{file}", addParents=shared, removeParents="root", fields="parents")
    assert moved.json == {"parents": [shared]}
    assert ana.read(file) == 200
    root = chair.get("files/root").json["id"]
    chair.patch(f"files/{file}", addParents=root, removeParents=shared)
    assert ana.read(file) == 403
    inner = chair.folder(parents=[shared])
    loop = chair.patch(f"files/{shared}", addParents=inner, removeParents=root)
    assert loop.status == 403
    assert chair.patch(f"files/{file}", addParents="nowhere", removeParents=root).status == 404
    closed = ana.patch(f"files/{ana.create()}", addParents=shared, removeParents="root")
    assert closed.reason == "insufficientParentPermissions"


def test_a_shared_drive_owns_what_is_moved_into_it(world: World) -> None:
    """No owner any more; what an organizer takes out is then theirs."""
    chair, ana = world[CHAIR], world[ANA]
    drive, file = chair.shared_drive(), chair.create()
    chair.share(file, "user", "reader", RIK)
    chair.share(drive, "user", "organizer", ANA)
    assert chair.patch(f"files/{file}", addParents=drive, removeParents="root").status == 200
    seen = chair.get(f"files/{file}", fields="*").json
    assert (seen["driveId"], "owners" in seen, "ownedByMe" in seen) == (drive, False, False)
    assert {entry["role"] for entry in chair.permissions(file)} == {"reader", "organizer"}
    root = ana.get("files/root").json["id"]
    assert ana.patch(f"files/{file}", addParents=root, removeParents=drive).status == 200
    assert ana.get(f"files/{file}", fields="ownedByMe").json == {"ownedByMe": True}
    assert chair.read(file) == 403


def test_a_copy_has_the_content_and_nothing_else(world: World) -> None:
    """No history, no comments, no sharing; notes and values come along; the copier owns it."""
    chair, ana = world[CHAIR], world[ANA]
    file = chair.create("Reports")
    for text in ("first", "second"):
        assert chair.write(file, text) == 200
    chair.share(file, "user", "writer", ANA)
    chair.post(f"files/{file}/comments", {"content": "hm"}, fields="id")
    copied = ana.post(f"files/{file}/copy", {"name": None}).json
    assert copied["name"] == "Copy of Reports"
    copy = copied["id"]
    values = ana.get(f"/v4/spreadsheets/{copy}/values/A1").json["values"]
    assert values == [["second"]]
    assert len(ana.get(f"files/{copy}/revisions").json["revisions"]) == 1
    assert ana.get(f"files/{copy}/comments", fields="comments").json == {"comments": []}
    assert [entry["emailAddress"] for entry in ana.permissions(copy)] == [ANA]
    assert chair.read(copy) == 403
    ana.write(copy, "third")
    assert chair.get(f"/v4/spreadsheets/{file}/values/A1").json["values"] == [["second"]]


def test_a_copy_beside_its_source_inherits_the_folders_sharing(world: World) -> None:
    """Without a parent the copy lands in the source's folder, if the copier may add to it."""
    chair, ana = world[CHAIR], world[ANA]
    folder = chair.folder()
    file = chair.create(parents=[folder])
    chair.share(folder, "user", "reader", ANA)
    beside = chair.post(f"files/{file}/copy", {}).json["id"]
    assert ana.read(beside) == 200
    apart = chair.post(f"files/{file}/copy", {"parents": [chair.folder()]}).json["id"]
    assert ana.read(apart) == 403
    own = ana.post(f"files/{file}/copy", {}).json["id"]
    root = ana.get("files/root").json["id"]
    assert ana.get(f"files/{own}", fields="parents").json == {"parents": [root]}


def test_a_copy_takes_open_comments_along_when_asked(world: World) -> None:
    """copyComments brings those that are neither resolved nor deleted."""
    chair, file = world[CHAIR], world[CHAIR].create()
    said = [
        chair.post(f"files/{file}/comments", {"content": text}, fields="id").json["id"]
        for text in ("open", "resolved", "deleted")
    ]
    replies = f"files/{file}/comments/{said[1]}/replies"
    chair.post(replies, {"action": "resolve"}, fields="id")
    chair.delete(f"files/{file}/comments/{said[2]}")
    copy = chair.post(f"files/{file}/copy", {}, copyComments="true").json["id"]
    kept = chair.get(f"files/{copy}/comments", fields="comments(content)").json["comments"]
    assert kept == [{"content": "open"}]


@pytest.mark.parametrize("kept", [True, False])
def test_a_copy_keeps_or_loses_protection_by_the_switch(world: World, kept: bool) -> None:
    """Reports conflict: kept with the copier as only editor, or lost."""
    world.sandbox.settings(copy_keeps_protection=kept)
    chair, file = world[CHAIR], world[CHAIR].create()
    chair.share(file, "user", "writer", ANA)
    entry = {"range": {"sheetId": 0, "endRowIndex": 1}, "editors": {"users": [CHAIR]}}
    request = {"requests": [{"addProtectedRange": {"protectedRange": entry}}]}
    assert chair.post(f"/v4/spreadsheets/{file}:batchUpdate", request).status == 200
    copy = world[ANA].post(f"files/{file}/copy", {}).json["id"]
    sheet = world[ANA].get(f"/v4/spreadsheets/{copy}", fields="sheets.protectedRanges").json
    ranges = sheet["sheets"][0].get("protectedRanges", []) if "sheets" in sheet else []
    assert [entry["editors"]["users"] for entry in ranges] == ([[ANA]] if kept else [])


@pytest.mark.parametrize(
    ("role", "trashes", "deletes"),
    [
        ("reader", 403, 403),
        ("writer", 403, 403),
        ("fileOrganizer", 200, 403),
        ("organizer", 200, 204),
    ],
)
def test_in_a_shared_drive_managers_trash_and_organizers_delete(
    world: World, role: str, trashes: int, deletes: int
) -> None:
    """Content managers may trash, only managers delete for good."""
    chair, ana = world[CHAIR], world[ANA]
    drive = chair.shared_drive()
    file = chair.create(parents=[drive])
    chair.share(drive, "user", role, ANA)
    assert ana.patch(f"files/{file}", {"trashed": True}).status == trashes
    assert ana.delete(f"files/{file}").status == deletes


def test_in_my_drive_the_owner_alone_trashes_and_deletes(world: World) -> None:
    """Trash is no removal: others still open the file until it is deleted."""
    chair, ana, file = world[CHAIR], world[ANA], world[CHAIR].create()
    chair.share(file, "user", "writer", ANA)
    for refused in (ana.delete(f"files/{file}"), ana.patch(f"files/{file}", {"trashed": True})):
        assert (refused.status, refused.reason) == (403, "insufficientFilePermissions")
        assert refused.message == "The user does not have sufficient permissions for this file."
    assert chair.patch(f"files/{file}", {"trashed": True}, fields="trashed").json == {
        "trashed": True
    }
    assert ana.read(file) == 200
    gone = chair.delete(f"files/{file}")
    assert (gone.status, gone.text) == (204, "")
    assert ana.read(file) == chair.read(file) == 404


def test_deleting_a_folder_takes_its_owners_files_only(world: World) -> None:
    """What others own there goes back to the top of their own Drive."""
    chair, ana = world[CHAIR], world[ANA]
    folder = chair.folder()
    chair.share(folder, "user", "writer", ANA)
    mine, hers = chair.create(parents=[folder]), ana.create(parents=[folder])
    assert chair.delete(f"files/{folder}").status == 204
    assert chair.read(mine) == 404
    root = ana.get("files/root").json["id"]
    assert ana.get(f"files/{hers}", fields="parents").json == {"parents": [root]}
    assert chair.read(hers) == 403


def test_a_service_account_owns_nothing_but_works_in_shared_drives(world: World) -> None:
    """No storage quota in My Drive, in Google's words; in a shared drive there is room."""
    chair, robot = world[CHAIR], world[ROBOT]
    file, drive = chair.create(), chair.shared_drive()
    chair.share(file, "user", "writer", ROBOT)
    chair.share(drive, "user", "writer", ROBOT)
    for refused in (
        robot.post("files", {"name": "x", "mimeType": SHEET}),
        robot.post(f"files/{file}/copy", {}),
        robot.post("/v4/spreadsheets", {"properties": {"title": "x"}}),
    ):
        assert refused.status == 403
        assert refused.message.startswith("Service Accounts do not have storage quota.")
    assert robot.post("files", {"name": "x"}).reason == "storageQuotaExceeded"
    assert robot.write(file) == 200
    assert robot.write(robot.create(parents=[drive])) == 200
    assert robot.post("drives", {"name": "x"}, requestId="1").status == 403
    world.sandbox.settings(service_accounts_own_files=True)
    assert robot.write(robot.create()) == 200


def test_a_folder_or_document_is_no_spreadsheet(world: World) -> None:
    """Sheets' refusals for other kinds of file."""
    chair = world[CHAIR]
    office = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    document = "application/vnd.google-apps.document"
    answers = {
        kind: chair.get(f"/v4/spreadsheets/{chair.create('x', kind)}").json["error"]
        for kind in (FOLDER, office, document)
    }
    assert answers[FOLDER]["message"] == "Request contains an invalid argument."
    assert answers[office]["status"] == "FAILED_PRECONDITION"
    assert answers[document]["status"] == "NOT_FOUND"


def test_a_shared_drive_lives(world: World) -> None:
    """Create once for each request id, rename, hide, delete when empty."""
    chair = world[CHAIR]
    drive = chair.shared_drive("Committee")
    again = chair.post("drives", {"name": "x"}, requestId=f"{CHAIR} Committee")
    assert (again.status, again.reason) == (409, "teamDriveAlreadyExists")
    assert chair.get(f"drives/{drive}").json == {
        "kind": "drive#drive",
        "id": drive,
        "name": "Committee",
    }
    assert chair.patch(f"drives/{drive}", {"name": "CoC"}).json["name"] == "CoC"
    assert chair.post(f"drives/{drive}/hide", fields="hidden").json == {"hidden": True}
    assert chair.post(f"drives/{drive}/unhide", fields="hidden").json == {"hidden": False}
    assert [entry["name"] for entry in chair.get("drives").json["drives"]] == ["CoC"]
    refused = world[ANA].get(f"drives/{drive}")
    assert (refused.status, refused.message) == (404, f"Shared drive not found: {drive}")
    file = chair.create(parents=[drive])
    assert chair.delete(f"drives/{drive}").status == 403
    chair.delete(f"files/{file}")
    assert chair.delete(f"drives/{drive}").status == 204
    assert chair.get("drives").json["drives"] == []


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("files", [1]),
        ("files", {"name": 7}),
        ("files", {"name": {"a": 1}}),
        ("files", {"parents": "root"}),
        ("files", {"parents": [1]}),
        ("files", {"properties": [1]}),
        ("files", {"properties": {"a": 1}}),
        ("files", {"trashed": "yes"}),
        ("drives", {"name": 7}),
    ],
)
def test_bodies_of_the_wrong_type_are_400_and_change_nothing(
    world: World, path: str, body: Any
) -> None:
    """Never a 500, and no file is left behind."""
    assert world[CHAIR].post(path, body, requestId="x").status == 400
    assert world[CHAIR].get("files").json["files"] == []


def test_names_that_drive_does_not_know_are_passed_over(world: World) -> None:
    """Unlike Sheets, Drive ignores unknown names in a body."""
    chair, file = world[CHAIR], world[CHAIR].create()
    body = {"type": "anyone", "role": "reader", "withLink": True}
    assert chair.post(f"files/{file}/permissions", body).status == 200


def test_an_id_made_beforehand_makes_one_file_however_often_it_is_sent(world: World) -> None:
    """generateIds gives ids that create takes once; then 409 fileIdInUse."""
    chair = world[CHAIR]
    (made,) = chair.get("files/generateIds", count=1).json["ids"]
    assert chair.create("x", id=made) == made
    again = chair.post("files", {"name": "x", "mimeType": SHEET, "id": made})
    assert (again.status, again.reason) == (409, "fileIdInUse")


def test_emptying_the_trash_deletes_what_the_user_owns_there(world: World) -> None:
    """Other files, and other people's, stay."""
    chair = world[CHAIR]
    gone, kept = chair.create(), chair.create()
    chair.share(gone, "user", "writer", ANA)
    chair.patch(f"files/{gone}", {"trashed": True})
    world[ANA].delete("files/trash")
    assert chair.read(gone) == 200
    assert chair.delete("files/trash").status == 204
    assert (chair.read(gone), chair.read(kept)) == (404, 200)


def test_a_spreadsheet_has_no_media(world: World) -> None:
    """alt=media is refused as for every Docs Editors file."""
    chair, file = world[CHAIR], world[CHAIR].create()
    for path in (f"files/{file}", f"files/{file}/revisions/1"):
        assert chair.get(path, alt="media").reason == "fileNotDownloadable"


def test_readers_change_nothing_about_a_file(world: World) -> None:
    """Name, description, switches and place are for editors; a star is everybody's own."""
    chair, rik, file = world[CHAIR], world[RIK], world[CHAIR].create()
    chair.share(file, "user", "reader", RIK)
    root = rik.get("files/root").json["id"]
    changes = [{"name": "x"}, {"description": "x"}, {"copyRequiresWriterPermission": True}, {}]
    for change in changes:
        assert rik.patch(f"files/{file}", change).reason == "insufficientFilePermissions"
    assert rik.patch(f"files/{file}", addParents=root).reason == "insufficientFilePermissions"
    assert rik.patch(f"files/{file}", {"starred": True}, fields="starred").json == {"starred": True}
    assert chair.get(f"files/{file}", fields="starred,name").json == {
        "starred": False,
        "name": "Reports",
    }
