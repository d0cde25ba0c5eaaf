"""Notices as real processes send them: counts and rows, to whom the settings name, never a name."""

from __future__ import annotations

import datetime as dt
import http.server
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from cocsheets.claim import BASE
from cocsheets.sandbox import Sandbox
from tests.cli.test_sync import ROBOT, make_shared
from tests.cli.world import World
from tests.metadata import put_metadata

SECRET = "secret-path-91b2"


@dataclass
class Chat:
    """Somebody's chat server."""

    port: int = 0
    status: int = 200
    said: list[dict[str, Any]] = field(default_factory=list)


@pytest.fixture
def chat() -> Iterator[Chat]:
    """A chat server on loopback, spoken to through apprise's json:// form."""
    found = Chat()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.said.append(json.loads(body))
            self.send_response(found.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def world(sandbox: Sandbox, tmp_path: Path, chat: Chat) -> World:
    """Two due records, one that is due soon, one with a date that nobody can read."""
    today = dt.datetime.now(dt.UTC).date()
    dates = [today - dt.timedelta(days=3)] * 2 + [today + dt.timedelta(days=5)]
    rows = [
        [
            (today - dt.timedelta(days=800 + number)).isoformat(),
            "Ana Member",
            f"Una{number} Witness",
            f"una{number}@example.net",
            "A report",
            *("Yes", "No", "Spoke with the person", ""),
            text,
        ]
        for number, text in enumerate([*(day.isoformat() for day in dates), "01/02/03"])
    ]
    world = make_shared(sandbox, tmp_path, rows)
    (tmp_path / "cocsheets.toml").write_text('[notify]\nto = ["COCSHEETS_NOTIFY_CHAT"]\n')
    (tmp_path / ".env").write_text(f"COCSHEETS_NOTIFY_CHAT=json://127.0.0.1:{chat.port}/{SECRET}\n")
    return world


def sync(world: World, *arguments: str, **environment: str) -> tuple[int, str, str]:
    """The daily run; nothing it says or sends holds a name or the secret address."""
    ran = world.run("-v", "sync", *arguments, **{"COCSHEETS_ACT_AS": ROBOT, **environment})
    said = ran.stdout + ran.stderr
    for word in ("Witness", "@example.net", SECRET, "Traceback"):
        assert word not in said, said
    return ran.returncode, ran.stdout, ran.stderr


def test_counts_and_rows_only(world: World, chat: Chat) -> None:
    """What was done, what needs a person and what comes: numbers and rows, no name, no address."""
    code, _, _ = sync(world)
    assert code == 1
    (notice,) = chat.said
    assert notice["title"] == "cocsheets: please look (findings, or a plan is waiting)"
    text = notice["message"]
    assert "Expunged: 2 records, rows 2, 3." in text
    assert "Problems found: 1 error, row 5." in text
    assert "Soon due: row 4 (" in text
    assert "Sharing: 4 let in or raised, 3 removed or lowered." in text
    for word in ("Witness", "Una", "@", "Ana", "Chair", "Spoke"):
        assert word not in text
    sync(world)
    assert len(chat.said) == 2  # there is still something to say


def test_a_change_that_cannot_be_made_is_counted_once(world: World, chat: Chat) -> None:
    """Somebody without a Google account waits for an invitation by mail: one line, every day."""
    row = ["No Account", "no@nogoogle.example", "member", "2021-01-01", ""]
    world.spreadsheet.worksheet("Members").append_row(row)
    sync(world)
    sync(world)
    lines = [line for line in chat.said[-1]["message"].splitlines() if "Sharing" in line]
    assert lines == ["Sharing: 1 change that a person has to make."]


def test_a_dry_run_shows_the_text_and_sends_nothing(world: World, chat: Chat) -> None:
    """Nothing is written, nobody is told, and the text is shown."""
    code, out, _ = sync(world, "--dry-run")
    assert code == 1
    assert "A dry run: nothing was written and no notice was sent." in out
    assert "To be expunged: rows 2, 3." in out
    assert "The notice would read:" in out
    assert chat.said == []
    assert world.writes() == []


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (f"json://127.0.0.1:9/{SECRET}", "not accepted or did not arrive"),
        (f"none-such://{SECRET}", "no address that apprise knows"),
        ("", "is not set"),
    ],
)
def test_a_failing_notice_never_fails_the_run(world: World, address: str, words: str) -> None:
    """Whatever is wrong with the address, the run is what it is, and the fault is told."""
    (world.folder / ".env").write_text(f"COCSHEETS_NOTIFY_CHAT={address}\n")
    code, out, err = sync(world)
    assert code == 1
    assert "expunge: 2 records expunged" in out
    assert "COCSHEETS_NOTIFY_CHAT" in err
    assert words in err


def test_a_run_that_cannot_begin_is_told(world: World, chat: Chat) -> None:
    """Google cannot be reached: that is a notice too."""
    (world.folder / "cocsheets.toml").write_text(
        '[notify]\nto = ["COCSHEETS_NOTIFY_CHAT"]\n[limits]\nretry_seconds = 0.2\n'
    )
    code, _, _ = sync(world, COCSHEETS_API_ROOT="http://127.0.0.1:9")
    assert code == 3
    assert "Google unreachable" in chat.said[0]["title"]
    assert "Nothing was done" in chat.said[0]["message"]


def hold_claim(world: World, days: float) -> None:
    """Another run, of another machine, is at work since so many days, and was a minute ago."""
    now = dt.datetime.now(dt.UTC)
    said = {
        "run": "0badc0de",
        "holder": "far|x|1 77 1",
        "held": True,
        "since": (now - dt.timedelta(minutes=1)).isoformat(),
        "step": 3,
        "began": (now - dt.timedelta(days=days)).isoformat(),
    }
    put_metadata(world.spreadsheet, BASE + 3, json.dumps(said))
    world.sandbox.forget_requests()


@pytest.mark.parametrize(("days", "told"), [(0.01, 0), (1.1, 1)])
def test_another_run_is_told_once_it_lasts(
    world: World, chat: Chat, days: float, told: int
) -> None:
    """In passing nobody is told, since that run tells; after a day somebody should look."""
    hold_claim(world, days)
    code, _, _ = sync(world)
    assert code == 6
    assert len(chat.said) == told
    for notice in chat.said:
        assert "for over a day" in notice["message"]
        assert "cocsheets doctor" in notice["message"]
    assert world.writes() == []


def test_a_run_that_is_asked_to_end_is_told(world: World, chat: Chat) -> None:
    """SIGTERM in mid-run: it ends at once, and somebody learns that it was not done."""
    slow = {"match": {"method": "POST", "path": ":batchUpdate"}, "do": {"delay": 0.5}}
    world.sandbox.faults([slow])
    code, _ = world.stopped_in_a_write("sync", COCSHEETS_ACT_AS=ROBOT)
    assert code == 5
    assert "asked to end" in chat.said[0]["message"]
