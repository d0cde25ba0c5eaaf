"""`split` and `join` as a chair meets them: plan, digest, exit codes, and no name anywhere."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.operations.split_sweep import NAMES, World, world

if TYPE_CHECKING:
    from pathlib import Path

    from cocsheets.sandbox import Sandbox
    from tests.box import Ran

AFTER = ("layout", "code-names")


class Desk:
    """A chair's folder with a `cocsheets.toml`."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        self.world: World = world(sandbox)
        self.folder = folder
        self.settings()

    def settings(self, preset: str = "django-2016", *, identities: bool = True) -> None:
        """Write the settings."""
        text = f'[schema]\npreset = "{preset}"\n[spreadsheet]\ntime_zone = "UTC"\n'
        if identities:
            text += f'[files.identities]\nkey = "{self.world.identities}"\n'
        (self.folder / "cocsheets.toml").write_text(text, encoding="utf-8")

    def run(self, *arguments: str, **env: str) -> Ran:
        """A command; nothing that it says may name anybody."""
        ran = self.world.box.run(*arguments, folder=self.folder, **env)
        said = ran.out + ran.err
        assert not [name for name in (*NAMES, "Sam", "Zoe") if name in said], said
        assert not re.search(r"\b[a-z]+-[a-z]+/(name|address)-", said)
        return ran


@pytest.fixture
def desk(sandbox: Sandbox, tmp_path: Path) -> Desk:
    """See `Desk`."""
    return Desk(sandbox, tmp_path)


def test_without_an_identity_spreadsheet(desk: Desk) -> None:
    """It says which setting is missing, and exits with 2."""
    desk.settings(identities=False)
    ran = desk.run("split")
    assert ran.code == 2
    assert "[files.identities] key" in ran.err


def test_plan_split_join(desk: Desk) -> None:
    """The plan waits with its digest; split it is not complete before the rehome; joined it is."""
    before = desk.world.records()
    waiting = desk.run("split")
    assert waiting.code == 1
    assert "8 people would get a code name" in waiting.out
    digest = re.search(r"Plan ([0-9a-f]{12})", waiting.out)
    assert digest
    assert desk.world.records() == before
    done = desk.run("split", "--apply", digest[1])
    assert done.code == 1, done.out
    assert "5 records of 5 read code names now" in done.out
    assert "cocsheets rehome" in done.out
    settings = (desk.folder / "cocsheets.toml").read_text(encoding="utf-8")
    assert 'preset = "code-names"' in settings
    assert desk.run("validate", "--only", "split-incomplete").code == 1
    assert "split-incomplete" in desk.run("sync", "--dry-run", "--format", "json").out
    again = desk.run("split", "--yes", "--format", "json")
    assert json.loads(again.out)["changes"] == []
    joined = desk.run("join", "--yes")
    assert joined.code == 0, joined
    assert desk.world.records() == before
    settings = (desk.folder / "cocsheets.toml").read_text(encoding="utf-8")
    assert 'preset = "django-2016"' in settings
    assert desk.run("validate", "--only", "split-incomplete").code == 0


def test_the_identities_are_for_chairs(desk: Desk) -> None:
    """While somebody else can open the identities, nothing is split."""
    box = desk.world.box
    box.share("friend@example.net", file=desk.world.identities)
    ran = desk.run("split", "--yes")
    assert ran.code == 1
    assert "cocsheets sharing --file identities" in ran.out
    assert "Nothing was changed" in ran.err
    desk.run("sharing", "--file", "identities", "--yes")
    assert desk.run("split", "--yes").code == 1
    assert desk.run("split").out == "Nothing to do.\n"


def test_a_member_without_access(desk: Desk) -> None:
    """What needs the identities exits with 3 and says who can; the rest works."""
    assert desk.run("split", "--yes").code == 1
    desk.settings("code-names")
    desk.world.box.share("mem@example.org")
    act = {"COCSHEETS_ACT_AS": "mem@example.org"}
    for command in (["split"], ["join"], ["residue", "--row", "2"]):
        refused = desk.run(*command, **act)
        assert refused.code == 3, (command, refused)
        assert "role chair" in refused.err
    for command in (["validate"], ["due"], ["stats"], ["retention"], ["people"]):
        assert desk.run(*command, **act).code in (0, 1), command
