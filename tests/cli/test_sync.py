"""The daily job from end to end: real processes, unmodified gspread, HTTP against the sandbox."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gspread
import pytest

from cocsheets.sandbox import Sandbox
from tests.cli.world import World
from tests.records.sheets import HEADERS

OWNER = "chair@example.org"
ROBOT = "robot@sandbox.example"
ROSTER = [
    ["Name", "E-mail", "Role", "Joined", "Stepped down"],
    ["The Chair", OWNER, "chair", "2020-01-01", ""],
    ["Ana Member", "ana@example.org", "member", "2020-01-01", ""],
    ["Bo Member", "bo@example.org", "member", "2021-01-01", ""],
    ["Cy Member", "cy@example.org", "member", "2021-01-01", ""],
    ["Di Adviser", "di@example.org", "adviser", "2021-01-01", ""],
]
DUE = 7
OWN = ("cocsheets log", "cocsheets status")
Cells = dict[str, list[list[Any]]]


def _rows(count: int = 200) -> list[list[str]]:
    """200 rows in shuffled order, 7 due, one in Unicode, one with a two-line summary."""
    chance = random.Random(7)
    today = dt.date.today()  # noqa: DTZ011  # the spreadsheets of the sandbox are in UTC
    rows = []
    for number in range(count):
        reported = today - dt.timedelta(days=(800 if number < DUE else 100) + number)
        expunge = today + dt.timedelta(days=-30 if number < DUE else 200 + number)
        name = f"Person{number:03} Sample" if number != 1 else "Zoë Ünïcode"
        rows.append(
            [
                reported.isoformat(),
                chance.choice(["Ana Member", "Bo Member"]),
                name,
                f"person{number}@example.net",
                "first line\nsecond line" if number == 2 else f"Report {number}",
                chance.choice(["Yes", "No"]),
                "No",
                "Spoke with the person",
                "",
                expunge.isoformat() if number < DUE or number % 3 else "",
            ]
        )
    chance.shuffle(rows)
    return rows


@pytest.fixture
def world(sandbox: Sandbox, tmp_path: Path) -> World:
    """A spreadsheet made by somebody else's client, two strangers and an open link on it; with a
    status page, as `init` writes it."""
    settings = f'[status]\nworksheet = "{OWN[1]}"\n'
    (tmp_path / "cocsheets.toml").write_text(settings, encoding="utf-8")
    return make_shared(sandbox, tmp_path, _rows())


def make_shared(sandbox: Sandbox, folder: Path, rows: list[list[str]]) -> World:
    """A spreadsheet of the owner's, shared with the acting account, two strangers and a link."""
    book = sandbox.client(OWNER).create("CoC records")
    book.sheet1.update_title("Reports")
    typed: Any = "USER_ENTERED"
    book.sheet1.update([list(HEADERS), *rows], "A1", value_input_option=typed)
    members = book.add_worksheet("Members", 50, 5)
    members.update(ROSTER, "A1", value_input_option=typed)
    for stranger in ("x1@example.org", "x2@example.org", ROBOT):
        book.share(stranger, "user", "writer", notify=False)
    book.share("", perm_type="anyone", role="reader", with_link=True)
    sandbox.forget_requests()
    return World(sandbox, book, folder)


def _cells(book: gspread.Spreadsheet) -> Cells:
    """All cells of all worksheets but our own, with formulas as formulas."""
    formula: Any = "FORMULA"
    return {
        sheet.title: sheet.get_all_values(value_render_option=formula)
        for sheet in book.worksheets()
        if sheet.title not in OWN
    }


def _expected(before: Cells) -> Cells:
    """The same cells with the identifying ones of the due rows expunged."""
    today = (dt.date.today() - dt.date(1899, 12, 30)).days  # noqa: DTZ011
    rows = []
    for row in before["Reports"]:
        new = list(row)
        if isinstance(row[9], int | float) and row[9] < today:
            new[1:5] = ["Expunged"] * 4
        rows.append(new)
    return {**before, "Reports": rows}


def _roles(book: gspread.Spreadsheet) -> dict[str, str]:
    return {
        str(permission.get("emailAddress", permission["id"])): str(permission["role"])
        for permission in book.list_permissions()
    }


def _assert_end_state(world: World, before: Cells) -> None:
    after = _cells(world.spreadsheet)
    assert after == _expected(before)
    assert sum(row[2] == "Expunged" for row in after["Reports"]) == DUE
    assert _roles(world.spreadsheet) == {
        OWNER: "owner",
        ROBOT: "writer",
        "ana@example.org": "writer",
        "bo@example.org": "writer",
        "cy@example.org": "writer",
        "di@example.org": "reader",
    }
    lines = json.loads(world.run("log", "--format", "json", COCSHEETS_ACT_AS=ROBOT).stdout)
    done = [line["target"] for line in lines["lines"] if line["action"] == "expunge"]
    assert len(done) == len(set(done)) == DUE
    assert {line["state"] for line in lines["lines"]} == {"done"}


def _sync(world: World) -> Any:
    return world.run("sync", COCSHEETS_ACT_AS=ROBOT)


def test_daily_job_does_what_is_due_and_nothing_else(world: World) -> None:
    """Exactly the identifying cells of seven rows change, and the sharing equals the roster."""
    before = _cells(world.spreadsheet)
    world.sandbox.forget_requests()

    first = _sync(world)
    requests = world.sandbox.requests()
    assert (first.returncode, first.stderr) == (0, "")
    changed = sum(r["method"] != "GET" and "/permissions" in r["path"] for r in requests)
    looked_up = sum("permissionIds" in r["path"] for r in requests)
    assert (changed, looked_up) == (7, 4)
    assert len(requests) - changed - looked_up <= 9
    _assert_end_state(world, before)

    world.sandbox.forget_requests()
    second = _sync(world)
    assert second.returncode == 0
    assert world.writes() == []
    assert len(world.sandbox.requests()) == 2


def test_first_idle_run_of_a_day_costs_one_request_more(world: World) -> None:
    """A run with nothing to do notes that it took place, once a day."""
    _sync(world)
    ledger = world.spreadsheet.worksheet("cocsheets log")
    cell = ledger.find("last good run")
    assert cell is not None
    ledger.update_cell(cell.row, 8, "finished 2026-01-01T06:00:00+00:00")
    world.sandbox.forget_requests()
    assert _sync(world).returncode == 0
    assert len(world.writes()) == 1
    assert len(world.sandbox.requests()) == 3
    world.sandbox.forget_requests()
    assert _sync(world).returncode == 0
    assert world.writes() == []


def _insert(world: World, when: str, nth: int) -> dict[str, Any]:
    """Another user inserts a row, with a handler whom others share, above all reports."""
    sheet_id = world.records.id
    where = {"sheetId": sheet_id, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    values = [
        {"userEnteredValue": {"stringValue": text}}
        for text in ("2026-11-01", "Ana Member", "Una Newcase", "una@example.net", "new")
    ]
    edit = {
        "as": OWNER,
        "when": when,
        "spreadsheet": world.spreadsheet.id,
        "requests": [
            {"insertDimension": {"range": where, "inheritFromBefore": False}},
            {
                "updateCells": {
                    "rows": [{"values": values}],
                    "fields": "userEnteredValue",
                    "start": {"sheetId": sheet_id, "rowIndex": 1, "columnIndex": 0},
                }
            },
        ],
    }
    match = {"method": "POST", "path": ":batchUpdate", "nth": nth}
    return {"match": match, "do": {"edit": edit}}


@pytest.mark.parametrize(
    ("when", "nth"), [("before", 1), ("after", 1), ("before", 2), ("after", 2)]
)
def test_row_inserted_beside_a_write(world: World, when: str, nth: int) -> None:
    """Rows that move between reading and writing are found again, and where Google's answer does
    not show it yet; the new row stays as it is."""
    before = _cells(world.spreadsheet)
    world.sandbox.faults([_insert(world, when, nth)])
    run = _sync(world)
    world.sandbox.faults()
    assert run.returncode == 0, run.stdout + run.stderr
    after = _cells(world.spreadsheet)
    new = after["Reports"].pop(1)
    assert new[:5] == ["2026-11-01", "Ana Member", "Una Newcase", "una@example.net", "new"]
    assert after == _expected(before)


def _drop(path: str, nth: int) -> dict[str, Any]:
    return {
        "match": {"method": "POST", "path": path, "nth": nth},
        "do": {"drop_reply": True},
    }


FAULTS: dict[str, Callable[[], dict[str, Any]]] = {
    "the first write's reply is dropped": lambda: _drop(":batchUpdate", 1),
    "the second write's reply is dropped": lambda: _drop(":batchUpdate", 2),
    "the last write's reply is dropped": lambda: _drop(":batchUpdate", 3),
    "a grant's reply is dropped": lambda: _drop("/permissions", 2),
    "429 on the first read": lambda: {
        "match": {"method": "GET", "path": "/v4/spreadsheets/", "nth": 1},
        "do": {"status": 429, "headers": {"Retry-After": "0"}},
    },
    "500 after the first write took effect": lambda: {
        "match": {"method": "POST", "path": ":batchUpdate", "nth": 1},
        "do": {"status": 500, "act": True},
    },
    "429 without effect on the first write": lambda: {
        "match": {"method": "POST", "path": ":batchUpdate", "nth": 1},
        "do": {"status": 429},
    },
}


@pytest.mark.parametrize("fault", FAULTS)
def test_same_end_state_under_a_fault(world: World, fault: str) -> None:
    """Whatever Google answers once, the run ends as if nothing had been."""
    before = _cells(world.spreadsheet)
    world.sandbox.faults([FAULTS[fault]()])
    run = _sync(world)
    world.sandbox.faults()
    assert run.returncode == 0, run.stdout + run.stderr
    _assert_end_state(world, before)


@pytest.mark.parametrize("shown", ["nothing", "what was there before", "half", "another file"])
def test_an_answer_that_does_not_show_the_marks_is_not_believed(world: World, shown: str) -> None:
    """Google's answer to the first batch saves a reading only if it shows what was written."""
    before = _cells(world.spreadsheet)
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{world.spreadsheet.id}"
    old = world.sandbox.session(OWNER).get(url, params={"includeGridData": "true"}).text
    bodies = {
        "nothing": '{"replies": []}',
        "what was there before": f'{{"replies": [], "updatedSpreadsheet": {old}}}',
        "half": f'{{"replies": [], "updatedSpreadsheet": {old[:500]}',
        "another file": '{"updatedSpreadsheet": {"spreadsheetId": "x", "sheets": []}}',
    }
    match = {"method": "POST", "path": ":batchUpdate", "nth": 1}
    answer = {"status": 200, "body": bodies[shown], "act": True}
    world.sandbox.faults([{"match": match, "do": answer}])
    run = _sync(world)
    reads = [r for r in world.sandbox.requests() if r["path"].startswith("/v4/")]
    world.sandbox.faults()
    assert run.returncode == 0, run.stdout + run.stderr
    assert [r["method"] for r in reads[-7:]] == ["GET", "GET", "POST", "GET", "POST", "GET", "POST"]
    _assert_end_state(world, before)


def test_what_only_an_answer_has_shown_is_read_before_a_write_by_place(world: World) -> None:
    """Somebody puts a row off as it is marked: what comes back there is written by place where
    Google could take it for a formula, and that only after a new reading."""
    table = world.records.get_all_values()
    number = next(n for n, row in enumerate(table, 1) if row[2] == "Person003 Sample")
    world.records.update([["+3 Sample"]], f"C{number}", raw=True)
    later = (dt.date.today() - dt.date(1899, 12, 30)).days + 200  # noqa: DTZ011
    put_off = {
        "rows": [{"values": [{"userEnteredValue": {"numberValue": later}}]}],
        "fields": "userEnteredValue",
        "start": {"sheetId": world.records.id, "rowIndex": number - 1, "columnIndex": 9},
    }
    edit = {"as": OWNER, "when": "before", "spreadsheet": world.spreadsheet.id}
    world.sandbox.faults(
        [
            {
                "match": {"method": "POST", "path": ":batchUpdate", "nth": 1},
                "do": {"edit": {**edit, "requests": [{"updateCells": put_off}]}},
            }
        ]
    )
    world.sandbox.forget_requests()
    run = _sync(world)
    asked = [r["method"] for r in world.sandbox.requests() if r["path"].startswith("/v4/")]
    world.sandbox.faults()
    assert "4 cells restored" in run.stdout
    assert asked[:6] == ["GET", "GET", "POST", "GET", "POST", "GET"]
    assert world.records.row_values(number)[:3] == [*table[number - 1][:2], "+3 Sample"]


def test_missing_header_stops_rows_and_not_sharing(world: World) -> None:
    """A missing header ends what is about rows with 2; the sharing is done all the same."""
    world.records.update_acell("J1", "Expunge on")
    before = _cells(world.spreadsheet)
    run = _sync(world)
    assert run.returncode == 2
    assert 'no column "Date to expunge this record"' in run.stdout
    assert _cells(world.spreadsheet) == before
    assert "x1@example.org" not in _roles(world.spreadsheet)


def test_empty_roster_is_refused_and_rows_are_done(world: World) -> None:
    """An empty roster takes nobody's access (4); the rows are expunged all the same. The run is not
    noted as a good one."""
    before = _cells(world.spreadsheet)
    world.spreadsheet.worksheet("Members").batch_clear(["A2:E10"])
    roles = _roles(world.spreadsheet)
    run = _sync(world)
    assert run.returncode == 4
    assert "Nobody's access was changed" in run.stdout
    assert _roles(world.spreadsheet) == roles
    assert _cells(world.spreadsheet)["Reports"] == _expected(before)["Reports"]
    assert world.spreadsheet.worksheet("cocsheets log").find("last good run") is None


def test_no_roster_worksheet(world: World) -> None:
    """Without a roster everything about sharing ends with 2; the rows are done."""
    world.spreadsheet.del_worksheet(world.spreadsheet.worksheet("Members"))
    run = _sync(world)
    assert run.returncode == 2
    assert "There is no worksheet 'Members'" in run.stdout
    assert "expunge: 7 records expunged" in run.stdout


@pytest.mark.parametrize(
    ("environment", "code", "words"),
    [
        ({"COCSHEETS_SPREADSHEET": "1wrongKeyOfNoSpreadsheet"}, 3, "Check the key"),
        ({"COCSHEETS_ACT_AS": "stranger@example.org"}, 3, "Share the spreadsheet with stranger"),
        ({"COCSHEETS_API_ROOT": "http://192.0.2.1:80"}, 2, "loopback"),
        ({"COCSHEETS_API_ROOT": "https://sheets.example.org"}, 2, "loopback"),
        ({"COCSHEETS_SPREADSHEET": ""}, 2, "cocsheets init"),
    ],
)
def test_clear_message_and_code_where_nothing_can_be_done(
    world: World, environment: dict[str, str], code: int, words: str
) -> None:
    """A wrong key, no access, a root that is not loopback: the cure is named, nothing written."""
    world.spreadsheet.client.request(
        "delete",
        f"https://www.googleapis.com/drive/v3/files/{world.spreadsheet.id}/permissions/anyoneWithLink",
    )
    world.sandbox.forget_requests()
    run = world.run("sync", **environment)
    assert run.returncode == code, run.stdout + run.stderr
    assert words in run.stderr
    assert "Traceback" not in run.stderr
    assert world.writes() == []


def test_no_terminal_and_no_consent(world: World) -> None:
    """Without a terminal and without --yes a plan is printed and nothing is changed."""
    before = _cells(world.spreadsheet)
    world.sandbox.forget_requests()
    for command in (["expunge"], ["members", "remove", "bo@example.org"]):
        run = world.run(*command, COCSHEETS_ACT_AS=ROBOT)
        assert run.returncode == 1, run.stdout + run.stderr
        assert "--yes" in run.stderr
        assert "--apply" in run.stderr
    assert world.writes() == []
    assert _cells(world.spreadsheet) == before


def test_digest_goes_ahead_only_with_its_plan(world: World) -> None:
    """--apply takes exactly the plan that was shown; another digest is refused with 4."""
    shown = json.loads(
        world.run("expunge", "--format", "json", COCSHEETS_ACT_AS=ROBOT).stdout,
    )
    stale = world.run("expunge", "--apply", "0123456789ab", COCSHEETS_ACT_AS=ROBOT)
    assert stale.returncode == 4
    assert shown["digest"] in stale.stderr
    done = world.run("expunge", "--apply", shown["digest"], COCSHEETS_ACT_AS=ROBOT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "7 records expunged; seen in a new reading" in done.stdout
    assert len({change["row"] for change in shown["changes"]}) == DUE


def test_a_day_to_come_never_writes(world: World) -> None:
    """--as-of a later day plans, and writes nothing even with --yes."""
    later = (dt.date.today() + dt.timedelta(days=400)).isoformat()  # noqa: DTZ011
    world.sandbox.forget_requests()
    planned = world.run("--as-of", later, "expunge", "--allow-large-change", COCSHEETS_ACT_AS=ROBOT)
    assert planned.returncode == 1
    forced = world.run(
        "--as-of", later, "expunge", "--yes", "--allow-large-change", COCSHEETS_ACT_AS=ROBOT
    )
    assert forced.returncode == 4
    synced = world.run("--as-of", later, "sync", COCSHEETS_ACT_AS=ROBOT)
    assert "nothing was written" in synced.stdout
    assert world.writes() == []
