"""Drive's `files`: making, moving, trashing, deleting, and what a body may say."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.drive_world import ANA, CHAIR, FOLDER, RIK, SHEET, World


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


def test_a_file_moves_with_add_and_remove_parents(world: World) -> None:
    """One parent only; what the new folder grants comes along, what the old one did goes."""
    chair, ana = world[CHAIR], world[ANA]
    shared, file = chair.folder(), chair.create()
    chair.share(shared, "user", "reader", ANA)
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
    assert chair.create("x", "text/plain", id=made) == made
    again = chair.post("files", {"name": "x", "mimeType": "text/plain", "id": made})
    assert (again.status, again.reason) == (409, "fileIdInUse")


def test_a_spreadsheet_gets_its_id_from_google(world: World) -> None:
    """Files of Google's own kinds are not created with a chosen id (reported)."""
    (made,) = world[CHAIR].get("files/generateIds", count=1).json["ids"]
    body = {"name": "x", "mimeType": SHEET, "id": made}
    assert world[CHAIR].post("files", body).status == 400


def test_a_folder_is_not_moved_into_a_shared_drive(world: World) -> None:
    """Files are, folders are refused (reported)."""
    chair = world[CHAIR]
    drive, folder, file = chair.shared_drive(), chair.folder(), chair.create()
    query = {"addParents": drive, "removeParents": "root"}
    refused = chair.patch(f"files/{folder}", **query)
    assert (refused.status, refused.reason) == (403, "teamDrivesFolderMoveInNotSupported")
    assert chair.patch(f"files/{file}", **query).status == 200


def test_a_read_only_file_changes_in_nothing_but_its_sharing(world: World) -> None:
    """`contentRestrictions` keep values, name and comments as they are until they are lifted."""
    chair, ana, file = world[CHAIR], world[ANA], world[CHAIR].create()
    chair.share(file, "user", "writer", ANA)
    lock = {"contentRestrictions": [{"readOnly": True, "ownerRestricted": True, "reason": "done"}]}
    assert chair.patch(f"files/{file}", lock).status == 200
    seen = ana.get(f"files/{file}", fields="contentRestrictions(readOnly,reason)").json
    assert seen == {"contentRestrictions": [{"readOnly": True, "reason": "done"}]}
    for person in (chair, ana):
        assert person.write(file, "x") == 403
        assert person.patch(f"files/{file}", {"name": "y"}).status == 403
        comment = person.post(f"files/{file}/comments", {"content": "z"}, fields="id")
        assert comment.status == 403
    assert chair.share(file, "user", "reader", RIK).status == 200
    lift = {"contentRestrictions": [{"readOnly": False}]}
    assert [who.patch(f"files/{file}", lift).status for who in (ana, chair)] == [403, 200]
    assert ana.write(file, "x") == 200


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


def test_a_spreadsheet_has_a_size_that_grows_with_its_cells(world: World) -> None:
    """Files of Google's editors have one, folders and shortcuts have none (documented)."""
    chair, file = world[CHAIR], world[CHAIR].create()
    folder = chair.folder()
    before = chair.get(f"files/{file}", fields="size,quotaBytesUsed").json
    assert before["size"] == before["quotaBytesUsed"]
    assert chair.get(f"files/{folder}", fields="size,quotaBytesUsed").json == {
        "quotaBytesUsed": "0"
    }
    chair.write(file)
    after = chair.get(f"files/{file}", fields="size").json
    assert int(after["size"]) > int(before["size"])
