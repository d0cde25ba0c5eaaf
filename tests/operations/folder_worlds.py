"""Random trees of folders in the sandbox, and what has to hold after `sharing`.

Who may open what is told by the sandbox's own rules, written apart from the code under test.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cocsheets.sandbox.drive import access
from cocsheets.sandbox.drive.access import Capability, Grant
from cocsheets.sandbox.files import FOLDER, SHORTCUT, File, Permission, Role
from tests.box import LONG_AGO, OWNER, ROBOT
from tests.operations.files_box import FilesBox

if TYPE_CHECKING:
    from pathlib import Path

    from cocsheets.sandbox import Sandbox

DOCUMENT = "application/vnd.google-apps.document"
ROSTER = (
    ("Ana", "ana@example.org", "chair", LONG_AGO, ""),
    ("Bo", "bo@example.org", "chair", LONG_AGO, ""),
    ("Cy", "cy@example.org", "member", LONG_AGO, ""),
    ("Di", "di@example.org", "adviser", LONG_AGO, ""),
    ("Ed", "ed@example.org", "member", LONG_AGO, "2024-01-01"),
)
MEMBERS = tuple(row[1] for row in ROSTER if not row[4])
OUTSIDE = ("ed@example.org", "fay@example.net", "gus@example.net", "hal@example.com")
NOBODY = "nobody@example.edu"
"""Somebody whom no grant names: lets in only what lets in anyone."""
GROUP = "friends@example.net"
ROLES: tuple[Role, ...] = ("reader", "commenter", "writer")


@dataclass
class World:
    """One random tree under the name `cases`."""

    box: FilesBox
    seed: int
    top: File = field(init=False)
    items: list[File] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.state = self.box.sandbox.app.state
        group = {"email": GROUP, "kind": "group", "members": ["gus@example.net"]}
        self.box.sandbox.accounts([group])
        with self.box.sandbox.app.lock:
            self._build()
        self.box.configure(f'[files.cases]\nkey = "{self.top.id}"')

    # --- making -------------------------------------------------------------------------------

    def _build(self) -> None:
        dice, state = self.dice, self.state
        parent = state.root_of(OWNER)
        self.above: list[File] = []
        for _ in range(dice.choice([0, 0, 1, 2])):
            parent = state.add_file("above", FOLDER, owner=OWNER, parent=parent)
            self.above.append(parent)
            if dice.random() < 0.5:
                self._let_in(parent, ROBOT, "writer")
            parent.writers_can_share = dice.random() < 0.7
        self.top = state.add_file("top", FOLDER, owner=OWNER, parent=parent)
        self._let_in(self.top, ROBOT, "writer")
        for email in MEMBERS:
            if dice.random() < 0.7:
                self._let_in(self.top, email, dice.choice(ROLES))
        folders = [self.top]
        for _ in range(dice.randrange(0, 14)):
            self.items.append(self._item(dice.choice(folders)))
            if self.items[-1].is_folder:
                folders.append(self.items[-1])
        for _ in range(dice.randrange(0, 8)):
            self._stray(dice.choice([self.top, *self.above, *self.items]))

    def _item(self, parent: File) -> File:
        dice = self.dice
        kind = dice.choice([DOCUMENT, DOCUMENT, FOLDER, SHORTCUT])
        owner = dice.choice([OWNER, OWNER, OWNER, "cy@example.org", "fay@example.net"])
        made = self.state.add_file("Secret title", kind, owner=owner, parent=parent)
        made.writers_can_share = dice.random() < 0.8
        if kind == FOLDER:
            made.inherited_permissions_disabled = dice.random() < 0.1
        if kind == SHORTCUT:
            made.target = self.box.key
        return made

    def _stray(self, place: File) -> None:
        dice, role = self.dice, self.dice.choice(ROLES)
        kind = dice.choice(["user", "user", "user", "member", "anyone", "group", "domain"])
        if kind == "anyone":
            self._grant(place, Permission(id="anyoneWithLink", type="anyone", role="reader"))
        elif kind == "domain":
            given = Permission(id="9k", type="domain", role="reader", domain="example.com")
            self._grant(place, given)
        elif kind == "group":
            self._let_in(place, GROUP, "reader", "group")
        else:
            self._let_in(place, dice.choice(MEMBERS if kind == "member" else OUTSIDE), role)

    def _let_in(self, place: File, email: str, role: Role, kind: Any = "user") -> None:
        self.state.accounts.remember(email)
        id_ = self.state.accounts.permission_id(email)
        self._grant(place, Permission(id=id_, type=kind, role=role, email=email))

    def _grant(self, place: File, given: Permission) -> None:
        """One grant for each grantee."""
        if all(permission.id != given.id for permission in place.permissions):
            place.permissions.append(given)

    # --- judging ------------------------------------------------------------------------------

    def wrong(self) -> list[str]:
        """What does not hold after `sharing`, and what a second run would still do."""
        before = {email: self._open(email) for email in MEMBERS}
        told = self._sharing("--yes", "--allow-large-change")
        found = [f"shown: {text}" for text in ("Secret title",) if text in str(told)]
        for email in (*OUTSIDE, NOBODY):
            for file in self._open(email):
                found += self._unexplained(email, file, told)
        for email in MEMBERS:
            found += [f"{email} lost {f.id}" for f in before[email] if self._lost(email, f)]
        again = self._sharing()
        found += [f"again: {change}" for change in again["changes"]]
        return [f"world {self.seed}: {text}" for text in found]

    def _sharing(self, *arguments: str) -> Any:
        ran = self.box.run("sharing", *arguments, "--format", "json", folder=self.box.folder_)
        assert ran.code in (0, 1), (self.seed, ran.code, ran.out, ran.err)
        return json.loads(ran.out)

    def _open(self, email: str) -> list[File]:
        places = (self.top, *self.items)
        return [file for file in places if access.role_of(self.state, email, file) is not None]

    def _lost(self, email: str, file: File) -> bool:
        """Whether a member may no longer open what the folder opens."""
        inherits = not any(place.inherited_permissions_disabled for place in self._up_to_top(file))
        return inherits and access.role_of(self.state, email, file) is None

    def _up_to_top(self, file: File) -> list[File]:
        found = [file]
        while found[-1] is not self.top:
            parent = access.parent_of(self.state, found[-1])
            assert parent is not None
            found.append(parent)
        return found

    def _unexplained(self, email: str, file: File, told: Any) -> list[str]:
        """Grants that let an outsider in, and that we could have closed, or have not reported."""
        if access.role_of(self.state, ROBOT, file, by_link=False) is None:
            return []  # the account does not see it at all
        wrong = []
        for grant in access.grants_on(self.state, file):
            if not self._lets_in(grant, email):
                continue
            may = access.may(self.state, ROBOT, grant.source, Capability.SHARE)
            seen = access.role_of(self.state, ROBOT, grant.source, by_link=False) is not None
            if may and seen and grant.permission.role != "owner":
                wrong.append(f"{email} can open {file.id} by {grant.source.id}: could be closed")
            elif not self._reported(grant, told):
                wrong.append(f"{email} can open {file.id} by {grant.source.id}: not reported")
        return wrong

    def _lets_in(self, grant: Grant, email: str) -> bool:
        permission = grant.permission
        if permission.type == "anyone":
            return True
        if permission.type == "domain":
            return email.endswith(f"@{permission.domain}")
        if permission.type == "group":
            return email == "gus@example.net"
        return permission.email == email

    def _reported(self, grant: Grant, told: Any) -> bool:
        """Whether the report has the grantee or the place."""
        permission, place = grant.permission, grant.source.id
        names = {permission.email, f"group {permission.email}"} - {None}
        if permission.type == "anyone":
            names = {"anyone with the link"}
        if permission.type == "domain":
            names = {f"everyone at {permission.domain}"}
        left = [*told["obstacles"], *told["left"]]
        if any(one["address"] in names or one["item"] == place for one in left):
            return True
        return any(place in f["message"] for f in told["findings"])


def world(sandbox: Sandbox, folder: Path, seed: int) -> World:
    """A committee of four, and a random tree that is theirs."""
    box = FilesBox(sandbox, folder)
    box.members(*ROSTER)
    for email in MEMBERS:
        box.share(email, "reader" if email.startswith("di") else "writer")
    return World(box, seed)
