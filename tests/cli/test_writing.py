"""`--apply DIGEST` goes ahead with the plan that was shown and with no other, in every command."""

from __future__ import annotations

from pathlib import Path

import pytest

from cocsheets.sandbox.running import Sandbox
from tests.cli.test_stopping import WRITING
from tests.cli.world import ACTING, UNA_COMES, World, make_world

ROWS = [
    ("2023-01-10", "Ana Lopez", "Ada Fixture", "", "s1", "Yes", "No", "", "", "2024-01-10"),
]
COMMANDS = {
    **WRITING,
    "members renew": (ACTING, "cy@example.net"),
    "records amend": ("2023-06-01", "--outcome-to-share", "told"),
    "stats": ("--publish", "PUBLIC"),
}
STALE = "0123456789ab"


@pytest.fixture
def world(sandbox: Sandbox, tmp_path: Path) -> World:
    """One record that is due, a roster that nobody was let in by yet, and a public spreadsheet."""
    roster = (*UNA_COMES, ("Cy Member", "cy@example.net", "member", "2021-01-01", ""))
    return make_world(sandbox, tmp_path, ROWS, roster=roster)


def test_another_plan_is_refused_whether_or_not_there_is_one_now(world: World) -> None:
    """With something to do and, once it is done, with nothing: exit 4, and nothing is written."""
    public = world.sandbox.client(ACTING).create("Public").id
    for name, rest in COMMANDS.items():
        options = [public if text == "PUBLIC" else text for text in rest]
        command = [*name.split(), *options]
        world.sandbox.forget_requests()
        waiting = world.run(*command, "--apply", STALE)
        if name != "retention":  # the one before left nothing to do
            assert f"no longer has the digest {STALE}; its digest is" in waiting.stderr, name
            assert waiting.stdout.strip(), name
        assert (waiting.returncode, world.writes()) == (4, []), name

        done = world.run(*command, "--yes")
        assert done.returncode in (0, 1), (name, done.stdout, done.stderr)
        world.sandbox.forget_requests()
        over = world.run(*command, "--apply", STALE)
        told = f"The plan no longer has the digest {STALE}: there is nothing to do now."
        assert (over.returncode, world.writes()) == (4, []), (name, over.stdout, over.stderr)
        assert told in over.stderr, (name, over.stderr)


def test_a_day_to_come_is_planned_and_never_written(world: World) -> None:
    """The plan is shown (1), consent is refused (4), by commands about rows and people alike."""
    for command in (["expunge"], ["sharing"], ["protect"], ["members", "add", "rik@example.org"]):
        planned = world.run("--as-of", "2099-01-01", *command)
        assert (planned.returncode, "Plan " in planned.stdout) == (1, True), command
        told = "Planned for 2099-01-01, a day in the future: nothing was changed.\n"
        assert planned.stderr == told
        forced = world.run("--as-of", "2099-01-01", *command, "--yes")
        assert (forced.returncode, "is in the future" in forced.stderr) == (4, True), command
    assert world.writes() == []
