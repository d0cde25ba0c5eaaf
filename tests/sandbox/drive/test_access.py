"""Who gets in, by which grant, with which role."""

from __future__ import annotations

import pytest

from tests.sandbox.drive_world import ANA, CHAIR, RIK, World

ROLES = ("reader", "commenter", "writer")
PLACES = ("file", "folder", "drive", "drive folder", "drive file")
REACHES = [
    (where, kind)
    for where in PLACES
    for kind in ("user", "group", "domain", "anyone")
    if where != "drive" or kind in ("user", "group")  # a drive as a whole is for people and groups
]
GROUP = "team@example.org"


def place(world: World, where: str) -> tuple[str, str]:
    """A spreadsheet, and what to share so that it is reached: itself or what is above."""
    chair = world[CHAIR]
    if where == "file":
        file = chair.create()
        return file, file
    if where == "folder":
        outer = chair.folder()
        inner = chair.folder(parents=[outer])
        return chair.create(parents=[inner]), outer
    drive = chair.shared_drive()
    if where == "drive":
        return chair.create(parents=[drive]), drive
    if where == "drive folder":
        folder = chair.folder(parents=[drive])
        return chair.create(parents=[folder]), folder
    file = chair.create(parents=[drive])
    return file, file


@pytest.mark.parametrize(("where", "kind"), REACHES)
@pytest.mark.parametrize("role", ROLES)
def test_a_grant_of_any_type_lets_in_with_its_role(
    world: World, where: str, kind: str, role: str
) -> None:
    """A grant on the file, on a folder above it or on the shared drive opens the file."""
    world.sandbox.accounts([{"email": GROUP, "kind": "group", "members": [ANA]}])
    file, shared = place(world, where)
    ana, chair = world[ANA], world[CHAIR]
    assert ana.read(file) == 403
    assert ana.get(f"files/{file}").status == 404
    who = {"user": ANA, "group": GROUP, "domain": "example.org", "anyone": ""}[kind]
    assert chair.share(shared, kind, role, who).status == 200
    assert ana.read(file) == 200
    assert ana.write(file) == (200 if role == "writer" else 403)
    seen = ana.get(f"files/{file}", fields="capabilities").json["capabilities"]
    writes, comments = role == "writer", role != "reader"
    assert (seen["canEdit"], seen["canComment"], seen["canCopy"]) == (writes, comments, True)
    assert (seen["canShare"], seen["canReadRevisions"]) == (writes, writes)
    assert (seen["canDelete"], seen["canTrash"]) == (False, False)
    assert world[RIK].read(file) == (200 if kind == "anyone" else 403)


@pytest.mark.parametrize("where", PLACES)
def test_ending_the_grant_ends_access(world: World, where: str) -> None:
    """After the grant is deleted where it stands, Sheets says 403 and Drive 404."""
    file, shared = place(world, where)
    ana, chair = world[ANA], world[CHAIR]
    grant = chair.share(shared, "user", "writer", ANA).json["id"]
    assert ana.write(file) == 200
    assert chair.delete(f"files/{shared}/permissions/{grant}").status == 204
    refused = ana.get(f"/v4/spreadsheets/{file}")
    assert (refused.status, refused.message) == (403, "The caller does not have permission")
    hidden = ana.get(f"files/{file}")
    assert (hidden.status, hidden.reason) == (404, "notFound")
    assert hidden.message == f"File not found: {file}."


def test_an_unknown_id_is_404_for_both_services(world: World) -> None:
    """Sheets tells an unknown file from an unshared one, Drive does not."""
    sheets = world[ANA].get("/v4/spreadsheets/1NoSuchFile")
    assert (sheets.status, sheets.message) == (404, "Requested entity was not found.")
    assert world[ANA].get("files/1NoSuchFile").reason == "notFound"


def test_a_shared_drives_file_is_hidden_from_callers_who_do_not_know_shared_drives(
    world: World,
) -> None:
    """Without supportsAllDrives even an organizer gets 404."""
    chair = world[CHAIR]
    file = chair.create(parents=[chair.shared_drive()])
    assert chair.call("GET", f"files/{file}").status == 404
    assert chair.call("GET", f"files/{file}", supportsAllDrives="True").status == 200


def test_groups_in_groups_and_aliases_reach(world: World) -> None:
    """Membership is found through nested groups and through any address of the account."""
    world.sandbox.accounts(
        [
            {"email": GROUP, "kind": "group", "members": ["inner@example.org"]},
            {"email": "inner@example.org", "kind": "group", "members": ["Ana.Alias@example.org"]},
            {"email": ANA, "aliases": ["ana.alias@example.org"]},
        ]
    )
    file = world[CHAIR].create()
    world[CHAIR].share(file, "group", "reader", GROUP)
    assert world[ANA].read(file) == 200
    assert world["ANA.alias@example.org"].read(file) == 200


def test_an_expired_grant_gives_nothing(world: World) -> None:
    """A grant ends by itself at its expiration time."""
    chair, file = world[CHAIR], world[CHAIR].create()
    grant = chair.share(file, "user", "reader", ANA).json["id"]
    state = world.sandbox.app.state
    state.files[file].permissions[-1].expires = state.clock() + 3_600_000
    assert world[ANA].read(file) == 200
    state.files[file].permissions[-1].expires = state.clock() - 1
    assert world[ANA].read(file) == 403
    assert grant in [entry["id"] for entry in chair.permissions(file)]


def test_limited_access_stops_what_comes_from_above(world: World) -> None:
    """A folder with inherited permissions disabled lets in only whoever it names itself."""
    chair = world[CHAIR]
    outer = chair.folder()
    inner = chair.folder(parents=[outer])
    file = chair.create(parents=[inner])
    chair.share(outer, "user", "writer", ANA)
    assert world[ANA].read(file) == 200
    assert chair.patch(f"files/{inner}", {"inheritedPermissionsDisabled": True}).status == 200
    assert world[ANA].read(file) == 403
    chair.share(inner, "user", "reader", ANA)
    assert world[ANA].read(file) == 200


def test_what_others_put_into_a_folder_is_edited_by_its_owner(world: World) -> None:
    """The owner of a folder in My Drive is an inherited writer of other people's files there."""
    chair, ana = world[CHAIR], world[ANA]
    folder = chair.folder()
    chair.share(folder, "user", "writer", ANA)
    file = ana.create(parents=[folder])
    assert chair.write(file) == 200
    roles = {entry["emailAddress"]: entry["role"] for entry in ana.permissions(file)}
    assert roles == {ANA: "owner", CHAIR: "writer"}
    assert chair.delete(f"files/{file}").reason == "insufficientFilePermissions"


def test_readers_of_a_restricted_file_may_not_copy(world: World) -> None:
    """copyRequiresWriterPermission binds readers and commenters only."""
    chair, file = world[CHAIR], world[CHAIR].create()
    chair.share(file, "user", "reader", ANA)
    chair.share(file, "user", "writer", RIK)
    chair.patch(f"files/{file}", {"copyRequiresWriterPermission": True})
    refused = world[ANA].post(f"files/{file}/copy", {})
    assert (refused.status, refused.reason) == (403, "cannotCopyFile")
    assert refused.message == "This file cannot be copied by the user."
    assert world[RIK].post(f"files/{file}/copy", {}).status == 200
