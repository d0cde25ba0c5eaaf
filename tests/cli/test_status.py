"""`cocsheets status`: the page on a terminal, for programs and as a page of HTML."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from cocsheets.sandbox import Sandbox
from tests import here
from tests.operations.status_world import TITLE, StatusWorld

SETTINGS = f'[status]\nworksheet = "{TITLE}"\n'
SECTIONS = [
    "last_good_run",
    "needs_a_person",
    "due_soon",
    "on_hold",
    "done_last",
    "version_history",
]


@pytest.fixture
def world(sandbox: Sandbox) -> StatusWorld:
    """A committee after a run of today, with somebody who looks at one thing."""
    made = StatusWorld(sandbox)
    made.run_sync()
    made.assign("date-ambiguous", "Pat Example")
    sandbox.forget_requests()
    return made


def run(world: StatusWorld, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The command on the day of the world."""
    (folder / "cocsheets.toml").write_text(SETTINGS, encoding="utf-8")
    day = ("--as-of", world.now.date().isoformat())
    return here.run((*day, *words), world.environment(), folder)


def test_text(world: StatusWorld, tmp_path: Path) -> None:
    """Whole text, in three requests that change nothing; exit 1 as something needs a person."""
    told = run(world, tmp_path, "status")
    assert told.returncode == 1, told.stderr
    assert world.writes() == []
    assert len(world.sandbox.requests()) <= 3
    assert told.stdout == (Path(__file__).parent / "status.txt").read_text(encoding="utf-8")


def test_it_says_what_the_worksheet_says(world: StatusWorld, tmp_path: Path) -> None:
    """Every line of the worksheet is there, in its order, with the same links."""
    told = json.loads(run(world, tmp_path, "status", "--format", "json").stdout)
    names = {0: "Sheet1", world.book.worksheet("Members").id: "Members"}
    lines = []
    for section in told["sections"]:
        for entry in section["entries"]:
            link = entry["link"] or ""
            gid, _, place = link.rpartition("#gid=")[2].partition("&range=")
            where = f"{entry['where']} -> {names[int(gid)]}!{place}" if link else ""
            cells = (entry["when"] or "", where, entry["what"], entry["fix"] or "")
            lines.append(" | ".join(cells).rstrip(" |"))
    titles = {section["title"] for section in told["sections"]}
    page = [line.removesuffix(" | Pat Example") for line in world.shown().splitlines()[1:]]
    assert lines == [line for line in page if line.partition(" |")[0] not in titles]


def test_json(world: StatusWorld, tmp_path: Path) -> None:
    """The keys that programs rely on; who looks at a thing is not told, only that somebody does."""
    ran = run(world, tmp_path, "status", "--format", "json")
    told = json.loads(ran.stdout)
    assert [section["section"] for section in told["sections"]] == SECTIONS
    assert told["complete"] is True
    error, warning = told["sections"][1]["entries"]
    assert error == {
        "when": "2024-03-05",
        "where": "J3",
        "link": f"https://docs.google.com/spreadsheets/d/{world.key}/edit#gid=0&range=J3",
        "what": error["what"],
        "fix": "Type it as 2022-07-12 or as a true date, or declare [schema] date_order.",
        "severity": "error",
        "code": "date-ambiguous",
        "key": "report of 2024-03-05 #1",
        "somebody_looks": True,
    }
    assert warning["somebody_looks"] is False
    assert "Example" not in ran.stdout


def test_what_the_next_run_would_share_is_counted(world: StatusWorld, tmp_path: Path) -> None:
    """Somebody let a stranger in: the page has a count, and no address."""
    world.share("stranger@example.org")
    told = run(world, tmp_path, "status").stdout
    assert "Warning: 1 change to who has access is not made yet (sharing)" in told
    assert "@" not in told


def test_nothing_needs_a_person(world: StatusWorld, tmp_path: Path) -> None:
    """Exit 0 where all is well; a date that is due soon needs nobody."""
    world.records.update_acell("J3", "2027-03-05")
    world.records.update_acell("H4", "The person was asked to stop.")
    assert run(world, tmp_path, "status").returncode == 0


def test_records_that_cannot_be_read(world: StatusWorld, tmp_path: Path) -> None:
    """A broken header is on the page, and the exit code is that of the layout."""
    world.records.update_acell("J1", "Expunge on")
    ran = run(world, tmp_path, "status", "--format", "json")
    told = json.loads(ran.stdout)
    assert ran.returncode == 2
    assert told["complete"] is False
    first, carried = told["sections"][1]["entries"]
    assert first["what"].startswith("Error: not done: expunge.")
    assert "could not be judged today" in carried["what"]


def test_without_a_list_of_who_has_access(world: StatusWorld, tmp_path: Path) -> None:
    """Drive refuses: the rest of the page is there, and it is said what is not."""
    match = {"method": "GET", "path": "/drive/v3/"}
    world.sandbox.faults([{"match": match, "do": {"status": 404}}])
    ran = run(world, tmp_path, "status")
    world.sandbox.faults()
    assert "Who has access could not be looked at." in ran.stderr
    assert "Needs a person: 1 error, 1 warning" in ran.stdout


def test_init_writes_the_setting(world: StatusWorld, tmp_path: Path) -> None:
    """`init` turns the page on."""
    world.records.update_acell("J3", "2027-03-05")
    here.run(("init", "--yes"), world.environment(), tmp_path)
    assert SETTINGS.splitlines()[1] in (tmp_path / "cocsheets.toml").read_text(encoding="utf-8")
