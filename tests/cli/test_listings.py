"""Google's lists of who has access: late, cut short, without an end, and groups among people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cocsheets.sandbox.running import Sandbox
from tests.cli.shell import Ran, shell
from tests.cli.world import ACTING, UNA_COMES, World, file_alone, make_world

ROW = ("2023-01-10", "Ana Lopez", "Ada Fixture", "", "text", "Yes", "No", "", "", "2024-01-10")
GROUP = "team@example.org"
LISTING = {"method": "GET", "path": "/permissions$"}
ROBOT = "robot@sandbox.example"


@pytest.fixture
def world(sandbox: Sandbox, tmp_path: Path) -> World:
    """Owned by the chair; Una is to be let in, Cy is to go; the robot acts, and is kept."""
    made = make_world(sandbox, tmp_path, [ROW], roster=UNA_COMES)
    made.spreadsheet.share("cy@example.net", "user", "writer", notify=False)
    made.spreadsheet.share(ROBOT, "user", "writer", notify=False)
    (tmp_path / "cocsheets.toml").write_text(f'[sharing]\nkeep = ["{ROBOT}", "{ACTING}"]\n')
    sandbox.forget_requests()
    return made


def run(world: World, *arguments: str) -> Ran:
    """As the robot."""
    return shell(world, *arguments, COCSHEETS_ACT_AS=ROBOT)


def fault(world: World, match: dict[str, Any], **do: Any) -> None:
    """Let Google do otherwise, until told else."""
    world.sandbox.faults([{"match": match, "do": do}])


def fault_listings(world: World, match: dict[str, Any], **do: Any) -> None:
    """The same, where permissions do not come with the file."""
    world.sandbox.faults([file_alone(world, ROBOT), {"match": match, "do": do}])


def changes(world: World) -> list[str]:
    """Methods of the calls that changed who has access."""
    return [
        request["method"]
        for request in world.sandbox.requests()
        if "/permissions" in request["path"] and request["method"] != "GET"
    ]


def test_a_listing_that_lags_is_asked_for_again(world: World) -> None:
    """A change that the listing does not show yet is not called undone: bounded, then it is."""
    fault(world, LISTING, stale={"reads": 2})
    late = run(world, "sharing", "--yes")
    assert late.code == 0, late
    assert changes(world) == ["DELETE", "POST"]

    world.sandbox.faults()
    world.spreadsheet.share("cy@example.net", "user", "writer", notify=False)
    world.sandbox.forget_requests()
    fault(world, LISTING, stale={"reads": 100})
    never = run(world, "sharing", "--yes")
    assert never.code == 5
    assert "Google accepted it, and the new listing shows no change" in never.out
    assert changes(world) == ["DELETE"]
    assert sum(request["path"].endswith("/permissions") for request in world.sandbox.requests()) < 9


def listing(world: World) -> list[dict[str, Any]]:
    """What Google lists now."""
    url = f"https://www.googleapis.com/drive/v3/files/{world.spreadsheet.id}/permissions"
    fields = {"fields": "permissions(id,type,role,emailAddress,permissionDetails)"}
    session = world.sandbox.session(ACTING)
    found: list[dict[str, Any]] = session.get(url, params=fields).json()["permissions"]
    return found


@pytest.mark.parametrize(("gone", "who"), [(ACTING, "the owner"), (ROBOT, "the acting account")])
def test_a_listing_that_cannot_be_whole(world: World, gone: str, who: str) -> None:
    """Without the owner or the acting account it is asked for again, and never believed."""
    part = [found for found in listing(world) if found["emailAddress"] != gone]
    once = {**LISTING, "nth": 1}
    fault_listings(world, once, status=200, body={"permissions": part})
    assert run(world, "sharing", "--dry-run").code == 1
    assert changes(world) == []
    fault_listings(world, LISTING, status=200, body={"permissions": part})
    for command in (["sharing", "--yes"], ["members", "remove", "cy@example.net", "--yes"]):
        ran = run(world, *command)
        assert (ran.code, changes(world)) == (3, [])
        assert f"is without {who}, and was not believed. Nothing was changed." in ran.err


def test_pages_without_an_end(world: World) -> None:
    """The same page token twice ends it with an error."""
    fault_listings(
        world, LISTING, status=200, body={"permissions": listing(world), "nextPageToken": "x"}
    )
    ran = run(world, "sharing", "--yes")
    assert (ran.code, "came to no end" in ran.err, changes(world)) == (3, True, [])


# --- groups -------------------------------------------------------------------------------------


@pytest.fixture
def group(world: World) -> World:
    """The address of a group, which nothing but a grant shows."""
    account = {"email": GROUP, "kind": "group", "members": ["una@example.net"]}
    world.sandbox.accounts([account])
    return world


def test_a_group_on_the_roster_is_let_in_once(group: World) -> None:
    """It is turned out at once, remembered, and not let in again the next day; the way to allow it
    is told each time."""
    group.spreadsheet.worksheet("Members").append_row(["Team", GROUP, "member", "2021-01-01", ""])
    first = run(group, "sync")
    assert changes(group).count("DELETE") == 2  # Cy and the group
    group.sandbox.forget_requests()
    second = run(group, "sync")
    assert changes(group) == []
    for ran in (first, second):
        assert ran.code == 1, ran
        assert f'[sharing] groups = ["{GROUP}"]' in ran.out
        assert "this is the address of a group" in ran.out


def test_a_group_is_no_member(group: World) -> None:
    """`members add` refuses the address of a group that is known, and enrols nobody."""
    group.spreadsheet.share(GROUP, "group", "reader", notify=False)
    ran = run(group, "members", "add", GROUP, "--yes")
    assert ran.code == 4
    assert "address of a group" in ran.err
    assert f'[sharing] groups = ["{GROUP}"]' in ran.err
    assert len(group.spreadsheet.worksheet("Members").get_all_values()) == len(UNA_COMES)


def test_the_members_of_a_group_were_not_checked(group: World) -> None:
    """Said of a group that may have access, by `sharing` and by the daily job."""
    (group.folder / "cocsheets.toml").write_text(
        f'[sharing]\nkeep = ["{ROBOT}"]\ngroups = ["{GROUP}"]\n'
    )
    group.spreadsheet.share(GROUP, "group", "reader", notify=False)
    for command in (["sharing", "--yes"], ["sharing"], ["sync"]):
        assert f"{GROUP} has access; its members were not checked" in run(group, *command).out


# --- comments -----------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [403, 404, 400, 500])
def test_comments_that_cannot_be_read(world: World, status: int) -> None:
    """They are said to be unread, and what else was found is told all the same."""
    (world.folder / "cocsheets.toml").write_text("[limits]\nretry_seconds = 0.1\n")
    world.records.append_row(["2023-02-01", "Ana Lopez", "Cy Other", "", "like Ada Fixture"])
    fault(world, {"method": "GET", "path": "/comments$"}, status=status)
    ran = run(world, "residue", "--identifier", "Ada Fixture")
    assert ran.code == 1
    assert "E3" in ran.out
    assert "comments: they could not be read" in ran.out
    audit = run(world, "sharing", "audit")
    assert audit.code == 1, audit
    assert "cy@example.net" in audit.out
