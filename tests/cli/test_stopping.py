"""Whoever stops a command, or is refused, is told whether anything was changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from cocsheets.errors import StoppedError, UnreachableError
from cocsheets.formats.notice import failure_notice
from cocsheets.sandbox.running import Sandbox
from tests.cli.shell import CTRL_C, pressed, shell
from tests.cli.world import ACTING, UNA_COMES, World, make_world

ROWS = [
    ("2023-01-10", "Ana Lopez", "Ada Fixture", "", "s1", "Yes", "No", "", "", "2024-01-10"),
    ("2023-01-11", "Ana Lopez", "Bo Fixture", "", "s2", "Yes", "No", "", "", ""),
]
REPORT = ("--date-reported", "2023-06-01", "--reporter", "Ana Lopez", "--summary", "new")
WRITING = {
    "expunge": (),
    "retention": ("--only", "all"),
    "sharing": (),
    "protect": (),
    "members add": ("rik@example.org",),
    "members remove": ("una@example.net",),
    "members renew": (ACTING,),
    "records add": (*REPORT, "--severity", "serious"),
    "records amend": ("3", "--outcome-to-share", "told"),
}
READER = "rea@example.org"
UNCHANGED = "Stopped. Nothing was changed.\n"


@pytest.fixture
def world(sandbox: Sandbox, tmp_path: Path) -> World:
    """Something to do for each command that writes, and a reader."""
    made = make_world(sandbox, tmp_path, ROWS, roster=UNA_COMES)
    made.spreadsheet.share(READER, "user", "reader", notify=False)
    sandbox.forget_requests()
    return made


@pytest.mark.parametrize("name", WRITING)
def test_ctrl_c(world: World, name: str) -> None:
    """At the prompt and while reading nothing was changed: said, and it exits as a plan that waits
    does, like an answer of no. Only where a write was sent the next run is spoken of."""
    command = [*name.split(), *WRITING[name]]
    at_prompt = shell(world, *command, typed=f"{CTRL_C}\n")
    with pressed(lambda method, _: method == "GET"):
        reading = shell(world, *command, "--yes")
    said_no = shell(world, *command, typed="n\n")
    assert (at_prompt.code, reading.code, said_no.code, world.writes()) == (1, 1, 1, [])
    assert at_prompt.err.endswith(UNCHANGED)
    assert reading.err.lstrip() == UNCHANGED
    with pressed(lambda method, _: method != "GET", after=True):
        writing = shell(world, *command, "--yes")
    assert writing.code == 5
    assert writing.err.lstrip() == "Stopped. What was under way is finished by the next run.\n"


@pytest.mark.parametrize(("name", "code"), [("validate", 1), ("due", 1), ("sync", 5)])
def test_ctrl_c_while_reading(world: World, name: str, code: int) -> None:
    """The same for commands that only read. The daily job is not done before all its parts are, and
    a timer that takes 1 for a good run hears of it."""
    with pressed(lambda method, _: method == "GET"):
        ran = shell(world, *name.split())
    assert (ran.code, ran.err.lstrip(), world.writes()) == (code, UNCHANGED, [])


@pytest.mark.parametrize("name", WRITING)
def test_who_may_only_read(world: World, name: str) -> None:
    """A refusal is told as one, with what was changed: nothing; no next run does better."""
    ran = shell(world, *name.split(), *WRITING[name], "--yes", COCSHEETS_ACT_AS=READER)
    assert ran.code == 3
    assert ran.err.count("Nothing was changed.") == 1
    said = ran.out + ran.err
    assert "next run" not in said
    assert "Google does not let us" in said
    assert "again" not in said


def test_a_bad_path_is_about_the_path(world: World) -> None:
    """A local file that cannot be read changes nothing, and no run finishes anything."""
    (world.folder / "cocsheets.toml").mkdir()
    ran = shell(world, "--config", "x" * 300, "sync")
    assert (ran.code, "next run" in ran.err) == (2, False)
    (world.folder / "list.json").mkdir()
    ran = shell(world, "records", "add", "--from-json", "list.json")
    assert (ran.code, "next run" in ran.err) == (2, False), ran.err


@pytest.mark.parametrize("error", [StoppedError(), UnreachableError("x"), ZeroDivisionError()])
def test_a_notice_tells_the_same(error: BaseException) -> None:
    """The notice of a run that did not come to its end, by whether anything was changed."""
    before, amid = (failure_notice(error, "r", changed=changed) for changed in (False, True))
    assert "Nothing was" in before.body
    assert "next run" not in before.body
    assert "finished by the next run" in amid.body
