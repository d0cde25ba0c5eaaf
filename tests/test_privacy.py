"""No name leaks: a marker stands wherever a name can, and no output or file ever shows it.

Every command that the program has runs, in every form of output, talkative and not, in success and
in failure. `demo` shows made-up people by design and touches no spreadsheet of anybody's;
`sandbox` serves.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest

from cocsheets.cli.main import COMMANDS
from cocsheets.cli.main import run as main
from cocsheets.sandbox import Sandbox
from tests.cli.world import ACTING, World, make_world
from tests.places.slack_server import CHANNEL, slack_server, user

MARKER = "Zyxwvut"
"""In every identifying cell, note, link, chip text, comment, list and formula."""
NAME = f"{MARKER} Person"
MAIL = f"{MARKER.lower()}@example.net"
MARKED = (
    "Zy\u0307xw\u0323ut",
    "\u091d\u093c\u094d\u092f\u0915\u094d\u0938\u093f",
    "\u1112\u1161\u11ab\ube5b",
)
"""Names whose letters have marks; they are looked for in every normal form."""
FORMS: tuple[Literal["NFC", "NFD", "NFKC", "NFKD"], ...] = ("NFC", "NFD", "NFKC", "NFKD")
ROWS = [
    line.split("|")
    for line in (
        (
            f"2024-01-05|{MARKER} Reporter|{NAME}|{MAIL}|{MARKER} shouted|Yes|No|"
            f"Spoke with {NAME}|flagged|2025-01-05"
        ),
        f"2024-02-05|{MARKER} Reporter|{NAME}; {MARKER} Other|{MAIL}|again|No|No|||2031-02-05",
        (
            f"2024-03-05|{MARKER} Reporter|{NAME}|@{MARKER}|third|maybe {MARKER}|No||"
            f"rather {MARKER}|{MARKER} said 3 June"
        ),
        f"2025-03-05|{MARKER} Reporter|{MARKER} Third|{MARKER}@broken|due|No|No|||2025-09-05",
        *(
            f"2024-05-0{day}|{name} Reporter|{name} Person|@{name}|{name} shouted|No|No|"
            f"told {name}|flagged|2025-01-05"
            for day, name in enumerate(MARKED, start=5)
        ),
    )
]
SOON = (dt.datetime.now(dt.UTC).date() + dt.timedelta(days=30)).isoformat()
LISTED = "../listed.csv"
"""What an organiser sent, beside the working folder: nothing of it is copied."""
RUNS: dict[str, list[list[str]]] = {
    "validate": [["validate", "--format", form] for form in ("text", "json", "csv", "github")],
    "rules": [["rules"], ["rules", "due"], ["rules", "--format", "json"]],
    "protect": [["protect"], ["protect", "--format", "json"]],
    "expunge": [["expunge"], ["expunge", "--format", "json"]],
    "due": [["due", "--format", form] for form in ("text", "json", "csv")],
    "retention": [["retention"], ["retention", "--format", "json"]],
    "residue": [["residue", "--format", form] for form in ("text", "json", "csv")],
    "records": [["records", "amend", "2", "--help"]],
    "rehome": [["rehome"], ["rehome", "--format", "json"]],
    "people": [["people"], ["people", "--format", "json"]],
    "members": [["members", "list"], ["members", "history"], ["members", "mail", "--row", "2"]],
    "sharing": [["sharing"], ["sharing", "audit"], ["sharing", "audit", "--format", "json"]],
    "places": [["places", "--format", form] for form in ("text", "json", "csv")],
    "status": [["status", "--format", form] for form in ("text", "json", "html")],
    "screen": [
        *(["screen", LISTED, "--format", form] for form in ("text", "json", "csv")),
        ["screen", LISTED, "--confirm", "3", "--answer", "letter.md"],
        ["screen", "--blind", "blind.json", "--expires", SOON],
    ],
    "split": [["split"], ["split", "--format", "json"]],
    "join": [["join"], ["join", "--format", "json"]],
    "about": [
        *(["about", "Robin Nowhere", "--format", form] for form in ("text", "json")),
        ["about", "zyx@example.org", "--answer", "about.md"],
    ],
    "stats": [["stats", "--format", form] for form in ("text", "markdown", "csv", "json", "html")],
    "log": [["log", "--format", form] for form in ("text", "json", "csv")],
    "doctor": [["doctor"], ["doctor", "--format", "json"]],
    "schedule": [["schedule", "--print", "cron"]],
    "init": [["init", "--yes"]],
    "sync": [["sync", "--dry-run"], ["sync", "--format", "json"], ["sync"]],
    "demo": [],
    "sandbox": [],
}
"""How each command is run; the writing ones come last."""


def test_every_command_is_tried() -> None:
    """A new command has to be added here."""
    assert set(RUNS) == set(COMMANDS)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A spreadsheet full of markers."""
    with Sandbox() as sandbox:
        yield marked_world(sandbox, tmp_path_factory.mktemp("work"))


def marked_world(sandbox: Sandbox, folder: Path) -> World:
    """A spreadsheet with the marker in cells, notes, links, lists, a formula and a comment."""
    world = make_world(sandbox, folder, ROWS)
    (folder / LISTED).write_text(
        f"Name,Mail\n{NAME},\nUna Other,{MAIL}\n{MARKED[0]} Person,\n", encoding="utf-8"
    )
    sheet_id = world.records.id
    cell = {
        "note": f"ask {NAME}",
        "userEnteredFormat": {"textFormat": {"link": {"uri": f"https://example.net/{MARKER}"}}},
        "dataValidation": {
            "condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": NAME}]}
        },
    }
    where = {"sheetId": sheet_id, "startRowIndex": 1, "endRowIndex": 2}
    formula = {"userEnteredValue": {"formulaValue": f'="{MARKER}"&" Formula"'}}
    requests: list[dict[str, Any]] = [
        {
            "repeatCell": {
                "range": {**where, "startColumnIndex": 2, "endColumnIndex": 3},
                "cell": cell,
                "fields": "note,userEnteredFormat.textFormat.link,dataValidation",
            }
        },
        {
            "updateCells": {
                "rows": [{"values": [formula]}],
                "fields": "userEnteredValue",
                "start": {"sheetId": sheet_id, "rowIndex": 4, "columnIndex": 4},
            }
        },
    ]
    world.spreadsheet.batch_update({"requests": requests})
    world.spreadsheet.client.request(
        "post",
        f"https://www.googleapis.com/drive/v3/files/{world.spreadsheet.id}/comments",
        params={"fields": "id"},
        json={"content": f"who is {NAME}?", "quotedFileContent": {"value": NAME}},
    )
    return world


def _assert_silent(run: subprocess.CompletedProcess[str], *allowed: str) -> None:
    _assert_unnamed(run.stdout + run.stderr, *allowed)


def _assert_unnamed(told: str, *allowed: str) -> None:
    for text in allowed:
        told = told.replace(text, "")
    assert MARKER.lower() not in told.lower()
    for form in FORMS:
        folded = unicodedata.normalize(form, told).casefold()
        for name in MARKED:
            assert unicodedata.normalize(form, name).casefold() not in folded


def _assert_no_file(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            _assert_unnamed(path.read_bytes().decode("utf-8", errors="replace"))


ALL = [run for runs in RUNS.values() for run in runs]


@pytest.mark.parametrize("log_format", ["json", "text"])
@pytest.mark.parametrize("arguments", ALL, ids=" ".join)
def test_no_output_and_no_file_shows_a_name(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    arguments: list[str],
    log_format: str,
) -> None:
    """Whatever a command prints or leaves on disk, talkative as can be, names nobody."""
    for name, text in world.environment().items():
        monkeypatch.setenv(name, text)
    monkeypatch.chdir(world.folder)
    capfd.readouterr()
    code = main(["-v", "--debug", "--log-format", log_format, *arguments])
    told = capfd.readouterr()
    assert code in (0, 1, 2, 4, 5), told.err
    _assert_unnamed(told.out + told.err)
    _assert_no_file(world.folder)


FAILURES: dict[str, dict[str, Any]] = {
    "500 for good": {
        "match": {"method": "POST", "path": ":batchUpdate"},
        "do": {"status": 500},
    },
    "a refusal that quotes the cell": {
        "match": {"method": "POST", "path": ":batchUpdate"},
        "do": {
            "status": 400,
            "body": {
                "error": {
                    "code": 400,
                    "message": f"Invalid requests[1].findReplace: {NAME} is not allowed.",
                    "status": "INVALID_ARGUMENT",
                }
            },
        },
    },
    "a page in place of JSON": {
        "match": {"method": "GET", "path": "/v4/"},
        "do": {"status": 200, "body": f"<html>{NAME}</html>"},
    },
    "half an answer": {
        "match": {"method": "GET", "path": "/v4/"},
        "do": {"status": 200, "body": f'{{"spreadsheetId": "x", "sheets": ["{NAME}'},
    },
}


@pytest.mark.parametrize("failure", FAILURES)
def test_no_failure_shows_a_name(tmp_path: Path, failure: str) -> None:
    """Whatever Google answers, its words are not passed on, and no traceback quotes a cell."""
    with Sandbox() as sandbox:
        world = marked_world(sandbox, tmp_path)
        (tmp_path / "cocsheets.toml").write_text(
            "[limits]\nretry_seconds = 0.3\n", encoding="utf-8"
        )
        sandbox.faults([FAILURES[failure]])
        for command in (["expunge", "--yes"], ["sync"], ["validate"]):
            run = world.run("-v", "--debug", *command)
            assert run.returncode in (1, 3, 5), run.stdout + run.stderr
            _assert_silent(run)
        _assert_no_file(tmp_path)


def test_neither_ledger_nor_metadata_nor_sheet_keeps_a_name(tmp_path: Path) -> None:
    """After expunging, the due rows, the ledger and the claim name nobody; old revisions do."""
    with Sandbox() as sandbox:
        world = marked_world(sandbox, tmp_path)
        done = world.run("expunge", "--yes")
        assert "The version history, copies and exports still have the old contents" in done.stdout
        _assert_silent(done)
        ledger = world.spreadsheet.worksheet("cocsheets log").get_all_values()
        assert MARKER not in json.dumps(ledger)
        metadata = world.spreadsheet.client.request(
            "get",
            f"https://sheets.googleapis.com/v4/spreadsheets/{world.spreadsheet.id}",
            params={"fields": "developerMetadata"},
        ).text
        assert MARKER not in metadata
        rows = world.records.get_all_values()
        assert MARKER not in json.dumps([rows[1], rows[4]])
        assert MARKER in json.dumps(rows[2:4])
        base = f"https://www.googleapis.com/drive/v3/files/{world.spreadsheet.id}/revisions"
        client = sandbox.client(ACTING)
        revisions = client.http_client.request("get", base).json()["revisions"]
        old = client.http_client.request(
            "get",
            "https://www.googleapis.com/spreadsheets/export",
            params={
                "id": world.spreadsheet.id,
                "revision": revisions[-6]["id"],
                "exportFormat": "csv",
            },
        ).text
        assert MARKER in old


def test_status_page_names_nobody(tmp_path: Path) -> None:
    """Neither the worksheet that members read nor the page in a notice has a name, a title of
    another worksheet, a reason that somebody typed, or an address."""
    with Sandbox() as sandbox:
        world = marked_world(sandbox, tmp_path)
        settings = '[status]\nworksheet = "cocsheets status"\n[notify]\nform = "full"\n'
        (tmp_path / "cocsheets.toml").write_text(settings, encoding="utf-8")
        world.records.update([["Hold until", "Hold reason"]], "K1")
        world.records.update([["2099-01-01", f"{NAME} objects"]], "K2", raw=False)
        world.records.duplicate(new_sheet_name=f"{MARKER} copy")
        for _ in range(2):
            world.run("sync")
        (tmp_path / "cocsheets.toml").write_text(
            f'{settings}[spreadsheet]\nworksheet = "Reports"\n', encoding="utf-8"
        )
        world.run("sync")
        page = json.dumps(world.spreadsheet.worksheet("cocsheets status").get_all_values())
        _assert_unnamed(page)
        assert "@" not in page
        assert "twin-worksheet" in page
        assert "still named here" in page
        assert "(held, report of 2024-01-05 #1)" in page
        for words in (["sync", "--dry-run"], ["status"], ["status", "--format", "html"]):
            told = world.run(*words).stdout
            told = told.rpartition("The notice would read:")[2]
            _assert_unnamed(told)
            assert "Needs a person" in told
        _assert_no_file(tmp_path)


TOKEN = "xoxb-Qjkvwpz-secret"
PLACES = """
[limits]
retry_seconds = 0.2

[checklist]
leaving = ["chat"]

[places.chat]
kind = "slack"
channel = "{channel}"
token = "CHAT_TOKEN"
api_root = "{url}"

[places.team]
kind = "google-group"
group = "team@example.org"

[places.list]
kind = "csv"
file = "list.csv"
"""
WITH_PLACES = [
    *(["places", "--format", form] for form in ("text", "json", "csv")),
    ["places", "CHAT_TOKEN"],
    ["sharing", "audit"],
    ["doctor"],
    ["doctor", "--format", "json"],
    ["sync", "--dry-run"],
    ["members", "remove", "rik@example.org", "--yes"],
    ["sync", "--format", "json"],
]


@pytest.mark.parametrize("fault", ["", "refused", "broken", "unset"])
def test_no_token_and_no_name_of_a_place_is_shown(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    """The token in `.env` and the names that Slack knows are in no output, log, ledger or file;
    outsiders' addresses are shown by `places` alone and by what is typed at a terminal."""
    with Sandbox() as sandbox, slack_server() as slack:
        world = make_world(sandbox, tmp_path, ROWS[:1])
        slack.token = TOKEN
        slack.people(user("ana"), user(MARKER.lower(), f"out@{MARKER}.example"))
        answers: dict[str, Any] = {
            "refused": (200, {}, {"ok": False, "error": f"{TOKEN} {MARKER}"}),
            "broken": (500, {}, f"{TOKEN} {MARKER}"),
        }
        slack.fault = lambda _method, _nth: answers.get(fault)
        settings = PLACES.format(channel=CHANNEL, url=slack.url)
        (tmp_path / "cocsheets.toml").write_text(settings, "utf-8")
        (tmp_path / "list.csv").write_text("ana@example.org\n", "utf-8")
        if fault != "unset":
            (tmp_path / ".env").write_text(f"CHAT_TOKEN={TOKEN}\n", "utf-8")
        for name, text in world.environment().items():
            monkeypatch.setenv(name, text)
        monkeypatch.chdir(tmp_path)
        capfd.readouterr()
        for arguments in WITH_PLACES:
            code = main(["-v", "--debug", *arguments])
            told = capfd.readouterr()
            assert code in (0, 1, 2), told.err
            assert TOKEN not in told.out + told.err
            lists = arguments[0] == "places" and not fault
            _assert_unnamed(told.out + told.err, *([f"out@{MARKER}.example"] if lists else []))
        assert TOKEN not in json.dumps(
            [sheet.get_all_values() for sheet in world.spreadsheet.worksheets()]
        )
        for path in tmp_path.rglob("*"):
            if path.is_file() and path.name != ".env":
                assert TOKEN not in path.read_text("utf-8", errors="replace")
