"""Drive's `permissions`: what is answered, what is refused and with which reason."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.sandbox.drive_world import ANA, CHAIR, RIK, SOON, World


def test_default_fields_are_kind_id_type_and_role(world: World) -> None:
    """Without `fields` Drive tells neither the address nor where a grant comes from."""
    chair, file = world[CHAIR], world[CHAIR].create()
    body = {"type": "user", "role": "reader", "emailAddress": ANA}
    created = chair.post(f"files/{file}/permissions", body).json
    assert created == {
        "kind": "drive#permission",
        "id": chair.permission_id(ANA),
        "type": "user",
        "role": "reader",
    }
    listed = chair.get(f"files/{file}/permissions").json
    assert listed["kind"] == "drive#permissionList"
    assert [set(entry) for entry in listed["permissions"]] == [{"kind", "id", "type", "role"}] * 2


def test_listing_pages_until_everybody_was_named(world: World) -> None:
    """Pages of two hold everybody once; without a size My Drive gives all at once."""
    chair, file = world[CHAIR], world[CHAIR].create()
    for number in range(6):
        chair.share(file, "user", "reader", f"member{number}@example.org")
    seen: list[str] = []
    token: dict[str, str] = {}
    pages = 0
    while True:
        answer = chair.get(f"files/{file}/permissions", pageSize=2, **token).json
        seen += [entry["id"] for entry in answer["permissions"]]
        pages += 1
        if "nextPageToken" not in answer:
            break
        token = {"pageToken": answer["nextPageToken"]}
    assert pages == 4
    assert len(set(seen)) == len(seen) == 7
    assert len(chair.permissions(file)) == 7
    assert chair.get(f"files/{file}/permissions", pageToken="nonsense").status == 400


def test_a_grantee_has_one_id_whatever_the_file_and_the_spelling(world: World) -> None:
    """The id is the account's: on every file, for every spelling, for aliases, at v2."""
    world.sandbox.accounts([{"email": "Jo@Example.org", "aliases": ["chair@example.org"]}])
    ana = world[ANA]
    first, second = ana.create(), ana.create()
    by_alias = ana.share(first, "user", "reader", "chair@example.org").json
    by_name = ana.share(second, "user", "reader", "JO@example.org").json
    assert by_alias["id"] == by_name["id"] == ana.permission_id("jo@EXAMPLE.org")
    assert by_alias["emailAddress"] == by_name["emailAddress"] == "Jo@Example.org"
    assert ana.permission_id("j.o.n+x@googlemail.com") == ana.permission_id("jon@gmail.com")
    assert ana.permission_id("jo@xn--bcher-kva.example") == ana.permission_id(
        "jo@b\u00fccher.example"
    )


def test_sharing_again_raises_in_place(world: World) -> None:
    """One permission for each grantee: a higher role counts, a lower one changes nothing."""
    chair, file = world[CHAIR], world[CHAIR].create()
    for role, stands in (("commenter", "commenter"), ("writer", "writer"), ("reader", "writer")):
        assert chair.share(file, "user", role, ANA).json["role"] == stands
    assert len(chair.permissions(file)) == 2
    assert chair.share(file, "user", "reader", CHAIR).json["role"] == "owner"


def test_links_and_domains_have_no_address(world: World) -> None:
    """A link is `anyoneWithLink`; a domain shows its name; neither has an address or is deleted."""
    chair, file = world[CHAIR], world[CHAIR].create()
    link = chair.share(file, "anyone", "reader").json
    assert link == {
        "kind": "drive#permission",
        "id": "anyoneWithLink",
        "type": "anyone",
        "role": "reader",
        "allowFileDiscovery": False,
        "permissionDetails": [{"permissionType": "file", "role": "reader", "inherited": False}],
    }
    domain = chair.share(file, "domain", "reader", "Example.net").json
    assert domain["domain"] == domain["displayName"] == "example.net"
    assert "emailAddress" not in domain
    body = {"type": "anyone", "role": "writer", "allowFileDiscovery": True}
    found = chair.post(f"files/{file}/permissions", body, fields="*").json
    assert (found["id"], found["allowFileDiscovery"], found["role"]) == ("anyone", True, "writer")
    kinds = [entry["type"] for entry in chair.permissions(file)]
    assert sorted(kinds) == ["anyone", "domain", "user"]


def test_a_deleted_account_has_no_address_any_more(world: World) -> None:
    """Its permission stays, marked deleted, without an address."""
    chair, file = world[CHAIR], world[CHAIR].create()
    grant = chair.share(file, "user", "writer", ANA).json["id"]
    world.sandbox.accounts([{"email": ANA, "kind": "deleted"}])
    entry = chair.get(f"files/{file}/permissions/{grant}", fields="*").json
    assert entry["deleted"] is True
    assert "emailAddress" not in entry
    assert world[ANA].get("about", fields="user").status == 401
    assert chair.delete(f"files/{file}/permissions/{grant}").status == 204


def test_the_owner_cannot_be_removed_or_lowered(world: World) -> None:
    """403 cannotRemoveOwner, to the owner and to writers alike."""
    chair, file = world[CHAIR], world[CHAIR].create()
    chair.share(file, "user", "writer", ANA)
    owner = f"files/{file}/permissions/{chair.permission_id(CHAIR)}"
    for person in (chair, world[ANA]):
        refused = person.delete(owner)
        assert (refused.status, refused.reason) == (403, "cannotRemoveOwner")
        assert refused.message == "The owner of a file cannot be removed."
        assert person.patch(owner, {"role": "reader"}).reason == "cannotRemoveOwner"


def test_readers_neither_see_nor_change_who_has_access(world: World) -> None:
    """Readers and commenters are refused; strangers do not find the file."""
    chair, file = world[CHAIR], world[CHAIR].create()
    chair.share(file, "user", "commenter", ANA)
    mine = f"files/{file}/permissions"
    assert world[ANA].get(mine).reason == "insufficientFilePermissions"
    assert world[ANA].share(file, "user", "reader", RIK).reason == "insufficientFilePermissions"
    assert world[RIK].get(mine).reason == "notFound"


def test_without_writers_can_share_only_the_owner_shares(world: World) -> None:
    """The flag is the owner's to set; writers then only leave."""
    chair, file = world[CHAIR], world[CHAIR].create()
    chair.share(file, "user", "writer", ANA)
    rik = chair.share(file, "user", "reader", RIK).json["id"]
    ana = world[ANA]
    assert ana.patch(f"files/{file}", {"writersCanShare": False}).status == 403
    assert chair.patch(f"files/{file}", {"writersCanShare": False}).status == 200
    assert ana.get(f"files/{file}", fields="capabilities(canShare)").json == {
        "capabilities": {"canShare": False}
    }
    assert ana.delete(f"files/{file}/permissions/{rik}").reason == "insufficientFilePermissions"
    assert ana.share(file, "user", "reader", "una@example.org").status == 403
    assert ana.delete(f"files/{file}/permissions/{ana.permission_id(ANA)}").status == 204
    assert ana.read(file) == 403


def test_unknown_permissions_are_404(world: World) -> None:
    """Get, update and delete of what is not there; a second delete too."""
    chair, file = world[CHAIR], world[CHAIR].create()
    grant = chair.share(file, "user", "reader", ANA).json["id"]
    path = f"files/{file}/permissions/{grant}"
    assert chair.delete(path).status == 204
    for answer in (chair.delete(path), chair.get(path), chair.patch(path, {"role": "writer"})):
        assert (answer.status, answer.reason) == (404, "notFound")
        assert answer.message == f"Permission not found: {grant}."


def test_update_changes_role_and_expiry_and_nothing_else(world: World) -> None:
    """The body may hold role and expirationTime; what is read-only is refused."""
    chair, file = world[CHAIR], world[CHAIR].create()
    path = f"files/{file}/permissions/{chair.share(file, 'user', 'reader', ANA).json['id']}"
    assert chair.patch(path, {"role": "writer", "expirationTime": SOON}, fields="*").json[
        "role"
    ] == ("writer")
    kept = chair.patch(path, {"role": "commenter"}, fields="*").json
    assert (kept["role"], "expirationTime" in kept) == ("commenter", True)
    assert "expirationTime" not in chair.patch(path, {}, removeExpiration="true", fields="*").json
    for field in ("emailAddress", "type", "id"):
        refused = chair.patch(path, {"role": "reader", field: "x"})
        assert (refused.status, refused.reason) == (403, "fieldNotWritable")
    assert chair.get(path).json["role"] == "commenter"


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        ("My Drive", "cannotModifyInheritedPermission"),
        ("shared drive", "cannotModifyInheritedTeamDrivePermission"),
    ],
)
def test_what_is_inherited_can_be_raised_not_taken_away(
    world: World, where: str, reason: str
) -> None:
    """At the file an inherited grant is neither ended nor lowered; a direct part is."""
    chair = world[CHAIR]
    top = chair.folder() if where == "My Drive" else chair.shared_drive()
    folder = chair.folder(parents=[top])
    file = chair.create(parents=[folder])
    grant = chair.share(folder, "user", "commenter", ANA).json["id"]
    path = f"files/{file}/permissions/{grant}"
    details = chair.get(path, fields="permissionDetails").json["permissionDetails"]
    source = {"inheritedFrom": folder} if where == "shared drive" else {}
    inherited = {"permissionType": "file", "role": "commenter", "inherited": True} | source
    assert details == [inherited]
    assert chair.delete(path).reason == reason
    assert chair.patch(path, {"role": "reader"}).reason == reason
    raised = chair.patch(path, {"role": "writer"}, fields="*").json
    direct = {"permissionType": "file", "role": "writer", "inherited": False}
    assert (raised["role"], raised["permissionDetails"]) == ("writer", [direct, inherited])
    assert chair.patch(path, {"role": "reader"}).reason == reason
    assert chair.delete(path).status == 204
    assert chair.get(path).json["role"] == "commenter"
    assert world[ANA].read(file) == 200
    assert chair.delete(f"files/{folder}/permissions/{grant}").status == 204
    assert world[ANA].read(file) == 403


def test_members_of_a_shared_drive_show_as_such(world: World) -> None:
    """On a file they are inherited members, on the drive itself members that may be removed."""
    chair = world[CHAIR]
    drive = chair.shared_drive()
    file = chair.create(parents=[drive])
    grant = chair.share(drive, "user", "fileOrganizer", ANA).json
    assert grant["permissionDetails"] == [
        {"permissionType": "member", "role": "fileOrganizer", "inherited": False}
    ]
    entry = next(e for e in chair.permissions(file) if e["id"] == grant["id"])
    assert entry["permissionDetails"] == [
        {
            "permissionType": "member",
            "role": "fileOrganizer",
            "inherited": True,
            "inheritedFrom": drive,
        }
    ]
    assert "pendingOwner" not in entry
    assert chair.delete(f"files/{drive}/permissions/{grant['id']}").status == 204
    assert world[ANA].read(file) == 403


def test_the_old_answer_to_deleting_an_inherited_grant(world: World) -> None:
    """With the switch, 204 is answered and nothing is done, as was once reported."""
    world.sandbox.settings(inherited_delete="ignored")
    chair = world[CHAIR]
    folder = chair.folder()
    file = chair.create(parents=[folder])
    grant = chair.share(folder, "user", "reader", ANA).json["id"]
    assert chair.delete(f"files/{file}/permissions/{grant}").status == 204
    assert world[ANA].read(file) == 200


def test_nobody_gives_more_than_they_have(world: World) -> None:
    """In a shared drive a writer cannot make or unmake a file organizer."""
    chair, ana = world[CHAIR], world[ANA]
    drive = chair.shared_drive()
    folder = chair.folder(parents=[drive])
    chair.share(folder, "user", "fileOrganizer", ANA)
    chair.share(folder, "user", "writer", RIK)
    assert world[RIK].share(folder, "user", "reader", "una@example.org").status == 403
    grant = ana.permission_id(ANA)
    assert world[RIK].delete(f"files/{folder}/permissions/{grant}").status == 403
    assert ana.share(folder, "user", "reader", "una@example.org").status == 200


def test_the_published_view_is_listed_when_asked_for(world: World) -> None:
    """A published file has no permission row unless that view is asked for."""
    chair, file = world[CHAIR], world[CHAIR].create()
    head = chair.get(f"files/{file}/revisions").json["revisions"][-1]["id"]
    chair.patch(f"files/{file}/revisions/{head}", {"published": True, "publishAuto": True})
    assert len(chair.permissions(file)) == 1
    seen = chair.get(f"files/{file}/permissions", includePermissionsForView="published", fields="*")
    assert seen.json["permissions"][-1]["view"] == "published"


def test_gspread_shares_lists_and_removes_as_it_does_with_google(world: World) -> None:
    """Its mail switch, its link without mail option, and its blindness to another spelling."""
    world.sandbox.accounts([{"email": "Ana@Example.org"}])
    book = world.sandbox.client(CHAIR).create("Reports")
    book.share("ana@example.org", perm_type="user", role="writer", notify=False)
    book.share(RIK, perm_type="user", role="reader")
    book.share("example.net", perm_type="domain", role="reader")
    book.share("", perm_type="anyone", role="reader")
    listed = {entry.get("emailAddress", entry["type"]) for entry in book.list_permissions()}
    assert listed == {CHAIR, "Ana@Example.org", RIK, "domain", "anyone"}
    assert [mail["to"] for mail in world.mail()] == [RIK]
    assert book.remove_permissions("ana@example.org", "any") == []
    assert len(book.remove_permissions("Ana@Example.org", "any")) == 1
    assert world[ANA].permission_id(ANA) not in [entry["id"] for entry in book.list_permissions()]


@pytest.mark.parametrize("second", ["grant", "refused"])
def test_of_overlapping_permission_writes_only_the_last_takes_effect(
    world: World, second: str
) -> None:
    """What was written while another write was under way is lost, and both were answered 200."""
    chair, file = world[CHAIR], world[CHAIR].create()
    late = {"match": {"path": "/permissions$", "method": "POST", "nth": 1}, "do": {"delay": 0.4}}
    world.sandbox.faults([late])
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(
            chair.share, file, "user", "nobody" if second == "refused" else "reader", ANA
        )
        while not any(r["path"].endswith("/permissions") for r in world.sandbox.requests()):
            time.sleep(0.01)
        assert chair.share(file, "user", "reader", RIK).status == 200
        assert slow.result().status == (400 if second == "refused" else 200)
    world.sandbox.faults()
    there = {entry["emailAddress"] for entry in chair.permissions(file)} - {CHAIR}
    assert there == ({RIK} if second == "refused" else {ANA})
    assert chair.share(file, "user", "reader", RIK).status == 200
    assert len(chair.permissions(file)) == (2 if second == "refused" else 3)
