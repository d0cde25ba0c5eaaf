"""Random committees over a real connection, and a process that is killed at every change."""

from __future__ import annotations

import datetime as dt
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from cocsheets.access.permissions import GranteeType, Role
from cocsheets.errors import RefusedError
from cocsheets.operations import sharing
from cocsheets.sandbox import Sandbox
from tests.access.builders import TODAY
from tests.access.worlds import expected, world
from tests.box import LONG_AGO, OWNER, ROBOT, Box

if TYPE_CHECKING:
    from cocsheets.access.membership import Roster
    from cocsheets.access.permissions import Permission
    from tests.access.memory_drive import MemoryDrive

BUSY = 1.0
"""Seconds that Google takes for the call during which the process is killed."""
NOON = dt.datetime.combine(TODAY, dt.time(12), dt.UTC)


def build(sandbox: Sandbox, drive: MemoryDrive, people: Roster) -> Box:
    """The same world in the sandbox."""
    box = Box(sandbox)
    number = 0
    while f"p{number}@example.org" in drive.addresses:
        kind = "user" if drive.addresses[f"p{number}@example.org"] else "none"
        alias = f"p{number}.alias@example.net"
        account = {"email": f"P{number}@Example.org", "aliases": [alias], "kind": kind}
        sandbox.accounts([account])
        number += 1
    folder = box.folder() if drive.inherited else ""
    for permission in drive.direct.values():
        _share(box, permission)
    for permission in drive.inherited.values():
        _share(box, permission, folder)
    box.members(
        *(
            (
                member.name,
                member.email,
                str(term.role),
                term.joined.isoformat() if term.joined else "",
                term.stepped_down.isoformat() if term.stepped_down else "",
            )
            for member in people
            for term in member.terms
        )
    )
    return box


def _share(box: Box, permission: Permission, file: str = "") -> None:
    if permission.is_owner or permission.email in (OWNER, ROBOT):
        return
    role = str(permission.role)
    if permission.deleted:
        email = f"{permission.id}@example.org"
        box.share(email, role, file=file)
        box.sandbox.accounts([{"email": email, "kind": "deleted"}])
    elif permission.type is GranteeType.DOMAIN:
        box.share("", role, file=file, type="domain", domain=permission.domain)
    elif permission.type is GranteeType.ANYONE:
        box.share("", role, file=file, type="anyone")
    elif permission.type is GranteeType.GROUP:
        box.sandbox.accounts([{"email": permission.email, "kind": "group", "members": []}])
        box.share(permission.email, role, file=file, type="group")
    else:
        box.share(permission.email, role, file=file)


def names(drive: MemoryDrive, wanted: dict[str, Role | None]) -> dict[str, Role | None]:
    """What the policy says, by address instead of the double's ids."""
    spelled = {id_: email for email, id_ in reversed(drive.addresses.items()) if id_}
    spelled |= {p.id: p.email.casefold() for p in drive.direct.values() if p.email}
    return {spelled[id_]: role for id_, role in wanted.items()}


@pytest.mark.parametrize("seed", [0, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377])
def test_worlds_over_the_wire(sandbox: Sandbox, seed: int) -> None:
    """The listing equals the policy and the second plan is empty, or a guard refuses and nothing is
    touched."""
    drive, people, policy = world(seed)
    wanted = names(drive, expected(drive, people, policy))
    box = build(sandbox, drive, people)
    committee = box.committee(NOON, sharing=policy, act_as=drive.account_.email)
    seen = sharing.Share.prepare(committee)
    before = box.who()
    try:
        report = seen.carry_out()
    except RefusedError:
        assert box.who() == before
        return
    assert report.complete
    seen = sharing.Share.prepare(box.committee(NOON, sharing=policy, act_as=drive.account_.email))
    # Only Google's refusal tells that an address has no account, so those are tried again.
    assert all(drive.permission_id(change.email) is None for change in seen.plan.changes)
    direct = {
        p.email.casefold(): p.role for p in seen.situation.permissions if p.direct_role is not None
    }
    assert direct.keys() <= wanted.keys() | {OWNER, ROBOT}
    for email, role in wanted.items():
        if role is not None and email in direct:
            assert direct[email] is role
    assert box.status(OWNER) == (200, 200)
    assert box.mails() == 0


@pytest.mark.parametrize("number", range(1, 6))
def test_killed_at_every_change(
    sandbox: Sandbox, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`kill -9` during each of three revokes and two grants: nobody who left has access that an
    undisturbed run would have taken by then, nobody is let in before; the next run finishes, though
    Google is still busy with the call that was under way, which would undo a later one."""
    monkeypatch.setattr(sharing, "SETTLES_AFTER", 2 * BUSY)
    box = Box(sandbox)
    box.share("ana@example.org")
    box.share("old@example.org")
    box.share("stranger@example.net")
    box.share(role="reader", type="anyone")
    box.members(
        ("Ana", "ana@example.org", "chair", LONG_AGO),
        ("Owner", OWNER, "member", LONG_AGO),
        ("Old", "old@example.org", "member", LONG_AGO, "2024-01-01"),
        ("New", "new@example.org", "member", LONG_AGO),
        ("Rik", "rik@example.org", "member", LONG_AGO),
    )
    order = ["DELETE"] * 3 + ["POST"] * 2
    nth = order[:number].count(order[number - 1])
    match = {"method": order[number - 1], "path": "/permissions", "nth": nth}
    sandbox.faults([{"match": match, "do": {"delay": BUSY}}])
    sandbox.forget_requests()
    command = [sys.executable, "-m", "cocsheets", "sharing", "--yes"]
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=box.environment(),
    ) as process:
        while len(changes(box)) < number and process.poll() is None:
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
    leaving = ["anyone", "old@example.org", "stranger@example.net"]
    arriving = ["new@example.org", "rik@example.org"]
    here = box.who()
    assert [name for name in leaving if name in here] == leaving[number - 1 :]
    assert [name for name in arriving if name in here] == arriving[: max(0, number - 4)]
    sandbox.faults()
    ran = box.run("sharing", "--yes")
    assert ran.code == 0, ran
    while any(request["status"] == 0 for request in sandbox.requests()):
        time.sleep(0.02)
    assert box.who().keys() == {"ana@example.org", *arriving}
    assert box.run("sharing", "--yes").out == "Nothing to change.\n"


def changes(box: Box) -> list[tuple[str, str, int]]:
    """The requests that change sharing, as far as they have begun."""
    return [each for each in box.writes() if "batchUpdate" not in each[1]]
