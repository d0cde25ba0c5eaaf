"""`cocsheets screen`: an organiser's list beside flagged people, without a word too much."""

from __future__ import annotations

import datetime as dt
import json
import os
import stat
import tempfile
from pathlib import Path
from typing import Any

import pytest

from cocsheets import blind
from cocsheets.sandbox.running import Sandbox
from tests.cli.shell import shell
from tests.cli.world import World, make_world

TODAY = dt.datetime.now(dt.UTC).date()
DAYS = [(TODAY - dt.timedelta(days=190 - number)).isoformat() for number in range(10)]
"""Days of reports, the earliest first."""
SOON = (TODAY + dt.timedelta(days=60)).isoformat()
MARK = "Zyxwvut"
"""In every cell of a record that nobody else may read."""


def row(
    day: str, name: str, contact: str, outcome: str = "", status: str = "flagged", until: str = ""
) -> list[str]:
    """A report."""
    handler = f"{MARK} Reporter"
    return [day, handler, name, contact, f"{MARK} shouted", "Yes", "No", outcome, status, until]


ROWS = [
    row(DAYS[1], f"Jane {MARK}", "jane.doe@gmail.com; @janed", "Asked to leave."),
    row(DAYS[2], "Robert Quill", "", "Banned for a year.", "blacklisted"),
    row(DAYS[3], f"Zoe {MARK}", "zoe@example.org", f"We spoke with Zoe {MARK}."),
    row(DAYS[4], "Blank Person", "blank@example.org", status=""),
    row("2020-06-05", "Due Person", "due@example.org", until="2021-01-05"),
    row("2020-06-06", "Held Person", "held@example.org", "On hold.", until="2021-06-06"),
    row(DAYS[7], "Held Person", "held@example.org", status=""),
    row(DAYS[8], "Юлия Щербакова", "", "Asked to apologise."),
    ["2020-01-01", "Expunged", "Expunged", "Expunged", "Expunged", "", "", "Old.", "flagged", ""],
    row(DAYS[9], "Poe Odd", "poe@example.org", status="rather odd"),
]
LIST = """Name,E-mail
J. D.,J.ane.Doe+conf@googlemail.com
Bob Quill,bob@example.net
Zoe Z,zoe@example.org
Blank Person,blank@example.org
Due Person,due@example.org
Somebody,held@example.org
Julia Scherbakova,julia@example.net
Expunged,expunged@example.org
Poe Odd,poe@example.org
"""


@pytest.fixture
def world(sandbox: Sandbox, tmp_path: Path) -> World:
    """Flagged, blank, due, held and expunged records, and a list with all of them."""
    made = make_world(sandbox, tmp_path, ROWS)
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    return made


def found(world: World, *more: str) -> dict[str, Any]:
    """What a program gets."""
    run = world.run("screen", "list.csv", "--format", "json", *more)
    assert run.returncode in (0, 1), run.stderr
    result: dict[str, Any] = json.loads(run.stdout)
    return result


def ledger(world: World) -> list[list[str]]:
    """Action, target, columns, count and state of the lines of the ledger."""
    lines = world.spreadsheet.worksheet("cocsheets log").get_all_values()[1:]
    return [[*line[2:6], line[7]] for line in lines]


def test_who_matches_who_is_asked_about_and_who_never_is(world: World) -> None:
    """Equal identifiers match; names are questions; blank, due and expunged records never count."""
    told = found(world)
    assert told["rows"] == 9
    assert [(m["row"], m["status"], m["outcome"]) for m in told["matches"]] == [
        (2, "flagged", "Asked to leave."),
        (7, "flagged", "On hold."),
    ]
    assert [(q["row"], q["record"], q["in_list"]) for q in told["questions"]] == [
        (3, f"{DAYS[2]} #1", 1),
        (8, f"{DAYS[8]} #1", 1),
    ]
    assert [q["score"] for q in told["questions"]] == [90, 97]
    assert [(r["record"], r["row"]) for r in told["refused"]] == [(f"{DAYS[3]} #1", 4)]
    assert "names-person" in told["refused"][0]["reason"]
    assert told["unread"] == [11]


def test_nothing_found_is_said_without_comfort(world: World) -> None:
    """Exit 0, and no clearance."""
    (world.folder / "list.csv").write_text("Name,Mail\nUna Other,una@example.net\n", "utf-8")
    run = world.run("screen", "list.csv")
    assert run.returncode == 0
    assert "No match is no clearance" in run.stdout
    assert "0 matches, 0 questions" in run.stdout
    assert "cannot be read: row 11 of the records" in run.stdout


def test_no_answer_is_final_while_a_record_cannot_be_read(world: World) -> None:
    """Nobody was compared with it, so the organiser hears again; each form says so."""
    (world.folder / "list.csv").write_text("Mail\nuna@example.net\nuna at example.net\n", "utf-8")
    run = world.run("screen", "list.csv", "--format", "csv", "--answer", "answer.txt")
    assert run.returncode == 0
    assert "row 11 of the records" in run.stderr
    assert "row of the list with an address that cannot be read" in run.stderr
    assert "not final" in (world.folder / "answer.txt").read_text("utf-8")


def test_a_report_above_the_header_is_not_counted_as_comfort(world: World) -> None:
    """A sort that takes the header along leaves it there, and nobody is compared with it."""
    source = {"sheetId": world.records.id, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}
    move = {"moveDimension": {"source": source, "destinationIndex": 2}}
    world.spreadsheet.batch_update({"requests": [move]})
    assert found(world)["unread"] == [1, 11]
    assert "cannot be read: row 1, 11 of the records" in world.run("screen", "list.csv").stdout


def test_a_record_that_names_nobody_is_not_counted_as_comfort(world: World) -> None:
    """It is flagged, and no list can be compared with it."""
    world.records.update([["unknown", "n/a"]], "C2:D2")
    assert found(world)["nameless"] == [2]
    assert "name nobody who can be compared: row 2" in world.run("screen", "list.csv").stdout


def test_the_ledger_counts_and_names_nobody(world: World) -> None:
    """Event, rows, matches and questions, by whom; no row of the list, and no name."""
    found(world, "--event", "Sample Conference")
    assert ledger(world) == [
        ["screen", "Sample Conference", "9 rows, 2 matches, 2 questions, 1 refused", "9", "done"]
    ]
    by = world.spreadsheet.worksheet("cocsheets log").acell("G2").value
    assert by == "ana@example.org"


def test_questions_are_answered_by_options(world: World) -> None:
    """What is confirmed is told; what is rejected is remembered by record, and said next time."""
    told = found(world, "--confirm", "3", "--reject", "8")
    assert [(m["row"], m["confirmed"]) for m in told["matches"]] == [
        (2, False),
        (3, True),
        (7, False),
    ]
    assert told["matches"][1]["status"] == "asked not to attend"
    assert not told["questions"]
    assert ledger(world)[1] == ["not the same person", f"{DAYS[8]} #1", "", "1", "done"]
    again = found(world)
    assert [q["rejected_before"] for q in again["questions"]] == [0, 1]
    assert "answered with no 1 time before" in world.run("screen", "list.csv").stdout


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--confirm", "2"), "no question about row 2"),
        (("--reject", "99"), "no question about row 99"),
        (("--confirm", "3", "--reject", "3"), "confirmed and rejected at once"),
        (("--confirm", "3:99"), "no question about row 3:99"),
    ],
)
def test_an_answer_to_no_question_is_refused(
    world: World, options: tuple[str, ...], why: str
) -> None:
    """A mistyped row is no answer, and nothing is noted."""
    run = world.run("screen", "list.csv", *options)
    assert run.returncode == 2
    assert why in run.stderr
    assert "cocsheets log" not in [sheet.title for sheet in world.spreadsheet.worksheets()]


def test_a_row_with_two_questions_says_which(sandbox: Sandbox, tmp_path: Path) -> None:
    """To confirm one of two records, the record is named; rejecting may be for both."""
    rows = [row(DAYS[day], "Una Other", "", f"Outcome {day}.") for day in (1, 2)]
    world = make_world(sandbox, tmp_path, rows)
    (tmp_path / "list.csv").write_text("Name\nUna Other\nBo Else\n", encoding="utf-8")
    run = world.run("screen", "list.csv", "--confirm", "2")
    assert run.returncode == 2
    assert "Say which: 2:2, 2:3" in run.stderr
    told = found(world, "--confirm", "2:3")
    assert [m["outcome"] for m in told["matches"]] == ["Outcome 2."]
    assert [q["record_row"] for q in told["questions"]] == [2]
    assert not found(world, "--reject", "2")["questions"]


def test_on_a_terminal_questions_come_one_by_one(world: World) -> None:
    """Columns are confirmed, then each question is asked; Enter leaves it open."""
    ran = shell(world, "screen", "list.csv", "--answer", "letter.txt", typed="y\ny\n\n")
    assert ran.code == 1, ran.err
    assert 'A "Name": name; B "E-mail": e-mail. Is that right?' in ran.err
    assert "Bob Quill | bob@example.net" in ran.err
    assert "row 3: asked not to attend (confirmed by a person)" in ran.out
    assert "row 8: question" in ran.out
    assert MARK not in ran.out + ran.err
    letter = (world.folder / "letter.txt").read_text(encoding="utf-8")
    assert "Row 3: asked not to attend events covered" in letter
    assert "Row 8" not in letter
    assert "not final" in letter


def test_wrong_columns_are_not_compared(world: World) -> None:
    """No at the first question ends it, and nothing is noted."""
    ran = shell(world, "screen", "list.csv", typed="n\n")
    assert ran.code == 2
    assert "--name" in ran.err
    assert not world.writes()


@pytest.mark.parametrize("suffix", ["md", "txt", "csv", "json"])
def test_the_letter_is_for_its_writer_alone(world: World, suffix: str) -> None:
    """Whole, readable by nobody else, with what may be shared and nothing of the rest."""
    out = world.folder / f"answer.{suffix}"
    run = world.run("screen", "list.csv", "--answer", out.name, "--event", "Sample Conference")
    assert run.returncode == 1, run.stderr
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    letter = out.read_text(encoding="utf-8")
    assert "Asked to leave." in letter
    assert "Sample Conference" in letter
    for secret in (MARK, "jane", "googlemail", "Banned", "Quill", "zoe", *DAYS):
        assert secret.lower() not in letter.lower()


def test_another_ending_is_refused_before_anything_is_read(world: World) -> None:
    """A letter has one of four forms, in a folder that is there."""
    for answer in ("letter.docx", "letter", "none/letter.md"):
        assert world.run("screen", "list.csv", "--answer", answer).returncode == 2
    assert not world.sandbox.requests()


def test_nothing_of_a_record_or_the_list_is_left_anywhere(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Neither output, ledger, log, error, letter, blind file nor any other file has it."""
    temporary = tmp_path_factory.mktemp("tmp")
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    listed = "".join(f"L{MARK} Person{n},l{MARK.lower()}{n}@example.org\n" for n in range(50))
    source = world.folder / "list.csv"
    source.write_text(LIST + f"Jane {MARK},x@example.org\n" + listed, encoding="utf-8")
    said = ""
    for options in (
        ("list.csv", "--answer", "a.md", "--event", "Conf"),
        ("list.csv", "--format", "json"),
        ("list.csv", "--format", "csv", "--answer", "a.csv"),
        ("list.csv", "--reject", "3", "--answer", "a.json"),
        ("list.csv", "--confirm", "zzz"),
        ("--blind", "blind.json", "--expires", SOON, "--event", "Conf"),
    ):
        run = world.run("-v", "--debug", "screen", *options)
        said += run.stdout + run.stderr
    source.unlink()
    said += json.dumps([sheet.get_all_values() for sheet in world.spreadsheet.worksheets()[2:]])
    for folder in (world.folder, temporary, Path(os.environ["XDG_STATE_HOME"])):
        for path in folder.rglob("*"):
            if path.is_file():
                said += path.name + path.read_bytes().decode("utf-8", errors="replace")
    assert MARK.lower() not in said.lower()
    for secret in ("jane.doe", "zoe@", "julia@", "bob@example.net", "googlemail"):
        assert secret not in said


def test_an_account_that_may_only_read_can_screen(world: World) -> None:
    """The answer is given; that it was not noted is said."""
    world.spreadsheet.share("rik@example.org", "user", "reader", notify=False)
    run = world.run("screen", "list.csv", COCSHEETS_ACT_AS="rik@example.org")
    assert run.returncode == 1, run.stderr
    assert "row 2: flagged" in run.stdout
    assert "not noted in the ledger" in run.stderr


def test_a_list_comes_from_standard_input(world: World) -> None:
    """A `-` reads it, and asks nothing."""
    from tests import here

    run = here.run_here(
        ("screen", "-", "--format", "json"), world.environment(), world.folder, typed=LIST
    )
    assert run.returncode == 1, run.stderr
    assert len(json.loads(run.stdout)["matches"]) == 2


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("screen",), "Name the FILE"),
        (("screen", "none.csv"), "There is no file"),
        (("screen", "list.csv", "--name", "Nobody"), "no column"),
        (("screen", "list.csv", "--expires", "2027-01-01"), "belongs to --blind"),
        (("screen", "--blind", "b.json"), "needs --expires"),
        (("screen", "list.csv", "--blind", "b.json"), "needs no list"),
        (("screen", "--blind", "none/b.json", "--expires", "2027-01-01"), "no folder"),
        (("screen", "--blind", "b.json", "--expires", "2001-01-01"), "expires between"),
    ],
)
def test_what_cannot_be_done_is_said(world: World, arguments: tuple[str, ...], why: str) -> None:
    """Exit 2, in words, and nothing is written."""
    run = world.run(*arguments)
    assert run.returncode == 2
    assert why in " ".join(run.stderr.replace("│", " ").split())
    assert not world.writes()


def test_columns_are_named_by_options(world: World) -> None:
    """Then only those count."""
    told = found(world, "--email", "B")
    assert [m["row"] for m in told["matches"]] == [2, 7]
    assert not told["questions"]


def test_a_day_in_the_future_is_not_noted(world: World) -> None:
    """Planning for another day compares for that day and writes nothing."""
    run = world.run("--as-of", "2099-01-01", "screen", "list.csv")
    assert run.returncode == 1
    assert "not noted in the ledger" in run.stderr
    assert not world.writes()


# --- without the list ---------------------------------------------------------------------------


def test_a_blind_list_finds_who_is_flagged(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """The weaknesses come first; the checker finds each strong identifier, and names nobody."""
    run = world.run("screen", "--blind", "blind.json", "--expires", SOON)
    assert run.returncode == 0, run.stderr
    for weakness in ("can guess", "False hits", "only a promise", "Names are not compared"):
        assert weakness in run.stderr
        assert weakness in (world.folder / "blind.json").read_text(encoding="utf-8")
    assert stat.S_IMODE((world.folder / "blind.json").stat().st_mode) == 0o600
    content = json.loads((world.folder / "blind.json").read_text(encoding="utf-8"))
    assert set(content) == {"format", "about", "expires", "key", "scrypt", "bits", "digests"}
    assert len(content["digests"]) == 32  # filled up by chance, so that it does not count people
    line = ledger(world)[0]
    assert line[:3] == [
        "blind list",
        "an event that was not named",
        f"3 records, expires {SOON}",
    ]
    (world.folder / "list.csv").write_text(LIST + "Handle Only,@JaneD\n", encoding="utf-8")
    assert blind.main([str(world.folder / name) for name in ("blind.json", "list.csv")]) == 1
    told = capsys.readouterr().out
    asked = [int(line.split(":")[0][4:]) for line in told.splitlines() if line.startswith("row")]
    assert asked == [2, 4, 7, 11]


def test_on_a_terminal_a_blind_list_is_only_made_when_agreed(world: World) -> None:
    """Somebody who has read the weaknesses may think better of it."""
    blinded = ("screen", "--blind", "blind.json", "--expires", SOON)
    ran = shell(world, *blinded, typed="\n")
    assert (ran.code, (world.folder / "blind.json").exists()) == (0, False)
    assert "Nothing was written." in ran.err
    assert shell(world, *blinded, typed="y\n").code == 0


def test_nobody_to_blind_is_said(sandbox: Sandbox, tmp_path: Path) -> None:
    """An empty blind list would look like good news."""
    world = make_world(sandbox, tmp_path, [row(DAYS[1], "Una Other", "")])
    run = world.run("screen", "--blind", "b.json", "--expires", SOON)
    assert run.returncode == 2
    assert "would be empty" in run.stderr


def test_what_looks_like_a_header_is_not_repeated(world: World) -> None:
    """Without a terminal columns are letters: somebody's name may be in the first row."""
    (world.folder / "list.csv").write_text("Name Zyxwvut,Mail\nUna Else,u@example.org\n", "utf-8")
    run = world.run("screen", "list.csv")
    assert "A: name; B: e-mail" in run.stderr
    assert MARK not in run.stdout + run.stderr
