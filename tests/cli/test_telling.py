"""What was done reads differently from what would be done, and what is new is called so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cocsheets.sandbox.running import Sandbox
from tests.cli.shell import Ran, shell
from tests.cli.world import ACTING, World, make_world

TEXTS = ("Ana Lopez", "Ada Fixture", "", "text", "Yes", "No")
ROWS = [
    ("2023-01-10", *TEXTS, "Ada Fixture was told", "", "2024-01-10"),
    *(
        (f"2023-02-{day:02}", "Ana Lopez", f"Bo N{day}ame", *TEXTS[2:], "", "", "")
        for day in (1, 2)
    ),
    *(
        (f"2023-03-{day:02}", "Ana Lopez", f"Cy N{day}ame", *TEXTS[2:], "", "", "2030-01-01")
        for day in range(1, 28)
    ),
]
ROSTER = [
    ("Name", "E-mail", "Role", "Joined", "Stepped down"),
    ("Ana Lopez", ACTING, "chair", "2020-01-01", ""),
    ("Sam Former", "sam@example.org", "member", "2020-01-01", "2024-02-01"),
    ("Una Newcase", "una@example.net", "member", "2021-01-01", ""),
]
DAY = ("--as-of", "2024-04-02")


@pytest.fixture
def world(sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """One record is due, two have no date, 27 a later one than the rules give."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    made = make_world(sandbox, tmp_path, ROWS, roster=ROSTER)
    made.spreadsheet.share("sam@example.org", "user", "writer", notify=False)
    return made


@pytest.mark.parametrize("command", ["sync", "sharing --yes"])
def test_done_is_past(world: World, command: str) -> None:
    """Removed, not revoke; and how it is known."""
    planned = shell(world, *DAY, "sync", "--dry-run")
    done = shell(world, *DAY, *command.split())
    removed = "removed sam@example.org (stepped down on 2024-02-01); confirmed by a new listing"
    assert removed in done.out
    assert (
        "let in una@example.net as writer (on the roster); confirmed by a new listing" in done.out
    )
    assert "would remove sam@example.org (stepped down on 2024-02-01)\n" in planned.out
    assert "would let in una@example.net as writer (on the roster)\n" in planned.out
    assert "confirmed" not in planned.out
    assert "would" not in done.out


def test_rows_too(world: World) -> None:
    """Would expunge and would set; then expunged and changed, each seen in a new reading."""
    expunge, dates = ("expunge",), ("retention", "--only", "missing")
    assert ": would expunge B, C, E; redact H\n" in shell(world, *DAY, *expunge).out
    assert ": would set date to 2024-02-01\n" in shell(world, *DAY, *dates).out
    done = shell(world, *DAY, *expunge, "--yes").out
    assert "expunge: 1 record expunged; seen in a new reading (2023-01-10 #1)\n" in done
    done = shell(world, *DAY, *dates, "--yes").out
    assert "retention: 2 records changed; seen in a new reading (2023-02-01 #1, " in done


def test_members_too(world: World) -> None:
    """The roster in words; the plan before it keeps its signs."""
    ran = shell(world, *DAY, "members", "remove", "una@example.net", "--yes")
    told = "entered on the roster that una@example.net steps down on 2024-04-02 (leaves)"
    assert f"{told}; confirmed by reading again" in ran.out


def test_counts_say_when_they_were_taken(world: World) -> None:
    """A name in a text is gone with the record: the two counts differ, and say why."""
    assert "counted before expunging" in shell(world, *DAY, "sync", "--dry-run").out
    ran = shell(world, *DAY, "sync")
    assert "counted after expunging" in ran.out
    assert "counted" not in shell(world, *DAY, "sync").out


def _notice(ran: Ran) -> str:
    body: str = json.loads(ran.out)["notice"]["body"]
    return body


def test_a_notice_says_what_is_new(world: World) -> None:
    """Against the run before on this machine: nothing is called new the first time, and then only
    what is; no contents are kept for it."""
    command = (*DAY, "sync", "--format", "json")
    world.records.update_acell("F3", "perhaps")
    first = _notice(shell(world, *command))
    assert "ew since" not in first
    same = _notice(shell(world, *command))
    assert same.startswith("Nothing new since the run of 2024-04-02.\n")
    world.records.update_acell("G4", "Cy N1ame")
    dry = _notice(shell(world, *command, "--dry-run"))
    news = _notice(shell(world, *command))
    assert dry.partition("\n")[0] == news.partition("\n")[0]
    assert news.startswith("New since the run of 2024-04-02: answer-unknown G4.\n")
    assert _notice(shell(world, *command)).startswith("Nothing new since")
    (kept,) = (world.folder / "state").rglob("*.found.json")
    assert json.loads(kept.read_text()).keys() == {"day", "found"}
    assert "N1ame" not in kept.read_text()
    kept.write_text("{")
    assert "ew since" not in _notice(shell(world, *command))


def test_a_hidden_figure_says_why(world: World) -> None:
    """In words that a reader of the table knows."""
    for row in range(2, 9):
        world.records.update_acell(f"I{row}", "flagged" if row % 3 else "banned")
    told = " ".join(shell(world, *DAY, "stats", "--by", "status").out.split())
    assert "hidden: so few reports are behind this figure" in told
    assert "readers might know who they are about" in told


def test_retention_says_what_matters(world: World) -> None:
    """Two changes are two changes, not thirty lines; the others are counted."""
    ran = shell(world, *DAY, "retention", "--only", "missing")
    assert len(ran.out.splitlines()) == 7, ran.out
    assert "set date to 2024-02-01" in ran.out
    assert "27 later than the rules give" in ran.out
    listed = shell(world, *DAY, "retention", "--only", "missing", "--format", "csv")
    assert len(listed.out.splitlines()) == len(ROWS) + 1
