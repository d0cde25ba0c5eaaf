"""`cocsheets about`: what is held about one person, and an answer that names nobody else."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from cocsheets.sandbox.running import Sandbox
from tests.cli.shell import shell
from tests.cli.world import World, make_world

OTHERS = ("Poe", "Zoe", "Mad", "Witness", "Rita", "Lopez", "Ana", "mark@", "zoe@", "zoem", "7890")
"""Everybody else in the records about Jane."""
SUMMARY = (
    "Jane Doe shouted at Rita, and mark laughed. Zoe Mad (zoe@example.net) saw it. Call +44 123"
    " 456 7890. Big Bird too."
)
ROWS = [
    [
        "2026-06-05",
        "Rita Witness",
        "Jane Doe; Mark Poe; Zoe Mad",
        "jane@example.org; mark@example.org; @zoem",
        SUMMARY,
        "Yes, Ana Lopez wrote to Jane",
        "No",
        "They were asked to leave.",
        "flagged",
        "",
    ],
    ["2026-06-07", "Ana Lopez", "Doe, Jane", "", "Rude to R. Witness.", "Yes", "No", "", "", ""],
    ["2026-06-07", "Ana Lopez", "Jane Doe", "jane@example.org", "Late.", "No", "No", "", "", ""],
    ["2026-06-08", "Ana Lopez", "Zoe Mad", "", "Zoe hit Jane Doe", "Yes", "No", "", "", ""],
    ["2026-06-09", "Jane Doe", "Bo Else", "", "Private matter of Bo", "No", "No", "", "", ""],
    ["2026-06-10", "Ana Lopez", "Janet Doe", "", "Secret of Janet", "No", "No", "", "", ""],
    ["2020-06-10", "Expunged", "Expunged", "Expunged", "Expunged", "", "", "", "", ""],
]


@pytest.fixture
def world(sandbox: Sandbox, tmp_path: Path) -> World:
    """Jane in records, as a reporter, in a note, a comment and another worksheet."""
    world = make_world(sandbox, tmp_path, ROWS)
    board = world.spreadsheet.add_worksheet("Board", 20, 5)
    board.update([["Talk to jane@example.org and Zoe Mad"]], "A1")
    note = {"note": "Jane Doe called, says Rita lies"}
    where = {"startRowIndex": 1, "endRowIndex": 2, "startColumnIndex": 6, "endColumnIndex": 7}
    cell = {"range": {"sheetId": world.records.id, **where}, "cell": note, "fields": "note"}
    world.spreadsheet.batch_update({"requests": [{"repeatCell": cell}]})
    comments = f"https://www.googleapis.com/drive/v3/files/{world.spreadsheet.id}/comments"
    said = {"content": "Jane Doe is back, Mark Poe says"}
    world.spreadsheet.client.request("post", comments, params={"fields": "id"}, json=said)
    world.sandbox.forget_requests()
    return world


def found(world: World, person: str) -> dict[str, Any]:
    """What a program gets."""
    run = world.run("about", person, "--format", "json")
    assert run.returncode in (0, 1), run.stderr
    result: dict[str, Any] = json.loads(run.stdout)
    return result


@pytest.mark.parametrize(
    "person", ["Jane Doe", "DOE, Jane", "jane@example.org", "Jane Doe <jane@example.org>"]
)
def test_everything_about_a_person_is_found(world: World, person: str) -> None:
    """By name or address, which other records link: records, note, comment, another worksheet."""
    told = found(world, person)
    rows = [(one["row"], one["people_named"]) for one in told["records"]]
    assert set(rows) >= {(2, 3), (4, 1)}
    assert {one["kind"] for one in told["elsewhere"]} == {"value", "comment"}
    assert {one["cell"] for one in told["elsewhere"]} >= {"A1", "E5"}
    assert told["reported"] == [6]
    assert [one["row"] for one in told["questions"]] == [7]
    assert told["comments_seen"] is True
    assert any("version history" in line for line in told["cannot"])
    assert not world.writes()


@pytest.mark.parametrize(
    ("held", "person"), [("Wu", "Wu"), ("李伟", "李伟"), ("Bob", "bob"), ("Pat O'Brien", "O'Brien")]
)
def test_a_single_word_is_a_question(world: World, held: str, person: str) -> None:
    """Whoever has the word in a name may be the person: never nothing, and never an answer."""
    world.records.update_acell("C5", held)
    told = found(world, person)
    assert not told["records"]
    assert "C5" in [one["cell"] for one in told["perhaps"]]


def test_nobody_is_nothing(world: World) -> None:
    """Exit 0, and still what could not be looked at."""
    run = world.run("about", "Una Elsewhere")
    assert run.returncode == 0
    assert "0 records about the person, 0 other places." in run.stdout
    assert "version history" in run.stdout


def test_contents_are_on_a_terminal_alone(world: World) -> None:
    """A pipe or a file gets places; the chair at a terminal sees what they say."""
    piped = world.run("about", "Jane Doe")
    assert piped.returncode == 1
    assert "row 2: a record about the person" in piped.stdout
    for secret in ("shouted", "Rita", "Poe", "hit Jane"):
        assert secret not in piped.stdout + piped.stderr
    assert "on a terminal only" in piped.stderr
    seen = shell(world, "about", typed="Jane Doe\n")
    assert seen.code == 1
    assert "Name, address or handle" in seen.err
    assert "shouted at Rita" in seen.out
    assert "Note on Action taken by local rep?: Jane Doe called" in seen.out
    assert "Secret of Janet" not in seen.out


def test_a_person_is_asked_for_or_read(world: World) -> None:
    """Without a terminal the name comes from an argument or standard input, or it is an error."""
    from tests import here

    bare = world.run("about")
    assert bare.returncode == 2
    assert "PERSON" in bare.stderr
    read = here.run_here(("about", "-"), world.environment(), world.folder, typed="Jane Doe\n")
    assert read.returncode == 1
    for nobody in ("Expunged", "n/a", "x"):
        run = world.run("about", nobody)
        assert run.returncode == 2
        assert "Nothing was looked up." in run.stderr


@pytest.mark.parametrize("suffix", ["md", "txt"])
def test_an_answer_names_nobody_else(world: World, suffix: str) -> None:
    """A record that names three people: the reader's own part, and marks for the others."""
    out = world.folder / f"answer.{suffix}"
    run = world.run("about", "Jane Doe", "--answer", out.name)
    assert run.returncode == 1, run.stderr
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    letter = " ".join(out.read_text(encoding="utf-8").split())
    for secret in (*OTHERS, "Secret", "Private matter", "Janet", "lies at"):
        assert secret not in letter.replace("your name", "")
    for said in (
        "Named subjects: Jane Doe; [another person]; [another person]",
        "Jane Doe shouted at [another person], and [another person] laughed.",
        "Yes, [another person] wrote to Jane",
        "Rude to [another person].",
        "They were asked to leave.",
        "In a report about somebody else: [another person] hit Jane Doe",
        "In a comment: Jane Doe is back, [another person] says",
        "You are named once as the person who reported or handled a case.",
        "version history",
    ):
        assert said in letter
    assert "This may still name somebody else: row 2" in run.stderr
    assert "Read it before you send it" in run.stderr


def test_a_header_of_the_layout_names_nobody(world: World) -> None:
    """Though somebody else is called Mr Date, the reader is told what a date is of."""
    world.records.update_acell("C7", "Pat Date")
    world.run("about", "Jane Doe", "--answer", "jane.txt")
    assert "Date of 1st report: 2026-06-05" in (world.folder / "jane.txt").read_text("utf-8")


def test_what_is_noted_beside_a_reporter_is_in_no_answer(world: World) -> None:
    """A note on the reporter's cell may say who reported without a name."""
    for row, note in (("B2", "the keynote speaker's wife"), ("B5", "Jane Doe called from Rome")):
        world.records.insert_note(row, note)
    world.run("about", "Jane Doe", "--answer", "jane.txt")
    letter = (world.folder / "jane.txt").read_text(encoding="utf-8")
    assert "keynote" not in letter
    assert "Rome" not in letter
    assert found(world, "Jane Doe")["reported"] == [5, 6]


def test_a_member_of_the_committee_may_ask_too(world: World) -> None:
    """The roster, and lines of the ledger about the access; handled cases only as a number."""
    world.run("members", "add", "new@example.org", "--name", "New Member", "--yes")
    run = world.run("about", "ana@example.org", "--answer", "ana.txt")
    assert run.returncode == 1, run.stderr
    letter = " ".join((world.folder / "ana.txt").read_text(encoding="utf-8").split())
    assert "You are on the roster as chair, from 2020-01-01 until today." in letter
    assert "You are named 4 times as the person who reported or handled a case." in letter
    assert "work that was done with your account" in letter
    for secret in ("Doe", "Poe", "Rita", "New Member", "new@example.org"):
        assert secret not in letter
    assert found(world, "new@example.org")["ledger"]


def test_comments_that_cannot_be_read_are_said(world: World) -> None:
    """No comfort: what was not seen is named, also in the answer."""
    world.sandbox.faults([{"match": {"path": "/comments"}, "do": {"status": 403}}])
    told = found(world, "Jane Doe")
    world.run("about", "Jane Doe", "--answer", "a.txt")
    world.sandbox.faults([])
    assert told["comments_seen"] is False
    assert "comments: they could not be read" in told["cannot"]
    assert "comments: they could not be read" in (world.folder / "a.txt").read_text("utf-8")


def test_another_ending_is_refused(world: World) -> None:
    """An answer is text or Markdown, and nothing is read for another one."""
    assert world.run("about", "Jane Doe", "--answer", "a.csv").returncode == 2
    assert not world.sandbox.requests()
