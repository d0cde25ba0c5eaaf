"""Shared drives: what lies in them, who owns it, who may end it."""

from __future__ import annotations

import pytest

from tests.sandbox.drive_world import ANA, CHAIR, RIK, SHEET, World

ROBOT = "robot@sandbox.example"


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
