"""`cocsheets rehome` on the command line: consent, what it says, and what it leaves unchanged."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from cocsheets.sandbox.running import Sandbox
from tests import here
from tests.cli.shell import Ran, shell
from tests.cli.world import World as Spreadsheet
from tests.operations import rehome_sweep as sweep


def run(found: sweep.World, *arguments: str, **more: str) -> Ran:
    """The command without a terminal, in the folder of its settings."""
    environment = {
        "COCSHEETS_API_ROOT": found.sandbox.url,
        "COCSHEETS_ACT_AS": found.acting,
        "XDG_STATE_HOME": os.environ["XDG_STATE_HOME"],
        **more,
    }
    ran = here.run(("--as-of", "2026-04-02", *arguments), environment, found.folder)
    return Ran(ran.returncode, ran.stdout, ran.stderr)


def digest_in(text: str) -> str:
    """The digest that a plan shows."""
    found = re.search(r"^Plan (\w{12})\.", text, re.MULTILINE)
    assert found
    return found[1]


@pytest.fixture
def found(sandbox: Sandbox, tmp_path: Path) -> sweep.World:
    """A committee before its rehome."""
    return sweep.world(sandbox, tmp_path)


def test_without_a_terminal_it_needs_the_digest(found: sweep.World) -> None:
    """The plan alone changes nothing and exits with 1; --yes alone is refused."""
    plan = run(found, "rehome")
    assert plan.code == 1
    assert f"--apply {digest_in(plan.out)}" in plan.err
    assert "--yes" not in plan.err
    for extra in ((), ("--resume",)):
        refused = run(found, "rehome", "--yes", *extra)
        assert refused.code == 2
        assert "--apply DIGEST" in refused.err
    stale = run(found, "rehome", "--apply", "000000000000")
    assert stale.code == 4
    assert sweep.files(found) == [found.key]
    done = run(found, "rehome", "--apply", digest_in(plan.out))
    assert done.code == 0, done.err
    assert list(sweep.complaints_at_the_end(found)) == []


def test_the_plan_says_what_comes_along_and_what_does_not(found: sweep.World) -> None:
    """Before anybody agrees: copied, not copied, who will have access, what changes."""
    plan = run(found, "rehome").out
    for words in ("version history", "comments", "IMPORTRANGE", "linked form", "new address"):
        assert words in plan
    assert f"{sweep.ADVISER} as reader" in plan
    shown = json.loads(run(found, "rehome", "--format", "json").out)
    assert [change["action"] for change in shown["changes"]][:2] == ["announced", "readers only"]
    assert {"address": sweep.MEMBER, "role": "writer", "reason": "on the roster"} in shown["access"]
    assert shown["open"] is False


def test_a_pointer_is_refused_with_the_reason(found: sweep.World) -> None:
    """An old file that stays keeps its history, and with it the names."""
    refused = run(found, "rehome", "--leave-pointer")
    assert refused.code == 2
    assert "version history would keep the names" in refused.err


def test_the_settings_are_unchanged_but_for_the_key(found: sweep.World) -> None:
    """Comments, odd spacing, quotes and the form of an address stay as a person typed them."""
    run(found, "rehome", "--apply", digest_in(run(found, "rehome").out))
    text = found.config.read_text(encoding="utf-8")
    assert found.configured != found.key
    assert text == sweep.SETTINGS.format(key=found.configured)


def test_while_one_is_open_every_command_says_so(found: sweep.World) -> None:
    """Which file counts is said on stderr; a second one is refused with 4."""
    by_ana = sweep.World(found.sandbox, found.key, found.folder, sweep.MEMBER)
    waits = run(by_ana, "rehome", "--apply", digest_in(run(by_ana, "rehome").out))
    assert waits.code == 1
    assert f"{sweep.OWNER}: open https://drive.google.com/file/d/{found.key}/view" in waits.out
    copy = found.configured
    for arguments in (("validate",), ("due",), ("sharing",), ("members", "list"), ("log",)):
        for key in (found.key, copy):
            said = run(by_ana, *arguments, COCSHEETS_SPREADSHEET=key).err
            assert f"The copy counts: spreadsheet {copy}" in said, arguments
    assert run(by_ana, "rehome").code == 4
    assert f"The copy counts: spreadsheet {copy}" in run(by_ana, "doctor").out
    again = run(by_ana, "rehome", "--resume", "--apply", digest_in(waits.out))
    assert again.code == 1
    undone = run(by_ana, "rehome", "--undo")
    assert run(by_ana, "rehome", "--undo", "--apply", digest_in(undone.out)).code == 0
    assert found.configured == found.key
    assert "rehome" not in run(by_ana, "validate").err


def test_on_a_terminal_it_asks(found: sweep.World, monkeypatch: pytest.MonkeyPatch) -> None:
    """No is no; yes goes ahead."""
    book = found.sandbox.client(sweep.OWNER).open_by_key(found.key)
    world = Spreadsheet(found.sandbox, book, found.folder)
    more = {"COCSHEETS_SPREADSHEET": "", "COCSHEETS_ACT_AS": sweep.OWNER}
    refused = shell(world, "rehome", typed="n\n", **more)
    assert (refused.code, sweep.files(found)) == (1, [found.key])
    agreed = shell(world, "rehome", typed="y\n", **more)
    assert agreed.code == 0, agreed.err
    assert sweep.files(found) == [found.configured]


def test_members_are_told_the_new_address(
    found: sweep.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Notices say that the records move, and where they are; no names."""
    sent: list[tuple[str, str]] = []

    def send(names: object, environment: object, title: str, body: str) -> tuple[str, ...]:
        assert names
        sent.append((title, body))
        return ()

    monkeypatch.setattr("cocsheets.notices.send", send)
    text = found.config.read_text(encoding="utf-8")
    found.config.write_text(f'{text}[notify]\nto = ["COCSHEETS_NOTIFY_CHAT"]\n', encoding="utf-8")
    run(found, "rehome", "--apply", digest_in(run(found, "rehome").out))
    assert [title for title, _ in sent] == [
        "cocsheets: the records are about to move",
        "cocsheets: the records have a new address",
        "cocsheets: the records have moved",
    ]
    assert found.configured in sent[1][1]
    assert "@" not in "".join(body for _, body in sent)


def test_where_the_key_is_in_the_environment_it_says_what_to_change(found: sweep.World) -> None:
    """It waits with exit 1, names the variable and the new key, and writes no file."""
    before = found.config.read_bytes()
    more = {"COCSHEETS_SPREADSHEET": found.key}
    plan = run(found, "rehome", **more)
    waits = run(found, "rehome", "--apply", digest_in(plan.out), **more)
    assert waits.code == 1
    new = next(key for key in sweep.files(found) if key != found.key)
    assert f"Set COCSHEETS_SPREADSHEET (in the environment or in .env) to {new}." in waits.out
    assert found.config.read_bytes() == before
    more = {"COCSHEETS_SPREADSHEET": new}
    done = run(found, "rehome", "--resume", "--apply", digest_in(plan.out), **more)
    assert done.code == 0, done.err + done.out
