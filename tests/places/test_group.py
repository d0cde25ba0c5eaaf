"""A Google Group as a place, over real HTTP against the sandbox."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from cocsheets.access.membership import Roster
from cocsheets.access.presence import Entry, EntryKind, compare
from cocsheets.errors import PlaceError
from cocsheets.places.group import GoogleGroup
from cocsheets.plans.limits import Limits
from cocsheets.sandbox import Sandbox
from cocsheets.workbook.client import connect
from cocsheets.workbook.groups import GROUP_SCOPES, Groups
from tests.places.tools import tools

TEAM, INNER, DEEP = "team@example.org", "inner@example.org", "deep@example.org"
ROBOT, ADMIN = "robot@sandbox.example", "admin@example.org"
OFF = {
    "error": {
        "code": 403,
        "status": "PERMISSION_DENIED",
        "message": "Cloud Identity API has not been used in project 1 before",
        "details": [
            {
                "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                "reason": "SERVICE_DISABLED",
                "domain": "googleapis.com",
            }
        ],
    }
}


def group(email: str, *members: str, managers: tuple[str, ...] = (ROBOT,)) -> dict[str, Any]:
    """A group for the sandbox's list of accounts."""
    return {"email": email, "kind": "group", "members": members, "managers": managers}


@pytest.fixture(autouse=True)
def world(sandbox: Sandbox) -> None:
    """A group with a group in it that has the first in it again."""
    sandbox.reset()
    sandbox.accounts(
        [
            group(TEAM, "ana@example.org", INNER),
            group(INNER, "rik@example.org", "ana@example.org", DEEP),
            group(DEEP, "sam@example.net", TEAM),
            {"email": ADMIN, "admin": True},
        ]
    )


def read(
    sandbox: Sandbox, acting: str = ROBOT, address: str = TEAM, patience: float = 0.3
) -> tuple[Entry, ...]:
    """Everybody in the group."""

    def groups() -> Groups:
        limits = Limits(retry_seconds=patience)
        http = connect(api_root=sandbox.url, act_as=acting, scopes=GROUP_SCOPES, limits=limits)
        http.sleep = lambda _: None
        return Groups(http)

    return GoogleGroup(group=address).read(tools(groups=groups)).entries


def refused(sandbox: Sandbox, acting: str = ROBOT, address: str = TEAM) -> PlaceError:
    """What keeps the group from being read."""
    with pytest.raises(PlaceError) as caught:
        read(sandbox, acting, address)
    return caught.value


def test_groups_within_the_group_are_opened(sandbox: Sandbox) -> None:
    """Everybody is listed once, however the groups lie in each other."""
    found = {entry.address for entry in read(sandbox)}
    assert found == {"ana@example.org", "rik@example.org", "sam@example.net", ROBOT}


def test_an_administrator_reads_it_by_the_directory(sandbox: Sandbox) -> None:
    """Where Cloud Identity refuses, the Directory API is asked."""
    assert len(read(sandbox, ADMIN)) == 4
    paths = [request["path"] for request in sandbox.requests()]
    assert paths[0] == "/v1/groups:lookup"
    assert f"/admin/directory/v1/groups/{DEEP}/members" in paths


def test_the_account_that_looks_may_be_there(sandbox: Sandbox) -> None:
    """It has to manage the group, and is on no roster."""
    http = connect(api_root=sandbox.url, act_as=ROBOT, scopes=GROUP_SCOPES)
    listing = GoogleGroup(group=TEAM).read(tools(groups=lambda: Groups(http)))
    found = compare(listing, Roster(), dt.date(2026, 1, 1))
    assert [entry.address for entry in found.kept] == [ROBOT]
    assert ROBOT not in [outsider.entry.address for outsider in found.outsiders]


def test_long_lists_are_read_to_their_end(sandbox: Sandbox) -> None:
    """By both APIs, page after page."""
    many = [f"m{number}@example.org" for number in range(1234)]
    sandbox.accounts([group("big@example.org", *many)])
    assert len(read(sandbox, address="big@example.org")) == 1235
    assert len(read(sandbox, ADMIN, "big@example.org")) == 1235


def test_a_group_that_is_not_shown_says_what_to_do(sandbox: Sandbox) -> None:
    """It may not exist, or the account may not look: Google does not say which."""
    error = refused(sandbox, "ana@example.org")
    assert "does not show the members of the group" in error.message
    assert "a manager of it" in error.hint
    assert "does not show" in refused(sandbox, address="nowhere@example.org").message


def test_a_group_within_that_is_not_shown_is_named(sandbox: Sandbox) -> None:
    """A list without its people would be no list."""
    sandbox.accounts([group(DEEP, "sam@example.net", managers=())])
    assert f"{DEEP}, a group within the group," in refused(sandbox).message


def test_an_api_that_is_off_or_not_granted_says_so(sandbox: Sandbox) -> None:
    """Only where neither API can be used; else the other one's answer counts."""
    off = {"match": {"method": "GET", "path": "^/v1/"}, "do": {"status": 403, "body": OFF}}
    sandbox.faults([off])
    assert "does not show the members" in refused(sandbox).message
    assert len(read(sandbox, ADMIN)) == 4
    also = {"match": {"method": "GET", "path": "^/admin/"}, "do": {"status": 403, "body": OFF}}
    sandbox.faults([off, also])
    assert "Neither API" in refused(sandbox).message
    sandbox.faults([])
    limited = f"{ROBOT};scopes=spreadsheets,drive"
    error = refused(sandbox, limited)
    assert "was not granted reading groups" in error.message
    assert "cloud-identity.groups.readonly" in error.hint


def test_a_page_that_fails_for_good_gives_no_part_of_a_list(sandbox: Sandbox) -> None:
    """A server error is not a refusal: the other API is not asked."""
    fault = {"match": {"method": "GET", "path": "/memberships", "nth": 2}, "do": {"status": 500}}
    many = [f"m{number}@example.org" for number in range(600)]
    sandbox.accounts([group("big@example.org", *many)])
    sandbox.faults([{**fault, "match": {"method": "GET", "path": "/memberships"}}])
    assert "Google could not read the group" in refused(sandbox, address="big@example.org").message
    assert not [r for r in sandbox.requests() if "/admin/" in r["path"]]
    sandbox.faults([fault])
    assert len(read(sandbox, address="big@example.org", patience=30)) == 601


def test_a_whole_organisation_is_not_one_person(sandbox: Sandbox) -> None:
    """The Directory API lists it without an address."""
    body = {"members": [{"type": "CUSTOMER", "id": "C1"}, {"type": "USER", "email": "a@b.example"}]}
    sandbox.faults(
        [{"match": {"method": "GET", "path": "^/admin/"}, "do": {"status": 200, "body": body}}]
    )
    first, second = read(sandbox, ADMIN)
    assert (first.kind, first.address) == (EntryKind.EVERYONE, "")
    assert second.address == "a@b.example"


@pytest.mark.parametrize(
    "body", ["<html>", {"memberships": [{"preferredMemberKey": 7}]}, {"name": "groups/x"}]
)
def test_an_answer_that_is_not_usable_is_no_list(sandbox: Sandbox, body: Any) -> None:
    """A page of HTML, another shape; an empty group is empty, and that is said."""
    sandbox.faults(
        [{"match": {"method": "GET", "path": "/memberships"}, "do": {"status": 200, "body": body}}]
    )
    if body == {"name": "groups/x"}:
        assert read(sandbox) == ()
    else:
        assert "not usable" in refused(sandbox).message
