"""Setting up, from an empty folder: by options, by questions, and never over what is there."""

from __future__ import annotations

import os
import pty
import stat
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from cocsheets.sandbox import Sandbox
from tests.cli.test_sync import OWNER, ROBOT
from tests.cli.world import World
from tests.records.sheets import HEADERS

ROW = ["2026-01-05", "Ana", "Una Witness", "una@example.net", "Text", "Yes", "No", "Spoke", "", ""]


@pytest.fixture
def world(sandbox: Sandbox, tmp_path: Path) -> World:
    """A sheet as people have them: below a title, one header in other words, one of their own; no
    roster; two members, an adviser, a link."""
    book = sandbox.client(OWNER).create("CoC records")
    book.sheet1.update_title("Reports 2016–26")
    header = [*HEADERS[:9], "Expunge this record on date", "Notes"]
    book.sheet1.update([["Code of Conduct"], header, ROW], "A1", raw=True)
    for email, role in (("ana@example.org", "writer"), ("bo@example.org", "writer")):
        book.share(email, "user", role, notify=False)
    book.share("di@example.org", "user", "reader", notify=False)
    book.share(ROBOT, "user", "writer", notify=False)
    book.share("", perm_type="anyone", role="reader", with_link=True)
    sandbox.forget_requests()
    return World(sandbox, book, tmp_path)


def init(world: World, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """`cocsheets init` with nothing in the environment but the sandbox."""
    told = {"COCSHEETS_SPREADSHEET": "", "COCSHEETS_ACT_AS": ROBOT, **more}
    return world.run("init", *arguments, **told)


def files(world: World) -> list[str]:
    """What is in the folder."""
    return sorted(path.name for path in world.folder.iterdir())


def test_from_an_empty_folder(world: World) -> None:
    """init, doctor, sync, schedule --print: each goes on from what the last one left."""
    shown = init(world, "--spreadsheet", world.spreadsheet.url, "--make-roster")
    assert shown.returncode == 1
    assert files(world) == []
    assert world.writes() == []
    digest = shown.stderr.split("--apply ")[1].split()[0]
    made = init(world, "--spreadsheet", world.spreadsheet.url, "--make-roster", "--apply", digest)
    assert made.returncode == 1, made.stderr  # findings: an own column, an open link
    assert files(world) == [".env", "cocsheets.toml"]
    assert stat.S_IMODE((world.folder / ".env").stat().st_mode) == 0o600
    settings = tomllib.loads((world.folder / "cocsheets.toml").read_text())
    assert settings["spreadsheet"]["key"] == world.spreadsheet.id
    assert settings["sharing"]["keep"] == [ROBOT]
    assert settings["schema"]["headers"] == {"expunge_on": "Expunge this record on date"}
    roster = world.spreadsheet.worksheet("Members").get_all_values()
    assert roster[0] == ["Name", "E-mail", "Role", "Joined", "Stepped down"]
    assert [(row[1], row[2]) for row in roster[1:]] == [
        (OWNER, "chair"),
        ("ana@example.org", "member"),
        ("bo@example.org", "member"),
        ("di@example.org", "adviser"),
    ]
    assert "1 access path should be closed: 1 x link" in made.stdout
    alone = {
        "COCSHEETS_API_ROOT": "",
        "COCSHEETS_ACT_AS": "",
        "COCSHEETS_SPREADSHEET": "",
    }
    assert world.run("doctor", **alone).returncode == 1
    ran = world.run("sync", **alone)
    assert ran.returncode == 1, ran.stdout  # the column of their own is still there
    assert "removed anyone with the link" in ran.stdout
    printed = world.run("schedule", "--print", "systemd", **alone)
    assert printed.returncode == 0
    assert f"WorkingDirectory={world.folder}" in printed.stdout


def test_never_overwrites(world: World) -> None:
    """A settings file that is there, even a dangling link, stays; so does .env, with a word on what
    it should say."""
    (world.folder / "cocsheets.toml").symlink_to("nowhere")
    ran = init(world, "--spreadsheet", world.spreadsheet.id, "--yes")
    assert ran.returncode == 2
    assert "exists already" in ran.stderr
    (world.folder / "cocsheets.toml").unlink()
    (world.folder / ".env").write_text("# mine\n")
    ran = init(world, "--spreadsheet", world.spreadsheet.id, "--yes")
    assert (world.folder / ".env").read_text() == "# mine\n"
    assert "COCSHEETS_ACT_AS='robot@sandbox.example'" in ran.stderr
    assert "cocsheets.toml" in files(world)


def test_what_is_missing_is_asked_for_by_option(world: World) -> None:
    """Without a terminal: what is not known is named with its option; nothing is written."""
    ran = init(world)
    assert (ran.returncode, "--spreadsheet" in ran.stderr) == (2, True)
    sheet = world.spreadsheet.sheet1
    sheet.update_acell("F2", "Quite another thing")
    ran = init(world, "--spreadsheet", world.spreadsheet.id, "--yes")
    assert ran.returncode == 2
    assert 'action_by_us ("Action taken by us?")' in ran.stderr
    assert "--header" in ran.stderr
    assert files(world) == []
    named = ("--header", "action_by_us=Quite another thing", "--time-zone", "Europe/Berlin")
    ran = init(world, "--spreadsheet", world.spreadsheet.id, "--yes", *named)
    text = (world.folder / "cocsheets.toml").read_text()
    assert 'action_by_us = "Quite another thing"' in text
    assert 'time_zone = "Europe/Berlin"' in text
    (world.folder / "cocsheets.toml").unlink()
    without = ("--without", "action_by_us")
    ran = init(world, "--spreadsheet", world.spreadsheet.id, "--yes", *without)
    assert (
        "[schema.columns.action_by_us]\noptional = true"
        in (world.folder / "cocsheets.toml").read_text()
    )
    assert world.run("validate", COCSHEETS_ACT_AS=ROBOT).returncode in (0, 1)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--header", "nonsense"), 2, "KEY=TEXT"),
        (("--worksheet", "None such"), 2, "None such"),
        (("--preset", "none-2000"), 2, "django-2016"),
        (("--time-zone", "Mars/Olympus"), 2, "Mars/Olympus"),
        (("--make-roster", "--chair", "nobody@example.org"), 2, "--chair"),
        (("--apply", "000000000000"), 4, "Nothing was written"),
    ],
)
def test_what_cannot_be(world: World, arguments: tuple[str, ...], code: int, words: str) -> None:
    """A wish that cannot be granted ends it with the cure; nothing is written."""
    consent = () if "--apply" in arguments else ("--yes",)
    ran = init(world, "--spreadsheet", world.spreadsheet.id, *consent, *arguments)
    assert ran.returncode == code, ran.stderr
    assert words in ran.stderr
    assert files(world) == []
    assert world.writes() == []


def test_two_worksheets_of_records(world: World) -> None:
    """Which of two worksheets holds the records is never guessed: told by option, or asked."""
    world.spreadsheet.sheet1.duplicate(new_sheet_name="Copy")
    world.sandbox.forget_requests()
    ran = init(world, "--spreadsheet", world.spreadsheet.id, "--yes")
    assert (ran.returncode, files(world), world.writes()) == (2, [], [])
    assert '"Reports 2016–26"' in ran.stderr
    assert '"Copy"' in ran.stderr
    assert "--worksheet" in ran.stderr
    ran = init(world, "--spreadsheet", world.spreadsheet.id, "--worksheet", "Copy")
    assert "The worksheet Copy, by its gid" in ran.stdout
    assert "--make-roster" in ran.stderr
    dialogue = [
        ("Key or URL of the spreadsheet", world.spreadsheet.url),
        ("Which worksheet holds the records?", "Reports 2016–26"),
        ('Is "Expunge this record on date" (J) "Date to expunge this record"?', "y"),
        ("Time zone of the committee", ""),
        ("decide later?", ""),
        ("Make one from those who have access now?", "n"),
        ("Go ahead?", "n"),
    ]
    code, said = on_terminal(world, dialogue)
    assert code == 1
    assert "The worksheet Reports 2016–26, by its gid" in said


def test_asked_on_a_terminal(world: World) -> None:
    """Somebody at a terminal answers questions; a slip is asked again; no is no."""
    dialogue = [
        ("Key or URL of the spreadsheet", world.spreadsheet.url),
        ('Is "Expunge this record on date" (J) "Date to expunge this record"?', "y"),
        ("Time zone of the committee", "Europe/Berlin"),
        ("decide later?", "later"),
        ("Make one from those who have access now?", "y"),
        ("Who chairs?", ""),
        ("Go ahead?", "n"),
    ]
    code, said = on_terminal(world, dialogue)
    assert code == 1, said
    assert files(world) == []
    code, said = on_terminal(world, [*dialogue[:-1], ("Go ahead?", "y")])
    assert code == 1, said
    assert files(world) == [".env", "cocsheets.toml"]
    assert 'Made the worksheet "Members"' in said
    assert "chaired by chair@example.org" in said


def on_terminal(world: World, dialogue: list[tuple[str, str]]) -> tuple[int, str]:
    """Run `cocsheets init` on a pseudo-terminal, answering each question when it comes."""
    own, theirs = pty.openpty()
    env = world.environment(COCSHEETS_SPREADSHEET="", COCSHEETS_ACT_AS=ROBOT, COLUMNS="200")
    process = subprocess.Popen(
        [sys.executable, "-m", "cocsheets", "init"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=world.folder,
        env=env,
    )
    os.close(theirs)
    said, questions = "", list(dialogue)
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            said += os.read(own, 65536).decode(errors="replace").replace("\r\n", "\n")
        except OSError:
            break  # the other side has closed
        if questions and questions[0][0] in said.rpartition("\n")[2]:
            os.write(own, questions.pop(0)[1].encode() + b"\n")
            said += "\n"
    code = process.wait(10)
    os.close(own)
    assert not questions, said
    return code, said
